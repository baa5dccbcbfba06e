//! Every message, said with the longest of everything, is one message on every platform.

mod slots;

use minijinja::Value;

use super::super::{record, spoken};
use super::*;
use crate::act::every_form;
use crate::message::{Block, Field, FieldKind, Weight};
use crate::sample::typed;
use slots::SLOTS;

const NAME: usize = 60;
const QUESTION: usize = 200;
const WIN: usize = 280;
const COMPLIMENT: usize = 600;
const ACTIONABLE: usize = 300;
const ECHO: usize = crate::decision::LONGEST_ECHO;

fn long(characters: usize) -> String {
    // Words, as people write them, so that lines can break.
    "wordy ".repeat(characters / 6 + 1)[..characters].trim_end().to_owned() + "x"
}

fn text(characters: usize) -> Value {
    Value::from(&long(characters)[..characters])
}

fn texts(count: usize, characters: usize) -> Value {
    (0..count).map(|_| text(characters)).collect()
}

/// What stands in a slot at its longest; `yes` is what a flag says.
fn longest(key: &str, slot: &'static str, yes: bool) -> Value {
    let at = || Value::from(1_795_424_400_000_i64);
    let win = |deed: usize, link: usize| {
        record([
            ("deed", text(deed)),
            ("link", format!("https://e.example/{}", "x".repeat(link - 18)).into()),
            ("days", 13.into()),
        ])
    };
    let session = || {
        let item = || record([("words", text(50)), ("answer", "dropped".into())]);
        record([
            ("partner", text(NAME)),
            ("mine", yes.into()),
            ("stage", if yes { "following" } else { "choosing" }.into()),
            ("at", at()),
            ("asked", yes.into()),
            ("items", vec![item(), item()].into()),
        ])
    };
    let ask = || {
        record([
            ("question", text(70)),
            ("turn", if yes { "waiting" } else { "mentor" }.into()),
            ("at", at()),
        ])
    };
    let reason = |why: &'static str| {
        record([
            ("why", why.into()),
            ("topic", text(NAME)),
            ("from", "09:00".into()),
            ("to", "18:00".into()),
            ("free", 40.into()),
            ("of", 40.into()),
        ])
    };
    let mishap = || {
        record([
            ("since", at()),
            ("to", text(NAME)),
            ("channel", false.into()),
            ("why", text(80)),
            ("outlook", "in-doubt".into()),
            ("again_at", at()),
        ])
    };
    let figure = |name: usize| format!("{} 2 h 40 min (1 h 50 min–3 h 20 min, n 9999)", long(name));
    let number = |title: usize, figures: usize, name: usize| {
        record([("title", text(title)), ("figures", (0..figures).map(|_| figure(name)).collect())])
    };
    let attention = |what: &'static str| {
        let says = format!("{}: {}", long(45), figure(0));
        record([("what", what.into()), ("n", 99.into()), ("strange", 40.into()), ("says", says.into())])
    };
    let lost = || record([("name", text(NAME)), ("since", at())]);
    match (key, slot) {
        // Eight numbers have twenty-six figures.
        ("kpis", "lines") => (0..8).map(|_| number(16, 3, 18)).collect(),
        ("digest", "lines") => (0..5).map(|_| number(9, 3, 36)).collect(),
        ("digest", "attention") if yes => {
            ["waiting", "no-channel", "few"].map(attention).into_iter().collect()
        }
        ("digest", "attention") => Vec::<Value>::new().into(),
        ("chart.alt", "known") => yes.into(),
        ("chart.alt", _) => 100.into(),
        ("digest.too-few", "figures") => texts(2, 45),
        ("kpi.figure", "is") => if yes { "value" } else { "not-reached" }.into(),
        ("kpi.figure", "value" | "range" | "direction") => text(21),
        ("health", "well") => (!yes).into(),
        ("health", "mishaps") => (0..5).map(|_| mishap()).collect(),
        ("health", "lost") => (0..5).map(|_| lost()).collect(),
        ("me" | "me.foot", "wins" | "offers" | "more") => 99.into(),
        ("privacy", "wins" | "asks" | "offers" | "sessions" | "notes" | "signals" | "links" | "waiting") => {
            9_999.into()
        }
        ("me", "sessions") => (0..4).map(|_| session()).collect(),
        ("me", "asks") => vec![ask(), ask()].into(),
        ("me.foot", "topics") => texts(4, NAME),
        ("me.foot", "hours") => text(120),
        ("me.affirmed", "words") => text(160),
        ("me.answer", "words") => text(80),
        ("me.offer", "question") => text(70),
        ("me.foot", "room") => record([("free", 40.into()), ("of", 40.into())]),
        ("why", "parts") => (0..8).map(|_| record([("says", text(24)), ("points", (-90).into())])).collect(),
        ("round.report", "pairs") => (0..5)
            .map(|_| {
                record([
                    ("learner", text(NAME)),
                    ("mentor", text(NAME)),
                    ("points", 300.into()),
                    ("reasons", text(78)),
                    ("presses", yes.into()),
                ])
            })
            .collect(),
        ("round.report", "away") => (0..3).map(|_| record([("name", text(NAME)), ("until", at())])).collect(),
        ("round.report", "left_out") => texts(6, 30),
        ("round.report", "left" | "more_away") => 300.into(),
        ("why" | "why.nobody", "price" | "together" | "urgency" | "free" | "kept") => 300.into(),
        ("round.when", "day") => "Mon".into(),
        ("weights", "parts") => (0..8)
            .map(|_| {
                record([
                    ("word", text(9)),
                    ("says", text(24)),
                    ("percent", 300.into()),
                    ("most", 120.into()),
                    ("against", yes.into()),
                ])
            })
            .collect(),
        ("settings", "groups") => [5, 3, 4]
            .map(|lines| {
                let line = || record([("name", text(45)), ("value", text(33))]);
                record([("lines", (0..lines).map(|_| line()).collect())])
            })
            .into_iter()
            .collect(),
        ("settings.change" | "settings.saved", "changes") => {
            (0..5).map(|_| record([("name", text(45)), ("was", text(33)), ("becomes", text(33))])).collect()
        }
        (_, "meanwhile") => (0..5)
            .map(|_| record([("name", text(45)), ("by", text(NAME)), ("was", text(33)), ("now", text(33))]))
            .collect(),
        ("weights.replay", "changes") => (0..8)
            .map(|_| record([("word", text(9)), ("was", 300.into()), ("percent", 300.into())]))
            .collect(),
        ("weights.replay", "before" | "after") => record([
            ("found", 500.into()),
            ("wait", text(12)),
            ("spread", "0.99".into()),
            ("repeats", 500.into()),
            ("fit", "100%".into()),
        ]),
        ("weights" | "weights.replay", "n" | "others" | "most" | "version") => 500.into(),
        ("why" | "why.nobody", "left_out") => texts(6, 30),
        ("why.which", "questions") => texts(4, NAME),
        ("why", "rest" | "total" | "version") => 300.into(),
        ("times", "found") => u32::from(yes).into(),
        ("offer.prompt", "reasons") => ["near", "overlap", "again"].map(reason).into_iter().collect(),
        ("me", "deadlines") => {
            let due = || record([("what", text(50)), ("at", at())]);
            vec![due(), due(), due()].into()
        }
        (_, "why_now") => record([
            ("kind", if yes { "deadline" } else { "submission" }.into()),
            ("what", text(70)),
            ("link", format!("https://e.example/{}", "x".repeat(82)).into()),
            ("at", at()),
        ]),
        ("suggest", "why") => if yes { "quiet" } else { "done" }.into(),
        ("signals", "sources") => {
            let parts = || texts(7, 56);
            let source = || record([("name", text(20)), ("off", yes.into()), ("parts", parts())]);
            if yes { (0..4).map(|_| source()).collect() } else { Vec::<Value>::new().into() }
        }
        (_, "accounts") => {
            let account = || record([("login", text(60)), ("source", text(20))]);
            (0..5).map(|_| account()).collect()
        }
        (_, "account") => text(60),
        (_, "source") => text(20),
        (_, "what") => text(100),
        ("nudge", "time") => 2.into(),
        ("wrap-up", "asks") => yes.into(),
        ("report", "partners" | "blocked") => texts(3, 40),
        ("report.done", "owners") => texts(5, NAME),
        (_, "partners" | "blocked" | "owners") => texts(1, NAME),
        ("report.told", "words") => text(COMPLIMENT),
        (_, "conduct") => format!("https://rules.example/{}", "x".repeat(178)).into(),
        (_, "contact") => text(QUESTION),
        (_, "owner") => text(NAME),
        ("times", "hidden") => texts(3, 45),
        (_, "asks" | "questions") => texts(2, QUESTION),
        (_, "wins") if yes => vec![win(160, 600), win(160, 80)].into(),
        (_, "wins") => Vec::<Value>::new().into(),
        (_, "explanations") => texts(3, 330),
        (_, "actionables") => texts(2, ACTIONABLE),
        (_, "topics") => texts(12, NAME),
        (_, "languages") => texts(8, 3),
        (_, "missing") => ["first", "second", "checkpoint"].into_iter().map(Value::from).collect(),
        (_, "times") => ["Wed 10:00"; 3].into_iter().map(Value::from).collect(),
        ("form.affirm.intro", "frame") => if yes { "did" } else { "open" }.into(),
        (
            _,
            "at" | "until" | "again_at" | "was" | "ends" | "due" | "free_until" | "opens" | "pause"
            | "closed" | "since" | "late",
        ) => at(),
        (_, "why" | "why_closed") => text(120),
        (_, "channel") => text(64),
        (_, "waiting" | "more_mishaps" | "more_lost") => 40.into(),
        (_, "quiet_until") => "Wed 10:00".into(),
        (_, "minutes") => if yes { 10 } else { 15 }.into(),
        (
            _,
            "n" | "able" | "day" | "week" | "kept" | "most" | "length" | "limit" | "days" | "line" | "score",
        ) => 40.into(),
        (_, "typed") => text(ECHO),
        (_, "words") if key == "affirmed" || key.starts_with("affirm.") => text(COMPLIMENT),
        (_, "affirmation") => text(COMPLIMENT),
        (_, "words" | "actionable") => text(ACTIONABLE),
        (_, "deed") => text(WIN),
        (_, "url") => format!("https://wins.example/{}/enter/{}", "x".repeat(200), "0".repeat(64)).into(),
        ("meet" | "join.done", "link") => format!("https://meet.example/{}", "x".repeat(179)).into(),
        (_, "link") => format!("https://e.example/{}", "x".repeat(1000)).into(),
        (_, "question") => text(QUESTION),
        (_, "found" | "problem" | "part" | "tag") => text(120),
        (_, "hours") => text(210),
        (_, "zone") => "America/Argentina/ComodRivadavia".into(),
        (_, "id") => text(60),
        (_, "handle") => "100200300400500600".into(),
        (_, "now" | "clock") => "10:00".into(),
        (_, "title") => text(24),
        (_, "date" | "name" | "partner" | "learner" | "mentor" | "near" | "nearest" | "verb")
            if slot != "mentor" || key != "help" =>
        {
            text(NAME)
        }
        _ => yes.into(),
    }
}

