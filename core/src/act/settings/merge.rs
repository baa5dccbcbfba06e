//! What somebody wished, put together with what others changed since they had looked.

use super::place::Place;
use super::seen::{Seen, mark};
use super::{Names, Wishes};
use crate::audit::{Speaker, Told};
use crate::community::Community;
use crate::text::Typed;

/// Something that another changed meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Meanwhile {
    /// What.
    pub(super) place: Place,
    /// Who, if they are known by name.
    pub(super) by: Option<Typed>,
    /// What it was when the one who wishes had looked, as the audit tells it.
    pub(super) was: Option<String>,
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Merged {
    /// What would change.
    pub(super) wishes: Wishes,
    /// What others changed of the places that were looked at.
    pub(super) meanwhile: Vec<Meanwhile>,
}

impl Merged {
    /// The community as it would be.
    pub(super) fn as_wished(&self, community: &Community) -> Community {
        let mut changed = community.clone();
        self.wishes.iter().for_each(|(place, value)| place.apply(value.as_deref(), &mut changed));
        changed
    }

    /// Whether one of these would change.
    pub(super) fn has_one_of(&self, places: &[Place]) -> bool {
        places.iter().any(|place| self.wishes.contains_key(place))
    }
}

/// What would change of a community. What somebody left as it was when they looked is no wish, whatever it is now.
///
/// Of a contact the audit tells its length alone, so whether it is another is known by its mark.
pub(super) fn merged(
    wishes: Wishes,
    seen: Seen,
    since: &[Told],
    names: Names<'_>,
    community: &Community,
) -> Merged {
    let mut merged = Merged::default();
    for (place, value) in wishes {
        let mut changes = since.iter().filter_map(|told| {
            Some((told, told.changes.iter().find(|changed| changed.word == place.word())?))
        });
        let first = changes.next();
        let last = changes.next_back().or(first);
        let now = place.now(community);
        let told_now = names.told(place, &now);
        let was = first.map_or_else(|| told_now.clone(), |(_, changed)| changed.before.clone());
        let (is_another, is_left_alone) = match seen.contact.filter(|_| place == Place::Contact) {
            Some(seen) => (mark(&now) != seen, mark(&value) == seen),
            None => (was != told_now, first.is_some() && names.told(place, &value) == was),
        };
        if is_another {
            let by = last.and_then(|(told, _)| match &told.by {
                Speaker::Person(name) => Some(name.clone()),
                Speaker::Nobody | Speaker::Platform | Speaker::Clock | Speaker::Operator => None,
            });
            merged.meanwhile.push(Meanwhile { place, by, was: was.clone() });
        }
        if !is_left_alone && value != now {
            merged.wishes.insert(place, value);
        }
    }
    merged
}
