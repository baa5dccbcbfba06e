//! What somebody wished and did not save yet.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::place::{Group, Place};
use super::{Seen, Wishes, show};
use crate::act::begun::Begun;
use crate::community::Community;
use crate::message::Form;

/// What somebody wished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::act) struct Draft {
    /// The last line of the audit that they had seen.
    seen: u64,
    /// The mark of the contact that they had seen.
    #[serde(default)]
    contact: Option<u64>,
    /// By words.
    pub(super) wishes: BTreeMap<String, Option<String>>,
    /// In which form.
    #[serde(default)]
    group: Option<String>,
}

impl Begun for Draft {
    const NAMED: &'static str = "settings/";
}

impl Draft {
    /// What would change of a community, as it is now.
    pub(super) fn of(group: Option<Group>, wishes: &Wishes, community: &Community) -> Draft {
        let words = wishes.iter().map(|(place, value)| (place.word().to_owned(), value.clone()));
        let group = group.map(|group| group.word().to_owned());
        let Seen { line, contact } = Seen::now(community);
        Draft { seen: line, contact, wishes: words.collect(), group }
    }

    /// What they had seen.
    pub(super) fn seen(&self) -> Seen {
        Seen { line: self.seen, contact: self.contact }
    }

    /// What would change.
    pub(super) fn wishes(&self) -> Wishes {
        self.wishes.iter().filter_map(|(word, value)| Some((Place::named(word)?, value.clone()))).collect()
    }

    /// In which form.
    pub(super) fn group(&self) -> Option<Group> {
        Group::named(self.group.as_deref()?)
    }

    /// The form in which it was wished, with what was typed.
    pub(super) fn form(&self, community: &Community) -> Form {
        let first = self.wishes().keys().next().copied();
        let has = |group: &Group| first.is_some_and(|place| group.places().contains(&place));
        let group = self.group().or_else(|| Group::ALL.into_iter().find(has)).unwrap_or(Group::Place);
        let wishes = self.wishes();
        show::form(group, Seen::now(community), |place| {
            let wished = wishes.get(&place).cloned();
            wished.unwrap_or_else(|| place.now(community)).unwrap_or_default()
        })
    }
}