/// Every message, once with each flag up and once with each down; every button has an action.
fn every_message() -> Vec<Message> {
    let source = include_str!("../en.md");
    let buttons: BTreeSet<&str> =
        source.split("[[").skip(1).filter_map(|rest| rest.split(['|', '!', '{']).next()).collect();
    let numbered = [
        "pick", "done", "partly", "stuck", "dropped", "withdraw", "unlink", "why", "report", "block", "lift",
    ];
    let said = |key: &'static str, yes: bool| {
        let mut saying =
            SLOTS.iter().copied().fold(say(key), |saying, slot| saying.with(slot, longest(key, slot, yes)));
        for button in &buttons {
            saying = saying.button(*button, Action::Me);
        }
        for button in numbered {
            saying = (0..3).fold(saying, |saying, n| saying.button(format!("{button}{n}"), Action::Me));
        }
        spoken(catalogue(), &saying).unwrap_or_else(|unsayable| panic!("{unsayable}"))
    };
    keys().flat_map(|key| [true, false].map(|yes| said(key, yes))).collect()
}

#[test]
fn no_message_is_longer_than_any_platform_takes() {
    for message in every_message() {
        let key = &message.receipt.key;
        assert!(message.blocks.len() <= 50, "{key} has {} blocks", message.blocks.len());
        assert!(message.rows() <= 5, "{key} has {} rows of buttons", message.rows());
        // A win's own link may be longer than Discord's content: the win is shown to its author, who has it.
        let limit = if key == "win.noted" { 3000 } else { 2000 };
        assert!(message.length() <= limit, "{key} has {} characters", message.length());
    }
}

