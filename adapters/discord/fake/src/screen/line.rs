//! A message or a form, line by line.

use std::fmt;

use serde_json::Value;

use super::blocks::blocks;
use super::words::Eyes;
use crate::world::message::{Message, SUPPRESS_EMBEDS};

/// One thing on a screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// A heading, or the title of an embed.
    Header(String),
    /// Words.
    Text(String),
    /// Small words.
    Context(String),
    /// A field of an embed: its name, and what stands in it.
    Pair(String, String),
    /// Buttons beside one another.
    Buttons(Vec<Button>),
    /// Something to fill in or to choose from.
    Field(Field),
    /// A picture or a file: its alternative text, or its name.
    Image(String),
}

/// A button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// On it.
    pub label: String,
    /// What the app calls it; empty where it leads elsewhere.
    pub custom_id: String,
    /// `primary`, `secondary`, `success`, `danger`, `link`, `premium`.
    pub style: &'static str,
    /// Where it leads.
    pub url: Option<String>,
    /// Whether it cannot be pressed.
    pub is_disabled: bool,
}

/// A text input of a form, or a select.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Over it; the placeholder, where it is a select.
    pub label: String,
    /// `short`, `paragraph`, `select`, or `select of` something else.
    pub kind: &'static str,
    /// What the app calls it.
    pub custom_id: String,
    /// What stands in it; several choices on several lines.
    pub value: String,
    /// What can be chosen, by label.
    pub options: Vec<String>,
    /// In it, while it is empty.
    pub placeholder: Option<String>,
    /// Whether it may stay empty.
    pub is_optional: bool,
}

impl Line {
    pub(super) fn buttons(&self) -> &[Button] {
        match self {
            Line::Buttons(buttons) => buttons,
            _ => &[],
        }
    }

    pub(super) fn field(&self) -> Option<&Field> {
        match self {
            Line::Field(field) => Some(field),
            _ => None,
        }
    }
}

/// Everything in a message, in the order in which it is read.
pub(super) fn lines(eyes: &Eyes<'_>, message: &Message) -> Vec<Line> {
    let mut lines = blocks(eyes, &message.content);
    if message.flags & SUPPRESS_EMBEDS == 0 {
        message.embeds.iter().for_each(|embed| lines.extend(self::embed(eyes, embed)));
    }
    for file in &message.attachments {
        lines.push(Line::Image(text(file.get("description").unwrap_or(&file["filename"])).to_owned()));
    }
    for row in &message.components {
        let inner = row["components"].as_array().map_or(&[][..], Vec::as_slice);
        match inner.first().map(|one| &one["type"]) {
            Some(kind) if kind == 2 => lines.push(Line::Buttons(inner.iter().map(button).collect())),
            _ => lines.extend(inner.iter().map(|one| Line::Field(select(one, message)))),
        }
    }
    lines
}

fn embed(eyes: &Eyes<'_>, embed: &Value) -> Vec<Line> {
    let mut lines = Vec::new();
    let words = |value: &Value| value.as_str().map(|text| eyes.read(text));
    lines.extend(words(&embed["author"]["name"]).map(Line::Context));
    lines.extend(words(&embed["title"]).map(Line::Header));
    lines.extend(blocks(eyes, text(&embed["description"])));
    for field in embed["fields"].as_array().into_iter().flatten() {
        lines.push(Line::Pair(eyes.read(text(&field["name"])), eyes.read(text(&field["value"]))));
    }
    for name in ["image", "thumbnail"] {
        let picture = &embed[name];
        let called = picture.get("description").unwrap_or(&picture["url"]);
        lines.extend(
            called.as_str().map(|called| Line::Image(called.rsplit('/').next().unwrap_or(called).to_owned())),
        );
    }
    lines.extend(embed["footer"]["text"].as_str().map(|text| Line::Context(text.to_owned())));
    lines
}

fn button(button: &Value) -> Button {
    let emoji = button["emoji"]["name"].as_str();
    let label = button["label"].as_str();
    Button {
        label: label.or(emoji).unwrap_or("(premium)").to_owned(),
        custom_id: text(&button["custom_id"]).to_owned(),
        style: match button["style"].as_u64() {
            Some(1) => "primary",
            Some(3) => "success",
            Some(4) => "danger",
            Some(5) => "link",
            Some(6) => "premium",
            _ => "secondary",
        },
        url: button["url"].as_str().map(str::to_owned),
        is_disabled: button["disabled"] == true,
    }
}

fn select(select: &Value, message: &Message) -> Field {
    let options = select["options"].as_array().map_or(&[][..], Vec::as_slice);
    let custom_id = text(&select["custom_id"]).to_owned();
    let is_chosen = |option: &&Value| match message.chosen.get(&custom_id) {
        Some(chosen) => chosen.iter().any(|value| option["value"] == value.as_str()),
        None => option["default"] == true,
    };
    let label = |option: &Value| text(&option["label"]).to_owned();
    Field {
        label: text(&select["placeholder"]).to_owned(),
        kind: match select["type"].as_u64() {
            Some(5) => "select of people",
            Some(6) => "select of roles",
            Some(7) => "select of people and roles",
            Some(8) => "select of channels",
            _ => "select",
        },
        value: options.iter().filter(is_chosen).map(label).collect::<Vec<_>>().join("\n"),
        options: options.iter().map(label).collect(),
        placeholder: select["placeholder"].as_str().map(str::to_owned),
        is_optional: select["min_values"] == 0,
        custom_id,
    }
}

/// A text input and what stands in it.
pub(super) fn input(input: &Value, value: String) -> Field {
    Field {
        label: text(&input["label"]).to_owned(),
        kind: if input["style"] == 1 { "short" } else { "paragraph" },
        custom_id: text(&input["custom_id"]).to_owned(),
        value,
        options: Vec::new(),
        placeholder: input["placeholder"].as_str().map(str::to_owned),
        is_optional: input["required"] == false,
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut each =
            |mark: &str, text: &str| text.lines().try_for_each(|line| writeln!(f, "  {mark}{line}"));
        match self {
            Line::Header(text) => each("# ", text),
            Line::Text(text) => each("", text),
            Line::Context(text) => each("~ ", text),
            Line::Image(text) => each("[image] ", text),
            Line::Pair(name, value) => {
                writeln!(f, "  {name}:")?;
                value.lines().try_for_each(|line| writeln!(f, "    {line}"))
            }
            Line::Buttons(buttons) => {
                let labels: Vec<String> =
                    buttons.iter().map(|button| format!("[{}]", button.label)).collect();
                writeln!(f, "  {}", labels.join(" "))
            }
            Line::Field(field) => field.fmt(f),
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let optional = if self.is_optional { " (optional)" } else { "" };
        write!(f, "  {}{optional}: ", self.label)?;
        match self.value.as_str() {
            "" => writeln!(f, "____")?,
            value => writeln!(f, "{}", value.replace('\n', ", "))?,
        }
        for option in &self.options {
            writeln!(f, "    ( ) {option}")?;
        }
        let hint = self.placeholder.iter().filter(|hint| **hint != self.label);
        hint.into_iter().try_for_each(|hint| writeln!(f, "    ~ {hint}"))
    }
}
