//! Interactions written by hand, and signed as Discord signs them.

use serde_json::{Value, json};
use smallwins_fake_discord::http::{Reply, send};
use smallwins_fake_discord::sign;

use crate::stage::{NOW, Stage};

/// The clock's noon, in Unix seconds.
pub(crate) fn now() -> i64 {
    NOW.parse::<chrono::DateTime<chrono::Utc>>().unwrap().timestamp()
}

/// An interaction of Ana's in the guild, by an id of its own.
pub(crate) fn interaction(stage: &Stage, id: u64, kind: u8, data: &Value) -> Value {
    json!({
        "id": id.to_string(), "application_id": stage.fake.application_id(), "type": kind, "token": "t", "version": 1,
        "guild_id": stage.guild.id, "channel_id": stage.general, "locale": "en-US", "entitlements": [],
        "member": { "user": { "id": stage.ana.id, "username": "ana" }, "roles": [], "permissions": "0" },
        "data": data,
    })
}

/// `/mentor` with a word and what goes into its one option.
pub(crate) fn command(stage: &Stage, id: u64, verb: &str, options: &Value) -> String {
    let data = json!({ "id": "1", "name": "mentor", "type": 1,
        "options": [{ "name": verb, "type": 1, "options": options }] });
    interaction(stage, id, 2, &data).to_string()
}

/// `/mentor win` with these words.
pub(crate) fn win(stage: &Stage, id: u64, words: &str) -> String {
    command(stage, id, "win", &json!([{ "name": "what", "type": 3, "value": words }]))
}

pub(crate) async fn signed_at(url: &str, at: i64, body: &str) -> Reply {
    let stamp = at.to_string();
    let signature = sign(&stamp, body.as_bytes());
    knock(url, &[("x-signature-timestamp", &stamp), ("x-signature-ed25519", &signature)], body).await
}

pub(crate) async fn signed(url: &str, body: &str) -> Reply {
    signed_at(url, now(), body).await
}

pub(crate) async fn knock(url: &str, headers: &[(&str, &str)], body: &str) -> Reply {
    send("POST", url, headers, body.as_bytes()).await.unwrap()
}
