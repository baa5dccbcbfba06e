//! Something that somebody did and the app has to answer.
//!
//! ```text
//! waiting ── a first answer within 3 s ──► answered ── 15 minutes after it began ──► over
//!    └────── none ──► given up
//! ```

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

/// A first answer has to come within this time.
pub(crate) const ANSWER: TimeDelta = TimeDelta::seconds(3);
/// So long its token is good for more.
pub(crate) const TOKEN: TimeDelta = TimeDelta::minutes(15);

/// A command was typed.
pub(crate) const COMMAND: u8 = 2;
/// A button was pressed, or something chosen in a select.
pub(crate) const COMPONENT: u8 = 3;
/// A command is being typed.
pub(crate) const AUTOCOMPLETE: u8 = 4;
/// A form was sent.
pub(crate) const SUBMIT: u8 = 5;

#[derive(Debug, Clone)]
pub(crate) struct Interaction {
    pub(crate) id: String,
    pub(crate) token: String,
    pub(crate) kind: u8,
    pub(crate) user: String,
    pub(crate) guild: Option<String>,
    pub(crate) channel: String,
    /// The message that was acted on, or whose button opened the form.
    pub(crate) message: Option<String>,
    pub(crate) at: DateTime<Utc>,
    /// The first answer: its type, and what it said.
    pub(crate) answered: Option<(u8, Value)>,
    /// The message that `@original` means.
    pub(crate) original: Option<String>,
    /// Whoever waited has turned away.
    pub(crate) given_up: bool,
}

impl Interaction {
    /// For whom the app is installed where this happened.
    pub(crate) fn owners(&self) -> Value {
        json!({ "0": self.guild.clone().unwrap_or_else(|| "0".to_owned()) })
    }
}
