//! A message on its way out, and what becomes of it when Discord refuses.

use std::time::Duration;

use chrono::TimeDelta;
use smallwins_core::platform::{DeliveryError, Lost, MessageId};
use smallwins_fake_discord::{Fault, Scope};

use crate::outward::{LIST, LOOK, Letter, OPEN, Outward, SEND, kind, long, pass, wait};

fn letter(task: u128) -> Letter<'static> {
    Letter { task, ..Letter::default() }
}

#[tokio::test]
async fn a_message_arrives_in_a_direct_message_that_is_opened_once() {
    let at = Outward::set().await;
    let ana = at.guild.person("ana", "en-US");
    let words = "You have <@1> @everyone a *win*\n[See it]";
    let first = at.tell(&ana.id, Letter { words, ..letter(1) }).await.unwrap();
    at.tell(&ana.id, letter(2)).await.unwrap();
    let dms = ana.dms();
    assert_eq!(dms[0].to_string(), "mentor (dm)\n  You have <@1> @everyone a *win*\n  [See it]\n");
    assert_eq!((dms.len(), first.0), (2, format!("{}/{}", dms[0].channel, dms[0].id)));
    assert_eq!(at.calls(OPEN), 1);
    let sent = &at.fake.calls_of(SEND)[0].body;
    assert_eq!(sent["enforce_nonce"], true);
    let nonce = sent["nonce"].as_str().unwrap();
    assert!(
        nonce.len() == 25 && nonce.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    );
}

#[tokio::test]
async fn what_stands_in_the_channel_is_changed_in_its_place_and_its_buttons_are_gone() {
    let mut at = Outward::set().await;
    let ana = at.guild.person("ana", "en-US");
    let channel = at.with_channel();
    let words = "Anybody may take it\n[I can help]";
    let old = at.announce(Letter { words, ..letter(1) }).await.unwrap();
    let over = || Letter { words: "Ben has it", ..letter(2) };
    assert_eq!(at.change(&old, over()).await.unwrap(), old);
    // Nobody looks before it is said again: it says the same.
    at.change(&old, Letter { in_doubt: true, ..over() }).await.unwrap();
    let seen = ana.channel(&channel);
    assert_eq!(seen.len(), 1);
    assert!(seen[0].is_edited && seen[0].text.contains("Ben has it"), "{:?}", seen[0]);
    assert_eq!((seen[0].components.len(), at.calls(SEND), at.calls(LIST)), (0, 1, 0));
}

#[tokio::test]
async fn what_was_deleted_in_the_channel_needs_no_change_and_is_no_trouble() {
    let mut at = Outward::set().await;
    let channel = at.with_channel();
    let gone = MessageId(format!("{channel}/80351110224678912"));
    assert_eq!(at.change(&gone, letter(1)).await.unwrap(), gone);
    at.fake.take_violations();
}

#[tokio::test]
async fn a_restart_opens_nothing_anew() {
    let mut at = Outward::set().await;
    let ana = at.guild.person("ana", "en-US");
    at.tell(&ana.id, letter(1)).await.unwrap();
    at.restart().await;
    at.tell(&ana.id, letter(2)).await.unwrap();
    assert_eq!((ana.dms().len(), at.calls(OPEN)), (2, 1));
}

#[tokio::test]
async fn direct_messages_are_opened_slowly_and_those_that_are_open_wait_for_none() {
    let at = Outward::set().await;
    let people: Vec<_> = ["ana", "ben", "cleo", "dan"].map(|name| at.guild.person(name, "en-US")).into();
    for person in &people[..3] {
        at.tell(&person.id, letter(1)).await.unwrap();
    }
    let later = wait(at.tell(&people[3].id, letter(4)).await);
    assert!(later > Duration::from_secs(2) && later <= Duration::from_secs(3), "{later:?}");
    at.tell(&people[0].id, letter(5)).await.unwrap();
    pass(later).await;
    at.tell(&people[3].id, letter(4)).await.unwrap();
    assert_eq!(at.calls(OPEN), 4);
}

#[tokio::test]
async fn whoever_opens_too_fast_for_discord_opens_nothing_for_a_minute() {
    let at = Outward::set().await;
    let (ana, ben) = (at.guild.person("ana", "en-US"), at.guild.person("ben", "en-US"));
    at.fake.app(|app| app.openings = Some(1));
    at.tell(&ana.id, letter(1)).await.unwrap();
    assert_eq!(kind(&at.tell(&ben.id, letter(2)).await), "later");
    assert!(wait(at.tell(&ben.id, letter(3)).await) > Duration::from_secs(50));
    assert_eq!(at.calls(OPEN), 2);
    at.tell(&ana.id, letter(4)).await.unwrap();
}

