//! What somebody wished and did not save yet.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::place::{Group, Place};
use super::{Wishes, show};
use crate::community::Community;
use crate::decision::Change;
use crate::member::Member;
use crate::message::Form;

/// What the names of drafts begin with, among the keepsakes.
const DRAFTS: &str = "settings/";

/// What somebody wished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::act) struct Draft {
    /// The last line of the audit that they had seen.
    pub(super) seen: u64,
    /// By words.
    pub(super) wishes: BTreeMap<String, Option<String>>,
    /// In which form.
    #[serde(default)]
    group: Option<String>,
}

impl Draft {
    /// What would change of a community, as it is now.
    pub(super) fn of(group: Option<Group>, wishes: &Wishes, community: &Community) -> Draft {
        let words = wishes.iter().map(|(place, value)| (place.word().to_owned(), value.clone()));
        let group = group.map(|group| group.word().to_owned());
        Draft { seen: community.audit.number, wishes: words.collect(), group }
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
        let body = serde_json::to_string(self).expect("its keys are text");
        Change::Keepsake(Draft::name(of), Some(body))
    }

    /// Nobody needs it any more.
    pub(super) fn dropped(of: &Member) -> Change {
        Change::Keepsake(Draft::name(of), None)
    }

    /// What would change.
    pub(super) fn wishes(&self) -> Wishes {
        self.wishes.iter().filter_map(|(word, value)| Some((Place::named(word)?, value.clone()))).collect()
    }

    /// In which form.
    pub(super) fn group(&self) -> Option<Group> {
        Group::named(self.group.as_deref()?)
    }

    /// A number by which its button is known from that of another draft.
    pub(super) fn number(&self) -> u64 {
        number_of(&serde_json::to_string(self).expect("its keys are text"))
    }

    /// The form in which it was wished, with what was typed.
    pub(super) fn form(&self, community: &Community) -> Form {
        let first = self.wishes().keys().next().copied();
        let has = |group: &Group| first.is_some_and(|place| group.places().contains(&place));
        let group = self.group().or_else(|| Group::ALL.into_iter().find(has)).unwrap_or(Group::Place);
        let wishes = self.wishes();
        show::form(group, community.audit.number, |place| {
            let wished = wishes.get(&place).cloned();
            wished.unwrap_or_else(|| place.now(community)).unwrap_or_default()
        })
    }
}

/// A number by which what is kept is known from something else: all of it, in 32 bits (FNV-1a).
pub(in crate::act) fn number_of(kept: &str) -> u64 {
    let step = |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    kept.bytes().fold(0x811c_9dc5_u32, step).into()
}
