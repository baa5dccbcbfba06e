//! The app's own URL, where interactions go over HTTP.

use serde_json::{Value, json};

use super::Transport;
use crate::inner::{Inner, Sent, lock};
use crate::refusal::Refusal;
use crate::request::{self, File};
use crate::signature::sign;
use smallwins_fake_chat::http::{self, Reply};

/// Sends a signed payload.
pub(super) async fn post(inner: &Inner, url: &str, payload: &Value) -> std::io::Result<Reply> {
    let sent = signed(inner, url, payload);
    *lock(&inner.last_sent) = Some(sent.clone());
    send(&sent).await
}

fn signed(inner: &Inner, url: &str, payload: &Value) -> Sent {
    let timestamp = inner.now().timestamp().to_string();
    let body = payload.to_string().into_bytes();
    let headers = vec![
        ("content-type".to_owned(), "application/json".to_owned()),
        ("user-agent".to_owned(), "Discord-Interactions/1.0 (+https://discord.com)".to_owned()),
        ("x-signature-ed25519".to_owned(), sign(&timestamp, &body)),
        ("x-signature-timestamp".to_owned(), timestamp),
    ];
    Sent { url: url.to_owned(), headers, body }
}

/// Sends a signed request, for the first time or again.
pub(crate) async fn send(sent: &Sent) -> std::io::Result<Reply> {
    let headers: Vec<(&str, &str)> =
        sent.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    http::send("POST", &sent.url, &headers, &sent.body).await
}

/// What the app said.
pub(super) fn said(reply: &Reply) -> Result<(Value, Vec<File>), Refusal> {
    request::read(reply.header("content-type").unwrap_or_default(), &reply.body, true)
}

/// What happens when the URL is saved, and now and then: a ping has to be answered, a wrong signature refused.
/// Whether both went well; what did not is written down.
pub(crate) async fn verify_url(inner: &Inner) -> bool {
    let Transport::Http { url } = inner.transport() else { panic!("the app has no URL") };
    let ping = ping(inner);
    let good = signed(inner, &url, &ping);
    let mut forged = good.clone();
    for (name, value) in &mut forged.headers {
        if name == "x-signature-ed25519" {
            *value = sign("0", &good.body);
        }
    }
    let pong = send(&good).await;
    let refused = send(&forged).await;
    let is_pong = |reply: &Reply| reply.status == 200 && said(reply).is_ok_and(|(body, _)| body["type"] == 1);
    let mut well = true;
    if !pong.as_ref().is_ok_and(is_pong) {
        inner.violate("ping", 0, &format!("a ping is answered with {{\"type\":1}}, not {pong:?}"));
        well = false;
    }
    if !refused.as_ref().is_ok_and(|reply| reply.status == 401) {
        inner.violate("ping", 0, &format!("a wrong signature is answered with 401, not {refused:?}"));
        well = false;
    }
    well
}

fn ping(inner: &Inner) -> Value {
    let now = inner.now();
    let mut world = inner.world();
    let id = world.id(now);
    json!({
        "app_permissions": "562949953601536", "application_id": world.app.id, "authorizing_integration_owners": {},
        "entitlements": [], "id": id, "token": format!("{id}-ping"), "type": 1, "version": 1,
        "user": { "avatar": null, "discriminator": "0", "global_name": "Discord", "id": "643945264868098049",
            "public_flags": 1, "username": "discord" },
    })
}
