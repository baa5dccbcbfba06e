//! An ask, and the offers that were made for it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::case::{Log, Once, When};
use super::entry::{Entry, Sign, Sums};
use super::what::What;
use crate::fact::FirstResponse;
use crate::id::{MemberId, OfferId};
use crate::kpi::Terms;
use crate::kpi::frame::Day;
use crate::kpi::health::fill::{judged_on, last_day};
use crate::kpi::response::{minutes, working_minutes};

/// What is known of an ask.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct AskCase {
    /// By whom.
    #[serde(rename = "a", default, skip_serializing_if = "Once::is_empty")]
    asked: Once<u32>,
    /// The same person.
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    pub(super) asker: Option<MemberId>,
    #[serde(rename = "w", default, skip_serializing_if = "Once::is_empty")]
    withdrew: Once<()>,
    /// When the one who asked left while it waited.
    #[serde(rename = "l", default, skip_serializing_if = "Once::is_empty")]
    left: Once<()>,
    /// The first act on it: minutes on the wall, and of working time.
    #[serde(rename = "r", default, skip_serializing_if = "Once::is_empty")]
    first: Once<(u32, u32)>,
    /// What was the first once another was taken back.
    #[serde(rename = "s", default, skip_serializing_if = "Log::is_empty")]
    others: Log<(u32, u32)>,
    #[serde(rename = "o", default, skip_serializing_if = "Log::is_empty")]
    offered: Log<(OfferId, u32)>,
    #[serde(rename = "e", default, skip_serializing_if = "Log::is_empty")]
    ended: Log<(OfferId, End)>,
    /// Offers whose answers were taken back.
    #[serde(rename = "t", default, skip_serializing_if = "Log::is_empty")]
    reopened: Log<OfferId>,
}

/// How an offer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum End {
    /// The mentor accepted: who that was, as it may be one who was not offered it.
    #[serde(rename = "a")]
    Accepted(u32),
    /// The mentor passed.
    #[serde(rename = "p")]
    Passed,
    /// It ran out.
    #[serde(rename = "m")]
    Missed,
}

impl AskCase {
    pub(super) fn ask(&mut self, when: When, learner: u32, member: MemberId) {
        self.asked.add(when, learner);
        self.asker = Some(member);
    }

    pub(super) fn withdraw(&mut self, when: When) {
        self.withdrew.add(when, ());
    }

    /// The one who asked left; what was asked later is another story.
    pub(super) fn leave(&mut self, when: When) {
        if self.asked.get().is_some_and(|(asked, _)| asked.0 <= when.0) {
            self.left.add(when, ());
        }
    }

    pub(super) fn offer(&mut self, when: When, offer: OfferId, mentor: u32) {
        self.offered.add(when, (offer, mentor));
    }

    pub(super) fn end(&mut self, when: When, offer: OfferId, end: End, first: Option<FirstResponse>) {
        self.ended.add(when, (offer, end));
        if let Some(response) = first {
            let (earlier, response) = (self.first, (minutes(response.wall), minutes(response.working)));
            if !self.first.add(when, response) {
                self.others.add(when, response);
            } else if let Some((when, response)) = earlier.get() {
                self.others.add(when, *response);
            }
        }
    }

    /// What an offer was answered with is taken back.
    pub(super) fn reopen(&mut self, when: When, offer: OfferId) {
        self.reopened.add(when, offer);
    }

    /// When it was asked.
    pub(super) fn asked(&self) -> Option<When> {
        self.asked.get().map(|(when, _)| when)
    }

    /// Whether it waits for somebody.
    pub(super) fn waits(&self) -> bool {
        self.response(Day::MAX).is_none() && self.withdrew.is_empty()
    }

    fn is_taken_back(&self, when: When, offer: OfferId, day: Day) -> bool {
        self.reopened.by(day).any(|(back, reopened)| *reopened == offer && when.0 <= back.0)
    }

    /// The first match by the end of a day that was not taken back by the end of another.
    fn matched(&self, by: Day, day: Day) -> Option<(When, OfferId)> {
        let matches = self.ended.by(by).filter(|(_, (_, end))| matches!(end, End::Accepted(_)));
        let mut matches = matches.map(|(when, (offer, _))| (when, *offer));
        matches.find(|(when, offer)| !self.is_taken_back(*when, *offer, day))
    }

    /// The first human act that was not taken back. It is what an offer was answered with at the same instant.
    fn response(&self, day: Day) -> Option<(When, (u32, u32))> {
        let acts = self.first.by(day).into_iter().chain(self.others.by(day));
        let stands = |when: When| {
            let mut ends = self.ended.by(day).filter(|(ended, _)| *ended == when);
            ends.any(|(when, (offer, _))| !self.is_taken_back(when, *offer, day))
        };
        let mut standing = acts.filter(|(when, _)| stands(*when));
        standing.next().map(|(when, minutes)| (when, *minutes))
    }

