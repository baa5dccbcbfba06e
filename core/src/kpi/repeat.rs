//! Whether people come back to each other.
//!
//! - `repeat.pairs`: pairs of learner and mentor that met again within 60 days of their first session / pairs whose
//!   first session became 60 days old in the window. Its people are the learners.
//! - `repeat.mentors`: mentors who held another session within 30 days of one / mentors. Each is judged by their first
//!   session from 30 days before the window's beginning on, if that is 30 days old at its end. Its people are the
//!   mentors.
//! - Both with a Wilson interval, from 20.
//! - Left out: pairs and mentors whose first session is not that old yet.
//!
//! Each pair is judged once, in the window in which its 60 days are over, and by those days alone; so a window of a
//! week has no fewer than its share. A mentor is judged in each window anew.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::figure::{Cell, Figure, LeftOut, Unit};
use super::journal::{Held, Journal, Meeting, distinct};
use super::sample::Sample;
use super::{Kpi, Window};
use crate::id::MemberId;

const FROM: u64 = 20;
const PAIR: TimeDelta = TimeDelta::days(60);
const MENTOR: TimeDelta = TimeDelta::days(30);

/// When each learner and mentor met, the earliest first.
pub(super) type Pairs = BTreeMap<(MemberId, MemberId), Vec<DateTime<Utc>>>;

pub(super) fn pairs(held: &[(DateTime<Utc>, Held, &Meeting)]) -> Pairs {
    grouped(held, |held| (held.learner, held.mentor))
}

pub(super) fn figures(journal: &Journal, window: &Window) -> Vec<Figure> {
    let held = journal.held(window.to);
    vec![of_pairs(&pairs(&held), window), of_mentors(&grouped(&held, |held| held.mentor), window)]
}

fn grouped<K: Ord>(
    held: &[(DateTime<Utc>, Held, &Meeting)],
    key: impl Fn(&Held) -> K,
) -> BTreeMap<K, Vec<DateTime<Utc>>> {
    let mut groups: BTreeMap<K, Vec<DateTime<Utc>>> = BTreeMap::new();
    for (at, held, _) in held {
        groups.entry(key(held)).or_default().push(*at);
    }
    groups
}

fn of_pairs(pairs: &Pairs, window: &Window) -> Figure {
    let ripe: Vec<_> = pairs.iter().filter(|(_, times)| window.ripens(times[0], PAIR)).collect();
    let again = ripe.iter().filter(|(_, times)| again_within(PAIR, times)).count();
    let young = pairs.values().filter(|times| window.to - times[0] < PAIR).count();
    let people = distinct(ripe.iter().map(|((learner, _), _)| learner));
    figure(
        "repeat.pairs",
        again,
        ripe.len(),
        people,
        LeftOut { what: "pairs_too_young", n: young as u64 },
        window,
    )
}

fn of_mentors(mentors: &BTreeMap<MemberId, Vec<DateTime<Utc>>>, window: &Window) -> Figure {
    let since = |times: &[DateTime<Utc>]| {
        times.partition_point(|at| window.from.is_some_and(|from| from - *at >= MENTOR))
    };
    let recent = mentors.values().map(|times| &times[since(times)..]).filter(|times| !times.is_empty());
    let (ripe, young): (Vec<_>, Vec<_>) = recent.partition(|times| window.ripens(times[0], MENTOR));
    let again = ripe.iter().filter(|times| again_within(MENTOR, times)).count();
    let left_out = LeftOut { what: "mentors_too_young", n: young.len() as u64 };
    figure("repeat.mentors", again, ripe.len(), ripe.len() as u64, left_out, window)
}

fn again_within(time: TimeDelta, times: &[DateTime<Utc>]) -> bool {
    matches!(times, [first, second, ..] if *second - *first < time)
}

fn figure(
    name: &'static str,
    again: usize,
    n: usize,
    people: u64,
    left_out: LeftOut,
    window: &Window,
) -> Figure {
    let (k, n) = (again as u64, n as u64);
    let cell = Cell { kpi: Kpi::Repeat, window: *window, n, people, needed: FROM, left_out: vec![left_out] };
    cell.figure(name, Unit::Share, "Wilson", Sample::Share { k, n })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kpi::figure::Reading;
    use crate::kpi::told::{Told, days_ago, last_days, value};

    /// Twenty pairs, and as many mentors, that met so many days ago.
    fn twenty(days: i64) -> Told {
        let mut told = Told::default();
        (0..20).for_each(|n| meet(&mut told, n, days));
        told
    }

    fn meet(told: &mut Told, n: i64, days: i64) {
        told.held(days_ago(days), &format!("s{n} {days}"), &format!("p{n}"), &format!("m{n}"));
    }

    fn read(told: &Told) -> [Figure; 2] {
        figures(&told.journal(), &last_days(30)).try_into().unwrap()
    }

    #[test]
    fn a_pair_that_meets_before_sixty_days_are_over_has_met_again() {
        let mut told = twenty(80);
        meet(&mut told, 0, 79);
        meet(&mut told, 0, 78);
        meet(&mut told, 1, 21);
        meet(&mut told, 2, 20);
        told.held(days_ago(70), "other", "p3", "m4");
        let [pairs, _] = read(&told);
        assert_eq!((pairs.n, value(&[pairs], "repeat.pairs")), (21, 2.0 / 21.0));
    }

    #[test]
    fn a_pair_is_judged_when_its_sixty_days_are_over() {
        assert_eq!([60, 89].map(|days| read(&twenty(days))[0].n), [20, 20]);
        assert_eq!([59, 90].map(|days| read(&twenty(days))[0].n), [0, 0]);
        assert_eq!(read(&twenty(59))[0].left_out, [LeftOut { what: "pairs_too_young", n: 20 }]);
    }

    #[test]
    fn a_pair_that_met_long_ago_is_not_new_when_it_meets_again() {
        let mut told = twenty(200);
        (0..20).for_each(|n| meet(&mut told, n, 80));
        assert_eq!(read(&told)[0].n, 0);
    }

    #[test]
    fn a_mentor_returns_to_whomever_and_is_judged_in_each_window_anew() {
        let mut told = twenty(200);
        (0..20).for_each(|n| meet(&mut told, n, 40));
        told.held(days_ago(11), "a", "ana", "m0").held(days_ago(10), "b", "ana", "m1");
        let [_, mentors] = read(&told);
        assert_eq!((mentors.n, value(&[mentors], "repeat.mentors")), (20, 1.0 / 20.0));
        assert_eq!(read(&twenty(29))[1].left_out, [LeftOut { what: "mentors_too_young", n: 20 }]);
    }

    #[test]
    fn twenty_mentors_of_four_learners_are_not_shown() {
        let mut told = Told::default();
        (0..20).for_each(|n| {
            told.held(days_ago(70), &format!("s{n}"), &format!("p{}", n % 4), &format!("m{n}"));
        });
        assert_eq!(read(&told)[0].reading, Reading::Suppressed);
        let nineteen = Told { facts: twenty(70).facts[1..].to_vec() };
        assert_eq!(read(&nineteen)[0].reading, Reading::TooFew { needed: 20 });
    }
}
