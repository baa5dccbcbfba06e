//! A signal: a reason why now. Work that was handed in, a date that comes near, a check that keeps failing.
//!
//! It holds metadata alone: a short title, where it can be seen, and until when it counts. Each ends by itself; what
//! has ended is no reason any more, and is forgotten. In reading order: `account` (who it is about, where they work),
//! `urgency` (how much of a reason several of them are), `report` (what a source says), `arrival` (what becomes of it,
//! counted).

mod account;
mod arrival;
mod report;
mod urgency;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::id::SignalId;
use crate::text::{Link, Typed};

pub use account::{Account, AccountLink, NoAccount, Source, Whose};
pub use arrival::{Arrival, COUNTED, Outcome, TOLD, Tally, day_of};
pub use report::{Content, Incoming, Report};
pub use urgency::{MOST_URGENT, Urgency, strongest, urgency};

/// For so long something that was handed in is a reason to look at it.
pub const SUBMISSION_LASTS: TimeDelta = TimeDelta::days(14);
/// For so long something that does not go well is a reason to help.
pub const BEHAVIOUR_LASTS: TimeDelta = TimeDelta::days(7);
/// For so long what arrives for an account waits until somebody says that it is theirs.
pub const UNCLAIMED_LASTS: TimeDelta = TimeDelta::days(14);

/// A reason why now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Signal {
    /// Its own.
    pub id: SignalId,
    /// How often it was written; 0 before the first time.
    #[serde(skip)]
    pub version: u32,
    /// Whom it is about.
    pub whose: Whose,
    /// Who told of it.
    pub source: Source,
    /// By which of their accounts there; none where no account told of it.
    #[serde(default)]
    pub via: Option<Account>,
    /// Which kind of reason.
    pub kind: Kind,
    /// What it is about, as a short title.
    pub what: Typed,
    /// What they did, as a win says it, where it is one.
    #[serde(default)]
    pub deed: Option<Typed>,
    /// Where it can be seen.
    pub link: Option<Link>,
    /// What tells it from others of the same person: the same thing told twice is one signal.
    pub key: String,
    /// The times that it was told, each by what tells it from the others; the first ones, of what is told often.
    #[serde(default)]
    pub times: Vec<String>,
    /// It is a reason once it was told so often.
    #[serde(default)]
    pub counts_from: usize,
    /// When it came up.
    pub at: DateTime<Utc>,
    /// From then on it is no reason any more. Of a deadline, the deadline itself.
    pub until: DateTime<Utc>,
    /// When its owner took it back, if they did.
    pub undone: Option<DateTime<Utc>>,
}

/// What somebody wants to hear of help that would do good now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Suggestions {
    /// Nothing any more.
    pub never: bool,
    /// When they last heard so.
    pub last: Option<DateTime<Utc>>,
    /// When they last heard so after something went well.
    pub last_when_well: Option<DateTime<Utc>>,
}

/// Which kind of reason a signal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Something was handed in.
    Submission,
    /// Something is due.
    Deadline,
    /// Something does not go well.
    Behaviour,
}

impl Signal {
    /// Whether it is a reason at that time.
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        self.undone.is_none() && now < self.until
    }

    /// Whether it is live and was told often enough.
    pub fn is_reason(&self, now: DateTime<Utc>) -> bool {
        self.is_live(now) && self.times.len() >= self.counts_from
    }
}
