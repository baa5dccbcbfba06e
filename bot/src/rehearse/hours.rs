//! Working hours as people know them, read by themselves: what is right is not asked of whoever might be wrong.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use chrono_tz::Tz;

/// One stretch of a week: on these weekdays (Monday is 0), from one minute of the day to another; over midnight when
/// that is not later.
pub(crate) type Shift = (u32, u32, u32, u32);

/// Somebody's week: how they type it, and what they mean by it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Week {
    pub(crate) typed: &'static str,
    pub(crate) shifts: &'static [Shift],
}

const fn clock(hour: u32, minute: u32) -> u32 {
    hour * 60 + minute
}

/// What whoever says nothing of their hours is taken to work.
pub(crate) const USUAL: Week = Week { typed: "mon-fri 9-18", shifts: &[(0, 4, clock(9, 0), clock(18, 0))] };

/// No hours at all: nothing is ever to be said unasked.
pub(crate) const NEVER: Week = Week { typed: "none", shifts: &[] };

/// Other weeks that people have.
pub(crate) const WEEKS: [Week; 7] = [
    Week { typed: "mon-fri 8-16", shifts: &[(0, 4, clock(8, 0), clock(16, 0))] },
    Week {
        typed: "mon-thu 8:30-12:00 13:00-17:30",
        shifts: &[(0, 3, clock(8, 30), clock(12, 0)), (0, 3, clock(13, 0), clock(17, 30))],
    },
    Week { typed: "mon-wed 9-17", shifts: &[(0, 2, clock(9, 0), clock(17, 0))] },
    Week { typed: "daily 10-14", shifts: &[(0, 6, clock(10, 0), clock(14, 0))] },
    Week { typed: "mon-fri 22-6", shifts: &[(0, 4, clock(22, 0), clock(6, 0))] },
    Week { typed: "mon-fri 12-21", shifts: &[(0, 4, clock(12, 0), clock(21, 0))] },
    Week { typed: "tue-sat 9-17", shifts: &[(1, 5, clock(9, 0), clock(17, 0))] },
];

/// Blocks in which mentors would rather have sessions one right after the other.
pub(crate) const OFFICES: [Week; 3] = [
    Week { typed: "tue 13:00-15:00", shifts: &[(1, 1, clock(13, 0), clock(15, 0))] },
    Week { typed: "wed 10:00-11:30", shifts: &[(2, 2, clock(10, 0), clock(11, 30))] },
    Week {
        typed: "mon 10-11, thu 14:00-16:30",
        shifts: &[(0, 0, clock(10, 0), clock(11, 0)), (3, 3, clock(14, 0), clock(16, 30))],
    },
];

impl Week {
    /// Whether the clock on the wall of a zone shows a time inside the hours.
    pub(crate) fn covers(&self, zone: Tz, at: DateTime<Utc>) -> bool {
        let wall = at.with_timezone(&zone);
        let (day, minute) = (wall.weekday().num_days_from_monday(), wall.hour() * 60 + wall.minute());
        let yesterday = (day + 6) % 7;
        self.shifts.iter().any(|&(first, last, from, to)| {
            let on = |day: u32| (first..=last).contains(&day);
            if from < to {
                on(day) && (from..to).contains(&minute)
            } else {
                (on(day) && minute >= from) || (on(yesterday) && minute < to)
            }
        })
    }
}

/// The date that a zone's clock shows.
pub(crate) fn date(zone: Tz, at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}

/// The Monday of the week that a zone's clock shows.
pub(crate) fn monday(zone: Tz, at: DateTime<Utc>) -> NaiveDate {
    let date = date(zone, at);
    date - chrono::Days::new(u64::from(date.weekday().num_days_from_monday()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_week_ends_on_friday_at_six_by_the_clock_on_the_wall() {
        let covers = |text| USUAL.covers(Tz::Europe__Berlin, at(text));
        assert!(covers("2026-10-23T15:59:59Z") && !covers("2026-10-23T16:00:00Z"));
        assert!(!covers("2026-10-24T10:00:00Z"));
        // The clocks have changed over the weekend.
        assert!(covers("2026-10-26T16:59:59Z") && !covers("2026-10-26T07:59:59Z"));
    }

    #[test]
    fn a_night_belongs_to_the_evening_on_which_it_begins() {
        let nights = &WEEKS[4];
        let covers = |text| nights.covers(Tz::UTC, at(text));
        assert!(covers("2026-09-11T23:00:00Z") && covers("2026-09-12T05:59:00Z"));
        assert!(!covers("2026-09-12T23:00:00Z") && !covers("2026-09-07T05:00:00Z"));
    }

    #[test]
    fn a_week_is_typed_as_it_is_meant() {
        for week in WEEKS.iter().chain([&USUAL, &NEVER]) {
            let typed: smallwins_core::calendar::Hours = week.typed.parse().unwrap();
            for quarter in 0..7 * 96 {
                let at = at("2026-09-07T00:00:00Z") + chrono::TimeDelta::minutes(15 * quarter);
                assert_eq!(week.covers(Tz::UTC, at), typed.covers(at.naive_utc()), "{} {at}", week.typed);
            }
        }
    }
}
