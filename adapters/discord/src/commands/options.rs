//! What may follow a word, as options of Discord's; and the line that their values come to.

use serde_json::{Value, json};
use smallwins_core::action::{VERBS, Verb};
use smallwins_core::complete::About;
use smallwins_core::kpi::Span;
use smallwins_core::script::label;
use smallwins_core::text::cut;

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

/// What Discord takes of a description and of a choice's name.
const LONGEST: usize = 100;

/// What may be typed into an option: what two of them hold can be shown when the core gives it back as a form.
const TYPED: usize = SHOWN / 2;

/// The options of a word.
pub(super) fn of(verb: &Verb) -> Vec<Value> {
    match verb.name {
        "ask" => vec![
            words("question", "form.ask.question", None),
            choices("minutes", &label("form.ask.minutes"), minutes()),
        ],
        "deadline" => vec![
            words("when", "form.deadline.when", Some("form.deadline.hint")),
            words("what", "form.deadline.what", None),
        ],
        "link" => vec![option(STRING, "account", verb.usage)],
        "signals" => vec![option(STRING, "source", verb.usage)],
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
        ],
        "zone" => vec![completed(words(ZONE, "form.hours.zone", Some("form.hours.zone-hint")))],
        "default-zone" => vec![completed(words(ZONE, "verb.default-zone", None))],
        "default-language" => vec![option(STRING, "language", verb.usage)],
        "pause" => vec![words("until", "form.pause.until", Some("form.pause.hint"))],
        "channel" => vec![channel("channel", &verb.says())],
        "digest" => vec![option(STRING, "when", verb.usage), channel("channel", &verb.says())],
        "settings" => vec![option(STRING, "what", verb.usage)],
        "holidays" => vec![option(STRING, "days", verb.usage)],
        "round" => vec![option(STRING, "what", verb.usage)],
        "weights" => vec![option(STRING, "parts", verb.usage)],
        "report" => vec![words("what", "form.report.happened", None)],
        "safety" => vec![option(STRING, "what", verb.usage)],
        "roles" => vec![option(STRING, "who", verb.usage)],
        "apart" => vec![option(STRING, "who", verb.usage)],
        "kpis" => vec![choices(
            "span",
            &verb.says(),
            Span::ALL.map(|span| (span.key(), span.key().to_owned())).into(),
        )],
        "privacy" => {
            vec![choices("choice", &verb.says(), CARES.map(|word| (word, word.to_owned())).into())]
        }
        "when-removed" => {
            vec![choices("choice", &verb.says(), ON_REMOVAL.map(|word| (word, word.to_owned())).into())]
        }
        name => {
            About::of(name).map(|about| completed(option(STRING, WHICH, &about.says()))).into_iter().collect()
        }
    }
}

/// The line that a word and the values of its options come to. What is left out leaves nothing.
pub(super) fn line<'a>(verb: &str, value: impl Fn(&str) -> Option<&'a str>) -> String {
    let named = |name: &&str| value(name).map(|value| format!("; {name}: {value}"));
    let bare = |name: &str| value(name).map(str::to_owned);
    let rest = match verb {
        "ask" => vec![bare("minutes"), bare("question")],
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
fn minutes() -> Vec<(&'static str, String)> {
    vec![
        ("10m", label("form.ask.10").into()),
        ("15m", label("form.ask.15").into()),
        ("20m", label("form.ask.20").into()),
    ]
}

/// What can be done about what is held about somebody.
const CARES: [&str; 3] = ["export", "leave", "erase"];

/// What can be chosen for the day on which the app is removed.
const ON_REMOVAL: [&str; 2] = ["keep", "erase"];

/// Words, in a box that says what they are and how they may look.
fn words(name: &str, key: &'static str, hint: Option<&'static str>) -> Value {
    let says = hint.map_or_else(|| label(key), |hint| format!("{}. {}", label(key), label(hint)).into());
    let mut option = option(STRING, name, &says);
    option["max_length"] = TYPED.into();
    option
}

fn number(name: &str, key: &'static str) -> Value {
    let mut option = option(INTEGER, name, &label(key));
    option["min_value"] = 1.into();
    option
}

fn channel(name: &str, says: &str) -> Value {
    let mut option = option(CHANNEL, name, says);
    option["channel_types"] = CHANNELS.as_slice().into();
    option
}

fn choices(name: &str, says: &str, choices: Vec<(&'static str, String)>) -> Value {
    let choices = choices.into_iter();
    let choices = choices.map(|(value, words)| json!({ "name": cut(&words, LONGEST), "value": value }));
    let mut option = option(STRING, name, says);
    option["choices"] = choices.collect();
    option
}

fn option(kind: u8, name: &str, says: &str) -> Value {
    json!({ "type": kind, "name": name, "description": cut(says, LONGEST), "required": false })
}

/// It, with what the core would complete it to while it is typed.
fn completed(mut option: Value) -> Value {
    option["autocomplete"] = true.into();
    option
}
