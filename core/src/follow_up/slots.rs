//! Times that two people can meet at.

use chrono::{DateTime, NaiveTime, TimeDelta, Timelike, Utc};

use crate::calendar::{Calendar, HORIZON, even, overlap};
use crate::id::MemberId;

/// What stays free before and after everything else somebody has to do.
pub const BUFFER: TimeDelta = TimeDelta::minutes(10);

/// A stretch in which one of the two has something else to do.
///
/// One that ends before it begins is in the way of what would reach over both its ends, and of nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy {
    /// Its first instant.
    pub from: DateTime<Utc>,
    /// The first instant after it.
    pub to: DateTime<Utc>,
    /// The learner and the mentor of the session that it is; none where it stays free for another reason.
    pub two: Option<[MemberId; 2]>,
}

impl Busy {
    /// A stretch that stays free.
    pub fn kept_free(from: DateTime<Utc>, to: DateTime<Utc>) -> Busy {
        Busy { from, to, two: None }
    }

    /// A stretch around which nothing stays free: it is shorter by the buffers that are kept around it.
    pub fn bare(self) -> Busy {
        Busy { from: self.from + BUFFER, to: self.to - BUFFER, ..self }
    }
}

const HALF_HOUR: u32 = 30;
const QUARTER: u32 = 15;

/// How far apart the first two choices of a day are, where the day allows.
const DIFFERENT: TimeDelta = TimeDelta::hours(3);

/// At most so many starts of a session of these minutes, in order of time.
///
/// A session lies inside both people's hours from beginning to end, and so do the ten minutes before it, in which
/// they are reminded of it; and it is [`BUFFER`] away from everything busy.
/// Starts are on the half hours of `a`'s clock, or on its quarters when there are too few. So that the choices
/// differ, each day first offers two, a morning and an afternoon where it can; only when the days run out are
/// more of a day offered. A start that a clock shows twice is offered the first time only, so that its wall
/// time names it.
pub fn slots(
    a: &Calendar,
    b: &Calendar,
    busy: &[Busy],
    minutes: u32,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    most: usize,
) -> Vec<DateTime<Utc>> {
    let length = TimeDelta::minutes(i64::from(minutes));
    let both = overlap(a, b, from, until.min(from + HORIZON));
    let reminded = both.into_iter().map(|(opens, closes)| (opens + BUFFER, closes));
    let free: Vec<_> = reminded.flat_map(|stretch| outside(stretch, busy)).collect();
    let on_grid = |grid: u32| -> Vec<DateTime<Utc>> {
        let fitting = free.iter().flat_map(|&(opens, closes)| starts(a, grid, opens, closes - length));
        let mut starts: Vec<_> = fitting.filter(|start| names(a, *start) && names(b, *start)).collect();
        // What is left on both sides of something busy may overlap: see [`Busy`].
        starts.sort_unstable();
        starts.dedup();
        starts
    };
    let halves = on_grid(HALF_HOUR);
    let starts = if halves.len() < most { on_grid(QUARTER) } else { halves };
    spread(a, starts, most)
}

/// What is left of a stretch when everything busy and its buffers are taken out.
pub(super) fn outside(
    stretch: (DateTime<Utc>, DateTime<Utc>),
    busy: &[Busy],
) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
    let mut free = vec![stretch];
    for busy in busy {
        let (taken, given_back) = (busy.from - BUFFER, busy.to + BUFFER);
        free = free
            .into_iter()
            .flat_map(|(opens, closes)| [(opens, closes.min(taken)), (opens.max(given_back), closes)])
            .filter(|(opens, closes)| opens < closes)
            .collect();
    }
    free
}

/// The instants from first to last at which the clock shows a multiple of so many minutes.
fn starts(
    calendar: &Calendar,
    grid: u32,
    first: DateTime<Utc>,
    last: DateTime<Utc>,
) -> impl Iterator<Item = DateTime<Utc>> {
    let step = TimeDelta::minutes(i64::from(grid));
    even(calendar.zone, first, last + TimeDelta::nanoseconds(1)).flat_map(move |even| {
        let wall = even.wall(even.from);
        let since_grid = TimeDelta::minutes(i64::from((wall.hour() * 60 + wall.minute()) % grid));
        let minute = NaiveTime::from_hms_opt(wall.hour(), wall.minute(), 0).expect("a minute of the day");
        let begun = even.instant(wall.date().and_time(minute) - since_grid);
        let on_grid = std::iter::successors(Some(begun), move |at| Some(*at + step));
        on_grid.skip_while(move |at| *at < even.from).take_while(move |at| *at < even.until)
    })
}

/// Whether the wall time at this instant means this instant.
pub(super) fn names(calendar: &Calendar, at: DateTime<Utc>) -> bool {
    calendar.instant(calendar.local(at)) == at
}

