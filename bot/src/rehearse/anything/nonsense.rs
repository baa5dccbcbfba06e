//! Anything that can be typed: every word, with and without what belongs behind it, and what is no word at all.
//!
//! What somebody tells of themselves by it is meant, so that it is known what holds for them; where nonsense stands for
//! such a thing it is of a kind that is never taken.

use rand::Rng;
use rand::rngs::StdRng;
use smallwins_core::action::{Action, VERBS};
use smallwins_core::mentoring::Said;
use smallwins_core::message::{FieldKind, Form, Values};

use super::hooks;
use crate::rehearse::act::Means;
use crate::rehearse::cast::{Caps, ZONES};
use crate::rehearse::hours::{OFFICES, WEEKS};
use crate::rehearse::temper::happens;
use crate::rehearse::words;

/// What is answered to some of it; in a crowd each of these is heard.
pub(super) const HEARD: [&str; 14] = [
    "refusal.unknown",
    "refusal.garbled",
    "refusal.not-yours",
    "refusal.gone",
    "admins.only",
    "zone.problem",
    "pause.problem",
    "note.problem",
    "pick.past",
    "privacy",
    "apart.done",
    "apart.lifted",
    "block.unknown",
    "roles.done",
];

const LINES: [&str; 14] = [
    "",
    " \u{200b}\u{202e}\t ",
    "/mentor",
    "/mentor pick",
    "/mentor pick session_0 tomorrow",
    "/mentor clock expire offer_01990000-0000-7000-8000-000000000000",
    "/mentor clock digest",
    "/mentor affirm offer_01990000-0000-7000-8000-000000000000",
    "/mentor times session_01990000-0000-7000-8000-000000000000 2026-02-31T00:00:00Z",
    "/mentor recommend session_01990000-0000-7000-8000-000000000000 11",
    "/mentor privacy erase for-good 2099-01-01T00:00:00Z!",
    "'; DROP TABLE member; --",
    "{{ name }} {% for %}",
    "\u{1f4a5}\u{1f4a5}\u{1f4a5}",
];

const NOTES: [&str; 6] = [
    "+ the failing case came first",
    "1. When I open the editor, I will write one test until it is red",
    "2. rename the columns until the report reads alone\n@ in 3 days Is it red?",
    "1. one\n2. two\n@ fri 10:00",
    "@ yesterday",
    "1. one\n1. one again",
];

/// What stands for hours, a zone, a cap or a day, and never is one.
const NEVER: [&str; 5] = ["25-26", "Nowhere/At All", "-3", "soon", "\u{1f4a5}"];

fn one<'a>(of: &[&'a str], chance: &mut StdRng) -> &'a str {
    of[chance.random_range(0..of.len())]
}

/// A line that is no word of ours, or hardly.
pub(super) fn line(chance: &mut StdRng) -> (Said, Means) {
    let text = match chance.random_range(0..10) {
        0..4 => one(&LINES, chance).to_owned(),
        4..8 => one(&NOTES, chance).to_owned(),
        8 => "why ".repeat(1500),
        _ => format!("/mentor {}", words::question(words::TOPICS[0], chance)),
    };
    (Said::Line(text), Means::Nothing)
}

/// What those who run a community say of others: who is kept apart, and who runs it with them.
pub(super) fn of_people(all: usize, chance: &mut StdRng) -> (Said, Means) {
    let text = match chance.random_range(0..3) {
        0 => format!("roles {} {}", somebody(all, chance), one(&["organiser", "none", "queen"], chance)),
        _ => {
            let wish = one(&["", "", "off", "call-off", "for ever"], chance);
            format!("apart {} {} {wish}", somebody(all, chance), somebody(all, chance))
        }
    };
    (Said::Line(format!("/mentor {text}")), Means::Nothing)
}

/// How somebody is named; most often one of the first, who mentor and are known for it.
fn somebody(all: usize, chance: &mut StdRng) -> String {
    let of = if happens(80, chance) { (all / 5).clamp(5, all) } else { all };
    let number = chance.random_range(0..of);
    if happens(50, chance) { format!("@P{number}") } else { format!("p{number}") }
}

