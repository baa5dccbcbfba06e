//! What a commit changes in a community: first it is looked whether all of it can be done, and then all of it is.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use smallwins_core::decision::Change;
use smallwins_core::fact::Fact;
use smallwins_core::id::MemberId;
use smallwins_core::member::Member;
use smallwins_core::platform::Handle;
use smallwins_core::signal::{Arrival, COUNTED, day_of};
use smallwins_core::store::{Commit, Committed, StoreError};
use smallwins_core::visit::{REMEMBERED, Stage, Visit};

use super::room::Room;

impl Room {
    pub(super) fn commit(&mut self, commit: Commit) -> Result<Committed, StoreError> {
        let Commit { call, at, reply, changes, .. } = commit;
        if let Some((_, reply)) = self.calls.get(&call) {
            return Ok(Committed::Before(reply.clone()));
        }
        if !self.allows(&changes, at) {
            return Err(StoreError::Conflict);
        }
        self.calls.insert(call, (at, reply));
        self.take_back(&changes, at);
        let is_last = |change: &Change| matches!(change, Change::Forget(_) | Change::Erase(_));
        let (last, changes): (Vec<Change>, Vec<Change>) = changes.into_iter().partition(is_last);
        changes.into_iter().for_each(|change| self.make(change, at));
        // Whatever else is written of somebody who is erased goes with them.
        let (forget, erase): (Vec<Change>, Vec<Change>) =
            last.into_iter().partition(|change| matches!(change, Change::Forget(_)));
        forget.into_iter().chain(erase).for_each(|change| self.make(change, at));
        Ok(Committed::Now)
    }

    /// Whether every row still stands as it was read, and everything is new that has to be. A signal that ended is gone.
    fn allows(&self, changes: &[Change], at: DateTime<Utc>) -> bool {
        let (mut facts, mut tasks, mut lines) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let mut newcomers: HashMap<&Handle, MemberId> = HashMap::new();
        changes.iter().all(|change| match change {
            Change::Community(community) => community.version == self.community.version,
            Change::Member(member) => {
                let known = self.handles.get(&member.handle);
                let whose = known.unwrap_or_else(|| newcomers.entry(&member.handle).or_insert(member.id));
                *whose == member.id && self.members.fits(member)
            }
            Change::Win(win) => self.wins.fits(win),
            Change::Ask(ask) => self.asks.fits(ask),
            Change::Offer(offer) => self.offers.fits(offer),
            Change::Session(session) => self.sessions.fits(session),
            Change::Signal(signal) => match self.signals.get(&signal.id) {
                Some(kept) if kept.until <= at => signal.version == 0,
                _ => self.signals.fits(signal),
            },
            Change::Link(link) => self.links.fits(link),
            Change::Task(task) => !self.promises.knows(task.id) && tasks.insert(task.id),
            Change::Fact(fact) | Change::Past(fact) => {
                !self.facts.contains_key(&fact.id) && facts.insert(fact.id)
            }
            Change::Audit(entry) => {
                let number = entry.row().number;
                !self.audit.contains_key(&number) && lines.insert(number)
            }
            _ => true,
        })
    }

    /// What a commit takes back is what was there before it: what it promises itself about the same stays.
    fn take_back(&mut self, changes: &[Change], at: DateTime<Utc>) {
        let sweeps =
            |change: &Change| matches!(change, Change::Signal(_) | Change::Arrived(_) | Change::Forget(_));
        if changes.iter().any(sweeps) {
            self.signals.remove_if(|signal| signal.until <= at);
        }
        if changes.iter().any(|change| matches!(change, Change::Arrived(_))) {
            self.arrivals.retain(|(day, _, _), _| *day >= day_of(at - COUNTED));
        }
        for change in changes {
            match change {
                Change::Drop(about) => self.promises.drop_about(*about),
                Change::Unsay(to, about) => self.promises.unsay(*to, *about),
                Change::Forgo(to, about) => self.promises.forgo(*to, *about, at),
                Change::Outdated(name, value) if self.keepsakes.get(name) == Some(value) => {
                    self.keepsakes.remove(name);
                }
                _ => {}
            }
        }
        for change in changes {
            if let Change::Hasten(to) = change {
                self.promises.hasten(*to, at);
            }
        }
    }

    fn make(&mut self, change: Change, at: DateTime<Utc>) {
        match change {
            Change::Community(mut community) => {
                community.version += 1;
                self.community = *community;
            }
            Change::Member(member) => self.write(*member),
            Change::Win(win) => self.wins.put(win),
            Change::Ask(ask) => self.asks.put(ask),
            Change::Offer(offer) => self.offers.put(offer),
            Change::Session(session) => self.sessions.put(*session),
            Change::Signal(signal) => self.signals.put(signal),
            // An account that is nobody's any more is forgotten: it is somebody's name.
            Change::Link(link) if link.member.is_none() => self.links.remove(&link.account),
            Change::Link(link) => self.links.put(link),
            Change::Arrived(arrival) => self.count(&arrival),
            Change::Task(task) => self.promises.add(task),
            Change::Fact(fact) => {
                self.numbers.waits(fact.id);
                self.tell(fact);
            }
            Change::Past(fact) => self.tell(fact),
            Change::Audit(entry) => {
                let row = entry.row();
                self.audit.insert(row.number, row);
            }
            Change::Keepsake(name, Some(value)) => drop(self.keepsakes.insert(name, value)),
            Change::Keepsake(name, None) => drop(self.keepsakes.remove(&name)),
            Change::Invite(visit) => self.invite(visit, at),
            Change::Forget(bygone) => self.forget(&bygone),
            Change::Erase(erasure) => self.erase(&erasure),
            // They were taken back before.
            Change::Drop(_) | Change::Unsay(..) | Change::Forgo(..) => {}
            Change::Hasten(_) | Change::Outdated(..) => {}
        }
    }

    fn write(&mut self, member: Member) {
        self.handles.insert(member.handle.clone(), member.id);
        self.members.put(member.as_kept());
    }

    fn tell(&mut self, fact: Fact) {
        self.facts.insert(fact.id, fact);
    }

    fn count(&mut self, arrival: &Arrival) {
        let Arrival { source, outcome, at: arrived, times } = arrival;
        *self.arrivals.entry((day_of(*arrived), source.clone(), *outcome)).or_default() += times;
    }

    /// A link ends the one before, and what was over long ago is forgotten.
    fn invite(&mut self, visit: Visit, at: DateTime<Utc>) {
        self.visits.retain(|_, other| {
            let stands = other.stage == Stage::Invited && other.until > at;
            other.until > at - REMEMBERED && !(stands && other.member == visit.member)
        });
        self.visits.entry(visit.print.clone()).or_insert(visit);
    }
}
