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
pub(crate) mod tests {
    use chrono::Days;
    use chrono_tz::TZ_VARIANTS;
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::week::tests::any_hours;

    fn calendar(zone: Tz, hours: &str) -> Calendar {
        Calendar::new(zone, hours.parse().unwrap())
    }

    fn berlin() -> Calendar {
        calendar(Tz::Europe__Berlin, "mon-fri 9-18")
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn wall(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    #[test]
    fn an_instant_is_open_from_the_first_minute_up_to_the_last() {
        let berlin = berlin();
        assert!(!berlin.is_open(at("2026-06-05T06:59:59Z")));
        assert!(berlin.is_open(at("2026-06-05T07:00:00Z")));
        assert!(berlin.is_open(at("2026-06-05T15:59:59Z")));
        assert!(!berlin.is_open(at("2026-06-05T16:00:00Z")));
    }

    #[test]
    fn a_weekend_opens_on_monday_in_summer_time() {
        assert_eq!(berlin().opening(at("2026-03-27T17:30:00Z")), Some(at("2026-03-30T07:00:00Z")));
    }

    #[test]
    fn an_opening_now_is_now() {
        let now = at("2026-06-05T10:11:12.345Z");
        assert_eq!(berlin().opening(now), Some(now));
    }

    #[test]
    fn a_pause_puts_the_opening_off_until_it_ends() {
        let pause = Some(Pause { from: at("2026-06-01T00:00:00Z"), until: at("2026-06-10T11:00:00Z") });
        let paused = Calendar { pause, ..berlin() };
        assert_eq!(paused.opening(at("2026-06-02T10:00:00Z")), Some(at("2026-06-10T11:00:00Z")));
        assert!(!paused.is_open(at("2026-06-02T10:00:00Z")));
        assert_eq!(
            paused.working_between(at("2026-06-10T00:00:00Z"), at("2026-06-11T00:00:00Z")),
            TimeDelta::hours(5)
        );
    }

    #[test]
    fn a_pause_that_ends_before_it_begins_is_none() {
        let pause = Some(Pause { from: at("2026-06-10T00:00:00Z"), until: at("2026-06-01T00:00:00Z") });
        let odd = Calendar { pause, ..berlin() };
        let (from, to) = (at("2026-05-20T00:00:00Z"), at("2026-06-20T00:00:00Z"));
        assert_eq!(odd.working_between(from, to), berlin().working_between(from, to));
    }

    #[test]
    fn without_hours_nothing_ever_opens() {
        let never = calendar(Tz::UTC, "none");
        assert_eq!(never.opening(at("2026-06-02T10:00:00Z")), None);
        assert_eq!(never.after_working(at("2026-06-02T10:00:00Z"), minutes(1)), None);
        assert_eq!(never.working_days_after(at("2026-06-02T10:00:00Z"), 1), None);
    }

    #[test]
    fn four_working_hours_from_friday_afternoon_end_on_monday() {
        assert_eq!(
            berlin().after_working(at("2026-03-27T15:00:00Z"), hours(4)),
            Some(at("2026-03-30T09:00:00Z"))
        );
        assert_eq!(
            berlin().after_working(at("2026-03-27T13:00:00Z"), hours(4)),
            Some(at("2026-03-27T17:00:00Z"))
        );
    }

    #[test]
    fn a_night_in_which_the_clock_changes_is_an_hour_shorter_or_longer() {
        let night = calendar(Tz::Europe__Berlin, "daily 22-6");
        let length = |from, to| night.working_between(at(from), at(to));
        assert_eq!(length("2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z"), TimeDelta::hours(7));
        assert_eq!(length("2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z"), TimeDelta::hours(9));
    }

    #[test]
    fn hours_that_the_clock_shows_twice_are_open_twice() {
        let early = calendar(Tz::Europe__Berlin, "daily 2:00-2:30");
        let spans: Vec<_> =
            early.open_spans(at("2026-10-24T12:00:00Z"), at("2026-10-25T12:00:00Z")).collect();
        assert_eq!(
            spans,
            [
                (at("2026-10-25T00:00:00Z"), at("2026-10-25T00:30:00Z")),
                (at("2026-10-25T01:00:00Z"), at("2026-10-25T01:30:00Z"))
            ]
        );
    }

    #[test]
    fn a_wall_time_in_a_gap_is_the_first_instant_after_it() {
        assert_eq!(berlin().instant(wall("2026-03-29T02:30:00")), at("2026-03-29T01:00:00Z"));
        let apia = calendar(Tz::Pacific__Apia, "9-17");
        assert_eq!(apia.instant(wall("2011-12-30T12:00:00")), at("2011-12-30T10:00:00Z"));
    }

    #[test]
    fn a_wall_time_in_a_fold_is_the_earlier() {
        assert_eq!(berlin().instant(wall("2026-10-25T02:30:00")), at("2026-10-25T00:30:00Z"));
    }

    #[test]
    fn a_day_without_midnight_begins_at_one() {
        let havana = calendar(Tz::America__Havana, "9-17");
        let start = havana.day_start(at("2026-03-08T20:00:00Z"));
        assert_eq!(havana.local(start), wall("2026-03-08T01:00:00"));
    }

    #[test]
    fn a_week_begins_on_the_local_monday() {
        let tokyo = calendar(Tz::Asia__Tokyo, "9-17");
        assert_eq!(tokyo.week_start(at("2026-06-07T16:00:00Z")), at("2026-06-07T15:00:00Z"));
        assert_eq!(tokyo.week_start(at("2026-06-07T14:00:00Z")), at("2026-05-31T15:00:00Z"));
    }

    #[test]
    fn three_working_days_after_thursday_is_tuesday() {
        let date = |text: &str| text.parse::<NaiveDate>().ok();
        assert_eq!(berlin().working_days_after(at("2026-06-04T10:00:00Z"), 3), date("2026-06-09"));
        assert_eq!(berlin().working_days_after(at("2026-06-04T10:00:00Z"), 0), date("2026-06-04"));
        let pause = Some(Pause { from: at("2026-06-05T00:00:00Z"), until: at("2026-06-09T09:00:00Z") });
        let paused = Calendar { pause, ..berlin() };
        assert_eq!(paused.working_days_after(at("2026-06-04T10:00:00Z"), 1), date("2026-06-09"));
        assert_eq!(paused.working_days_after(at("2026-06-04T10:00:00Z"), u32::MAX), None);
    }

    #[test]
    fn a_shift_over_midnight_is_one_working_day() {
        let night = calendar(Tz::Europe__Berlin, "mon-fri 22-6");
        let friday = at("2026-06-05T10:00:00Z");
        assert_eq!(night.working_days_after(friday, 1), "2026-06-08".parse().ok());
    }

    #[test]
    fn two_people_overlap_when_both_are_open() {
        let new_york = calendar(Tz::America__New_York, "9-17");
        let (from, to) = (at("2026-03-09T00:00:00Z"), at("2026-03-10T00:00:00Z"));
        // Between the American and the European change, New York is five hours behind Berlin.
        assert_eq!(
            overlap(&berlin(), &new_york, from, to),
            [(at("2026-03-09T13:00:00Z"), at("2026-03-09T17:00:00Z"))]
        );
    }

    #[test]
    fn a_calendar_reads_back_from_its_json() {
        let json = serde_json::to_string(&berlin()).unwrap();
        assert_eq!(json, r#"{"zone":"Europe/Berlin","hours":"mon-fri 09:00-18:00","pause":null}"#);
        assert_eq!(serde_json::from_str::<Calendar>(&json).unwrap(), berlin());
    }

    pub(crate) fn any_calendar() -> impl Strategy<Value = Calendar> {
        let pause = prop::option::of((any_instant(), 0..30_i64));
        (prop::sample::select(&TZ_VARIANTS[..]), any_hours(), pause).prop_map(|(zone, hours, pause)| {
            let pause = pause.map(|(from, days)| Pause { from, until: from + TimeDelta::days(days) });
            Calendar { pause, ..Calendar::new(zone, hours) }
        })
    }

    /// Some second of the years 2000 to 2035.
    pub(crate) fn any_instant() -> impl Strategy<Value = DateTime<Utc>> {
        (946_684_800..2_082_758_400_i64).prop_map(|at| DateTime::from_timestamp(at, 0).expect("in range"))
    }

    proptest! {
        #[test]
        fn an_opening_is_open_and_nothing_before_it_is(calendar in any_calendar(), from in any_instant()) {
            let opening = calendar.opening(from).expect("some hours");
            prop_assert!(opening >= from && calendar.is_open(opening));
            prop_assert_eq!(calendar.working_between(from, opening), TimeDelta::zero());
        }

        #[test]
        fn working_time_between_is_the_inverse_of_working_time_after(
            calendar in any_calendar(), from in any_instant(), amount in 0..3_000_u32
        ) {
            if let Some(then) = calendar.after_working(from, minutes(amount)) {
                prop_assert_eq!(calendar.working_between(from, then), minutes(amount).delta());
            }
        }

        #[test]
        fn working_time_adds_up(calendar in any_calendar(), from in any_instant(), a in 0..30_i64, b in 0..30_i64) {
            let (middle, to) = (from + TimeDelta::hours(a * 7), from + TimeDelta::hours((a + b) * 7));
            prop_assert_eq!(
                calendar.working_between(from, middle) + calendar.working_between(middle, to),
                calendar.working_between(from, to)
            );
        }

        #[test]
        fn open_spans_are_open_and_apart(calendar in any_calendar(), from in any_instant()) {
            let to = from + TimeDelta::days(10);
            let mut before = None;
            for (opens, closes) in calendar.open_spans(from, to) {
                prop_assert!(from <= opens && opens < closes && closes <= to);
                prop_assert!(before < Some(opens));
                prop_assert!(calendar.is_open(opens) && calendar.is_open(closes - TimeDelta::seconds(1)));
                prop_assert!(closes == to || !calendar.is_open(closes));
                before = Some(closes);
            }
        }

        #[test]
        fn a_day_begins_on_its_date_and_not_before(calendar in any_calendar(), at in any_instant()) {
            let start = calendar.day_start(at);
            prop_assert!(start <= at);
            prop_assert_eq!(calendar.local_date(start), calendar.local_date(at));
            prop_assert!(calendar.local_date(start - TimeDelta::seconds(1)) < calendar.local_date(at));
            prop_assert!(calendar.week_start(at) <= start);
        }

        #[test]
        fn an_instant_shows_its_wall_time_or_is_the_end_of_a_gap(
            calendar in any_calendar(), at in any_instant()
        ) {
            let wall = at.naive_utc();
            let instant = calendar.instant(wall);
            prop_assert!(calendar.local(instant) >= wall);
            prop_assert!(calendar.local(instant - TimeDelta::seconds(1)) < wall);
        }

        #[test]
        fn working_days_come_in_order(calendar in any_calendar(), at in any_instant(), days in 1..10_u32) {
            if let Some(later) = calendar.working_days_after(at, days + 1) {
                let sooner = calendar.working_days_after(at, days).expect("the one before");
                prop_assert!(calendar.local_date(at) < sooner && sooner < later);
                prop_assert!(later <= sooner + Days::new(45));
            }
        }
    }
}
