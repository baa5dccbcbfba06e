//! Messages that may have arrived: said once, whatever breaks.

use std::time::Duration;

use chrono::TimeDelta;
use smallwins_core::platform::DeliveryError;
use smallwins_fake_slack::Fault;

use crate::outward::{Letter, Outward};

/// So long after it did not answer a workspace may be tried again.
const REST: Duration = Duration::from_millis(2_100);

async fn breaks(fault: Fault) -> (Outward, smallwins_fake_slack::Person) {
    let at = Outward::set().await;
    let ana = at.workspace.person("ana", "Europe/Lisbon");
    at.tell(&ana.id, Letter { task: 99, words: "Before", ..Letter::default() }).await.unwrap();
    at.fake.fail("chat.postMessage", fault);
    let broken = at.tell(&ana.id, Letter::default()).await;
    assert!(matches!(broken, Err(DeliveryError::Unknown { .. })), "{broken:?}");
    at.wait(REST).await;
    (at, ana)
}

#[tokio::test]
async fn what_arrived_before_the_connection_broke_is_found_and_not_said_again() {
    for fault in [Fault::ResetAfter, Fault::HalfBody] {
        let (at, ana) = breaks(fault).await;
        assert_eq!(ana.dms().len(), 2);
        let found = at.tell(&ana.id, Letter { in_doubt: true, ..Letter::default() }).await.unwrap();
        assert_eq!((ana.dms().len(), ana.last().ts), (2, found.0));
    }
}

#[tokio::test]
async fn what_did_not_arrive_is_said_once() {
    for fault in [Fault::ResetBefore, Fault::Status(502)] {
        let (at, ana) = breaks(fault).await;
        assert_eq!(ana.dms().len(), 1);
        at.tell(&ana.id, Letter { in_doubt: true, ..Letter::default() }).await.unwrap();
        at.tell(&ana.id, Letter { in_doubt: true, ..Letter::default() }).await.unwrap();
        assert_eq!(ana.dms().len(), 2);
    }
}

#[tokio::test]
async fn an_answer_that_never_comes_is_a_doubt_and_not_a_failure() {
    let at = Outward::set().await;
    let ana = at.workspace.person("ana", "Europe/Lisbon");
    at.tell(&ana.id, Letter { task: 99, ..Letter::default() }).await.unwrap();
    at.fake.fail("chat.postMessage", Fault::SilentAfter);
    let hasten = async {
        while ana.dms().len() < 2 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(11)).await;
        tokio::time::resume();
    };
    let (broken, ()) = tokio::join!(at.tell(&ana.id, Letter::default()), hasten);
    assert!(matches!(broken, Err(DeliveryError::Unknown { .. })), "{broken:?}");
    at.wait(REST).await;
    at.tell(&ana.id, Letter { in_doubt: true, ..Letter::default() }).await.unwrap();
    assert_eq!(ana.dms().len(), 2);
}

#[tokio::test]
async fn what_was_bundled_is_found_within_its_bundle() {
    let at = Outward::set().await;
    let ana = at.workspace.person("ana", "Europe/Lisbon");
    let bundle = at.tell(&ana.id, Letter { also: &[2, 3], ..Letter::default() }).await.unwrap();
    for task in [2, 3] {
        let found = at.tell(&ana.id, Letter { task, in_doubt: true, ..Letter::default() }).await.unwrap();
        assert_eq!(found, bundle);
    }
    at.tell(&ana.id, Letter { task: 4, in_doubt: true, ..Letter::default() }).await.unwrap();
    assert_eq!(ana.dms().len(), 2);
}

#[tokio::test]
async fn only_the_part_that_is_missing_is_said_again() {
    let at = Outward::set().await;
    let ana = at.workspace.person("ana", "Europe/Lisbon");
    let long: Vec<String> = (0..9).map(|number| format!("{number} {}", "word ".repeat(400))).collect();
    let long = long.join("\n");
    let letter = |task, in_doubt| Letter { task, words: &long, in_doubt, ..Letter::default() };
    let ben = at.workspace.person("ben", "Europe/Lisbon");
    at.tell(&ben.id, letter(1, false)).await.unwrap();
    assert!(ben.dms().len() >= 2, "{} parts", ben.dms().len());
    at.fake.fail_after(1, "chat.postMessage", Fault::Status(500));
    let broken = at.tell(&ana.id, letter(2, false)).await;
    assert!(matches!(broken, Err(DeliveryError::Unknown { .. })), "{broken:?}");
    at.wait(REST).await;
    at.tell(&ana.id, letter(2, true)).await.unwrap();
    let words = |person: &smallwins_fake_slack::Person| {
        person.dms().into_iter().map(|seen| seen.text).collect::<Vec<_>>()
    };
    assert_eq!(words(&ana), words(&ben));
}

