//! A mentor who would rather help in batches: one session right after the other in their office hours, and nowhere
//! else.

use chrono::TimeDelta;

use crate::everywhere::{assert_read, everywhere_and_on_postgresql};
use crate::scene::Scene;

const FIRST: &str = "I noticed the failing case that you wrote before asking. It shows the bug in one line.";
const SECOND: &str = "I noticed the timing of each rule in your question. It saves us an hour of guessing.";

/// Somebody asks, Ben notices something, and they pick the first time that they are shown.
async fn picks_the_first(scene: &mut dyn Scene, name: &str, question: &str, compliment: &str) {
    scene.says(name, &format!("/mentor ask {question}")).await;
    scene.presses("ben", "Write my compliment").await;
    scene.fills("ben", &[("words", compliment)]).await;
    let first = scene.label(name, "Tue");
    scene.presses(name, &first).await;
}

#[tokio::test(start_paused = true)]
async fn in_office_hours_two_learners_come_one_right_after_the_other() {
    let played = everywhere_and_on_postgresql("2026-11-23 10:00", "Europe/Lisbon", async |scene| {
        for name in ["ana", "cleo", "ben"] {
            scene.enters(name, "Europe/Lisbon").await;
        }
        scene.says("ben", "/mentor join parsing; day 4; week 8; minutes 120").await;
        scene.says("ben", "/mentor hours mon-fri 9-18").await;
        scene.presses("ben", "Office hours").await;
        scene.presses("ben", "Name them").await;
        for cannot_be in ["Tue 14-13", "tue 25:00-26:00", "Wed", "tue 17:00-19:00"] {
            scene.fills("ben", &[("office", cannot_be)]).await;
        }
        scene.fills("ben", &[("office", "tue 14:00-15:30")]).await;
        // Where nothing would be suggested, or nobody could come, they read so at once.
        for name in ["ana", "cleo"] {
            scene.says(name, "/mentor hours mon-fri 9-14").await;
        }
        scene.says("ben", "office tue 12-13, thu 16-17").await;
        scene.presses("ben", "Undo").await;
        for name in ["ana", "cleo"] {
            scene.says(name, "/mentor hours mon-fri 9-18").await;
        }
        picks_the_first(scene, "ana", "how do I test a parser", FIRST).await;
        picks_the_first(scene, "cleo", "why is my parser slow", SECOND).await;
        // Whoever moves it reads which other starts are hidden, and why each.
        scene.presses("cleo", "Move").await;
        scene.says("ben", "/mentor hours mon-fri 9-15").await;
        scene.says("ben", "office").await;
        scene.presses("ben", "End them").await;
        scene.presses("ben", "Undo").await;
        scene.says("ben", "/mentor me").await;
        scene.passes(TimeDelta::days(1)).await;
    })
    .await;
    assert_read!(played);
}
