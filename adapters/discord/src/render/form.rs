//! Forms: what a form is shown as, and what comes back from it.
//!
//! A modal of Discord's holds lines of text and nothing else, and it has to be the first answer to a press or a
//! command. So a form that has something to read or to choose is a *card* first: a message with its words and a button
//! for each choice, which opens the modal with that choice made; where there are many, a select does. A form that comes
//! back is [`super::returned`].

use serde_json::{Value, json};
use smallwins_core::interlude::{Frame, frame};
use smallwins_core::message::{Block, Field, FieldKind, Form, Span, Text, Values, Weight};
use smallwins_core::script::Phrase;

use super::Post;
use super::buttons::{IN_A_ROW, Press, rows};
use super::custom_id::{CustomId, Does, Given, Guild};
use super::pages;
use super::parts::{Part, parts};
use super::returned;
use super::select::select;
use super::words::{fit, is_blank, length, plain};

/// What Discord takes of a modal.
const TITLE: usize = 45;
const LABEL: usize = 45;
const PLACEHOLDER: usize = 100;
pub(super) const TYPED: usize = 4_000;
const FIELDS: usize = 5;

const ONE_LINE: u8 = 1;
const SEVERAL_LINES: u8 = 2;

/// What a form is shown as where a modal can be opened.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Opening {
    /// At once.
    Modal(Value),
    /// After something to read or to choose.
    Card(Vec<Post>),
}

/// A form as the first answer to a press or a command.
pub(crate) fn opening(form: &Form, guild: Guild) -> Opening {
    let is_bare = form.intro.is_empty() && form.also.is_empty() && choice(form).is_none();
    let is_well = form.fields.iter().all(|field| field.problem.is_none());
    if is_bare && is_well { Opening::Modal(modal(form, guild)) } else { Opening::Card(card(form, guild)) }
}

/// A form where no modal can be opened: its card, or what was typed when something is wrong with it.
pub(crate) fn card(form: &Form, guild: Guild) -> Vec<Post> {
    if !form.also.is_empty() || form.fields.iter().any(|field| field.problem.is_some()) {
        return returned::returned(form, guild);
    }
    let Frame { choose, .. } = frame(form.tongue);
    let mut blocks = vec![heading(form)];
    blocks.extend(form.intro.iter().cloned());
    let choice = choice(form);
    if let Some((field, _)) = choice {
        blocks.push(Block::Paragraph(Text(vec![Span::Strong(field.label.to_string())])));
        blocks.push(Block::Quiet(Text::plain(choose)));
    }
    let mut parts = parts(&blocks, guild);
    match choice {
        Some((field, choices)) if choices.len() > IN_A_ROW => {
            let mut posts = pages::posts(&parts);
            if let Some(last) = posts.last_mut() {
                last.components.extend(select(form, field, choices, guild));
            }
            posts
        }
        _ => {
            parts.extend(rows(&openers(form, guild)).into_iter().map(Part::Row));
            pages::posts(&parts)
        }
    }
}

/// What a form is about, above all else.
pub(super) fn heading(form: &Form) -> Block {
    Block::Heading(Text::plain(plain(&form.title, TITLE)))
}

/// The buttons that open a form: one for each of its choices, or one alone.
fn openers(form: &Form, guild: Guild) -> Vec<Press> {
    let press = |label: &str, given: Vec<Given>, weight| {
        let id = CustomId { guild, action: form.action.to_string(), does: Does::Open(given) };
        Press { label: label.to_owned(), id, weight }
    };
    let Some((field, choices)) = choice(form) else {
        return vec![press(&form.title, Vec::new(), Weight::Primary)];
    };
    let opener = |(value, label): &(String, Phrase)| {
        let weight = if *value == field.value { Weight::Primary } else { Weight::Plain };
        let form = filled(form.clone(), &Values::from([(field.name.clone(), value.clone())]));
        press(label, chosen(&form), weight)
    };
    choices.iter().map(opener).collect()
}

