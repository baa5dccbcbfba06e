//! Whoever was erased is in nothing that is written from then on, and nothing is said to them, until they say
//! themselves that they want to be known again. Their old name is nobody's for good.

use std::collections::BTreeSet;

use smallwins_core::decision::Change;
use smallwins_core::member::Member;

use crate::rehearse::silence::Arrived;

/// Those who were erased.
#[derive(Default)]
pub(super) struct Erased {
    count: usize,
    ids: Vec<String>,
    /// By their ids on the platform, those who have not come back.
    handles: BTreeSet<String>,
    pub(super) reappeared: Vec<String>,
}

impl Erased {
    /// How many were.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Somebody says that they want to be known again.
    pub(super) fn comes_back(&mut self, handle: &str) {
        self.handles.remove(handle);
    }

    /// Something was decided and written.
    pub(super) fn decided(&mut self, changes: &[Change]) {
        for change in changes {
            if let Change::Erase(erasure) = change {
                self.count += 1;
                // Whoever begins anew has an id that leads back to them each time.
                if erasure.member != erasure.again {
                    self.ids.push(erasure.member.to_string());
                }
                self.handles.insert(erasure.handle.0.clone());
            } else if !self.ids.is_empty() {
                let written = format!("{change:?}");
                let named = self.ids.iter().find(|id| written.contains(id.as_str()));
                self.reappeared.extend(named.map(|id| format!("{id} is named in {written}")));
            }
        }
    }

    /// Something was said.
    pub(super) fn heard(&mut self, arrived: &Arrived) {
        if let Some(to) = arrived.to.as_ref().filter(|to| self.handles.contains(*to)) {
            self.reappeared.push(format!("{to} is told {}", arrived.message.receipt.key));
        }
    }

    /// The end: those who are known.
    pub(super) fn ends(&mut self, everyone: &[Member]) {
        for member in everyone {
            if self.handles.contains(&member.handle.0) || self.ids.contains(&member.id.to_string()) {
                self.reappeared.push(format!("{} is known", member.handle.0));
            }
        }
    }
}
