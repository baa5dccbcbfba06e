//! Socket Mode: the sockets that the app opened, the envelopes that go out on them, the acknowledgements that come in.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{Notify, oneshot};
use tokio::time::error::Elapsed;
use tokio::time::timeout;

use super::deliver::{Answer, Delivery, Outcome, SOCKET_WAIT};
use crate::form;
use crate::inner::{Inner, lock};
use crate::world::ticket::SOCKET_TICKET_LASTS;

/// How many sockets an app may have.
const MOST: usize = 10;

/// The open sockets.
#[derive(Default)]
pub(crate) struct Links {
    open: Mutex<BTreeMap<u64, UnboundedSender<Order>>>,
    waiting: Mutex<HashMap<String, Waiting>>,
    /// A `disconnect` that goes out right behind the next command or interaction.
    behind: Mutex<Option<String>>,
    /// Whose turn it is.
    turn: Mutex<u64>,
    opened: Notify,
}

/// What a socket is to do.
enum Order {
    Say(Vec<String>),
    Freeze,
    Close,
}

/// An envelope that is not acknowledged yet, or was given up.
struct Waiting {
    may_speak: bool,
    /// `None` once nobody waits any more.
    heard: Option<oneshot::Sender<Value>>,
}

impl Links {
    /// How many sockets are open for deliveries.
    pub(crate) fn count(&self) -> usize {
        lock(&self.open).len()
    }

    /// Waits until so many are.
    pub(crate) async fn at_least(&self, count: usize) {
        loop {
            let opened = self.opened.notified();
            if self.count() >= count {
                return;
            }
            opened.await;
        }
    }

    /// Tells the app to reconnect. The old socket hears nothing more, and stays open for a while.
    pub(crate) fn disconnect(&self, reason: &str) {
        for (_, link) in std::mem::take(&mut *lock(&self.open)) {
            // A socket that is gone needs no goodbye.
            let _ = link.send(Order::Say(vec![goodbye(reason)]));
        }
    }

    pub(crate) fn disconnect_behind_next(&self, reason: &str) {
        *lock(&self.behind) = Some(reason.to_owned());
    }

    /// Every open socket stays open and is dead.
    pub(crate) fn freeze(&self) {
        for (_, link) in std::mem::take(&mut *lock(&self.open)) {
            let _ = link.send(Order::Freeze);
        }
    }

    /// Every open socket is closed.
    pub(crate) fn close(&self) {
        for (_, link) in std::mem::take(&mut *lock(&self.open)) {
            let _ = link.send(Order::Close);
        }
    }

    /// The socket whose turn it is.
    async fn next(&self) -> (u64, UnboundedSender<Order>) {
        let opened = timeout(SOCKET_WAIT, self.at_least(1)).await;
        assert!(opened.is_ok(), "the app has no socket open");
        let open = lock(&self.open);
        let mut turn = lock(&self.turn);
        let next = open.range(*turn + 1..).next().or_else(|| open.iter().next());
        let (id, link) = next.expect("a socket was just seen");
        *turn = *id;
        (*id, link.clone())
    }
}

/// Sends an envelope and waits for its acknowledgement.
pub(super) async fn send(inner: &Inner, delivery: &Delivery, within: Duration) -> Result<Outcome, Elapsed> {
    let number = inner.world().number();
    let id = format!("e0000000-0000-4000-8000-{number:012}");
    let mut envelope = json!({ "envelope_id": id });
    let may_speak = !matches!(delivery, Delivery::Event(..) | Delivery::Interactive(_, false));
    envelope["accepts_response_payload"] = json!(may_speak);
    let (kind, payload) = match delivery {
        Delivery::Command(fields) => {
            let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), json!(value)));
            ("slash_commands", Value::Object(fields.collect()))
        }
        Delivery::Interactive(payload, _) => ("interactive", payload.clone()),
        Delivery::Event(payload, attempt) => {
            envelope["retry_attempt"] = json!(attempt.map_or(0, |(number, _)| number));
            envelope["retry_reason"] = json!(attempt.map_or("", |(_, reason)| reason));
            ("events_api", payload.clone())
        }
    };
    envelope["type"] = json!(kind);
    envelope["payload"] = payload;
    let (heard, hears) = oneshot::channel();
    lock(&inner.links.waiting).insert(id.clone(), Waiting { may_speak, heard: Some(heard) });
    let (number, link) = inner.links.next().await;
    let mut texts = vec![envelope.to_string()];
    let is_event = matches!(delivery, Delivery::Event(..));
    if let Some(reason) = lock(&inner.links.behind).take_if(|_| !is_event) {
        texts.push(goodbye(&reason));
        lock(&inner.links.open).remove(&number);
    }
    // A socket that closes in this moment acknowledges nothing, which is found out by waiting.
    let _ = link.send(Order::Say(texts));
    let heard = timeout(within, hears).await;
    if let Some(waiting) = lock(&inner.links.waiting).get_mut(&id) {
        waiting.heard = None;
    }
    let answer = |body| Answer { status: 200, body, is_final: false };
    heard.map(|heard| heard.map(answer).map_err(|_| "the socket closed".to_owned()))
}

