//! What takes longer than Discord waits, and what Discord does not take.

use std::time::Duration;

use chrono::TimeDelta;
use smallwins_fake_discord::Fault;

use crate::stage::{BOTH, By, Stage, soon, time_flies_until};

const LONG: Duration = Duration::from_millis(2600);
const CALLBACK: &str = "POST /interactions/{interaction}/{token}/callback";
const OPEN: &str = "POST /users/@me/channels";
const SEND: &str = "POST /channels/{channel}/messages";
const ORIGINAL: &str = "PATCH /webhooks/{application}/{token}/messages/@original";

#[tokio::test]
async fn an_answer_that_comes_late_comes_where_it_was_asked_for() {
    for by in BOTH {
        let stage = Stage::set(by).await;
        stage.store.nap(LONG);
        let ack = stage.ana.slash(&stage.general, "mentor win", &[("what", "Wrote a test")]).await;
        assert!(
            ack.in_time && ack.kind == Some(5) && ack.took < Duration::from_millis(2700),
            "{by:?} {ack:?}"
        );
        assert!(stage.ana.last().is_thinking);
        let seen = stage.ana.until_sees("Noted").await;
        assert!(seen.is_ephemeral && seen.channel == stage.general, "{by:?} {seen}");
        assert_eq!(stage.ana.messages().len(), 1, "it takes the place of what was announced");
        assert_eq!(stage.wins(&stage.ana).await.len(), 1);
    }
}

#[tokio::test]
async fn a_press_and_a_form_that_take_long_are_answered_afterwards() {
    for by in BOTH {
        let stage = Stage::set(by).await;
        stage.ana.slash(&stage.general, "mentor win", &[("what", "Wrote a test")]).await;
        stage.store.nap(LONG);
        let ack = stage.ana.press("Undo").await;
        assert!(ack.in_time && ack.kind == Some(5), "{by:?} {ack:?}");
        soon(|| (!stage.ana.last().is_thinking).then_some(())).await;
        assert!(stage.wins(&stage.ana).await.is_empty());
        stage.ana.slash(&stage.general, "mentor join", &[]).await;
        stage.store.nap(LONG);
        let ack = stage.ana.submit(&[("topics", "rust")]).await;
        assert!(ack.in_time && ack.kind == Some(5), "{by:?} {ack:?}");
        soon(|| (!stage.ana.last().is_thinking).then_some(())).await;
        assert!(stage.member(&stage.guild, &stage.ana).await.unwrap().mentor.is_some());
    }
}

#[tokio::test]
async fn a_form_that_takes_long_waits_behind_a_button() {
    for by in BOTH {
        let stage = Stage::set(by).await;
        stage.store.nap(LONG);
        let ack = stage.ana.slash(&stage.general, "mentor join", &[]).await;
        assert!(ack.in_time && ack.kind == Some(5), "{by:?} {ack:?}");
        soon(|| (!stage.ana.last().is_thinking).then_some(())).await;
        let button = stage.ana.last().buttons()[0].label.clone();
        let ack = stage.ana.press(&button).await;
        assert_eq!(ack.kind, Some(9), "{by:?} {ack:?}");
    }
}

#[tokio::test]
async fn after_a_quarter_of_an_hour_an_answer_comes_as_a_direct_message() {
    for by in BOTH {
        let stage = Stage::set(by).await;
        stage.store.nap(LONG);
        stage.ana.slash(&stage.general, "mentor win", &[("what", "Wrote a test")]).await;
        stage.clock.pass(TimeDelta::minutes(15));
        let seen = stage.ana.until_sees("Noted").await;
        assert!(!seen.is_ephemeral && seen.place == "dm", "{by:?} {seen}");
    }
}

#[tokio::test]
async fn an_answer_that_discord_takes_nowhere_else_comes_as_a_direct_message() {
    let stage = Stage::set(By::Gateway).await;
    stage.store.nap(LONG);
    stage.fake.fail_times(9, ORIGINAL, Fault::Error(404, 10008));
    stage.ana.slash(&stage.general, "mentor win", &[("what", "Wrote a test")]).await;
    let seen = stage.ana.until_sees("Noted").await;
    assert_eq!(seen.place, "dm");
}