/// The first of a form's choices. None of the core's forms has two; a second would keep its first value.
fn choice(form: &Form) -> Option<(&Field, &[(String, Phrase)])> {
    form.fields.iter().find_map(|field| match &field.kind {
        FieldKind::Choice(choices) => Some((field, choices.as_slice())),
        FieldKind::Line(_) | FieldKind::Lines(_) => None,
    })
}

/// What is chosen in a form.
pub(super) fn chosen(form: &Form) -> Vec<Given> {
    let choices = form.fields.iter().filter(|field| matches!(field.kind, FieldKind::Choice(_)));
    choices.map(|field| Given { name: field.name.clone(), value: Some(field.value.clone()) }).collect()
}

/// A form with other values in its fields.
pub(crate) fn filled(mut form: Form, values: &Values) -> Form {
    for field in &mut form.fields {
        if let Some(value) = values.get(&field.name) {
            field.value.clone_from(value);
        }
    }
    form
}

/// A form as a modal. What is chosen in it comes back with what is typed.
pub(crate) fn modal(form: &Form, guild: Guild) -> Value {
    let chosen = chosen(form);
    let does = if chosen.is_empty() { Does::Say } else { Does::Open(chosen) };
    let id = CustomId { guild, action: form.action.to_string(), does };
    let all = form.fields.iter().filter_map(characters).map(generous).sum();
    let typed = form.fields.iter().filter_map(|field| text_input(field, all)).take(FIELDS);
    let rows: Vec<Value> = typed.map(|input| json!({ "type": 1, "components": [input] })).collect();
    json!({ "custom_id": id.written(1), "title": plain(&form.title, TITLE), "components": rows })
}

/// How many characters a field of text takes.
fn characters(field: &Field) -> Option<usize> {
    match field.kind {
        FieldKind::Line(characters) | FieldKind::Lines(characters) => Some(characters),
        FieldKind::Choice(_) => None,
    }
}

/// As much may be typed as the core could accept, which counts as people do and knows best what is too long: never more
/// than three units of Discord's for a character.
fn generous(characters: usize) -> usize {
    characters.saturating_mul(3).clamp(1, TYPED)
}

/// A field of text, in a form in which so much could be typed altogether: of that it has its part of what is shown when
/// the form comes back, so that nothing is lost.
fn text_input(field: &Field, all: usize) -> Option<Value> {
    let characters = characters(field)?;
    let style = if matches!(field.kind, FieldKind::Line(_)) { ONE_LINE } else { SEVERAL_LINES };
    let value = fit(&field.value, TYPED);
    let part = generous(characters) * returned::SHOWN.min(all) / all;
    let most = part.max(characters.min(TYPED)).max(length(&value));
    let mut input = json!({
        "type": 4,
        "custom_id": field.name,
        "label": plain(&field.label, LABEL),
        "style": style,
        "required": field.needed,
        "max_length": most,
    });
    if !value.is_empty() {
        input["value"] = value.into();
    }
    if let Some(hint) = field.hint.as_ref().filter(|hint| !is_blank(hint)) {
        input["placeholder"] = plain(hint, PLACEHOLDER).into();
    }
    Some(input)
}

/// What comes back from a modal: what stands in its fields, and what its id says was chosen. What is not of ours is
/// passed over.
pub(crate) fn values(data: &Value, does: &Does) -> Values {
    let rows = data["components"].as_array().into_iter().flatten();
    let inputs = rows.filter_map(|row| row["components"].as_array()).flatten();
    let typed = inputs.filter_map(|input| Some((input["custom_id"].as_str()?, input["value"].as_str()?)));
    let chosen = match does {
        Does::Open(given) => given.as_slice(),
        Does::Say | Does::Edit(_) | Does::Send => &[],
    };
    let chosen = chosen.iter().filter_map(|given| Some((given.name.as_str(), given.value.as_deref()?)));
    typed.chain(chosen).map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}
