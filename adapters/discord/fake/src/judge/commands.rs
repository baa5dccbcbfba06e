//! Commands as people will type them.

use serde_json::Value;

use super::{list, maybe, once, outside, shape, text};
use crate::refusal::Refusal;

/// The locales that Discord's clients have.
const LOCALES: &[&str] = &[
    "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl",
    "pt-BR", "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja",
    "zh-TW", "ko",
];

/// Judges all commands at once.
pub(crate) fn commands(body: &Value) -> Result<(), Refusal> {
    let commands = body.as_array().ok_or_else(|| Refusal::form("", "Only iterables may be used here"))?;
    for (place, command) in commands.iter().enumerate() {
        one(command).map_err(|refusal| refusal.within(&format!("/{place}")))?;
    }
    for (kind, most) in [(1, 100), (2, 15), (3, 15)] {
        let of_kind = commands.iter().filter(|command| kind_of(command) == kind);
        if of_kind.clone().count() > most {
            return Err(Refusal::form("", format!("there are {most} commands of type {kind} at most")));
        }
        once(of_kind.filter_map(|command| command["name"].as_str()), "", "the name")?;
    }
    commands.iter().try_for_each(outside::command)
}

fn kind_of(command: &Value) -> u64 {
    command["type"].as_u64().unwrap_or(1)
}

fn one(command: &Value) -> Result<(), Refusal> {
    shape("command", command)?;
    match kind_of(command) {
        1 => {
            name(command, "")?;
            text(&command["description"], "/description", 1..=100)?;
            localized(command, "description_localizations", "", &|text| {
                (1..=100).contains(&text.chars().count())
            })?;
        }
        2 | 3 => {
            text(&command["name"], "/name", 1..=32)?;
            if command["description"].as_str().is_some_and(|text| !text.is_empty())
                || command.get("options").is_some()
            {
                return Err(Refusal::form("", "such a command has neither a description nor options"));
            }
        }
        kind => return Err(Refusal::form("/type", format!("there is no type {kind}"))),
    }
    for (name, most) in [("contexts", 2), ("integration_types", 1)] {
        if list(command, name).iter().any(|one| one.as_u64() > Some(most)) {
            return Err(Refusal::form(&format!("/{name}"), "no such one"));
        }
    }
    options(list(command, "options"), "", 0)?;
    match weight(command) {
        weight if weight > 8000 => {
            Err(Refusal::form("", format!("a command has 8000 characters at most, and this one {weight}")))
        }
        _ => Ok(()),
    }
}

/// Lower case, without space: letters, digits, `-` and `_` of any script.
fn name(named: &Value, path: &str) -> Result<(), Refusal> {
    let is_name = |text: &str| {
        (1..=32).contains(&text.chars().count())
            && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '\''))
            && text.to_lowercase() == text
    };
    match named["name"].as_str().is_some_and(is_name) {
        true => localized(named, "name_localizations", path, &is_name),
        false => Err(Refusal::form(&format!("{path}/name"), "Command name is invalid")),
    }
}

fn localized(named: &Value, field: &str, path: &str, fits: &dyn Fn(&str) -> bool) -> Result<(), Refusal> {
    for (locale, text) in named[field].as_object().into_iter().flatten() {
        let path = format!("{path}/{field}/{locale}");
        if !LOCALES.contains(&locale.as_str()) {
            return Err(Refusal::form(&path, "there is no such locale"));
        }
        if !text.as_str().is_some_and(fits) {
            return Err(Refusal::form(&path, "does not fit"));
        }
    }
    Ok(())
}

