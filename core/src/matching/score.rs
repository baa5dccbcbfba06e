//! The score of a pair in whole points: parts with a name and bounds, each of which can be told.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::weights::Weights;
use crate::id::MemberId;
use crate::member::{Member, Mentor, Room};
use crate::session::Fit;

/// A pair that meets again before so long is counted as one that does.
pub const COOL_DOWN: TimeDelta = TimeDelta::weeks(6);

/// A part of the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// How much of one of their topics stands in the question.
    Topic,
    /// How many working hours the two have in common in the next week: eight are enough.
    Overlap,
    /// How much of this week's caps is free: fairness between mentors.
    Room,
    /// How soon their hours open: nothing when in a day or later.
    Soon,
    /// How they answered the offers made to them; a newcomer stands in the middle.
    Record,
    /// Both told their languages, and have one in common.
    Language,
    /// The two met before, and both called it a good fit.
    Fit,
    /// The two met lately, less than six weeks ago unless that is settled otherwise: it takes its points away.
    CoolDown,
}

/// How many parts there are.
pub(super) const PARTS: usize = Part::ALL.len();

impl Part {
    /// All parts, in the order in which they are told.
    pub const ALL: [Part; 8] = [
        Part::Topic,
        Part::Overlap,
        Part::Room,
        Part::Soon,
        Part::Record,
        Part::Language,
        Part::Fit,
        Part::CoolDown,
    ];

    /// The word by which an admin names it.
    pub fn word(self) -> &'static str {
        match self {
            Part::Topic => "topic",
            Part::Overlap => "overlap",
            Part::Room => "room",
            Part::Soon => "soon",
            Part::Record => "record",
            Part::Language => "language",
            Part::Fit => "fit",
            Part::CoolDown => "cool-down",
        }
    }

    /// The part of that word, if there is one.
    pub fn of(word: &str) -> Option<Part> {
        Part::ALL.into_iter().find(|part| part.word() == word)
    }

    /// The most points that it gives, or takes away, before weights.
    pub fn most(self) -> i64 {
        match self {
            Part::Topic => 40,
            Part::Overlap => 20,
            Part::Room | Part::Soon => 15,
            Part::Record | Part::Fit => 10,
            Part::Language => 5,
            Part::CoolDown => 30,
        }
    }

    /// Whether it takes its points away.
    pub fn is_against(self) -> bool {
        self == Part::CoolDown
    }
}

/// The points of a pair, part by part, as weighed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Score([i32; PARTS]);

impl Score {
    /// The points of a part; those of one that speaks against the pair are not positive.
    pub fn of(&self, part: Part) -> i64 {
        i64::from(self.0[part as usize])
    }

    /// The points of all parts together.
    pub fn total(&self) -> i64 {
        self.0.iter().map(|points| i64::from(*points)).sum()
    }

    /// The parts that count, with their points.
    pub fn parts(&self) -> impl Iterator<Item = (Part, i64)> {
        Part::ALL.into_iter().map(|part| (part, self.of(part))).filter(|(_, points)| *points != 0)
    }
}

/// [`Part::Overlap`] of so many common minutes in the next week.
pub(super) fn overlap(minutes: i64) -> i32 {
    let most = Part::Overlap.most();
    (most * minutes / (8 * 60)).min(most) as i32
}

/// [`Part::Soon`] of hours that are open after so long.
pub(super) fn soon(opens_in: TimeDelta) -> i32 {
    let (most, day) = (Part::Soon.most(), 24 * 60);
    (most * (day - opens_in.num_minutes()) / day).clamp(0, most) as i32
}

/// What a pair is scored by.
pub(super) struct Pair<'a> {
    pub(super) learner: &'a Member,
    pub(super) id: MemberId,
    pub(super) mentor: &'a Mentor,
    /// Of the most points of a topic.
    pub(super) topic: i32,
    pub(super) overlap: i32,
    pub(super) soon: i32,
    pub(super) room: Room,
    /// A pair that met less long ago has its points taken away.
    pub(super) cool_down: TimeDelta,
    pub(super) now: DateTime<Utc>,
}

impl Pair<'_> {
    /// What each part comes to before weights, in the order of [`Part::ALL`], from nothing to [`Part::most`].
    fn points(&self) -> [i32; PARTS] {
        [
            self.topic,
            self.overlap,
            self.room(),
            self.soon,
            self.record(),
            if self.share_a_language() { Part::Language.most() as i32 } else { 0 },
            if self.fits() { Part::Fit.most() as i32 } else { 0 },
            if self.met_lately() { -(Part::CoolDown.most() as i32) } else { 0 },
        ]
    }

    fn room(&self) -> i32 {
        let (most, caps) = (Part::Room.most() as u32, self.mentor.caps.week.max(1));
        (most * self.room.week / caps) as i32
    }

    /// Laplace's rule of succession, so that a newcomer stands in the middle. Who did not come to sessions again and
    /// again counts as who did not answer as often.
    fn record(&self) -> i32 {
        let record = self.mentor.record;
        let absences = self.mentor.repeated_absences(self.now) as u64;
        let (answered, missed) = (u64::from(record.answered), u64::from(record.missed) + absences);
        (Part::Record.most() as u64 * (answered + 1) / (answered + missed + 2)) as i32
    }

    fn share_a_language(&self) -> bool {
        let spoken = |language| self.mentor.languages.iter().any(|spoken| spoken == language);
        self.learner.language.as_ref().is_some_and(spoken)
    }

    fn fits(&self) -> bool {
        self.learner.fits.get(&self.id) == Some(&Fit::Good)
    }

    fn met_lately(&self) -> bool {
        let met = self.learner.met.get(&self.id);
        met.is_some_and(|last| self.now - *last < self.cool_down) && !self.fits()
    }

    pub(super) fn score(&self, weights: &[i32; PARTS]) -> Score {
        let points = self.points();
        Score(std::array::from_fn(|place| points[place] * weights[place] / 100))
    }
}

impl Weights {
    /// In the order of the parts, for scoring.
    pub(super) fn percents(&self) -> [i32; PARTS] {
        Part::ALL.map(|part| i32::from(self.of(part)))
    }
}
