//! Who is asked first: one score in whole points, hard limits, reasons that can be told, and a total order.
//!
//! Hard limits remove a mentor: themselves, somebody from whom the learner is kept apart or would rather not meet
//! again, somebody already tried, no room under the caps, no common hours, no common language, a long absence, or that
//! nothing reaches them. What is left is ordered by points; ties go to whoever
//! has fewer holdings, then to the smaller id, so that a match can be explained and replayed.
//!
//! In reading order: `score` (the parts and their points), `weights` (how much each counts in a community), `weeks`
//! (the hours of two people), `prices` (what scarce mentors cost between two rounds), `reserve` (room that is kept for
//! what presses), `reason` and `why` (what is told of a match). [`replay`] says what other weights would have come to,
//! [`gather`] matches the asks that wait, by [`round`], which knows nothing but costs.

pub mod gather;
mod prices;
mod reason;
#[cfg(test)]
mod regret;
pub mod replay;
mod reserve;
pub mod round;
mod score;
mod weeks;
mod weights;
mod why;

use std::cmp::Reverse;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use crate::ask::Ask;
use crate::id::MemberId;
use crate::member::{Member, Mentor, Room};
use crate::session::Fit;
use crate::settings::Pace;
use crate::signal::Urgency;
use crate::topic::{self, Mark};
use score::{PARTS, Pair};
use weeks::Weeks;

pub use prices::{MOST_PRICE, PRICES_LAST, Prices};
pub use reason::{MOST_REASONS, Reason};
pub use reserve::{Kept, Pressed};
pub use score::{COOL_DOWN, Part, Score};
pub use weights::{MOST_PERCENT, OutOfBounds, Set, USUAL_PERCENT, Weights};
pub use why::{Excluded, Why};

/// A mentor whom an ask may be offered to.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Who.
    pub mentor: Arc<Member>,
    /// When their hours are open next: when the offer can reach them.
    pub opens_at: DateTime<Utc>,
    /// Their points, part by part.
    pub score: Score,
    /// What a seat of theirs was worth to others in the last round.
    pub price: i64,
    /// Which of their topics comes nearest, if they have any.
    topic: Option<Nearest>,
    /// The first common hours in which the two can meet.
    meeting: (DateTime<Utc>, DateTime<Utc>),
    room: Room,
}

/// The place of a topic among those of its mentor, and its points.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Nearest {
    place: usize,
    points: i32,
}

impl Candidate {
    /// Their points, all parts together, less their price.
    pub fn points(&self) -> i64 {
        self.score.total() - self.price
    }

    fn order(&self) -> Order {
        order(&self.mentor, self.points())
    }

    /// Why, most telling first; at most three.
    pub fn reasons(&self) -> Vec<Reason> {
        let Some(mentor) = &self.mentor.mentor else { return Vec::new() };
        let topic = self.topic.map(|Nearest { place, points }| {
            let topic = mentor.topics[place].clone();
            if points == 0 { Reason::NearTopic { topic } } else { Reason::Topic { topic } }
        });
        let (from, to) = self.meeting;
        let room = Reason::Room { free: self.room.week, of: mentor.caps.week };
        topic.into_iter().chain([Reason::Overlap { from, to }, room]).collect()
    }
}

/// What a community's matches go by.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Terms {
    /// How much each part of the score counts.
    pub weights: Weights,
    /// What a seat of each scarce mentor was worth in the last round.
    pub prices: Prices,
    /// How much it presses to help the one who asks.
    pub urgency: Urgency,
    /// What pressed lately, out of which room is kept.
    pub pressed: Pressed,
    /// How asks find somebody here.
    pub pace: Pace,
}

/// So many candidates of a ranking are kept: the best.
pub const MOST_RANKED: usize = 64;

/// What ranking came to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ranking {
    /// Who is asked first of those who may be: the best [`MOST_RANKED`], in order.
    pub candidates: Vec<Candidate>,
    /// How many may be asked.
    pub able: usize,
    /// How many may not, and why.
    pub excluded: Excluded,
    /// What of their room is kept for what presses, if any is.
    pub kept: Option<Kept>,
}

