//! What a member had settled before they last changed it, so that it can be taken back for a while.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Member, Mentor};
use crate::calendar::Calendar;
use crate::id::OfferId;

/// How things stood before the last change that can be taken back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Earlier {
    /// When it was changed.
    pub at: DateTime<Utc>,
    /// What was changed.
    pub changed: Changed,
    /// Zone, hours and pause before.
    pub calendar: Calendar,
    /// Whether the zone was told before.
    pub zone_told: bool,
    /// What they offered before.
    pub mentor: Option<Mentor>,
}

/// What a member changed last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Changed {
    /// Their hours, their zone, or both.
    Hours,
    /// They paused.
    Pause,
    /// They came back from a pause.
    Resume,
    /// They began to mentor, or changed what they offer.
    Join,
    /// They stopped mentoring.
    Leave,
    /// They passed on an offer.
    Pass(OfferId),
}

impl Member {
    /// The member who is about to change something.
    pub(crate) fn changing(&self, changed: Changed, now: DateTime<Utc>) -> Member {
        let mut changing = self.clone();
        changing.earlier = Some(Box::new(Earlier {
            at: now,
            changed,
            calendar: self.calendar.clone(),
            zone_told: self.zone_told,
            mentor: self.mentor.clone().map(|mentor| Mentor { held: Vec::new(), ..mentor }),
        }));
        changing
    }
}
