//! `response_url`s: what an app says after its acknowledgement.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use crate::calls::Called;
use crate::fault::Fault;
use crate::inner::Inner;
use crate::refusal::Refusal;
use crate::reply::apply;
use crate::world::World;
use crate::world::ticket::{REPLY_LASTS, REPLY_USES, ReplyUrl};
use smallwins_fake_chat::Scissors;

/// Under this name a `response_url` is counted, and fails.
const NAME: &str = "response_url";

pub(super) async fn answer(
    State(inner): State<Arc<Inner>>,
    uri: Uri,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let fault = inner.world().faults.next(NAME);
    match &fault {
        Some(Fault::ResetBefore) => scissors.cut(),
        Some(Fault::ResetAfter) => {}
        Some(Fault::Slow(time)) => tokio::time::sleep(*time).await,
        Some(Fault::Held(held)) => held.stand().await,
        Some(Fault::Silent) => std::future::pending::<()>().await,
        Some(Fault::RateLimited(seconds)) => {
            return (StatusCode::TOO_MANY_REQUESTS, [("retry-after", seconds.to_string())]).into_response();
        }
        Some(Fault::Status(status)) => {
            return StatusCode::from_u16(*status).unwrap_or(StatusCode::BAD_GATEWAY).into_response();
        }
        Some(Fault::Error(error)) => return (StatusCode::NOT_FOUND, error.clone()).into_response(),
        _ => {}
    }
    if matches!(fault, Some(Fault::ResetBefore)) {
        return StatusCode::OK.into_response();
    }
    let kind = headers.get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let outcome = said(&inner, uri.path(), kind, &body);
    match fault {
        Some(Fault::ResetAfter) => scissors.cut(),
        Some(Fault::HalfBody) => scissors.cut_in_half(),
        Some(Fault::SilentAfter) => std::future::pending::<()>().await,
        _ => {}
    }
    match outcome {
        Ok(()) => (StatusCode::OK, "ok").into_response(),
        Err(refusal) => (StatusCode::NOT_FOUND, refusal.error).into_response(),
    }
}

fn said(inner: &Inner, path: &str, kind: &str, body: &[u8]) -> Result<(), Refusal> {
    let now = inner.now();
    let mut world = inner.world();
    let mut called = Called { method: NAME.to_owned(), team: None, args: Map::new(), error: None, at: now };
    let outcome = read(kind, body).and_then(|said| {
        called.args = said.as_object().cloned().unwrap_or_default();
        let reply = used(&mut world, path, now)?;
        called.team = Some(reply.team.clone());
        apply(&mut world, &reply, &said, now)
    });
    if let Err(refusal) = &outcome {
        called.error = Some(refusal.error.clone());
        if let Some(why) = &refusal.why {
            world.violate(NAME, &refusal.error, why, now);
        }
    }
    world.calls.push(called);
    outcome
}

fn read(kind: &str, body: &[u8]) -> Result<Value, Refusal> {
    if kind.split(';').next().unwrap_or_default().trim() != "application/json" {
        return Err(Refusal::wrong(
            "invalid_payload",
            format!("content-type {kind:?} is not application/json"),
        ));
    }
    serde_json::from_slice(body).map_err(|error| Refusal::wrong("invalid_payload", error.to_string()))
}

/// Counts a use.
fn used(world: &mut World, path: &str, now: chrono::DateTime<chrono::Utc>) -> Result<ReplyUrl, Refusal> {
    let reply = world.replies.get_mut(path);
    let reply = reply.ok_or_else(|| Refusal::wrong("invalid_url", "no such response_url was handed out"))?;
    if now - reply.at >= REPLY_LASTS {
        return Err(Refusal::wrong("expired_url", "a response_url lasts thirty minutes"));
    }
    if reply.uses >= REPLY_USES {
        return Err(Refusal::wrong("used_url", "a response_url is good for five messages"));
    }
    reply.uses += 1;
    Ok(reply.clone())
}
