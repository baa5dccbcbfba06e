//! A person's calendar: zone, working hours, pause and free days, and the arithmetic of working time on them.
//!
//! Pure and safe around changes of the clock, by five stated policies:
//! - **Open is what the clock on the wall says.** An instant is working time when the wall time at that instant
//!   is inside the hours. An hour that the clock skips is no working time; an hour that it shows twice is
//!   working time twice.
//! - **A wall time is the first instant at which the clock shows it or something later.** In a gap that is the
//!   first instant after it; in a fold the earlier of the two. RFC 5545 §3.3.5 takes the earlier in a fold too;
//!   in a gap it moves 02:30 on to 03:30, past a wish for 03:15. Here wishes keep their order.
//! - **A day begins where the clock first shows its date**, at 01:00 where midnight is skipped
//!   (`America/Havana` in March, `Africa/Cairo` in April).
//! - **A free day is a date on the wall**: nothing of it is working time, wherever a shift began.
//! - **Working time is elapsed time**: four working hours are four hours on a stopwatch that stands still
//!   outside working hours.
//!
//! Nothing here steps through minutes. Time is cut where the offset changes (`stretch.rs`), and between two
//! changes wall time is plain arithmetic on the runs of a week (`week.rs`). `tests/zones.rs` proves it against
//! tables made with Python's zoneinfo, for every zone.

mod off;
mod office;
mod stretch;
mod week;
mod week_text;
mod zone;

use std::sync::Arc;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

pub use off::{DaysOff, Leave};
pub use office::{LONGEST_BLOCK, MOST_BLOCKS, OfficeHours, OfficeProblem, SHORTEST_BLOCK};
pub(crate) use stretch::even;
pub use week::{Hours, Span};
pub use week_text::HoursProblem;
pub(crate) use week_text::read_day;
pub use zone::{ZoneProblem, parse_zone};
pub(crate) use zone::{abbreviated, city};

/// How far ahead an opening is looked for.
pub const HORIZON: TimeDelta = TimeDelta::days(400);

/// More than any offset from UTC has ever been; Manila's −15:56 of 1844 comes nearest.
const FARTHEST_OFFSET: TimeDelta = TimeDelta::hours(16);

/// When a person works, and so when they may be spoken to unasked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Calendar {
    /// Where their clock hangs.
    pub zone: Tz,
    /// Their working hours on that clock.
    pub hours: Hours,
    /// A time in which they do not want to hear from us, whatever the hours say.
    pub pause: Option<Pause>,
    /// Days that are free, whatever the hours say.
    #[serde(default, skip_serializing_if = "DaysOff::is_empty")]
    pub off: DaysOff,
    /// Those of everybody in their community. They are the community's, so they are not kept with a person.
    #[serde(skip)]
    pub holidays: Arc<DaysOff>,
}

/// Not to be disturbed, up to and without `until`. A pause that ends before it begins is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// The first instant of the pause.
    pub from: DateTime<Utc>,
    /// The first instant after it.
    pub until: DateTime<Utc>,
}

/// An amount of working time, in whole minutes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkingTime(u32);

/// So many hours of working time.
pub const fn hours(n: u32) -> WorkingTime {
    WorkingTime(n.saturating_mul(60))
}

/// So many minutes of working time.
pub const fn minutes(n: u32) -> WorkingTime {
    WorkingTime(n)
}

impl WorkingTime {
    /// The same amount on a stopwatch.
    pub fn delta(self) -> TimeDelta {
        TimeDelta::minutes(i64::from(self.0))
    }
}

impl Pause {
    /// Whether the pause holds at this instant.
    pub fn covers(&self, at: DateTime<Utc>) -> bool {
        self.from <= at && at < self.until
    }
}

impl Calendar {
    /// A calendar of working hours in a zone, without a pause or a free day.
    pub fn new(zone: Tz, hours: Hours) -> Calendar {
        Calendar { zone, hours, pause: None, off: DaysOff::default(), holidays: Arc::default() }
    }

    /// Whether this is working time: inside the hours, not paused, and on no free day.
    pub fn is_open(&self, at: DateTime<Utc>) -> bool {
        let wall = self.local(at);
        !self.pause.is_some_and(|pause| pause.covers(at))
            && self.hours.covers(wall)
            && !self.is_free(wall.date())
    }

    /// The earliest working instant at or after `from`; none when there is none within [`HORIZON`].
    pub fn opening(&self, from: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let begin = match self.pause {
            Some(pause) if pause.covers(from) => pause.until,
            _ => from,
        };
        stretch::working(self, begin, from + HORIZON).next().map(|(opens, _)| opens)
    }

    /// The earliest instant by which this much working time has passed since `from`: the end of the working
    /// day rather than the next morning, and `from` itself for no time. None when [`HORIZON`] comes first.
    pub fn after_working(&self, from: DateTime<Utc>, time: WorkingTime) -> Option<DateTime<Utc>> {
        let mut left = time.delta();
        if left.is_zero() {
            return Some(from);
        }
        for (opens, closes) in stretch::working(self, from, from + HORIZON) {
            if closes - opens >= left {
                return Some(opens + left);
            }
            left -= closes - opens;
        }
        None
    }

