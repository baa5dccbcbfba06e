//! How often Smallwins spoke first and heard nothing.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Member;

/// After so many days in a row on which nothing was answered, Smallwins holds back.
pub const MOST_UNANSWERED: u32 = 3;

/// How often somebody was spoken to first and did not answer: offers that ran out, questions that were left.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Unanswered {
    /// On how many days in a row; anything that they say begins it anew. What is said as one message on one day is left
    /// as one.
    pub times: u32,
    /// When that was last.
    pub last: Option<DateTime<Utc>>,
    /// Since when nobody is matched with them for it, until they are back.
    pub rests: Option<DateTime<Utc>>,
}

impl Member {
    /// Whether Smallwins holds back, as nothing was heard of them.
    pub fn rests(&self) -> bool {
        self.unanswered.rests.is_some()
    }
}