/// From so much urgency on an ask presses: it waits for no round, and takes room that is kept.
pub const PRESSES: u32 = 50;

impl Ranking {
    /// Whether somebody could be asked, and what does not press has to wait all the same.
    pub fn holds_back(&self, terms: &Terms) -> bool {
        let pressing = terms.urgency.points() >= PRESSES;
        !pressing && !self.candidates.is_empty() && self.kept.is_some_and(|kept| kept.holds_back())
    }

    /// What is kept of the match with one of the candidates.
    pub fn why(&self, chosen: &Candidate, terms: &Terms) -> Why {
        Why {
            weights: terms.weights.version,
            parts: chosen.score.parts().collect(),
            price: chosen.price,
            together: None,
            urgency: terms.urgency.points(),
            kept: self.kept,
            able: self.able,
            excluded: self.excluded,
        }
    }
}

/// Ranks mentors for an ask.
pub fn rank(
    ask: &Ask,
    learner: &Member,
    mentors: impl IntoIterator<Item = impl Handed>,
    terms: &Terms,
    now: DateTime<Utc>,
) -> Ranking {
    let mut best = Best::default();
    let mut ranking = look(ask, learner, mentors, terms, now, &mut best);
    ranking.candidates = best.in_order();
    ranking
}

/// A mentor as they are handed in: shared with others, or not.
pub trait Handed {
    /// Who they are.
    fn member(&self) -> &Member;
    /// The same, to be kept.
    fn kept(self) -> Arc<Member>;
}

impl Handed for Member {
    fn member(&self) -> &Member {
        self
    }

    fn kept(self) -> Arc<Member> {
        Arc::new(self)
    }
}

impl Handed for &Arc<Member> {
    fn member(&self) -> &Member {
        self
    }

    fn kept(self) -> Arc<Member> {
        self.clone()
    }
}

/// Who hears of each mentor who may be asked, in the order in which they come.
trait Meets {
    /// Somebody with so many points, and room. Whether they are wanted as a candidate.
    fn wants(&mut self, mentor: &Member, points: i64, room: Room) -> bool;

    /// Somebody who is.
    fn meet(&mut self, candidate: Candidate);
}

/// Looks at each mentor for an ask. What is answered names none of them.
fn look(
    ask: &Ask,
    learner: &Member,
    mentors: impl IntoIterator<Item = impl Handed>,
    terms: &Terms,
    now: DateTime<Utc>,
    meets: &mut impl Meets,
) -> Ranking {
    // Those who were asked before count also where they are not among these mentors any more.
    let mut excluded = Excluded { asked: ask.tried.len(), ..Excluded::default() };
    let stems: Vec<String> = topic::stems(ask.question.as_str()).into_iter().collect();
    let mut look = Look {
        ask,
        learner,
        wanted: stems.iter().map(|stem| Mark::of(stem)).collect(),
        weights: terms.weights.percents(),
        prices: &terms.prices,
        cool_down: terms.pace.cool_down,
        weeks: Weeks::new(ask, learner, now),
    };
    let (mut able, mut free) = (0, 0);
    for mentor in mentors {
        let member = mentor.member();
        if member.id == learner.id || ask.tried.contains(&member.id) {
            continue;
        }
        let unfit = learner.fits.get(&member.id) == Some(&Fit::NotGood);
        if unfit || learner.is_apart_from(member) {
            excluded.other += 1;
            continue;
        }
        if let Some(room) = look.at(mentor, &mut excluded, meets) {
            able += 1;
            free += room.week as usize;
        }
    }
    let expected = terms.pressed.expected(&stems, rest_of_week(learner, now), now);
    Ranking { candidates: Vec::new(), able, excluded, kept: Kept::of(free, expected) }
}

/// The best of many, found without putting all of them in order: whenever twice as many are here as are kept, the worse
/// half goes, and nobody who is worse than all that stayed comes in after that.
#[derive(Default)]
struct Best {
    met: Vec<Candidate>,
    bar: Option<Order>,
}

impl Meets for Best {
    fn wants(&mut self, mentor: &Member, points: i64, _: Room) -> bool {
        self.bar.is_none_or(|bar| order(mentor, points) < bar)
    }