    /// How much working time lies between two instants; none when they are in the wrong order.
    pub fn working_between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> TimeDelta {
        stretch::working(self, from, to).map(|(opens, closes)| closes - opens).sum()
    }

    /// How much working time lies between each of some instants, which are in order, and one later than they: the same
    /// as [`Calendar::working_between`] of each, in one walk for all of them.
    pub(crate) fn working_from_each(&self, begins: &[DateTime<Utc>], to: DateTime<Utc>) -> Vec<TimeDelta> {
        debug_assert!(begins.is_sorted());
        let Some(first) = begins.first() else { return Vec::new() };
        let mut stretches = stretch::working(self, *first, to).peekable();
        let (mut passed, mut before) = (TimeDelta::zero(), Vec::with_capacity(begins.len()));
        for begin in begins {
            while let Some((opens, closes)) = stretches.next_if(|(_, closes)| closes <= begin) {
                passed += closes - opens;
            }
            let begun = stretches.peek().map_or(TimeDelta::zero(), |(opens, _)| *begin - *opens);
            before.push(passed + begun.max(TimeDelta::zero()));
        }
        let all = passed + stretches.map(|(opens, closes)| closes - opens).sum();
        before.into_iter().map(|before| all - before).collect()
    }

    /// What the person's clock shows.
    pub fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        at.with_timezone(&self.zone).naive_local()
    }

    /// The date on the person's clock.
    pub fn local_date(&self, at: DateTime<Utc>) -> NaiveDate {
        self.local(at).date()
    }

    /// The first instant at which the person's clock shows this wall time or a later one: the first after it
    /// where the clock skips it, the earlier where the clock shows it twice.
    pub fn instant(&self, wall: NaiveDateTime) -> DateTime<Utc> {
        let near = wall.and_utc();
        even(self.zone, near - FARTHEST_OFFSET, near + TimeDelta::days(2))
            .map(|even| (even.instant(wall).max(even.from), even.until))
            .find_map(|(at, until)| (at < until).then_some(at))
            .expect("no clock is farther than a day from UTC, and none skips more than a day")
    }

    /// The first instant of the local day.
    pub fn day_start(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        self.start_of(self.local_date(at))
    }

    /// The first instant of the local week, which begins on Monday.
    pub fn week_start(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        self.instant(week::monday(self.local(at)))
    }

    /// The n-th later local date that has working hours, or today's for none. None when it is not within
    /// [`HORIZON`].
    ///
    /// A shift over midnight is one working day, that of its evening. A day that is paused, or whose hours the
    /// clock skips, does not count.
    pub fn working_days_after(&self, from: DateTime<Utc>, days: u32) -> Option<NaiveDate> {
        let today = self.local_date(from);
        let Some(nth) = days.checked_sub(1) else { return Some(today) };
        let spans = self.hours.spans();
        let later = today.iter_days().skip(1).take(HORIZON.num_days() as usize);
        later.filter(|date| self.has_a_shift(*date, &spans)).nth(nth as usize)
    }

    /// The working stretches between two instants, in order and apart.
    pub fn open_spans(
        &self,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)> {
        stretch::joined(stretch::working(self, from, to))
    }

    /// The first instant of a local date, at 00:00 unless the clock skips it.
    pub fn start_of(&self, date: NaiveDate) -> DateTime<Utc> {
        self.instant(date.and_time(NaiveTime::MIN))
    }

    /// Whether anything is left of a span that begins on this date.
    fn has_a_shift(&self, date: NaiveDate, spans: &[(Weekday, Span)]) -> bool {
        let mut of_date = spans.iter().filter(|(weekday, _)| *weekday == date.weekday());
        of_date.any(|(_, span)| {
            let begins = date.and_time(NaiveTime::MIN) + TimeDelta::minutes(i64::from(span.from()));
            let ends = begins + TimeDelta::minutes(i64::from(span.minutes()));
            stretch::working(self, self.instant(begins), self.instant(ends)).next().is_some()
        })
    }
}

/// When both people work, between two instants, in order and apart.
pub fn overlap(
    a: &Calendar,
    b: &Calendar,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
    common(a.open_spans(from, to), b.open_spans(from, to))
}

/// What two runs of stretches have in common, each in order and apart, as they come from [`Calendar::open_spans`].
pub fn common(
    mut ours: impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)>,
    mut theirs: impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)>,
) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
    let (mut one, mut other) = (ours.next(), theirs.next());
    let mut both = Vec::new();
    while let (Some((one_opens, one_closes)), Some((other_opens, other_closes))) = (one, other) {
        let (opens, closes) = (one_opens.max(other_opens), one_closes.min(other_closes));
        if opens < closes {
            both.push((opens, closes));
        }
        if one_closes <= other_closes { one = ours.next() } else { other = theirs.next() }
    }
    both
}

#[cfg(test)]
pub(crate) mod tests;
