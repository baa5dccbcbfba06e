//! Lines of books, counted as one window needs them.

use std::collections::BTreeMap;

use super::book::Key;
use super::what::What;
use crate::kpi::frame::{Day, Frame};
use crate::kpi::repeat::PAIR;
use crate::kpi::retention::Stay;
use crate::kpi::{completion, compliments, retention};

/// What was counted so far. Lists go by the numbers of people.
#[derive(Debug, Default)]
pub(super) struct Count {
    pub(super) sums: BTreeMap<What, i64>,
    pub(super) askers: Vec<i64>,
    pub(super) fill: Vec<i64>,
    pub(super) matches: Vec<[i64; 2]>,
    pub(super) offered: Vec<i64>,
    pub(super) minutes: Vec<[i64; 2]>,
    pub(super) praised: Vec<[i64; 2]>,
    pub(super) praise: [i64; 2],
    pub(super) ring_compliments: i64,
    pub(super) noted: Vec<i64>,
    pub(super) booked: Vec<i64>,
    pub(super) pairs: Vec<i64>,
    pub(super) said: [i64; 3],
    pub(super) answered: BTreeMap<(u32, u32, bool), i64>,
    pub(super) open: BTreeMap<(Day, u32), i64>,
    pub(super) days: BTreeMap<(u32, Day), i64>,
    pub(super) mentoring: Vec<i64>,
    pub(super) early: i64,
    pub(super) lately: i64,
    pub(super) young: i64,
    pub(super) stays: retention::Tally,
}

/// The place of somebody in a list.
pub(super) fn at<T: Copy + Default>(list: &mut Vec<T>, who: u32) -> &mut T {
    let place = who as usize;
    if list.len() <= place {
        list.resize((place + 1).next_power_of_two(), T::default());
    }
    &mut list[place]
}

/// How many people are in a list.
pub(super) fn people(list: &[i64]) -> u64 {
    list.iter().filter(|n| **n > 0).count() as u64
}

/// A count of what there is, which is never below zero in the end.
pub(super) fn count(n: i64) -> u64 {
    u64::try_from(n).unwrap_or_default()
}

impl Count {
    /// How so many people stayed.
    pub(super) fn stay(&mut self, key: Key, n: i64, frame: &Frame<'_>) {
        if key.known <= frame.last {
            let days = |days: u32| Day::try_from(days).unwrap_or(Day::MAX / 2);
            let left = key.number.checked_sub(1).map(|after| key.known + days(after));
            let stay = Stay { entry: key.known, gone: key.known + days(key.who), left };
            self.stays.add(stay, count(n), frame);
        }
    }

    /// So many more of a line in the book of a day.
    pub(super) fn add(&mut self, day: Day, key: Key, n: i64, frame: &Frame<'_>) {
        if day > frame.last {
            return self.add_later(day, key, n, frame);
        }
        if key.what == What::Held {
            *self.days.entry((key.who, day)).or_default() += n;
        }
        if frame.first.is_none_or(|first| first <= day) {
            self.add_judged(day, key, n);
        }
    }

    /// What is not old enough yet.
    fn add_later(&mut self, day: Day, key: Key, n: i64, frame: &Frame<'_>) {
        match key.what {
            What::Filled | What::Unfilled | What::Withdrawn => self.early += n,
            What::Noted if day <= frame.last + completion::DAYS_TO_ANSWER => self.lately += n,
            What::Pair if day <= frame.last + PAIR => self.young += n,
            _ => {}
        }
    }

    fn add_judged(&mut self, day: Day, key: Key, n: i64) {
        *self.sums.entry(key.what).or_default() += n;
        let (who, number) = (key.who, key.number);
        match key.what {
            What::Asked => *at(&mut self.askers, who) += n,
            What::Open => *self.open.entry((day, number)).or_default() += n,
            What::Answered => *self.answered.entry((who, number, true)).or_default() += n,
            What::Stopped => *self.answered.entry((who, number, false)).or_default() += n,
            What::Filled | What::Unfilled => *at(&mut self.fill, who) += n,
            What::Matched => {
                let [offers, asks] = at(&mut self.matches, who);
                *offers += i64::from(number) * n;
                *asks += n;
            }
            What::Accepted | What::Passed | What::Missed => *at(&mut self.offered, who) += n,
            What::Held => {
                let [minutes, sessions] = at(&mut self.minutes, who);
                *minutes += i64::from(number) * n;
                *sessions += n;
            }
            What::Praised => {
                let (compliments, specific) = (number / 4, number % 4);
                let [dense, sessions] = at(&mut self.praised, who);
                *dense += compliments::density(specific.into()) as i64 * n;
                *sessions += n;
                self.praise[0] += i64::from(compliments) * n;
                self.praise[1] += i64::from(specific) * n;
            }
            What::Ring => self.ring_compliments += i64::from(number) * n,
            What::Noted => *at(&mut self.noted, who) += n,
            What::ShownUp | What::NotShownUp => *at(&mut self.booked, who) += n,
            What::Pair => *at(&mut self.pairs, who) += n,
            What::Said => self.said[(number as usize).min(2)] += n,
            What::MatchedUnknown
            | What::Withdrawn
            | What::Unpraised
            | What::Repeated
            | What::Landed
            | What::Done
            | What::Replied
            | What::CalledOff
            | What::PairAgain
            | What::SaidAny
            | What::OffScale
            | What::Joined
            | What::JoinedAsked
            | What::JoinedMet
            | What::JoinedDone
            | What::Mentors
            | What::Stay => {}
        }
    }
}
