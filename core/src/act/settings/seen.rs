//! What somebody had seen of the settings when they wished something.

use super::place::Place;
use crate::act::begun::number_of;
use crate::community::Community;

/// Up to which line of the audit, and which contact: the audit tells of that how long it is, and no word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::act) struct Seen {
    /// The last line of the audit.
    pub(in crate::act) line: u64,
    /// The mark of the contact; none where it is not known.
    pub(super) contact: Option<u64>,
}

impl Seen {
    /// All that is there.
    pub(super) fn now(community: &Community) -> Seen {
        let contact = Some(mark(&Place::Contact.now(community)));
        Seen { line: community.audit.number, contact }
    }

    /// As a form says it.
    pub(super) fn read(words: &[&str]) -> Option<Seen> {
        match words {
            [line] => Some(Seen { line: line.parse().ok()?, contact: None }),
            [line, contact] => Some(Seen { line: line.parse().ok()?, contact: Some(contact.parse().ok()?) }),
            _ => None,
        }
    }

    /// As a form has to say it.
    pub(super) fn words(self) -> String {
        match self.contact {
            Some(contact) => format!("{} {contact}", self.line),
            None => self.line.to_string(),
        }
    }

    /// The longest to say.
    #[cfg(test)]
    pub(super) fn longest() -> Seen {
        Seen { line: u64::MAX, contact: Some(u32::MAX.into()) }
    }
}

/// By what a value is known from another without any of its words.
pub(super) fn mark(value: &Option<String>) -> u64 {
    number_of(value.as_deref().unwrap_or_default())
}
