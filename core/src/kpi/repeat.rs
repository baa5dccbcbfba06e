//! Whether people come back to each other.
//!
//! - `repeat.pairs`: pairs of learner and mentor that met again within 60 days of their first session / pairs whose
//!   first session became 60 days old in the window. Its people are the learners.
//! - `repeat.mentors`: mentors who held another session within 30 days of one / mentors. Each is judged by their first
//!   session from 30 days before the window's beginning on, if that is 30 days old at its end. Its people are the
//!   mentors.
//! - Both with a Wilson interval, from 20.
//! - Left out: pairs and mentors whose first session is not that old yet; of mentors also sessions of which one of the
//!   two says last that they did not meet. Pairs keep those: the other said, or it was noted, that they did.
//!
//! Each pair is judged once, in the window in which its 60 days are over, and by those days alone; so a window of a
//! week has no fewer than its share. A mentor is judged in each window anew.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::Kpi;
use super::figure::{Cell, Figure, LeftOut, Unit};
use super::frame::{Day, Frame};
use super::journal::{Held, Journal, Meeting, distinct};
use super::sample::Sample;

const FROM: u64 = 20;
/// In how many days a pair has to meet again.
pub(super) const PAIR: Day = 60;
/// In how many days a mentor has to come back.
pub(super) const MENTOR: Day = 30;

/// What is counted.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Tally {
    pub(super) pairs: Judged,
    pub(super) mentors: Judged,
}

/// Those who are old enough to be judged, and those who are not.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Judged {
    pub(super) again: u64,
    pub(super) n: u64,
    pub(super) people: u64,
    pub(super) young: u64,
}

pub(super) fn scan(journal: &Journal, frame: &Frame<'_>) -> Tally {
    let held = journal.held(frame.until());
    let pairs = grouped(&held, frame, |held| (held.learner, held.mentor));
    let ripe: Vec<_> = pairs.iter().filter(|(_, days)| frame.holds(days[0] + PAIR)).collect();
    let pairs = Judged {
        again: ripe.iter().filter(|(_, days)| again_within(PAIR, days)).count() as u64,
        n: ripe.len() as u64,
        people: distinct(ripe.iter().map(|((learner, _), _)| learner)),
        young: pairs.values().filter(|days| days[0] + PAIR > frame.last).count() as u64,
    };
    let mentors = grouped(&journal.agreed(frame.until()), frame, |held| held.mentor);
    Tally { pairs, mentors: judge_mentors(mentors.values().map(Vec::as_slice), frame) }
}

/// Judges mentors by the days of their sessions, the earliest first.
pub(super) fn judge_mentors<'a>(mentors: impl IntoIterator<Item = &'a [Day]>, frame: &Frame<'_>) -> Judged {
    let mut judged = Judged::default();
    for days in mentors {
        let since = days.partition_point(|day| frame.first.is_some_and(|first| day + MENTOR < first));
        match &days[since..] {
            [] => {}
            [day, ..] if day + MENTOR > frame.last => judged.young += 1,
            days => {
                judged.n += 1;
                judged.again += u64::from(again_within(MENTOR, days));
            }
        }
    }
    Judged { people: judged.n, ..judged }
}

/// On which days each of some met, the earliest first.
pub(super) fn grouped<K: Ord>(
    held: &[(DateTime<Utc>, Held, &Meeting)],
    frame: &Frame<'_>,
    key: impl Fn(&Held) -> K,
) -> BTreeMap<K, Vec<Day>> {
    let mut groups: BTreeMap<K, Vec<Day>> = BTreeMap::new();
    for (at, held, _) in held {
        groups.entry(key(held)).or_default().push(frame.day(*at));
    }
    groups
}

fn again_within(time: Day, days: &[Day]) -> bool {
    matches!(days, [first, second, ..] if second - first < time)
}

impl Tally {
    pub(super) fn figures(&self, frame: &Frame<'_>) -> Vec<Figure> {
        vec![
            self.pairs.figure("repeat.pairs", "pairs_too_young", frame),
            self.mentors.figure("repeat.mentors", "mentors_too_young", frame),
        ]
    }
}

impl Judged {
    fn figure(&self, name: &'static str, too_young: &'static str, frame: &Frame<'_>) -> Figure {
        let Judged { again: k, n, people, young } = *self;
        let left_out = vec![LeftOut { what: too_young, n: young }];
        let cell = Cell { kpi: Kpi::Repeat, window: frame.window, n, people, needed: FROM, left_out };
        cell.figure(name, Unit::Share, "Wilson", Sample::Share { k, n })
    }
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
        told.read(Kpi::Repeat, last_days(30)).try_into().unwrap()
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
        assert_eq!([60, 90].map(|days| read(&twenty(days))[0].n), [20, 20]);
        assert_eq!([59, 91].map(|days| read(&twenty(days))[0].n), [0, 0]);
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
