//! `/mentor`: the command as Discord registers it, made from the core's catalogue of words; and back, from what
//! somebody filled in to the line that the core reads.
//!
//! Each word is a subcommand. What may follow it is an option where the core's words tell the parts apart, so that
//! Discord shows a box for each, and a choice where there are few. None has to be filled in: a word alone opens its form,
//! as everywhere. Nothing is checked here: the core says what is
//! wrong, and gives back what was typed. Nobody is kept from it by Discord's permissions either, as learners use it
//! and the core knows who runs a community.
//!
//! Names and descriptions are in English alone, as the core's script is so far: there are no `*_localizations`, and
//! everybody sees the same. When the script has another language, its words belong here under the locales of it.

mod options;

use serde_json::{Value, json};
use smallwins_core::action::{VERBS, Verb};
use smallwins_core::complete::{About, Blank, Choice};

/// Its name, and what it is for.
pub(crate) const NAME: &str = "mentor";
const SAYS: &str = "Find a mentor, notice a win, manage your sessions";

const SUBCOMMAND: u8 = 1;

/// Where it can be used: in a guild, and in a direct message to the app.
const CONTEXTS: [u8; 2] = [0, 1];
/// Who can have it: a guild, and nobody alone.
const INTEGRATION_TYPES: [u8; 1] = [0];

/// All commands of the app: what is put in the place of those that it had.
pub(crate) fn all() -> Value {
    json!([{
        "type": 1,
        "name": NAME,
        "description": SAYS,
        "contexts": CONTEXTS,
        "integration_types": INTEGRATION_TYPES,
        "options": VERBS.iter().map(subcommand).collect::<Vec<_>>(),
    }])
}

/// The line that a subcommand and what was filled in come to: as if somebody had typed it.
pub(crate) fn line(verb: &str, filled: &[(String, String)]) -> String {
    options::line(verb, |name| {
        filled.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    })
}

/// What the core completes while somebody types in an option.
pub(crate) fn blank(verb: &str, option: &str) -> Option<Blank> {
    match option {
        options::TOPICS => Some(Blank::Topics),
        options::ZONE => Some(Blank::Zone),
        options::WHICH => About::of(verb).map(Blank::Which),
        _ => None,
    }
}

/// What could be meant, as Discord shows it: at most 25, which is how many the core proposes.
pub(crate) fn choices(choices: &[Choice]) -> Vec<Value> {
    choices.iter().map(|choice| json!({ "name": choice.label, "value": choice.value })).collect()
}

fn subcommand(verb: &Verb) -> Value {
    json!({
        "type": SUBCOMMAND,
        "name": verb.name,
        "description": verb.says(),
        "options": options::of(verb),
    })
}

#[cfg(test)]
mod tests;
