//! What other weights would have come to: the asks of the last weeks are put to mentors again, one after the other.
//!
//! It is a model and tells no truth about the past, so it is run twice, with the weights as they are and with those
//! that are proposed, and only the difference between the two means anything. What it takes for granted:
//! - Mentors are as they are today, with their caps free four weeks ago, and mentor since they said so.
//! - An offer reaches its mentor when their hours open. They answer it as often as they have answered so far (Laplace's
//!   rule of succession), at once; which offers those are is drawn by a hash of the ask and the mentor, so that the
//!   same pair does the same in both runs. One that they do not answer costs four of their working hours, then the next
//!   is asked, and after three the ask is nobody's.
//! - What is answered becomes a session on that day.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{COOL_DOWN, Candidate, Part, Terms, rank};
use crate::ask::Ask;
use crate::id::{AskId, MemberId};
use crate::member::{Held, Holding, Member};
use crate::stats::gini::gini;
use crate::topic;

/// So far back asks are played again.
pub const REPLAYED: TimeDelta = TimeDelta::weeks(4);
/// So many asks at most: the latest of them.
pub const MOST_REPLAYED: usize = 500;

/// What is played again.
#[derive(Debug, Clone, Default)]
pub struct Past {
    /// The asks, the oldest first, each with whoever asked.
    pub asks: Vec<(Ask, Member)>,
    /// Those who mentor.
    pub mentors: Vec<Arc<Member>>,
}

/// What it came to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Replayed {
    /// The mentor of each ask that found one.
    pub found: BTreeMap<AskId, MemberId>,
    /// How long those asks waited for an answer, in rising order.
    waits: Vec<TimeDelta>,
    /// How many minutes each mentor gave, those who gave none too.
    minutes: BTreeMap<MemberId, u32>,
    /// How many met whom they had met less than six weeks before.
    pub repeats: usize,
    /// How much of a topic the asks that found a mentor had in them, in percent of all of it, summed up.
    covered: i64,
}

impl Replayed {
    /// The median wait for an answer.
    pub fn wait(&self) -> Option<TimeDelta> {
        self.waits.get(self.waits.len() / 2).copied()
    }

    /// The Gini coefficient of the minutes that mentors gave.
    pub fn spread(&self) -> Option<f64> {
        gini(&self.minutes.values().map(|minutes| f64::from(*minutes)).collect::<Vec<_>>())
    }

    /// How much of the mentor's topic stood in the question, on average.
    pub fn fit(&self) -> Option<f64> {
        (!self.found.is_empty()).then(|| self.covered as f64 / 100.0 / self.found.len() as f64)
    }

    /// How many asks have another mentor than in that outcome, or have one only here or only there.
    pub fn others(&self, than: &Replayed) -> usize {
        let here = self.found.iter().filter(|(ask, mentor)| than.found.get(ask) != Some(mentor)).count();
        here + than.found.keys().filter(|ask| !self.found.contains_key(ask)).count()
    }
}

/// Plays the past again by other terms.
pub fn replay(past: &Past, terms: &Terms) -> Replayed {
    let first = past.asks.first().map(|(ask, _)| ask.at);
    let mut stage = Stage {
        mentors: past.mentors.iter().map(freed).collect(),
        met: BTreeMap::new(),
        outcome: Replayed::default(),
    };
    stage.outcome.minutes = past.mentors.iter().map(|mentor| (mentor.id, 0)).collect();
    for (ask, learner) in &past.asks {
        let before = learner.met.iter().filter(|(_, at)| first.is_some_and(|first| **at < first));
        let met = stage.met.entry(learner.id).or_insert_with(|| before.map(|(id, at)| (*id, *at)).collect());
        let learner = Member { met: met.clone(), ..learner.clone() };
        stage.plays(ask, learner, terms);
    }
    stage.outcome.waits.sort_unstable();
    stage.outcome
}

/// A mentor whose caps are free.
fn freed(mentor: &Arc<Member>) -> Arc<Member> {
    let mut mentor = Member::clone(mentor);
    if let Some(profile) = &mut mentor.mentor {
        profile.held.clear();
    }
    Arc::new(mentor)
}

struct Stage {
    mentors: Vec<Arc<Member>>,
    met: BTreeMap<MemberId, BTreeMap<MemberId, DateTime<Utc>>>,
    outcome: Replayed,
}

impl Stage {
    /// Puts an ask to one mentor after the other, until one answers.
    fn plays(&mut self, ask: &Ask, learner: Member, terms: &Terms) {
        let wanted = topic::stems(ask.question.as_str());
        let offers_it = |mentor: &&Arc<Member>| {
            let profile = mentor.mentor.as_ref().filter(|profile| profile.since <= ask.at);
            let mut topics = profile.into_iter().flat_map(|profile| &profile.topics);
            topics.any(|topic| topic.stems().iter().any(|stem| wanted.contains(stem)))
        };
        let field: Vec<&Arc<Member>> = self.mentors.iter().filter(offers_it).collect();
        let (mut ask, mut now) = (Ask { tried: Vec::new(), ..ask.clone() }, ask.at);
        for _ in 0..terms.pace.offers_before_pool {
            let ranking = rank(&ask, &learner, field.iter().copied(), terms, now);
            let Some(best) = ranking.candidates.into_iter().next() else { return };
            if answers(&ask, &best.mentor) {
                return self.meets(&ask, &learner, &best);
            }
            let runs_out = best.mentor.calendar.after_working(best.opens_at, terms.pace.offer_lasts);
            now = runs_out.unwrap_or(best.opens_at + TimeDelta::days(1));
            ask.tried.push(best.mentor.id);
        }
    }

    fn meets(&mut self, ask: &Ask, learner: &Member, best: &Candidate) {
        let (mentor, at) = (best.mentor.id, best.opens_at);
        self.outcome.found.insert(ask.id, mentor);
        self.outcome.waits.push(at - ask.at);
        *self.outcome.minutes.entry(mentor).or_default() += ask.minutes.count();
        let points = i64::from(best.topic.map_or(0, |topic| topic.points));
        self.outcome.covered += points * 100 / Part::Topic.most();
        if learner.met.get(&mentor).is_some_and(|last| at - *last < COOL_DOWN) {
            self.outcome.repeats += 1;
        }
        self.met.entry(learner.id).or_default().insert(mentor, at);
        // What is held is known by its id alone, and any that nobody else has will do.
        let session = Uuid::from_u128(self.outcome.found.len() as u128);
        let held = Held { what: Holding::Session(session.into()), at, minutes: ask.minutes };
        let seat = self.mentors.iter_mut().find(|known| known.id == mentor);
        if let Some(seat) = seat {
            let mut changed = Member::clone(seat);
            changed.mentor = changed.mentor.map(|profile| profile.holding(held, at));
            *seat = Arc::new(changed);
        }
    }
}

/// Whether a mentor answers an offer: as often as they have answered so far, and the same in every run.
fn answers(ask: &Ask, mentor: &Member) -> bool {
    let Some(record) = mentor.mentor.as_ref().map(|profile| profile.record) else { return false };
    let hash = Sha256::digest(format!("{} {}", ask.id, mentor.id));
    let drawn = u64::from(u16::from_be_bytes([hash[0], hash[1]]));
    let (answered, missed) = (u64::from(record.answered), u64::from(record.missed));
    drawn * (answered + missed + 2) < (answered + 1) << 16
}

#[cfg(test)]
mod tests;
