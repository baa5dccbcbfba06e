//! Days on which nobody works, whatever the hours say: a leave of one person, or a holiday of everybody.

use std::sync::Arc;

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};
use serde::{Deserialize, Serialize};

use super::Calendar;

/// Days in a row, as the clock on the wall dates them, the last one included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Leave {
    /// The first day.
    pub from: NaiveDate,
    /// The last day; not before the first.
    pub to: NaiveDate,
}

/// Days that are free, in order and apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Leave>", into = "Vec<Leave>")]
pub struct DaysOff(Vec<Leave>);

impl Leave {
    /// Days from one to another, in whichever order they are told.
    pub fn between(one: NaiveDate, other: NaiveDate) -> Leave {
        Leave { from: one.min(other), to: one.max(other) }
    }

    /// How many days.
    pub fn days(&self) -> u32 {
        u32::try_from((self.to - self.from).num_days() + 1).unwrap_or_default()
    }

    /// Whether a day is one of them.
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }

    /// What the clock shows when they begin, and when they are over.
    fn walls(&self) -> (NaiveDateTime, NaiveDateTime) {
        let over = self.to.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX);
        (self.from.and_time(NaiveTime::MIN), over.and_time(NaiveTime::MIN))
    }
}

impl From<Vec<Leave>> for DaysOff {
    fn from(mut leaves: Vec<Leave>) -> DaysOff {
        leaves.retain(|leave| leave.from <= leave.to);
        leaves.sort_unstable();
        let mut apart: Vec<Leave> = Vec::with_capacity(leaves.len());
        for leave in leaves {
            match apart.last_mut() {
                Some(last) if last.to.succ_opt().is_none_or(|next| leave.from <= next) => {
                    last.to = last.to.max(leave.to);
                }
                _ => apart.push(leave),
            }
        }
        DaysOff(apart)
    }
}

impl From<DaysOff> for Vec<Leave> {
    fn from(off: DaysOff) -> Vec<Leave> {
        off.0
    }
}

impl DaysOff {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Days in a row, in order and apart.
    pub fn leaves(&self) -> impl Iterator<Item = Leave> {
        self.0.iter().copied()
    }

    /// Whether a day is free.
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.0.iter().any(|leave| leave.covers(day))
    }

    /// With more of them.
    pub fn with(&self, leave: Leave) -> DaysOff {
        DaysOff::from([self.0.clone(), vec![leave]].concat())
    }

    /// Without some of them.
    pub fn without(&self, taken_back: Leave) -> DaysOff {
        let parts = |leave: &Leave| {
            let before =
                taken_back.from.pred_opt().map(|to| Leave { from: leave.from, to: leave.to.min(to) });
            let after =
                taken_back.to.succ_opt().map(|from| Leave { from: leave.from.max(from), to: leave.to });
            [before, after]
        };
        self.0.iter().flat_map(parts).flatten().collect::<Vec<_>>().into()
    }

    /// Those that are not over on a day.
    pub fn since(&self, day: NaiveDate) -> DaysOff {
        DaysOff(self.0.iter().copied().filter(|leave| leave.to >= day).collect())
    }

    /// What they leave of a stretch on the wall.
    fn outside(&self, stretch: (NaiveDateTime, NaiveDateTime)) -> Vec<(NaiveDateTime, NaiveDateTime)> {
        let (mut opens, closes) = stretch;
        let mut left = Vec::new();
        for (begins, over) in self.0.iter().map(Leave::walls) {
            if begins < closes && opens < over {
                left.push((opens, begins));
                opens = over;
            }
        }
        left.push((opens, closes));
        left.retain(|(opens, closes)| opens < closes);
        left
    }
}

impl Calendar {
    /// Whether a day is free: one of theirs, or a holiday of everybody.
    pub fn is_free(&self, day: NaiveDate) -> bool {
        self.off.covers(day) || self.holidays.covers(day)
    }

    /// The calendar of somebody in a community with these holidays.
    #[must_use]
    pub fn keeping(mut self, holidays: &Arc<DaysOff>) -> Calendar {
        self.holidays = Arc::clone(holidays);
        self
    }

