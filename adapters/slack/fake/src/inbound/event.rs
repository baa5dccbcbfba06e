//! Events: sent, and sent again when they are not acknowledged.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::Transport;
use super::ack::{Ack, Failure};
use super::deliver::{Delivery, deliver};
use super::payload::event_callback;
use crate::inner::Inner;

/// An event whose time to be sent is yet to come.
#[derive(Debug, Clone)]
pub(crate) struct Pending {
    pub(crate) payload: Value,
    pub(crate) attempt: u32,
    pub(crate) reason: &'static str,
    pub(crate) due: DateTime<Utc>,
}

/// At once, after a minute, after five.
fn again_after(attempt: u32) -> Option<TimeDelta> {
    match attempt {
        1 => Some(TimeDelta::zero()),
        2 => Some(TimeDelta::minutes(1)),
        3 => Some(TimeDelta::minutes(5)),
        _ => None,
    }
}

/// Sends an event of this workspace, if the app subscribed to it and listens.
pub(crate) async fn send_event(inner: &Inner, team: &str, event: Value) -> Option<Ack> {
    let payload = {
        let now = inner.now();
        let mut world = inner.world();
        let kind = match (event["type"].as_str(), event["channel_type"].as_str()) {
            (Some("message"), Some(place)) => format!("message.{place}"),
            (kind, _) => kind.unwrap_or_default().to_owned(),
        };
        if !world.app.events.contains(&kind) || !inner.is_heard() {
            return None;
        }
        event_callback(&mut world, team, event, now)
    };
    Some(send_payload(inner, payload, None).await)
}

/// Sends an event as it is, for the first time or again; what fails is tried again later.
pub(crate) async fn send_payload(inner: &Inner, payload: Value, attempt: Option<(u32, &'static str)>) -> Ack {
    let kind = payload["event"]["type"].as_str().unwrap_or("event").to_owned();
    let ack = deliver(inner, &kind, &Delivery::Event(payload.clone(), attempt)).await;
    let reason = match (ack.failure, inner.transport()) {
        (None | Some(Failure::Final), _) => return ack,
        (Some(_), Transport::Socket) => "timeout",
        (Some(Failure::Timeout), _) => "http_timeout",
        (Some(Failure::Connection), _) => "connection_failed",
        (Some(Failure::Status), _) => "http_error",
    };
    let next = attempt.map_or(1, |(number, _)| number + 1);
    if let Some(wait) = again_after(next) {
        let due = inner.now() + wait;
        inner.world().pending.push(Pending { payload, attempt: next, reason, due });
    }
    ack
}
