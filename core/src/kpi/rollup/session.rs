//! A session, from the compliment by which it was accepted to the answers about what was noted.

use serde::{Deserialize, Serialize};

use super::case::{Log, Once, When};
use super::entry::{Entry, Sign, Sums};
use super::pair::{PairCase, Turn};
use super::what::What;
use crate::id::MemberId;
use crate::kpi::completion::DAYS_TO_ANSWER;
use crate::kpi::frame::Day;
use crate::kpi::health::held_at;
use crate::session::{Answer, Item};

/// What is known of a session.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct SessionCase {
    /// Whether the compliment names a deed, and whether it was said before.
    #[serde(rename = "a", default, skip_serializing_if = "Once::is_empty")]
    affirmed: Once<(bool, bool)>,
    #[serde(rename = "l", default, skip_serializing_if = "Once::is_empty")]
    landed: Once<()>,
    /// For whom, and on which day.
    #[serde(rename = "b", default, skip_serializing_if = "Log::is_empty")]
    booked: Log<(u32, Day)>,
    /// Whether that was late.
    #[serde(rename = "c", default, skip_serializing_if = "Once::is_empty")]
    cancelled: Once<bool>,
    /// Each time that it was.
    #[serde(rename = "C", default, skip_serializing_if = "Log::is_empty")]
    called_off: Log<()>,
    #[serde(rename = "x", default, skip_serializing_if = "Log::is_empty")]
    missed: Log<()>,
    #[serde(rename = "q", default, skip_serializing_if = "Log::is_empty")]
    unheard: Log<()>,
    #[serde(rename = "h", default, skip_serializing_if = "Once::is_empty")]
    held: Once<Held>,
    /// Each time after the first that it was told.
    #[serde(rename = "H", default, skip_serializing_if = "Log::is_empty")]
    held_again: Log<()>,
    #[serde(rename = "n", default, skip_serializing_if = "Log::is_empty")]
    notes: Log<Note>,
    #[serde(rename = "u", default, skip_serializing_if = "Log::is_empty")]
    undone: Log<()>,
    #[serde(rename = "1", default, skip_serializing_if = "Log::is_empty")]
    one: Log<Answer>,
    #[serde(rename = "2", default, skip_serializing_if = "Log::is_empty")]
    two: Log<Answer>,
}

/// A session that took place.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Held {
    #[serde(rename = "l")]
    pub(super) learner: u32,
    #[serde(rename = "m")]
    pub(super) mentor: u32,
    #[serde(rename = "t")]
    pub(super) minutes: u32,
}

/// A note.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Note {
    #[serde(rename = "l")]
    pub(super) learner: u32,
    #[serde(rename = "w")]
    pub(super) member: MemberId,
    #[serde(rename = "d")]
    pub(super) due: Day,
    #[serde(rename = "a", default, skip_serializing_if = "Option::is_none")]
    pub(super) affirmation: Option<bool>,
    /// Whether its compliment was said before.
    #[serde(rename = "r", default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) repeated: bool,
}

impl SessionCase {
    pub(super) fn affirm(&mut self, when: When, specific: bool, repeated: bool) {
        self.affirmed.add(when, (specific, repeated));
    }

    pub(super) fn land(&mut self, when: When) {
        self.landed.add(when, ());
    }

    pub(super) fn book(&mut self, when: When, learner: u32, starts: Day) {
        self.booked.add(when, (learner, starts));
    }

    pub(super) fn cancel(&mut self, when: When, late: bool) {
        self.cancelled.add(when, late);
        self.called_off.add(when, ());
    }

    pub(super) fn miss(&mut self, when: When) {
        self.missed.add(when, ());
    }

    pub(super) fn hear_nothing(&mut self, when: When) {
        self.unheard.add(when, ());
    }

    /// Says whether it was not known before that it took place.
    pub(super) fn hold(&mut self, when: When, held: Held) -> bool {
        if !self.held.is_empty() {
            self.held_again.add(when, ());
            return false;
        }
        self.held.add(when, held)
    }