#[tokio::test]
async fn what_concerns_everybody_goes_to_the_channel() {
    let mut at = Outward::set().await;
    let ana = at.guild.person("ana", "en-US");
    assert!(wait(at.announce(letter(1)).await) >= Duration::from_secs(60 * 60));
    let channel = at.with_channel();
    at.announce(letter(1)).await.unwrap();
    assert_eq!(ana.channel(&channel).len(), 1);
    at.guild.mute_app(&channel);
    assert_eq!(kind(&at.announce(letter(3)).await), "never");
    at.guild.hide_channel(&channel);
    assert_eq!(kind(&at.announce(letter(4)).await), "never");
    at.guild.delete_channel(&channel);
    assert_eq!(kind(&at.announce(letter(5)).await), "never");
}

#[tokio::test]
async fn nothing_is_said_in_a_channel_of_another_server_or_in_somebodys_direct_messages() {
    let mut at = Outward::set().await;
    let other = at.fake.guild("other");
    let bea = other.person("bea", "en-US");
    let lounge = other.channel("lounge");
    // We may write there.
    at.tell(&bea.id, letter(1)).await.unwrap();
    for channel in [&lounge, &bea.dm_channel()] {
        at.community.channel = Some(channel.clone());
        for task in [2, 3] {
            assert_eq!(kind(&at.announce(letter(task)).await), "never");
        }
    }
    assert_eq!((bea.channel(&lounge).len(), bea.dms().len(), at.calls(SEND)), (0, 1, 1));
    assert_eq!(at.calls(LOOK), 2, "each is looked at once");
}

#[tokio::test]
async fn a_channel_that_cannot_be_looked_at_now_is_written_to_later() {
    let mut at = Outward::set().await;
    let ana = at.guild.person("ana", "en-US");
    let channel = at.with_channel();
    at.fake.fail(LOOK, Fault::RateLimited(7, Scope::User));
    assert_eq!(wait(at.announce(letter(1)).await), Duration::from_secs(7));
    at.clock.pass(TimeDelta::seconds(7));
    pass(Duration::from_secs(7)).await;
    for task in [1, 2] {
        at.announce(letter(task)).await.unwrap();
    }
    assert_eq!((ana.channel(&channel).len(), at.calls(LOOK)), (2, 2));
}

#[tokio::test]
async fn whoever_is_called_in_the_channel_hears_it_and_nobody_else_does() {
    let mut at = Outward::set().await;
    let (ana, ben) = (at.guild.person("ana", "en-US"), at.guild.person("ben", "en-US"));
    let channel = at.with_channel();
    let called = format!("<@{}>", ana.id);
    at.fake.intend(&called);
    let words = format!("@{}\nAlso <@{}> and @everyone\n[See it]", ana.id, ben.id);
    at.announce(Letter { words: &words, ..letter(1) }).await.unwrap();
    assert_eq!(ben.channel(&channel)[0].rings, [ana.id]);
}

#[tokio::test]
async fn a_long_message_comes_in_parts_and_in_their_order() {
    let at = Outward::set().await;
    let ana = at.guild.person("ana", "en-US");
    at.tell(&ana.id, Letter { words: &long(), ..letter(1) }).await.unwrap();
    let words: String = ana.dms().iter().map(|seen| format!("{}\n\n", seen.text)).collect();
    let numbers: Vec<_> = words.split("\n\n").filter_map(|line| line.split(' ').next()).collect();
    assert_eq!((numbers, ana.dms().len()), (vec!["1", "2", "3", "4", ""], 4));
    let mut nonces: Vec<_> =
        at.fake.calls_of(SEND).iter().map(|call| call.body["nonce"].to_string()).collect();
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), 4);
}

#[tokio::test]
async fn whoever_shut_us_out_is_told_from_whoever_left() {
    let at = Outward::set().await;
    let (ana, ben) = (at.guild.person("ana", "en-US"), at.guild.person("ben", "en-US"));
    for person in [&ana, &ben] {
        at.tell(&person.id, letter(1)).await.unwrap();
    }
    ana.closes_dms();
    ben.leaves();
    let lost = |delivered| match delivered {
        Err(DeliveryError::Unreachable { lost, why }) => (lost, why),
        other => panic!("{other:?}"),
    };
    let told = |lost, why: &str| (lost, why.to_owned());
    assert_eq!(lost(at.tell(&ana.id, letter(2)).await), told(Lost::Shut, "Discord says 50007"));
    assert_eq!(lost(at.tell(&ben.id, letter(3)).await), told(Lost::Gone, "they have left the server"));
    // A refusal is asked about once, and nothing is sent again.
    assert_eq!((at.calls("GET /guilds/{guild}/members/{user}"), at.calls(SEND)), (2, 4));
}