    /// Counts it.
    pub(super) fn count(&self, terms: &Terms, sums: &mut Sums, sign: Sign) {
        let days = self.asked.days().chain(self.withdrew.days()).chain(self.left.days());
        let days = days.chain(self.first.days()).chain(self.others.days()).chain(self.reopened.days());
        let days = days.chain(self.offered.days()).chain(self.ended.days()).collect();
        sums.add_history(days, |day| self.as_of(day, terms), sign);
    }

    fn as_of(&self, day: Day, terms: &Terms) -> Vec<Entry> {
        let mut entries = Vec::new();
        if let Some((asked, learner)) = self.asked.by(day) {
            entries.push(Entry::on(asked.1, What::Asked).of(*learner));
            entries.extend(self.wait(asked, day, terms));
            entries.extend(self.fill(asked, *learner, day, terms));
        }
        if let Some((matched, accepted)) = self.matched(day, day) {
            entries.push(match self.asked.by(day) {
                Some((_, learner)) => Entry::on(matched.1, What::Matched)
                    .of(*learner)
                    .with(self.offers_until(matched, accepted, day)),
                None => Entry::on(matched.1, What::MatchedUnknown),
            });
        }
        entries.extend(self.ends(day));
        entries
    }

    fn wait(&self, asked: When, day: Day, terms: &Terms) -> Vec<Entry> {
        let stops = [self.withdrew.by(day), self.left.by(day)];
        let stopped = stops.into_iter().flatten().map(|(when, ())| when).min_by_key(|when| when.0);
        let response = self.response(day).filter(|(when, _)| stopped.is_none_or(|stop| when.0 <= stop.0));
        let on = |what| Entry::on(asked.1, what);
        match (response, stopped) {
            (Some((_, (wall, working))), _) => {
                vec![on(What::Answered).of(wall), on(What::AnsweredWorking).of(working)]
            }
            (None, Some(stop)) => {
                let working = working_minutes(asked.at(), stop.at(), terms);
                let wall = minutes(stop.0 - asked.0);
                vec![on(What::Stopped).of(wall), on(What::StoppedWorking).of(working)]
            }
            (None, None) => vec![on(What::Open).with(time_of(asked))],
        }
    }

    fn fill(&self, asked: When, learner: u32, day: Day, terms: &Terms) -> Option<Entry> {
        let last = last_day(asked.at(), terms)?;
        let by = day.min(last);
        let what = match (self.matched(by, day), self.withdrew.by(by)) {
            (Some(_), _) => What::Filled,
            (None, Some(_)) => What::Withdrawn,
            (None, None) => What::Unfilled,
        };
        Some(Entry::on(judged_on(last), what).of(learner))
    }

    /// How many offers it took, with that one which was accepted.
    fn offers_until(&self, matched: When, accepted: OfferId, day: Day) -> u32 {
        let made = self.offered.by(day).filter(|(when, _)| when.0 <= matched.0).map(|(_, (offer, _))| *offer);
        let mut offers: Vec<OfferId> = made.chain([accepted]).collect();
        offers.sort_unstable();
        offers.dedup();
        offers.len() as u32
    }

    /// How offers ended, each by the first end that was not taken back. What was not offered and did not come to a
    /// match is none.
    fn ends(&self, day: Day) -> Vec<Entry> {
        let mut seen: Vec<OfferId> = Vec::new();
        let mut entries = Vec::new();
        for (when, (offer, end)) in self.ended.by(day) {
            if seen.contains(offer) || self.is_taken_back(when, *offer, day) {
                continue;
            }
            seen.push(*offer);
            let made = self.offered.by(day).find(|(_, (made, _))| made == offer);
            let made = made.map(|(_, (_, mentor))| *mentor);
            let (what, mentor) = match (end, made) {
                (End::Accepted(_), Some(mentor)) => (What::Accepted, mentor),
                (End::Accepted(mentor), None) => (What::Unasked, *mentor),
                (End::Passed, Some(mentor)) => (What::Passed, mentor),
                (End::Missed, Some(mentor)) => (What::Missed, mentor),
                (End::Passed | End::Missed, None) => continue,
            };
            entries.push(Entry::on(when.1, what).of(mentor));
        }
        entries
    }
}

const DAY: i64 = 86_400_000;
/// The day with which Unix time begins.
const EPOCH: Day = 719_163;

/// When on its day something happened, in milliseconds since a day before that of UTC began: no zone is so far away.
fn time_of(when: When) -> u32 {
    u32::try_from(when.0 - start(when.1)).unwrap_or_default()
}

/// The instant of a time on a day.
pub(super) fn instant_of(day: Day, time: u32) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_millis(start(day) + i64::from(time))
}

fn start(day: Day) -> i64 {
    (i64::from(day) - i64::from(EPOCH) - 1) * DAY
}