    pub(super) fn note(&mut self, when: When, note: Note) {
        self.notes.add(when, note);
    }

    pub(super) fn undo(&mut self, when: When) {
        self.undone.add(when, ());
    }

    pub(super) fn answer(&mut self, when: When, item: Item, answer: Answer) {
        match item {
            Item::One => self.one.add(when, answer),
            Item::Two => self.two.add(when, answer),
            Item::Checkpoint => {}
        }
    }

    /// Between whom it was, once it took place.
    pub(super) fn between(&self) -> Option<(u32, u32)> {
        self.held.get().map(|(_, held)| (held.learner, held.mentor))
    }

    /// Those who noted something in it.
    pub(super) fn note_takers(&self) -> impl Iterator<Item = MemberId> {
        self.notes.all().map(|(_, note)| note.member)
    }

    fn days(&self) -> Vec<Day> {
        let days = self.affirmed.days().chain(self.landed.days()).chain(self.booked.days());
        let days = days.chain(self.cancelled.days()).chain(self.missed.days()).chain(self.held.days());
        let days = days.chain(self.unheard.days()).chain(self.held_again.days());
        days.chain(self.days_of_notes()).collect()
    }

    fn days_of_notes(&self) -> impl Iterator<Item = Day> {
        self.notes.days().chain(self.undone.days()).chain(self.one.days()).chain(self.two.days())
    }

    /// The note that stands: the last one, unless it was taken back later.
    fn standing(&self, day: Day) -> Option<&Note> {
        let (written, note) = self.notes.last(day)?;
        let stands = self.undone.last(day).is_none_or(|(undone, ())| undone.0 <= written.0);
        stands.then_some(note)
    }

    fn answers(&self, day: Day) -> impl Iterator<Item = Answer> {
        [&self.one, &self.two].into_iter().filter_map(move |log| log.last(day).map(|(_, answer)| *answer))
    }

    /// Counts it. `pair` is that of the two between whom it was.
    pub(super) fn count(&self, pair: Option<&PairCase>, sums: &mut Sums, sign: Sign) {
        let turned = self.turned(pair);
        let days = self.days().into_iter().chain(turned.iter().copied()).collect();
        sums.add_history(days, |day| self.as_of(day, &turned), sign);
    }

    /// On which days the two met the other way round, near this session.
    fn turned(&self, pair: Option<&PairCase>) -> Vec<Day> {
        match (pair, self.held.get()) {
            (Some(pair), Some((when, held))) => {
                pair.near(Turn::of(held.mentor, held.learner), when.1).collect()
            }
            _ => Vec::new(),
        }
    }

    fn as_of(&self, day: Day, turned: &[Day]) -> Vec<Entry> {
        let mut entries = self.note_as_of(day);
        entries.extend(self.times_as_of(day));
        if let Some((when, held)) = self.held.by(day).filter(|_| !self.is_in_doubt(day)) {
            entries.push(Entry::on(when.1, What::Held).of(held.mentor).with(held.minutes));
            entries.extend(self.praise_as_of(day, when.1, held.mentor, turned));
            let took_on = self.affirmed.by(day).map(|(when, _)| when.1);
            entries.extend(took_on.map(|day| Entry::on(day, What::TookPlace).of(held.mentor)));
        }
        entries
    }

    /// When both said last, by a day, that it took place.
    fn agreed(&self, day: Day) -> Option<i64> {
        let again = self.held_again.last(day).map(|(when, ())| when.0);
        again.or(self.held.by(day).map(|(when, _)| when.0))
    }

    /// Whether one of the two said after that, by a day, that they did not meet.
    fn is_in_doubt(&self, day: Day) -> bool {
        self.unheard.last(day).map(|(when, ())| when.0) >= self.agreed(day)
    }

    fn note_as_of(&self, day: Day) -> Vec<Entry> {
        let Some(note) = self.standing(day) else { return Vec::new() };
        let on = |what| Entry::on(note.due + DAYS_TO_ANSWER, what);
        let done = self.answers(day).filter(|answer| *answer == Answer::Done).map(|_| on(What::Done));
        let replied = self.answers(day).map(|_| on(What::Replied));
        [on(What::Noted).of(note.learner)].into_iter().chain(done).chain(replied).collect()
    }

