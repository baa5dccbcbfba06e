//! One socket, from HELLO to whatever ends it.

use std::future::pending;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{ConnectInfo, RawQuery, State};
use axum::response::Response;
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::frame::Writing;
use super::hear::{Next, hear};
use super::sessions::Order;
use crate::inner::Inner;
use smallwins_fake_chat::Scissors;

/// The longest packet an app may send, in bytes.
const PACKET: usize = 4096;
/// How many packets an app may send …
const PACKETS: usize = 120;
/// … within this time.
const WITHIN: Duration = Duration::from_secs(60);

/// What a socket knows of itself.
pub(super) struct Link {
    /// Its number among all there were.
    pub(super) number: u64,
    /// By which it is given orders.
    pub(super) orders: UnboundedSender<Order>,
    /// The session that it carries.
    pub(super) session: Option<String>,
    pub(super) writing: Writing,
    received: Vec<Instant>,
}

/// `GET /?v=10&encoding=json`: the app opens a socket.
pub(crate) async fn answer(
    State(inner): State<Arc<Inner>>,
    RawQuery(query): RawQuery,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let query = query.unwrap_or_default();
    if inner.world().sessions.leaves_waiting() {
        pending::<()>().await;
    }
    upgrade.on_upgrade(move |socket| serve(inner, socket, query, scissors))
}

async fn serve(inner: Arc<Inner>, mut socket: WebSocket, query: String, scissors: Scissors) {
    let (orders, mut ordered) = unbounded_channel();
    let number = inner.world().number();
    let Some(writing) = Writing::asked(&query) else {
        inner.violate("gateway", 4012, "this Discord compresses as zlib-stream or not at all");
        return close(&mut socket, 4012).await;
    };
    let mut pairs = query.split('&');
    if !pairs.clone().any(|pair| pair == "v=10")
        || pairs.any(|pair| pair.starts_with("encoding=") && pair != "encoding=json")
    {
        inner.violate("gateway", 4012, &format!("{query:?} is not v=10 and encoding=json"));
        return close(&mut socket, 4012).await;
    }
    let mut link = Link { number, orders, session: None, writing, received: Vec::new() };
    let interval = inner.world().sessions.heartbeat.as_millis();
    let interval = u64::try_from(interval).unwrap_or(u64::MAX);
    let hello = json!({ "op": 10, "s": null, "t": null, "d": { "heartbeat_interval": interval } });
    if socket.send(link.writing.frame(&hello)).await.is_ok() {
        converse(&inner, &mut socket, &mut link, &mut ordered, &scissors).await;
    }
    let mut world = inner.world();
    let session = link.session.as_ref().and_then(|id| world.sessions.all.get_mut(id));
    if let Some(session) = session
        && session.link.as_ref().is_some_and(|(number, _)| *number == link.number)
    {
        session.link = None;
    }
    drop(world);
    inner.stir();
}

/// Until either side has had enough.
async fn converse(
    inner: &Inner,
    socket: &mut WebSocket,
    link: &mut Link,
    ordered: &mut UnboundedReceiver<Order>,
    scissors: &Scissors,
) {
    loop {
        tokio::select! {
            order = ordered.recv() => match order {
                Some(Order::Say(packet)) => {
                    if socket.send(link.writing.frame(&packet)).await.is_err() {
                        return;
                    }
                }
                Some(Order::Close(code)) => return close(socket, code).await,
                Some(Order::End) | None => return,
                Some(Order::Reset) => {
                    scissors.cut();
                    // It cannot be sent, which is what the other side is to see.
                    let _ = socket.send(Message::text("")).await;
                    return;
                }
            },
            message = socket.recv() => match message {
                Some(Ok(Message::Text(text))) => {
                    if let Some(code) = received(inner, socket, link, &text).await {
                        return close(socket, code).await;
                    }
                }
                Some(Ok(Message::Binary(_))) => {
                    inner.violate("gateway", 4002, "packets of JSON are text");
                    return close(socket, 4002).await;
                }
                Some(Ok(Message::Close(frame))) => return gone(inner, link, frame.as_ref()),
                Some(Err(_)) | None => return,
                Some(Ok(_)) => {}
            },
        }
    }
}

/// Hears a packet; the code to close with, where that is what follows.
async fn received(inner: &Inner, socket: &mut WebSocket, link: &mut Link, text: &str) -> Option<u16> {
    let now = Instant::now();
    link.received.retain(|at| now - *at < WITHIN);
    link.received.push(now);
    if link.received.len() > PACKETS {
        inner.violate("gateway", 4008, "more than 120 packets within a minute");
        return Some(4008);
    }
    if text.len() > PACKET {
        inner.violate("gateway", 4002, "a packet has 4096 bytes at most");
        return Some(4002);
    }
    let packet: Value = serde_json::from_str(text).unwrap_or_default();
    match hear(inner, link, &packet) {
        Next::Nothing => None,
        Next::Say(packets) => {
            for packet in packets {
                if socket.send(link.writing.frame(&packet)).await.is_err() {
                    break;
                }
            }
            None
        }
        Next::Close(code) => Some(code),
    }
}

/// The app closed. With 1000 or 1001 it says that it will not come back.
fn gone(inner: &Inner, link: &Link, frame: Option<&CloseFrame>) {
    if frame.is_some_and(|frame| matches!(frame.code, 1000 | 1001))
        && let Some(session) = &link.session
    {
        inner.world().sessions.all.remove(session);
    }
}

async fn close(socket: &mut WebSocket, code: u16) {
    let frame = CloseFrame { code, reason: "".into() };
    let _ = socket.send(Message::Close(Some(frame))).await;
    // The other side says goodbye, too; whoever does not is left.
    let _ = tokio::time::timeout(Duration::from_secs(1), async {
        while let Some(Ok(message)) = socket.recv().await {
            if matches!(message, Message::Close(_)) {
                break;
            }
        }
    })
    .await;
}
