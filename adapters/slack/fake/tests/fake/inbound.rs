//! What people do, as it reaches an app over HTTP.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::json;

use crate::app::{App, Say};
use crate::call::{actions, assert_ok, button, only_violation, post, slack};

#[tokio::test]
async fn a_command_has_every_field_and_its_words_escaped() {
    let (slack, acme, ana, _) = slack().await;
    let app = App::start(&slack).await;
    let ben = acme.person("ben", "Asia/Tokyo");
    let general = acme.channel("general", &[&ana]);
    ana.slash(&general, "/mentor", "ask @ben in #general a<b & https://git.example/pull/41").await;
    let heard = app.last();
    let text =
        format!("ask <@{}|ben> in <#{general}|general> a&lt;b &amp; <https://git.example/pull/41>", ben.id);
    assert_eq!(heard.field("text"), text);
    for (name, value) in [
        ("team_id", acme.id.as_str()),
        ("team_domain", "acme"),
        ("channel_id", &general),
        ("channel_name", "general"),
        ("user_id", &ana.id),
        ("user_name", "ana"),
        ("command", "/mentor"),
        ("is_enterprise_install", "false"),
        ("enterprise_id", ""),
    ] {
        assert_eq!(heard.field(name), value, "{name}");
    }
}

#[tokio::test]
async fn a_late_or_a_failing_acknowledgement_is_written_down() {
    let (slack, _, ana, _) = slack().await;
    let app = App::start(&slack).await;
    slack.acknowledge_within(Duration::from_millis(50));
    app.says(Say::Late(Duration::from_secs(1)));
    let ack = ana.slash(&ana.im(), "/mentor", "win").await;
    assert!(!ack.in_time);
    assert_eq!(only_violation(&slack).error, "operation_timeout");
    app.says(Say::Status(500));
    ana.slash(&ana.im(), "/mentor", "win").await;
    assert_eq!(only_violation(&slack).error, "dispatch_failed");
}

#[tokio::test]
async fn an_answer_to_a_press_is_empty() {
    let (slack, acme, ana, _) = slack().await;
    let app = App::start(&slack).await;
    let blocks = json!([actions(&[button("undo", "Undo")])]);
    let said = json!({ "channel": ana.im(), "text": "Noted", "blocks": blocks });
    assert_ok(&post(&slack, &acme.token(), "chat.postMessage", said).await);
    app.says(Say::Json(json!({ "text": "Undone" })));
    ana.press("Undo").await;
    assert_eq!(only_violation(&slack).error, "invalid_ack");
}

#[tokio::test]
async fn an_event_that_fails_comes_again_and_again() {
    let (slack, _, ana, clock) = slack().await;
    let app = App::start(&slack).await;
    for _ in 0..4 {
        app.says(Say::Status(503));
    }
    ana.dm("+ the failing case").await;
    assert_eq!(app.last().json["event"]["text"], "+ the failing case");
    let id = app.last().json["event_id"].clone();
    for (attempt, wait) in [("1", 0), ("2", 60), ("3", 300)] {
        clock.pass(TimeDelta::seconds(wait));
        assert_eq!(slack.retry_events().await.len(), 1);
        let heard = app.last();
        assert_eq!(heard.headers["x-slack-retry-num"], attempt);
        assert_eq!(heard.headers["x-slack-retry-reason"], "http_error");
        assert_eq!(heard.json["event_id"], id);
    }
    assert_eq!(slack.events_to_retry(), 0);
    assert_eq!(slack.take_violations().len(), 4);
    app.says(Say::NeverAgain);
    ana.dm("Hello").await;
    assert_eq!((slack.events_to_retry(), slack.take_violations().len()), (0, 1));
}

#[tokio::test]
async fn events_come_twice_and_in_any_order() {
    let (slack, acme, ana, _) = slack().await;
    let app = App::start(&slack).await;
    let one = acme.event(json!({ "type": "app_home_opened", "user": ana.id, "tab": "home" }));
    let two = acme.event(json!({ "type": "app_uninstalled" }));
    for event in [&two, &one, &two] {
        slack.send(event).await;
        assert_eq!(app.last().json["event_id"], event.id());
    }
}

#[tokio::test]
async fn only_what_the_app_subscribed_to_is_sent() {
    let (slack, _, ana, _) = slack().await;
    let app = App::start(&slack).await;
    slack.app(|app| app.events.retain(|event| event != "message.im"));
    assert!(ana.dm("Hello").await.is_none());
    assert!(ana.opens_home().await.is_some());
    assert_eq!(app.last().json["event"]["tab"], "home");
    ana.moves_to("Asia/Tokyo").await;
    assert_eq!(app.last().json["event"]["user"]["tz_offset"], 9 * 3600);
    assert_eq!(app.count(), 2);
}

#[tokio::test]
async fn saving_the_url_wants_the_challenge_back() {
    let (slack, ..) = slack().await;
    let app = App::start(&slack).await;
    slack.verify_url().await;
    assert_eq!(app.last().json["type"], "url_verification");
    assert_eq!(only_violation(&slack).error, "challenge_failed");
    slack.check_ssl().await;
    assert_eq!(app.last().field("ssl_check"), "1");
}

#[tokio::test]
async fn what_was_sent_is_sent_again_to_the_letter() {
    let (slack, _, ana, clock) = slack().await;
    let app = App::start(&slack).await;
    ana.slash(&ana.im(), "/mentor", "win").await;
    let first = app.last();
    clock.pass(TimeDelta::minutes(1));
    assert_eq!(slack.replay().await.status, 200);
    assert_eq!((app.last().headers, app.last().fields), (first.headers, first.fields));
}

#[tokio::test]
async fn an_app_hears_itself() {
    let (slack, acme, ana, _) = slack().await;
    let app = App::start(&slack).await;
    assert_ok(
        &post(&slack, &acme.token(), "chat.postMessage", json!({ "channel": ana.im(), "text": "Hello" }))
            .await,
    );
    slack.send(&acme.echo(&ana.last())).await;
    let event = &app.last().json["event"];
    assert_eq!((&event["user"], &event["channel_type"]), (&json!(acme.bot_user()), &json!("im")));
    assert!(event["bot_id"].is_string());
}
