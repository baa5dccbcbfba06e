//! A time as a page tells it: with its day, always.

use askama::Template;
use chrono::{DateTime, Utc};
use smallwins_core::message::TimeForm;
use smallwins_core::tongue::Tongue;

use crate::board::inside::Inside;
use crate::pages::clock::near;

/// A time and its day.
#[derive(Template)]
#[template(path = "board/when.txt")]
struct When {
    day: Day,
    time: String,
}

/// How a day is called from where one stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Day {
    Yesterday,
    Today,
    Tomorrow,
    /// By the time itself.
    Other,
}

/// A time on the clock of whoever looks.
pub(crate) fn when(at: DateTime<Utc>, inside: &Inside) -> String {
    let zone = inside.zone();
    let date = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
    let day = match (date(at) - date(inside.now)).num_days() {
        -1 => Day::Yesterday,
        0 => Day::Today,
        1 => Day::Tomorrow,
        _ => Day::Other,
    };
    let time = match day {
        Day::Other => near(at, inside.now, zone),
        Day::Yesterday | Day::Today | Day::Tomorrow => TimeForm::Clock.show(at, zone, Tongue::English),
    };
    When { day, time }.to_string()
}
