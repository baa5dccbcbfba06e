//! Settings as people read them.

use super::Wishes;
use super::draft::Draft;
use super::merge::{Meanwhile, Merged};
use super::place::{Group, Place};
use crate::act::begun::Begun;
use crate::action::{Action, words};
use crate::community::Community;
use crate::message::{Blocks, Field, FieldKind, Form, Message};
use crate::script::{Phrase, Value, label, record, say};
use crate::tongue::Tongue;

/// The longest value that is typed: a zone, or the id of a channel.
const LONGEST: usize = 80;

/// All settings, and the ways to change them.
pub(super) fn card(community: &Community) -> Message {
    let groups = Group::ALL.into_iter().map(|group| {
        let lines = group.places().iter().map(|place| line(*place, &place.now(community)));
        record([("lines", lines.collect::<Vec<_>>().into())])
    });
    let open = |group: Group| Action::Settings(words(group.word()));
    say("settings")
        .with("groups", groups.collect::<Vec<_>>())
        .button("place", open(Group::Place))
        .button("asking", open(Group::Asking))
        .button("limits", open(Group::Limits))
        .message()
}

fn line(place: Place, value: &Option<String>) -> Value {
    record([("name", label(place.key()).into()), ("value", shown(place, value).into())])
}

/// A value in words.
fn shown(place: Place, value: &Option<String>) -> Phrase {
    match (place, value) {
        (Place::DigestChannel, None) => label("setting.direct-messages"),
        (_, None) => label("setting.none"),
        (Place::DigestDay, Some(value)) => {
            let known = place.choices().unwrap_or_default().into_iter().find(|(word, _)| word == value);
            known.map_or_else(|| value.as_str().into(), |(_, words)| words)
        }
        (_, Some(value)) => value.as_str().into(),
    }
}

/// A form for a group; `value` says what stands in its fields.
pub(super) fn form(group: Group, seen: u64, value: impl Fn(Place) -> String) -> Form {
    let field = |place: &Place| {
        let value = value(*place);
        Field {
            name: place.word().to_owned(),
            label: label(place.key()),
            hint: place.hint(),
            kind: place.choices().map_or(FieldKind::Line(LONGEST), FieldKind::Choice),
            value,
            problem: None,
            needed: !matches!(place, Place::Channel | Place::DigestChannel),
        }
    };
    let action = Action::Settings(words(&format!("{} {seen}", group.word())));
    let title = match group {
        Group::Place => label("form.settings.place"),
        Group::Asking => label("form.settings.asking"),
        Group::Limits => label("form.settings.limits"),
    };
    let fields = group.places().iter().map(field).collect();
    Form {
        title,
        action,
        intro: Blocks::default(),
        fields,
        submit: label("form.settings.submit"),
        also: Vec::new(),
        tongue: Tongue::English,
    }
}

/// What would change, with the buttons that say so.
pub(super) fn change(draft: &Draft, merged: &Merged, community: &Community) -> Message {
    let save = Action::Settings(words(&format!("save {}", draft.number())));
    say("settings.change")
        .with("changes", changes(&merged.wishes, community))
        .with("meanwhile", meanwhile(&merged.meanwhile, community))
        .with("mentors", merged.wishes.keys().any(|place| place.is_of_mentors()))
        .button("save", save)
        .button("edit", Action::Settings(words("edit")))
        .button("keep", Action::Settings(words("keep")))
        .message()
}

/// What has changed.
pub(super) fn saved(wishes: &Wishes, before: &Community) -> Message {
    say("settings.saved").with("changes", changes(wishes, before)).message()
}

fn changes(wishes: &Wishes, community: &Community) -> Vec<Value> {
    let change = |(place, value): (&Place, &Option<String>)| {
        record([
            ("name", label(place.key()).into()),
            ("was", shown(*place, &place.now(community)).into()),
            ("becomes", shown(*place, value).into()),
        ])
    };
    wishes.iter().map(change).collect()
}

/// What others changed meanwhile.
pub(super) fn meanwhile(changed: &[Meanwhile], community: &Community) -> Vec<Value> {
    let change = |changed: &Meanwhile| {
        record([
            ("name", label(changed.place.key()).into()),
            ("by", changed.by.as_ref().map(|by| by.as_str()).into()),
            ("was", shown(changed.place, &changed.was).into()),
            ("now", shown(changed.place, &changed.place.now(community)).into()),
        ])
    };
    changed.iter().map(change).collect()
}
