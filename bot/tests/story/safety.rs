//! Safety: something that should not have happened is told to one person, two people are kept apart, and whoever writes
//! what sounds heavy reads whom to turn to.

use chrono::TimeDelta;

use crate::everywhere::{assert_read, everywhere};
use crate::scene::{Scene, ana_and_ben_enter};

const COMPLIMENT: &str =
    "I noticed the precise question you asked about testing a parser. It saves us a long search.";

/// Ana and Ben have met, and Dee runs the community.
async fn two_have_met(scene: &mut dyn Scene) {
    ana_and_ben_enter(scene).await;
    scene.enters("dee", "Europe/Lisbon").await;
    scene.runs_it("dee").await;
    scene.says("dee", "/mentor safety").await;
    scene.says("ana", "/mentor ask how do I test a parser").await;
    scene.presses("ben", "Write my compliment").await;
    scene.fills("ben", &[("words", COMPLIMENT), ("meet", "now")]).await;
    scene.presses("ana", "Now").await;
    scene.passes(TimeDelta::minutes(10)).await;
    scene.transcript().await;
}

#[tokio::test(start_paused = true)]
async fn a_report_goes_to_its_owner_alone_and_who_wrote_it_hears_that_it_was_read() {
    let played = everywhere("2026-11-23 15:30", "Europe/Lisbon", async |scene| {
        two_have_met(scene).await;
        scene.presses("dee", "Give reports to me").await;
        scene.says("dee", "/mentor safety conduct https://rules.example/conduct").await;
        scene.says("ana", "/mentor report").await;
        scene.presses("ana", "About Ben").await;
        scene.fills("ana", &[("happened", "He shouted at me, twice.")]).await;
        scene.presses("dee", "I take care of it").await;
        scene.presses("ana", "Not with Ben again").await;
        scene.says("ana", "/mentor ask why does my parser hang").await;
        scene.presses("ben", "I can help").await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test(start_paused = true)]
async fn whoever_writes_what_sounds_heavy_reads_whom_to_turn_to() {
    let played = everywhere("2026-11-23 15:30", "Europe/Lisbon", async |scene| {
        two_have_met(scene).await;
        scene.says("dee", "/mentor safety contact Dee, +351 21 000 0000").await;
        scene.says("ana", "/mentor ask how do I go on when I want to die").await;
        scene.says("ana", "1. sleep\n2. I could kill myself over this parser\n@ fri 10:00").await;
    })
    .await;
    assert_read!(played);
}
