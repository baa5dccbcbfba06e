//! Lines of books, counted as one window needs them.

use std::collections::BTreeMap;

use super::book::Key;
use super::what::What;
use crate::kpi::frame::{Day, Frame};
use crate::kpi::repeat::PAIR;
use crate::kpi::retention::Stay;
use crate::kpi::{completion, compliments, response, retention};

/// What was counted so far. Lists go by the numbers of people.
#[derive(Debug, Default)]
pub(super) struct Count {
    /// By kind.
    pub(super) sums: Sums,
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
    pub(super) wall: Waits,
    pub(super) working: Waits,
    pub(super) open: BTreeMap<(Day, u32), i64>,
    /// Sessions of mentors on the day that is being read.
    today: Vec<(u32, i64)>,
    pub(super) returns: Vec<Return>,
    pub(super) mentoring: Vec<i64>,
    pub(super) early: i64,
    pub(super) lately: i64,
    pub(super) young: i64,
    pub(super) stays: retention::Tally,
}

/// How many lines there are of each kind.
#[derive(Debug)]
pub(super) struct Sums(pub(super) [i64; What::ALL.len() + 1]);

impl Default for Sums {
    fn default() -> Self {
        Sums([0; What::ALL.len() + 1])
    }
}

/// Waits of fewer minutes stand in a list by their minutes: four weeks.
const LISTED: u32 = 28 * 24 * 60;

/// How many waited for how many minutes: those who were answered, and those for whom nobody waits.
#[derive(Debug, Default)]
pub(super) struct Waits {
    listed: Vec<[i64; 2]>,
    longer: BTreeMap<u32, [i64; 2]>,
}

impl Waits {
    fn add(&mut self, minutes: u32, ended: bool, n: i64) {
        let counts = if minutes < LISTED {
            at(&mut self.listed, minutes)
        } else {
            self.longer.entry(minutes).or_default()
        };
        counts[usize::from(!ended)] += n;
    }

    /// Adds them to those of a window.
    pub(super) fn tell(&self, waits: &mut response::Waits) {
        let listed = self.listed.iter().enumerate().map(|(minutes, counts)| (minutes as u32, counts));
        let longer = self.longer.iter().map(|(minutes, counts)| (*minutes, counts));
        for (minutes, counts) in listed.chain(longer) {
            for (ended, n) in [(true, counts[0]), (false, counts[1])] {
                if n > 0 {
                    waits.add(minutes, ended, count(n));
                }
            }
        }
    }
}

/// On which days a mentor held their first session that matters, and the one after it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Return {
    pub(super) first: Option<Day>,
    pub(super) second: Option<Day>,
}

impl Return {
    fn meet(&mut self, day: Day, sessions: i64) {
        for _ in 0..sessions.min(2) {
            match (self.first, self.second) {
                (None, _) => self.first = Some(day),
                (Some(_), None) => self.second = Some(day),
                (Some(_), Some(_)) => {}
            }
        }
    }
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

    /// The book of a day was read to its end. Books have to be read in the order of their days.
    pub(super) fn end_day(&mut self, day: Day) {
        let mut today = std::mem::take(&mut self.today);
        today.sort_unstable_by_key(|(mentor, _)| *mentor);
        for sessions in today.chunk_by(|(one, _), (other, _)| one == other) {
            let held = sessions.iter().map(|(_, n)| n).sum();
            at(&mut self.returns, sessions[0].0).meet(day, held);
        }
        today.clear();
        self.today = today;
    }

    /// So many more of a line in the book of a day.
    pub(super) fn add(&mut self, day: Day, key: Key, n: i64, frame: &Frame<'_>) {
        if day > frame.last {
            return self.add_later(day, key, n, frame);
        }
        if key.what == What::Held {
            self.today.push((key.who, n));
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
        self.sums.0[key.what as usize] += n;
        let (who, number) = (key.who, key.number);
        match key.what {
            What::Asked => *at(&mut self.askers, who) += n,
            What::Open => *self.open.entry((day, number)).or_default() += n,
            What::Answered | What::Stopped => {
                let ended = key.what == What::Answered;
                self.wall.add(who, ended, n);
                self.working.add(number, ended, n);
            }
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
            | What::Unheard
            | What::PairAgain
            | What::SaidAny
            | What::OffScale
            | What::Joined
            | What::JoinedOnboarded
            | What::JoinedAsked
            | What::JoinedMet
            | What::JoinedFit
            | What::JoinedDone
            | What::Mentors
            | What::Stay => {}
        }
    }
}
