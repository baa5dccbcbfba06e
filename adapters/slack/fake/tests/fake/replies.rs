//! `response_url`s and acknowledgements with words in them.

use chrono::TimeDelta;
use serde_json::{Value, json};
use smallwins_fake_slack::http::{Reply, send};
use smallwins_fake_slack::{Place, Slack};

use crate::app::{App, Say};
use crate::call::{actions, assert_ok, button, only_violation, post, slack};

async fn reply(_: &Slack, url: &str, said: Value) -> Reply {
    send("POST", url, &[("content-type", "application/json")], said.to_string().as_bytes()).await.unwrap()
}

#[tokio::test]
async fn a_command_is_answered_at_once_and_up_to_five_times_later() {
    let (slack, _, ana, clock) = slack().await;
    let app = App::start(&slack).await;
    app.says(Say::Json(json!({ "text": "Noted" })));
    ana.slash(&ana.im(), "/mentor", "win").await;
    assert_eq!(ana.last().to_string(), "mentor (dm, only for you)\n  Noted\n");
    let url = app.last().field("response_url").to_owned();
    for _ in 0..5 {
        assert_eq!(reply(&slack, &url, json!({ "text": "More" })).await.status, 200);
    }
    assert_eq!(ana.messages().len(), 6);
    let sixth = reply(&slack, &url, json!({ "text": "Too much" })).await;
    assert_eq!((sixth.status, sixth.text().as_str()), (404, "used_url"));
    assert_eq!(only_violation(&slack).error, "used_url");
    app.says(Say::Text("In plain words"));
    ana.slash(&ana.im(), "/mentor", "win").await;
    assert_eq!(ana.last().text, "In plain words");
    clock.pass(TimeDelta::minutes(30));
    let late = reply(&slack, app.last().field("response_url"), json!({ "text": "Late" })).await;
    assert_eq!(late.text(), "expired_url");
    assert_eq!(only_violation(&slack).error, "expired_url");
    assert_eq!(slack.calls_of("response_url").len(), 7);
}

#[tokio::test]
async fn a_reply_to_a_press_takes_the_place_of_the_message() {
    let (slack, acme, ana, _) = slack().await;
    let app = App::start(&slack).await;
    let blocks = json!([actions(&[button("undo", "Undo")])]);
    let said = json!({ "channel": ana.im(), "text": "Noted", "blocks": blocks });
    assert_ok(&post(&slack, &acme.token(), "chat.postMessage", said).await);
    let before = ana.last();
    ana.press_on(Place::from(&before), "Undo").await;
    let payload = app.last().json;
    assert_eq!(payload["actions"][0]["value"], "undo");
    assert_eq!(payload["container"]["message_ts"], ana.last().ts.as_str());
    let url = payload["response_url"].as_str().unwrap();
    reply(&slack, url, json!({ "text": "Undone", "replace_original": true })).await;
    assert_eq!(ana.last().to_string(), "mentor (dm, edited)\n  Undone\n");
    ana.press_old(&before, "Undo").await;
    assert_eq!(app.last().json["actions"][0]["value"], "undo");
    assert_eq!(app.last().json["message"]["text"], "Undone");
    reply(&slack, url, json!({ "delete_original": true })).await;
    assert!(ana.messages().is_empty());
}

#[tokio::test]
async fn a_reply_is_judged_like_any_message() {
    let (slack, _, ana, _) = slack().await;
    let app = App::start(&slack).await;
    ana.slash(&ana.im(), "/mentor", "win").await;
    let url = app.last().field("response_url").to_owned();
    for (said, error) in [
        (json!({ "text": "<!channel>" }), "unintended_mention"),
        (json!({ "blocks": [] }), "no_text"),
        (json!({ "text": "x", "response_type": "loud" }), "invalid_payload"),
        (json!({ "text": "x", "replace_original": true }), "invalid_payload"),
        (json!({ "text": "x", "colour": "red" }), "invalid_payload"),
    ] {
        reply(&slack, &url, said).await;
        assert_eq!(only_violation(&slack).error, error);
    }
    let elsewhere = url.replace("5ecret", "gue55");
    reply(&slack, &elsewhere, json!({ "text": "x" })).await;
    assert_eq!(only_violation(&slack).error, "invalid_url");
    app.says(Say::Json(json!({ "text": "<!here>" })));
    ana.slash(&ana.im(), "/mentor", "win").await;
    assert_eq!(only_violation(&slack).error, "unintended_mention");
}
