//! Blocks, line by line.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Value, json};

use super::words::shown;
use crate::elements::{self, Placed, text};
use crate::world::World;
use crate::world::message::Typed;
use crate::world::team::Team;

/// One thing on a screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// A header.
    Header(String),
    /// Words, of a section or rich text.
    Text(String),
    /// Small words.
    Context(String),
    /// Buttons beside one another.
    Buttons(Vec<Button>),
    /// Something to fill in or to choose from.
    Field(Field),
    /// A picture or a file: its alternative text, or its title.
    Image(String),
    /// A line across.
    Divider,
    /// A chart or a table: what it says of itself.
    Other(String),
}

/// A button, or one entry of an overflow menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// On it.
    pub label: String,
    /// What it carries.
    pub value: String,
    /// What the app calls it.
    pub action_id: String,
    /// `primary`, `danger`.
    pub style: Option<String>,
    /// Where it leads.
    pub url: Option<String>,
    /// What has to be confirmed first.
    pub confirm: Option<String>,
}

/// A field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Over it; the placeholder where it stands in no input block.
    pub label: String,
    /// The element's type: `plain_text_input`, `static_select`.
    pub kind: String,
    /// `block_id`.
    pub block_id: String,
    /// `action_id`.
    pub action_id: String,
    /// What stands in it; several choices on several lines.
    pub value: String,
    /// What can be chosen, by label.
    pub options: Vec<String>,
    /// Beneath it.
    pub hint: Option<String>,
    /// In it, while it is empty.
    pub placeholder: Option<String>,
    /// Whether it may stay empty.
    pub is_optional: bool,
    /// What the app said is wrong with it.
    pub error: Option<String>,
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

pub(super) fn lines(
    world: &World,
    team: &Team,
    blocks: &[Value],
    typed: &Typed,
    errors: &BTreeMap<String, String>,
) -> Vec<Line> {
    let words = |object: &Value| words(world, team, object);
    let mut lines = Vec::new();
    for block in blocks {
        match text(&block["type"]) {
            "header" => lines.push(Line::Header(words(&block["text"]))),
            "section" => {
                let fields = block["fields"].as_array().into_iter().flatten();
                let texts = block.get("text").into_iter().chain(fields);
                lines.extend(texts.map(|object| Line::Text(words(object))));
            }
            "context" => {
                let elements = block["elements"].as_array().into_iter().flatten();
                let parts: Vec<String> = elements.map(words).collect();
                lines.push(Line::Context(parts.join(" ")));
            }
            "divider" => lines.push(Line::Divider),
            "image" => lines.push(Line::Image(text(&block["alt_text"]).to_owned())),
            "rich_text" | "markdown" => lines.push(Line::Text(words(block))),
            "input" | "actions" => {}
            kind => lines.push(Line::Other(format!("{kind}: {}", words(block)))),
        }
        lines.extend(elements_of(block, typed, errors));
    }
    lines
}

/// The elements of a block; neighbouring buttons share a line.
fn elements_of(block: &Value, typed: &Typed, errors: &BTreeMap<String, String>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for placed in elements::of(std::slice::from_ref(block)) {
        let buttons = match placed.kind() {
            "overflow" => placed.options().into_iter().map(|option| button(&placed, option)).collect(),
            _ if placed.is_button() => vec![button(&placed, &placed.element)],
            _ => {
                lines.push(Line::Field(field(&placed, typed, errors)));
                continue;
            }
        };
        match lines.last_mut() {
            Some(Line::Buttons(before)) => before.extend(buttons),
            _ => lines.push(Line::Buttons(buttons)),
        }
    }
    lines
}

fn button(placed: &Placed, on: &Value) -> Button {
    let field = |name: &str| on[name].as_str().map(str::to_owned);
    let confirm = &placed.element["confirm"];
    Button {
        label: text(&on["text"]["text"]).to_owned(),
        value: field("value").unwrap_or_default(),
        action_id: placed.action_id.clone(),
        style: field("style"),
        url: field("url"),
        confirm: confirm["title"]["text"]
            .as_str()
            .map(|title| format!("{title} {}", text(&confirm["text"]["text"]))),
    }
}

