//! What goes wrong on the way, as planned; and what is too much.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use serde_json::json;
use smallwins_fake_discord::http::{Reply, send};
use smallwins_fake_discord::{Discord, Fault, Scope};
use tokio::time::timeout;

use crate::call::{AGENT, JSON, assert_ok, assert_told, discord, get, only_violation, post, say};

const SAY: &str = "POST /channels/{channel}/messages";

/// "Hello" to a channel, whatever becomes of it.
async fn hello(discord: &Discord, channel: &str) -> std::io::Result<Reply> {
    let token = format!("Bot {}", discord.token());
    let url = format!("{}/api/v10/channels/{channel}/messages", discord.api());
    send("POST", &url, &[AGENT, JSON, ("authorization", &token)], br#"{"content":"Hello"}"#).await
}

#[tokio::test]
async fn a_reset_before_loses_the_message_and_one_after_does_not() {
    let (discord, _, ana, _) = discord().await;
    let dm = ana.dm_channel();
    discord.fail(SAY, Fault::ResetBefore);
    assert!(hello(&discord, &dm).await.is_err());
    assert_eq!(ana.messages().len(), 0);
    discord.fail(SAY, Fault::ResetAfter);
    assert!(hello(&discord, &dm).await.is_err());
    assert_eq!(ana.messages().len(), 1);
    discord.fail(SAY, Fault::HalfBody);
    assert!(hello(&discord, &dm).await.is_err());
    assert_eq!(ana.messages().len(), 2);
    assert_eq!(hello(&discord, &dm).await.unwrap().status, 200);
    assert_eq!(discord.calls_of(SAY).len(), 4);
}

#[tokio::test]
async fn a_bad_gateway_stands_before_or_behind_the_message() {
    let (discord, _, ana, _) = discord().await;
    let dm = ana.dm_channel();
    for (fault, messages) in [(Fault::Status(502), 0), (Fault::StatusAfter(502), 1)] {
        discord.fail(SAY, fault);
        let reply = hello(&discord, &dm).await.unwrap();
        assert_eq!((reply.status, ana.messages().len()), (502, messages));
        assert!(reply.text().starts_with("<html>"));
    }
}

#[tokio::test]
async fn an_answer_may_be_slow_or_never_come() {
    let (discord, _, ana, _) = discord().await;
    let dm = ana.dm_channel();
    discord.fail(SAY, Fault::Slow(Duration::from_millis(100)));
    let started = Instant::now();
    assert_eq!(hello(&discord, &dm).await.unwrap().status, 200);
    assert!(started.elapsed() >= Duration::from_millis(100));
    discord.fail(SAY, Fault::Silent);
    assert!(timeout(Duration::from_millis(100), hello(&discord, &dm)).await.is_err());
    assert_eq!(ana.messages().len(), 1);
    discord.fail(SAY, Fault::SilentAfter);
    assert!(timeout(Duration::from_millis(100), hello(&discord, &dm)).await.is_err());
    assert_eq!(ana.messages().len(), 2);
}

#[tokio::test]
async fn whoever_comes_back_too_early_breaks_the_rules() {
    let (discord, acme, ana, clock) = discord().await;
    let dm = ana.dm_channel();
    discord.fail(SAY, Fault::RateLimited(30, Scope::User));
    let limited = hello(&discord, &dm).await.unwrap();
    assert_eq!((limited.status, limited.header("retry-after")), (429, Some("30")));
    assert_eq!(limited.header("x-ratelimit-scope"), Some("user"));
    let said = json!({ "message": "You are being rate limited.", "retry_after": 30.0, "global": false });
    assert_eq!(limited.json(), said);
    // Another channel is another bucket.
    assert_eq!(hello(&discord, &acme.channel("general")).await.unwrap().status, 200);
    clock.pass(TimeDelta::milliseconds(28_500));
    let early = hello(&discord, &dm).await.unwrap();
    assert_eq!((early.status, early.header("retry-after")), (429, Some("2")));
    assert!(only_violation(&discord).why.contains("too early"));
    clock.pass(TimeDelta::milliseconds(1500));
    assert_eq!(hello(&discord, &dm).await.unwrap().status, 200);
}

#[tokio::test]
async fn a_global_limit_holds_for_everything_and_a_shared_one_is_nobodys_fault() {
    let (discord, _, ana, clock) = discord().await;
    let dm = ana.dm_channel();
    discord.fail("*", Fault::RateLimited(1, Scope::Global));
    let limited = hello(&discord, &dm).await.unwrap();
    assert_eq!(
        (limited.header("x-ratelimit-global"), &limited.json()["global"]),
        (Some("true"), &json!(true))
    );
    assert_eq!(get(&discord, "/users/@me").await.status, 429);
    only_violation(&discord);
    assert_eq!(discord.bad_answers(), 2);
    clock.pass(TimeDelta::seconds(1));
    discord.fail(SAY, Fault::RateLimited(1, Scope::Shared));
    assert_eq!(hello(&discord, &dm).await.unwrap().header("x-ratelimit-scope"), Some("shared"));
    assert_eq!(discord.bad_answers(), 2);
}

#[tokio::test]
async fn some_calls_fail_and_the_others_do_not() {
    let (discord, _, ana, _) = discord().await;
    let dm = ana.dm_channel();
    discord.fail_after(3, SAY, Fault::Status(500));
    discord.fail_times(2, SAY, Fault::Status(503));
    assert_eq!(discord.faults_left(), 3);
    let mut statuses = Vec::new();
    for _ in 0..5 {
        statuses.push(hello(&discord, &dm).await.unwrap().status);
    }
    assert_eq!(statuses, [503, 503, 200, 500, 200]);
    assert_eq!(discord.faults_left(), 0);
}

#[tokio::test]
async fn an_error_by_code_is_nobodys_fault() {
    let (discord, _, ana, _) = discord().await;
    let dm = ana.dm_channel();
    discord.fail(SAY, Fault::Error(403, 20009));
    assert_told(&discord, &hello(&discord, &dm).await.unwrap(), 403, 20009);
    assert_eq!(ana.messages().len(), 0);
}

#[tokio::test]
async fn a_bucket_says_how_much_is_left_in_it() {
    let (discord, acme, ana, clock) = discord().await;
    let (dm, general) = (ana.dm_channel(), acme.channel("general"));
    discord.limit_rates(2, TimeDelta::seconds(5));
    let standing = |reply: &Reply| {
        let header = |name: &str| reply.header(name).unwrap().to_owned();
        (
            reply.status,
            header("x-ratelimit-limit"),
            header("x-ratelimit-remaining"),
            header("x-ratelimit-reset-after"),
        )
    };
    let is = |status: u16, remaining: &str, after: &str| {
        (status, "2".to_owned(), remaining.to_owned(), after.to_owned())
    };
    assert_eq!(standing(&hello(&discord, &dm).await.unwrap()), is(200, "1", "5.000"));
    clock.pass(TimeDelta::seconds(2));
    let second = hello(&discord, &dm).await.unwrap();
    assert_eq!(standing(&second), is(200, "0", "3.000"));
    let reset = format!("{}.000", crate::call::monday().timestamp() + 5);
    assert_eq!(second.header("x-ratelimit-reset"), Some(reset.as_str()));
    let full = hello(&discord, &dm).await.unwrap();
    assert_eq!((standing(&full), full.header("retry-after")), (is(429, "0", "3.000"), Some("3")));
    let other = hello(&discord, &general).await.unwrap();
    assert_eq!(standing(&other), is(200, "1", "5.000"));
    assert_eq!(full.header("x-ratelimit-bucket"), other.header("x-ratelimit-bucket"));
    clock.pass(TimeDelta::seconds(3));
    assert_eq!(hello(&discord, &dm).await.unwrap().status, 200);
}

#[tokio::test]
async fn all_buckets_together_take_fifty_calls_a_second() {
    let (discord, acme, ..) = discord().await;
    discord.limit_rates(40, TimeDelta::seconds(5));
    let channels = [acme.channel("general"), acme.channel("random")];
    for n in 0..50 {
        assert_ok(&say(&discord, &channels[n % 2], &json!({ "content": "Hello" })).await);
    }
    let full = hello(&discord, &channels[0]).await.unwrap();
    assert_eq!((full.status, full.header("x-ratelimit-scope")), (429, Some("global")));
}

#[tokio::test]
async fn too_many_bad_answers_are_written_down() {
    let (discord, _, ana, clock) = discord().await;
    discord.app(|app| app.bad_answers = 3);
    let dm = ana.dm_channel();
    ana.closes_dms();
    for _ in 0..3 {
        assert_told(&discord, &say(&discord, &dm, &json!({ "content": "Hello" })).await, 403, 50007);
    }
    clock.pass(TimeDelta::minutes(10));
    for _ in 0..3 {
        assert_told(&discord, &say(&discord, &dm, &json!({ "content": "Hello" })).await, 403, 50007);
    }
    assert_eq!(discord.bad_answers(), 3);
    assert_eq!(
        post(&discord, &format!("/channels/{dm}/messages"), &json!({ "content": "Hello" })).await.status,
        403
    );
    assert!(only_violation(&discord).why.contains("more than 3"));
}
