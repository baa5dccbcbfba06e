//! A win: a recent piece of a learner's work worth noticing, with its evidence.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::affirmation::{Evidence, EvidenceKind};
use crate::id::{MemberId, WinId};
use crate::text::{Link, Typed};

/// For so long a win is recent: mentors whom the learner meets can see it.
pub const RECENT: TimeDelta = TimeDelta::days(14);

/// Something that a learner did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Win {
    /// Its own.
    pub id: WinId,
    /// How often it was written; 0 before the first time.
    #[serde(skip)]
    pub version: u32,
    /// Who did it.
    pub learner: MemberId,
    /// What they did, in their words.
    pub deed: Typed,
    /// Where it can be seen.
    pub link: Option<Link>,
    /// When they told of it.
    pub at: DateTime<Utc>,
    /// When they took it back, if they did.
    pub undone: Option<DateTime<Utc>>,
}

impl Win {
    /// The win as something that can be affirmed.
    pub fn evidence(&self) -> Evidence {
        Evidence { deed: self.deed.clone(), link: self.link.clone(), kind: EvidenceKind::Win }
    }
}
