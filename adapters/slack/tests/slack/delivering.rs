//! A message on its way out, and what becomes of it when Slack refuses.

use std::time::Duration;

use chrono::TimeDelta;
use smallwins_core::platform::{DeliveryError, MessageId, Platform};
use smallwins_core::task::Manner;
use smallwins_fake_slack::Fault;

use crate::outward::{Letter, Outward, task};

fn kind<T>(delivered: &Result<T, DeliveryError>) -> &'static str {
    match delivered {
        Ok(_) => "arrived",
        Err(DeliveryError::Later { .. }) => "later",
        Err(DeliveryError::Never { .. }) => "never",
        Err(DeliveryError::Unknown { .. }) => "unknown",
        Err(DeliveryError::Unreachable { .. }) => "unreachable",
        Err(DeliveryError::Closed { .. }) => "closed",
    }
}

fn wait<T: std::fmt::Debug>(delivered: Result<T, DeliveryError>) -> Duration {
    match delivered {
        Err(DeliveryError::Later { after, .. }) => after,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_message_arrives_in_a_direct_message_that_is_opened_once() {
    let at = Outward::set().await;
    let ana = at.workspace.person("ana", "Europe/Lisbon");
    let first =
        at.tell(&ana.id, Letter { words: "You have <!channel> a win", ..Letter::default() }).await.unwrap();
    at.tell(&ana.id, Letter { task: 2, ..Letter::default() }).await.unwrap();
    let dms = ana.dms();
    assert_eq!(dms.len(), 2);
    assert_eq!(dms[0].ts, first.0);
    assert_eq!(at.calls("conversations.open"), 1);
    let posted = &at.fake.calls_of("chat.postMessage")[0].args;
    assert_eq!(posted["metadata"]["event_payload"]["task"], task(1).to_string());
    assert_eq!((&posted["unfurl_links"], &posted["unfurl_media"]), (&false.into(), &false.into()));
}

#[tokio::test]
async fn what_concerns_everybody_goes_to_the_channel() {
    let mut at = Outward::set().await;
    let ana = at.workspace.person("ana", "Europe/Lisbon");
    assert!(wait(at.announce(Letter::default()).await) >= Duration::from_secs(60 * 60));
    let channel = at.workspace.channel("mentoring", &[&ana]);
    at.community.channel = Some(channel.clone());
    assert_eq!(kind(&at.announce(Letter::default()).await), "never");
    at.workspace.invite_app(&channel);
    at.announce(Letter { task: 2, ..Letter::default() }).await.unwrap();
    assert_eq!(ana.channel(&channel).len(), 1);
    at.workspace.archive(&channel);
    assert_eq!(kind(&at.announce(Letter { task: 3, ..Letter::default() }).await), "never");
}

#[tokio::test]
async fn what_stands_in_the_channel_is_changed_in_its_place() {
    let mut at = Outward::set().await;
    let ana = at.workspace.person("ana", "Europe/Lisbon");
    let channel = at.workspace.channel("mentoring", &[&ana]);
    at.workspace.invite_app(&channel);
    at.community.channel = Some(channel.clone());
    let old = at.announce(Letter { words: "Anybody may take it", ..Letter::default() }).await.unwrap();
    let over = || Letter { task: 2, words: "Ben has it", ..Letter::default() };
    assert_eq!(at.change(&old, over()).await.unwrap(), old);
    // Nobody looks before it is said again: it says the same.
    at.change(&old, Letter { in_doubt: true, ..over() }).await.unwrap();
    let seen = ana.channel(&channel);
    assert_eq!(seen.len(), 1);
    assert!(seen[0].is_edited && seen[0].text.contains("Ben has it"), "{:?}", seen[0]);
    assert_eq!((at.calls("chat.postMessage"), at.calls("conversations.history")), (1, 0));
}

#[tokio::test]
async fn what_was_deleted_in_the_channel_needs_no_change_and_is_no_trouble() {
    let mut at = Outward::set().await;
    let channel = at.workspace.channel("mentoring", &[]);
    at.workspace.invite_app(&channel);
    at.community.channel = Some(channel);
    let gone = MessageId("1795424400.000100".to_owned());
    assert_eq!(at.change(&gone, Letter::default()).await.unwrap(), gone);
    at.fake.take_violations();
}

#[tokio::test]
async fn whoever_left_or_is_a_machine_is_not_reached() {
    let at = Outward::set().await;
    let ben = at.workspace.person("ben", "Europe/Lisbon");
    at.tell(&ben.id, Letter::default()).await.unwrap();
    ben.leaves().await;
    assert_eq!(kind(&at.tell(&ben.id, Letter { task: 2, ..Letter::default() }).await), "unreachable");
    let machine = at.workspace.person("cog", "Europe/Lisbon").bot();
    assert_eq!(kind(&at.tell(&machine.id, Letter { task: 3, ..Letter::default() }).await), "unreachable");
    assert_eq!(kind(&at.tell("U404", Letter { task: 4, ..Letter::default() }).await), "unreachable");
}

#[tokio::test]
async fn a_workspace_that_was_asked_to_wait_is_left_alone_so_long() {
    let at = Outward::set().await;
    let (ana, ben) =
        (at.workspace.person("ana", "Europe/Lisbon"), at.workspace.person("ben", "Europe/Lisbon"));
    at.fake.fail("chat.postMessage", Fault::RateLimited(30));
    assert_eq!(wait(at.tell(&ana.id, Letter::default()).await), Duration::from_secs(30));
    let others = wait(at.tell(&ben.id, Letter { task: 2, ..Letter::default() }).await);
    assert!(others > Duration::from_secs(25), "{others:?}");
    assert_eq!(at.calls("chat.postMessage"), 1);
}

#[tokio::test]
async fn a_channel_takes_a_burst_and_then_one_a_second_and_slack_never_has_to_say_so() {
    let mut at = Outward::set().await;
    let ana = at.workspace.person("ana", "Europe/Lisbon");
    let channel = at.workspace.channel("mentoring", &[&ana]);
    at.workspace.invite_app(&channel);
    at.community.channel = Some(channel.clone());
    at.fake.limit_posting(4);
    let mut waits = Vec::new();
    for task in 1..=6 {
        match at.announce(Letter { task, ..Letter::default() }).await {
            Ok(_) => waits.push(0),
            later => waits.push(wait(later).as_millis().div_ceil(1000)),
        }
    }
    assert_eq!(waits, [0, 0, 0, 0, 1, 2]);
    // A direct message does not wait for the channel.
    at.tell(&ana.id, Letter { task: 7, ..Letter::default() }).await.unwrap();
}

#[tokio::test]
async fn while_slack_does_not_answer_nobody_waits_for_its_time_limits() {
    let at = Outward::set().await;
    let ana = at.workspace.person("ana", "Europe/Lisbon");
    at.fake.fail("chat.postMessage", Fault::Status(503));
    assert_eq!(kind(&at.tell(&ana.id, Letter::default()).await), "unknown");
    assert_eq!(kind(&at.tell(&ana.id, Letter { task: 2, ..Letter::default() }).await), "later");
    assert_eq!(at.calls("chat.postMessage"), 1);
}

#[tokio::test]
async fn a_slack_that_cannot_be_reached_loses_nothing() {
    let at = Outward::set().await;
    let ana = at.workspace.person("ana", "Europe/Lisbon");
    let (slack, community, member) = (at.slack.clone(), at.community.clone(), at.member(&ana.id));
    drop(at.fake);
    tokio::time::sleep(Duration::from_millis(50)).await;
    let message = crate::outward::message("Somebody noticed");
    let outgoing = smallwins_core::platform::Outgoing {
        task: task(1),
        also: &[],
        community: &community,
        to: smallwins_core::platform::Recipient::Member(&member),
        message: &message,
        instead_of: None,
        due: at.clock.now(),
        manner: Manner::Awaited,
        first_try: None,
        in_doubt: false,
    };
    assert_eq!(kind(&slack.deliver(outgoing).await), "later");
}

#[tokio::test]
async fn a_token_that_is_taken_back_closes_the_workspace() {
    let at = Outward::set().await;
    let ana = at.workspace.person("ana", "Europe/Lisbon");
    at.tell(&ana.id, Letter::default()).await.unwrap();
    at.workspace.revoke();
    let DeliveryError::Closed { why } =
        at.tell(&ana.id, Letter { task: 2, ..Letter::default() }).await.unwrap_err()
    else {
        panic!("a revoked token reaches nobody")
    };
    assert!(why.contains("token_revoked"), "{why}");
}

#[tokio::test]
async fn a_direct_message_that_is_one_no_longer_is_opened_anew() {
    let at = Outward::set().await;
    let ana = at.workspace.person("ana", "Europe/Lisbon");
    at.tell(&ana.id, Letter::default()).await.unwrap();
    at.fake.fail("chat.postMessage", Fault::Error("channel_not_found".to_owned()));
    at.tell(&ana.id, Letter { task: 2, ..Letter::default() }).await.unwrap();
    assert_eq!((ana.dms().len(), at.calls("conversations.open")), (2, 2));
    // Once, and no more.
    let ben = at.workspace.person("ben", "Europe/Lisbon");
    at.fake.fail("chat.postMessage", Fault::Error("channel_not_found".to_owned()));
    at.fake.fail("chat.postMessage", Fault::Error("channel_not_found".to_owned()));
    assert_eq!(kind(&at.tell(&ben.id, Letter { task: 3, ..Letter::default() }).await), "unreachable");
    assert_eq!(at.calls("conversations.open"), 4);
}

#[tokio::test]
async fn what_nobody_waits_for_waits_until_they_may_be_disturbed() {
    let at = Outward::set().await;
    let ana = at.workspace.person("ana", "Europe/Lisbon");
    let now = at.clock.now();
    ana.wants_quiet(Some((now - TimeDelta::hours(1), now + TimeDelta::hours(2)))).await;
    let letter = |task, manner| Letter { task, manner, ..Letter::default() };
    assert_eq!(wait(at.tell(&ana.id, letter(1, Manner::Proactive)).await), Duration::from_secs(2 * 3600));
    at.tell(&ana.id, letter(2, Manner::Awaited)).await.unwrap();
    at.tell(&ana.id, letter(3, Manner::Appointment)).await.unwrap();
    at.clock.pass(TimeDelta::hours(2));
    at.tell(&ana.id, letter(1, Manner::Proactive)).await.unwrap();
    assert_eq!(at.calls("dnd.info"), 1);
}

#[tokio::test]
async fn without_the_right_to_ask_or_an_answer_nobody_is_kept_waiting() {
    let at = Outward::set().await;
    let ana = at.workspace.person("ana", "Europe/Lisbon");
    let letter = |task| Letter { task, manner: Manner::Proactive, ..Letter::default() };
    at.fake.fail("dnd.info", Fault::Status(500));
    at.tell(&ana.id, letter(1)).await.unwrap();
    at.fake.fail("dnd.info", Fault::Error("missing_scope".to_owned()));
    at.tell(&ana.id, letter(2)).await.unwrap();
    at.tell(&ana.id, letter(3)).await.unwrap();
    assert_eq!(at.calls("dnd.info"), 2);
}

#[tokio::test]
async fn nobody_of_sixty_is_disturbed_at_night_and_slack_is_not_asked_too_often() {
    let at = Outward::set().await;
    at.fake.limit_methods();
    let now = at.clock.now();
    let mut people = Vec::new();
    for number in 0..60 {
        let person = at.workspace.person(&format!("p{number}"), "Europe/Lisbon");
        person.wants_quiet(Some((now - TimeDelta::hours(1), now + TimeDelta::hours(2)))).await;
        people.push(person);
    }
    let night = Duration::from_secs(2 * 3600);
    tokio::time::pause();
    let (mut waiting, mut asleep): (Vec<usize>, usize) = ((0..60).collect(), 0);
    while !waiting.is_empty() {
        let mut still = Vec::new();
        let mut next = Duration::ZERO;
        tokio::time::resume();
        for number in waiting {
            let letter = Letter { task: number as u128, manner: Manner::Proactive, ..Letter::default() };
            match wait(at.tell(&people[number].id, letter).await) {
                after if after >= night - Duration::from_secs(60) => asleep += 1,
                after => {
                    next = next.max(after);
                    still.push(number);
                }
            }
        }
        tokio::time::pause();
        tokio::time::advance(next).await;
        at.clock.pass(TimeDelta::from_std(next).unwrap());
        waiting = still;
    }
    assert_eq!(asleep, 60);
    let asked = at.calls("dnd.info") + at.calls("dnd.teamInfo");
    assert!(asked <= 7, "{asked}");
    assert!(people.iter().all(|person| person.dms().is_empty()));
}

#[tokio::test]
async fn whoever_asks_too_often_when_somebody_is_quiet_waits_as_long_as_slack_says() {
    let at = Outward::set().await;
    let ana = at.workspace.person("ana", "Europe/Lisbon");
    at.fake.fail("dnd.info", Fault::RateLimited(30));
    let letter = |task| Letter { task, manner: Manner::Proactive, ..Letter::default() };
    assert_eq!(wait(at.tell(&ana.id, letter(1)).await), Duration::from_secs(30));
    assert!(wait(at.tell(&ana.id, letter(2)).await) > Duration::from_secs(25));
    assert!(ana.dms().is_empty());
    assert_eq!(at.calls("dnd.info"), 1);
}
