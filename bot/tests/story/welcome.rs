//! The first minutes of somebody who is new.

use smallwins::wire::Newcomers;

use crate::everywhere::{assert_read, everywhere_for_newcomers};
use crate::privacy::files_with;
use crate::stage::{Channel, Setting, Stage};

/// A word that nobody else says.
const CANARY: &str = "zanzibarella";

#[tokio::test]
async fn no_word_that_somebody_new_types_is_in_the_database_before_they_say_yes() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("smallwins.db").display());
    let setting = Setting { channel: Channel::Chosen, newcomers: Newcomers::Welcomed };
    let mut stage = Stage::set(&url, "2026-11-24 10:00", "UTC", setting).await;
    stage.enters("ana", "UTC");
    stage.says("ana", &format!("/mentor ask how do I feed a {CANARY}")).await;
    assert_eq!(files_with(folder.path(), CANARY), Vec::<String>::new());
    stage.presses("ana", "Yes, go on").await;
    assert!(!files_with(folder.path(), CANARY).is_empty(), "it went on");
    stage.transcript().await;
}

#[tokio::test(start_paused = true)]
async fn whoever_is_new_says_yes_once_and_what_they_asked_goes_on() {
    let played = everywhere_for_newcomers("2026-11-24 10:00", "UTC", async |scene| {
        scene.enters("ana", "UTC").await;
        scene.enters("ben", "UTC").await;
        scene.says("ben", "/mentor join parsing, rust").await;
        scene.presses("ben", "Yes, go on").await;
        scene.says("ana", "/mentor ask how do I test a parser").await;
        scene.presses("ana", "Yes, go on").await;
        scene.presses("ana", "Tell of a win").await;
        scene.fills("ana", &[("win", "Put a failing case into the report")]).await;
        scene.says("ana", "/mentor me").await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test(start_paused = true)]
async fn every_step_of_the_welcome_can_be_skipped_and_taken_up_again() {
    let played = everywhere_for_newcomers("2026-11-24 10:00", "UTC", async |scene| {
        scene.enters("ana", "UTC").await;
        scene.says("ana", "/mentor me").await;
        scene.presses("ana", "No, thanks").await;
        scene.says("ana", "/mentor me").await;
        scene.presses("ana", "Yes, with other hours").await;
        scene.fills("ana", &[("hours", "mon-thu 9-15")]).await;
        scene.presses("ana", "Skip").await;
        scene.says("ana", "/mentor me").await;
        scene.presses("ana", "Skip").await;
        scene.says("ana", "/mentor me").await;
    })
    .await;
    assert_read!(played);
}

const GOOD: &str = "I noticed you wrote the failing case before asking. It shows the bug in one line.";

#[tokio::test(start_paused = true)]
async fn a_new_mentor_practises_once_and_nobody_hears_of_it() {
    let played = everywhere_for_newcomers("2026-11-24 10:00", "UTC", async |scene| {
        scene.enters("ben", "UTC").await;
        scene.says("ben", "/mentor join").await;
        scene.presses("ben", "Yes, go on").await;
        scene.fills("ben", &[("topics", "parsing, rust"), ("week", "4")]).await;
        scene.presses("ben", "Practise once").await;
        scene
            .fills("ben", &[("words", "Sam, you are a natural at all of this and it shows everywhere!")])
            .await;
        scene.fills("ben", &[("words", GOOD)]).await;
    })
    .await;
    assert_read!(played);
}

#[tokio::test(start_paused = true)]
async fn whoever_runs_a_community_is_walked_past_what_there_is_to_settle() {
    let played = everywhere_for_newcomers("2026-11-24 10:00", "UTC", async |scene| {
        scene.enters("dee", "UTC").await;
        scene.runs_it("dee").await;
        scene.says("dee", "/mentor me").await;
        scene.presses("dee", "Yes, go on").await;
        scene.presses("dee", "Set it up").await;
        scene.presses("dee", "Zone").await;
        scene.presses("dee", "Channel").await;
        scene.presses("dee", "Digest").await;
        scene.presses("dee", "Reports").await;
        scene.presses("dee", "Dry run").await;
    })
    .await;
    assert_read!(played);
}
