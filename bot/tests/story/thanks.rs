//! Thanks: a line from a learner whose mentor's advice was used, read by whom the learner chose, and by nobody before
//! it can no longer be taken back.

use chrono::TimeDelta;

use crate::everywhere::{assert_read, everywhere};
use crate::scene::ana_and_ben_enter;

#[tokio::test(start_paused = true)]
async fn a_learner_thanks_takes_it_back_and_thanks_again_before_everybody() {
    let played = everywhere("2026-11-23 15:30", "Europe/Lisbon", async |scene| {
        ana_and_ben_enter(scene).await;
        scene.says("ana", "/mentor ask how do I test a parser").await;
        scene.presses("ben", "Write my compliment").await;
        let words = "I noticed the precise question you asked about testing a parser. It saves us a search.";
        scene.fills("ben", &[("words", words), ("meet", "now")]).await;
        scene.presses("ana", "Now").await;
        scene.passes(TimeDelta::minutes(9)).await;
        scene.says("ana", "1. write one test\n2. add the fuzz case\n@ fri 10:00").await;
        scene.passes(TimeDelta::days(2)).await;
        scene.transcript().await;
        scene.presses("ana", "Done").await;
        scene.presses("ana", "Thank Ben").await;
        scene.fills("ana", &[("thanks", "The tset found it."), ("share", "everybody")]).await;
        scene.presses("ana", "Take it back").await;
        scene.passes(TimeDelta::minutes(1)).await;
        scene.presses("ana", "Thank Ben").await;
        scene.fills("ana", &[("thanks", "The test found it."), ("share", "everybody")]).await;
        scene.passes(TimeDelta::minutes(11)).await;
    })
    .await;
    assert_read!(played);
}
