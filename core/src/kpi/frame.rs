//! The days of a window, by which every number goes.
//!
//! Numbers go by the community's days and not by instants, so that what was folded into its days long ago is all that
//! is needed to tell them. The last day is taken whole: whatever is known of it counts, and what is known later does
//! not.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use super::{Terms, Window};

/// A day of a community, counted from the first of January of the year 1.
pub(super) type Day = i32;

/// The day of an instant on the clock of a zone.
pub(super) fn day_of(at: DateTime<Utc>, zone: Tz) -> Day {
    at.with_timezone(&zone).date_naive().num_days_from_ce()
}

/// The date of a day.
pub(super) fn date_of(day: Day) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(day)
}

/// A window by its days.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame<'a> {
    pub(super) window: Window,
    pub(super) terms: &'a Terms,
    /// Its first day; none for everything there is.
    pub(super) first: Option<Day>,
    /// Its last day.
    pub(super) last: Day,
}

impl<'a> Frame<'a> {
    pub(super) fn of(window: Window, terms: &'a Terms) -> Frame<'a> {
        let day = |at| day_of(at, terms.calendar.zone);
        let last = day(window.to - TimeDelta::milliseconds(1));
        Frame { window, terms, first: window.from.map(day), last }
    }

    /// The day of an instant.
    pub(super) fn day(&self, at: DateTime<Utc>) -> Day {
        day_of(at, self.terms.calendar.zone)
    }

    /// The first instant of which nothing is known.
    pub(super) fn until(&self) -> DateTime<Utc> {
        let after = date_of(self.last + 1).expect("the calendar goes on for longer than anybody looks ahead");
        self.terms.calendar.start_of(after)
    }

    /// Whether a day is one of it.
    pub(super) fn holds(&self, day: Day) -> bool {
        self.first.is_none_or(|first| first <= day) && day <= self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::at;

    #[test]
    fn a_window_holds_the_days_of_its_first_and_of_its_last_instant() {
        let terms = Terms::of(Tz::Europe__Berlin);
        let window = Window { from: Some(at("2026-11-22T23:00:00Z")), to: at("2026-11-24T23:00:00Z") };
        let frame = Frame::of(window, &terms);
        let held = |text| frame.holds(frame.day(at(text)));
        assert!(held("2026-11-22T23:00:00Z") && held("2026-11-24T22:59:59Z"));
        assert!(!held("2026-11-22T22:59:59Z") && !held("2026-11-24T23:00:00Z"));
        assert_eq!(frame.until(), window.to);
        let open = Window { to: at("2026-11-24T09:00:00Z"), ..window };
        assert_eq!(Frame::of(open, &terms).until(), window.to);
    }
}