fn field(placed: &Placed, typed: &Typed, errors: &BTreeMap<String, String>) -> Field {
    let key = (placed.block_id.clone(), placed.action_id.clone());
    let state = typed.get(&key).cloned().or_else(|| elements::initial(&placed.element)).unwrap_or_default();
    let input = placed.input.clone().unwrap_or_default();
    let own = |object: &Value| object["text"].as_str().map(str::to_owned);
    Field {
        label: placed.label().to_owned(),
        kind: placed.kind().to_owned(),
        block_id: placed.block_id.clone(),
        action_id: placed.action_id.clone(),
        value: value(&state),
        options: placed.options().iter().map(|option| text(&option["text"]["text"]).to_owned()).collect(),
        hint: own(&input["hint"]),
        placeholder: own(&placed.element["placeholder"]),
        is_optional: input["optional"] == true,
        error: errors.get(&placed.block_id).cloned(),
    }
}

/// What a field's state says, as text.
fn value(state: &Value) -> String {
    let mut fields = state.as_object().into_iter().flatten().filter(|(name, _)| *name != "type");
    match fields.next().map(|(_, value)| value) {
        Some(Value::Array(values)) => values.iter().map(one).collect::<Vec<_>>().join("\n"),
        Some(value) => one(value),
        None => String::new(),
    }
}

fn one(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Object(_) if value["type"] == "rich_text" => rich(value),
        Value::Object(_) => text(&value["text"]["text"]).to_owned(),
        _ => String::new(),
    }
}

/// The words of a text object, an image or rich text.
fn words(world: &World, team: &Team, object: &Value) -> String {
    match text(&object["type"]) {
        "plain_text" => text(&object["text"]).to_owned(),
        "mrkdwn" | "markdown" => shown(world, team, text(&object["text"])),
        "image" => format!("[{}]", text(&object["alt_text"])),
        "data_visualization" => text(&object["title"]).to_owned(),
        _ => rich(&named(world, team, object)),
    }
}

/// Rich text in which those who are mentioned stand by their names.
fn named(world: &World, team: &Team, value: &Value) -> Value {
    match value {
        Value::Object(object) if value["type"] == "user" => {
            let mention = format!("<@{}>", text(object.get("user_id").unwrap_or(&Value::Null)));
            json!({ "type": "text", "text": shown(world, team, &mention) })
        }
        Value::Object(object) => {
            object.iter().map(|(name, value)| (name.clone(), named(world, team, value))).collect()
        }
        Value::Array(array) => array.iter().map(|value| named(world, team, value)).collect(),
        value => value.clone(),
    }
}

/// All words in a piece of rich text or a table, in order: each section, quote and item of a list on lines of its own.
fn rich(value: &Value) -> String {
    match value {
        Value::Object(object) if object.get("text").is_some_and(Value::is_string) => {
            text(&object["text"]).to_owned()
        }
        Value::Object(object) => {
            let inner = ["elements", "rows"].iter().filter_map(|name| object.get(*name));
            match text(&value["type"]) {
                "date" => text(object.get("fallback").unwrap_or(&object["format"])).to_owned(),
                "rich_text" => inner.flat_map(items).collect::<Vec<_>>().join("\n"),
                "rich_text_list" => {
                    inner.flat_map(items).map(|item| format!("• {item}")).collect::<Vec<_>>().join("\n")
                }
                "rich_text_quote" => {
                    let quoted: String = inner.map(rich).collect();
                    quoted.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n")
                }
                _ => inner.map(rich).collect(),
            }
        }
        Value::Array(array) => array.iter().map(rich).collect::<Vec<_>>().join(""),
        _ => String::new(),
    }
}

fn items(elements: &Value) -> Vec<String> {
    elements.as_array().into_iter().flatten().map(rich).collect()
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
            Line::Other(text) => each("[", &format!("{text}]")),
            Line::Divider => writeln!(f, "  ---"),
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
        self.hint.iter().try_for_each(|hint| writeln!(f, "    ~ {hint}"))?;
        self.error.iter().try_for_each(|error| writeln!(f, "    ! {error}"))
    }
}
