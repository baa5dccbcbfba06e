//! Messages that may have arrived: said once, whatever breaks.

use std::time::Duration;

use chrono::TimeDelta;
use smallwins_core::platform::DeliveryError;
use smallwins_core::task::Manner;
use smallwins_fake_discord::{Fault, Person, Scope};

use crate::outward::{LIST, Letter, OPEN, Outward, SEND, kind, long, pass, wait};

/// As often as a message is sent at most, at once.
const ALL: u32 = 4;

fn letter(task: u128) -> Letter<'static> {
    Letter { task, ..Letter::default() }
}

fn doubtful(task: u128) -> Letter<'static> {
    Letter { in_doubt: true, ..letter(task) }
}

/// Somebody who reads, and to whom one message was said before.
async fn set() -> (Outward, Person) {
    let at = Outward::set().await;
    let ana = at.guild.person("ana", "en-US");
    at.tell(&ana.id, Letter { words: "Before", ..letter(99) }).await.unwrap();
    (at, ana)
}

/// Lets Discord come to itself, and forget the keys of messages.
async fn an_hour(at: &Outward) {
    pass(Duration::from_secs(5)).await;
    at.clock.pass(TimeDelta::hours(1));
}

#[tokio::test]
async fn what_breaks_off_once_is_said_once_and_nobody_notices() {
    for fault in
        [Fault::StatusAfter(502), Fault::ResetAfter, Fault::HalfBody, Fault::Status(502), Fault::ResetBefore]
    {
        let (at, ana) = set().await;
        at.fake.fail(SEND, fault.clone());
        let arrived = at.tell(&ana.id, letter(1)).await.unwrap();
        let last = ana.last();
        assert_eq!((ana.dms().len(), arrived.0), (2, format!("{}/{}", last.channel, last.id)), "{fault:?}");
        assert_eq!(at.calls(SEND), 3);
    }
}

#[tokio::test]
async fn what_arrived_is_found_and_not_said_again_however_late_one_looks() {
    let (mut at, ana) = set().await;
    at.fake.fail_times(ALL, SEND, Fault::StatusAfter(502));
    assert_eq!(kind(&at.tell(&ana.id, letter(1)).await), "unknown");
    an_hour(&at).await;
    at.restart().await;
    let found = at.tell(&ana.id, doubtful(1)).await.unwrap();
    let last = ana.last();
    assert_eq!((ana.dms().len(), found.0), (2, format!("{}/{}", last.channel, last.id)));
}

#[tokio::test]
async fn what_did_not_arrive_is_said_once() {
    let (at, ana) = set().await;
    at.fake.fail_times(ALL, SEND, Fault::Status(502));
    assert_eq!(kind(&at.tell(&ana.id, letter(1)).await), "unknown");
    assert_eq!(ana.dms().len(), 1);
    an_hour(&at).await;
    at.tell(&ana.id, doubtful(1)).await.unwrap();
    an_hour(&at).await;
    at.tell(&ana.id, doubtful(1)).await.unwrap();
    assert_eq!(ana.dms().len(), 2);
}

#[tokio::test]
async fn a_refusal_of_what_may_have_arrived_says_nothing() {
    let (at, ana) = set().await;
    at.fake.fail(SEND, Fault::StatusAfter(502));
    at.fake.fail_after(1, SEND, Fault::Error(403, 50013));
    assert_eq!(kind(&at.tell(&ana.id, letter(1)).await), "unknown");
    an_hour(&at).await;
    at.tell(&ana.id, doubtful(1)).await.unwrap();
    assert_eq!(ana.dms().len(), 2);
}

#[tokio::test]
async fn an_answer_that_never_comes_is_a_doubt_and_not_a_failure() {
    let (at, ana) = set().await;
    at.fake.fail(SEND, Fault::SilentAfter);
    let hasten = async {
        ana.until_messages(2).await;
        pass(Duration::from_secs(11)).await;
    };
    let (broken, _) = tokio::join!(at.tell(&ana.id, letter(1)), hasten);
    assert_eq!(kind(&broken), "unknown");
    an_hour(&at).await;
    at.tell(&ana.id, doubtful(1)).await.unwrap();
    assert_eq!(ana.dms().len(), 2);
}

