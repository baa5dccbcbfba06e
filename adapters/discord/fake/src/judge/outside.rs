//! A second opinion: twilight, which was written by others from the same documentation.

use serde_json::{Value, json};
use twilight_model::application::command::Command;
use twilight_model::application::interaction::Interaction;
use twilight_model::channel::Message;
use twilight_model::channel::message::{AllowedMentions, Component, Embed};

use super::{filled, list};
use crate::refusal::Refusal;
use crate::world::guild::instant;

/// Judges embeds, components and mentions of a body.
pub(super) fn message(body: &Value) -> Result<(), Refusal> {
    let embeds: Vec<Value> = list(body, "embeds").iter().map(embed).collect();
    let embeds: Vec<Embed> = read(json!(embeds), "/embeds")?;
    twilight_validate::message::embeds(&embeds).map_err(|error| twilight("/embeds", &error))?;
    let components: Vec<Component> = read(json!(list(body, "components")), "/components")?;
    twilight_validate::message::components(&components, false)
        .map_err(|error| twilight("/components", &error))?;
    if let Some(content) = body["content"].as_str() {
        twilight_validate::message::content(content).map_err(|error| twilight("/content", &error))?;
    }
    match body.get("allowed_mentions").filter(|allowed| !allowed.is_null()) {
        Some(allowed) => read::<AllowedMentions>(allowed.clone(), "/allowed_mentions").map(drop),
        None => Ok(()),
    }
}

/// Judges the rows of a form.
pub(super) fn modal(data: &Value) -> Result<(), Refusal> {
    let rows: Vec<Component> = read(data["components"].clone(), "/components")?;
    let judged = rows.iter().map(twilight_validate::component::component_v1);
    judged.collect::<Result<(), _>>().map_err(|error| twilight("/components", &error))
}

/// Judges a command.
pub(super) fn command(command: &Value) -> Result<(), Refusal> {
    let said = [
        ("type", json!(1)),
        ("description", json!("")),
        ("default_member_permissions", json!(null)),
        ("options", json!([])),
        ("version", json!("1")),
    ];
    let command: Command = read(filled(command, &said), "")?;
    twilight_validate::command::command(&command).map_err(|error| twilight("", &error))
}

/// Whether twilight can read what this Discord sends as an interaction; if not, why.
pub(crate) fn is_interaction(payload: &Value) -> Result<(), String> {
    serde_json::from_value::<Interaction>(payload.clone()).map(drop).map_err(|error| error.to_string())
}

/// The same of a message.
pub(crate) fn is_message(message: &Value) -> Result<(), String> {
    serde_json::from_value::<Message>(message.clone()).map(drop).map_err(|error| error.to_string())
}

fn embed(embed: &Value) -> Value {
    let mut filled = filled(embed, &[("type", json!("rich"))]);
    // Discord takes an instant in any writing of RFC 3339, twilight in the one that Discord uses.
    if let Some(at) =
        embed["timestamp"].as_str().and_then(|text| chrono::DateTime::parse_from_rfc3339(text).ok())
    {
        filled["timestamp"] = json!(instant(at.to_utc()));
    }
    for field in filled.get_mut("fields").and_then(Value::as_array_mut).into_iter().flatten() {
        *field = self::filled(field, &[("inline", json!(false))]);
    }
    filled
}

fn read<T: for<'a> serde::Deserialize<'a>>(value: Value, field: &str) -> Result<T, Refusal> {
    serde_json::from_value(value).map_err(|error| twilight(field, &error))
}

fn twilight(field: &str, error: &dyn std::error::Error) -> Refusal {
    Refusal::form(field, format!("twilight says: {error}"))
}