    /// What free days leave of a stretch on the wall. Mostly there are none, and nothing is to be worked out.
    pub(super) fn outside_free_days(
        &self,
        stretch: (NaiveDateTime, NaiveDateTime),
    ) -> impl Iterator<Item = (NaiveDateTime, NaiveDateTime)> {
        let some = !self.off.is_empty() || !self.holidays.is_empty();
        let pieces = if some {
            let left = self.off.outside(stretch);
            left.into_iter().flat_map(|stretch| self.holidays.outside(stretch)).collect()
        } else {
            Vec::new()
        };
        (!some).then_some(stretch).into_iter().chain(pieces)
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use chrono_tz::Tz;
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::tests::{any_calendar, any_instant};
    use crate::sample::{at, calendar};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn leave(from: &str, to: &str) -> Leave {
        Leave::between(day(from), day(to))
    }

    fn berlin(leaves: &[Leave]) -> Calendar {
        Calendar { off: leaves.to_vec().into(), ..calendar(Tz::Europe__Berlin, "mon-fri 9-18") }
    }

    #[test]
    fn days_that_touch_or_overlap_are_one_leave_and_those_that_end_before_they_begin_none() {
        let off = DaysOff::from(vec![
            leave("2026-12-28", "2026-12-31"),
            leave("2026-12-24", "2026-12-26"),
            leave("2027-01-01", "2027-01-02"),
            Leave { from: day("2026-12-27"), to: day("2026-12-26") },
        ]);
        let told: Vec<Leave> = off.leaves().collect();
        assert_eq!(told, [leave("2026-12-24", "2026-12-26"), leave("2026-12-28", "2027-01-02")]);
        let json = serde_json::to_string(&off).unwrap();
        assert_eq!(serde_json::from_str::<DaysOff>(&json).unwrap(), off);
    }

    #[test]
    fn days_that_are_taken_back_leave_those_around_them() {
        let off = DaysOff::default().with(leave("2026-12-24", "2027-01-02"));
        let left: Vec<Leave> = off.without(leave("2026-12-27", "2026-12-28")).leaves().collect();
        assert_eq!(left, [leave("2026-12-24", "2026-12-26"), leave("2026-12-29", "2027-01-02")]);
        assert!(off.without(leave("2026-12-01", "2027-02-01")).is_empty());
        assert_eq!(off.without(leave("2027-01-03", "2027-01-04")), off);
        assert!(off.since(day("2027-01-03")).is_empty() && !off.since(day("2027-01-02")).is_empty());
    }

    #[test]
    fn a_free_day_is_no_working_time_and_the_next_opening_is_after_it() {
        let free = berlin(&[leave("2026-12-24", "2026-12-25")]);
        assert!(!free.is_open(at("2026-12-24T10:00:00Z")) && free.is_open(at("2026-12-23T10:00:00Z")));
        assert_eq!(free.opening(at("2026-12-23T17:00:00Z")), Some(at("2026-12-28T08:00:00Z")));
        let (from, to) = (at("2026-12-23T00:00:00Z"), at("2026-12-29T00:00:00Z"));
        assert_eq!(free.working_between(from, to), TimeDelta::hours(18));
        assert_eq!(free.working_days_after(at("2026-12-23T10:00:00Z"), 1), Some(day("2026-12-28")));
    }

    #[test]
    fn a_night_that_begins_before_a_free_day_ends_at_midnight_whatever_the_clock_does() {
        // On 25 October the clock goes back in the free night.
        let nights = Calendar {
            off: vec![leave("2026-10-25", "2026-10-25")].into(),
            ..calendar(Tz::Europe__Berlin, "daily 22-6")
        };
        let (from, to) = (at("2026-10-24T12:00:00Z"), at("2026-10-26T12:00:00Z"));
        let open: Vec<_> = nights.open_spans(from, to).collect();
        assert_eq!(
            open,
            [
                (at("2026-10-24T20:00:00Z"), at("2026-10-24T22:00:00Z")),
                (at("2026-10-25T23:00:00Z"), at("2026-10-26T05:00:00Z")),
            ]
        );
    }

    #[test]
    fn a_holiday_of_everybody_counts_as_ones_own() {
        let holidays = Arc::new(DaysOff::default().with(leave("2026-12-25", "2026-12-25")));
        let everybody = berlin(&[]).keeping(&holidays);
        assert!(everybody.is_free(day("2026-12-25")) && !everybody.is_open(at("2026-12-25T10:00:00Z")));
        // It is the community's, and is not kept with a person.
        let json = serde_json::to_string(&everybody).unwrap();
        assert_eq!(serde_json::from_str::<Calendar>(&json).unwrap(), berlin(&[]));
    }

    proptest! {
        #[test]
        fn nothing_of_a_free_day_is_open_and_everything_else_stays_as_it_was(
            theirs in any_calendar(), from in any_instant(), ahead in 0..20_u64, days in 0..9_u64
        ) {
            let first = theirs.local_date(from) + Days::new(ahead);
            let free = Calendar {
                off: vec![Leave { from: first, to: first + Days::new(days) }].into(),
                ..theirs.clone()
            };
            for quarter in 0..(4 * 24 * 30) {
                let at = from + TimeDelta::minutes(15 * quarter);
                let is_free = free.is_free(theirs.local_date(at));
                prop_assert_eq!(free.is_open(at), theirs.is_open(at) && !is_free);
                if quarter % 16 == 0 {
                    let opening = free.opening(at);
                    prop_assert!(opening.is_none_or(|opening| opening >= at && free.is_open(opening)));
                }
            }
            let until = from + TimeDelta::days(40);
            let open: Vec<_> = free.open_spans(from, until).collect();
            prop_assert!(open.iter().all(|(opens, closes)| opens < closes && free.is_open(*opens)));
        }
    }
}
