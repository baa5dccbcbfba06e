//! What people write into forms.

use chrono::{DateTime, Utc};
use rand::Rng;
use smallwins_core::action::Action;
use smallwins_core::message::{Field, FieldKind, Form, Values};
use smallwins_core::script::Phrase;

use super::act::{Act, Means};
use super::cast::Someone;
use super::react::soon;
use super::temper::happens;
use super::words;

/// Of a hundred forms, so many are closed and forgotten.
const CLOSED: u32 = 8;
/// Of a hundred notes that are written already, so many are left as they are.
const LEFT: u32 = 85;

/// What somebody will do with a form that has opened.
pub(crate) fn fill(someone: &mut Someone, form: &Form, now: DateTime<Utc>) -> Option<Act> {
    if happens(CLOSED, &mut someone.chance) {
        return None;
    }
    // A note that somebody else has written already is mostly left as it is.
    let written = matches!(form.action, Action::Note(..)) && form.fields.iter().any(is_written);
    if written && happens(LEFT, &mut someone.chance) {
        return None;
    }
    let at = soon(someone, now);
    let refused = form.fields.iter().any(|field| field.problem.is_some());
    if let Some(anyway) = form.also.first().filter(|_| happens(someone.temper.insists, &mut someone.chance)) {
        return Some(Act::presses(&anyway.action, at));
    }
    let mut values = Values::new();
    for field in &form.fields {
        let value = match (field.name.as_str(), &field.kind) {
            ("minutes" | "meet" | "share", FieldKind::Choice(choices)) => choice(someone, choices),
            ("question", _) if form.action == Action::Ask(None) => question(someone, &field.value),
            (name, _) => text(someone, name, &field.value, refused),
        };
        values.insert(field.name.clone(), value);
    }
    let means = match &form.action {
        Action::Zone(_) => Means::Zone(someone.zone),
        _ => Means::Nothing,
    };
    Some(Act::sends(&form.action, values, at).meaning(means))
}

fn is_written(field: &Field) -> bool {
    field.name == "second" && !field.value.trim().is_empty() && field.problem.is_none()
}

/// The first choice mostly, else any.
fn choice(someone: &mut Someone, choices: &[(String, Phrase)]) -> String {
    let place =
        if happens(70, &mut someone.chance) { 0 } else { someone.chance.random_range(0..choices.len()) };
    choices[place].0.clone()
}

/// A question that is asked; what stands there already is kept.
fn question(someone: &mut Someone, standing: &str) -> String {
    if !standing.trim().is_empty() {
        return standing.to_owned();
    }
    let topic = words::TOPICS[someone.chance.random_range(0..words::OFFERED)];
    words::question(topic, &mut someone.chance)
}

/// What belongs into a field of that name; after a refusal people take more care.
fn text(someone: &mut Someone, name: &str, standing: &str, refused: bool) -> String {
    let careless = if refused { 10 } else { someone.temper.careless };
    let zone = someone.zone.name();
    let chance = &mut someone.chance;
    match name {
        "words" if happens(careless, chance) => words::careless(chance),
        "words" => words::compliment(chance),
        "win" | "thanks" => words::deed(chance),
        "question" if standing.is_empty() => words::checkpoint(chance),
        "first" | "second" if standing.is_empty() => words::actionable(chance),
        "affirmation" if happens(40, chance) => words::compliment(chance),
        // The day that stands there is mostly kept; after a refusal a day is written that is one.
        "day" if refused => "in 3 days".to_owned(),
        "day" if happens(25, chance) => words::day(chance).to_owned(),
        "until" => words::holiday(chance).to_owned(),
        "zone" => zone.to_owned(),
        _ => standing.to_owned(),
    }
}
