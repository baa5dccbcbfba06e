//! Which fields an object may have, which it has to have, and what stands in them.

use serde_json::{Map, Value};

use crate::refusal::Refusal;
use crate::snowflake;

/// The fields by object. `name:shape`, with `!` behind the name where it has to be there, and `?` behind the shape
/// where `null` may stand. A shape in brackets is a list. What is no shape of [`is`] is another object of this table;
/// `component` is the one of its number.
const OBJECTS: &[(&str, &str)] = &[
    ("recipient", "recipient_id!:id"),
    // Messages
    (
        "message",
        "content:text nonce:nonce tts:flag embeds:[embed] allowed_mentions:mentions message_reference:reference \
         components:[component] attachments:[attachment] flags:count enforce_nonce:flag sticker_ids:[id]",
    ),
    (
        "answer",
        "content:text tts:flag embeds:[embed] allowed_mentions:mentions components:[component] \
         attachments:[attachment] flags:count enforce_nonce:flag",
    ),
    (
        "edit",
        "content:text? embeds:[embed]? flags:count? allowed_mentions:mentions? components:[component]? \
         attachments:[attachment]? tts:flag enforce_nonce:flag",
    ),
    ("mentions", "parse:[text] users:[id] roles:[id] replied_user:flag"),
    ("reference", "type:count message_id!:id channel_id:id guild_id:id fail_if_not_exists:flag"),
    ("attachment", "id!:number_or_id filename:text description:text? title:text"),
    // Embeds
    (
        "embed",
        "title:text type:text description:text url:url timestamp:time color:count footer:footer image:media \
         thumbnail:media author:author fields:[embed_field]",
    ),
    ("footer", "text!:text icon_url:url"),
    ("media", "url!:url proxy_url:url? height:count? width:count?"),
    ("author", "name!:text url:url icon_url:url"),
    ("embed_field", "name!:text value!:text inline:flag"),
    // Components
    ("component.1", "type!:count id:count components!:[component]"),
    (
        "component.2",
        "type!:count id:count style!:count label:text emoji:emoji custom_id:text sku_id:id url:url disabled:flag",
    ),
    (
        "component.3",
        "type!:count id:count custom_id!:text options!:[option] placeholder:text min_values:count max_values:count \
         disabled:flag",
    ),
    (
        "component.4",
        "type!:count id:count custom_id!:text style!:count label!:text min_length:count max_length:count \
         required:flag value:text placeholder:text",
    ),
    (
        "component.5",
        "type!:count id:count custom_id!:text placeholder:text default_values:[default] min_values:count \
         max_values:count disabled:flag",
    ),
    (
        "component.6",
        "type!:count id:count custom_id!:text placeholder:text default_values:[default] min_values:count \
         max_values:count disabled:flag",
    ),
    (
        "component.7",
        "type!:count id:count custom_id!:text placeholder:text default_values:[default] min_values:count \
         max_values:count disabled:flag",
    ),
    (
        "component.8",
        "type!:count id:count custom_id!:text placeholder:text default_values:[default] min_values:count \
         max_values:count disabled:flag channel_types:[count]",
    ),
    ("option", "label!:text value!:text description:text emoji:emoji default:flag"),
    ("default", "id!:id type!:text"),
    ("emoji", "id:id? name:text animated:flag"),
    // Answers to interactions
    ("callback", "type!:count data:any"),
    ("thinking", "flags:count"),
    ("nothing", ""),
    ("choices", "choices!:[choice]"),
    ("modal", "custom_id!:text title!:text components!:[component]"),
    // Commands
    (
        "command",
        "id:id type:count name!:text name_localizations:locales? description:text description_localizations:locales? \
         options:[command_option] default_member_permissions:bits? dm_permission:flag? contexts:[count]? \
         integration_types:[count]? nsfw:flag",
    ),
    (
        "command_option",
        "type!:count name!:text name_localizations:locales? description!:text description_localizations:locales? \
         required:flag choices:[choice] options:[command_option] channel_types:[count] min_value:number \
         max_value:number min_length:count max_length:count autocomplete:flag",
    ),
    ("choice", "name!:text name_localizations:locales? value!:value"),
    // The gateway
    ("packet", "op!:count d!:any s:any t:any"),
    (
        "identify",
        "token!:text properties!:properties compress:flag large_threshold:count shard:[count] presence:any \
         intents!:count",
    ),
    ("properties", "os:text browser:text device:text $os:text $browser:text $device:text"),
    ("resume", "token!:text session_id!:text seq!:count"),
];

