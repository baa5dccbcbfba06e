//! How much of a reason several signals are: that of the strongest, so that it can be told in one clause.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Kind, Signal};
use crate::member::Member;

/// The most that urgency comes to.
pub const MOST_URGENT: u32 = 100;

/// A deadline so near is as urgent as can be.
const PRESSING: TimeDelta = TimeDelta::hours(24);
/// From so far away on a deadline is a reason, and more of one each hour.
const FORESEEN: TimeDelta = TimeDelta::days(14);
/// A deadline that is further away than that.
const DISTANT: u32 = 10;
/// Something that just failed once more, which presses for a day and some hours, and something that was just handed in.
const FAILING: u32 = 60;
const HANDED_IN: u32 = 30;
/// That somebody has just come here, and for how long they are new.
const NEW: u32 = 20;
const FIRST_WEEK: TimeDelta = TimeDelta::days(7);

/// How urgent it is to help somebody, in whole points from 0 (nothing presses) to [`MOST_URGENT`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Urgency(u32);

impl Urgency {
    /// The points.
    pub fn points(self) -> u32 {
        self.0
    }
}

/// How urgent it is to help somebody: as urgent as the strongest of their signals, or as that they have just come.
///
/// A deadline counts 100 points in its last day, and from two weeks before that on ever more, beginning with 10. What
/// keeps failing counts 60 and what was handed in 30, falling evenly to 0 until it ends. What is over, or was taken
/// back, counts nothing. That Smallwins first heard of somebody counts 20 points, falling to 0 within a week, day by
/// day.
pub fn urgency(whose: &Member, signals: &[Signal], now: DateTime<Utc>) -> Urgency {
    // By whole days, so that of two who came on the same day the one who asked first stays first.
    let here = TimeDelta::days((now - whose.since).num_days());
    let new = Urgency(share(NEW, FIRST_WEEK - here, FIRST_WEEK));
    strongest(signals, now).map_or(new, |signal| of(signal, now).max(new))
}

/// The signal that is most of a reason; of several that are equally so the one that ends first, then the smaller id.
pub fn strongest<'a>(
    signals: impl IntoIterator<Item = &'a Signal>,
    now: DateTime<Utc>,
) -> Option<&'a Signal> {
    let live = signals.into_iter().filter(|signal| signal.is_reason(now));
    live.min_by_key(|signal| (std::cmp::Reverse(of(signal, now)), signal.until, signal.id))
}

fn of(signal: &Signal, now: DateTime<Utc>) -> Urgency {
    if !signal.is_reason(now) {
        return Urgency::default();
    }
    let left = signal.until - now;
    Urgency(match signal.kind {
        Kind::Deadline if left <= PRESSING => MOST_URGENT,
        Kind::Deadline => {
            let rise = share(MOST_URGENT - DISTANT, FORESEEN - left, FORESEEN - PRESSING);
            (DISTANT + rise).min(MOST_URGENT)
        }
        Kind::Behaviour => share(FAILING, left, signal.until - signal.at),
        Kind::Submission => share(HANDED_IN, left, signal.until - signal.at),
    })
}

