//! Settings as people read them.

use chrono::{DateTime, Utc};

use super::draft::Draft;
use super::merge::{Meanwhile, Merged};
use super::place::{Group, Place};
use super::{Names, Seen, WHEN_IT_COMES, Wishes};
use crate::act::begun::Begun;
use crate::act::digest;
use crate::action::{Action, words};
use crate::community::Community;
use crate::message::{Blocks, Field, FieldKind, Form, Message, TimeForm};
use crate::moment::Moment;
use crate::script::{Phrase, Value, label, record, say};
use crate::tongue::Tongue;

/// All settings, and the ways to change them.
pub(super) fn card(names: Names<'_>, community: &Community) -> Message {
    let groups = Group::ALL.into_iter().map(|group| {
        let line = |place: &Place| {
            let value = shown(*place, &place.now(community), names);
            record([("name", label(place.key()).into()), ("value", value.into())])
        };
        record([("lines", group.places().iter().map(line).collect::<Vec<_>>().into())])
    });
    let open = |group: Group| Action::Settings(words(group.word()));
    say("settings")
        .with("groups", groups.collect::<Vec<_>>())
        .button("place", open(Group::Place))
        .button("asking", open(Group::Asking))
        .button("limits", open(Group::Limits))
        .button("safety", open(Group::Safety))
        .message()
}

/// A value in words.
fn shown(place: Place, value: &Option<String>, names: Names<'_>) -> Phrase {
    match place {
        Place::ReportsTo => in_words(place, &value.as_ref().and_then(|id| names.called(id))),
        _ => in_words(place, value),
    }
}

/// What a place was, as the audit tells it, in words. It tells no word of a contact.
fn shown_as_told(place: Place, told: &Option<String>) -> Phrase {
    match place {
        Place::Contact if told.is_some() => label("setting.another"),
        _ => in_words(place, told),
    }
}

fn in_words(place: Place, value: &Option<String>) -> Phrase {
    match (place, value) {
        (Place::DigestChannel, None) => label("setting.direct-messages"),
        (Place::ReportsTo, None) => label("setting.all"),
        (Place::Conduct, None) => label("setting.no-page"),
        (Place::Contact, None) => label("crisis.contact"),
        (Place::Digest, Some(word)) => label(if word == "on" { "setting.on" } else { "setting.off" }),
        (_, None) => label("setting.none"),
        (Place::DigestDay, Some(value)) => {
            let known = place.choices().unwrap_or_default().into_iter().find(|(word, _)| word == value);
            known.map_or_else(|| value.as_str().into(), |(_, words)| words)
        }
        (_, Some(value)) => value.as_str().into(),
    }
}

/// A form for a group; `value` says what stands in its fields.
pub(super) fn form(group: Group, seen: Seen, value: impl Fn(Place) -> String) -> Form {
    let field = |place: Place| {
        let value = value(place);
        Field {
            name: place.word().to_owned(),
            label: label(place.key()),
            hint: place.hint(),
            kind: place.choices().map_or(FieldKind::Line(place.longest()), FieldKind::Choice),
            value,
            problem: None,
            needed: !place.can_be_empty() && place != Place::DigestChannel,
        }
    };
    let action = Action::Settings(words(&format!("{} {}", group.word(), seen.words())));
    let title = match group {
        Group::Place => label("form.settings.place"),
        Group::Asking => label("form.settings.asking"),
        Group::Limits => label("form.settings.limits"),
        Group::Safety => label("form.settings.safety"),
    };
    let fields = group.fields().map(field).collect();
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

/// What would change, with the buttons that say so, and when the next digest comes where that would be another time.
pub(super) fn change(
    draft: &Draft,
    merged: &Merged,
    names: Names<'_>,
    community: &Community,
    moment: &Moment,
) -> Message {
    let next = |community: &Community| {
        let moves = community.digest.wanted && merged.has_one_of(&WHEN_IT_COMES);
        moves.then(|| digest::upcoming(community, moment))
    };
    let (was, at) = (next(community), next(&merged.as_wished(community)));
    let in_a_form = merged.wishes.keys().all(|place| place.is_in_a_form());
    let save = Action::Settings(words(&format!("save {}", draft.number())));
    say("settings.change")
        .with("changes", changes(&merged.wishes, names, community))
        .with("meanwhile", meanwhile(&merged.meanwhile, names, community))
        .with("mentors", merged.wishes.keys().any(|place| place.is_of_mentors()))
        .with("at", at.filter(|_| at != was))
        .with("was", was)
        .button("save", save)
        .button_if(in_a_form, "edit", Action::Settings(words("edit")))
        .button("keep", Action::Settings(words("keep")))
        .message()
}

/// What has changed, and what comes of it. `next` is when the next digest comes, where that may be another time.
pub(super) fn saved(
    wishes: &Wishes,
    next: Option<DateTime<Utc>>,
    names: Names<'_>,
    before: &Community,
    after: &Community,
) -> Message {
    let chosen = |place| wishes.get(&place).is_some_and(Option::is_some);
    say("settings.saved")
        .with("changes", changes(wishes, names, before))
        .with("zone", chosen(Place::Zone))
        .with("channel", chosen(Place::Channel) || chosen(Place::DigestChannel))
        .with("digest", next.map(|next| Value::on_the_wall(next, after.zone, TimeForm::Full)))
        .message()
}

fn changes(wishes: &Wishes, names: Names<'_>, community: &Community) -> Vec<Value> {
    let change = |(place, value): (&Place, &Option<String>)| {
        record([
            ("name", label(place.key()).into()),
            ("was", shown(*place, &place.now(community), names).into()),
            ("becomes", shown(*place, value, names).into()),
        ])
    };
    wishes.iter().map(change).collect()
}

/// What others changed meanwhile.
pub(super) fn meanwhile(changed: &[Meanwhile], names: Names<'_>, community: &Community) -> Vec<Value> {
    let change = |changed: &Meanwhile| {
        record([
            ("name", label(changed.place.key()).into()),
            ("by", changed.by.as_ref().map(|by| by.as_str()).into()),
            ("was", shown_as_told(changed.place, &changed.was).into()),
            ("now", shown(changed.place, &changed.place.now(community), names).into()),
        ])
    };
    changed.iter().map(change).collect()
}
