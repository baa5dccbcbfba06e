//! What arrives from outside, and what becomes of it: counted, so that whoever runs a community sees that a source
//! works.

use chrono::{DateTime, TimeDelta, Utc};

use super::Source;

/// So long what arrived is counted.
pub const COUNTED: TimeDelta = TimeDelta::days(30);

/// For so long what arrived is told to those who run a community.
pub const TOLD: TimeDelta = TimeDelta::days(7);

/// Something arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// From where.
    pub source: Source,
    /// What became of it.
    pub outcome: Outcome,
    /// When.
    pub at: DateTime<Utc>,
    /// How often, when several are counted at once.
    pub times: u32,
}

/// What became of something that arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// A member has it.
    Noted,
    /// It is about an account that is nobody's yet, and waits.
    Unclaimed,
    /// It had been told before.
    Repeated,
    /// Nothing is made of such a thing.
    Unused,
    /// It is over already.
    Late,
    /// There is no room for it: so much waits for that account, or is known of its owner.
    Full,
    /// It is about somebody who has left, or about an account that was let go.
    Left,
    /// Whoever runs the community does not want anything from there.
    SwitchedOff,
    /// It could not be read.
    Malformed,
    /// It was not signed, or not by whom it should be.
    Unsigned,
}

/// How often something became of what arrived from a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// From where.
    pub source: Source,
    /// What became of it.
    pub outcome: Outcome,
    /// How often.
    pub count: u32,
}

const OUTCOMES: [(Outcome, &str); 10] = [
    (Outcome::Noted, "noted"),
    (Outcome::Unclaimed, "unclaimed"),
    (Outcome::Repeated, "repeated"),
    (Outcome::Unused, "unused"),
    (Outcome::Late, "late"),
    (Outcome::Full, "full"),
    (Outcome::Left, "left"),
    (Outcome::SwitchedOff, "switched-off"),
    (Outcome::Malformed, "malformed"),
    (Outcome::Unsigned, "unsigned"),
];

impl Outcome {
    /// The word for it.
    pub fn word(self) -> &'static str {
        OUTCOMES.into_iter().find(|(known, _)| *known == self).expect("every outcome has a word").1
    }

    /// What a word stands for.
    pub fn of(word: &str) -> Option<Outcome> {
        OUTCOMES.into_iter().find(|(_, known)| *known == word).map(|(outcome, _)| outcome)
    }
}

/// The day of an instant in UTC, counted from 1970.
pub fn day_of(at: DateTime<Utc>) -> i32 {
    i32::try_from(at.timestamp().div_euclid(24 * 60 * 60)).unwrap_or(i32::MAX)
}
