//! Whether a body is one that Discord takes.
//!
//! First its shape: no unknown field, every type right. Then the limits and rules of Discord's documentation, and pings
//! that nobody meant. Last comes twilight, which knows the same contract and was written by others.

mod commands;
mod components;
mod embeds;
mod files;
mod mentions;
mod outside;
mod shape;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::refusal::Refusal;
use crate::request::File;
use crate::world::message::{EPHEMERAL, Message, SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS};

pub(crate) use commands::commands;
pub(crate) use mentions::mentioned;
pub(crate) use outside::{is_interaction, is_message};
pub(crate) use shape::shape;

/// What a body is to be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum What<'a> {
    /// A message of the app's own.
    Message,
    /// An answer to an interaction, or what follows it.
    Answer,
    /// A change of this message.
    Edit(&'a Message),
}

/// The longest content.
const CONTENT: usize = 2000;
/// The longest nonce.
const NONCE: usize = 25;
/// Embeds and components have lost their fields and become a tree of anything.
const COMPONENTS_V2: u64 = 1 << 15;

/// Judges what is to be a message.
pub(crate) fn message(
    what: What<'_>,
    body: &Value,
    files: &[File],
    intended: &[String],
) -> Result<(), Refusal> {
    let (name, flags) = match what {
        What::Message => ("message", SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS),
        What::Answer => ("answer", SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | EPHEMERAL),
        // An ephemeral message stays one, and may be told so.
        What::Edit(message) => ("edit", SUPPRESS_EMBEDS | message.flags & EPHEMERAL),
    };
    shape(name, body)?;
    check_flags(body, flags)?;
    let content = body["content"].as_str().unwrap_or_default();
    if content.chars().count() > CONTENT {
        return Err(Refusal::form("/content", "Must be 2000 or fewer in length."));
    }
    nonce(body)?;
    embeds::check(list(body, "embeds"), files)?;
    components::message(list(body, "components"))?;
    let kept: &[Value] = match what {
        What::Edit(message) => &message.attachments,
        What::Message | What::Answer => &[],
    };
    files::check(body, files, kept)?;
    mentions::check(body, intended)?;
    outside::message(body)?;
    match is_empty(what, body, files) {
        true => Err(Refusal::wrong(400, 50006, "Cannot send an empty message", "there is nothing in it")),
        false => Ok(()),
    }
}

/// Judges a form.
pub(crate) fn modal(data: &Value) -> Result<(), Refusal> {
    let within = |refusal: Refusal| refusal.within("/data");
    shape("modal", data).map_err(within)?;
    components::modal(data).map_err(within)?;
    outside::modal(data).map_err(within)
}

/// Judges what could be typed.
pub(crate) fn choices(data: &Value) -> Result<(), Refusal> {
    shape("choices", data).map_err(|refusal| refusal.within("/data"))?;
    commands::choices(list(data, "choices"), "/data/choices")
}

fn check_flags(body: &Value, allowed: u64) -> Result<(), Refusal> {
    let flags = body["flags"].as_u64().unwrap_or_default();
    if flags & COMPONENTS_V2 != 0 {
        return Err(Refusal::form("/flags", "this Discord knows no components of the second version"));
    }
    match flags & !allowed {
        0 => Ok(()),
        more => Err(Refusal::form("/flags", format!("the flags {more} cannot be set here"))),
    }
}

fn nonce(body: &Value) -> Result<(), Refusal> {
    let nonce = match &body["nonce"] {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        number => Some(number.to_string()),
    };
    match nonce {
        Some(nonce) if nonce.chars().count() > NONCE => {
            Err(Refusal::form("/nonce", "Must be 25 or fewer in length."))
        }
        Some(nonce) if nonce.is_empty() => Err(Refusal::form("/nonce", "an empty nonce is none")),
        None if body["enforce_nonce"] == true => Err(Refusal::form("/nonce", "enforce_nonce needs a nonce")),
        _ => Ok(()),
    }
}

/// Whether nothing would be seen.
fn is_empty(what: What<'_>, body: &Value, files: &[File]) -> bool {
    let has = |name: &str, before: bool| match body.get(name) {
        None => before,
        Some(Value::String(text)) => !text.trim().is_empty(),
        Some(Value::Array(values)) => !values.is_empty(),
        Some(_) => false,
    };
    let before = match what {
        What::Edit(message) => Some(message),
        What::Message | What::Answer => None,
    };
    let had = |part: fn(&Message) -> bool| before.is_some_and(part);
    let seen = has("content", had(|message| !message.content.is_empty()))
        || has("embeds", had(|message| !message.embeds.is_empty()))
        || has("components", had(|message| !message.components.is_empty()))
        || has("attachments", had(|message| !message.attachments.is_empty()))
        || !files.is_empty();
    !seen
}

fn list<'a>(body: &'a Value, name: &str) -> &'a [Value] {
    body[name].as_array().map_or(&[], Vec::as_slice)
}

/// How many characters a text has, as Discord counts: without the space around it.
fn length(value: &Value) -> usize {
    value.as_str().unwrap_or_default().trim().chars().count()
}

/// Checks that a text is there and not too long.
fn text(value: &Value, field: &str, range: std::ops::RangeInclusive<usize>) -> Result<(), Refusal> {
    let length = length(value);
    match range.contains(&length) {
        true => Ok(()),
        false if length == 0 => Err(Refusal::form(field, "This field is required")),
        false => {
            let (from, to) = range.into_inner();
            Err(Refusal::form(field, format!("Must be between {from} and {to} in length, and is {length}.")))
        }
    }
}

/// Checks that a text, where there is one, is not too long.
fn maybe(value: &Value, field: &str, most: usize) -> Result<(), Refusal> {
    match value.is_null() {
        true => Ok(()),
        false => text(value, field, 0..=most),
    }
}

/// Checks that nothing stands twice.
fn once<'a>(names: impl Iterator<Item = &'a str>, field: &str, what: &str) -> Result<(), Refusal> {
    let mut known = BTreeSet::new();
    for name in names {
        if !known.insert(name) {
            return Err(Refusal::form(field, format!("{what} {name:?} stands twice")));
        }
    }
    Ok(())
}

/// An object in which nothing is missing that goes without saying.
fn filled(value: &Value, said: &[(&str, Value)]) -> Value {
    let mut filled = value.clone();
    for (name, value) in said {
        if filled.get(*name).is_none() {
            filled[*name] = value.clone();
        }
    }
    if filled.is_object() { filled } else { json!({}) }
}
