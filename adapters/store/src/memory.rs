//! A memory in the process, for as long as it runs: what is rehearsed, and what is tried.
//!
//! It keeps values as they are, where the databases keep rows, and is held to the same tests as they are. In reading
//! order: `memory/room.rs` (what is kept of a community, and its reads), `rows.rs` (values by their ids), `promises.rs`
//! (what is due), `numbers.rs` (the books), `write.rs` (a commit) and `erase.rs` (what is taken out of it again).

mod erase;
mod numbers;
mod promises;
mod room;
mod rows;
mod world;
mod write;

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::Bound;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use smallwins_core::ask::{Ask, Offer};
use smallwins_core::audit::Row;
use smallwins_core::board::Turned;
use smallwins_core::community::{Community, Scope};
use smallwins_core::fact::{Event, Fact};
use smallwins_core::follow_up::Busy;
use smallwins_core::id::{AskId, FactId, MemberId, OfferId, SessionId, TaskId, WinId, earliest};
use smallwins_core::kpi::rollup::{Needed, Page};
use smallwins_core::member::Member;
use smallwins_core::platform::{Handle, PlatformName};
use smallwins_core::session::Session;
use smallwins_core::signal::{AccountLink, Signal, Tally, Whose, day_of};
use smallwins_core::store::{
    AskStory, Belongings, CallId, Commit, Committed, Desk, Entrance, Mishap, OfferStory, SessionStory,
    Sought, Store, StoreError, Waiting, Which,
};
use smallwins_core::task::{Kind, Lease, Settlement, Subject, Task};
use smallwins_core::text::Typed;
use smallwins_core::topic::Topic;
use smallwins_core::visit::{Print, Visit};
use smallwins_core::win::Win;

use room::{Room, owned};
use rows::start;
use world::World;

/// The memory of Smallwins in the process itself. It is gone when the process ends.
#[derive(Debug, Default)]
pub struct Memory(Mutex<World>);

impl Memory {
    /// Whoever panicked with it had looked at everything before they changed anything.
    fn world(&self) -> MutexGuard<'_, World> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What somebody does inside a community; nothing, where there is none.
    fn inside<T: Default>(&self, scope: Scope, done: impl FnOnce(&mut Room) -> T) -> T {
        self.world().rooms.get_mut(&scope.community()).map(done).unwrap_or_default()
    }

    /// The communities of a platform of which that is so, in order of their ids.
    fn communities_that(&self, platform: &PlatformName, is_so: impl Fn(&Room) -> bool) -> Vec<Community> {
        self.world()
            .of_platform(platform)
            .filter(|room| is_so(room))
            .map(|room| room.community.clone())
            .collect()
    }
}

/// Each of them once.
fn each<T: Ord>(ids: &[T]) -> impl Iterator<Item = &T> {
    ids.iter().collect::<BTreeSet<_>>().into_iter()
}

/// At most so many, of one's own.
fn first<'a, T: Clone + 'a>(those: impl Iterator<Item = &'a T>, most: u32) -> Vec<T> {
    those.take(most as usize).cloned().collect()
}

#[async_trait]
impl Store for Memory {
    async fn community(
        &self,
        platform: &PlatformName,
        external: &str,
    ) -> Result<Option<Community>, StoreError> {
        Ok(self.communities_that(platform, |room| room.community.external == external).pop())
    }

    async fn homes(&self, platform: &PlatformName, handle: &Handle) -> Result<Vec<Community>, StoreError> {
        let world = self.world();
        let home = |room| -> Option<_> { Some((Room::speaker(room, handle)?, &room.community)) };
        let mut homes: Vec<_> = world.of_platform(platform).filter_map(home).collect();
        homes.sort_by_key(|(member, _)| Reverse((member.since, member.id)));
        Ok(homes.into_iter().map(|(_, community)| community.clone()).collect())
    }

    async fn communities(&self, platform: &PlatformName) -> Result<Vec<Community>, StoreError> {
        Ok(self.communities_that(platform, |_| true))
    }

    async fn closed(&self, platform: &PlatformName) -> Result<Vec<Community>, StoreError> {
        Ok(self.communities_that(platform, |room| room.community.is_closed()))
    }

    async fn found(&self, community: Community) -> Result<Community, StoreError> {
        self.world().found(community)
    }

    async fn entrance(
        &self,
        scope: Scope,
        call: &CallId,
        speaker: Option<&Handle>,
    ) -> Result<Entrance, StoreError> {
        let entrance = self.inside(scope, |room| {
            Some(Entrance {
                community: room.community.clone(),
                speaker: speaker.and_then(|handle| room.speaker(handle)).map(|member| Member::clone(member)),
                answered: room.calls.get(call).map(|(_, reply)| reply.clone()),
            })
        });
        entrance.ok_or_else(|| StoreError::Corrupt {
            table: "community",
            id: scope.community().to_string(),
            why: "it is named and not there".to_owned(),
        })
    }

