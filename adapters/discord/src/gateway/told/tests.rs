//! What serenity hands on is what Discord sent.

use serde_json::{Value, json};

use super::*;

fn user() -> Value {
    json!({ "id": "7", "username": "ana_1", "global_name": "Ana", "discriminator": "0", "avatar": null })
}

/// An interaction as Discord sends it: all that is documented, in a guild or in a direct message.
fn sent(kind: u8, guild: bool, data: Value, message: Option<Value>) -> Value {
    let mut interaction = json!({
        "id": "1000", "application_id": "2000", "type": kind, "token": "a-token", "version": 1,
        "channel_id": "4000", "channel": { "id": "4000", "type": if guild { 0 } else { 1 } },
        "locale": "pt-BR", "entitlements": [], "app_permissions": "2248473465835073",
        "authorizing_integration_owners": { "0": if guild { "3000" } else { "0" } },
        "context": if guild { 0 } else { 1 }, "attachment_size_limit": 10485760, "data": data,
    });
    if guild {
        interaction["guild_id"] = json!("3000");
        interaction["guild_locale"] = json!("en-US");
        interaction["guild"] = json!({ "id": "3000", "locale": "en-US", "features": [] });
        interaction["member"] = json!({
            "user": user(), "nick": "Anita", "avatar": null, "roles": [], "joined_at": "2026-11-24T12:00:00Z",
            "deaf": false, "mute": false, "flags": 0, "pending": false, "permissions": "2248473465835552",
            "communication_disabled_until": null, "premium_since": null, "unusual_dm_activity_until": null,
        });
    } else {
        interaction["user"] = user();
    }
    if let Some(message) = message {
        interaction["message"] = message;
    }
    interaction
}

/// A message of ours: a form that came back.
fn returned() -> Value {
    json!({
        "id": "5000", "channel_id": "4000", "type": 0, "content": "### Ask\n**Please look again:** empty",
        "author": { "id": "2000", "username": "mentor", "discriminator": "0", "avatar": null, "bot": true },
        "timestamp": "2026-11-24T12:00:00Z", "edited_timestamp": null, "tts": false, "mention_everyone": false,
        "mentions": [], "mention_roles": [], "attachments": [], "pinned": false, "flags": 64,
        "embeds": [{ "type": "rich", "color": 1011300,
            "fields": [{ "name": "Question", "value": "How \\*do\\* I\n> test", "inline": false }] }],
        "components": [{ "type": 1, "id": 1, "components": [
            { "type": 2, "id": 2, "style": 1, "label": "Edit", "custom_id": "1e|2bc|ask|question,minutes=10m" },
            { "type": 2, "id": 3, "style": 5, "label": "Away", "url": "https://a.example" },
        ] }],
    })
}

fn all() -> Vec<Value> {
    let options = json!([
        { "name": "question", "type": 3, "value": "how do I test" },
        { "name": "minutes", "type": 4, "value": 15 },
        { "name": "share", "type": 10, "value": 0.5 },
        { "name": "loud", "type": 5, "value": true },
        { "name": "who", "type": 6, "value": "8" },
    ]);
    let typing = json!([
        { "name": "zone", "type": 3, "value": "Europe/Lisbon" },
        { "name": "hours", "type": 3, "value": "mon-f", "focused": true },
    ]);
    let command = |options: Value| {
        json!({ "id": "1", "name": "mentor", "type": 1,
            "resolved": { "users": { "8": { "id": "8", "username": "ben", "discriminator": "0", "avatar": null } } },
            "options": [{ "name": "ask", "type": 1, "options": options }] })
    };
    let grouped = json!({ "id": "1", "name": "mentor", "type": 1,
        "options": [{ "name": "admin", "type": 2, "options": [{ "name": "health", "type": 1, "options": [] }] }] });
    let press = |custom_id: &str| json!({ "custom_id": custom_id, "component_type": 2, "id": 2 });
    let row = |name: &str, value: &str| json!({ "type": 1, "id": 1, "components": [{ "type": 4, "id": 2, "custom_id": name, "value": value }] });
    let form = json!({ "custom_id": "1o|2bc|ask|minutes=20m", "components": [row("question", "How?"), row("day", "")] });
    let select = json!({ "custom_id": "a", "component_type": 3, "values": ["one"] });
    let mut all = Vec::new();
    for guild in [true, false] {
        all.push(sent(2, guild, command(options.clone()), None));
        all.push(sent(2, guild, command(json!([])), None));
        all.push(sent(2, guild, grouped.clone(), None));
        all.push(sent(4, guild, command(typing.clone()), None));
        all.push(sent(3, guild, press("1e|2bc|ask|question,minutes=10m"), Some(returned())));
        all.push(sent(3, guild, press("old"), Some(returned())));
        all.push(sent(3, guild, select.clone(), Some(returned())));
        all.push(sent(5, guild, form.clone(), None));
        all.push(sent(5, guild, form.clone(), Some(returned())));
    }
    all
}