/// `GET /link/?ticket=…`: the app opens a socket.
pub(crate) async fn link(
    State(inner): State<Arc<Inner>>,
    RawQuery(query): RawQuery,
    upgrade: WebSocketUpgrade,
) -> Response {
    let query = form::decode(&query.unwrap_or_default()).unwrap_or_default();
    let ticket = query.iter().find(|(name, _)| name == "ticket").map(|(_, ticket)| ticket.clone());
    let now = inner.now();
    let issued = ticket.and_then(|ticket| inner.world().tickets.remove(&ticket));
    if issued.is_none_or(|at| now - at >= SOCKET_TICKET_LASTS) {
        inner.violate("link", "invalid_ticket", "the URL was not handed out, was used before, or is too old");
        return StatusCode::FORBIDDEN.into_response();
    }
    upgrade.on_upgrade(move |socket| serve(inner, socket))
}

async fn serve(inner: Arc<Inner>, mut socket: WebSocket) {
    let (orders, mut ordered) = unbounded_channel();
    let (count, app_id) = (inner.links.count() + 1, inner.world().app.id.clone());
    if count > MOST {
        let _ = socket.send(Message::text(goodbye("too_many_websockets"))).await;
        return;
    }
    let hello = json!({
        "type": "hello",
        "num_connections": count,
        "debug_info": { "host": "applink-1", "build_number": 1, "approximate_connection_time": 18060 },
        "connection_info": { "app_id": app_id },
    });
    if socket.send(Message::text(hello.to_string())).await.is_err() {
        return;
    }
    let number = inner.world().number();
    lock(&inner.links.open).insert(number, orders);
    inner.links.opened.notify_waiters();
    converse(&inner, &mut socket, &mut ordered).await;
    lock(&inner.links.open).remove(&number);
}

/// Until either side has had enough.
async fn converse(inner: &Inner, socket: &mut WebSocket, orders: &mut UnboundedReceiver<Order>) {
    let mut told_everything = false;
    loop {
        tokio::select! {
            order = orders.recv(), if !told_everything => match order {
                Some(Order::Say(texts)) => {
                    for text in texts {
                        if socket.send(Message::text(text)).await.is_err() {
                            return;
                        }
                    }
                }
                Some(Order::Freeze) => std::future::pending::<()>().await,
                Some(Order::Close) => return,
                // Told to reconnect: the app may still acknowledge, and closes when it likes.
                None => told_everything = true,
            },
            message = socket.recv() => match message {
                Some(Ok(Message::Text(text))) => hear(inner, &text),
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => {}
            },
        }
    }
}

/// An acknowledgement.
fn hear(inner: &Inner, text: &str) {
    let said: Value = serde_json::from_str(text).unwrap_or_default();
    let known =
        said.as_object().is_some_and(|said| said.keys().all(|key| key == "envelope_id" || key == "payload"));
    let id = said["envelope_id"].as_str().unwrap_or_default();
    let mut waiting = lock(&inner.links.waiting);
    let trouble = match waiting.get_mut(id) {
        _ if !known => Some(format!("{text} is no acknowledgement")),
        None => Some(format!("no envelope {id:?} was sent")),
        Some(waiting) => {
            if let Some(heard) = waiting.heard.take() {
                // The one who waited may have given up in this moment.
                let _ = heard.send(said["payload"].clone());
            }
            let is_unheard = said.get("payload").is_some() && !waiting.may_speak;
            is_unheard.then(|| "this envelope does not accept a response payload".to_owned())
        }
    };
    drop(waiting);
    if let Some(why) = trouble {
        inner.violate("ack over a socket", "invalid_ack", &why);
    }
}

fn goodbye(reason: &str) -> String {
    json!({ "type": "disconnect", "reason": reason, "debug_info": { "host": "applink-1" } }).to_string()
}
