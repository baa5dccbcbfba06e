//! Who is let in over HTTP, and what happens to what cannot be read.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use serde_json::json;
use smallwins_core::mentoring::Mentoring;
use smallwins_discord::{Discord, NotOpened, Reach};
use smallwins_fake_discord::sign;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::raw::{command, interaction, knock, now, signed, signed_at, win};
use crate::stage::{By, Stage, Still, memory, serve, settings};

#[tokio::test]
async fn only_what_discord_signed_just_now_is_let_in() {
    let stage = Stage::set(By::Http).await;
    let body = command(&stage, 1001, "help", &json!([]));
    assert_eq!(signed(&stage.url, &body).await.status, 200);
    let stamp = now().to_string();
    let (right, wrong) = (sign(&stamp, body.as_bytes()), sign(&stamp, b"another body"));
    let timed = ("x-signature-timestamp", stamp.as_str());
    for headers in [
        vec![],
        vec![timed],
        vec![("x-signature-ed25519", right.as_str())],
        vec![timed, ("x-signature-ed25519", wrong.as_str())],
        vec![timed, ("x-signature-ed25519", "")],
        vec![timed, ("x-signature-ed25519", &right[2..])],
        vec![timed, ("x-signature-ed25519", &"zz".repeat(64))],
        vec![("x-signature-timestamp", "now"), ("x-signature-ed25519", right.as_str())],
    ] {
        let reply = knock(&stage.url, &headers, &body).await;
        assert_eq!((reply.status, reply.text().as_str()), (401, ""), "{headers:?}");
    }
    for late in [-301, 301, i64::from(i32::MAX)] {
        assert_eq!(signed_at(&stage.url, now() + late, &body).await.status, 401, "{late}");
    }
    assert_eq!(signed_at(&stage.url, now() - 300, &body).await.status, 200);
}

#[tokio::test]
async fn nobody_is_heard_twice_by_the_same_signature() {
    let stage = Stage::set(By::Http).await;
    stage.ana.slash(&stage.general, "mentor win", &[("what", "Wrote a test")]).await;
    for seconds in [0, 300] {
        stage.clock.pass(TimeDelta::seconds(seconds));
        assert_eq!(stage.fake.replay().await.status, 401);
    }
    assert_eq!(stage.wins(&stage.ana).await.len(), 1);
}

#[tokio::test]
async fn the_same_interaction_changes_nothing_twice() {
    let stage = Stage::set(By::Http).await;
    let body = win(&stage, 1001, "Wrote a test");
    for seconds in [0, 1] {
        let reply = signed_at(&stage.url, now() + seconds, &body).await;
        assert!(reply.text().contains("Noted"), "{}", reply.text());
    }
    assert_eq!(stage.wins(&stage.ana).await.len(), 1);
}

#[tokio::test]
async fn the_clock_of_the_core_decides_what_is_late() {
    let stage = Stage::set(By::Http).await;
    let body = command(&stage, 1001, "help", &json!([]));
    stage.clock.pass(TimeDelta::hours(5));
    assert_eq!(signed(&stage.url, &body).await.status, 401);
    assert_eq!(signed_at(&stage.url, now() + 5 * 3600, &body).await.status, 200);
}

#[tokio::test]
async fn discord_may_try_whether_we_look_at_signatures() {
    let stage = Stage::set(By::Http).await;
    assert!(stage.fake.verify_url().await);
    let ping = json!({ "id": "1", "application_id": "2", "type": 1, "token": "t", "version": 1 }).to_string();
    let pong = signed(&stage.url, &ping).await;
    assert_eq!((pong.status, pong.json()), (200, json!({ "type": 1 })));
    assert_eq!(pong.header("content-type"), Some("application/json"));
    assert_eq!(knock(&stage.url, &[], &ping).await.status, 401);
}

