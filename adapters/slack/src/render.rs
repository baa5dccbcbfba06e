//! What is said, as Block Kit: pure functions, and every limit of Slack's kept.
//!
//! Paragraphs, quotes and lists are `rich_text`, in which a style is a field and not a mark: nothing that people type
//! can style, mention or link anything, and all of it is shown as they typed it. Headings, labels and fields are
//! `plain_text`. Slack's own markup is left to small print ([`mrkdwn`]), and to it only words that hold no mark.
//!
//! Files in reading order: [`kit`] (the shapes), [`parts`] (a block each), [`rich`], [`mrkdwn`], [`buttons`],
//! [`times`], [`words`]; then [`pieces`] and [`pages`] (what is too long), and [`form`].

mod buttons;
mod form;
mod kit;
mod mrkdwn;
mod pages;
mod parts;
mod pieces;
mod rich;
#[cfg(test)]
mod tests;
mod times;
mod words;

use chrono_tz::Tz;
use serde_json::{Value, json};
use smallwins_core::interlude;
use smallwins_core::message::Message;

pub(crate) use form::{modal, problem, problems, values};
pub(crate) use kit::Json;
pub(crate) use words::escaped;

/// One message as `chat.postMessage`, an acknowledgement and a `response_url` take it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Post {
    /// What a notification and a screen reader say.
    pub(crate) text: String,
    /// What is shown.
    pub(crate) blocks: Vec<Json>,
}

/// A message for a reader in a zone; more than one post when a single one cannot hold it.
pub(crate) fn posts(message: &Message, zone: Tz) -> Vec<Post> {
    pages::pages(parts::parts(&message.blocks, zone))
}

/// A message as a modal that holds nothing to fill in. `metadata` comes back with a press of its buttons.
pub(crate) fn notice(message: &Message, zone: Tz, metadata: &str) -> Value {
    form::view("Smallwins", &interlude::frame(message.receipt.tongue).close, blocks(message, zone), metadata)
}

/// A message as the Home tab.
pub(crate) fn home(message: &Message, zone: Tz) -> Value {
    json!({ "type": "home", "blocks": blocks(message, zone) })
}

fn blocks(message: &Message, zone: Tz) -> Vec<Value> {
    parts::within(parts::parts(&message.blocks, zone), form::VIEW_BLOCKS)
}
