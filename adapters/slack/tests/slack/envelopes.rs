//! Envelopes that Slack has not invented yet: a socket by hand, as the fake sends only what Slack sends.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use smallwins_core::mentoring::Mentoring;
use smallwins_fake_slack::StandingClock;
use smallwins_slack::Slack;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, accept_async};

use crate::stage::{NOW, Still, memory, settings};

type Socket = WebSocketStream<TcpStream>;

/// Answers every call with what a start needs, until a socket is opened.
async fn until_a_socket(listener: &TcpListener) -> Socket {
    let address = listener.local_addr().unwrap();
    let answer =
        json!({ "ok": true, "team_id": "T1", "user_id": "UBOT", "url": format!("ws://{address}/link") });
    let answer = answer.to_string();
    loop {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut start = [0; 9];
        while stream.peek(&mut start).await.unwrap() < start.len() {}
        if &start == b"GET /link" {
            return accept_async(stream).await.unwrap();
        }
        let mut request = [0; 4096];
        let _ = stream.read(&mut request).await.unwrap();
        let head =
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: ";
        let reply = format!("{head}{}\r\n\r\n{answer}", answer.len());
        stream.write_all(reply.as_bytes()).await.unwrap();
    }
}

async fn open() -> Socket {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut settings = settings(&format!("http://{}/api", listener.local_addr().unwrap()), "xoxb-1");
    settings.app_token = Some("xapp-1".into());
    tokio::spawn(async move {
        let clock = StandingClock::at(NOW.parse().unwrap());
        let mentoring = Mentoring::new(memory().await, Arc::new(Still::by(&clock)));
        let slack = Slack::open(settings, mentoring).await.unwrap();
        slack.run(std::future::pending()).await;
    });
    timeout(Duration::from_secs(9), until_a_socket(&listener)).await.unwrap()
}

/// The next acknowledgement.
async fn acknowledged(socket: &mut Socket) -> Value {
    loop {
        let message = timeout(Duration::from_secs(5), socket.next()).await.expect("an acknowledgement");
        if let Message::Text(text) = message.unwrap().unwrap() {
            return serde_json::from_str(&text).unwrap();
        }
    }
}

#[tokio::test]
async fn every_envelope_is_acknowledged_whatever_is_in_it() {
    let mut socket = open().await;
    let strange = [
        json!({ "type": "something_new", "envelope_id": "1", "payload": { "type": "something" } }),
        json!({ "type": "slash_commands", "envelope_id": "2" }),
        json!({ "type": "interactive", "envelope_id": "3", "payload": [] }),
        json!({ "type": "interactive", "envelope_id": "4", "payload": { "type": "new", "team": { "id": "T1" } } }),
        json!({ "type": "events_api", "envelope_id": "5", "payload": { "type": "event_callback", "team_id": "T1",
            "event_id": "Ev1", "event": { "type": "something_new" } }, "retry_attempt": 2 }),
        json!({ "envelope_id": "6" }),
    ];
    for envelope in strange {
        socket.send(Message::text(envelope.to_string())).await.unwrap();
        let id = envelope["envelope_id"].clone();
        assert_eq!(acknowledged(&mut socket).await, json!({ "envelope_id": id }));
    }
}

#[tokio::test]
async fn what_is_no_envelope_is_passed_over() {
    let mut socket = open().await;
    for text in ["", "{", "null", "[]", "{\"type\":\"hello\"}", "{}"] {
        socket.send(Message::text(text)).await.unwrap();
    }
    socket.send(Message::binary(vec![1, 2, 3])).await.unwrap();
    socket.send(Message::text(json!({ "type": "later", "envelope_id": "7" }).to_string())).await.unwrap();
    assert_eq!(acknowledged(&mut socket).await, json!({ "envelope_id": "7" }));
}

#[tokio::test]
async fn a_ping_is_answered() {
    let mut socket = open().await;
    socket.send(Message::Ping(b"there?"[..].into())).await.unwrap();
    let pong = async {
        loop {
            if let Message::Pong(said) = socket.next().await.unwrap().unwrap() {
                return said;
            }
        }
    };
    let said = timeout(Duration::from_secs(5), pong).await.unwrap();
    assert_eq!(said, &b"there?"[..]);
}