/// What we look at: of a message what a person typed into it, and of permissions those that make somebody an admin.
/// serenity drops bits that it does not know.
fn as_read(told: Told) -> Told {
    match told {
        Told::Inbound(mut inbound) => {
            inbound.from.permissions = inbound.from.permissions.map(|bits| bits & 0x28);
            if let inbound::What::Press { message, .. } = &mut inbound.what {
                *message = json!(crate::render::typed(message));
            }
            Told::Inbound(inbound)
        }
        Told::Ping => Told::Ping,
    }
}

#[test]
fn an_interaction_reads_the_same_by_either_transport() {
    for sent in all() {
        let by_http = inbound::from_json(sent.to_string().as_bytes()).unwrap();
        let read: Interaction =
            serde_json::from_value(sent.clone()).unwrap_or_else(|why| panic!("{why}: {sent:#}"));
        let by_gateway = interaction(&read).unwrap();
        assert_eq!(as_read(by_gateway), as_read(by_http), "{sent:#}");
    }
}

#[test]
fn what_was_typed_into_a_form_survives_serenity() {
    let sent = sent(
        3,
        true,
        json!({ "custom_id": "1e|2bc|ask|question,minutes=10m", "component_type": 2 }),
        Some(returned()),
    );
    let read: Interaction = serde_json::from_value(sent).unwrap();
    let Ok(Told::Inbound(inbound)) = interaction(&read) else { panic!() };
    let inbound::What::Press { message, button, .. } = inbound.what else { panic!() };
    assert_eq!(button, "7/5000/1e|2bc|ask|question,minutes=10m");
    let typed = crate::render::typed(&message);
    assert_eq!(typed.get("minutes").map(String::as_str), Some("10m"));
    assert!(typed["question"].contains("*do*"), "{typed:?}");
}

fn written(change: impl FnOnce(&mut Value)) -> Option<Line> {
    let mut message = returned();
    message["author"] = user();
    message["content"] = json!("win Wrote a test");
    message["components"] = json!([]);
    message["embeds"] = json!([]);
    change(&mut message);
    line(serde_json::from_value(message).unwrap())
}

#[test]
fn a_line_is_what_a_person_writes_to_us_directly() {
    let line = written(|_| {}).unwrap();
    assert_eq!((line.id, line.channel, line.text.as_str()), (5000, 4000, "win Wrote a test"));
    assert_eq!((line.from.user, line.from.name.as_deref(), line.from.permissions), (7, Some("Ana"), None));
    assert!(written(|message| message["type"] = json!(19)).is_some());
    assert!(written(|message| message["type"] = json!(6)).is_none(), "somebody pinned something");
    assert!(written(|message| message["author"]["bot"] = json!(true)).is_none());
    assert!(written(|message| message["guild_id"] = json!("3000")).is_none());
}
