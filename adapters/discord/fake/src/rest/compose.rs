//! What becomes of a judged body: a message as it stands in a channel.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::judge;
use crate::request::File;
use crate::world::World;
use crate::world::guild::instant;
use crate::world::message::Message;

/// The message that a body is, written by somebody into a channel.
pub(crate) fn composed(
    world: &mut World,
    (channel, author): (&str, &str),
    body: &Value,
    files: &[File],
    now: DateTime<Utc>,
) -> Message {
    let mut message = Message::new(world.id(now), channel, author, now);
    message.tts = body["tts"] == true;
    message.flags = body["flags"].as_u64().unwrap_or_default();
    message.nonce = body.get("nonce").filter(|nonce| !nonce.is_null()).cloned();
    apply(world, &mut message, body, files, now);
    message
}

/// Changes a message to what a body says; what the body does not name stays.
pub(crate) fn changed(
    world: &mut World,
    message: &mut Message,
    body: &Value,
    files: &[File],
    now: DateTime<Utc>,
) {
    let keeps = |attachment: &Value| {
        let kept = body["attachments"].as_array().into_iter().flatten();
        kept.into_iter().any(|named| named["id"] == attachment["id"])
    };
    if body.get("attachments").is_some() {
        message.attachments.retain(keeps);
    }
    if let Some(flags) = body["flags"].as_u64() {
        let kept = message.flags & !crate::world::message::SUPPRESS_EMBEDS;
        message.flags = kept | flags & crate::world::message::SUPPRESS_EMBEDS;
    }
    apply(world, message, body, files, now);
    message.edited = Some(now);
}

fn apply(world: &mut World, message: &mut Message, body: &Value, files: &[File], now: DateTime<Utc>) {
    if let Some(content) = body.get("content") {
        message.content = content.as_str().unwrap_or_default().trim().to_owned();
        message.mentions = judge::mentioned(body);
    }
    let described: Vec<Value> =
        files.iter().map(|file| attachment(world, message, body, file, now)).collect();
    if let Some(embeds) = body.get("embeds") {
        let embeds = embeds.as_array().into_iter().flatten();
        message.embeds = embeds.map(|embed| shown(embed, &described)).collect();
    }
    if let Some(components) = body.get("components") {
        message.components = components.as_array().cloned().unwrap_or_default();
        number(&mut message.components);
        message.chosen.clear();
    }
    // A picture that stands in an embed does not stand beneath it again.
    let used = |file: &Value| {
        let name = format!("attachment://{}", file["filename"].as_str().unwrap_or_default());
        body["embeds"].to_string().contains(&format!("\"{name}\""))
    };
    message.attachments.extend(described.into_iter().filter(|file| !used(file)));
}

/// Numbers all components on, as Discord does.
fn number(rows: &mut [Value]) {
    let mut next = 1;
    for row in rows {
        let mut give = |component: &mut Value| {
            if component.get("id").is_none() {
                component["id"] = json!(next);
            }
            next += 1;
        };
        give(row);
        row["components"].as_array_mut().into_iter().flatten().for_each(give);
    }
}

fn attachment(world: &mut World, message: &Message, body: &Value, file: &File, now: DateTime<Utc>) -> Value {
    let id = world.id(now);
    let url = format!("https://cdn.discordapp.com/attachments/{}/{id}/{}", message.channel, file.name);
    let mut shown = json!({
        "id": id, "filename": file.name, "size": file.bytes.len(), "url": url, "proxy_url": url,
        "content_type": file.kind,
    });
    let named = body["attachments"].as_array().into_iter().flatten();
    let mut named =
        named.filter(|named| named["id"] == file.number || named["id"] == file.number.to_string().as_str());
    if let Some(description) = named.next().and_then(|named| named["description"].as_str()) {
        shown["description"] = json!(description);
    }
    shown
}

/// An embed as Discord keeps it: trimmed, with its kind, and with addresses for what was attached.
fn shown(embed: &Value, files: &[Value]) -> Value {
    let mut shown = trimmed(embed);
    shown["type"] = json!("rich");
    shown["content_scan_version"] = json!(0);
    if let Some(at) = embed["timestamp"].as_str().and_then(|text| DateTime::parse_from_rfc3339(text).ok()) {
        shown["timestamp"] = json!(instant(at.to_utc()));
    }
    for name in ["image", "thumbnail"] {
        let Some(file) = shown[name]["url"].as_str().and_then(|url| url.strip_prefix("attachment://")) else {
            continue;
        };
        if let Some(known) = files.iter().find(|known| known["filename"] == file) {
            let description = known.get("description").cloned();
            shown[name] =
                json!({ "url": known["url"], "proxy_url": known["url"], "width": 640, "height": 480 });
            if let Some(description) = description {
                shown[name]["description"] = description;
            }
        }
    }
    for field in shown.get_mut("fields").and_then(Value::as_array_mut).into_iter().flatten() {
        if field.get("inline").is_none() {
            field["inline"] = json!(false);
        }
    }
    shown
}

/// All words without the space around them.
fn trimmed(value: &Value) -> Value {
    match value {
        Value::String(text) => json!(text.trim()),
        Value::Array(values) => values.iter().map(trimmed).collect(),
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), trimmed(value))).collect(),
        value => value.clone(),
    }
}
