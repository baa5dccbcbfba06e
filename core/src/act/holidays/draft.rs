//! Holidays that somebody wished and did not save yet.

use serde::{Deserialize, Serialize};

use crate::act::begun::{Begun, number_of};
use crate::community::Community;
use crate::holidays::Holidays;

/// What somebody wished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::act) struct Draft {
    /// The last line of the audit that they had seen.
    pub(super) seen: u64,
    /// By what the holidays were known that they had seen.
    was: u64,
    /// All that would be kept.
    pub(super) wished: Holidays,
}

impl Begun for Draft {
    const NAMED: &'static str = "holidays/";
}

impl Draft {
    /// What would be kept, in the place of those that are there now.
    pub(super) fn of(wished: &Holidays, ahead: &Holidays, community: &Community) -> Draft {
        let was = number_of(&ahead.lines());
        Draft { seen: community.audit.number, was, wished: wished.clone() }
    }

    /// Whether they had seen these.
    pub(super) fn saw(&self, ahead: &Holidays) -> bool {
        self.was == number_of(&ahead.lines())
    }
}