#[tokio::test]
async fn what_discord_signed_and_nobody_can_read_is_refused_in_peace() {
    let stage = Stage::set(By::Http).await;
    let whole = win(&stage, 1001, "Wrote a test");
    let mut nobody = interaction(&stage, 1002, 2, &json!({}));
    nobody.as_object_mut().unwrap().remove("member");
    let mut nothing = interaction(&stage, 1003, 3, &json!({}));
    nothing["id"] = json!("0");
    let bodies = [
        whole[..whole.len() / 2].to_owned(),
        String::new(),
        "null".to_owned(),
        "[]".to_owned(),
        "{}".to_owned(),
        "\0\u{7f}".to_owned(),
        format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)),
        nobody.to_string(),
        nothing.to_string(),
    ];
    for body in bodies {
        let reply = signed(&stage.url, &body).await;
        assert_eq!((reply.status, reply.text().as_str()), (400, ""), "{}", &body[..body.len().min(80)]);
    }
    assert!(stage.wins(&stage.ana).await.is_empty());
}

#[tokio::test]
async fn what_a_later_discord_sends_is_taken() {
    let stage = Stage::set(By::Http).await;
    let new = interaction(&stage, 1001, 99, &json!({ "something": "new" })).to_string();
    let reply = signed(&stage.url, &new).await;
    assert_eq!((reply.status, reply.json()), (200, json!({ "type": 6 })));
    for (id, kind) in [(1002, 3), (1003, 5), (1004, 77)] {
        let used = json!({ "custom_id": "a", "component_type": kind, "values": ["b"] });
        let reply = signed(&stage.url, &interaction(&stage, id, 3, &used).to_string()).await;
        assert_eq!((reply.status, &reply.json()["type"]), (200, &json!(4)), "{kind}");
        assert!(reply.text().contains("cannot tell any more"), "{kind} {}", reply.text());
    }
}

#[tokio::test]
async fn five_megabytes_are_refused_unread() {
    let stage = Stage::set(By::Http).await;
    let host = stage.url.strip_prefix("http://").unwrap().strip_suffix("/discord/interactions").unwrap();
    // Announced: not a byte of it has to come.
    let mut stream = TcpStream::connect(host).await.unwrap();
    stream.write_all(head(host, "content-length: 5242880").as_bytes()).await.unwrap();
    assert!(answer(&mut stream).await.starts_with("HTTP/1.1 413"));
    // Unannounced: as far as the limit.
    let mut stream = TcpStream::connect(host).await.unwrap();
    stream.write_all(head(host, "transfer-encoding: chunked").as_bytes()).await.unwrap();
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
    let host = stage.url.strip_prefix("http://").unwrap().strip_suffix("/discord/interactions").unwrap();
    let mut stream = TcpStream::connect(host).await.unwrap();
    let begun = Instant::now();
    let begins = format!("{}{{", head(host, "content-length: 100"));
    stream.write_all(begins.as_bytes()).await.unwrap();
    assert!(answer(&mut stream).await.starts_with("HTTP/1.1 408"));
    assert!(begun.elapsed() < Duration::from_secs(8));
}