#[tokio::test]
async fn a_refusal_between_two_parts_is_a_doubt_as_one_did_arrive() {
    let at = Outward::set().await;
    let ana = at.workspace.person("ana", "Europe/Lisbon");
    let long = ["a ".repeat(2900), "b ".repeat(2900), "c ".repeat(2900), "d ".repeat(2900)].join("\n");
    at.fake.fail_after(1, "chat.postMessage", Fault::Error("restricted_action".to_owned()));
    let broken = at.tell(&ana.id, Letter { words: &long, ..Letter::default() }).await;
    assert!(matches!(broken, Err(DeliveryError::Unknown { .. })), "{broken:?}");
}

#[tokio::test]
async fn the_rest_of_a_message_waits_a_little_when_slack_asks_for_it() {
    let mut at = Outward::set().await;
    let ana = at.workspace.person("ana", "Europe/Lisbon");
    let channel = at.workspace.channel("mentoring", &[&ana]);
    at.workspace.invite_app(&channel);
    at.community.channel = Some(channel.clone());
    let long = ["a ".repeat(2900), "b ".repeat(2900), "c ".repeat(2900), "d ".repeat(2900)].join("\n");
    let letter = |task| Letter { task, words: &long, ..Letter::default() };
    at.fake.fail_after(1, "chat.postMessage", Fault::RateLimited(1));
    let pass = async {
        while at.calls("chat.postMessage") < 2 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        at.clock.pass(chrono::TimeDelta::seconds(1));
    };
    let (arrived, ()) = tokio::join!(at.announce(letter(1)), pass);
    arrived.unwrap();
    let parts = ana.channel(&channel).len();
    assert!(parts >= 2 && at.calls("chat.postMessage") == parts + 1, "{parts} parts");
    // Not for longer than others can wait.
    at.fake.fail_after(1, "chat.postMessage", Fault::RateLimited(60));
    let broken = at.tell(&ana.id, letter(2)).await;
    assert!(matches!(broken, Err(DeliveryError::Unknown { .. })), "{broken:?}");
}

#[tokio::test]
async fn where_nothing_may_be_read_a_doubt_is_left_open_rather_than_said_twice() {
    let mut at = Outward::set().await;
    let ana = at.workspace.person("ana", "Europe/Lisbon");
    let channel = at.workspace.channel("mentoring", &[&ana]);
    at.workspace.invite_app(&channel);
    at.community.channel = Some(channel.clone());
    at.fake.fail("chat.postMessage", Fault::ResetAfter);
    assert!(matches!(at.announce(Letter::default()).await, Err(DeliveryError::Unknown { .. })));
    at.wait(REST).await;
    let open = at.announce(Letter { in_doubt: true, ..Letter::default() }).await;
    assert!(matches!(&open, Err(DeliveryError::Never { why }) if why.starts_with("unknown")), "{open:?}");
    assert_eq!(ana.channel(&channel).len(), 1);
    // Nor in a direct message without im:history.
    at.fake.fail("conversations.history", Fault::Error("missing_scope".to_owned()));
    let open = at.tell(&ana.id, Letter { task: 2, in_doubt: true, ..Letter::default() }).await;
    assert!(matches!(&open, Err(DeliveryError::Never { why }) if why.starts_with("unknown")), "{open:?}");
    assert_eq!(ana.dms().len(), 0);
}

/// Somebody writes so many lines, which is no answer to anything.
async fn writes(ana: &smallwins_fake_slack::Person, lines: usize) {
    for line in 0..lines {
        ana.dm(&format!("Line {line}")).await;
    }
}

#[tokio::test]
async fn a_look_goes_back_page_by_page_and_no_further_than_to_what_it_looks_for() {
    let at = Outward::set().await;
    let ana = at.workspace.person("ana", "Europe/Lisbon");
    let doubtful = |task| Letter { task, in_doubt: true, ..Letter::default() };
    at.tell(&ana.id, Letter::default()).await.unwrap();
    writes(&ana, 250).await;
    at.tell(&ana.id, Letter { task: 2, ..Letter::default() }).await.unwrap();
    at.tell(&ana.id, doubtful(2)).await.unwrap();
    assert_eq!(at.calls("conversations.history"), 1);
    at.tell(&ana.id, doubtful(1)).await.unwrap();
    assert_eq!((at.calls("conversations.history"), at.calls("chat.postMessage")), (3, 2));
}

