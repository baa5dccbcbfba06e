//! What is asked over HTTP: yes to everything that is known.

use std::borrow::Cow;
use std::io::Write;

use serde_json::{Value, json};

use super::{APPLICATION, GUILD, World, room};
use crate::loopback::guild;

/// An answer.
pub(super) struct Reply {
    /// Its status.
    pub(super) status: u16,
    /// Fields of its head besides the usual ones, each with its line's end.
    pub(super) fields: Cow<'static, str>,
    /// Its body.
    pub(super) body: Cow<'static, str>,
}

impl Reply {
    pub(super) fn new(status: u16, body: impl Into<Cow<'static, str>>) -> Reply {
        Reply { status, fields: Cow::Borrowed(""), body: body.into() }
    }

    /// Nothing to say, and all is well.
    fn empty() -> Reply {
        Reply::new(204, "")
    }

    /// Adds it to what is written.
    pub(super) fn write(&self, written: &mut Vec<u8>) {
        let Reply { status, fields, body } = self;
        let length = body.len();
        // discord.py takes an answer without `Via` for one of something in between.
        let head = write!(written, "HTTP/1.1 {status} \r\nVia: 1.1 google\r\n{fields}");
        let rest = match status {
            204 => write!(written, "\r\n"),
            _ => write!(written, "Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"),
        };
        head.and(rest).expect("memory takes it");
    }
}

impl From<Value> for Reply {
    fn from(body: Value) -> Reply {
        Reply::new(200, body.to_string())
    }
}

impl World {
    /// The answer to a request.
    pub(super) fn answer(&self, method: &str, target: &str, body: &[u8]) -> Reply {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let path = path.strip_prefix("/api/v10").unwrap_or(path);
        let segments: Vec<&str> = path.split('/').skip(1).collect();
        let told = || serde_json::from_slice::<Value>(body).unwrap_or_default();
        match (method, segments.as_slice()) {
            ("POST", ["interactions", id, _, "callback"]) => self.callback(id, query, body),
            ("GET", ["gateway"]) => json!({ "url": format!("ws://{}", self.address) }).into(),
            ("GET", ["gateway", "bot"]) => json!({
                "url": format!("ws://{}", self.address), "shards": 1, "session_start_limit":
                    { "total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1 },
            })
            .into(),
            ("GET", ["users", "@me"]) => bot().into(),
            // There is one page of them.
            ("GET", ["users", "@me", "guilds"]) if query.contains("after=") => Reply::new(200, "[]"),
            ("GET", ["users", "@me", "guilds"]) => json!([{
                "id": GUILD, "name": "Makers", "icon": null, "banner": null, "owner": false, "features": [],
                "permissions": "2248473465835073",
            }])
            .into(),
            ("GET", ["applications", "@me"] | ["oauth2", "applications", "@me"]) => application().into(),
            ("GET", ["applications", _, "commands"]) => Reply::new(200, "[]"),
            ("PUT", ["applications", _, "commands"]) => registered(told()).into(),
            ("GET", ["guilds", id]) => guild_named(id).into(),
            ("POST", ["users", "@me", "channels"]) => self.opened(&told()),
            ("POST", ["channels", channel, "messages"]) => self.post(channel, body),
            ("GET", ["channels", channel, "messages"]) => self.history(channel, query),
            ("POST" | "PATCH", ["webhooks", ..]) => self.written_elsewhere(told()).into(),
            _ => {
                let is_id = |segment: &str| segment.parse::<u64>().is_ok();
                let path: Vec<&str> =
                    segments.iter().map(|segment| if is_id(segment) { "{id}" } else { *segment }).collect();
                self.lock().unknown.insert(format!("{method} /{}", path.join("/")));
                Reply::new(404, r#"{"message":"404: Not Found","code":0}"#)
            }
        }
    }

    /// An interaction is answered.
    fn callback(&self, id: &str, query: &str, body: &[u8]) -> Reply {
        let mut seen = self.lock();
        let took = id.parse().ok().and_then(|id| seen.underway.as_mut()?.answered(id, body));
        if took.is_none() {
            return Reply::new(
                400,
                r#"{"message":"Interaction has already been acknowledged.","code":40060}"#,
            );
        }
        seen.send_next(self);
        drop(seen);
        if !["with_response=true", "with_response=1"].contains(&query) {
            return Reply::empty();
        }
        let message = self.id(1).to_string();
        json!({
            "interaction": { "id": id, "type": 2, "response_message_id": message, "response_message_loading": false,
                "response_message_ephemeral": true },
            "resource": { "type": 4, "message": self.written_elsewhere(json!({ "id": message })) },
        })
        .into()
    }

    /// A direct message is opened.
    fn opened(&self, told: &Value) -> Reply {
        if let Some(limited) = self.lock().messages.limited() {
            return limited;
        }
        let user = told["recipient_id"].as_str().unwrap_or_default();
        let recipient = json!({ "id": user, "username": user, "discriminator": "0", "global_name": null, "avatar": null });
        json!({ "id": room(user), "type": 1, "last_message_id": null, "flags": 0, "recipients": [recipient] })
            .into()
    }

    /// A message that is written as part of an answer.
    fn written_elsewhere(&self, told: Value) -> Value {
        let id = told["id"].as_str().map_or_else(|| self.id(2).to_string(), str::to_owned);
        self.message(&id, GUILD, &told)
    }

    /// A message that is written now, as it is told.
    pub(super) fn message(&self, id: &str, channel: &str, told: &Value) -> Value {
        let part = |name: &str, usual: Value| if told[name].is_null() { usual } else { told[name].clone() };
        json!({
            "id": id, "channel_id": channel, "author": bot(), "content": part("content", json!("")),
            "timestamp": self.now().to_rfc3339(), "edited_timestamp": null, "tts": false,
            "mention_everyone": false, "mentions": [], "mention_roles": [], "attachments": [],
            "embeds": part("embeds", json!([])), "components": part("components", json!([])), "pinned": false,
            "type": 0, "flags": part("flags", json!(0)),
        })
    }
}

/// The bot, as it is described.
pub(super) fn bot() -> Value {
    json!({
        "id": APPLICATION, "username": "Smallwins", "discriminator": "0001", "global_name": null, "avatar": null,
        "bot": true, "mfa_enabled": true, "verified": true, "email": null, "flags": 0, "public_flags": 0,
    })
}

fn application() -> Value {
    json!({
        "id": APPLICATION, "name": "Smallwins", "icon": null, "description": "", "bot_public": true,
        "bot_require_code_grant": false, "verify_key": "00".repeat(32), "flags": 8_953_856, "team": null,
        "owner": { "id": super::user(0), "username": "owner", "discriminator": "0", "avatar": null },
        "interactions_endpoint_url": null, "summary": "", "rpc_origins": [], "bot": bot(),
    })
}

fn guild_named(id: &str) -> Value {
    let whole = if id == GUILD { guild::ours() } else { guild::another(0) };
    serde_json::from_str(&whole).expect("it was JSON")
}

/// The commands as they were sent, each with an id.
fn registered(mut commands: Value) -> Value {
    for (number, command) in commands.as_array_mut().into_iter().flatten().enumerate() {
        command["id"] = json!((1_300_000_000_000_000_000 + number as u64).to_string());
        command["application_id"] = json!(APPLICATION);
        command["version"] = json!("1");
    }
    commands
}
