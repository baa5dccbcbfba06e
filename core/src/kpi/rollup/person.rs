//! A person: how they came, what they do here, and whether they are still there.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::book::Key;
use super::case::{Log, Once, When};
use super::entry::{Entry, Place, Shelf, Sign, Sums};
use super::what::What;
use crate::id::AskId;
use crate::kpi::frame::Day;
use crate::kpi::recommendation::HIGHEST;
use crate::kpi::retention::GAP;

/// Stays of people who came within so many days stand in one book.
const STAYS: Day = 32;

/// What is known of a person.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct PersonCase {
    /// Their number in the community. It comes first: see [`number_of`](super::number_of).
    #[serde(rename = "#")]
    pub(super) number: u32,
    #[serde(rename = "j", default, skip_serializing_if = "Once::is_empty")]
    joined: Once<()>,
    #[serde(rename = "o", default, skip_serializing_if = "Once::is_empty")]
    onboarded: Once<()>,
    #[serde(rename = "l", default, skip_serializing_if = "Log::is_empty")]
    left: Log<()>,
    #[serde(rename = "m", default, skip_serializing_if = "Log::is_empty")]
    mentoring: Log<bool>,
    #[serde(rename = "r", default, skip_serializing_if = "Log::is_empty")]
    recommended: Log<u8>,
    /// Times in which they were never quiet for too long: the days of the first and of the last act.
    #[serde(rename = "t", default, skip_serializing_if = "Vec::is_empty")]
    acts: Vec<(Day, Day)>,
    #[serde(rename = "a", default, skip_serializing_if = "Once::is_empty")]
    asked: Once<()>,
    /// Their first session as a learner.
    #[serde(rename = "e", default, skip_serializing_if = "Once::is_empty")]
    met: Once<()>,
    /// When they first said of somebody they met that the two fit well.
    #[serde(rename = "f", default, skip_serializing_if = "Once::is_empty")]
    fitted: Once<()>,
    /// By day, of how many more sessions something was done.
    #[serde(rename = "d", default, skip_serializing_if = "BTreeMap::is_empty")]
    done: BTreeMap<Day, i32>,
    /// Asks that wait for somebody.
    #[serde(rename = "w", default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) waiting: BTreeSet<AskId>,
}

impl PersonCase {
    pub(super) fn new(number: u32) -> PersonCase {
        PersonCase { number, ..PersonCase::default() }
    }

    pub(super) fn join(&mut self, when: When) {
        self.joined.add(when, ());
    }

    pub(super) fn onboard(&mut self, when: When) {
        self.onboarded.add(when, ());
    }

    pub(super) fn leave(&mut self, when: When) {
        self.left.add(when, ());
    }

    /// When they left for the first time after something, if that is known already.
    pub(super) fn left_since(&self, when: When) -> Option<When> {
        self.left.all().map(|(left, ())| left).find(|left| left.0 >= when.0)
    }

    pub(super) fn mentor(&mut self, when: When, does: bool) {
        self.mentoring.add(when, does);
    }

    pub(super) fn recommend(&mut self, when: When, score: u8) {
        self.recommended.add(when, score);
    }

    pub(super) fn ask(&mut self, when: When) {
        self.asked.add(when, ());
    }

    pub(super) fn meet(&mut self, when: When) {
        self.met.add(when, ());
    }

    pub(super) fn fit(&mut self, when: When) {
        self.fitted.add(when, ());
    }

    pub(super) fn change_done(&mut self, day: Day, by: i32) {
        let change = self.done.entry(day).or_default();
        *change += by;
        if *change == 0 {
            self.done.remove(&day);
        }
    }

    /// They did something that shows that they are still there.
    pub(super) fn act(&mut self, day: Day) {
        let (near, mut apart): (Vec<_>, Vec<_>) =
            self.acts.iter().partition(|(first, last)| first - day < GAP && day - last < GAP);
        let joined = near.into_iter().fold((day, day), |(first, last), (earlier, later): (Day, Day)| {
            (first.min(earlier), last.max(later))
        });
        apart.push(joined);
        apart.sort_unstable();
        self.acts = apart;
    }

    /// Counts them.
    pub(super) fn count(&self, sums: &mut Sums, sign: Sign) {
        sums.add_history(self.recommended.days().collect(), |day| self.answer_as_of(day), sign);
        let days =
            self.joined.days().chain(self.onboarded.days()).chain(self.asked.days()).chain(self.met.days());
        let days = days.chain(self.fitted.days()).chain(self.done.keys().copied()).collect();
        sums.add_history(days, |day| self.way_as_of(day), sign);
        let days = self.mentoring.days().chain(self.left.days()).collect();
        sums.add_history(days, |day| self.mentors_as_of(day).into_iter().collect(), sign);
        self.count_stay(sums, sign);
    }

    fn answer_as_of(&self, day: Day) -> Vec<Entry> {
        let mut entries = Vec::new();
        let mut last = None;
        for (when, score) in self.recommended.by(day) {
            let on_scale = *score <= HIGHEST;
            entries.push(Entry::on(when.1, if on_scale { What::SaidAny } else { What::OffScale }));
            last = if on_scale { Some((when.1, *score)) } else { last };
        }
        entries.extend(last.map(|(day, score)| {
            Entry::on(day, What::Said).with(match score {
                9.. => 2,
                7 | 8 => 1,
                0..=6 => 0,
            })
        }));
        entries
    }

    fn way_as_of(&self, day: Day) -> Vec<Entry> {
        let Some((joined, ())) = self.joined.by(day) else { return Vec::new() };
        let done = self.done.range(..=day).map(|(_, change)| change).sum::<i32>() > 0;
        let asked = self.asked.by(day).is_some();
        let steps = [
            (What::Joined, true),
            (What::JoinedOnboarded, asked || self.onboarded.by(day).is_some()),
            (What::JoinedAsked, asked),
            (What::JoinedMet, self.met.by(day).is_some()),
            (What::JoinedFit, self.fitted.by(day).is_some()),
            (What::JoinedDone, done),
        ];
        steps.into_iter().filter(|(_, came)| *came).map(|(what, _)| Entry::on(joined.1, what)).collect()
    }

    fn mentors_as_of(&self, day: Day) -> Option<Entry> {
        let (since, _) = self.mentoring.last(day).filter(|(_, does)| **does)?;
        let stays = self.left.last(day).is_none_or(|(left, ())| left.0 < since.0);
        let place = Place { shelf: Shelf::Mentors, day: 0 };
        stays.then_some(Entry { place, what: What::Mentors, who: self.number, number: 0 })
    }

    fn count_stay(&self, sums: &mut Sums, sign: Sign) {
        let Some((entry, ())) = self.met.get() else { return };
        let last = self.acts.iter().find(|(first, last)| *first <= entry.1 && entry.1 <= *last);
        let gone = last.map_or(entry.1, |(_, last)| *last) + GAP;
        let left =
            self.left.all().find(|(when, ())| when.0 >= entry.0).map(|(when, ())| when.1 - entry.1 + 1);
        let place = Place { shelf: Shelf::Stays, day: entry.1.div_euclid(STAYS) * STAYS };
        let key = Key {
            what: What::Stay,
            known: entry.1,
            who: u32::try_from(gone - entry.1).unwrap_or_default(),
            number: left.and_then(|days| u32::try_from(days).ok()).unwrap_or_default(),
        };
        sums.add(place, key, 1, sign);
    }
}
