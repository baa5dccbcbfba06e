//! What may follow a word, as options of Discord's; and the line that their values come to.

use serde_json::{Value, json};
use smallwins_core::action::{VERBS, Verb};
use smallwins_core::complete::About;
use smallwins_core::script::{Phrase, label};

use super::tongues::{called, described};
use crate::render::SHOWN;

const STRING: u8 = 3;
const INTEGER: u8 = 4;
const CHANNEL: u8 = 7;

/// Channels that everybody reads: of text, and of announcements.
const CHANNELS: [u8; 2] = [0, 5];

/// The options that are completed while somebody types in them.
pub(super) const TOPICS: &str = "topics";
pub(super) const ZONE: &str = "zone";
pub(super) const WHICH: &str = "which";

/// The word for office hours, and the option of hours that stands for it.
pub(super) const OFFICE: &str = "office";

/// What may be typed into an option: what two of them hold can be shown when the core gives it back as a form.
const TYPED: usize = SHOWN / 2;

/// The options of a word.
pub(super) fn of(verb: &Verb) -> Vec<Value> {
    match verb.name {
        "ask" => vec![
            words("question", "form.ask.question", None),
            choices("minutes", label("form.ask.minutes"), minutes()),
        ],
        "deadline" => vec![
            words("when", "form.deadline.when", Some("form.deadline.hint")),
            words("what", "form.deadline.what", None),
        ],
        "link" => vec![option(STRING, "account", &[verb.looks()])],
        "signals" => vec![option(STRING, "source", &[verb.looks()])],
        "win" => vec![words("what", "form.win.words", None)],
        "join" => vec![
            completed(words(TOPICS, "form.join.topics", Some("form.join.hint"))),
            number("day", "form.join.day"),
            number("week", "form.join.week"),
            number("minutes", "form.join.minutes"),
            words("languages", "form.join.languages", Some("form.join.languages-hint")),
        ],
        "hours" => vec![
            words("hours", "form.hours.hours", Some("form.hours.hint")),
            completed(words(ZONE, "form.hours.zone", Some("form.hours.zone-hint"))),
            words(OFFICE, "form.office", Some("form.office.hint")),
        ],
        "zone" => vec![completed(words(ZONE, "form.hours.zone", Some("form.hours.zone-hint")))],
        "default-zone" => vec![completed(words(ZONE, "verb.default-zone", None))],
        "default-language" => vec![option(STRING, "language", &[verb.looks()])],
        "pause" => vec![words("until", "form.pause.until", Some("form.pause.hint"))],
        "channel" => vec![channel("channel", verb.says())],
        "digest" => vec![option(STRING, "when", &[verb.looks()]), channel("channel", verb.says())],
        "settings" => vec![option(STRING, "what", &[verb.looks()])],
        "holidays" => vec![option(STRING, "days", &[verb.looks()])],
        "round" => vec![option(STRING, "what", &[verb.looks()])],
        "weights" => vec![option(STRING, "parts", &[verb.looks()])],
        "report" => vec![words("what", "form.report.happened", None)],
        "safety" => vec![option(STRING, "what", &[verb.looks()])],
        "roles" => vec![option(STRING, "who", &[verb.looks()])],
        "apart" => vec![option(STRING, "who", &[verb.looks()])],
        "kpis" => vec![choices("span", verb.says(), verb.choices_called())],
        "privacy" => vec![choices("choice", verb.says(), verb.choices_called())],
        "when-removed" => vec![choices("choice", verb.says(), verb.choices_called())],
        name => About::of(name)
            .map(|about| completed(option(STRING, WHICH, &[about.says()])))
            .into_iter()
            .collect(),
    }
}

/// The line that a word and the values of its options come to. What is left out leaves nothing.
pub(super) fn line<'a>(verb: &str, value: impl Fn(&str) -> Option<&'a str>) -> String {
    let named = |name: &&str| value(name).map(|value| format!("; {name}: {value}"));
    let bare = |name: &str| value(name).map(str::to_owned);
    let rest = match verb {
        "ask" => vec![bare("minutes"), bare("question")],
        // A command has room for no more words, so this one stands with hours. Beside other hours it keeps its name, so
        // that the two are not taken for one week: they are read back, and nothing changes.
        "hours" if value("hours").or(value(ZONE)).is_none() => {
            return value(OFFICE).map_or(verb.to_owned(), |office| format!("{OFFICE} {office}"));
        }
        "hours" => {
            let office = value(OFFICE).map(|office| format!("{OFFICE} {office}"));
            vec![bare("hours"), bare(ZONE), office]
        }
        "join" => {
            let caps: String = ["day", "week", "minutes", "languages"].iter().filter_map(named).collect();
            vec![bare(TOPICS), Some(caps)]
        }
        _ => {
            let options = VERBS.iter().filter(|known| known.name == verb).flat_map(of);
            options.map(|option| bare(option["name"].as_str()?)).collect()
        }
    };
    let rest = rest.into_iter().flatten().filter(|words| !words.is_empty());
    std::iter::once(verb.to_owned()).chain(rest).collect::<Vec<_>>().join(" ")
}

/// The lengths of a session, as the core writes them, and in words.
fn minutes() -> Vec<(&'static str, Phrase)> {
    vec![("10m", label("form.ask.10")), ("15m", label("form.ask.15")), ("20m", label("form.ask.20"))]
}

/// Words, in a box that says what they are and how they may look.
fn words(name: &str, key: &'static str, hint: Option<&'static str>) -> Value {
    let says: Vec<Phrase> = std::iter::once(key).chain(hint).map(label).collect();
    let mut option = option(STRING, name, &says);
    option["max_length"] = TYPED.into();
    option
}

fn number(name: &str, key: &'static str) -> Value {
    let mut option = option(INTEGER, name, &[label(key)]);
    option["min_value"] = 1.into();
    option
}

fn channel(name: &str, says: Phrase) -> Value {
    let mut option = option(CHANNEL, name, &[says]);
    option["channel_types"] = CHANNELS.as_slice().into();
    option
}

fn choices(name: &str, says: Phrase, choices: Vec<(&str, Phrase)>) -> Value {
    let choices = choices.into_iter().map(|(value, name)| called(json!({ "value": value }), name));
    let mut option = option(STRING, name, &[says]);
    option["choices"] = choices.collect();
    option
}

fn option(kind: u8, name: &str, says: &[Phrase]) -> Value {
    described(json!({ "type": kind, "name": name, "required": false }), says)
}

/// It, with what the core would complete it to while it is typed.
fn completed(mut option: Value) -> Value {
    option["autocomplete"] = true.into();
    option
}
