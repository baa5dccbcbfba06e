//! What is held about somebody, and what becomes of it when they leave.

use std::path::Path;
use std::time::Duration;

use chrono::TimeDelta;
use serde_json::json;
use smallwins_core::news::News;
use smallwins_core::platform::DeliveryError;
use smallwins_core::task::{Task, Work};

use crate::everywhere::{assert_read, everywhere_and_on_postgresql};
use crate::scene::{Scene, ana_and_ben_enter};
use crate::slack::log::Log;
use crate::stage::Stage;
use crate::tools::GitHub;

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
    assert_read!(everywhere_and_on_postgresql("2026-11-23 15:30", "Europe/Lisbon", leaving).await);
}

async fn erasing(stage: &mut dyn Scene) {
    ana_and_ben_book(stage).await;
    stage.says("ana", "/mentor privacy").await;
    stage.presses("ana", "Erase me").await;
    stage.presses("ana", "Erase me").await;
    stage.presses("ana", "Yes, for good").await;
    stage.says("ana", "/mentor privacy").await;
    stage.passes(TimeDelta::minutes(1)).await;
    stage.presses("ana", "Move").await;
    stage.says("ana", "/mentor ask how do I test a parser").await;
    stage.presses("ben", "Move").await;
    stage.presses("ana", "Begin anew").await;
    stage.says("ana", "/mentor zone Europe/Lisbon").await;
    stage.says("ana", "/mentor me").await;
    stage.says("ana", "/mentor privacy").await;
}

#[tokio::test(start_paused = true)]
async fn whoever_is_erased_is_asked_twice_and_comes_back_by_their_own_word_alone() {
    assert_read!(everywhere_and_on_postgresql("2026-11-23 15:30", "Europe/Lisbon", erasing).await);
}

async fn exporting(stage: &mut dyn Scene) {
    ana_and_ben_book(stage).await;
    stage.says("ana", "/mentor privacy").await;
    stage.presses("ana", "Export").await;
    stage.says("ana", "/mentor privacy leave").await;
    stage.passes(TimeDelta::minutes(1)).await;
    stage.says("ana", "/mentor privacy export").await;
}

#[tokio::test(start_paused = true)]
async fn everything_that_is_held_comes_as_a_file_before_and_after_somebody_leaves() {
    assert_read!(everywhere_and_on_postgresql("2026-11-23 15:30", "Europe/Lisbon", exporting).await);
}

/// Ana is in a session with Ben.
async fn ana_and_ben_meet(stage: &mut dyn Scene) {
    ana_and_ben_enter(stage).await;
    stage.says("ana", "/mentor ask how do I test a parser").await;
    stage.presses("ben", "Write my compliment").await;
    stage.fills("ben", &[("words", COMPLIMENT), ("meet", "now")]).await;
    stage.presses("ana", "Now").await;
    stage.passes(TimeDelta::minutes(2)).await;
}

async fn erased_in_a_session(stage: &mut dyn Scene) {
    ana_and_ben_meet(stage).await;
    stage.says("ana", "/mentor privacy").await;
    stage.presses("ana", "Export").await;
    stage.presses("ana", "Erase me").await;
    stage.presses("ana", "Erase me").await;
    stage.presses("ana", "Yes, for good").await;
    stage.says("ana", "/mentor privacy export").await;
    stage.passes(TimeDelta::minutes(1)).await;
    stage.says("ana", "/mentor privacy export").await;
    stage.passes(TimeDelta::minutes(10)).await;
    stage.says("ben", "/mentor me").await;
}

#[tokio::test(start_paused = true)]
async fn whoever_is_erased_in_a_session_is_exported_nothing_more_and_their_partner_hears_it_neutrally() {
    assert_read!(
        everywhere_and_on_postgresql("2026-11-23 15:30", "Europe/Lisbon", erased_in_a_session).await
    );
}

#[tokio::test]
async fn an_export_that_was_promised_before_somebody_was_erased_never_arrives() {
    for erased in [false, true] {
        let mut stage = Stage::with_ana_and_ben("2026-11-23 15:30", "Europe/Lisbon").await;
        stage.says("ana", "/mentor privacy").await;
        let (after, why) = (Duration::from_mins(5), "rate limited".to_owned());
        stage.fails_once(DeliveryError::Later { after, why });
        stage.presses("ana", "Export").await;
        let waiting = stage.mentoring.store().due(stage.community.scope(), 10).await.unwrap();
        let is_file = |task: &Task| matches!(&task.work, Work::Deliver(word) if word.message.has_archive());
        assert!(waiting.iter().any(is_file), "it is promised: {waiting:?}");
        if erased {
            stage.presses("ana", "Erase me").await;
            stage.presses("ana", "Erase me").await;
            stage.presses("ana", "Yes, for good").await;
        }
        stage.passes(TimeDelta::days(2)).await;
        let transcript = stage.transcript().await;
        assert_eq!(transcript.contains("(their archive)"), !erased, "{transcript}");
        let waiting = stage.mentoring.store().due(stage.community.scope(), 10).await.unwrap();
        assert!(!waiting.iter().any(is_file), "it waits still: {waiting:?}");
    }
}