#[tokio::test]
async fn a_first_answer_that_discord_does_not_take_comes_as_a_direct_message() {
    let stage = Stage::set(By::Gateway).await;
    stage.fake.fail(CALLBACK, Fault::Error(404, 10062));
    let ack = stage.ana.slash(&stage.general, "mentor win", &[("what", "Wrote a test")]).await;
    assert!(!ack.in_time);
    let seen = stage.ana.until_sees("Noted").await;
    assert_eq!(seen.place, "dm");
    assert_eq!(stage.wins(&stage.ana).await.len(), 1);
    stage.fake.take_violations();
}

#[tokio::test]
async fn answers_by_direct_message_keep_the_pace_in_which_those_are_opened() {
    let stage = Stage::set(By::Gateway).await;
    stage.fake.answer_within(Duration::from_millis(100));
    stage.fake.fail_times(5, CALLBACK, Fault::Error(404, 10062));
    let crowd: Vec<_> = (0..5).map(|number| stage.guild.person(&format!("p{number}"), "en-US")).collect();
    for person in &crowd {
        person.slash(&stage.general, "mentor me", &[]).await;
    }
    stage.fake.until_called(SEND, 3).await;
    assert_eq!(stage.fake.calls_of(OPEN).len(), 3);
    time_flies_until(|| stage.fake.calls_of(SEND).len() == 5).await;
    stage.fake.take_violations();
}

#[tokio::test]
async fn a_first_answer_that_may_have_arrived_is_not_given_twice() {
    for fault in [Fault::ResetAfter, Fault::StatusAfter(502), Fault::SilentAfter] {
        let stage = Stage::set(By::Gateway).await;
        stage.fake.fail(CALLBACK, fault.clone());
        let ack = stage.ana.slash(&stage.general, "mentor win", &[("what", "Wrote a test")]).await;
        assert!(ack.in_time, "{fault:?} {ack:?}");
        // Discord says that there is one, or nothing for so long that there is no time to ask.
        match fault {
            Fault::SilentAfter => stage.fake.until_called(ORIGINAL, 1).await,
            _ => stage.fake.until_called(CALLBACK, 2).await,
        }
        let seen = stage.ana.until_sees("Noted").await;
        assert!(seen.is_ephemeral, "{fault:?} {seen}");
        stage.ana.slash(&stage.general, "mentor me", &[]).await;
        assert_eq!(stage.ana.messages().len(), 2, "{fault:?}");
        stage.fake.take_violations();
    }
}

#[tokio::test]
async fn a_first_answer_that_did_not_arrive_is_given_again_in_time() {
    for fault in [Fault::ResetBefore, Fault::Status(502)] {
        let stage = Stage::set(By::Gateway).await;
        for what in ["win", "join"] {
            stage.fake.fail(CALLBACK, fault.clone());
            let ack = stage.ana.slash(&stage.general, &format!("mentor {what}"), &[]).await;
            assert!(ack.in_time, "{what} {fault:?} {ack:?}");
        }
        assert_eq!(stage.fake.calls_of(ORIGINAL).len(), 0, "{fault:?}");
    }
}

#[tokio::test]
async fn what_discord_tells_twice_is_heard_once() {
    let stage = Stage::set(By::Gateway).await;
    stage.ana.slash(&stage.general, "mentor win", &[("what", "Wrote a test")]).await;
    stage.fake.gateway().tell_again("INTERACTION_CREATE");
    stage.ana.slash(&stage.general, "mentor me", &[]).await;
    assert_eq!(stage.fake.calls_of(CALLBACK).len(), 2, "the second telling was not answered");
    stage.ana.dm("win Wrote another");
    stage.ana.until_messages(4).await;
    let told = stage.ana.messages().len();
    stage.fake.gateway().tell_again("MESSAGE_CREATE");
    stage.ana.slash(&stage.general, "mentor me", &[]).await;
    assert_eq!(stage.ana.messages().len(), told + 1);
    assert_eq!(stage.wins(&stage.ana).await.len(), 2);
}

#[tokio::test]
async fn whoever_types_is_not_kept_waiting_by_a_slow_memory() {
    for by in BOTH {
        let stage = Stage::set(by).await;
        stage.ana.slash(&stage.general, "mentor me", &[]).await;
        stage.store.nap_at("topics", Duration::from_secs(4));
        let choices = stage.ana.autocomplete(&stage.general, "mentor join", &[("topics", "ru")]).await;
        assert!(choices.is_empty(), "{by:?}");
    }
}
