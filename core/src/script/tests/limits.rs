//! Every message, said with the longest of everything, is one message on every platform, in every language.

mod longest;
mod slots;

use super::super::spoken;
use super::*;
use crate::act::every_form;
use crate::message::{Block, Field, FieldKind, Weight};
use crate::sample::typed;
use longest::{NAME, long, longest};
use slots::SLOTS;

/// Every message, once with each flag up and once with each down; every button has an action.
fn every_message() -> Vec<Message> {
    Tongue::ALL.into_iter().flat_map(in_tongue).collect()
}

fn in_tongue(tongue: Tongue) -> Vec<Message> {
    let source = tongue.script();
    let buttons: BTreeSet<&str> =
        source.split("[[").skip(1).filter_map(|rest| rest.split(['|', '!', '{']).next()).collect();
    let numbered = [
        "speak", "pick", "done", "partly", "stuck", "dropped", "withdraw", "unlink", "why", "report",
        "block", "lift",
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
        let (receipt, blocks) =
            spoken(catalogue(tongue), &saying).unwrap_or_else(|unsayable| panic!("{tongue:?}: {unsayable}"));
        Message { receipt, blocks: blocks.into() }
    };
    keys().flat_map(|key| [true, false].map(|yes| said(key, yes))).collect()
}

#[test]
fn no_message_is_longer_than_any_platform_takes() {
    let mut too_long = Vec::new();
    for message in every_message() {
        let (key, tongue) = (&message.receipt.key, message.receipt.tongue);
        // A win's own link may be longer than Discord's content: the win is shown to its author, who has it.
        let limit = if key == "win.noted" { 3000 } else { 2000 };
        let (blocks, rows, length) = (message.blocks.len(), message.rows(), message.length());
        if blocks > 50 || rows > 5 || length > limit {
            too_long.push(format!("{key} ({tongue:?}): {blocks} blocks, {rows} rows, {length} characters"));
        }
    }
    assert!(too_long.is_empty(), "{too_long:#?}");
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
    let step = longest("welcome.win").max(longest("welcome.ask"));
    for key in ["ask.offered", "ask.offered-near", "ask.waiting", "ask.pooled", "join.done", "hours.done"] {
        assert!(longest(key) + step + longest("setup.invite") <= 2000, "{key}");
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
    let forms = || every_form(&typed(&long(NAME)[..NAME]));
    let all = Tongue::ALL
        .into_iter()
        .flat_map(|tongue| forms().into_iter().map(move |form| form.in_tongue(tongue)));
    for form in all {
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