/// The share of some points that a part of a time is, between none and all of them.
fn share(points: u32, part: TimeDelta, whole: TimeDelta) -> u32 {
    let (part, whole) = (part.num_minutes(), whole.num_minutes().max(1));
    u32::try_from(i64::from(points) * part.clamp(0, whole) / whole).unwrap_or(points)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sample::{id, member, now, signal};

    fn due_in(hours: i64) -> Signal {
        Signal { until: now() + TimeDelta::hours(hours), ..signal(Kind::Deadline) }
    }

    /// Somebody who came long ago.
    fn ana() -> Member {
        Member { since: now() - TimeDelta::days(400), ..member("ana") }
    }

    fn points(signals: &[Signal]) -> u32 {
        urgency(&ana(), signals, now()).points()
    }

    #[test]
    fn whoever_has_just_come_is_helped_a_little_sooner_for_a_week() {
        let after = |hours| {
            let new = Member { since: now() - TimeDelta::hours(hours), ..ana() };
            urgency(&new, &[], now()).points()
        };
        assert_eq!([0, 23, 84, 167, 168, 400].map(after), [20, 20, 11, 2, 0, 0]);
        let new = Member { since: now(), ..ana() };
        assert_eq!(urgency(&new, &[due_in(24)], now()).points(), 100);
    }

    #[test]
    fn a_deadline_presses_more_the_nearer_it_comes_and_not_at_all_once_it_is_over() {
        let days = [60, 14, 7, 3, 2, 1].map(|days| points(&[due_in(days * 24)]));
        assert_eq!(days, [10, 10, 58, 86, 93, 100]);
        assert_eq!(points(&[due_in(0)]), 0);
        assert_eq!(points(&[Signal { undone: Some(now()), ..due_in(3) }]), 0);
    }

    #[test]
    fn what_was_handed_in_or_fails_is_less_of_a_reason_each_day() {
        let old = |kind| {
            let (at, until) = (now() - TimeDelta::days(7), now() + TimeDelta::days(7));
            Signal { at, until, ..signal(kind) }
        };
        assert_eq!(points(&[signal(Kind::Submission)]), 30);
        assert_eq!(points(&[old(Kind::Submission)]), 15);
        assert_eq!(points(&[signal(Kind::Behaviour)]), 60);
        assert_eq!(points(&[old(Kind::Behaviour)]), 30);
    }

    #[test]
    fn what_keeps_failing_presses_for_more_than_a_day_and_then_no_longer() {
        let failed = |hours: i64| {
            let at = now() - TimeDelta::hours(hours);
            Signal { at, until: at + crate::signal::BEHAVIOUR_LASTS, ..signal(Kind::Behaviour) }
        };
        let presses = [0, 1, 28, 29].map(|hours| points(&[failed(hours)]) >= crate::matching::PRESSES);
        assert_eq!(presses, [true, true, true, false]);
    }

    #[test]
    fn several_reasons_count_as_their_strongest_and_none_as_nothing() {
        let signals = [signal(Kind::Submission), due_in(2), signal(Kind::Behaviour)];
        assert_eq!(points(&signals), 100);
        assert_eq!(strongest(&signals, now()), Some(&signals[1]));
        assert_eq!((points(&[]), strongest(&[], now())), (0, None));
    }

    #[test]
    fn what_was_not_told_often_enough_is_no_reason_yet() {
        let failing = Signal { times: vec!["1".to_owned(), "2".to_owned()], ..signal(Kind::Behaviour) };
        assert_eq!(points(&[Signal { counts_from: 3, ..failing.clone() }]), 0);
        assert_eq!(points(&[Signal { counts_from: 2, ..failing }]), 60);
    }

    #[test]
    fn of_two_deadlines_that_press_the_one_that_ends_first_is_told() {
        let (soon, later) = (due_in(2), Signal { id: id("first"), ..due_in(20) });
        assert_eq!(strongest([&later, &soon], now()), Some(&soon));
    }

    proptest! {
        #[test]
        fn urgency_is_bounded_and_never_falls_when_a_signal_is_added(
            signals in prop::collection::vec((0..3_usize, -2000_i64..100_000, 0..100_000_i64), 0..6)
        ) {
            let kinds = [Kind::Submission, Kind::Deadline, Kind::Behaviour];
            let signals: Vec<Signal> = signals.into_iter().map(|(kind, left, age)| Signal {
                at: now() - TimeDelta::minutes(age),
                until: now() + TimeDelta::minutes(left),
                ..signal(kinds[kind])
            }).collect();
            let mut before = 0;
            for count in 0..=signals.len() {
                let points = points(&signals[..count]);
                prop_assert!(points >= before && points <= MOST_URGENT);
                before = points;
            }
        }
    }
}
