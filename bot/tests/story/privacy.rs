//! What is held about somebody, and what becomes of it when they leave.

use chrono::TimeDelta;

use crate::everywhere::{assert_read, everywhere};
use crate::scene::{Scene, ana_and_ben_enter};

const COMPLIMENT: &str =
    "I noticed the precise question you asked about the parser. It saves us a long search.";

/// Ana and Ben have a time for their session.
async fn ana_and_ben_book(stage: &mut dyn Scene) {
    ana_and_ben_enter(stage).await;
    stage.says("ana", "/mentor win Replaced the nested matches with a table").await;
    stage.says("ana", "/mentor ask how do I test a parser").await;
    stage.presses("ben", "Write my compliment").await;
    stage.fills("ben", &[("words", COMPLIMENT)]).await;
    let tuesday = stage.label("ana", "Tue");
    stage.presses("ana", &tuesday).await;
}

async fn leaving(stage: &mut dyn Scene) {
    ana_and_ben_book(stage).await;
    stage.says("ana", "/mentor privacy").await;
    stage.presses("ana", "Leave").await;
    stage.passes(TimeDelta::days(1)).await;
    stage.says("ana", "/mentor privacy leave").await;
    stage.says("ana", "/mentor ask how do I test another parser").await;
    stage.says("ben", "/mentor privacy leave").await;
    stage.passes(TimeDelta::hours(4)).await;
    stage.says("ben", "/mentor me").await;
}

#[tokio::test(start_paused = true)]
async fn whoever_leaves_does_so_in_one_tap_and_nobody_waits_for_them() {
    assert_read!(everywhere("2026-11-23 15:30", "Europe/Lisbon", leaving).await);
}
