//! The body of a signed request: JSON for events, a form for commands and interactions.

use std::borrow::Cow;

use serde::Deserialize;

use super::command::Command;
use super::{Garbled, Inbound, event, interaction};

/// What the body of a signed request tells.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "one at a time, and looked at once")]
pub(crate) enum Told {
    /// Something that somebody said or that happened.
    Inbound(Inbound),
    /// Slack asks whether this address is ours, and wants this back.
    Challenge(String),
    /// Slack looks whether our certificate holds.
    Knock,
}

/// Reads the body of a request by what it is: an object of JSON, or else a form.
///
/// The header that says which is not asked: whoever signs knows our secret, and a body can be told from its first byte.
pub(crate) fn told(body: &[u8]) -> Result<Told, Garbled> {
    match body.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'{') => outer(body),
        _ => form(body),
    }
}

/// The outermost shape of what comes as JSON, as far as it decides what to do with it.
#[derive(Debug, Deserialize)]
struct Challenge {
    challenge: Option<String>,
}

fn outer(body: &[u8]) -> Result<Told, Garbled> {
    let inbound = event(body)?;
    if inbound.what != super::What::Nothing("url_verification".to_owned()) {
        return Ok(Told::Inbound(inbound));
    }
    let challenge: Challenge =
        serde_json::from_slice(body).map_err(|error| Garbled::json("challenge", &error))?;
    challenge.challenge.map(Told::Challenge).ok_or(Garbled::missing("challenge", "challenge"))
}

fn form(body: &[u8]) -> Result<Told, Garbled> {
    let mut command = Command::default();
    for (name, value) in form_urlencoded::parse(body) {
        match &*name {
            "payload" => return interaction(value.as_bytes()).map(Told::Inbound),
            "ssl_check" if value == "1" => return Ok(Told::Knock),
            name => {
                if let Some(field) = command.field(name) {
                    *field = Some(Cow::into_owned(value));
                }
            }
        }
    }
    command.inbound().map(Told::Inbound)
}
