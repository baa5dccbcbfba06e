//! What a person sees: messages and forms; and as text, for a transcript.

mod blocks;
mod instants;
mod line;
mod words;

use std::fmt;

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::world::World;
use crate::world::channel::Kind;
use crate::world::message::{LOADING, Message};
use crate::world::modal::Modal;
use crate::world::user::User;

pub use line::{Button, Field, Line};
use words::Eyes;

/// A message on somebody's screen.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Where it stands: the channel's id.
    pub channel: String,
    /// The same for people: `dm`, `#general`.
    pub place: String,
    /// Its id.
    pub id: String,
    /// Who wrote it, by name.
    pub from: String,
    /// Whether the app wrote it.
    pub by_app: bool,
    /// Whether nobody else sees it.
    pub is_ephemeral: bool,
    /// Whether it was changed after it was sent.
    pub is_edited: bool,
    /// Whether the app is still thinking.
    pub is_thinking: bool,
    /// Its content, as a person reads it.
    pub text: String,
    /// What stands there: content, embeds, pictures, components.
    pub lines: Vec<Line>,
    /// Its content as it was sent.
    pub content: String,
    /// Its embeds as Discord keeps them.
    pub embeds: Vec<Value>,
    /// Its components as Discord keeps them.
    pub components: Vec<Value>,
    /// Whom it rings: their ids.
    pub rings: Vec<String>,
}

/// A form on somebody's screen.
#[derive(Debug, Clone)]
pub struct Form {
    /// `custom_id`, which people do not see.
    pub custom_id: String,
    /// Over it.
    pub title: String,
    /// What stands in it.
    pub lines: Vec<Line>,
}

pub(crate) fn message(world: &World, viewer: &User, message: &Message, now: DateTime<Utc>) -> Seen {
    let channel = world.channel(&message.channel);
    let eyes = Eyes { world, tz: viewer.tz, now };
    let is_thinking = message.flags & LOADING != 0;
    let lines =
        if is_thinking { vec![Line::Context("thinking…".to_owned())] } else { line::lines(&eyes, message) };
    Seen {
        channel: channel.id.clone(),
        place: match channel.kind {
            Kind::Dm(_) => "dm".to_owned(),
            Kind::Text(_) => format!("#{}", channel.name),
        },
        id: message.id.clone(),
        from: world.user(&message.author).name.clone(),
        by_app: message.author == world.app.id,
        is_ephemeral: message.only_for.is_some(),
        is_edited: message.edited.is_some(),
        is_thinking,
        text: eyes.read(&message.content),
        lines,
        content: message.content.clone(),
        embeds: message.embeds.clone(),
        components: message.components.clone(),
        rings: message.mentions.clone(),
    }
}

pub(crate) fn form(modal: &Modal) -> Form {
    let inputs = modal.inputs().into_iter();
    Form {
        custom_id: modal.custom_id.clone(),
        title: modal.title.clone(),
        lines: inputs.map(|input| Line::Field(line::input(input, modal.value(input)))).collect(),
    }
}

impl Seen {
    /// Its buttons, in reading order.
    pub fn buttons(&self) -> Vec<&Button> {
        self.lines.iter().flat_map(Line::buttons).collect()
    }

    /// The button of this label.
    pub fn button(&self, label: &str) -> Option<&Button> {
        self.buttons().into_iter().find(|button| button.label == label)
    }

    /// The select of this placeholder.
    pub fn field(&self, label: &str) -> Option<&Field> {
        self.lines.iter().filter_map(Line::field).find(|field| field.label == label)
    }
}

impl Form {
    /// The field of this label.
    pub fn field(&self, label: &str) -> Option<&Field> {
        self.lines.iter().filter_map(Line::field).find(|field| field.label == label)
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let alone = if self.is_ephemeral { ", only for you" } else { "" };
        let edited = if self.is_edited { ", edited" } else { "" };
        writeln!(f, "{} ({}{alone}{edited})", self.from, self.place)?;
        self.lines.iter().try_for_each(|line| write!(f, "{line}"))
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "== {} ==", self.title)?;
        self.lines.iter().try_for_each(|line| write!(f, "{line}"))?;
        writeln!(f, "  == [Submit] [Cancel]")
    }
}