/// Checks an object of this name, and all that is in it.
pub(crate) fn shape(name: &str, value: &Value) -> Result<(), Refusal> {
    object(name, value, "")
}

fn object(name: &str, value: &Value, path: &str) -> Result<(), Refusal> {
    let fields =
        value.as_object().ok_or_else(|| Refusal::form(path, "Only dictionaries may be used here"))?;
    let number = fields.get("type").and_then(Value::as_u64).unwrap_or_default();
    let name = if name == "component" { format!("component.{number}") } else { name.to_owned() };
    let known = OBJECTS.iter().find(|(known, _)| *known == name).map(|(_, fields)| *fields);
    let known =
        known.ok_or_else(|| Refusal::form(path, format!("this Discord knows nothing of a {name}")))?;
    let known: Vec<Field> = known.split_whitespace().map(Field::read).collect();
    for (given, value) in fields {
        let path = format!("{path}/{given}");
        let field = known.iter().find(|field| field.name == given);
        let field = field.ok_or_else(|| Refusal::form(&path, format!("is no field of a {name}")))?;
        field.check(value, &path)?;
    }
    missing(&known, fields).map_or(Ok(()), |field| {
        Err(Refusal::form(&format!("{path}/{}", field.name), "This field is required"))
    })
}

fn missing<'a>(known: &'a [Field], fields: &Map<String, Value>) -> Option<&'a Field> {
    known.iter().find(|field| field.is_needed && !fields.contains_key(field.name))
}

/// One field of an object.
struct Field {
    name: &'static str,
    shape: &'static str,
    is_needed: bool,
    is_list: bool,
    may_be_null: bool,
}

impl Field {
    fn read(text: &'static str) -> Field {
        let (name, shape) = text.split_once(':').unwrap_or((text, "any"));
        let inner = shape.trim_end_matches('?');
        let list = inner.strip_prefix('[').and_then(|inner| inner.strip_suffix(']'));
        Field {
            name: name.trim_end_matches('!'),
            shape: list.unwrap_or(inner),
            is_needed: name.ends_with('!'),
            is_list: list.is_some(),
            may_be_null: shape.ends_with('?'),
        }
    }

    fn check(&self, value: &Value, path: &str) -> Result<(), Refusal> {
        if value.is_null() && self.shape != "any" {
            let why = "is null; leave it out";
            return if self.may_be_null { Ok(()) } else { Err(Refusal::form(path, why)) };
        }
        if !self.is_list {
            return self.one(value, path);
        }
        let values =
            value.as_array().ok_or_else(|| Refusal::form(path, "Only iterables may be used here"))?;
        values.iter().enumerate().try_for_each(|(n, value)| self.one(value, &format!("{path}/{n}")))
    }

    fn one(&self, value: &Value, path: &str) -> Result<(), Refusal> {
        match is(self.shape, value) {
            None => object(self.shape, value, path),
            Some(true) => Ok(()),
            Some(false) => Err(Refusal::form(path, format!("is no {}", self.shape.replace('_', " ")))),
        }
    }
}

/// Whether a value has a simple shape; `None` where this is no simple shape.
fn is(shape: &str, value: &Value) -> Option<bool> {
    let text = value.as_str();
    Some(match shape {
        "any" => true,
        "text" => value.is_string(),
        "flag" => value.is_boolean(),
        "count" => value.is_u64(),
        "number" => value.is_number(),
        "value" => value.is_number() || value.is_string(),
        "nonce" => value.is_string() || value.is_i64(),
        "id" => text.is_some_and(snowflake::is_one),
        "number_or_id" => value.is_u64() || text.is_some_and(|text| text.parse::<u64>().is_ok()),
        "bits" => text.is_some_and(|text| text.parse::<u64>().is_ok()),
        "time" => text.is_some_and(|text| chrono::DateTime::parse_from_rfc3339(text).is_ok()),
        "url" => text.is_some_and(|text| {
            let schemes = ["https://", "http://", "attachment://", "discord://"];
            schemes.iter().any(|scheme| text.len() > scheme.len() && text.starts_with(scheme))
        }),
        "locales" => value.as_object().is_some_and(|all| all.values().all(Value::is_string)),
        _ => return None,
    })
}