/// Options of a command (depth 0), of a group or subcommand in it.
fn options(options: &[Value], path: &str, depth: u32) -> Result<(), Refusal> {
    let here = format!("{path}/options");
    if options.len() > 25 {
        return Err(Refusal::form(&here, "Must be 25 or fewer in length."));
    }
    once(options.iter().filter_map(|option| option["name"].as_str()), &here, "the option")?;
    let is_branch = |option: &&Value| option["type"].as_u64() <= Some(2);
    if options.iter().any(|option| is_branch(&option)) && !options.iter().all(|option| is_branch(&option)) {
        return Err(Refusal::form(&here, "subcommands stand beside subcommands"));
    }
    let is_required = |option: &&Value| option["required"] == true;
    if options.iter().skip_while(is_required).any(|option| is_required(&option)) {
        return Err(Refusal::form(&here, "Required options must be placed before non-required options"));
    }
    for (place, given) in options.iter().enumerate() {
        option(given, &format!("{here}/{place}"), depth)?;
    }
    Ok(())
}

fn option(option: &Value, path: &str, depth: u32) -> Result<(), Refusal> {
    let at = |name: &str| format!("{path}/{name}");
    name(option, path)?;
    text(&option["description"], &at("description"), 1..=100)?;
    localized(option, "description_localizations", path, &|text| (1..=100).contains(&text.chars().count()))?;
    let kind = option["type"].as_u64().unwrap_or_default();
    let inner = list(option, "options");
    match kind {
        1 if depth <= 1 => options(inner, path, 2)?,
        2 if depth == 0 && !inner.is_empty() && inner.iter().all(|one| one["type"] == 1) => {
            options(inner, path, 1)?
        }
        3..=11 if inner.is_empty() => {}
        _ => return Err(Refusal::form(path, format!("an option of type {kind} cannot stand here so"))),
    }
    let has = |name: &str| option.get(name).is_some();
    let bounds =
        [("min_value", [4, 10]), ("max_value", [4, 10]), ("min_length", [3, 3]), ("max_length", [3, 3])];
    if bounds.iter().any(|(name, kinds)| has(name) && !kinds.contains(&kind)) {
        return Err(Refusal::form(path, "such a bound does not belong to this type"));
    }
    if option["max_length"].as_u64().is_some_and(|most| !(1..=6000).contains(&most))
        || option["min_length"].as_u64() > Some(6000)
    {
        return Err(Refusal::form(path, "a text option has 6000 characters at most"));
    }
    if (has("choices") || has("autocomplete")) && !matches!(kind, 3 | 4 | 10) {
        return Err(Refusal::form(path, "only words and numbers can be chosen"));
    }
    if has("choices") && option["autocomplete"] == true {
        return Err(Refusal::form(path, "what is completed has no choices"));
    }
    choices(list(option, "choices"), &at("choices"))?;
    let fits = |choice: &Value| match kind {
        3 => choice["value"].is_string(),
        4 => choice["value"].is_i64(),
        _ => choice["value"].is_number(),
    };
    match list(option, "choices").iter().all(fits) {
        true => Ok(()),
        false => Err(Refusal::form(&at("choices"), "a choice is of the type of its option")),
    }
}

/// Judges what can be chosen.
pub(super) fn choices(choices: &[Value], path: &str) -> Result<(), Refusal> {
    if choices.len() > 25 {
        return Err(Refusal::form(path, "Must be 25 or fewer in length."));
    }
    for (place, choice) in choices.iter().enumerate() {
        text(&choice["name"], &format!("{path}/{place}/name"), 1..=100)?;
        localized(choice, "name_localizations", &format!("{path}/{place}"), &|text| {
            text.chars().count() <= 100
        })?;
        maybe(&choice["value"], &format!("{path}/{place}/value"), 100)?;
    }
    once(choices.iter().filter_map(|choice| choice["name"].as_str()), path, "the choice")
}

/// All words of a command; of each, the longest locale.
fn weight(named: &Value) -> usize {
    let longest = |field: &str, locales: &str| {
        let locales = named[locales].as_object().into_iter().flatten().map(|(_, text)| text);
        let all = locales.chain([&named[field]]).filter_map(Value::as_str);
        all.map(|text| text.chars().count()).max().unwrap_or_default()
    };
    let value = named["value"].as_str().map_or(0, |text| text.chars().count());
    let inner = list(named, "options").iter().chain(list(named, "choices")).map(weight);
    longest("name", "name_localizations")
        + longest("description", "description_localizations")
        + value
        + inner.sum::<usize>()
}
