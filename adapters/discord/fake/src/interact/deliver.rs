//! One delivery over whichever transport the app listens on, with its first answer timed.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::ack::Ack;
use super::answer::answer;
use super::endpoint::{post, said};
use super::{Begun, Transport};
use crate::inner::Inner;

/// Not a limit of Discord's: how long a test waits for an app that is not on the gateway.
const GATEWAY_WAIT: Duration = Duration::from_secs(10);

/// Delivers, waits for the first answer and writes down what was wrong with it.
pub(crate) async fn deliver(inner: &Inner, begun: Begun) -> Ack {
    let of = format!("answer to {}", begun.name);
    let transport = inner.transport();
    if matches!(transport, Transport::Gateway) {
        let guild = begun.guild.clone();
        let hears = |world: &mut crate::world::World| world.sessions.hears(guild.as_deref()).then_some(());
        assert!(inner.until(GATEWAY_WAIT, hears).await.is_ok(), "the app is not on the gateway");
    }
    let started = Instant::now();
    let within = inner.answer_within();
    let mut status = 200;
    let mut waits = true;
    match transport {
        Transport::Gateway => {
            let guild = begun.guild.as_deref();
            inner.world().sessions.tell("INTERACTION_CREATE", guild, 0, &begun.payload);
        }
        Transport::Http { url } => {
            if let Ok(said) = tokio::time::timeout(within, over_http(inner, &of, &url, &begun)).await {
                (status, waits) = said;
            } else {
                status = 0;
            }
        }
    }
    let left = if waits { within.saturating_sub(started.elapsed()) } else { Duration::ZERO };
    let id = begun.id;
    let answered = inner.until(left, |world| world.interactions[&id].answered.clone()).await;
    let took = started.elapsed();
    match answered {
        Ok((kind, body)) => Ack { in_time: true, kind: Some(kind), body, status, took },
        Err(_) => {
            inner.world().interactions.get_mut(&id).expect("interactions are never forgotten").given_up =
                true;
            if waits {
                inner.violate(&of, 0, &format!("no answer came within {within:?}"));
            }
            Ack { in_time: false, kind: None, body: Value::Null, status, took }
        }
    }
}

/// The status, and whether an answer may still come by another way. Otherwise what the app says in return is its first
/// answer, or none at all, which is written down.
async fn over_http(inner: &Inner, of: &str, url: &str, begun: &Begun) -> (u16, bool) {
    let reply = match post(inner, url, &begun.payload).await {
        Ok(reply) => reply,
        Err(error) => {
            inner.violate(of, 0, &error.to_string());
            return (0, false);
        }
    };
    match reply.status {
        202 if reply.body.is_empty() => return (202, true),
        200 => {
            let outcome = said(&reply).and_then(|(body, files)| {
                let now = inner.now();
                answer(&mut inner.world(), &begun.id, &body, &files, now)
            });
            if let Err(refusal) = outcome {
                inner.violate(of, refusal.code, refusal.why.as_deref().unwrap_or(&refusal.message));
            }
        }
        status => inner.violate(of, 0, &format!("the status is {status}")),
    }
    (reply.status, false)
}
