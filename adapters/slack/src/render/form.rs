//! Forms as modals, and what comes back from them.

use chrono_tz::Tz;
use serde_json::{Map, Value, json};
use smallwins_core::interlude;
use smallwins_core::message::{Block, Field, FieldKind, Form, Values};
use smallwins_core::script::Phrase;
use smallwins_core::tongue::Tongue;

use super::parts::{parts, remark, within};
use super::words::{fit, length, plain};

/// What Slack takes.
const TITLE: usize = 24;
const LABEL: usize = 2000;
const TYPED: usize = 3000;
const OPTION: usize = 75;
const RADIO_BUTTONS: usize = 10;
const OPTIONS: usize = 100;
const PROBLEM: usize = 2000;
pub(super) const VIEW_BLOCKS: usize = 100;

/// What stands before a field's name in a `block_id`, to keep it apart from ids that Slack makes.
const FIELD: &str = "field/";

/// The `action_id` of the one element in a field's block.
const VALUE: &str = "value";

/// A form as a modal: its action is the `callback_id`, and `metadata` (at most 3000 characters) comes back with what
/// is sent.
pub(crate) fn modal(form: &Form, zone: Tz, metadata: &str) -> Value {
    let fields: Vec<Value> = form.fields.iter().flat_map(|it| field(it, form.tongue, zone)).collect();
    // Counted together, so that each row has an id of its own.
    let also = [Block::Buttons(form.also.clone())];
    let mut intro = parts(&[&form.intro[..], &also].concat(), zone);
    let also = intro.split_off(parts(&form.intro, zone).len());
    let also: Vec<Value> = also.into_iter().map(|part| part.shown.value()).collect();
    let mut blocks = within(intro, VIEW_BLOCKS.saturating_sub(fields.len() + also.len()));
    blocks.extend(fields);
    blocks.extend(also);
    let mut view = view(&form.title, &interlude::frame(form.tongue).cancel, blocks, metadata);
    view["callback_id"] = form.action.to_string().into();
    view["submit"] = json!(plain(&form.submit, TITLE));
    view
}

/// A modal in which nothing is sent.
pub(super) fn view(title: &str, close: &str, blocks: Vec<Value>, metadata: &str) -> Value {
    json!({
        "type": "modal",
        "title": plain(title, TITLE),
        "close": plain(close, TITLE),
        "private_metadata": metadata,
        "blocks": blocks,
    })
}

/// A field, beneath what is wrong with its value.
fn field(field: &Field, tongue: Tongue, zone: Tz) -> Vec<Value> {
    let mut blocks = Vec::new();
    if let Some(problem) = &field.problem {
        blocks.extend(remark(&interlude::frame(tongue).look_again, problem, zone));
    }
    if length(&field.value) > TYPED && !matches!(field.kind, FieldKind::Choice(_)) {
        blocks.extend(remark("", &interlude::frame(tongue).shortened, zone));
    }
    let Some((element, optional)) = element(field) else { return blocks };
    let mut input = json!({
        "type": "input",
        "block_id": format!("{FIELD}{}", field.name),
        "label": plain(&field.label, LABEL),
        "element": element,
        "optional": optional,
    });
    if let Some(hint) = &field.hint {
        input["hint"] = json!(plain(hint, LABEL));
    }
    blocks.push(input);
    blocks
}

/// What a field is filled in with, and whether Slack lets it be empty.
///
/// Text may be as long as Slack can hold: the core alone says what is too long, and counts as people do. One of the
/// choices is chosen from the beginning, so there Slack has nothing to ask for.
fn element(field: &Field) -> Option<(Value, bool)> {
    let text = |multiline: bool| {
        let mut element = json!({ "type": "plain_text_input", "action_id": VALUE, "multiline": multiline });
        if !field.value.is_empty() {
            element["initial_value"] = fit(&field.value, TYPED).into();
        }
        Some((element, !field.needed))
    };
    match &field.kind {
        FieldKind::Line(_) => text(false),
        FieldKind::Lines(_) => text(true),
        FieldKind::Choice(choices) => choice(choices, &field.value),
    }
}

fn choice(choices: &[(String, Phrase)], chosen: &str) -> Option<(Value, bool)> {
    let option = |(value, label): &(String, Phrase)| json!({ "text": plain(label, OPTION), "value": value });
    let options: Vec<Value> = choices.iter().take(OPTIONS).map(option).collect();
    let initial = choices.iter().take(OPTIONS).position(|(value, _)| value == chosen);
    let kind = match options.len() {
        0 => return None,
        1..=RADIO_BUTTONS => "radio_buttons",
        _ => "static_select",
    };
    let mut element = json!({ "type": kind, "action_id": VALUE });
    if let Some(place) = initial {
        element["initial_option"] = options[place].clone();
    }
    element["options"] = options.into();
    Some((element, initial.is_none()))
}

/// What is wrong in a form, by the `block_id` of the field; `None` when nothing is, or when the form has to be shown
/// anew because there is more to it than its problems.
pub(crate) fn problems(form: &Form) -> Option<Value> {
    let problem = |field: &Field| {
        let problem = field.problem.as_ref()?;
        Some((format!("{FIELD}{}", field.name), fit(problem, PROBLEM).into()))
    };
    let problems: Map<String, Value> = form.fields.iter().filter_map(problem).collect();
    (!problems.is_empty() && form.also.is_empty()).then_some(Value::Object(problems))
}

/// The same of one field of a form that is not at hand, by its name.
pub(crate) fn problem(name: &str, words: &str) -> Value {
    json!({ format!("{FIELD}{name}"): fit(words, PROBLEM) })
}

/// What stands in the fields of a form that was sent, from its `view.state`. What is not of ours is passed over, and
/// what was left empty is empty.
pub(crate) fn values(state: &Value) -> Values {
    let blocks = state["values"].as_object().into_iter().flatten();
    let fields = blocks.filter_map(|(id, block)| Some((id.strip_prefix(FIELD)?, block.get(VALUE)?)));
    let value = |element: &Value| {
        let typed = element["value"].as_str().or_else(|| element["selected_option"]["value"].as_str());
        typed.unwrap_or_default().to_owned()
    };
    fields.map(|(name, element)| (name.to_owned(), value(element))).collect()
}