#[tokio::test]
async fn what_discord_did_not_wait_for_is_answered_in_a_direct_message() {
    let stage = Stage::set(By::Http).await;
    let host = stage.url.strip_prefix("http://").unwrap().strip_suffix("/discord/interactions").unwrap();
    let (body, stamp) = (win(&stage, 1001, "Wrote a test"), now().to_string());
    stage.store.nap(Duration::from_secs(1));
    let mut stream = TcpStream::connect(host).await.unwrap();
    let request = format!(
        "POST /discord/interactions HTTP/1.1\r\nhost: {host}\r\nx-signature-timestamp: {stamp}\r\n\
         x-signature-ed25519: {}\r\ncontent-length: {}\r\n\r\n{body}",
        sign(&stamp, body.as_bytes()),
        body.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    stage.store.until_napping().await;
    drop(stream);
    let seen = stage.ana.until_sees("Noted").await;
    assert_eq!(seen.place, "dm");
    assert_eq!(stage.wins(&stage.ana).await.len(), 1);
}

#[tokio::test]
async fn the_time_that_a_body_took_to_arrive_counts() {
    let stage = Stage::set(By::Http).await;
    stage.store.nap(Duration::from_secs(4));
    let host = stage.url.strip_prefix("http://").unwrap().strip_suffix("/discord/interactions").unwrap();
    let (body, stamp) = (win(&stage, 1001, "Wrote a test"), now().to_string());
    let (first, rest) = body.split_at(body.len() / 2);
    let begins = format!(
        "POST /discord/interactions HTTP/1.1\r\nhost: {host}\r\nx-signature-timestamp: {stamp}\r\n\
         x-signature-ed25519: {}\r\ncontent-length: {}\r\n\r\n{first}",
        sign(&stamp, body.as_bytes()),
        body.len()
    );
    let mut stream = TcpStream::connect(host).await.unwrap();
    let begun = Instant::now();
    stream.write_all(begins.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(1300)).await;
    stream.write_all(rest.as_bytes()).await.unwrap();
    assert!(answer(&mut stream).await.starts_with("HTTP/1.1 200"));
    assert!(begun.elapsed() < Duration::from_millis(2900), "{:?}", begun.elapsed());
}

fn head(host: &str, more: &str) -> String {
    format!(
        "POST /discord/interactions HTTP/1.1\r\nhost: {host}\r\nx-signature-timestamp: {}\r\n\
         x-signature-ed25519: {}\r\n{more}\r\n\r\n",
        now(),
        "0".repeat(128)
    )
}

async fn answer(stream: &mut TcpStream) -> String {
    let mut answer = [0; 64];
    let length = stream.read(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer[..length]).into_owned()
}

#[tokio::test]
async fn without_a_public_key_there_is_no_door() {
    let stage = Stage::set(By::Gateway).await;
    let body = command(&stage, 1001, "help", &json!([]));
    assert_eq!(signed(&stage.url, &body).await.status, 404);
}

#[tokio::test]
async fn once_we_have_left_discord_the_door_is_closed() {
    let mut stage = Stage::set(By::Http).await;
    let body = command(&stage, 1001, "help", &json!([]));
    assert_eq!(signed(&stage.url, &body).await.status, 200);
    let later = command(&stage, 1002, "help", &json!([]));
    stage.end().await;
    assert_eq!(signed(&stage.url, &later).await.status, 503);
}

#[tokio::test]
async fn whoever_sets_something_else_for_the_public_key_is_told() {
    let stage = Stage::set(By::Http).await;
    for public_key in ["", "abc", &"0".repeat(64), &"g".repeat(64)] {
        let mut settings = settings(&stage.fake, By::Http);
        settings.reach = Reach::Http { public_key: public_key.to_owned(), lines: None };
        let mentoring = Mentoring::new(memory().await, Arc::new(Still::by(&stage.clock)));
        let opened = Discord::open(settings, mentoring).await;
        assert!(matches!(opened, Err(NotOpened::PublicKey)), "{public_key}");
    }
}

#[tokio::test]
async fn a_key_of_another_application_opens_nothing() {
    let stage = Stage::set(By::Http).await;
    let mut settings = settings(&stage.fake, By::Http);
    // A key that Ed25519's own documentation uses for its examples.
    let other = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    settings.reach = Reach::Http { public_key: other.to_owned(), lines: None };
    let mentoring = Mentoring::new(memory().await, Arc::new(Still::by(&stage.clock)));
    let discord = Discord::open(settings, mentoring).await.unwrap();
    let url = format!("{}/discord/interactions", serve(discord.router()).await);
    assert_eq!(signed(&url, &command(&stage, 1001, "help", &json!([]))).await.status, 401);
}

#[tokio::test]
async fn a_token_that_discord_refuses_is_told_at_once() {
    let stage = Stage::set(By::Http).await;
    let mut settings = settings(&stage.fake, By::Http);
    settings.token = "another".into();
    let mentoring = Mentoring::new(memory().await, Arc::new(Still::by(&stage.clock)));
    assert!(matches!(Discord::open(settings, mentoring).await, Err(NotOpened::Token)));
    stage.fake.take_violations();
}
