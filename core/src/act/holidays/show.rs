//! Holidays as people read them.

use chrono::{Datelike, NaiveDate};

use super::draft::Draft;
use super::fit;
use crate::act::begun::Begun;
use crate::action::{Action, words};
use crate::holidays::{Holiday, Holidays, Reading};
use crate::message::Message;
use crate::script::{Saying, Value, record, say};
use crate::text::Typed;

/// So many are shown.
const SHOWN: usize = 20;
/// So many of those that would go, and of those that would come.
const SHOWN_OF_A_CHANGE: usize = 7;

/// So many of those who changed them meanwhile are named.
const NAMED: usize = 5;

/// Those that lie ahead, and the ways to change them.
pub(super) fn card(ahead: &Holidays, today: NaiveDate) -> Message {
    say("holidays")
        .with("days", lines(ahead, SHOWN, today))
        .with("more", ahead.count().saturating_sub(SHOWN))
        .with("full", !fit(ahead))
        .button_if(fit(ahead), "change", Action::Holidays(None))
        .button_if(!ahead.is_empty(), "none", Action::Holidays(words("none")))
        .message()
}

/// What would change, with the buttons that say so.
pub(super) fn change(
    draft: &Draft,
    reading: &Reading,
    ahead: &Holidays,
    others: &[Option<Typed>],
    today: NaiveDate,
) -> Message {
    let (gone, come) = (ahead.without(&reading.holidays), reading.holidays.without(ahead));
    let save = Action::Holidays(words(&format!("save {}", draft.number())));
    left_out(say("holidays.change"), reading)
        .with("gone", lines(&gone, SHOWN_OF_A_CHANGE, today))
        .with("more_gone", gone.count().saturating_sub(SHOWN_OF_A_CHANGE))
        .with("come", lines(&come, SHOWN_OF_A_CHANGE, today))
        .with("more_come", come.count().saturating_sub(SHOWN_OF_A_CHANGE))
        .with("meanwhile", by(others))
        .button("save", save)
        .button("edit", Action::Holidays(words("edit")))
        .button("keep", Action::Holidays(words("keep")))
        .message()
}

/// Nothing would change.
pub(super) fn same(reading: &Reading, others: &[Option<Typed>]) -> Message {
    left_out(say("holidays.same"), reading)
        .with("meanwhile", by(others))
        .button("show", Action::Holidays(words("show")))
        .message()
}

/// What is kept from now on.
pub(super) fn settled(reading: &Reading) -> Message {
    let change = Action::Holidays(None);
    let has_some = !reading.holidays.is_empty();
    if !has_some && (reading.over, reading.far, reading.timed) == (0, 0, 0) {
        return say("holidays.none").button("change", change).message();
    }
    left_out(say("holidays.done"), reading)
        .button_if(has_some, "show", Action::Holidays(words("show")))
        .button("change", change)
        .message()
}

/// The draft of a button is not there any more.
pub(super) fn no_draft() -> Saying {
    say("holidays.no-draft").button("show", Action::Holidays(words("show")))
}

fn left_out(saying: Saying, reading: &Reading) -> Saying {
    saying
        .with("kept", reading.holidays.count())
        .with("before", reading.over)
        .with("after", reading.far)
        .with("waiting", reading.timed)
}

/// The first of them, a line each. What comes back each year stands there once for each, so a date of another year
/// than this says which.
fn lines(days: &Holidays, most: usize, today: NaiveDate) -> Vec<Value> {
    let year = |date: NaiveDate| (date.year() != today.year()).then(|| date.year().to_string());
    let line = |holiday: &Holiday| {
        let last = (holiday.days.to > holiday.days.from).then_some(holiday.days.to);
        record([
            ("from", holiday.days.from.into()),
            ("from_year", year(holiday.days.from).into()),
            ("to", last.into()),
            ("to_year", last.and_then(year).into()),
            ("name", holiday.name.as_str().into()),
        ])
    };
    days.iter().take(most).map(line).collect()
}

/// Who changed them meanwhile.
fn by(others: &[Option<Typed>]) -> Vec<Value> {
    let one = |by: &Option<Typed>| record([("by", by.as_ref().map(Typed::as_str).into())]);
    others.iter().take(NAMED).map(one).collect()
}
