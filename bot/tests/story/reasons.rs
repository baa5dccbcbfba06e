//! Why now: what is due and what was handed in, as those read it whom it concerns.

use chrono::TimeDelta;

use crate::everywhere::{assert_read, everywhere};
use crate::scene::{Scene, ana_and_ben_enter};

/// A deadline that is told, moved, read by the mentor who is asked, and over.
async fn something_is_due(stage: &mut dyn Scene) {
    ana_and_ben_enter(stage).await;
    stage.says("ana", "/mentor deadline Parser homework").await;
    stage.says("ana", "/mentor deadline fri 18:00 Parser homework").await;
    stage.says("ana", "/mentor deadline thu 18:00 parser homework").await;
    stage.says("ana", "/mentor deadline 15 dec Essay").await;
    stage.says("ana", "/mentor undo").await;
    stage.says("ana", "/mentor me").await;
    stage.says("ana", "/mentor ask how do I test a parser").await;
    stage.passes(TimeDelta::days(4)).await;
    stage.says("ana", "/mentor me").await;
}

#[tokio::test(start_paused = true)]
async fn a_mentor_who_is_asked_reads_what_is_due_and_when() {
    assert_read!(everywhere("2026-11-23 15:30", "Europe/Lisbon", something_is_due).await);
}