/// One of all words, with something behind it or nothing.
pub(super) fn word(all: usize, chance: &mut StdRng) -> (Said, Means) {
    if happens(4, chance) {
        return office(chance);
    }
    if happens(4, chance) {
        let whom = if happens(50, chance) { somebody(all, chance) } else { String::new() };
        return (Said::Line(format!("/mentor block {whom}")), Means::Nothing);
    }
    let verb = &VERBS[chance.random_range(0..VERBS.len())];
    let with = happens(60, chance);
    let (rest, means) = match verb.name {
        _ if !with => (String::new(), Means::Nothing),
        "hours" if happens(60, chance) => {
            let week = &WEEKS[chance.random_range(0..WEEKS.len())];
            (week.typed.to_owned(), Means::Week(week))
        }
        "zone" if happens(60, chance) => {
            let zone = ZONES[chance.random_range(0..ZONES.len())];
            (zone.name().to_owned(), Means::Zone(zone))
        }
        "join" if happens(60, chance) => join(chance),
        "pause" if happens(60, chance) => (words::holiday(chance).to_owned(), Means::Nothing),
        "hours" | "zone" | "join" | "pause" | "default-zone" => {
            let never = one(&NEVER, chance);
            (if verb.name == "join" { format!("x; week {never}") } else { never.to_owned() }, Means::Nothing)
        }
        "privacy" => {
            (one(&["export", "leave", "erase", "erase", "everything"], chance).to_owned(), Means::Nothing)
        }
        "ask" => (words::question(words::TOPICS[chance.random_range(0..14)], chance), Means::Nothing),
        "win" => (words::deed(chance), Means::Nothing),
        "report" => {
            let about = somebody(all, chance);
            (format!("{about} {}", words::question(words::TOPICS[0], chance)), Means::Nothing)
        }
        "link" => (format!("github {}", hooks::login(chance)), Means::Nothing),
        "round" => (one(&["run", "preview", "weekly mon 10:00", "off"], chance).to_owned(), Means::Nothing),
        "digest" => {
            (one(&["now", "fri 16:00", "off", "on", "dm", "often"], chance).to_owned(), Means::Nothing)
        }
        _ if happens(70, chance) => (verb.looks().to_string(), Means::Nothing),
        _ => (one(&LINES, chance).to_owned(), Means::Nothing),
    };
    (Said::Line(format!("/mentor {} {rest}", verb.name)), means)
}

/// Office hours, which no list of words has.
fn office(chance: &mut StdRng) -> (Said, Means) {
    let block = &OFFICES[chance.random_range(0..OFFICES.len())];
    let (rest, means) = match chance.random_range(0..6) {
        0 => ("off", Means::Nothing),
        1 => (one(&NEVER, chance), Means::Nothing),
        2 => ("", Means::Nothing),
        _ => (block.typed, Means::Office(block)),
    };
    (Said::Line(format!("/mentor office {rest}")), means)
}

fn join(chance: &mut StdRng) -> (String, Means) {
    let caps = Caps {
        day: chance.random_range(1..4),
        week: chance.random_range(1..6),
        minutes: chance.random_range(2..9) * 10,
    };
    let topic = words::TOPICS[chance.random_range(0..words::OFFERED)];
    let Caps { day, week, minutes } = caps;
    (format!("{topic}; day {day}; week {week}; minutes {minutes}"), Means::Mentors(caps))
}

/// A form full of nonsense.
pub(super) fn filled(form: &Form, chance: &mut StdRng) -> (Said, Means) {
    let tells = matches!(
        form.action,
        Action::Hours(_) | Action::Zone(_) | Action::Join(_) | Action::Pause(_) | Action::Office(_)
    );
    let mut values = Values::new();
    for field in &form.fields {
        let value = match &field.kind {
            FieldKind::Choice(choices) if happens(70, chance) => {
                choices[chance.random_range(0..choices.len())].0.clone()
            }
            _ if tells => one(&NEVER, chance).to_owned(),
            _ => match chance.random_range(0..6) {
                0 => "no ".repeat(2000),
                1 => one(&LINES, chance).to_owned(),
                2 => words::compliment(chance),
                3 => words::actionable(chance),
                4 => words::day(chance).to_owned(),
                _ => field.value.clone(),
            },
        };
        values.insert(field.name.clone(), value);
    }
    // A field that no form has is nobody's.
    values.insert("nobody".to_owned(), "asked".to_owned());
    (Said::Form { action: form.action.to_string(), values }, Means::Nothing)
}
