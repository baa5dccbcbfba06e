//! How well two people fit: what is asked, what comes of it, and that neither hears of the other's word.

use chrono::TimeDelta;

use crate::everywhere::{assert_read, everywhere};
use crate::scene::ana_and_ben_enter;

#[tokio::test(start_paused = true)]
async fn who_says_that_it_is_no_good_fit_finds_somebody_else_and_the_mentor_hears_nothing() {
    let played = everywhere("2026-11-23 15:30", "Europe/Lisbon", async |scene| {
        ana_and_ben_enter(scene).await;
        scene.enters("cleo", "Europe/Lisbon").await;
        scene.says("ana", "/mentor ask how do I test a parser").await;
        scene.presses("ben", "Write my compliment").await;
        let words = "I noticed the precise question you asked about testing a parser. It saves us a search.";
        scene.fills("ben", &[("words", words), ("meet", "now")]).await;
        scene.presses("ana", "Now").await;
        scene.passes(TimeDelta::minutes(9)).await;
        scene.says("cleo", "/mentor join parsing").await;
        scene.transcript().await;
        scene.says("ana", "1. write one test\n2. add the fuzz case\n@ fri 10:00").await;
        scene.presses("ben", "Gladly").await;
        scene.presses("ana", "A good fit").await;
        scene.presses("ana", "Not a good fit").await;
        scene.presses("ana", "Somebody else").await;
    })
    .await;
    assert_read!(played);
}