#[tokio::test]
async fn a_look_begins_when_the_message_was_tried_first() {
    let at = Outward::set().await;
    let ana = at.workspace.person("ana", "Europe/Lisbon");
    writes(&ana, 1001).await;
    at.clock.pass(TimeDelta::hours(1));
    let first_try = at.clock.now();
    at.fake.fail("chat.postMessage", Fault::ResetAfter);
    let broken = at.tell(&ana.id, Letter::default()).await;
    assert!(matches!(broken, Err(DeliveryError::Unknown { .. })), "{broken:?}");
    at.clock.pass(TimeDelta::days(40));
    at.wait(REST).await;
    let doubtful = |task| Letter { task, first_try: Some(first_try), in_doubt: true, ..Letter::default() };
    let found = at.tell(&ana.id, doubtful(1)).await.unwrap();
    assert_eq!(ana.last().ts, found.0);
    // All that is older says nothing of it, and is not read.
    at.tell(&ana.id, doubtful(2)).await.unwrap();
    assert_eq!((at.calls("conversations.history"), at.calls("chat.postMessage")), (2, 2));
}

#[tokio::test]
async fn a_direct_message_that_is_too_long_to_be_looked_through_leaves_a_doubt_open() {
    let at = Outward::set().await;
    let ana = at.workspace.person("ana", "Europe/Lisbon");
    writes(&ana, 1001).await;
    let open = at.tell(&ana.id, Letter { in_doubt: true, ..Letter::default() }).await;
    assert!(matches!(&open, Err(DeliveryError::Never { why }) if why.starts_with("unknown")), "{open:?}");
    assert_eq!((at.calls("conversations.history"), at.calls("chat.postMessage")), (5, 0));
}

#[tokio::test]
async fn a_look_that_fails_is_taken_again() {
    let at = Outward::set().await;
    let ana = at.workspace.person("ana", "Europe/Lisbon");
    at.fake.fail("conversations.history", Fault::RateLimited(7));
    let doubtful = || Letter { in_doubt: true, ..Letter::default() };
    let later = at.tell(&ana.id, doubtful()).await;
    assert!(matches!(later, Err(DeliveryError::Later { .. })), "{later:?}");
    assert_eq!(at.calls("chat.postMessage"), 0);
}

/// As Slack says it.
fn no_metadata() -> Fault {
    Fault::Error("metadata_must_be_sent_from_app".to_owned())
}

#[tokio::test]
async fn where_slack_takes_no_metadata_messages_go_without_it_from_then_on() {
    let at = Outward::set().await;
    let ana = at.workspace.person("ana", "Europe/Lisbon");
    at.fake.fail("chat.postMessage", no_metadata());
    at.tell(&ana.id, Letter::default()).await.unwrap();
    at.tell(&ana.id, Letter { task: 2, ..Letter::default() }).await.unwrap();
    assert_eq!(ana.dms().len(), 2);
    let calls = at.fake.calls_of("chat.postMessage");
    let carries: Vec<bool> = calls.iter().map(|call| call.args.contains_key("metadata")).collect();
    assert_eq!(carries, [true, false, false]);
}

#[tokio::test]
async fn what_arrived_without_metadata_is_found_all_the_same() {
    let at = Outward::set().await;
    let ana = at.workspace.person("ana", "Europe/Lisbon");
    at.fake.fail("chat.postMessage", no_metadata());
    at.fake.fail("chat.postMessage", Fault::ResetAfter);
    let bundle = || Letter { also: &[2], ..Letter::default() };
    let broken = at.tell(&ana.id, bundle()).await;
    assert!(matches!(broken, Err(DeliveryError::Unknown { .. })), "{broken:?}");
    at.wait(REST).await;
    for task in [1, 2] {
        let found = at.tell(&ana.id, Letter { task, in_doubt: true, ..Letter::default() }).await.unwrap();
        assert_eq!((ana.dms().len(), ana.last().ts), (1, found.0));
    }
    at.tell(&ana.id, Letter { task: 3, in_doubt: true, ..Letter::default() }).await.unwrap();
    assert_eq!(ana.dms().len(), 2);
}
