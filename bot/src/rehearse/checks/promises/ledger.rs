//! By when each promise is late, in order.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use smallwins_core::id::{AskId, MemberId, OfferId, SessionId, TaskId};

/// Something that was promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Promise {
    /// An ask has its next step.
    Ask(AskId),
    /// An offer runs out.
    Offer(OfferId),
    /// A session goes on.
    Session(SessionId),
    /// A learner is asked about the day that was noted.
    Checkpoint(SessionId, MemberId),
    /// One of the two is reminded that a session begins.
    Reminder(SessionId, MemberId),
    /// A learner is asked the first or the second time how it goes with what was noted.
    Nudge(SessionId, u32),
    /// A note that is missing is asked for.
    Note(SessionId),
    /// A session to which nothing is said any more is closed quietly.
    Close(SessionId),
    /// Somebody hears on the day before that their pause ends.
    Word(MemberId),
    /// Those who run a community read how its week was.
    Digest,
    /// Something is said.
    Said(TaskId),
}

/// What is promised and not kept yet.
#[derive(Default)]
pub(super) struct Ledger {
    /// By when each is late, the first to be so first, and what that would mean.
    late: BTreeMap<(DateTime<Utc>, Promise), &'static str>,
    at: HashMap<Promise, DateTime<Utc>>,
}

impl Ledger {
    pub(super) fn set(&mut self, promise: Promise, late: DateTime<Utc>, why: &'static str) {
        self.clear(promise);
        self.at.insert(promise, late);
        self.late.insert((late, promise), why);
    }

    pub(super) fn clear(&mut self, promise: Promise) {
        if let Some(at) = self.at.remove(&promise) {
            self.late.remove(&(at, promise));
        }
    }

    pub(super) fn holds(&self, promise: Promise) -> bool {
        self.at.contains_key(&promise)
    }

    /// The first that is late at an instant, since when, and why. It is held no longer.
    pub(super) fn take_late(&mut self, now: DateTime<Utc>) -> Option<(DateTime<Utc>, Promise, &'static str)> {
        let ((at, promise), why) = self.late.first_key_value()?;
        let late = (*at < now).then_some((*at, *promise, *why))?;
        self.clear(late.1);
        Some(late)
    }
}
