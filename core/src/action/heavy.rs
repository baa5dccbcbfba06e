//! What is thought over before it is said: what waits for the second thought, and where.

use super::{Action, Words};
use crate::waiting::For;

/// What sounds heavy, and is thought over before anybody else could read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Heavy {
    /// What somebody wants to ask.
    Ask,
    /// What somebody tells that they did.
    Win,
    /// What somebody notes of a session.
    Note,
    /// What is due.
    Deadline,
    /// What a mentor tells a learner that they noticed.
    Compliment,
}

impl Heavy {
    /// The action that waits for the second thought.
    pub(crate) fn action(self, words: Option<Words>) -> Action {
        match self {
            Heavy::Ask => Action::Ask(words),
            Heavy::Win => Action::Win(words),
            Heavy::Note => Action::Note(None, words),
            Heavy::Deadline => Action::Deadline(words),
            // About whom it is, nobody knows without what waited.
            Heavy::Compliment => Action::Me,
        }
    }

    /// Where what is too long for a button waits for it.
    pub(crate) fn waits(self) -> For {
        match self {
            Heavy::Ask => For::Ask,
            Heavy::Win => For::Win,
            Heavy::Note => For::Note,
            Heavy::Deadline => For::Deadline,
            Heavy::Compliment => For::Compliment,
        }
    }

    /// Whether an action is one of these.
    pub(crate) fn is_of(self, action: &Action) -> bool {
        matches!(
            (self, action),
            (Heavy::Ask, Action::Ask(_))
                | (Heavy::Win, Action::Win(_))
                | (Heavy::Note, Action::Note(..))
                | (Heavy::Deadline, Action::Deadline(_))
                | (Heavy::Compliment, Action::Affirm(..))
        )
    }
}
