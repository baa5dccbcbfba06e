//! Calls of the API, byte for byte.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use smallwins_fake_discord::http::{Reply, send};
use smallwins_fake_discord::{Discord, Guild, Person, StandingClock, Violation};

pub(crate) const JSON: (&str, &str) = ("content-type", "application/json");
pub(crate) const AGENT: (&str, &str) = ("user-agent", "DiscordBot (https://smallwins.example, 1)");

/// Monday, nine o'clock in Berlin.
pub(crate) fn monday() -> DateTime<Utc> {
    "2026-11-23T08:00:00Z".parse().unwrap()
}

/// A Discord with a guild in which Ana is.
pub(crate) async fn discord() -> (Discord, Guild, Person, StandingClock) {
    let clock = StandingClock::at(monday());
    let discord = Discord::start(clock.clock()).await;
    let acme = discord.guild("acme");
    let ana = acme.person("ana", "en-US").living_in("Europe/Berlin");
    (discord, acme, ana, clock)
}

/// A call as a good app makes it.
pub(crate) async fn call(discord: &Discord, verb: &str, path: &str, body: &Value) -> Reply {
    let token = format!("Bot {}", discord.token());
    let auth = ("authorization", token.as_str());
    match body.is_null() {
        true => raw(discord, verb, path, &[AGENT, auth], b"").await,
        false => raw(discord, verb, path, &[AGENT, auth, JSON], body.to_string().as_bytes()).await,
    }
}

pub(crate) async fn post(discord: &Discord, path: &str, body: &Value) -> Reply {
    call(discord, "POST", path, body).await
}

pub(crate) async fn get(discord: &Discord, path: &str) -> Reply {
    call(discord, "GET", path, &Value::Null).await
}

/// A message to a channel.
pub(crate) async fn say(discord: &Discord, channel: &str, message: &Value) -> Reply {
    post(discord, &format!("/channels/{channel}/messages"), message).await
}

pub(crate) async fn raw(
    discord: &Discord,
    verb: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Reply {
    send(verb, &format!("{}/api/v10{path}", discord.api()), headers, body).await.unwrap()
}

/// The one thing that went wrong, which is looked at by that.
pub(crate) fn only_violation(discord: &Discord) -> Violation {
    let violations = discord.take_violations();
    assert_eq!(violations.len(), 1, "{violations:?}");
    violations.into_iter().next().unwrap()
}

/// Refused with this status and code, and written down.
pub(crate) fn assert_wrong(discord: &Discord, reply: &Reply, status: u16, code: u32) {
    assert_eq!((reply.status, &reply.json()["code"]), (status, &json!(code)), "{}", reply.text());
    assert_eq!(only_violation(discord).code, code);
}

/// Refused with this status and code, through no fault of the app.
pub(crate) fn assert_told(discord: &Discord, reply: &Reply, status: u16, code: u32) {
    assert_eq!((reply.status, &reply.json()["code"]), (status, &json!(code)), "{}", reply.text());
    assert_eq!(discord.violations(), []);
}

pub(crate) fn assert_ok(reply: &Reply) -> Value {
    assert!(reply.status < 300, "{} {}", reply.status, reply.text());
    reply.json()
}

pub(crate) fn button(id: &str, label: &str) -> Value {
    json!({ "type": 2, "style": 2, "custom_id": id, "label": label })
}

pub(crate) fn row(components: &[Value]) -> Value {
    json!({ "type": 1, "components": components })
}
pub(crate) fn input(id: &str, label: &str) -> Value {
    json!({ "type": 4, "style": 1, "custom_id": id, "label": label })
}

pub(crate) fn modal(inputs: &[Value]) -> Value {
    let rows: Vec<Value> = inputs.iter().map(|input| row(std::slice::from_ref(input))).collect();
    json!({ "custom_id": "form", "title": "A form", "components": rows })
}
