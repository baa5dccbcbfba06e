//! What a source reports, in the words of no source: metadata about what somebody did, or what does not go well.

use chrono::{DateTime, Utc};

use super::{Account, Kind, Outcome, Source};
use crate::text::{Link, Typed};

/// Something that arrives from a source.
#[derive(Debug, Clone, PartialEq)]
pub struct Incoming {
    /// From where.
    pub source: Source,
    /// What.
    pub what: Content,
}

/// What it is that arrives.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Something about somebody.
    Report(Report),
    /// What had failed works again.
    Mended {
        /// About whom; nobody, where it works again for everybody of whom it was told.
        account: Option<Account>,
        /// What tells it from the rest: that of its report.
        key: String,
    },
    /// Nothing that anything is made of, so many times.
    Nothing(Outcome, u32),
}

/// Something about somebody.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// About whom.
    pub account: Account,
    /// Which kind of reason it is.
    pub kind: Kind,
    /// What it is about, as a short title.
    pub what: Typed,
    /// What they did, as a win says it, where it is one.
    pub deed: Option<Typed>,
    /// Where it can be seen.
    pub link: Option<Link>,
    /// What tells it from other things about them: the same thing told twice is told once.
    pub key: String,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// What tells this time from others of the same thing, such as the number of a run.
    pub occurrence: String,
    /// Until when it counts, where that is known; of a deadline, the deadline.
    pub until: Option<DateTime<Utc>>,
    /// It is a reason once it was told so often.
    pub counts_from: u32,
    /// What is no reason for them any more by it, by what tells it from other things: what was failed before it was
    /// passed.
    pub mends: Option<String>,
}
