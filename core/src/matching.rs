//! Who is asked first: one score in whole points, hard limits, three reasons, and a total order.
//!
//! Hard limits remove a mentor: themselves, somebody already tried, no room under the caps, no common hours, no
//! common language, a long absence, or that nothing reaches them. What is left is ordered by points; ties go to whoever has fewer holdings,
//! then to the smaller id, so that a match can be explained and replayed.

pub mod round;

use std::cmp::Reverse;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::ask::Ask;
use crate::calendar::{Calendar, common};
use crate::id::MemberId;
use crate::member::{DayAndWeek, Member, Mentor, Room};
use crate::topic::{self, Topic};

/// A pair meets again after so long, unless both called it a good fit.
pub const COOL_DOWN: TimeDelta = TimeDelta::weeks(6);
/// So many reasons are told at most.
pub const MOST_REASONS: usize = 3;
/// So far ahead common hours are looked for.
const LOOK_AHEAD: TimeDelta = TimeDelta::days(7);
/// Whoever is away for longer is not asked now.
const LONGEST_ABSENCE: TimeDelta = TimeDelta::days(4);

/// The most points that each part of the score gives; a cool-down takes its own away.
mod points {
    /// All stems of a topic stand in the question.
    pub(super) const TOPIC: i64 = 40;
    /// Eight common working hours in the next week, or more.
    pub(super) const OVERLAP: i64 = 20;
    /// Nothing of this week's caps is used: fairness between mentors.
    pub(super) const ROOM: i64 = 15;
    /// Their hours are open now; none when they open in a day.
    pub(super) const SOON: i64 = 15;
    /// They answered every offer so far.
    pub(super) const RECORD: i64 = 10;
    /// The pair met less than six weeks ago.
    pub(super) const COOL_DOWN: i64 = 30;
}

/// One reason why a mentor fits, with what makes it concrete.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Reason {
    /// They offer what is asked.
    Topic {
        /// The topic, as they wrote it.
        topic: Topic,
    },
    /// They offer what comes nearest to what is asked.
    NearTopic {
        /// The topic, as they wrote it.
        topic: Topic,
    },
    /// The two have common working hours.
    Overlap {
        /// The first of them.
        from: DateTime<Utc>,
        /// Their end.
        to: DateTime<Utc>,
    },
    /// They have room this week.
    Room {
        /// Sessions left.
        free: u32,
        /// Sessions that they give in a week.
        of: u32,
    },
    /// The two met before, and the learner wants to go on.
    Again,
    /// They came forward by themselves.
    Volunteer,
}

/// A mentor whom an ask may be offered to.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Who.
    pub mentor: Arc<Member>,
    /// When their hours are open next: when the offer can reach them.
    pub opens_at: DateTime<Utc>,
    /// Their points.
    pub points: i64,
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
    points: i64,
}

impl Candidate {
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

/// What ranking came to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ranking {
    /// Who may be asked, best first.
    pub candidates: Vec<Candidate>,
    /// How many offer it and have no room, or are away.
    pub without_room: usize,
}

/// Ranks mentors for an ask.
pub fn rank(
    ask: &Ask,
    learner: &Member,
    mentors: impl IntoIterator<Item = impl Into<Arc<Member>>>,
    now: DateTime<Utc>,
) -> Ranking {
    let mut ranking = Ranking::default();
    // A handful, which a look at each finds sooner than a tree does.
    let wanted: Vec<String> = topic::stems(ask.question.as_str()).into_iter().collect();
    let mut weeks = Weeks::new(ask, learner, now);
    for member in mentors.into_iter().map(Into::into) {
        if member.id == learner.id || ask.tried.contains(&member.id) || !share_a_language(learner, &member) {
            continue;
        }
        match candidate(ask, learner, &wanted, member, &mut weeks) {
            Some(candidate) => ranking.candidates.push(candidate),
            None => ranking.without_room += 1,
        }
    }
    ranking.candidates.sort_by_key(order);
    ranking
}

/// The stated order: points, then fewer holdings, then the smaller id.
fn order(candidate: &Candidate) -> (Reverse<i64>, usize, MemberId) {
    let held = candidate.mentor.mentor.as_ref().map_or(0, |mentor| mentor.held.len());
    (Reverse(candidate.points), held, candidate.mentor.id)
}

fn candidate(
    ask: &Ask,
    learner: &Member,
    wanted: &[String],
    member: Arc<Member>,
    weeks: &mut Weeks,
) -> Option<Candidate> {
    let mentor = member.mentor.as_ref().filter(|_| member.unreachable.is_none())?;
    let now = weeks.now;
    let week = weeks.of(&member.calendar)?;
    let room = mentor.room_within(&week.caps, None);
    if !room.fits(ask.minutes) {
        return None;
    }
    let topic = best_topic(mentor, wanted);
    let points = topic.map_or(0, |topic| topic.points)
        + week.overlap_points
        + room_points(room, mentor)
        + soon_points(week.opens_at - now)
        + record_points(mentor, now)
        - cool_down_points(learner, member.id, now);
    let (opens_at, meeting) = (week.opens_at, week.meeting);
    Some(Candidate { mentor: member, opens_at, points, topic, meeting, room })
}

