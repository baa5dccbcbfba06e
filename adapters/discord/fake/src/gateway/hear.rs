//! What the app says on a socket.

use serde_json::{Value, json};

use super::first::{identify, resume};
use super::socket::Link;
use crate::inner::Inner;
use crate::judge;

/// What follows a packet.
pub(super) enum Next {
    Nothing,
    Say(Vec<Value>),
    Close(u16),
}

/// Hears a packet, and does what it asks for.
pub(super) fn hear(inner: &Inner, link: &mut Link, packet: &Value) -> Next {
    if let Err(refusal) = judge::shape("packet", packet) {
        return wrong(inner, 4002, refusal.why.as_deref().unwrap_or_default());
    }
    let op = packet["op"].as_u64().unwrap_or_default();
    let next = match op {
        1 => heartbeat(inner, link, &packet["d"]),
        2 | 6 if link.session.is_some() => wrong(inner, 4005, "this socket has a session already"),
        2 => identify(inner, link, &packet["d"]),
        6 => resume(inner, link, &packet["d"]),
        3 if link.session.is_some() => Next::Nothing,
        3 | 4 | 8 | 31 if link.session.is_none() => wrong(inner, 4003, "IDENTIFY or RESUME comes first"),
        _ => wrong(inner, 4001, &format!("this Discord takes no packet with op {op}")),
    };
    inner.stir();
    next
}

/// Writes down what the app should have known better, and closes.
pub(super) fn wrong(inner: &Inner, code: u16, why: &str) -> Next {
    inner.violate("gateway", u32::from(code), why);
    Next::Close(code)
}

fn heartbeat(inner: &Inner, link: &Link, seen: &Value) -> Next {
    let mut world = inner.world();
    let session = link.session.as_ref().and_then(|id| world.sessions.all.get(id));
    // Before RESUME there is no session yet of which the app could say too much.
    let events = session.map_or(u64::MAX, |session| session.events.len() as u64);
    if !(seen.is_null() || seen.as_u64().is_some_and(|seen| seen <= events)) {
        drop(world);
        return wrong(inner, 4002, &format!("a heartbeat says the number of the last event, not {seen}"));
    }
    world.sessions.heartbeats += 1;
    match world.sessions.is_silent {
        true => Next::Nothing,
        false => Next::Say(vec![json!({ "op": 11, "s": null, "t": null, "d": null })]),
    }
}
