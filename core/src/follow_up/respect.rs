//! What stays free for the sake of a working day, however free it is: the hour of noon, and the time around two
//! sessions that lie close together.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};

use super::slots::Busy;
use crate::calendar::Calendar;

/// Sessions with less time between them are a row, and around a row so much stays free.
const APART: TimeDelta = TimeDelta::minutes(30);

/// The hour of noon of each day between two instants on which somebody works through it, from eleven to two.
pub fn noons(calendar: &Calendar, from: DateTime<Utc>, until: DateTime<Utc>) -> Vec<Busy> {
    let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0).expect("an hour of the day");
    let last = calendar.local_date(until);
    let days = calendar.local_date(from).iter_days().take_while(|day| *day <= last);
    let noons = days.filter_map(|day| {
        let at = |of_day| calendar.instant(day.and_time(hour(of_day)));
        let through = calendar.working_between(at(11), at(14)) == TimeDelta::hours(3);
        // What is busy keeps a buffer around itself, and noon needs none.
        through.then(|| Busy::kept_free(at(12), at(13)).bare())
    });
    noons.collect()
}

/// What stays free around two sessions, so that nobody has three in a row: around two that lie close together, and
/// between two that would come close by another of these minutes.
pub fn rows(busy: &[Busy], minutes: u32) -> Vec<Busy> {
    let mut busy = busy.to_vec();
    busy.sort_unstable_by_key(|busy| (busy.from, busy.to));
    let row = |two: &[Busy]| {
        let between = two[1].from - two[0].to;
        if between < APART {
            return Some(Busy::kept_free(two[0].from - APART, two[1].to + APART).bare());
        }
        // One that begins soon after the first, and ends shortly before the second.
        let squeezed = between < APART * 2 + TimeDelta::minutes(i64::from(minutes));
        squeezed.then(|| Busy::kept_free(two[1].from - APART, two[0].to + APART).bare())
    };
    busy.windows(2).filter_map(row).collect()
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Berlin;

    use super::*;
    use crate::follow_up::slots;
    use crate::sample::{at, calendar};

    fn starts(hours: &str, busy: &[Busy], day: &str) -> Vec<String> {
        let theirs = calendar(Berlin, hours);
        let (from, until) = (at(&format!("{day}T06:00:00Z")), at(&format!("{day}T20:00:00Z")));
        let taken = [busy.to_vec(), noons(&theirs, from, until), rows(busy, 10)].concat();
        let starts = slots(&theirs, &theirs, &taken, 10, from, until, 99);
        starts.into_iter().map(|start| theirs.local(start).format("%H:%M").to_string()).collect()
    }

    fn busy(from: &str, minutes: i64) -> Busy {
        let from = at(&format!("2026-11-24T{from}:00Z"));
        Busy::kept_free(from, from + TimeDelta::minutes(minutes))
    }

    #[test]
    fn nothing_is_suggested_at_noon_to_who_works_through_it() {
        let through = starts("9-17", &[], "2026-11-24");
        assert!(
            through.contains(&"11:30".to_owned()) && through.contains(&"13:00".to_owned()),
            "{through:?}"
        );
        assert!(!through.iter().any(|start| start.starts_with("12:")), "{through:?}");
        // Whose hours are only around noon is asked within them.
        assert!(starts("11:30-13", &[], "2026-11-24").contains(&"12:00".to_owned()));
    }

    #[test]
    fn nothing_is_suggested_half_an_hour_around_two_sessions_that_lie_close_together() {
        // Ten to ten past nine and twenty past to half past nine, in Berlin from ten on.
        let row = [busy("09:00", 10), busy("09:20", 10)];
        let shown = starts("9-17", &row, "2026-11-24");
        for (start, is_shown) in [("09:00", false), ("09:30", false), ("10:30", false), ("11:00", true)] {
            assert_eq!(shown.contains(&start.to_owned()), is_shown, "{start}: {shown:?}");
        }
        let apart = [busy("09:00", 10), busy("09:40", 10)];
        assert!(starts("9-17", &apart, "2026-11-24").contains(&"11:00".to_owned()));
    }

    #[test]
    fn nothing_is_suggested_between_two_sessions_that_it_would_join() {
        // Ten to ten past ten and eleven to ten past eleven, in Berlin; then an hour and a half apart.
        let shown = starts("9-17", &[busy("09:00", 10), busy("10:00", 10)], "2026-11-24");
        for (start, is_shown) in [("09:30", true), ("10:30", false), ("11:30", true)] {
            assert_eq!(shown.contains(&start.to_owned()), is_shown, "{start}: {shown:?}");
        }
        let apart = starts("9-17", &[busy("09:00", 10), busy("10:30", 10)], "2026-11-24");
        assert!(apart.contains(&"11:00".to_owned()), "{apart:?}");
    }
}