/// Two of each day that differ; then, while there is room, the others in order.
fn spread(calendar: &Calendar, starts: Vec<DateTime<Utc>>, most: usize) -> Vec<DateTime<Utc>> {
    let (mut first, mut others) = (Vec::new(), Vec::new());
    for day in starts.chunk_by(|one, next| calendar.local_date(*one) == calendar.local_date(*next)) {
        let chosen = two_of(day);
        first.extend(chosen.iter().copied());
        others.extend(day.iter().copied().filter(|start| !chosen.contains(start)));
    }
    let mut choices: Vec<_> = first.into_iter().chain(others).take(most).collect();
    choices.sort_unstable();
    choices
}

/// The first of a day and the next that differs from it, or the last.
fn two_of(day: &[DateTime<Utc>]) -> Vec<DateTime<Utc>> {
    let Some((first, later)) = day.split_first() else { return Vec::new() };
    let second = later.iter().find(|start| **start - *first >= DIFFERENT).or(later.last());
    [first].into_iter().chain(second).copied().collect()
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::tests::{any_calendar, any_instant};

    fn calendar(zone: Tz, hours: &str) -> Calendar {
        Calendar::new(zone, hours.parse().unwrap())
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    /// Starts on Monday 8 and Tuesday 9 June 2026 for two people in London, told as day and wall time.
    fn offered(hours: &str, busy: &[Busy], most: usize) -> Vec<String> {
        let london = calendar(Tz::Europe__London, hours);
        let (from, until) = (at("2026-06-07T23:00:00Z"), at("2026-06-09T23:00:00Z"));
        let starts = slots(&london, &london, busy, 20, from, until, most);
        starts.into_iter().map(|start| london.local(start).format("%a %H:%M").to_string()).collect()
    }

    #[test]
    fn choices_are_spread_over_days_before_a_day_offers_more() {
        assert_eq!(offered("9-17", &[], 4), ["Mon 09:30", "Mon 12:30", "Tue 09:30", "Tue 12:30"]);
        assert_eq!(
            offered("9-17", &[], 5),
            ["Mon 09:30", "Mon 10:00", "Mon 12:30", "Tue 09:30", "Tue 12:30"]
        );
    }

    #[test]
    fn quarters_are_offered_when_little_is_free() {
        assert_eq!(offered("mon 9-10", &[], 2), ["Mon 09:15", "Mon 09:30"]);
        assert_eq!(offered("mon 9-10", &[], 4), ["Mon 09:15", "Mon 09:30"]);
    }

    #[test]
    fn ten_minutes_stay_free_around_what_is_busy() {
        let busy = [Busy::kept_free(at("2026-06-08T09:00:00Z"), at("2026-06-08T09:20:00Z"))];
        assert_eq!(
            offered("mon 9-11:20", &busy, 9),
            ["Mon 09:15", "Mon 09:30", "Mon 10:30", "Mon 10:45", "Mon 11:00"]
        );
    }

    #[test]
    fn an_hour_that_the_clock_shows_twice_is_offered_once() {
        let berlin = calendar(Tz::Europe__Berlin, "daily 2-3");
        let (from, until) = (at("2026-10-24T12:00:00Z"), at("2026-10-25T12:00:00Z"));
        let starts = slots(&berlin, &berlin, &[], 20, from, until, 2);
        assert_eq!(starts, [at("2026-10-25T00:15:00Z"), at("2026-10-25T00:45:00Z")]);
    }

    #[test]
    fn the_grid_is_that_of_the_first_persons_clock() {
        let (kathmandu, utc) = (calendar(Tz::Asia__Kathmandu, "daily 0-24"), calendar(Tz::UTC, "daily 0-24"));
        let (from, until) = (at("2026-06-08T00:00:00Z"), at("2026-06-08T02:00:00Z"));
        assert_eq!(slots(&kathmandu, &utc, &[], 20, from, until, 1), [at("2026-06-08T00:15:00Z")]);
    }

    proptest! {
        #[test]
        fn every_slot_lies_in_both_peoples_hours_and_clear_of_what_is_busy(
            a in any_calendar(), b in any_calendar(), from in any_instant(), busy in 0..200_i64, most in 0..12_usize
        ) {
            let busy = Busy::kept_free(from + TimeDelta::hours(busy), from + TimeDelta::hours(busy + 2));
            let starts = slots(&a, &b, &[busy], 20, from, from + TimeDelta::days(10), most);
            prop_assert!(starts.len() <= most && starts.is_sorted_by(|one, next| one < next));
            for start in starts {
                let end = start + TimeDelta::minutes(20);
                prop_assert!(start >= from);
                prop_assert_eq!(a.working_between(start, end), TimeDelta::minutes(20));
                prop_assert_eq!(b.working_between(start, end), TimeDelta::minutes(20));
                prop_assert!(end <= busy.from - BUFFER || start >= busy.to + BUFFER);
                prop_assert_eq!(a.local(start).minute() % QUARTER, 0);
            }
        }
    }
}
