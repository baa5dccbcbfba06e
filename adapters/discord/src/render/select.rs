//! A choice of many values: a select, where buttons would be a wall of them.

use serde_json::{Value, json};
use smallwins_core::message::{Field, Form};
use smallwins_core::script::Phrase;

use super::custom_id::{CustomId, Does, Given, Guild};
use super::form::chosen;
use super::words::plain;

/// What Discord takes: the options of a select, the words of one, and those of the select itself.
const MOST: usize = 25;
const OPTION: usize = 100;
const PLACEHOLDER: usize = 150;

/// The row of a select that opens a form with what is chosen in it. Nothing is chosen at first: Discord tells of no
/// choice that leaves everything as it is. A value that could not be carried is not shown.
pub(super) fn select(
    form: &Form,
    field: &Field,
    choices: &[(String, Phrase)],
    guild: Guild,
) -> Option<Value> {
    let with = |value: Option<&str>| {
        let given = chosen(form).into_iter().map(|given| match given {
            Given { name, .. } if name == field.name => Given { name, value: value.map(str::to_owned) },
            given => given,
        });
        CustomId { guild, action: form.action.to_string(), does: Does::Open(given.collect()) }.written(1)
    };
    let option = |(value, label): &(String, Phrase)| {
        with(Some(value)).map(|_| json!({ "label": plain(label, OPTION), "value": value }))
    };
    let options: Vec<Value> = choices.iter().filter_map(option).take(MOST).collect();
    if options.is_empty() {
        return None;
    }
    let select = json!({
        "type": 3,
        "custom_id": with(None)?,
        "placeholder": plain(&field.label, PLACEHOLDER),
        "options": options,
    });
    Some(json!({ "type": 1, "components": [select] }))
}