#[tokio::test]
async fn what_was_bundled_is_found_within_its_bundle() {
    let (mut at, ana) = set().await;
    let letter =
        |task, words, in_doubt| Letter { task, words, manner: Manner::Proactive, in_doubt, also: &[] };
    let bundle = Letter { also: &[2, 3], ..letter(1, "One\n---\nTwo\nmore\n---\nThree\n[See it]", false) };
    at.tell(&ana.id, bundle).await.unwrap();
    let said = ana.dms().len();
    an_hour(&at).await;
    at.restart().await;
    for (task, words) in [(1, "One"), (2, "Two\nmore"), (3, "Three\n[See it]")] {
        at.tell(&ana.id, letter(task, words, true)).await.unwrap();
    }
    assert_eq!(ana.dms().len(), said);
    at.tell(&ana.id, letter(4, "Four", true)).await.unwrap();
    assert_eq!(ana.dms().len(), said + 1);
}

#[tokio::test]
async fn a_message_of_another_promise_is_not_mistaken_for_this_one() {
    let (at, ana) = set().await;
    at.tell(&ana.id, letter(1)).await.unwrap();
    an_hour(&at).await;
    at.tell(&ana.id, doubtful(2)).await.unwrap();
    at.tell(&ana.id, Letter { words: "Somebody noticed\n[See it]", ..doubtful(3) }).await.unwrap();
    assert_eq!(ana.dms().len(), 4);
    // Nor are words of somebody who answers with the same.
    let other = Letter { words: "Thank you", ..doubtful(4) };
    ana.dm("Thank you");
    at.tell(&ana.id, other).await.unwrap();
    assert_eq!(ana.dms().len(), 6);
}

#[tokio::test]
async fn only_the_part_that_is_missing_is_said_again() {
    let (at, ana) = set().await;
    let ben = at.guild.person("ben", "en-US");
    let (long, words) = (long(), |person: &Person, from| {
        person.dms()[from..].iter().map(|seen| seen.text.clone()).collect::<Vec<_>>()
    });
    let letter = |task, in_doubt| Letter { task, words: &long, in_doubt, ..Letter::default() };
    at.tell(&ben.id, letter(1, false)).await.unwrap();
    for _ in 0..ALL {
        at.fake.fail_after(1, SEND, Fault::Status(500));
    }
    let broken = at.tell(&ana.id, letter(2, false)).await;
    assert!(matches!(&broken, Err(DeliveryError::Unknown { why }) if why.starts_with("only")), "{broken:?}");
    an_hour(&at).await;
    at.tell(&ana.id, letter(2, true)).await.unwrap();
    assert_eq!(words(&ana, 1), words(&ben, 0));
}

#[tokio::test]
async fn the_rest_of_a_message_waits_a_little_when_discord_asks_for_it() {
    let (at, ana) = set().await;
    let long = long();
    let letter = |task| Letter { task, words: &long, ..Letter::default() };
    at.fake.fail_after(1, SEND, Fault::RateLimited(1, Scope::User));
    let hasten = async {
        at.fake.until_called(SEND, 3).await;
        at.clock.pass(TimeDelta::seconds(1));
    };
    let (arrived, ()) = tokio::join!(at.tell(&ana.id, letter(1)), hasten);
    arrived.unwrap();
    assert_eq!((ana.dms().len(), at.calls(SEND)), (5, 6));
    // Not for longer than others can wait.
    pass(Duration::from_secs(10)).await;
    at.fake.fail_after(1, SEND, Fault::RateLimited(60, Scope::User));
    assert_eq!(kind(&at.tell(&ana.id, letter(2)).await), "unknown");
}

#[tokio::test]
async fn a_refusal_between_two_parts_is_a_doubt_as_one_did_arrive() {
    let (at, ana) = set().await;
    at.fake.fail_after(1, SEND, Fault::Error(403, 50013));
    let broken = at.tell(&ana.id, Letter { words: &long(), ..letter(1) }).await;
    assert_eq!(kind(&broken), "unknown");
}

#[tokio::test]
async fn a_doubt_in_a_channel_is_cleared_up_where_the_server_lets_us_look() {
    let (mut at, ana) = set().await;
    let channel = at.with_channel();
    at.fake.fail_times(ALL, SEND, Fault::StatusAfter(502));
    assert_eq!(kind(&at.announce(letter(1)).await), "unknown");
    an_hour(&at).await;
    at.announce(doubtful(1)).await.unwrap();
    assert_eq!(ana.channel(&channel).len(), 1);
    at.announce(doubtful(2)).await.unwrap();
    assert_eq!(ana.channel(&channel).len(), 2);
}

