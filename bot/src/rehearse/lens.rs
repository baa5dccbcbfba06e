//! What stands between the memory and whoever asks it. In a rehearsal that is nothing; a test of the judge puts a lens
//! there that gets one thing wrong, to see whether it is found.

use std::sync::Arc;

use smallwins_core::decision::Change;
use smallwins_core::follow_up::Busy;
use smallwins_core::member::Member;
use smallwins_core::task::Lease;

/// What is changed on the way; by itself nothing is.
pub(crate) trait Lens: Send + Sync {
    /// What is written.
    fn changes(&self, changes: Vec<Change>) -> Vec<Change> {
        changes
    }

    /// Members who were asked for by their ids.
    fn members(&self, members: Vec<Member>) -> Vec<Member> {
        members
    }

    /// Mentors who could be asked.
    fn candidates(&self, candidates: Vec<Arc<Member>>) -> Vec<Arc<Member>> {
        candidates
    }

    /// What may be done now.
    fn claimed(&self, leases: Vec<Lease>) -> Vec<Lease> {
        leases
    }

    /// When two people are in sessions.
    fn busy(&self, busy: Vec<Busy>) -> Vec<Busy> {
        busy
    }

    /// How often somebody was spoken to first.
    fn said(&self, said: u32) -> u32 {
        said
    }
}

/// Nothing at all.
pub(crate) struct Clear;

impl Lens for Clear {}
