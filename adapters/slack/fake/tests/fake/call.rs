//! Calls of the Web API, byte for byte.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use smallwins_fake_slack::http::{Reply, send};
use smallwins_fake_slack::{Person, Slack, StandingClock, Violation, Workspace, form};

pub(crate) const JSON: (&str, &str) = ("content-type", "application/json; charset=utf-8");
pub(crate) const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// Monday, nine o'clock in Berlin.
pub(crate) fn monday() -> DateTime<Utc> {
    "2026-11-23T08:00:00Z".parse().unwrap()
}

/// A Slack with a workspace in which Ana is.
pub(crate) async fn slack() -> (Slack, Workspace, Person, StandingClock) {
    let clock = StandingClock::at(monday());
    let slack = Slack::start(clock.clock()).await;
    let acme = slack.workspace("acme");
    let ana = acme.person("ana", "Europe/Berlin");
    (slack, acme, ana, clock)
}

/// A call as a good app makes it.
pub(crate) async fn post(slack: &Slack, token: &str, method: &str, args: Value) -> Value {
    let body = args.to_string();
    raw(slack, "POST", method, &[("authorization", &format!("Bearer {token}")), JSON], &body).await.json()
}

/// A read as a good app makes it.
pub(crate) async fn get(slack: &Slack, token: &str, method: &str, args: &[(&str, &str)]) -> Value {
    let path = format!("{method}?{}", form::encode(args));
    raw(slack, "GET", &path, &[("authorization", &format!("Bearer {token}"))], "").await.json()
}

pub(crate) async fn raw(
    slack: &Slack,
    verb: &str,
    method: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Reply {
    send(verb, &format!("{}/{method}", slack.api()), headers, body.as_bytes()).await.unwrap()
}

/// The one thing that went wrong, which is looked at by that.
pub(crate) fn only_violation(slack: &Slack) -> Violation {
    let violations = slack.take_violations();
    assert_eq!(violations.len(), 1, "{violations:?}");
    violations.into_iter().next().unwrap()
}

/// Refused with this error, and written down.
pub(crate) fn assert_wrong(slack: &Slack, answer: &Value, error: &str) {
    assert_eq!(answer["ok"], false, "{answer}");
    assert_eq!(answer["error"], error, "{answer}");
    assert_eq!(only_violation(slack).error, error);
}

/// Refused with this error, through no fault of the app.
pub(crate) fn assert_told(slack: &Slack, answer: &Value, error: &str) {
    assert_eq!(answer["error"], error, "{answer}");
    assert_eq!(slack.violations(), []);
}

pub(crate) fn assert_ok(answer: &Value) {
    assert_eq!(answer["ok"], true, "{answer}");
}

pub(crate) fn section(text: &str) -> Value {
    json!({ "type": "section", "text": { "type": "mrkdwn", "text": text } })
}

pub(crate) fn button(id: &str, label: &str) -> Value {
    json!({ "type": "button", "action_id": id, "value": id, "text": { "type": "plain_text", "text": label } })
}

pub(crate) fn actions(elements: &[Value]) -> Value {
    json!({ "type": "actions", "elements": elements })
}

pub(crate) fn input(block_id: &str, label: &str) -> Value {
    json!({
        "type": "input", "block_id": block_id, "label": { "type": "plain_text", "text": label },
        "element": { "type": "plain_text_input", "action_id": "text" },
    })
}

pub(crate) fn modal(blocks: &[Value]) -> Value {
    json!({
        "type": "modal", "callback_id": "form", "title": { "type": "plain_text", "text": "A form" },
        "submit": { "type": "plain_text", "text": "Send" }, "blocks": blocks,
    })
}