    fn meet(&mut self, candidate: Candidate) {
        self.met.push(candidate);
        if self.met.len() == 2 * MOST_RANKED {
            let (_, last, _) = self.met.select_nth_unstable_by_key(MOST_RANKED - 1, Candidate::order);
            self.bar = Some(last.order());
            self.met.truncate(MOST_RANKED);
        }
    }
}

impl Best {
    fn in_order(mut self) -> Vec<Candidate> {
        self.met.sort_by_key(Candidate::order);
        self.met.truncate(MOST_RANKED);
        self.met
    }
}

/// How much of the learner's week is left.
fn rest_of_week(learner: &Member, now: DateTime<Utc>) -> TimeDelta {
    let next = learner.calendar.week_start(now) + TimeDelta::days(9);
    learner.calendar.week_start(next) - now
}

/// The stated order: points, then fewer holdings, then the smaller id.
type Order = (Reverse<i64>, usize, MemberId);

fn order(mentor: &Member, points: i64) -> Order {
    let held = mentor.mentor.as_ref().map_or(0, |profile| profile.held.len());
    (Reverse(points), held, mentor.id)
}

/// A look at one mentor after the other.
struct Look<'a> {
    ask: &'a Ask,
    learner: &'a Member,
    /// A handful, which a look at each finds sooner than a tree does.
    wanted: Vec<Mark>,
    weights: [i32; PARTS],
    prices: &'a Prices,
    cool_down: TimeDelta,
    weeks: Weeks,
}

impl Look<'_> {
    /// The room of a mentor who may be asked; counted among the excluded where they may not.
    fn at(&mut self, handed: impl Handed, excluded: &mut Excluded, meets: &mut impl Meets) -> Option<Room> {
        let member = handed.member();
        // Whoever does not mentor any more is as one whom nothing reaches.
        let Some(mentor) = &member.mentor else {
            excluded.lost += 1;
            return None;
        };
        if !share_a_language(self.learner, mentor) {
            excluded.language += 1;
            return None;
        }
        if member.unreachable.is_some() {
            excluded.lost += 1;
            return None;
        }
        if member.rests() {
            excluded.away += 1;
            return None;
        }
        let now = self.weeks.now;
        let week = match self.weeks.of(&member.calendar) {
            Ok(week) => week,
            Err(apart) => {
                apart.count(excluded);
                return None;
            }
        };
        let room = mentor.room_within(&week.caps, None);
        if !room.fits(self.ask.minutes) {
            excluded.room += 1;
            return None;
        }
        let topic = best_topic(mentor, &self.wanted);
        let pair = Pair {
            learner: self.learner,
            id: member.id,
            mentor,
            topic: topic.map_or(0, |topic| topic.points),
            overlap: week.overlap,
            soon: week.soon,
            room,
            cool_down: self.cool_down,
            now,
        };
        let price = self.prices.of(member.id, now);
        let score = pair.score(&self.weights);
        if meets.wants(member, score.total() - price, room) {
            let (opens_at, meeting) = (week.opens_at, week.meeting);
            meets.meet(Candidate { mentor: handed.kept(), opens_at, score, price, topic, meeting, room });
        }
        Some(room)
    }
}

fn share_a_language(learner: &Member, mentor: &Mentor) -> bool {
    let Some(language) = &learner.language else { return true };
    mentor.languages.is_empty() || mentor.languages.iter().any(|spoken| spoken == language)
}

/// The topic that covers the question best; of those that do so equally, the first by name.
fn best_topic(mentor: &Mentor, wanted: &[Mark]) -> Option<Nearest> {
    let scored = mentor.topics.iter().enumerate().map(|(place, topic)| {
        let marks = topic.marks();
        let shared = marks.iter().filter(|mark| wanted.contains(mark)).count() as i32;
        (topic, Nearest { place, points: Part::Topic.most() as i32 * shared / (marks.len().max(1) as i32) })
    });
    let best = scored.max_by(|(a, x), (b, y)| x.points.cmp(&y.points).then_with(|| b.cmp(a)));
    best.map(|(_, nearest)| nearest)
}

#[cfg(test)]
mod tests;
