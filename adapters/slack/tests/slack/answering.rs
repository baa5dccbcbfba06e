//! Answers when something breaks between Slack and us: each is said once.

use std::time::Duration;

use smallwins_fake_slack::{Fault, Person};

use crate::installing;
use crate::raw::{command, signed};
use crate::stage::{By, Stage, reads, soon};

/// How often somebody reads this.
fn count(person: &Person, words: &str) -> usize {
    person.messages().iter().filter(|seen| seen.text.contains(words)).count()
}

#[tokio::test]
async fn an_answer_in_a_direct_message_is_said_once_whatever_breaks() {
    for fault in [Fault::Status(502), Fault::Status(200), Fault::ResetBefore, Fault::ResetAfter] {
        let mut stage = Stage::set(By::Http).await;
        stage.fake.fail("chat.postMessage", fault.clone());
        stage.ana.dm("win Wrote a test").await;
        soon(|| stage.fake.calls_of("conversations.history").pop()).await;
        reads(&stage.ana, "Noted").await;
        stage.end().await;
        assert_eq!(count(&stage.ana, "Noted"), 1, "{fault:?}");
        assert!(stage.fake.calls_of("conversations.open").is_empty());
    }
}

#[tokio::test]
async fn an_answer_that_slack_may_have_taken_where_somebody_spoke_is_looked_for_there() {
    for (fault, looks_after) in [(Fault::ResetAfter, 1), (Fault::ResetBefore, 1)] {
        let mut stage = Stage::set(By::Http).await;
        stage.ana.dm("win Wrote a test").await;
        reads(&stage.ana, "Noted").await;
        stage.fake.fail("response_url", fault.clone());
        stage.ana.press("Undo").await;
        soon(|| (stage.fake.calls_of("conversations.history").len() == looks_after).then_some(())).await;
        soon(|| (stage.ana.messages().len() == 3).then_some(())).await;
        stage.end().await;
        assert_eq!(stage.ana.messages().len(), 3, "{fault:?}");
    }
}

#[tokio::test]
async fn a_direct_message_that_is_known_is_not_opened_again() {
    let stage = Stage::set(By::Http).await;
    let channel = stage.workspace.channel("general", &[&stage.ana]);
    for (call, words) in [("win Wrote a test", "Noted"), ("me", "Wrote a test")] {
        stage.fake.fail("response_url", Fault::Error("expired_url".to_owned()));
        stage.store.nap(Duration::from_millis(2600));
        stage.ana.slash(&channel, "/mentor", call).await;
        soon(|| stage.ana.dms().pop().filter(|seen| seen.text.contains(words))).await;
    }
    assert_eq!(stage.fake.calls_of("conversations.open").len(), 1);
}

#[tokio::test]
async fn whoever_wrote_in_a_direct_message_is_written_to_there_without_opening_one() {
    let stage = Stage::set(By::Http).await;
    let channel = stage.workspace.channel("general", &[&stage.ana]);
    stage.ana.dm("win Wrote a test").await;
    reads(&stage.ana, "Noted").await;
    stage.fake.fail("response_url", Fault::Error("expired_url".to_owned()));
    stage.store.nap(Duration::from_millis(2600));
    stage.ana.slash(&channel, "/mentor", "me").await;
    soon(|| stage.ana.dms().pop().filter(|seen| seen.text.contains("Wrote a test"))).await;
    assert!(stage.fake.calls_of("conversations.open").is_empty());
}

#[tokio::test]
async fn what_is_promised_makes_way_for_an_answer_that_slack_asked_to_wait_with() {
    let stage = Stage::set(By::Http).await;
    stage.fake.fail("chat.postMessage", Fault::RateLimited(1));
    let clock = stage.clock.clone();
    stage.ana.dm("win Wrote a test").await;
    soon(|| stage.fake.calls_of("chat.postMessage").pop()).await;
    clock.pass(chrono::TimeDelta::seconds(1));
    reads(&stage.ana, "Noted").await;
    assert_eq!(count(&stage.ana, "Noted"), 1);
}

#[tokio::test]
async fn an_answer_that_lost_its_socket_and_its_address_comes_as_a_direct_message() {
    let stage = Stage::set(By::Sockets).await;
    stage.fake.fail("response_url", Fault::Status(500));
    stage.store.nap(Duration::from_millis(600));
    let closing = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        stage.fake.close_sockets();
    };
    let im = stage.ana.im();
    let (ack, ()) = tokio::join!(stage.ana.slash(&im, "/mentor", "win Wrote a test"), closing);
    assert!(!ack.in_time);
    let seen = soon(|| stage.ana.dms().into_iter().find(|seen| seen.text.contains("Noted"))).await;
    assert!(!seen.is_ephemeral);
    stage.fake.take_violations();
}

#[tokio::test]
async fn a_token_that_another_process_renewed_is_taken_up_by_an_answer() {
    let (at, ana, mut browser) = installing::set().await;
    let ours = browser.us.clone();
    let back = browser.goes_to_slack().await;
    browser.get(&back).await;
    let line = |id: &str| {
        serde_json::json!({ "type": "event_callback", "team_id": at.workspace.id, "event_id": id,
            "event": { "type": "message", "channel_type": "im", "channel": ana.im(), "user": ana.id,
                "team": at.workspace.id, "text": "help", "ts": "1.1" } })
        .to_string()
    };
    let events = format!("{ours}/slack/events");
    assert_eq!(signed(&events, &line("Ev1")).await.status, 200);
    soon(|| ana.dms().pop()).await;
    at.workspace.revoke();
    installing::anew(&at, &mut browser).await;
    assert_eq!(signed(&events, &line("Ev2")).await.status, 200);
    soon(|| (ana.dms().len() == 2).then_some(())).await;
    // A form is opened by it, too.
    at.workspace.revoke();
    installing::anew(&at, &mut browser).await;
    let typed = command(&at.workspace.id, &ana.id, "win", "1.1.x");
    assert_eq!(signed(&events, &typed).await.status, 200);
    at.fake.take_violations();
    let opened = at.fake.calls_of("views.open");
    assert_eq!(opened.last().unwrap().error.as_deref(), Some("invalid_trigger_id"), "{opened:?}");
}
