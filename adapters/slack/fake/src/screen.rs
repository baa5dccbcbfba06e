//! What a person sees: messages, a modal, the home; and as text, for a transcript.

mod line;
mod words;

use std::fmt;

use serde_json::Value;

use crate::world::World;
use crate::world::channel::{Channel, Kind};
use crate::world::message::{File, Message};
use crate::world::team::Team;
use crate::world::view::View;

use line::lines;
pub use line::{Button, Field, Line};
use words::shown;

/// A message on somebody's screen.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Where it stands: the channel's id.
    pub channel: String,
    /// The same for people: `dm`, `#general`.
    pub place: String,
    /// Its id in the channel.
    pub ts: String,
    /// Who wrote it, by name.
    pub from: String,
    /// Whether the app wrote it.
    pub by_app: bool,
    /// Whether nobody else sees it.
    pub is_ephemeral: bool,
    /// Whether it was changed after it was sent.
    pub is_edited: bool,
    /// The text that stands in notifications and is read aloud.
    pub text: String,
    /// What stands there: its blocks, or its text where it has none.
    pub lines: Vec<Line>,
    /// Its blocks as they were sent.
    pub blocks: Vec<Value>,
    /// `metadata`, which people do not see.
    pub metadata: Option<Value>,
}

/// A modal, or the home, on somebody's screen.
#[derive(Debug, Clone)]
pub struct Form {
    /// Its id, `V…`.
    pub id: String,
    /// Over it; empty for a home.
    pub title: String,
    /// On the button that sends it.
    pub submit: Option<String>,
    /// On the button that closes it.
    pub close: Option<String>,
    /// What stands in it.
    pub lines: Vec<Line>,
    /// `callback_id`, which people do not see.
    pub callback_id: String,
    /// `private_metadata`, which people do not see.
    pub private_metadata: String,
    /// `hash`, which people do not see.
    pub hash: String,
}

pub(crate) fn message(world: &World, team: &Team, channel: &Channel, message: &Message) -> Seen {
    let by_app = team.installs.iter().any(|install| install.bot_user == message.user);
    let mut lines = match message.blocks.is_empty() {
        true => vec![Line::Text(shown(world, team, &message.text))],
        false => lines(world, team, &message.blocks, &message.typed, &Default::default()),
    };
    for File { title, alt_text } in &message.files {
        match alt_text {
            Some(alt) => lines.extend([Line::Text(title.clone()), Line::Image(alt.clone())]),
            None => lines.push(Line::Image(title.clone())),
        }
    }
    Seen {
        channel: channel.id.clone(),
        place: match channel.kind {
            Kind::Im(_) => "dm".to_owned(),
            Kind::Public | Kind::Private => format!("#{}", channel.name),
        },
        ts: message.ts.clone(),
        from: team.users.get(&message.user).map_or_else(String::new, |user| user.name.clone()),
        by_app,
        is_ephemeral: message.only_for.is_some(),
        is_edited: message.edited.is_some(),
        text: shown(world, team, &message.text),
        lines,
        blocks: message.blocks.clone(),
        metadata: message.metadata.clone(),
    }
}

pub(crate) fn form(world: &World, team: &Team, view: &View) -> Form {
    let text = |name: &str| view.content[name]["text"].as_str().map(str::to_owned);
    let field = |name: &str| view.content[name].as_str().unwrap_or_default().to_owned();
    Form {
        id: view.id.clone(),
        title: text("title").unwrap_or_default(),
        submit: text("submit"),
        close: text("close"),
        lines: lines(world, team, view.blocks(), &view.typed, &view.errors),
        callback_id: field("callback_id"),
        private_metadata: field("private_metadata"),
        hash: view.hash.clone(),
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

    /// The field of this label.
    pub fn field(&self, label: &str) -> Option<&Field> {
        self.lines.iter().filter_map(Line::field).find(|field| field.label == label)
    }
}

impl Form {
    /// Its buttons, in reading order, without those that send or close it.
    pub fn buttons(&self) -> Vec<&Button> {
        self.lines.iter().flat_map(Line::buttons).collect()
    }

    /// The button of this label.
    pub fn button(&self, label: &str) -> Option<&Button> {
        self.buttons().into_iter().find(|button| button.label == label)
    }

    /// The field of this label.
    pub fn field(&self, label: &str) -> Option<&Field> {
        self.lines.iter().filter_map(Line::field).find(|field| field.label == label)
    }

    /// What the app said is wrong: label and sentence.
    pub fn errors(&self) -> Vec<(&str, &str)> {
        let fields = self.lines.iter().filter_map(Line::field);
        fields.filter_map(|field| Some((field.label.as_str(), field.error.as_deref()?))).collect()
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
        if !self.title.is_empty() {
            writeln!(f, "== {} ==", self.title)?;
        }
        self.lines.iter().try_for_each(|line| write!(f, "{line}"))?;
        let ends: Vec<String> = self.submit.iter().chain(&self.close).map(|end| format!("[{end}]")).collect();
        if !ends.is_empty() {
            writeln!(f, "  == {}", ends.join(" "))?;
        }
        Ok(())
    }
}