#[test]
fn what_is_said_beneath_or_within_another_message_fits_wherever_it_is_said() {
    let messages = every_message();
    let longest = |key: &str| {
        let lengths = messages.iter().filter(|message| message.receipt.key == key).map(Message::length);
        lengths.max().unwrap_or_else(|| panic!("nobody says {key}"))
    };
    for key in ["ask.offered", "ask.offered-near", "ask.waiting", "ask.pooled", "join.done"] {
        assert!(longest(key) + longest("zone.which") <= 2000, "{key}");
    }
    for key in ["booked", "moved.by-partner", "remind.minutes", "agenda"] {
        assert!(longest(key) + longest("meet") <= 2000, "{key}");
    }
    for key in ["answer.done", "answer.partly"] {
        assert!(longest(key) + longest("answer.left") + longest("recommend") <= 2000, "{key}");
    }
    assert!(longest("note.written") + longest("fit") <= 2000);
    assert!(longest("note.written") + longest("fit.mentor") <= 2000);
    for key in ["ask.offered", "ask.offered-near", "ask.waiting", "ask.pooled"] {
        assert!(longest(key) + longest("zone.which") + longest("crisis") <= 2000, "{key}");
    }
    assert!(longest("note.written") + longest("fit") + longest("crisis") <= 2000);
    assert!(longest("ask.kept") + longest("zone.which") + longest("closed.admin") <= 2000);
}

