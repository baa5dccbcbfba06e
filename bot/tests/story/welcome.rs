//! The first minutes of somebody who is new.

use chrono::TimeDelta;
use smallwins::wire::Newcomers;
use smallwins_core::platform::PlatformName;
use smallwins_core::store::Store;

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

/// Who is known in a memory, and under which names something is kept there.
async fn kept_in(url: &str) -> (usize, usize, Vec<String>) {
    let store = smallwins_store::open(url).await.unwrap();
    let community = store.communities(&PlatformName::new("stage")).await.unwrap().pop().unwrap();
    let scope = community.scope();
    let known = store.everyone(scope, 9).await.unwrap().len();
    let facts = store.facts(scope, None, 9).await.unwrap().len();
    let kept = store.keepsakes(scope, "").await.unwrap().into_iter().map(|(name, _)| name).collect();
    store.close().await;
    (known, facts, kept)
}

#[tokio::test]
async fn nobody_is_known_before_their_yes_or_after_their_no_and_what_waits_is_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("smallwins.db").display());
    let setting = Setting { channel: Channel::Chosen, newcomers: Newcomers::Welcomed };
    let mut stage = Stage::set(&url, "2026-11-24 10:00", "UTC", setting).await;
    let nothing = (0, 0, Vec::new());
    stage.enters(CANARY, "UTC");
    for said in
        ["me", "help", "privacy", "privacy export", "privacy erase", "ask how", "win I did it", "what"]
    {
        stage.says(CANARY, &format!("/mentor {said}")).await;
        assert_eq!(kept_in(&url).await, nothing, "{said}");
    }
    assert_eq!(files_with(folder.path(), CANARY), Vec::<String>::new());
    let long = format!("/mentor ask {}", "how do I test a parser ".repeat(8));
    let waits = (0, 0, vec![format!("waits/yes/{CANARY}")]);
    stage.says(CANARY, &long).await;
    assert_eq!(kept_in(&url).await, waits);
    stage.presses(CANARY, "No, thanks").await;
    assert_eq!(kept_in(&url).await, nothing);
    stage.says(CANARY, &long).await;
    stage.passes(TimeDelta::minutes(59)).await;
    assert_eq!(kept_in(&url).await, waits);
    stage.passes(TimeDelta::minutes(1)).await;
    assert_eq!(kept_in(&url).await, nothing);
    stage.says(CANARY, &long).await;
    stage.presses(CANARY, "Yes, go on").await;
    let (known, facts, kept) = kept_in(&url).await;
    assert_eq!((known, kept), (1, Vec::new()));
    assert!(facts >= 3, "they joined, said yes and asked");
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
        scene.presses("dee", "My hours").await;
        scene.fills("dee", &[("hours", "mon-thu 8-16")]).await;
        scene.presses("dee", "Channel").await;
        scene.presses("dee", "Digest").await;
        scene.presses("dee", "Reports").await;
        scene.presses("dee", "Dry run").await;
    })
    .await;
    assert_read!(played);
}
