//! What goes wrong on the way, as planned.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use serde_json::{Value, json};
use smallwins_fake_slack::http::{Reply, send};
use smallwins_fake_slack::{Fault, Person, Slack, Transport, Workspace};
use tokio::time::timeout;

use crate::call::{JSON, assert_ok, get, only_violation, post, slack};
use crate::socket::Socket;

/// "Hello" to Ana, whatever becomes of it.
async fn hello(slack: &Slack, acme: &Workspace, ana: &Person) -> std::io::Result<Reply> {
    let bearer = format!("Bearer {}", acme.token());
    let body = json!({ "channel": ana.im(), "text": "Hello" }).to_string();
    let url = format!("{}/chat.postMessage", slack.api());
    send("POST", &url, &[("authorization", &bearer), JSON], body.as_bytes()).await
}

#[tokio::test]
async fn a_reset_before_loses_the_message_and_one_after_does_not() {
    let (slack, acme, ana, _) = slack().await;
    slack.fail("chat.postMessage", Fault::ResetBefore);
    assert!(hello(&slack, &acme, &ana).await.is_err());
    assert_eq!(ana.messages().len(), 0);
    slack.fail("chat.postMessage", Fault::ResetAfter);
    assert!(hello(&slack, &acme, &ana).await.is_err());
    assert_eq!(ana.messages().len(), 1);
    slack.fail("chat.postMessage", Fault::HalfBody);
    assert!(hello(&slack, &acme, &ana).await.is_err());
    assert_eq!(ana.messages().len(), 2);
    assert_ok(&hello(&slack, &acme, &ana).await.unwrap().json());
    assert_eq!(slack.calls_of("chat.postMessage").len(), 4);
}

#[tokio::test]
async fn an_answer_may_be_slow_or_never_come() {
    let (slack, acme, ana, _) = slack().await;
    slack.fail("chat.postMessage", Fault::Slow(Duration::from_millis(100)));
    let started = Instant::now();
    assert_ok(&hello(&slack, &acme, &ana).await.unwrap().json());
    assert!(started.elapsed() >= Duration::from_millis(100));
    slack.fail("chat.postMessage", Fault::Silent);
    assert!(timeout(Duration::from_millis(100), hello(&slack, &acme, &ana)).await.is_err());
    assert_eq!(ana.messages().len(), 1);
    slack.fail("chat.postMessage", Fault::SilentAfter);
    assert!(timeout(Duration::from_millis(100), hello(&slack, &acme, &ana)).await.is_err());
    assert_eq!(ana.messages().len(), 2);
}

#[tokio::test]
async fn whoever_comes_back_too_early_breaks_the_rules() {
    let (slack, acme, ana, clock) = slack().await;
    slack.fail("chat.postMessage", Fault::RateLimited(30));
    let limited = hello(&slack, &acme, &ana).await.unwrap();
    assert_eq!((limited.status, limited.header("retry-after")), (429, Some("30")));
    assert_eq!(limited.json(), json!({ "ok": false, "error": "ratelimited" }));
    clock.pass(TimeDelta::milliseconds(28_500));
    let early = hello(&slack, &acme, &ana).await.unwrap();
    assert_eq!((early.status, early.header("retry-after")), (429, Some("2")));
    assert_eq!(only_violation(&slack).error, "ratelimited");
    clock.pass(TimeDelta::milliseconds(1500));
    assert_ok(&hello(&slack, &acme, &ana).await.unwrap().json());
}

#[tokio::test]
async fn the_third_call_fails_and_the_others_do_not() {
    let (slack, acme, ana, _) = slack().await;
    slack.fail_after(2, "chat.postMessage", Fault::Status(503));
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(hello(&slack, &acme, &ana).await.unwrap().status);
    }
    assert_eq!(statuses, [200, 200, 503, 200]);
    assert_eq!(slack.faults_left(), 0);
}

#[tokio::test]
async fn an_error_by_name_is_nobodys_fault() {
    let (slack, acme, ana, _) = slack().await;
    let token = acme.token();
    slack.fail("conversations.open", Fault::Error("user_disabled".to_owned()));
    let answer = post(&slack, &token, "conversations.open", json!({ "users": ana.id })).await;
    assert_eq!(answer, json!({ "ok": false, "error": "user_disabled" }));
    slack.fail("auth.test", Fault::Error("account_inactive".to_owned()));
    assert_eq!(get(&slack, &token, "auth.test", &[]).await["error"], "account_inactive");
    assert_eq!(get(&slack, &token, "auth.test", &[]).await["error"], "token_revoked");
}

#[tokio::test]
async fn a_channel_takes_a_message_a_second_after_a_burst() {
    let (slack, acme, ana, clock) = slack().await;
    let ben = acme.person("ben", "Asia/Tokyo");
    slack.limit_posting(3);
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(hello(&slack, &acme, &ana).await.unwrap().status);
    }
    assert_eq!(statuses, [200, 200, 200, 429]);
    assert_eq!(hello(&slack, &acme, &ben).await.unwrap().status, 200);
    clock.pass(TimeDelta::seconds(3));
    assert_eq!(hello(&slack, &acme, &ana).await.unwrap().status, 200);
}

#[tokio::test]
async fn a_method_takes_as_many_calls_a_minute_as_its_tier() {
    let (slack, acme, ana, clock) = slack().await;
    slack.limit_methods();
    let status = |answer: Value| answer["ok"].as_bool().unwrap();
    let open =
        async || status(post(&slack, &acme.token(), "conversations.open", json!({ "users": ana.id })).await);
    for _ in 0..50 {
        assert!(open().await);
    }
    assert!(!open().await);
    clock.pass(TimeDelta::minutes(1));
    assert!(open().await);
}

#[tokio::test]
async fn a_socket_may_close_or_go_dead() {
    let (slack, _, ana, _) = slack().await;
    slack.listen(Transport::Socket);
    let mut socket = Socket::open(&slack).await;
    slack.until_sockets(1).await;
    slack.close_sockets();
    assert!(socket.hear().await.is_none());
    let mut dead = Socket::open(&slack).await;
    slack.until_sockets(1).await;
    slack.freeze_sockets();
    assert!(timeout(Duration::from_millis(100), dead.hear()).await.is_err());
    let mut alive = Socket::open(&slack).await;
    let im = ana.im();
    tokio::join!(ana.slash(&im, "/mentor", "win"), alive.ack(None));
}
