//! Who is let in over HTTP, and what happens to what cannot be read.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use serde_json::json;
use smallwins_fake_slack::http::send;
use smallwins_fake_slack::sign;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tracing_subscriber::filter::LevelFilter;

use crate::log::Log;
use crate::raw::{FORM, command, interaction, now, signed, signed_at};
use crate::stage::{By, SECRET, Stage};

#[tokio::test]
async fn only_what_slack_signed_just_now_is_let_in() {
    let stage = Stage::set(By::Http).await;
    let body = command(&stage.workspace.id, &stage.ana.id, "help", "1.1.a");
    assert_eq!(signed(&stage.url, &body).await.status, 200);
    let stamp = now().to_string();
    let wrong = sign("another secret", now(), &body);
    let right = sign(SECRET, now(), &body);
    for headers in [
        vec![],
        vec![("x-slack-request-timestamp", stamp.as_str())],
        vec![("x-slack-signature", right.as_str())],
        vec![("x-slack-request-timestamp", stamp.as_str()), ("x-slack-signature", wrong.as_str())],
        vec![("x-slack-request-timestamp", stamp.as_str()), ("x-slack-signature", "v0=")],
        vec![("x-slack-request-timestamp", "now"), ("x-slack-signature", right.as_str())],
    ] {
        let reply = send("POST", &stage.url, &headers, body.as_bytes()).await.unwrap();
        assert_eq!((reply.status, reply.text().as_str()), (401, ""), "{headers:?}");
    }
    for late in [-301, 301, i64::from(i32::MAX)] {
        assert_eq!(signed_at(&stage.url, now() + late, &body).await.status, 401, "{late}");
    }
    assert_eq!(signed_at(&stage.url, now() - 300, &body).await.status, 200);
}

#[tokio::test]
async fn whoever_set_up_another_signing_secret_reads_so_in_the_log_once_a_minute() {
    let stage = Stage::set(By::Http).await;
    let log = Log::default();
    let _listening = log.listen(LevelFilter::WARN);
    let warned = || log.text().matches("SLACK_SIGNING_SECRET").count();
    let knock = async |at: i64, secret: &str| {
        let body = command(&stage.workspace.id, &stage.ana.id, "help", &format!("1.1.{at}"));
        let (stamp, signature) = (at.to_string(), sign(secret, at, &body));
        let headers =
            [("x-slack-request-timestamp", stamp.as_str()), ("x-slack-signature", signature.as_str())];
        send("POST", &stage.url, &headers, body.as_bytes()).await.unwrap().status
    };
    // Whoever signs nothing, or something old, is no sign of that.
    assert_eq!(signed_at(&stage.url, now() - 900, "").await.status, 401);
    assert_eq!((knock(now(), SECRET).await, warned()), (200, 0));
    for _ in 0..3 {
        assert_eq!((knock(now(), "another secret").await, warned()), (401, 1));
    }
    stage.clock.pass(TimeDelta::seconds(59));
    assert_eq!((knock(now(), "another secret").await, warned()), (401, 1));
    stage.clock.pass(TimeDelta::seconds(1));
    assert_eq!((knock(now(), "another secret").await, warned()), (401, 2));
}

#[tokio::test]
async fn nobody_is_heard_twice_by_the_same_signature() {
    let stage = Stage::set(By::Http).await;
    let body = command(&stage.workspace.id, &stage.ana.id, "win Wrote a test", "1.1.a");
    assert!(signed(&stage.url, &body).await.text().contains("Noted"));
    for seconds in [0, 300] {
        stage.clock.pass(TimeDelta::seconds(seconds));
        let replayed = signed(&stage.url, &body).await;
        assert_eq!(
            (replayed.status, replayed.text().as_str()),
            (401, ""),
            "it is refused, and nothing is told"
        );
    }
    // What Slack itself sends again is signed again, and is the same call.
    assert_eq!(signed_at(&stage.url, now() + 300, &body).await.status, 200);
    assert_eq!(stage.wins(&stage.ana).await.len(), 1);
}

#[tokio::test]
async fn the_clock_of_the_core_decides_what_is_late() {
    let stage = Stage::set(By::Http).await;
    let body = command(&stage.workspace.id, &stage.ana.id, "help", "1.1.a");
    stage.clock.pass(TimeDelta::hours(5));
    assert_eq!(signed(&stage.url, &body).await.status, 401);
    assert_eq!(signed_at(&stage.url, now() + 5 * 3600, &body).await.status, 200);
}

