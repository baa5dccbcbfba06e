//! A form that comes back: what is wrong with it, what was typed, and a way to go on.
//!
//! Discord answers a modal with no modal, and shows none anew. So what was typed stands in the fields of an embed, and
//! *Edit* opens the modal with it. Nothing is remembered here: Discord sends the message along with each press of its
//! buttons, and what was typed is read out of it again.

mod typed;

use serde_json::{Value, json};
use smallwins_core::interlude::frame;
use smallwins_core::message::{Block, Field, FieldKind, Form, Span, Text, Values, Weight};
use smallwins_core::script::Phrase;
use smallwins_core::text::clean_lines;

use super::buttons::{Press, components, rows};
use super::custom_id::{CustomId, Does, Given, Guild};
use super::form::{chosen, heading};
use super::markdown::Markdown;
use super::parts::parts;
use super::pieces::weight_of_words;
use super::words::plain;
use super::{Post, SUPPRESS_EMBEDS, pages};
use typed::{NAME, Typed};

/// What Discord takes of all fields, with their names.
const EMBED: usize = 6_000;
/// So much of it is left to names, and to what was chosen.
const AROUND: usize = 1_200;
/// So much that was typed can be shown in any case: where every character needs a mark before it.
pub(crate) const SHOWN: usize = (EMBED - AROUND) / 2;

/// So much is shown of what was chosen.
const CHOSEN: usize = 75;

/// The colour at its side: that of the house.
const COLOUR: u32 = 0x000f_6e64;

/// A form that could not be accepted as it was sent.
pub(super) fn returned(form: &Form, guild: Guild) -> Vec<Post> {
    let typed = all_typed(form);
    let is_cut = typed.iter().any(|(_, typed)| typed.is_cut);
    let mut posts = pages::posts(&parts(&explanation(form, is_cut), guild));
    if let Some(last) = posts.last_mut() {
        last.embeds = embed(form, &typed).into_iter().collect();
        if !last.embeds.is_empty() {
            last.flags &= !SUPPRESS_EMBEDS;
        }
        last.components = components(&rows(&presses(form, guild, &typed)));
    }
    posts
}

/// What was typed and chosen in a form that came back, from the message in which it did. What is not of ours is passed
/// over.
pub(crate) fn typed(message: &Value) -> Values {
    let rows = message["components"].as_array().into_iter().flatten();
    let buttons = rows.filter_map(|row| row["components"].as_array()).flatten();
    let mut ids = buttons.filter_map(|button| button["custom_id"].as_str()?.parse::<CustomId>().ok());
    let given = ids.find_map(|id| if let Does::Edit(given) = id.does { Some(given) } else { None });
    let mut shown = typed::read(message).into_iter();
    let mut value = |given: Given| Some((given.name, given.value.or_else(|| shown.next())?));
    given.into_iter().flatten().filter_map(&mut value).collect()
}

/// What is wrong.
fn explanation(form: &Form, is_cut: bool) -> Vec<Block> {
    let frame = frame(form.tongue);
    let look_again = Span::Strong(frame.look_again);
    let wrong = form.fields.iter().filter_map(|field| Some((&field.label, field.problem.as_ref()?)));
    let wrong: Vec<_> = wrong.collect();
    let mut blocks = vec![heading(form)];
    match &wrong[..] {
        [] => {}
        [(_, problem)] if texts(form).count() == 1 => {
            blocks.push(Block::Paragraph(Text(vec![look_again, Span::Plain(format!(" {problem}"))])));
        }
        wrong => {
            let item = |(label, problem): &(&Phrase, &Phrase)| {
                Text(vec![Span::Emphasis(label.to_string()), Span::Plain(format!(": {problem}"))])
            };
            blocks.push(Block::Paragraph(Text(vec![look_again])));
            blocks.push(Block::List(wrong.iter().map(item).collect()));
        }
    }
    if is_cut {
        blocks.push(Block::Quiet(Text::plain(frame.shortened)));
    }
    blocks
}

/// The fields in which something can be typed.
fn texts(form: &Form) -> impl Iterator<Item = &Field> {
    form.fields.iter().filter(|field| !matches!(field.kind, FieldKind::Choice(_)))
}

/// What was typed in each of them, as far as one message holds it.
fn all_typed(form: &Form) -> Vec<(&Field, Typed)> {
    let all: usize = texts(form).map(|field| weight_of_words(&clean_lines(&field.value))).sum();
    let most = if all <= EMBED - AROUND { usize::MAX } else { (EMBED - AROUND) / texts(form).count() };
    texts(form).map(|field| (field, Typed::of(&field.value, most))).collect()
}

/// *Edit*, and what can be done instead.
fn presses(form: &Form, guild: Guild, typed: &[(&Field, Typed)]) -> Vec<Press> {
    let given = typed
        .iter()
        .map(|(field, typed)| Given { name: field.name.clone(), value: typed.is_empty().then(String::new) });
    let edit = Press {
        label: frame(form.tongue).edit,
        id: CustomId {
            guild,
            action: form.action.to_string(),
            does: Does::Edit(given.chain(chosen(form)).collect()),
        },
        weight: Weight::Primary,
    };
    let also = form.also.iter().map(|button| Press {
        label: button.label.to_string(),
        id: CustomId { guild, action: button.action.to_string(), does: Does::Send },
        weight: Weight::Plain,
    });
    std::iter::once(edit).chain(also).collect()
}

/// What was typed, field by field, then what was chosen.
fn embed(form: &Form, typed: &[(&Field, Typed)]) -> Option<Value> {
    let typed = typed.iter().flat_map(|(field, typed)| typed.fields(&field.label));
    let chosen = form.fields.iter().filter_map(|field| match &field.kind {
        FieldKind::Choice(choices) => {
            let (_, label) = choices.iter().find(|(value, _)| *value == field.value)?;
            let label = Markdown::typed(&plain(label, CHOSEN));
            Some((plain(&field.label, NAME), label.as_str().to_owned()))
        }
        FieldKind::Line(_) | FieldKind::Lines(_) => None,
    });
    let field = |(name, value): (String, String)| json!({ "name": name, "value": value, "inline": false });
    let fields: Vec<Value> = typed.chain(chosen).map(field).collect();
    (!fields.is_empty()).then(|| json!({ "type": "rich", "color": COLOUR, "fields": fields }))
}