#[test]
fn no_row_of_buttons_is_longer_than_any_platform_takes() {
    for message in every_message() {
        let key = &message.receipt.key;
        let primary = buttons(&message).iter().filter(|button| button.weight == Weight::Primary).count();
        assert!(primary <= 1, "{key} has {primary} primary buttons");
        for block in &message.blocks {
            let Block::Buttons(row) = block else { continue };
            assert!((1..=5).contains(&row.len()), "{key} has {} buttons in a row", row.len());
            for button in row {
                let length = button.label.chars().count();
                assert!((1..=75).contains(&length), "{key} has a button of {length} characters");
            }
        }
    }
}

#[test]
fn no_form_is_larger_than_any_platform_takes() {
    for form in every_form(&typed(&long(NAME)[..NAME])) {
        let title = &form.title;
        let length = |text: &str| text.chars().count();
        assert!(length(title) <= 24, "{title}");
        assert!(length(&form.submit) <= 24, "{title}: {}", form.submit);
        assert!((1..=5).contains(&form.fields.len()), "{title} has {} fields", form.fields.len());
        assert!(form.action.to_string().len() <= 100, "{title}: {}", form.action);
        for Field { label, hint, kind, value, .. } in &form.fields {
            assert!(length(label) <= 45, "{title}: {label}");
            assert!(hint.as_ref().is_none_or(|hint| length(hint) <= 100), "{title}: {hint:?}");
            assert!(length(value) <= 3000, "{title}: {label} has a value of {}", length(value));
            if let FieldKind::Choice(choices) = kind {
                assert!(choices.iter().all(|(_, words)| length(words) <= 75), "{title}: {choices:?}");
                assert!(choices.iter().any(|(known, _)| known == value), "{title}: {value} is no choice");
            }
        }
    }
}
