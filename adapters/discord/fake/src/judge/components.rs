//! Rows, buttons, selects and text inputs.

use serde_json::Value;

use super::{list, maybe, once, text};
use crate::refusal::Refusal;

const ROW: u64 = 1;
const BUTTON: u64 = 2;
const TEXT_SELECT: u64 = 3;
const TEXT_INPUT: u64 = 4;

/// Judges what stands beneath a message.
pub(super) fn message(rows: &[Value]) -> Result<(), Refusal> {
    if rows.len() > 5 {
        return Err(Refusal::form("/components", "Must be 5 or fewer in length."));
    }
    for (place, row) in rows.iter().enumerate() {
        let path = format!("/components/{place}");
        let inner = inner(row, &path)?;
        let buttons = inner.iter().filter(|one| kind(one) == BUTTON).count();
        let is_well = match inner.len() {
            0 => false,
            1 => true,
            many => many <= 5 && buttons == many,
        };
        if !is_well {
            return Err(Refusal::form(&path, "a row is five buttons at most, or one select"));
        }
        for (place, component) in inner.iter().enumerate() {
            let path = format!("{path}/components/{place}");
            match kind(component) {
                BUTTON => button(component, &path)?,
                TEXT_SELECT | 5..=8 => select(component, &path)?,
                kind => {
                    return Err(Refusal::form(&path, format!("a message has no component of type {kind}")));
                }
            }
        }
    }
    unique(rows)
}

/// Judges what stands in a form.
pub(super) fn modal(data: &Value) -> Result<(), Refusal> {
    text(&data["custom_id"], "/custom_id", 1..=100)?;
    text(&data["title"], "/title", 1..=45)?;
    let rows = list(data, "components");
    if rows.is_empty() || rows.len() > 5 {
        return Err(Refusal::form("/components", "Must be between 1 and 5 in length."));
    }
    for (place, row) in rows.iter().enumerate() {
        let path = format!("/components/{place}");
        let [input] = inner(row, &path)? else {
            return Err(Refusal::form(&path, "a row of a form is one text input"));
        };
        let path = format!("{path}/components/0");
        match kind(input) {
            TEXT_INPUT => text_input(input, &path)?,
            kind => return Err(Refusal::form(&path, format!("a form has no component of type {kind}"))),
        }
    }
    unique(rows)
}

fn kind(component: &Value) -> u64 {
    component["type"].as_u64().unwrap_or_default()
}

fn inner<'a>(row: &'a Value, path: &str) -> Result<&'a [Value], Refusal> {
    match kind(row) {
        ROW => Ok(list(row, "components")),
        kind => Err(Refusal::form(path, format!("components stand in rows, not a {kind} by itself"))),
    }
}

fn unique(rows: &[Value]) -> Result<(), Refusal> {
    let ids = rows.iter().flat_map(|row| list(row, "components")).filter_map(|one| one["custom_id"].as_str());
    once(ids, "/components", "Component custom id cannot be duplicated:")
}

fn button(button: &Value, path: &str) -> Result<(), Refusal> {
    let at = |name: &str| format!("{path}/{name}");
    let given: Vec<&str> =
        ["custom_id", "url", "sku_id"].into_iter().filter(|name| button.get(*name).is_some()).collect();
    let wanted = match button["style"].as_u64().unwrap_or_default() {
        1..=4 => "custom_id",
        5 => "url",
        6 => "sku_id",
        style => return Err(Refusal::form(&at("style"), format!("there is no style {style}"))),
    };
    if given != [wanted] {
        return Err(Refusal::form(path, format!("a button of this style has {wanted} and nothing like it")));
    }
    if wanted == "sku_id" {
        return match button.get("label").or(button.get("emoji")) {
            Some(_) => Err(Refusal::form(path, "a premium button has words of its own")),
            None => Ok(()),
        };
    }
    if wanted == "custom_id" {
        text(&button["custom_id"], &at("custom_id"), 1..=100)?;
    } else {
        text(&button["url"], &at("url"), 1..=512)?;
    }
    match button.get("emoji") {
        Some(_) => maybe(&button["label"], &at("label"), 80),
        None => text(&button["label"], &at("label"), 1..=80),
    }
}

fn select(select: &Value, path: &str) -> Result<(), Refusal> {
    let at = |name: &str| format!("{path}/{name}");
    text(&select["custom_id"], &at("custom_id"), 1..=100)?;
    maybe(&select["placeholder"], &at("placeholder"), 150)?;
    let bound = |name: &str, other: u64| select[name].as_u64().unwrap_or(other);
    let (least, most) = (bound("min_values", 1), bound("max_values", 1));
    if least > 25 || !(1..=25).contains(&most) || least > most {
        return Err(Refusal::form(path, format!("{least} to {most} values cannot be chosen")));
    }
    if kind(select) != TEXT_SELECT {
        return Ok(());
    }
    let options = list(select, "options");
    if options.is_empty() || options.len() > 25 {
        return Err(Refusal::form(&at("options"), "Must be between 1 and 25 in length."));
    }
    if most > options.len() as u64 {
        return Err(Refusal::form(&at("max_values"), "there are fewer options than that"));
    }
    for (place, option) in options.iter().enumerate() {
        let at = |name: &str| format!("{path}/options/{place}/{name}");
        text(&option["label"], &at("label"), 1..=100)?;
        text(&option["value"], &at("value"), 1..=100)?;
        maybe(&option["description"], &at("description"), 100)?;
    }
    if options.iter().filter(|option| option["default"] == true).count() as u64 > most {
        return Err(Refusal::form(&at("options"), "more are chosen at first than can be"));
    }
    once(options.iter().filter_map(|option| option["value"].as_str()), &at("options"), "the value")
}

fn text_input(input: &Value, path: &str) -> Result<(), Refusal> {
    let at = |name: &str| format!("{path}/{name}");
    text(&input["custom_id"], &at("custom_id"), 1..=100)?;
    text(&input["label"], &at("label"), 1..=45)?;
    maybe(&input["placeholder"], &at("placeholder"), 100)?;
    maybe(&input["value"], &at("value"), 4000)?;
    if !matches!(input["style"].as_u64(), Some(1 | 2)) {
        return Err(Refusal::form(&at("style"), "a text input has one line (1) or several (2)"));
    }
    let (least, most) = (input["min_length"].as_u64(), input["max_length"].as_u64());
    if least.is_some_and(|least| least > 4000) {
        return Err(Refusal::form(&at("min_length"), "int value should be between 0 and 4000."));
    }
    if most.is_some_and(|most| !(1..=4000).contains(&most)) || most.is_some_and(|most| least > Some(most)) {
        return Err(Refusal::form(
            &at("max_length"),
            "int value should be between 1 and 4000, and min_length.",
        ));
    }
    // What Discord's own form could not send back is refused at once.
    let length = input["value"].as_str().map_or(0, |value| value.chars().count() as u64);
    if length > most.unwrap_or(4000) || (length > 0 && length < least.unwrap_or_default()) {
        return Err(Refusal::form(&at("value"), "what stands there at first does not fit"));
    }
    Ok(())
}