    async fn members(&self, scope: Scope, ids: &[MemberId]) -> Result<Vec<Member>, StoreError> {
        Ok(self.inside(scope, |room| each(ids).filter_map(|id| room.members.own(id)).collect()))
    }

    async fn everyone(&self, scope: Scope, most: u32) -> Result<Vec<Member>, StoreError> {
        Ok(self.inside(scope, |room| room.those(|_| true, most)))
    }

    async fn people(&self, scope: Scope, sought: &Sought, most: u32) -> Result<Vec<Member>, StoreError> {
        Ok(self.inside(scope, |room| room.people(sought, most)))
    }

    async fn admins(&self, scope: Scope, most: u32) -> Result<Vec<Member>, StoreError> {
        Ok(self.inside(scope, |room| room.those(|member| member.admin, most)))
    }

    async fn unreachable(&self, scope: Scope, most: u32) -> Result<Vec<Member>, StoreError> {
        Ok(self.inside(scope, |room| room.those(|member| member.unreachable.is_some(), most)))
    }

    async fn desk(
        &self,
        scope: Scope,
        member: MemberId,
        wins_since: DateTime<Utc>,
    ) -> Result<Desk, StoreError> {
        Ok(self.inside(scope, |room| room.desk(member, wins_since)))
    }

    async fn win(&self, scope: Scope, id: WinId) -> Result<Option<Win>, StoreError> {
        Ok(self.inside(scope, |room| room.wins.own(&id)))
    }

    async fn signals(
        &self,
        scope: Scope,
        which: Which<'_>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Signal>, StoreError> {
        Ok(self.inside(scope, |room| room.signals(which, now)))
    }

    async fn links(&self, scope: Scope, whose: &Whose) -> Result<Vec<AccountLink>, StoreError> {
        Ok(self.inside(scope, |room| room.links(whose)))
    }

    async fn arrivals(&self, scope: Scope, since: DateTime<Utc>) -> Result<Vec<Tally>, StoreError> {
        Ok(self.inside(scope, |room| room.tallies(day_of(since))))
    }

    async fn ask_stories(
        &self,
        scope: Scope,
        ids: &[AskId],
        wins_since: DateTime<Utc>,
    ) -> Result<Vec<AskStory>, StoreError> {
        self.inside(scope, |room| Some(room.ask_stories(ids, wins_since))).unwrap_or_else(|| Ok(Vec::new()))
    }

    async fn offer(
        &self,
        scope: Scope,
        id: OfferId,
        wins_since: DateTime<Utc>,
    ) -> Result<Option<OfferStory>, StoreError> {
        self.inside(scope, |room| room.offer(id, wins_since).transpose()).transpose()
    }

    async fn session(&self, scope: Scope, id: SessionId) -> Result<Option<SessionStory>, StoreError> {
        self.inside(scope, |room| room.session(id).transpose()).transpose()
    }