    /// The times that count: those at which the two did not meet, or of which it is not known whether they did, and
    /// the last one.
    fn times_as_of(&self, day: Day) -> Vec<Entry> {
        let booked: Vec<(When, &(u32, Day))> = self.booked.by(day).collect();
        if booked.is_empty()
            && let Some((when, held)) = self.held.by(day).filter(|_| self.is_in_doubt(day))
        {
            return vec![Entry::on(when.1 + 1, What::Unheard).of(held.learner)];
        }
        let instants = |log: &Log<()>| log.by(day).map(|(when, ())| when.0).collect::<Vec<_>>();
        let picked: Vec<_> = booked.iter().map(|(when, _)| when.0).collect();
        let said = self.held.by(day).map(|(when, _)| when.0);
        let held = said.and_then(|said| held_at(&picked, &instants(&self.called_off), said));
        let agreed = self.agreed(day);
        let times = booked.iter().enumerate().filter_map(|(place, (when, (learner, starts)))| {
            let next = booked.get(place + 1).map(|(next, _)| next.0);
            let of_it = |told: When| when.0 <= told.0 && next.is_none_or(|next| told.0 < next);
            let so_far = |log: &Log<()>| log.by(day).any(|(told, ())| of_it(told));
            let otherwise =
                |unknown: When| of_it(unknown) && agreed.is_some_and(|agreed| agreed <= unknown.0);
            let what = if so_far(&self.missed) {
                What::NotShownUp
            } else if held == Some(place) && !self.unheard.by(day).any(|(unknown, ())| otherwise(unknown)) {
                What::ShownUp
            } else if so_far(&self.unheard) {
                What::Unheard
            } else if next.is_some() {
                return None;
            } else {
                match self.cancelled.by(day) {
                    Some((_, false)) => What::CalledOff,
                    _ => What::NotShownUp,
                }
            };
            Some(Entry::on(starts + 1, what).of(*learner))
        });
        times.collect()
    }

    fn praise_as_of(&self, day: Day, held: Day, mentor: u32, turned: &[Day]) -> Vec<Entry> {
        let on = |what| Entry::on(held, what);
        let Some((_, (specific, repeated))) = self.affirmed.by(day) else {
            return vec![on(What::Unpraised)];
        };
        let note = self.standing(day);
        let noted = note.and_then(|note| note.affirmation);
        let again = noted.is_some() && note.is_some_and(|note| note.repeated);
        if turned.iter().any(|turned| *turned <= day) {
            return vec![on(What::Ring).of(mentor).with(1 + u32::from(noted.is_some()))];
        }
        let fresh = [(!repeated).then_some(*specific), noted.filter(|_| !again)].into_iter().flatten();
        let (compliments, specific) =
            fresh.fold((0, 0), |(compliments, specific), is| (compliments + 1, specific + u32::from(is)));
        let mut entries = vec![on(What::Praised).of(mentor).with(4 * compliments + specific)];
        let again = [*repeated, again].into_iter().filter(|again| *again);
        entries.extend(again.map(|_| on(What::Repeated).of(mentor)));
        entries.extend(self.landed.by(day).map(|_| on(What::Landed).of(mentor)));
        entries
    }

    /// Since when somebody has done something of it, and since when not: each time as a day and a change.
    pub(super) fn done(&self) -> Vec<(MemberId, Day, i32)> {
        let mut days: Vec<Day> = self.days_of_notes().collect();
        days.sort_unstable();
        days.dedup();
        let (mut before, mut changes) = (None, Vec::new());
        for day in days {
            let done = self.answers(day).any(|answer| answer == Answer::Done);
            let now = self.standing(day).filter(|_| done).map(|note| note.member);
            if now != before {
                changes.extend(before.map(|member| (member, day, -1)));
                changes.extend(now.map(|member| (member, day, 1)));
            }
            before = now;
        }
        changes
    }
}
