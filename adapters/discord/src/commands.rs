//! `/mentor` and `/mentor-admin`: the commands as Discord registers them, made from the core's catalogue of words; and
//! back, from what somebody filled in to the line that the core reads.
//!
//! Each word is a subcommand, and those of admins stand under a command of their own: one holds at most 25, and Discord
//! shows the second only to those who may manage the server. That is a courtesy and no wall, as a server can change it
//! and direct messages show it to everybody: who runs a community is for the core to know. What may follow it is an
//! option where the core's words tell the parts apart, so that Discord shows a box for each, and a choice where there
//! are few. Office hours are an option of hours, as a command has room for no more words. None has to be filled in: a word alone opens its form, as everywhere. Nothing is checked here: the core
//! says what is wrong, and gives back what was typed.
//!
//! What is said of each is in English, and under the locale of every other language of the core's script in that:
//! whoever uses Discord in German reads German. The words themselves are the same for everybody, as the core reads
//! them.

mod options;
mod tongues;

use serde_json::{Value, json};
use smallwins_core::action::{Audience, VERBS, Verb};
use smallwins_core::complete::{About, Blank, Choice};

use self::tongues::described;

/// What everybody types.
const NAME: &str = "mentor";

/// What those who run the community type.
const ADMINS_NAME: &str = "mentor-admin";

/// The permission to manage the server, as Discord writes it.
const MANAGES: &str = "32";

const SUBCOMMAND: u8 = 1;

/// Where it can be used: in a guild, and in a direct message to the app.
const CONTEXTS: [u8; 2] = [0, 1];
/// Who can have it: a guild, and nobody alone.
const INTEGRATION_TYPES: [u8; 1] = [0];

/// All commands of the app: what is put in the place of those that it had.
pub(crate) fn all() -> Value {
    let mut admins = command(ADMINS_NAME, Audience::Admins);
    admins["default_member_permissions"] = MANAGES.into();
    json!([command(NAME, Audience::Everybody), admins])
}

fn command(name: &str, audience: Audience) -> Value {
    let verbs = VERBS.iter().filter(|verb| verb.audience == audience && verb.name != options::OFFICE);
    let command = json!({
        "type": 1,
        "name": name,
        "contexts": CONTEXTS,
        "integration_types": INTEGRATION_TYPES,
        "options": verbs.map(subcommand).collect::<Vec<_>>(),
    });
    described(command, &[audience.says()])
}

/// A command that the core speaks of, as it is called here; `None` where it is called the same.
pub(crate) fn called_here(words: &str) -> Option<String> {
    let rest = words.strip_prefix("/mentor ")?;
    let verb = rest.split_whitespace().next()?;
    if verb == options::OFFICE {
        return Some(format!("/{NAME} hours {rest}"));
    }
    let for_admins = VERBS.iter().any(|known| known.name == verb && known.audience == Audience::Admins);
    for_admins.then(|| format!("/{ADMINS_NAME} {rest}"))
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
    let subcommand = json!({ "type": SUBCOMMAND, "name": verb.name, "options": options::of(verb) });
    described(subcommand, &[verb.says()])
}

#[cfg(test)]
mod tests;