#[tokio::test]
async fn nobody_and_machines_are_not_reached() {
    let at = Outward::set().await;
    let machine = at.fake.application_id();
    assert_eq!(kind(&at.tell(&machine, letter(1)).await), "unreachable");
    assert_eq!(kind(&at.tell("1191168914231399999", letter(2)).await), "unreachable");
    assert_eq!(at.fake.take_violations().len(), 2);
    assert_eq!(kind(&at.tell("0", letter(3)).await), "unreachable");
}

#[tokio::test]
async fn a_channel_that_was_asked_to_wait_waits_alone() {
    let at = Outward::set().await;
    let (ana, ben) = (at.guild.person("ana", "en-US"), at.guild.person("ben", "en-US"));
    at.tell(&ana.id, letter(9)).await.unwrap();
    at.fake.fail(SEND, Fault::RateLimited(30, Scope::User));
    assert_eq!(wait(at.tell(&ana.id, letter(1)).await), Duration::from_secs(30));
    let later = wait(at.tell(&ana.id, letter(2)).await);
    assert!(later > Duration::from_secs(25), "{later:?}");
    assert_eq!(at.calls(SEND), 2);
    at.tell(&ben.id, letter(3)).await.unwrap();
}

#[tokio::test]
async fn too_many_of_all_calls_makes_everybody_wait() {
    let at = Outward::set().await;
    let (ana, ben) = (at.guild.person("ana", "en-US"), at.guild.person("ben", "en-US"));
    at.fake.fail(SEND, Fault::RateLimited(7, Scope::Global));
    assert_eq!(wait(at.tell(&ana.id, letter(1)).await), Duration::from_secs(7));
    assert!(wait(at.tell(&ben.id, letter(2)).await) > Duration::from_secs(5));
    assert_eq!(at.fake.calls().iter().filter(|call| call.path.contains("channels")).count(), 2);
    pass(Duration::from_secs(7)).await;
    at.clock.pass(TimeDelta::seconds(7));
    at.tell(&ben.id, letter(2)).await.unwrap();
}

#[tokio::test]
async fn a_channel_takes_a_burst_and_then_one_a_second() {
    let mut at = Outward::set().await;
    let ana = at.guild.person("ana", "en-US");
    at.with_channel();
    let mut waits = Vec::new();
    for task in 1..=7 {
        match at.announce(letter(task)).await {
            Ok(_) => waits.push(0),
            later => waits.push(wait(later).as_millis().div_ceil(1000)),
        }
    }
    assert_eq!(waits, [0, 0, 0, 0, 0, 1, 2]);
    at.tell(&ana.id, letter(8)).await.unwrap();
}

#[tokio::test]
async fn while_discord_does_not_answer_nobody_waits_for_its_time_limits() {
    let at = Outward::set().await;
    let ana = at.guild.person("ana", "en-US");
    at.fake.fail_times(4, SEND, Fault::Status(503));
    assert_eq!(kind(&at.tell(&ana.id, letter(1)).await), "unknown");
    assert_eq!(kind(&at.tell(&ana.id, letter(2)).await), "later");
    assert_eq!(at.calls(SEND), 4);
}

#[tokio::test]
async fn a_discord_that_cannot_be_reached_loses_nothing() {
    let mut at = Outward::set().await;
    let ana = at.guild.person("ana", "en-US");
    at.fake = smallwins_fake_discord::Discord::start(at.clock.clock()).await;
    assert_eq!(kind(&at.tell(&ana.id, letter(1)).await), "later");
}

#[tokio::test]
async fn a_token_that_is_taken_back_ends_everything() {
    let at = Outward::set().await;
    let (ana, ben) = (at.guild.person("ana", "en-US"), at.guild.person("ben", "en-US"));
    at.tell(&ana.id, letter(1)).await.unwrap();
    at.fake.reset_token();
    assert_eq!(kind(&at.tell(&ana.id, letter(2)).await), "closed");
    let calls = at.fake.calls().len();
    assert_eq!(kind(&at.tell(&ben.id, letter(3)).await), "closed");
    assert_eq!((at.fake.calls().len(), at.fake.bad_answers()), (calls, 1));
}

#[tokio::test]
async fn a_direct_message_that_is_one_no_longer_is_opened_anew() {
    let mut at = Outward::set().await;
    let ana = at.guild.person("ana", "en-US");
    at.tell(&ana.id, letter(1)).await.unwrap();
    at.fake.fail(SEND, Fault::Error(404, 10003));
    at.tell(&ana.id, letter(2)).await.unwrap();
    assert_eq!((ana.dms().len(), at.calls(OPEN)), (2, 2));
    // The new one is kept.
    at.restart().await;
    at.tell(&ana.id, letter(3)).await.unwrap();
    assert_eq!(at.calls(OPEN), 2);
    // Once, and no more.
    at.fake.fail_times(2, SEND, Fault::Error(404, 10003));
    assert_eq!(kind(&at.tell(&ana.id, letter(4)).await), "unreachable");
    assert_eq!(at.calls(OPEN), 3);
}