#[tokio::test]
async fn what_was_tried_a_minute_ago_needs_no_look_as_discord_takes_it_once() {
    let (mut at, ana) = set().await;
    let channel = at.with_channel();
    at.guild.hide_history(&channel);
    for (task, fault) in [(1, Fault::ResetAfter), (2, Fault::Status(503))] {
        at.fake.fail_times(ALL, SEND, fault);
        assert_eq!(kind(&at.announce(letter(task)).await), "unknown");
        pass(Duration::from_secs(5)).await;
        at.clock.pass(TimeDelta::seconds(100));
        at.announce(doubtful(task)).await.unwrap();
    }
    assert_eq!((ana.channel(&channel).len(), at.calls(LIST)), (2, 0));
}

#[tokio::test]
async fn what_breaks_off_before_anything_is_said_leaves_no_doubt() {
    let at = Outward::set().await;
    let ana = at.guild.person("ana", "en-US");
    at.fake.fail_times(ALL, OPEN, Fault::StatusAfter(502));
    assert_eq!(kind(&at.tell(&ana.id, letter(1)).await), "later");
    pass(Duration::from_secs(5)).await;
    at.fake.fail(OPEN, Fault::ResetAfter);
    at.tell(&ana.id, letter(1)).await.unwrap();
    assert_eq!(ana.dms().len(), 1);
}

#[tokio::test]
async fn where_nothing_may_be_read_a_doubt_is_left_open_rather_than_said_twice() {
    let (mut at, ana) = set().await;
    let channel = at.with_channel();
    at.guild.hide_history(&channel);
    at.fake.fail_times(ALL, SEND, Fault::ResetAfter);
    assert_eq!(kind(&at.announce(letter(1)).await), "unknown");
    an_hour(&at).await;
    let open = at.announce(doubtful(1)).await;
    assert!(matches!(&open, Err(DeliveryError::Never { why }) if why.starts_with("unknown")), "{open:?}");
    assert_eq!(ana.channel(&channel).len(), 1);
    // Nor in a channel that is hidden from us.
    at.guild.hide_channel(&channel);
    let open = at.announce(doubtful(2)).await;
    assert!(matches!(&open, Err(DeliveryError::Never { why }) if why.starts_with("unknown")), "{open:?}");
    // A channel in which nothing was ever said hides nothing.
    let channel = at.with_channel();
    at.guild.hide_history(&channel);
    at.announce(doubtful(3)).await.unwrap();
    assert_eq!(ana.channel(&channel).len(), 1);
}

#[tokio::test]
async fn a_look_goes_through_page_after_page_and_not_further_than_it_has_to() {
    let (at, ana) = set().await;
    let channel = ana.dm_channel();
    at.tell(&ana.id, letter(1)).await.unwrap();
    for number in 0..150 {
        ana.dm(&format!("line {number}"));
    }
    an_hour(&at).await;
    at.tell(&ana.id, doubtful(1)).await.unwrap();
    let looks: Vec<_> = at.fake.calls_of(LIST).into_iter().map(|call| call.query).collect();
    assert_eq!((looks.len(), looks[1].contains("before=")), (2, true), "{channel}: {looks:?}");
}

#[tokio::test]
async fn a_look_that_fails_is_taken_again() {
    let (at, ana) = set().await;
    at.fake.fail(LIST, Fault::RateLimited(7, Scope::User));
    assert_eq!(wait(at.tell(&ana.id, doubtful(1)).await), Duration::from_secs(7));
    assert_eq!(at.calls(SEND), 1);
    pass(Duration::from_secs(7)).await;
    at.clock.pass(TimeDelta::seconds(7));
    at.fake.fail_times(ALL, LIST, Fault::Status(502));
    assert_eq!(kind(&at.tell(&ana.id, doubtful(1)).await), "later");
    assert_eq!(at.calls(SEND), 1);
    pass(Duration::from_secs(3)).await;
    at.fake.fail(LIST, Fault::Status(502));
    at.tell(&ana.id, doubtful(1)).await.unwrap();
    assert_eq!(ana.dms().len(), 2);
}
