//! Verbs, content types, tokens, scopes, arguments.

use serde_json::json;

use crate::call::{FORM, JSON, assert_ok, assert_told, assert_wrong, get, only_violation, post, raw, slack};

#[tokio::test]
async fn a_good_call_of_each_kind_is_answered() {
    let (slack, acme, ana, _) = slack().await;
    let token = acme.token();
    let who = get(&slack, &token, "auth.test", &[]).await;
    assert_eq!(who["user_id"], acme.bot_user().as_str());
    let user = get(&slack, &token, "users.info", &[("user", &ana.id), ("include_locale", "true")]).await;
    assert_eq!((&user["user"]["tz"], &user["user"]["tz_offset"]), (&json!("Europe/Berlin"), &json!(3600)));
    let im = post(&slack, &token, "conversations.open", json!({ "users": ana.id })).await;
    assert_eq!(im["channel"]["id"], ana.im().as_str());
    let app_token = slack.app(|_| {}).app_token;
    let link = post(&slack, &app_token, "apps.connections.open", json!({})).await;
    assert!(link["url"].as_str().unwrap().starts_with("ws://127.0.0.1:"));
}

#[tokio::test]
async fn a_method_that_does_not_exist_is_written_down() {
    let (slack, acme, ..) = slack().await;
    let answer = post(&slack, &acme.token(), "chat.shout", json!({})).await;
    assert_wrong(&slack, &answer, "unknown_method");
}

#[tokio::test]
async fn each_method_wants_its_own_kind_of_token() {
    let (slack, acme, ana, _) = slack().await;
    let app_token = slack.app(|_| {}).app_token;
    let opened = post(&slack, &app_token, "conversations.open", json!({ "users": ana.id })).await;
    assert_wrong(&slack, &opened, "not_allowed_token_type");
    let linked = post(&slack, &acme.token(), "apps.connections.open", json!({})).await;
    assert_wrong(&slack, &linked, "not_allowed_token_type");
    let unknown = get(&slack, "xoxb-made-up", "auth.test", &[]).await;
    assert_wrong(&slack, &unknown, "invalid_auth");
    let none = raw(&slack, "GET", "auth.test", &[], "").await.json();
    assert_wrong(&slack, &none, "not_authed");
}

#[tokio::test]
async fn a_token_that_was_taken_back_is_nobodys_fault() {
    let (slack, acme, ..) = slack().await;
    let token = acme.token();
    acme.revoke();
    assert_told(&slack, &get(&slack, &token, "auth.test", &[]).await, "token_revoked");
}

#[tokio::test]
async fn a_scope_that_was_not_granted_is_named() {
    let (slack, _, _, _) = slack().await;
    let other = slack.empty_workspace("other");
    let token = other.install_with(&["chat:write", "commands"]);
    let ben = other.person("ben", "Asia/Tokyo");
    let answer = get(&slack, &token, "users.info", &[("user", &ben.id)]).await;
    assert_eq!(
        (&answer["needed"], &answer["provided"]),
        (&json!("users:read"), &json!("chat:write,commands"))
    );
    assert_wrong(&slack, &answer, "missing_scope");
}

#[tokio::test]
async fn a_body_needs_a_content_type_that_the_method_reads() {
    let (slack, acme, ana, _) = slack().await;
    let bearer = format!("Bearer {}", acme.token());
    let auth = ("authorization", bearer.as_str());
    let body = json!({ "users": ana.id }).to_string();
    let answer = raw(&slack, "POST", "conversations.open", &[auth], &body).await.json();
    assert_wrong(&slack, &answer, "missing_post_type");
    let answer = raw(&slack, "POST", "conversations.open", &[auth, ("content-type", "text/plain")], &body)
        .await
        .json();
    assert_wrong(&slack, &answer, "invalid_post_type");
    let read = json!({ "user": ana.id }).to_string();
    let answer = raw(&slack, "POST", "users.info", &[auth, JSON], &read).await.json();
    assert_wrong(&slack, &answer, "invalid_post_type");
    let answer = raw(&slack, "GET", "conversations.open?users=U1", &[auth], "").await.json();
    assert_wrong(&slack, &answer, "invalid_post_type");
    let answer = raw(&slack, "POST", "conversations.open", &[auth, JSON], "[1]").await.json();
    assert_wrong(&slack, &answer, "json_not_object");
    let answer = raw(&slack, "POST", "conversations.open", &[auth, JSON], "{").await.json();
    assert_wrong(&slack, &answer, "invalid_json");
    let form = format!("users={}", ana.id);
    assert_ok(&raw(&slack, "POST", "conversations.open", &[auth, FORM], &form).await.json());
}

#[tokio::test]
async fn arguments_are_the_documented_ones() {
    let (slack, acme, ana, _) = slack().await;
    let token = acme.token();
    let channel = ana.im();
    for (method, args) in [
        ("conversations.open", json!({ "users": [ana.id] })),
        ("chat.postMessage", json!({ "channel": channel, "text": "Hello", "colour": "red" })),
        ("chat.postMessage", json!({ "text": "Hello" })),
        ("chat.postMessage", json!({ "channel": channel, "text": 7 })),
        ("chat.postMessage", json!({ "channel": channel, "text": "Hello", "thread_ts": null })),
        ("chat.update", json!({ "channel": channel, "ts": 1503435956.1, "text": "Hello" })),
        ("chat.deleteScheduledMessage", json!({ "channel": channel, "scheduled_message": "Q1" })),
    ] {
        let answer = post(&slack, &token, method, args.clone()).await;
        assert_eq!(answer["error"], "invalid_arguments", "{method} {args}");
        assert_eq!(only_violation(&slack).of, method);
    }
}

#[tokio::test]
#[should_panic(expected = "unknown_method")]
async fn what_nobody_looked_at_fails_the_test() {
    let (slack, acme, ..) = slack().await;
    post(&slack, &acme.token(), "chat.shout", json!({})).await;
}
