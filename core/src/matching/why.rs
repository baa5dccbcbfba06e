//! What is kept of a match, so that it can be told later.

use serde::{Deserialize, Serialize};

use super::score::Part;

/// Why an ask was put to this mentor: what is kept with the offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// The version of the weights that it was scored by.
    pub weights: u32,
    /// The parts that counted, with their points as weighed.
    pub parts: Vec<(Part, i64)>,
    /// How many could be asked, this one included.
    pub able: usize,
    /// Who could not, and why.
    pub excluded: Excluded,
}

impl Why {
    /// The points of all parts together.
    pub fn total(&self) -> i64 {
        self.parts.iter().map(|(_, points)| points).sum()
    }
}

/// How many mentors of the topic were left out, by what left them out. Each is counted once, under the first that
/// holds, in this order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Excluded {
    /// They were asked before, or the learner wants somebody else.
    pub asked: usize,
    /// They and the learner told languages and have none in common.
    pub language: usize,
    /// Nothing reaches them.
    pub lost: usize,
    /// They are away for long.
    pub away: usize,
    /// They and the learner have no hours in common.
    pub hours: usize,
    /// What they want to give on that day or in that week is given.
    pub room: usize,
}

impl Excluded {
    /// How many could be asked at another time.
    pub fn for_now(&self) -> usize {
        self.lost + self.away + self.hours + self.room
    }

    /// How many at all.
    pub fn all(&self) -> usize {
        self.asked + self.language + self.for_now()
    }
}
