//! Holidays that somebody wished and did not save yet.

use serde::{Deserialize, Serialize};

use crate::act::settings::number_of;
use crate::community::Community;
use crate::decision::Change;
use crate::holidays::Holidays;
use crate::member::Member;

/// What the names of drafts begin with, among the keepsakes.
const DRAFTS: &str = "holidays/";

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

    /// Under which name somebody's draft is kept. Their handle ends it, so that it goes when they are erased.
    pub(in crate::act) fn name(of: &Member) -> String {
        format!("{DRAFTS}{}", of.handle.0)
    }

    /// The draft of somebody among keepsakes.
    pub(in crate::act) fn among(keepsakes: Vec<(String, String)>, of: &Member) -> Option<Draft> {
        let name = Draft::name(of);
        let (_, kept) = keepsakes.into_iter().find(|(known, _)| *known == name)?;
        serde_json::from_str(&kept).ok()
    }

    /// It is kept.
    pub(super) fn kept(&self, of: &Member) -> Change {
        Change::Keepsake(Draft::name(of), Some(self.body()))
    }

    /// Nobody needs it any more.
    pub(super) fn dropped(of: &Member) -> Change {
        Change::Keepsake(Draft::name(of), None)
    }

    /// A number by which its button is known from that of another draft.
    pub(super) fn number(&self) -> u64 {
        number_of(&self.body())
    }

    fn body(&self) -> String {
        serde_json::to_string(self).expect("it is plain data")
    }
}