    async fn busy(
        &self,
        scope: Scope,
        members: &[MemberId],
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Result<Vec<Busy>, StoreError> {
        Ok(self.inside(scope, |room| room.busy(members, from, to)))
    }

    async fn candidates(
        &self,
        scope: Scope,
        stems: &[String],
        most: u32,
    ) -> Result<Vec<Arc<Member>>, StoreError> {
        Ok(self.inside(scope, |room| room.candidates(stems, most)))
    }

    async fn topics(&self, scope: Scope) -> Result<Vec<(Topic, u32)>, StoreError> {
        Ok(self.inside(scope, |room| room.topics()))
    }

    async fn affirmations(
        &self,
        scope: Scope,
        mentor: Option<MemberId>,
        before: Option<SessionId>,
        most: u32,
    ) -> Result<Vec<(SessionId, Typed)>, StoreError> {
        Ok(self.inside(scope, |room| room.affirmations(mentor, before, most)))
    }

    async fn proactive_since(
        &self,
        scope: Scope,
        member: MemberId,
        since: DateTime<Utc>,
    ) -> Result<u32, StoreError> {
        Ok(self.inside(scope, |room| room.promises.said_since(member, since)))
    }

    async fn in_doubt(
        &self,
        scope: Scope,
        member: MemberId,
        since: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        Ok(self.inside(scope, |room| room.promises.in_doubt(member, since)))
    }

    async fn commit(&self, commit: Commit) -> Result<Committed, StoreError> {
        let scope = commit.scope;
        self.inside(scope, |room| Some(room.commit(commit))).unwrap_or(Err(StoreError::Conflict))
    }

    async fn claim(
        &self,
        platform: &PlatformName,
        kind: Kind,
        now: DateTime<Utc>,
        lasts: TimeDelta,
        most: u32,
    ) -> Result<Vec<Lease>, StoreError> {
        Ok(self.world().claim(platform, kind, now, now + lasts, most))
    }

    async fn settle(
        &self,
        settlements: &[Settlement],
        now: DateTime<Utc>,
    ) -> Result<Vec<TaskId>, StoreError> {
        let mut seen = BTreeSet::new();
        let first =
            settlements.iter().filter(|one| seen.insert((one.scope.community(), one.task, one.attempt)));
        let is_lost = |one: &&Settlement| !self.inside(one.scope, |room| room.promises.settle(one, now));
        Ok(first.filter(is_lost).map(|one| one.task).collect())
    }

    async fn due(&self, scope: Scope, most: u32) -> Result<Vec<Task>, StoreError> {
        Ok(self.inside(scope, |room| first(room.promises.in_order().into_iter(), most)))
    }

    async fn planned(
        &self,
        scope: Scope,
        about: &[Subject],
    ) -> Result<Vec<(Subject, DateTime<Utc>)>, StoreError> {
        Ok(self.inside(scope, |room| room.promises.planned(about)))
    }

    async fn waiting(&self, scope: Scope) -> Result<Waiting, StoreError> {
        Ok(self.inside(scope, |room| room.promises.waiting()))
    }

    async fn in_trouble(
        &self,
        scope: Scope,
        since: DateTime<Utc>,
        most: u32,
    ) -> Result<Vec<Mishap>, StoreError> {
        Ok(self.inside(scope, |room| room.promises.in_trouble(since, most as usize)))
    }

    async fn next_due(&self, platform: &PlatformName) -> Result<Option<DateTime<Utc>>, StoreError> {
        let world = self.world();
        let open = world.of_platform(platform).filter(|room| !room.community.is_closed());
        Ok(open.filter_map(|room| room.promises.next()).min())
    }

    async fn facts(&self, scope: Scope, after: Option<FactId>, most: u32) -> Result<Vec<Fact>, StoreError> {
        Ok(self.inside(scope, |room| {
            first(room.facts.range((start(after), Bound::Unbounded)).map(|(_, fact)| fact), most)
        }))
    }

    async fn facts_about(
        &self,
        scope: Scope,
        member: MemberId,
        after: Option<FactId>,
        most: u32,
    ) -> Result<Vec<Fact>, StoreError> {
        let is_theirs = |fact: &&Fact| {
            let held =
                |event: &Event| matches!(event, Event::SessionHeld { mentor, .. } if *mentor == member);
            fact.member == member || held(&fact.event)
        };
        Ok(self.inside(scope, |room| {
            let facts = room.facts.range((start(after), Bound::Unbounded)).map(|(_, fact)| fact);
            first(facts.filter(is_theirs), most)
        }))
    }

    async fn books(&self, scope: Scope, needed: &Needed) -> Result<Vec<Page>, StoreError> {
        let books = self.inside(scope, |Room { numbers, facts, community, .. }| {
            Some(numbers.pages(facts, community.zone, needed))
        });
        books.unwrap_or_else(|| Ok(Vec::new()))
    }

    async fn numbers(&self, scope: Scope, people: &[MemberId]) -> Result<Vec<(MemberId, u32)>, StoreError> {
        self.inside(scope, |room| Some(room.numbers.of(each(people)))).unwrap_or_else(|| Ok(Vec::new()))
    }

    async fn empty_books(&self, scope: Scope) -> Result<(), StoreError> {
        self.inside(scope, |room| room.numbers.clear());
        Ok(())
    }

    async fn keepsakes(&self, scope: Scope, prefix: &str) -> Result<Vec<(String, String)>, StoreError> {
        Ok(self.inside(scope, |room| {
            let kept = room.keepsakes.range(prefix.to_owned()..);
            let kept = kept.take_while(|(name, _)| name.starts_with(prefix));
            kept.map(|(name, value)| (name.clone(), value.clone())).collect()
        }))
    }

    async fn hold(
        &self,
        name: &str,
        holder: &str,
        now: DateTime<Utc>,
        lasts: TimeDelta,
    ) -> Result<bool, StoreError> {
        Ok(self.world().hold(name, holder, now, now + lasts))
    }

    async fn let_go(&self, name: &str, holder: &str) -> Result<(), StoreError> {
        let mut world = self.world();
        if world.holds.get(name).is_some_and(|(other, _)| other == holder) {
            world.holds.remove(name);
        }
        Ok(())
    }

    async fn visit(&self, print: &Print) -> Result<Option<Visit>, StoreError> {
        Ok(self.world().rooms.values().find_map(|room| room.visits.get(print).cloned()))
    }

    async fn enter(&self, invitation: &Print, visit: &Visit, now: DateTime<Utc>) -> Result<bool, StoreError> {
        self.world().enter(invitation, visit, now)
    }

    async fn sign_out(&self, print: &Print) -> Result<(), StoreError> {
        for room in self.world().rooms.values_mut() {
            room.visits.remove(print);
        }
        Ok(())
    }

    async fn asks(&self, scope: Scope, after: Option<AskId>, most: u32) -> Result<Vec<Ask>, StoreError> {
        Ok(self.inside(scope, |room| owned(room.asks.after(after), most)))
    }

    async fn latest_asks(&self, scope: Scope, most: u32) -> Result<Vec<Ask>, StoreError> {
        Ok(self.inside(scope, |room| owned(room.asks.all().rev(), most)))
    }

    async fn open_asks(&self, scope: Scope, after: Option<AskId>, most: u32) -> Result<Vec<Ask>, StoreError> {
        Ok(self.inside(scope, |room| owned(room.asks.sought(after), most)))
    }

    async fn looking(&self, scope: Scope, after: Option<AskId>, most: u32) -> Result<Vec<Ask>, StoreError> {
        Ok(self.inside(scope, |room| owned(room.asks.sought(after).filter(|ask| ask.turn().is_some()), most)))
    }

    async fn turns(&self, scope: Scope, before: DateTime<Utc>) -> Result<Vec<Turned>, StoreError> {
        Ok(self.inside(scope, |room| room.turns(before)))
    }

    async fn longest(&self, scope: Scope, most: u32) -> Result<(Vec<Ask>, Vec<Session>), StoreError> {
        Ok(self.inside(scope, |room| room.longest(most)))
    }

    async fn open_sessions(
        &self,
        scope: Scope,
        after: Option<SessionId>,
        most: u32,
    ) -> Result<Vec<Session>, StoreError> {
        Ok(self.inside(scope, |room| owned(room.sessions.sought(after), most)))
    }

    async fn offers(&self, scope: Scope, ids: &[OfferId]) -> Result<Vec<Offer>, StoreError> {
        Ok(self.inside(scope, |room| each(ids).filter_map(|id| room.offers.own(id)).collect()))
    }

    async fn mentors(
        &self,
        scope: Scope,
        after: Option<MemberId>,
        most: u32,
    ) -> Result<Vec<Arc<Member>>, StoreError> {
        Ok(self.inside(scope, |room| first(room.members.sought(after), most)))
    }

    async fn mentor_ids(&self, scope: Scope) -> Result<Vec<MemberId>, StoreError> {
        Ok(self.inside(scope, |room| room.members.sought(None).map(|member| member.id).collect()))
    }

    async fn given(
        &self,
        scope: Scope,
        mentor: MemberId,
        since: DateTime<Utc>,
    ) -> Result<Vec<Session>, StoreError> {
        Ok(self.inside(scope, |room| room.given(mentor, earliest(since))))
    }

    async fn unsettled(
        &self,
        scope: Scope,
        since: DateTime<Utc>,
    ) -> Result<Vec<(MemberId, u32)>, StoreError> {
        Ok(self.inside(scope, |room| room.unsettled(earliest(since))))
    }

    async fn bygone(
        &self,
        scope: Scope,
        before: DateTime<Utc>,
        most: u32,
    ) -> Result<Vec<Session>, StoreError> {
        Ok(self.inside(scope, |room| room.bygone(before, most)))
    }

    async fn belongings(&self, scope: Scope, member: MemberId) -> Result<Belongings, StoreError> {
        Ok(self.inside(scope, |room| room.belongings(member)))
    }

    async fn audit(&self, scope: Scope, after: u64, most: u32) -> Result<Vec<Row>, StoreError> {
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        Ok(self.inside(scope, |room| {
            let lines = room.audit.range((Bound::Excluded(after), Bound::Unbounded));
            first(lines.map(|(_, line)| line), most)
        }))
    }

    async fn replace(&self, community: Community, instead_of: Option<Scope>) -> Result<(), StoreError> {
        self.world().replace(community, instead_of.map(|other| other.community()))
    }

    async fn forget(&self, scope: Scope) -> Result<(), StoreError> {
        self.world().rooms.remove(&scope.community());
        Ok(())
    }

    async fn ping(&self) -> Result<(), StoreError> {
        Ok(())
    }
}
