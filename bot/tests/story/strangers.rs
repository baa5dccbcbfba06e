//! Input that is wrong, late, twice, or somebody else's: a clear answer, and nothing is lost.

use std::time::Duration;

use chrono::TimeDelta;
use smallwins_core::mentoring::{Call, Said, Who};
use smallwins_core::platform::{DeliveryError, PlatformName};
use smallwins_core::store::CallId;

use crate::scene::COMPLIMENT;
use crate::stage::Stage;

#[tokio::test]
async fn the_same_call_delivered_twice_changes_nothing_twice() {
    let mut stage = Stage::with_ana_and_ben("2026-11-23 15:30", "Europe/Lisbon").await;
    let ask = || Said::Line("/mentor ask how do I test a parser".to_owned());
    let first = stage.call_as("ana", "slack-1", ask()).await;
    let second = stage.call_as("ana", "slack-1", ask()).await;
    assert_eq!(first, second);
    stage.settle().await;
    let me = stage.call_as("ana", "slack-2", Said::Line("me".to_owned())).await;
    stage.answer("ana", me);
    let shown = stage.transcript().await;
    assert_eq!(shown.matches("to ben").count(), 1, "{shown}");
    assert_eq!(shown.matches("a mentor's turn").count(), 1, "{shown}");
}

#[tokio::test]
async fn of_two_who_press_the_same_button_one_is_told_kindly_that_it_is_taken() {
    let mut stage = Stage::at("2026-11-24 10:00", "Europe/Berlin").await;
    for name in ["ana", "ben", "cleo"] {
        stage.enters(name, "Europe/Berlin");
        stage.says(name, "/mentor help").await;
    }
    stage.transcript().await;
    stage.says("ana", "/mentor ask how do I test a parser").await;
    stage.presses("ana", "I can help").await;
    stage.presses("ben", "I can help").await;
    stage.presses("cleo", "I can help").await;
    stage.fills("cleo", &[("words", COMPLIMENT)]).await;
    stage.fills("ben", &[("words", COMPLIMENT)]).await;
    insta::assert_snapshot!(stage.transcript().await);
}

#[tokio::test]
async fn what_cannot_be_understood_comes_back_with_what_was_typed() {
    let mut stage = Stage::at("2026-11-24 10:00", "Europe/Berlin").await;
    stage.enters("ana", "Europe/Lisbon");
    let long = format!("/mentor ask {}", "why ".repeat(60));
    for text in [
        "/mentor",
        "/mentor aks how do I test a parser",
        "/mentor me and the others",
        "good morning",
        "/mentor ask",
        &long,
        "/mentor win https://git.example/pull/41",
        "/mentor hours mon-fri 9-17 Europe/Berln",
        "/mentor hours whenever I like",
        "/mentor pause until yesterday",
        "/mentor pause 90w",
        "/mentor join the",
        "/mentor join rust; week 400",
        "/mentor ask Wie teste ich einen 👩‍👩‍👧‍👦 Pa\u{202e}rser\u{0007} mit é?",
        "/mentor ask 20m welding",
        "/mentor ask a third thing",
        "+ the failing case was good",
        "/mentor resume",
        "/mentor leave",
        "/mentor undo",
        "/mentor done",
        "/mentor cancel",
    ] {
        stage.says("ana", text).await;
    }
    insta::assert_snapshot!(stage.transcript().await);
}

#[tokio::test]
async fn a_button_of_somebody_else_of_another_place_or_of_last_month_changes_nothing() {
    let mut stage = Stage::with_ana_and_ben("2026-11-23 15:30", "Europe/Lisbon").await;
    stage.enters("eve", "Europe/Lisbon");
    stage.says("ana", "/mentor ask how do I test a parser").await;
    let affirm = stage.button("ben", "Write my compliment").to_string();
    let withdraw = stage.button("ana", "Withdraw").to_string();
    stage.transcript().await;
    for (id, action) in
        [("eve-1", &affirm), ("eve-2", &withdraw), ("eve-3", &"clock expire nothing".to_owned())]
    {
        let reply = stage.call_as("eve", id, Said::Press(action.clone())).await;
        stage.answer("eve", reply);
    }
    let elsewhere = stage
        .mentoring
        .community(&PlatformName::new("stage"), "another theatre", chrono_tz::UTC)
        .await
        .unwrap();
    let person = stage.person("ben");
    let call = Call {
        id: CallId("ben-elsewhere".to_owned()),
        scope: elsewhere.scope(),
        who: Who::Person(person),
        said: Said::Press(affirm.clone()),
    };
    let reply = stage.mentoring.act(call).await;
    stage.answer("ben", reply);
    stage.passes(TimeDelta::days(31)).await;
    stage.transcript().await;
    let reply = stage.call_as("ben", "last-month", Said::Press(affirm)).await;
    stage.answer("ben", reply);
    insta::assert_snapshot!(stage.transcript().await);
}

#[tokio::test]
async fn a_message_that_does_not_arrive_is_tried_again_and_said_once() {
    let mut stage = Stage::with_ana_and_ben("2026-11-23 15:30", "Europe/Lisbon").await;
    let later = DeliveryError::Later { after: Duration::from_secs(30), why: "ratelimited".to_owned() };
    stage.fails_once(later);
    stage.says("ana", "/mentor ask how do I test a parser").await;
    let before = stage.transcript().await;
    assert!(!before.contains("to ben"), "{before}");
    stage.passes(TimeDelta::minutes(1)).await;
    let after = stage.transcript().await;
    assert_eq!(after.matches("to ben").count(), 1, "{after}");
}