/// The week ahead as mentors of one calendar share it with the learner.
#[derive(Debug)]
struct Week {
    /// When their hours are open next.
    opens_at: DateTime<Utc>,
    /// The day and the week of that, for which caps hold.
    caps: DayAndWeek,
    /// The first common hours in which the two can meet.
    meeting: (DateTime<Utc>, DateTime<Utc>),
    overlap_points: i64,
}

/// The weeks of the calendars that were met in one ranking. Mentors have few different calendars, and all that is asked
/// of one is the same for each of them, so it is worked out once; `None` where they cannot meet.
struct Weeks {
    now: DateTime<Utc>,
    shortest: TimeDelta,
    learners: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    known: Vec<(Calendar, Option<Week>)>,
}

impl Weeks {
    fn new(ask: &Ask, learner: &Member, now: DateTime<Utc>) -> Weeks {
        let learners = learner.calendar.open_spans(now, now + LOOK_AHEAD).collect();
        Weeks { now, shortest: ask.minutes.time(), learners, known: Vec::new() }
    }

    fn of(&mut self, calendar: &Calendar) -> Option<&Week> {
        let known = self.known.iter().position(|(known, _)| known == calendar);
        let place = known.unwrap_or_else(|| {
            let week = self.work_out(calendar);
            self.known.push((calendar.clone(), week));
            self.known.len() - 1
        });
        self.known[place].1.as_ref()
    }

    fn work_out(&self, calendar: &Calendar) -> Option<Week> {
        let theirs: Vec<_> = calendar.open_spans(self.now, self.now + LOOK_AHEAD).collect();
        let (opens_at, _) = *theirs.first()?;
        if opens_at - self.now > LONGEST_ABSENCE {
            return None;
        }
        let common = common(self.learners.iter().copied(), theirs.into_iter());
        let meeting = common.iter().find(|(from, to)| *to - *from >= self.shortest).copied()?;
        let caps = DayAndWeek::of(calendar, opens_at);
        Some(Week { opens_at, caps, meeting, overlap_points: overlap_points(&common) })
    }
}

fn share_a_language(learner: &Member, member: &Member) -> bool {
    let Some(language) = &learner.language else { return true };
    member.mentor.as_ref().is_none_or(|mentor| {
        mentor.languages.is_empty() || mentor.languages.iter().any(|spoken| spoken == language)
    })
}

/// The topic that covers the question best; of those that do so equally, the first by name.
fn best_topic(mentor: &Mentor, wanted: &[String]) -> Option<Nearest> {
    let scored = mentor.topics.iter().enumerate().map(|(place, topic)| {
        let stems = topic.stems();
        let shared = stems.iter().filter(|stem| wanted.contains(stem)).count() as i64;
        (topic, Nearest { place, points: points::TOPIC * shared / (stems.len().max(1) as i64) })
    });
    let best = scored.max_by(|(a, x), (b, y)| x.points.cmp(&y.points).then_with(|| b.cmp(a)));
    best.map(|(_, nearest)| nearest)
}

fn overlap_points(common: &[(DateTime<Utc>, DateTime<Utc>)]) -> i64 {
    let minutes: i64 = common.iter().map(|(from, to)| (*to - *from).num_minutes()).sum();
    (points::OVERLAP * minutes / (8 * 60)).min(points::OVERLAP)
}

fn room_points(room: Room, mentor: &Mentor) -> i64 {
    points::ROOM * i64::from(room.week) / i64::from(mentor.caps.week.max(1))
}

fn soon_points(until: TimeDelta) -> i64 {
    (points::SOON * (24 * 60 - until.num_minutes()) / (24 * 60)).max(0)
}

/// Laplace's rule of succession, so that a newcomer stands in the middle. Who did not come to sessions again and again
/// counts as who did not answer as often.
fn record_points(mentor: &Mentor, now: DateTime<Utc>) -> i64 {
    let (answered, missed) = (i64::from(mentor.record.answered), i64::from(mentor.record.missed));
    let missed = missed + mentor.repeated_absences(now) as i64;
    points::RECORD * (answered + 1) / (answered + missed + 2)
}

fn cool_down_points(learner: &Member, mentor: MemberId, now: DateTime<Utc>) -> i64 {
    match learner.met.get(&mentor) {
        Some(last) if now - *last < COOL_DOWN => points::COOL_DOWN,
        _ => 0,
    }
}

#[cfg(test)]
mod tests;
