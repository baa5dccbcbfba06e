//! An answer to how likely somebody is to recommend it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How likely somebody is to recommend it: from 0, not at all, to 10.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Score(u8);

impl Score {
    /// All of them, the lowest first.
    pub fn all() -> impl Iterator<Item = Score> {
        (0..=10).map(Score)
    }
}

impl TryFrom<u8> for Score {
    type Error = NotAScore;

    fn try_from(score: u8) -> Result<Score, NotAScore> {
        if score <= 10 { Ok(Score(score)) } else { Err(NotAScore) }
    }
}

/// Scores go from 0 to 10.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a score is from 0 to 10")]
pub struct NotAScore;

impl From<Score> for u8 {
    fn from(score: Score) -> u8 {
        score.0
    }
}

impl FromStr for Score {
    type Err = NotAScore;

    fn from_str(text: &str) -> Result<Score, NotAScore> {
        text.parse::<u8>().map_err(|_| NotAScore)?.try_into()
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
