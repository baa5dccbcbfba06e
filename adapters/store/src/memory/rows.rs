//! Values of one kind by their ids, and the two ways in which they are looked for without them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

use smallwins_core::ask::{Ask, Offer};
use smallwins_core::id::{AskId, MemberId, OfferId, SessionId, SignalId, WinId};
use smallwins_core::member::Member;
use smallwins_core::session::Session;
use smallwins_core::signal::{Account, AccountLink, Signal, Whose};
use smallwins_core::topic::Topic;
use smallwins_core::win::Win;

use crate::rows::Kept;

/// A value with a version.
pub(super) trait Row: Kept + Clone {
    type Id: Ord + Clone;

    fn id(&self) -> Self::Id;
    fn version(&self) -> u32;

    /// Whose it is.
    fn whose(&self) -> [Option<MemberId>; 2];

    /// Whether it is looked for as one of those that are open, or can be found.
    fn is_sought(&self) -> bool {
        false
    }
}

/// Values of one kind.
#[derive(Debug)]
pub(super) struct Rows<V: Row> {
    all: BTreeMap<V::Id, Arc<V>>,
    sought: BTreeSet<V::Id>,
    of: BTreeMap<MemberId, BTreeSet<V::Id>>,
}

impl<V: Row> Default for Rows<V> {
    fn default() -> Self {
        Rows { all: BTreeMap::new(), sought: BTreeSet::new(), of: BTreeMap::new() }
    }
}

impl<V: Row> Rows<V> {
    pub(super) fn get(&self, id: &V::Id) -> Option<&Arc<V>> {
        self.all.get(id)
    }

    pub(super) fn own(&self, id: &V::Id) -> Option<V> {
        self.get(id).map(|value| V::clone(value))
    }

    /// All of them, in the order of their ids.
    pub(super) fn all(&self) -> impl DoubleEndedIterator<Item = &Arc<V>> {
        self.all.values()
    }

    /// Those after an id, in their order.
    pub(super) fn after(&self, after: Option<V::Id>) -> impl Iterator<Item = &Arc<V>> {
        self.all.range((start(after), Bound::Unbounded)).map(|(_, value)| value)
    }

    /// Those from an id on, in their order.
    pub(super) fn from(&self, first: V::Id) -> impl Iterator<Item = &Arc<V>> {
        self.all.range(first..).map(|(_, value)| value)
    }

    /// Those that are looked for, after an id, in their order.
    pub(super) fn sought(&self, after: Option<V::Id>) -> impl Iterator<Item = &Arc<V>> {
        self.sought.range((start(after), Bound::Unbounded)).filter_map(|id| self.all.get(id))
    }

    /// Those of a member, in their order.
    pub(super) fn of(&self, member: MemberId) -> impl DoubleEndedIterator<Item = &Arc<V>> {
        self.of.get(&member).into_iter().flatten().filter_map(|id| self.all.get(id))
    }

    /// Whether the row still stands at the version that was read.
    pub(super) fn fits(&self, value: &V) -> bool {
        self.get(&value.id()).map_or(0, |row| row.version()) == value.version()
    }

    /// Keeps the next version of a value.
    pub(super) fn put(&mut self, mut value: V) {
        *value.version_mut() += 1;
        let id = value.id();
        self.remove(&id);
        if value.is_sought() {
            self.sought.insert(id.clone());
        }
        for member in value.whose().into_iter().flatten() {
            self.of.entry(member).or_default().insert(id.clone());
        }
        self.all.insert(id, Arc::new(value));
    }

    pub(super) fn remove(&mut self, id: &V::Id) {
        let Some(value) = self.all.remove(id) else { return };
        self.sought.remove(id);
        for member in value.whose().into_iter().flatten() {
            if let Some(ids) = self.of.get_mut(&member) {
                ids.remove(id);
            }
        }
    }

    /// Lets go of those of which that is so.
    pub(super) fn remove_if(&mut self, is_so: impl Fn(&V) -> bool) {
        let gone: Vec<V::Id> = self.all().filter(|value| is_so(value)).map(|value| value.id()).collect();
        gone.iter().for_each(|id| self.remove(id));
    }

    /// Keeps the next version of those that become something else.
    pub(super) fn change(&mut self, becomes: impl Fn(&V) -> Option<V>) {
        let changed: Vec<V> = self.all().filter_map(|value| becomes(value)).collect();
        changed.into_iter().for_each(|value| self.put(value));
    }
}

/// Where those after an id begin.
pub(super) fn start<T>(after: Option<T>) -> Bound<T> {
    after.map_or(Bound::Unbounded, Bound::Excluded)
}

impl Row for Member {
    type Id = MemberId;

    fn id(&self) -> MemberId {
        self.id
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn whose(&self) -> [Option<MemberId>; 2] {
        [None, None]
    }

    fn is_sought(&self) -> bool {
        topics(self).any(|topic| !topic.stems().is_empty())
    }
}

/// What a member offers.
pub(super) fn topics(member: &Member) -> impl Iterator<Item = &Topic> {
    member.mentor.iter().flat_map(|mentor| &mentor.topics)
}

impl Row for Win {
    type Id = WinId;

    fn id(&self) -> WinId {
        self.id
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn whose(&self) -> [Option<MemberId>; 2] {
        [Some(self.learner), None]
    }
}

impl Row for Ask {
    type Id = AskId;

    fn id(&self) -> AskId {
        self.id
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn whose(&self) -> [Option<MemberId>; 2] {
        [Some(self.learner), None]
    }

    fn is_sought(&self) -> bool {
        self.is_open()
    }
}

impl Row for Offer {
    type Id = OfferId;

    fn id(&self) -> OfferId {
        self.id
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn whose(&self) -> [Option<MemberId>; 2] {
        [Some(self.mentor), None]
    }

    fn is_sought(&self) -> bool {
        self.is_open()
    }
}

impl Row for Session {
    type Id = SessionId;

    fn id(&self) -> SessionId {
        self.id
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn whose(&self) -> [Option<MemberId>; 2] {
        [Some(self.learner), Some(self.mentor)]
    }

    fn is_sought(&self) -> bool {
        self.is_open()
    }
}

impl Row for Signal {
    type Id = SignalId;

    fn id(&self) -> SignalId {
        self.id
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn whose(&self) -> [Option<MemberId>; 2] {
        match self.whose {
            Whose::Member(member) => [Some(member), None],
            Whose::Account(_) => [None, None],
        }
    }
}

impl Row for AccountLink {
    type Id = Account;

    fn id(&self) -> Account {
        self.account.clone()
    }

    fn version(&self) -> u32 {
        self.version
    }

    fn whose(&self) -> [Option<MemberId>; 2] {
        [self.member, None]
    }
}