#[tokio::test]
async fn five_megabytes_are_refused_unread() {
    let stage = Stage::set(By::Http).await;
    let host = stage.url.strip_prefix("http://").unwrap().strip_suffix("/slack/events").unwrap();
    let head = |more: &str| {
        format!(
            "POST /slack/events HTTP/1.1\r\nhost: {host}\r\nx-slack-request-timestamp: {}\r\n\
             x-slack-signature: v0={}\r\n{more}\r\n\r\n",
            now(),
            "0".repeat(64)
        )
    };
    // Announced: not a byte of it has to come.
    let mut stream = TcpStream::connect(host).await.unwrap();
    stream.write_all(head("content-length: 5242880").as_bytes()).await.unwrap();
    assert!(answer(&mut stream).await.starts_with("HTTP/1.1 413"));
    // Unannounced: as far as the limit.
    let mut stream = TcpStream::connect(host).await.unwrap();
    stream.write_all(head("transfer-encoding: chunked").as_bytes()).await.unwrap();
    let chunk = format!("10000\r\n{}\r\n", "a".repeat(0x10000));
    let mut sent = 0;
    while sent < 80 && stream.write_all(chunk.as_bytes()).await.is_ok() {
        sent += 1;
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    assert!(sent < 80, "all five megabytes were taken");
}

#[tokio::test]
async fn a_body_that_dawdles_is_not_waited_for() {
    let stage = Stage::set(By::Http).await;
    let host = stage.url.strip_prefix("http://").unwrap().strip_suffix("/slack/events").unwrap();
    let mut stream = TcpStream::connect(host).await.unwrap();
    let head = format!(
        "POST /slack/events HTTP/1.1\r\nhost: {host}\r\nx-slack-request-timestamp: {}\r\n\
         x-slack-signature: v0={}\r\ncontent-length: 100\r\n\r\nteam_id=",
        now(),
        "0".repeat(64)
    );
    let begun = Instant::now();
    stream.write_all(head.as_bytes()).await.unwrap();
    assert!(answer(&mut stream).await.starts_with("HTTP/1.1 408"));
    assert!(begun.elapsed() < Duration::from_secs(6));
}

async fn answer(stream: &mut TcpStream) -> String {
    let mut answer = [0; 64];
    let length = stream.read(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer[..length]).into_owned()
}

#[tokio::test]
async fn what_slack_signed_and_nobody_can_read_is_taken_all_the_same() {
    let stage = Stage::set(By::Http).await;
    let whole = command(&stage.workspace.id, &stage.ana.id, "win Wrote a test", "1.1.a");
    let event = json!({ "type": "event_callback", "team_id": stage.workspace.id, "event_id": "Ev1",
        "event": { "type": "something_new", "user": { "id": "U1" } } });
    let press = json!({ "type": "block_actions", "team": { "id": stage.workspace.id }, "user": { "id": "U1" },
        "trigger_id": "1.1.b", "actions": [{ "type": "something_new", "action_id": "a", "block_id": "b" }] });
    let view = json!({ "type": "view_something_new", "team": { "id": stage.workspace.id }, "user": { "id": "U1" },
        "view": { "id": "V1", "type": "something_new" } });
    let other = json!({ "type": "something_new", "user": {} });
    let bodies = [
        whole[..whole.len() / 2].to_owned(),
        String::new(),
        "%".to_owned(),
        "payload=%7B%22type%22%3A%22block_actions%22%2C".to_owned(),
        "payload=null".to_owned(),
        "{\"type\":\"event_callback\",".to_owned(),
        "[]".to_owned(),
        "{}".to_owned(),
        "\0\u{7f}".to_owned(),
        event.to_string(),
        other.to_string(),
        interaction(&press),
        interaction(&view),
        interaction(&other),
    ];
    for body in bodies {
        let reply = signed(&stage.url, &body).await;
        assert_eq!((reply.status, reply.text().as_str()), (200, ""), "{body}");
    }
    assert!(stage.wins(&stage.ana).await.is_empty());
}

#[tokio::test]
async fn slack_may_ask_whether_we_are_there() {
    let stage = Stage::set(By::Http).await;
    let challenge =
        json!({ "token": "old", "challenge": "3eZbrw1a", "type": "url_verification" }).to_string();
    let reply = signed(&stage.url, &challenge).await;
    assert_eq!((reply.status, reply.text().as_str()), (200, "3eZbrw1a"));
    let unsigned =
        send("POST", &stage.url, &[("content-type", "application/json")], challenge.as_bytes()).await;
    assert_eq!(unsigned.unwrap().status, 401);
    let knock = signed(&stage.url, "token=old&ssl_check=1").await;
    assert_eq!((knock.status, knock.text().as_str()), (200, ""));
    assert_eq!(send("GET", &stage.url, &[("content-type", FORM)], b"").await.unwrap().status, 405);
}

#[tokio::test]
async fn without_a_signing_secret_there_is_no_door() {
    use std::sync::Arc;

    use smallwins_core::mentoring::Mentoring;
    use smallwins_slack::Slack;

    use crate::stage::{Still, memory, serve, settings};

    let stage = Stage::set(By::Http).await;
    for secret in [None, Some("".into())] {
        let mut settings = settings(&stage.fake.api(), &stage.workspace.token());
        settings.signing_secret = secret;
        let mentoring = Mentoring::new(memory().await, Arc::new(Still::by(&stage.clock)));
        let slack = Slack::open(settings, mentoring).await.unwrap();
        let url = format!("{}/slack/events", serve(slack.router()).await);
        let body = command(&stage.workspace.id, &stage.ana.id, "help", "1.1.a");
        assert_eq!(signed(&url, &body).await.status, 404);
    }
}