/// A word that nobody else says.
const CANARY: &str = "zanzibarella";

/// A canary with everything that somebody can have: as a learner with Ben, and as a mentor of his.
async fn with_a_canary(stage: &mut Stage) {
    let says = |words: &str| words.replace("CANARY", CANARY);
    stage.enters(CANARY, "America/Chicago");
    stage.enters("ben", "America/Chicago");
    stage.says("ben", "/mentor join parsing").await;
    stage.says(CANARY, &says("/mentor join CANARY craft; link https://meet.example/CANARY")).await;
    stage.says(CANARY, &says("/mentor win Wrote about CANARY https://git.example/CANARY")).await;
    stage.says(CANARY, &says("/mentor ask how do I test a CANARY parser")).await;
    stage.presses("ben", "Write my compliment").await;
    stage
        .fills(
            "ben",
            &[("words", &says("I noticed the precise CANARY question you asked. It saves us time."))],
        )
        .await;
    let monday = stage.label(CANARY, "Mon");
    stage.presses(CANARY, &monday).await;
    stage.passes(TimeDelta::minutes(35)).await;
    stage
        .says(CANARY, &says("+ the CANARY\n1. When I open CANARY, I will write a test until it fails"))
        .await;
    stage
        .says(
            CANARY,
            &says("2. When it passes, I will add CANARY until it runs\n@ fri 10:00 Is CANARY done?"),
        )
        .await;
    stage.says("ben", "/mentor ask what is craft").await;
    stage.presses(CANARY, "Write my compliment").await;
    stage.fills(CANARY, &[("words", "You are a natural at this!")]).await;
    stage.says(CANARY, &says("CANARY?")).await;
    stage.says(CANARY, &says("/mentor link github CANARY yes")).await;
    stage.says(CANARY, &says("/mentor link github CANARY-at-work yes")).await;
    stage.says(CANARY, &says("/mentor link github CANARY-at-work off")).await;
}

/// A pull request of theirs, named after them.
fn merged(login: &str) -> serde_json::Value {
    json!({
        "action": "closed",
        "pull_request": {
            "title": format!("About {login}"), "html_url": format!("https://git.example/{login}"), "merged": true,
            "user": { "login": login, "type": "User" }
        }
    })
}

#[tokio::test]
async fn no_word_of_whoever_was_erased_is_in_the_database_or_in_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("smallwins.db").display());
    let log = Log::default();
    let _listening = log.listens();
    let mut stage = Stage::on(&url, "2026-11-23 10:00", "America/Chicago").await;
    with_a_canary(&mut stage).await;
    let mut github = GitHub::with_webhook(stage.mentoring.clone(), "stage").await;
    assert_eq!(github.sends("pull_request", &merged(CANARY)).await, 202);
    assert!(!files_with(folder.path(), CANARY).is_empty());
    stage.says(CANARY, "/mentor privacy erase").await;
    stage.presses(CANARY, "Erase me").await;
    stage.presses(CANARY, "Yes, for good").await;
    stage.passes(TimeDelta::minutes(1)).await;
    // Late events: what was typed before, and a platform that describes them.
    stage.says(CANARY, &format!("/mentor win something {CANARY}")).await;
    stage.hears(News::Described(stage.person(CANARY))).await;
    // Work that is told of an account that was theirs, and of one that they had let go.
    for login in [CANARY.to_owned(), format!("{CANARY}-at-work")] {
        assert_eq!(github.sends("pull_request", &merged(&login)).await, 202);
    }
    assert_eq!(files_with(folder.path(), CANARY), Vec::<String>::new());
    let written = log.written();
    assert!(!written.is_empty(), "the log was listened to");
    assert!(!written.to_lowercase().contains(CANARY));
    stage.presses(CANARY, "Begin anew").await;
    assert!(!files_with(folder.path(), CANARY).is_empty(), "they are known again");
    stage.transcript().await;
}

/// The files of a folder in which a word stands, be it in small or capital letters.
pub(crate) fn files_with(folder: &Path, word: &str) -> Vec<String> {
    let found = std::fs::read_dir(folder).unwrap().filter_map(|entry| {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap().to_ascii_lowercase();
        let named = bytes.windows(word.len()).any(|window| window == word.as_bytes());
        named.then(|| path.file_name().unwrap().to_string_lossy().into_owned())
    });
    found.collect()
}
