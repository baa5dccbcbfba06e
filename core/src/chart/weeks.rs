//! The chart of a community's weeks: how many sessions began in each, and how much of what was noted got done.
//!
//! [`Chart`] is what it shows, small enough to be a part of a message. [`svg`] draws it, the same data to the same
//! bytes: for a page, whose colours it takes, or as a picture with colours of its own. Two panels stand above one
//! another on the same weeks, so nobody reads one scale for the other; what a line means stands beside it. A band says
//! what else a share could be. Where a share cannot be told, as of too few cases or too few people, there is a gap.
//!
//! `draw` puts it on the plane, `look` says how large and in which colours.

mod draw;
mod look;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::script::Phrase;
use crate::tongue::Tongue;

pub use draw::svg;
pub use look::Look;

/// The weeks of a community.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chart {
    /// What stands above it.
    pub title: Phrase,
    /// What the bars are.
    pub bars: Phrase,
    /// What the line is.
    pub line: Phrase,
    /// What stands in place of the line while there is none.
    pub nothing: Phrase,
    /// What it shows in words, with the last value and its n: for whoever does not see it.
    pub alt: Phrase,
    /// The weeks, the first of them first.
    pub weeks: Vec<Week>,
    /// The language of its dates and numbers.
    #[serde(default, skip_serializing_if = "Tongue::is_english")]
    pub tongue: Tongue,
}

impl Chart {
    /// It in the language of its reader, for good.
    pub fn in_tongue(self, tongue: Tongue) -> Chart {
        Chart {
            title: self.title.in_tongue(tongue),
            bars: self.bars.in_tongue(tongue),
            line: self.line.in_tongue(tongue),
            nothing: self.nothing.in_tongue(tongue),
            alt: self.alt.in_tongue(tongue),
            weeks: self.weeks,
            tongue,
        }
    }
}

/// One week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Week {
    /// Its first day.
    pub from: NaiveDate,
    /// How many sessions began in it.
    pub sessions: u32,
    /// How much got done in the weeks that end with it, where that can be told.
    pub share: Option<Share>,
}

/// A share with its limits, in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// What the cases say.
    pub value: u16,
    /// The lowest that it could be.
    pub low: u16,
    /// The highest.
    pub high: u16,
}

impl Share {
    /// A share from 0 to 1 with its limits.
    pub fn of(value: f64, low: f64, high: f64) -> Share {
        let thousandths = |share: f64| (share.clamp(0.0, 1.0) * 1000.0).round() as u16;
        Share { value: thousandths(value), low: thousandths(low), high: thousandths(high) }
    }
}

#[cfg(test)]
mod tests;
