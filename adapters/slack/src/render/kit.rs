//! The shapes of Block Kit that messages are made of, and JSON that is written once.
//!
//! A block is written as soon as it is made: whoever divides a message counts what is written, and whoever sends it
//! copies it.

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

/// JSON that is written already.
#[derive(Clone, Serialize)]
#[serde(transparent)]
pub(crate) struct Json(Box<RawValue>);

impl Json {
    /// Writes a value.
    pub(crate) fn of(value: &impl Serialize) -> Json {
        Json(to_raw_value(value).expect("our shapes have texts for keys, and nothing in them fails"))
    }

    /// What is written.
    pub(crate) fn as_str(&self) -> &str {
        self.0.get()
    }

    /// As a value, to be changed or looked into.
    pub(crate) fn value(&self) -> Value {
        serde_json::from_str(self.as_str()).expect("it was written by us")
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Json) -> bool {
        self.as_str() == other.as_str()
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A block.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Kit<'a> {
    Header { text: Words<'a> },
    Context { elements: [Words<'a>; 1] },
    RichText { elements: [Rich<'a>; 1] },
    Actions { block_id: String, elements: Vec<Press<'a>> },
    Divider,
}

/// A text object.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Words<'a> {
    /// Nothing in it is markup, not even `:smile:`.
    PlainText { text: Cow<'a, str>, emoji: bool },
    /// Slack's markup. Verbatim: a bare name or address in it stays words.
    Mrkdwn { text: Cow<'a, str>, verbatim: bool },
}

/// What a `rich_text` is made of.
#[derive(Debug, Serialize)]
#[serde(tag = "type")]
pub(super) enum Rich<'a> {
    #[serde(rename = "rich_text_section")]
    Section { elements: Vec<Element<'a>> },
    #[serde(rename = "rich_text_quote")]
    Quote { elements: Vec<Element<'a>> },
    #[serde(rename = "rich_text_list")]
    List { style: &'static str, elements: Vec<Rich<'a>> },
}

/// What a line of a `rich_text` is made of.
#[derive(Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Element<'a> {
    Text {
        text: Cow<'a, str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        style: Option<Style>,
    },
    Link {
        url: String,
        text: Cow<'a, str>,
    },
    Date {
        timestamp: i64,
        format: &'static str,
        fallback: String,
    },
    User {
        user_id: &'a str,
    },
}

/// How a stretch of text stands out: the field that says so is true.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Style {
    Bold(bool),
    Italic(bool),
}

/// A button.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "button")]
pub(super) struct Press<'a> {
    pub(super) action_id: String,
    pub(super) text: Words<'a>,
    pub(super) value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) style: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) accessibility_label: Option<Cow<'a, str>>,
}
