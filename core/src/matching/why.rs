//! What is kept of a match, so that it can be told later.

use serde::{Deserialize, Serialize};

use super::reserve::Kept;
use super::score::Part;

/// Why an ask was put to this mentor: what is kept with the offer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Why {
    /// The version of the weights that it was scored by.
    pub weights: u32,
    /// The parts that counted, with their points as weighed.
    pub parts: Vec<(Part, i64)>,
    /// What a seat of theirs was worth to others in the last round, and so counted against the pair.
    pub price: i64,
    /// Among how many asks it was matched, when that was in a round.
    pub together: Option<usize>,
    /// How much it pressed, from 0 to [`MOST_URGENT`](crate::signal::MOST_URGENT).
    pub urgency: u32,
    /// What of their room was kept for what presses, if any was.
    pub kept: Option<Kept>,
    /// How many could be asked, this one included.
    pub able: usize,
    /// Who could not, and why.
    pub excluded: Excluded,
}

impl Why {
    /// The points of all parts together, less the price.
    pub fn total(&self) -> i64 {
        self.parts.iter().map(|(_, points)| points).sum::<i64>() - self.price
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
    /// They and the learner are kept apart, or the learner would rather not meet them again. Nobody reads which: it is
    /// told together with those who are away or whom nothing reaches.
    pub other: usize,
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
    /// Those of both.
    pub fn with(&self, other: &Excluded) -> Excluded {
        Excluded {
            asked: self.asked + other.asked,
            language: self.language + other.language,
            other: self.other + other.other,
            lost: self.lost + other.lost,
            away: self.away + other.away,
            hours: self.hours + other.hours,
            room: self.room + other.room,
        }
    }

    /// How many could be asked another day: those whose room is given, and those who are away. What keeps the others
    /// from being asked does not pass by itself, so nobody waits for them.
    pub fn for_now(&self) -> usize {
        self.away + self.room
    }

    /// How many at all.
    pub fn all(&self) -> usize {
        self.asked + self.language + self.other + self.lost + self.hours + self.for_now()
    }
}
