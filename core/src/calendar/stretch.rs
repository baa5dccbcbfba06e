//! Cuts time into stretches: those in which a zone's clock runs evenly, and in them those of working hours.
//!
//! Everything in the calendar is a walk over these stretches, so daylight saving is met in one place. Inside
//! an even stretch the offset from UTC is one number and wall time is plain arithmetic; at its end the clock
//! is put forward or back and the next begins.

use chrono::{DateTime, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use super::Calendar;

/// A stretch of time in which the offset from UTC does not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Even {
    pub(crate) from: DateTime<Utc>,
    pub(crate) until: DateTime<Utc>,
    offset: TimeDelta,
}

impl Even {
    /// What the clock on the wall shows at an instant of this stretch.
    pub(crate) fn wall(&self, at: DateTime<Utc>) -> NaiveDateTime {
        at.naive_utc() + self.offset
    }

    /// When the clock on the wall shows this, if it does so within the stretch.
    pub(crate) fn instant(&self, wall: NaiveDateTime) -> DateTime<Utc> {
        (wall - self.offset).and_utc()
    }
}

/// The offset is looked up at the ends of a day at most this long, and the change between them is searched
/// for. Two changes that undo one another within it would be missed; the tz database knows no such pair.
const STEP: TimeDelta = TimeDelta::days(1);

/// The even stretches from one instant to another, in order and without a gap.
pub(crate) fn even(zone: Tz, from: DateTime<Utc>, until: DateTime<Utc>) -> impl Iterator<Item = Even> {
    let mut from = from;
    let mut offset = seconds_east(zone, from.timestamp());
    std::iter::from_fn(move || {
        if from >= until {
            return None;
        }
        let probe = until.min(from + STEP);
        let (end, next) = match seconds_east(zone, probe.timestamp()) {
            same if same == offset => (probe, offset),
            _ => {
                let second = change(zone, offset, from.timestamp(), probe.timestamp());
                let end = DateTime::from_timestamp(second, 0).expect("between two instants");
                (end, seconds_east(zone, second))
            }
        };
        let even = Even { from, until: end, offset: TimeDelta::seconds(offset) };
        (from, offset) = (end, next);
        Some(even)
    })
}

/// The first second with another offset, which `from` does not have and `until` has.
fn change(zone: Tz, offset: i64, mut from: i64, mut until: i64) -> i64 {
    while until - from > 1 {
        let middle = from + (until - from) / 2;
        if seconds_east(zone, middle) == offset { from = middle } else { until = middle }
    }
    until
}

fn seconds_east(zone: Tz, second: i64) -> i64 {
    let at = DateTime::from_timestamp(second, 0).expect("the second of an instant").naive_utc();
    i64::from(zone.offset_from_utc_datetime(&at).fix().local_minus_utc())
}

/// The working stretches of a calendar, in order; two may touch at midnight or where the clock changes.
pub(super) fn working(
    calendar: &Calendar,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)> {
    let until = if calendar.hours.is_empty() { from } else { until };
    even(calendar.zone, from, until)
        .flat_map(move |even| {
            let walls = calendar.hours.within(even.wall(even.from), even.wall(even.until));
            let walls = walls.flat_map(move |wall| calendar.outside_free_days(wall));
            walls.map(move |(opens, closes)| (even.instant(opens), even.instant(closes)))
        })
        .flat_map(|stretch| outside_pause(calendar, stretch))
}

/// What the pause leaves of a stretch: all, nothing, or one or two pieces.
fn outside_pause(
    calendar: &Calendar,
    (opens, closes): (DateTime<Utc>, DateTime<Utc>),
) -> impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)> {
    let pieces = match &calendar.pause {
        Some(pause) if pause.from < pause.until => {
            [(opens, closes.min(pause.from)), (opens.max(pause.until), closes)]
        }
        _ => [(opens, closes), (closes, closes)],
    };
    pieces.into_iter().filter(|(opens, closes)| opens < closes)
}

/// Makes one stretch of those that touch.
pub(super) fn joined(
    stretches: impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)>,
) -> impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)> {
    let mut stretches = stretches.peekable();
    std::iter::from_fn(move || {
        let (opens, mut closes) = stretches.next()?;
        while let Some((_, later)) = stretches.next_if(|(next, _)| *next <= closes) {
            closes = later;
        }
        Some((opens, closes))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_stretch_ends_where_the_clock_is_changed() {
        let (from, until) = (at("2026-03-28T12:00:00.5Z"), at("2026-03-30T00:00:00Z"));
        let ends: Vec<_> = even(Tz::Europe__Berlin, from, until).map(|even| even.until).collect();
        assert_eq!(ends, [at("2026-03-29T01:00:00Z"), at("2026-03-30T00:00:00Z")]);
    }

    #[test]
    fn stretches_that_touch_become_one() {
        let minute = |minute: i64| DateTime::from_timestamp(minute * 60, 0).unwrap();
        let stretches = [(1, 2), (2, 3), (4, 5)].map(|(from, to)| (minute(from), minute(to)));
        let joined: Vec<_> = joined(stretches.into_iter()).collect();
        assert_eq!(joined, [(minute(1), minute(3)), (minute(4), minute(5))]);
    }
}
