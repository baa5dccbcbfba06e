//! The clock in the head of the page, and the ways to move it.

use askama::Template;
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use smallwins_core::message::TimeForm;
use smallwins_core::tongue::Tongue;

use super::due::Due;
use super::parts;

/// The clock.
#[derive(Template)]
#[template(path = "clock.html")]
pub(crate) struct Clock<'a> {
    /// What it shows.
    pub(crate) now: DateTime<Utc>,
    /// In which zone it is read.
    pub(crate) zone: Tz,
    /// The zone's city.
    pub(crate) city: String,
    /// What comes next.
    pub(crate) next: Option<&'a Due>,
}
parts!(Clock<'a>);

impl Clock<'_> {
    fn date(&self) -> String {
        self.now.with_timezone(&self.zone).format("%a %-d %b %Y").to_string()
    }

    fn time(&self) -> String {
        TimeForm::Clock.show(self.now, self.zone, Tongue::English)
    }

    /// The instant so many hours from now, to the minute: a wish that is the same within it.
    fn in_hours(&self, hours: i64) -> String {
        stamp(self.now + TimeDelta::hours(hours), TimeDelta::minutes(1))
    }

    /// When something is due: the clock alone today, with the day otherwise.
    fn when(&self, at: &DateTime<Utc>) -> String {
        near(*at, self.now, self.zone)
    }

    fn target(&self, due: &Due) -> String {
        stamp(due.at + TimeDelta::milliseconds(999), TimeDelta::seconds(1))
    }
}

/// An instant cut to a step, as RFC 3339 writes it.
fn stamp(at: DateTime<Utc>, step: TimeDelta) -> String {
    let seconds = step.num_seconds();
    let cut = at.timestamp().div_euclid(seconds) * seconds;
    DateTime::from_timestamp(cut, 0).unwrap_or(at).format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A time for a reader: without the day when it is today, with the date when it is a week away or more.
pub(crate) fn near(at: DateTime<Utc>, now: DateTime<Utc>, zone: Tz) -> String {
    let date = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
    let form = match (date(at) - date(now)).num_days() {
        0 => TimeForm::Clock,
        1..7 => TimeForm::DayClock,
        _ => TimeForm::Full,
    };
    form.show(at, zone, Tongue::English)
}
