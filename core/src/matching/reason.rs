//! Why a mentor fits, as a message tells it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::topic::Topic;

/// So many reasons are told at most.
pub const MOST_REASONS: usize = 3;

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
