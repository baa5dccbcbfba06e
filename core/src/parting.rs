//! How somebody leaves.
//!
//! ```text
//! here ─► Going ─► Left
//!   ▲       │        │
//!   └───────┴────────┘  they say something
//! ```
//!
//! What is open between them and others is settled one thing at a time, each in a commit of its own: whoever waited for
//! them hears neutrally that they need not. Until they say something again, nothing is said to them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// How far somebody has left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Parting {
    /// What is open for them is being settled.
    Going {
        /// Since when.
        since: DateTime<Utc>,
    },
    /// Nothing is open for them, and nothing is said to them.
    Left {
        /// Since when.
        since: DateTime<Utc>,
    },
}
