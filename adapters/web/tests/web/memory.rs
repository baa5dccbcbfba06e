//! A store in memory, for as long as a test lasts. One caller at a time, so it guards no versions.

mod room;

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use smallwins_core::ask::{Ask, Offer};
use smallwins_core::audit::Row;
use smallwins_core::community::{Community, Scope};
use smallwins_core::decision::Change;
use smallwins_core::fact::Fact;
use smallwins_core::follow_up::Busy;
use smallwins_core::id::{AskId, CommunityId, FactId, MemberId, OfferId, SessionId, TaskId, WinId, earliest};
use smallwins_core::kpi::Terms;
use smallwins_core::kpi::rollup::{Needed, Page, books_of};
use smallwins_core::member::Member;
use smallwins_core::platform::{Handle, PlatformName};
use smallwins_core::session::Session;
use smallwins_core::signal::{AccountLink, Signal, Tally, Whose};
use smallwins_core::store::{
    AskStory, Belongings, CallId, Commit, Committed, Desk, Entrance, Mishap, OfferStory, SessionStory,
    Sought, Store, StoreError, Waiting, Which,
};
use smallwins_core::task::{Kind, Lease, Outcome, Settlement, Task};
use smallwins_core::text::Typed;
use smallwins_core::topic::Topic;
use smallwins_core::visit::{Print, Stage as VisitStage, Visit};
use smallwins_core::win::Win;

use self::room::Room;

/// The store.
#[derive(Default)]
pub(crate) struct Memory {
    rooms: Mutex<HashMap<CommunityId, Room>>,
    visits: Mutex<HashMap<Print, Visit>>,
    /// Whether it pretends not to answer.
    pub(crate) down: AtomicBool,
}

impl Memory {
    /// Somebody alters the audit by hand.
    pub(crate) fn alters(&self, scope: Scope, by_hand: impl FnOnce(&mut Vec<Row>)) {
        self.room(scope, |room| by_hand(&mut room.audit)).unwrap();
    }

    fn rooms(&self) -> Result<MutexGuard<'_, HashMap<CommunityId, Room>>, StoreError> {
        if self.down.load(Ordering::SeqCst) {
            return Err(StoreError::Unavailable("pulled the plug".into()));
        }
        Ok(self.rooms.lock().unwrap())
    }

    fn room<T>(&self, scope: Scope, read: impl FnOnce(&mut Room) -> T) -> Result<T, StoreError> {
        let mut rooms = self.rooms()?;
        rooms.get_mut(&scope.community()).map(read).ok_or(StoreError::Unavailable("no such community".into()))
    }
}

/// What a mentor said, and in which session.
type Said = Vec<(SessionId, Typed)>;

#[async_trait]
impl Store for Memory {
    async fn community(&self, _: &PlatformName, external: &str) -> Result<Option<Community>, StoreError> {
        let rooms = self.rooms()?;
        let mut communities = rooms.values().map(|room| &room.community);
        Ok(communities.find(|community| community.external == external).cloned())
    }

    async fn homes(&self, _: &PlatformName, handle: &Handle) -> Result<Vec<Community>, StoreError> {
        let rooms = self.rooms()?;
        let home = |room: &&Room| room.members.iter().any(|member| member.handle == *handle);
        Ok(rooms.values().filter(home).map(|room| room.community.clone()).collect())
    }

    async fn communities(&self, _: &PlatformName) -> Result<Vec<Community>, StoreError> {
        Ok(self.rooms()?.values().map(|room| room.community.clone()).collect())
    }

    async fn closed(&self, _: &PlatformName) -> Result<Vec<Community>, StoreError> {
        let rooms = self.rooms()?;
        Ok(rooms.values().map(|room| &room.community).filter(|room| room.is_closed()).cloned().collect())
    }

    async fn found(&self, community: Community) -> Result<Community, StoreError> {
        self.rooms()?.insert(community.scope().community(), Room::of(community.clone()));
        Ok(community)
    }

    async fn entrance(
        &self,
        scope: Scope,
        call: &CallId,
        speaker: Option<&Handle>,
    ) -> Result<Entrance, StoreError> {
        self.room(scope, |room| Entrance {
            community: room.community.clone(),
            speaker: room.members.iter().find(|member| Some(&member.handle) == speaker).cloned(),
            answered: room.calls.get(call).cloned(),
        })
    }

    async fn members(&self, scope: Scope, ids: &[MemberId]) -> Result<Vec<Member>, StoreError> {
        self.room(scope, |room| {
            room.members.iter().filter(|member| ids.contains(&member.id)).cloned().collect()
        })
    }

    async fn everyone(&self, scope: Scope, most: u32) -> Result<Vec<Member>, StoreError> {
        self.room(scope, |room| room.members.iter().take(most as usize).cloned().collect())
    }

    async fn people(&self, scope: Scope, sought: &Sought, most: u32) -> Result<Vec<Member>, StoreError> {
        let is_meant = |member: &&Member| match sought {
            Sought::Called(words) => words.contains(&member.handle.0),
            Sought::WithARole => member.admin || member.organiser,
        };
        self.room(scope, |room| room.members.iter().filter(is_meant).take(most as usize).cloned().collect())
    }

    async fn admins(&self, scope: Scope, most: u32) -> Result<Vec<Member>, StoreError> {
        self.room(scope, |room| {
            room.members.iter().filter(|member| member.admin).take(most as usize).cloned().collect()
        })
    }

    async fn unreachable(&self, scope: Scope, most: u32) -> Result<Vec<Member>, StoreError> {
        self.room(scope, |room| {
            let lost = room.members.iter().filter(|member| member.unreachable.is_some());
            lost.take(most as usize).cloned().collect()
        })
    }

    async fn desk(&self, scope: Scope, member: MemberId, since: DateTime<Utc>) -> Result<Desk, StoreError> {
        self.room(scope, |room| {
            let takes_part = |session: &&Session| {
                session.is_open() && (session.learner == member || session.mentor == member)
            };
            let is_asked = |offer: &&Offer| offer.is_open() && offer.mentor == member;
            Desk {
                wins: room.recent_wins(member, since),
                asks: room
                    .asks
                    .values()
                    .filter(|ask| ask.is_open() && ask.learner == member)
                    .cloned()
                    .collect(),
                offers: room.offers.values().filter(is_asked).cloned().collect(),
                sessions: room.sessions.values().filter(takes_part).cloned().collect(),
                signals: room.signals_of(Which::Of(&[Whose::Member(member)]), since),
            }
        })
    }

    async fn win(&self, scope: Scope, id: WinId) -> Result<Option<Win>, StoreError> {
        self.room(scope, |room| room.wins.get(&id).cloned())
    }

    async fn signals(
        &self,
        scope: Scope,
        which: Which<'_>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Signal>, StoreError> {
        self.room(scope, |room| room.signals_of(which, now))
    }

    async fn links(&self, scope: Scope, whose: &Whose) -> Result<Vec<AccountLink>, StoreError> {
        self.room(scope, |room| room.links_of(whose))
    }

    async fn arrivals(&self, scope: Scope, since: DateTime<Utc>) -> Result<Vec<Tally>, StoreError> {
        self.room(scope, |room| room.tallies(since))
    }

    async fn ask_stories(
        &self,
        scope: Scope,
        ids: &[AskId],
        since: DateTime<Utc>,
    ) -> Result<Vec<AskStory>, StoreError> {
        let ids: BTreeSet<AskId> = ids.iter().copied().collect();
        self.room(scope, |room| ids.into_iter().filter_map(|id| room.ask_story(id, since)).collect())
    }

    async fn offer(
        &self,
        scope: Scope,
        id: OfferId,
        since: DateTime<Utc>,
    ) -> Result<Option<OfferStory>, StoreError> {
        self.room(scope, |room| {
            let offer = room.offers.get(&id)?.clone();
            let (mentor, ask) = (room.member(offer.mentor)?, room.ask_story(offer.ask, since)?);
            Some(OfferStory { offer, mentor, ask })
        })
    }

    async fn session(&self, scope: Scope, id: SessionId) -> Result<Option<SessionStory>, StoreError> {
        self.room(scope, |room| {
            let session = room.sessions.get(&id)?.clone();
            let ask = room.asks.get(&session.ask)?.clone();
            let (learner, mentor) = (room.member(session.learner)?, room.member(session.mentor)?);
            Some(SessionStory { session, ask, learner, mentor })
        })
    }

    async fn busy(
        &self,
        _: Scope,
        _: &[MemberId],
        _: DateTime<Utc>,
        _: DateTime<Utc>,
    ) -> Result<Vec<Busy>, StoreError> {
        Ok(Vec::new())
    }

    async fn candidates(
        &self,
        scope: Scope,
        stems: &[String],
        most: u32,
    ) -> Result<Vec<Arc<Member>>, StoreError> {
        self.room(scope, |room| {
            let offers = |member: &&Member| {
                let topics = member.mentor.iter().flat_map(|mentor| &mentor.topics);
                topics.flat_map(Topic::stems).any(|stem| stems.contains(stem))
            };
            room.members.iter().filter(offers).take(most as usize).cloned().map(Arc::new).collect()
        })
    }

    async fn topics(&self, scope: Scope) -> Result<Vec<(Topic, u32)>, StoreError> {
        self.room(scope, |room| {
            let mentors = room.members.iter().filter_map(|member| member.mentor.as_ref());
            mentors.flat_map(|mentor| mentor.topics.iter().map(|topic| (topic.clone(), 1))).collect()
        })
    }

    async fn affirmations(&self, _: Scope, _: MemberId, _: u32) -> Result<Said, StoreError> {
        Ok(Vec::new())
    }

    async fn proactive_since(&self, _: Scope, _: MemberId, _: DateTime<Utc>) -> Result<u32, StoreError> {
        Ok(0)
    }

    async fn commit(&self, commit: Commit) -> Result<Committed, StoreError> {
        for change in &commit.changes {
            if let Change::Invite(visit) = change {
                let mut visits = self.visits.lock().unwrap();
                visits.retain(|_, other| other.stage != VisitStage::Invited || other.member != visit.member);
                visits.insert(visit.print.clone(), visit.clone());
            }
        }
        self.room(commit.scope, |room| {
            if let Some(reply) = room.calls.get(&commit.call) {
                return Committed::Before(reply.clone());
            }
            room.calls.insert(commit.call, commit.reply);
            commit.changes.into_iter().for_each(|change| room.apply(change));
            Committed::Now
        })
    }

    async fn claim(
        &self,
        _: &PlatformName,
        kind: Kind,
        now: DateTime<Utc>,
        _: TimeDelta,
        _: u32,
    ) -> Result<Vec<Lease>, StoreError> {
        let rooms = self.rooms()?;
        let leases = rooms.values().flat_map(|room| {
            let due = room.waiting().filter(move |task| task.due <= now && task.work.kind() == kind);
            due.map(|task| Lease {
                community: room.community.clone(),
                task: task.clone(),
                attempt: 1,
                in_doubt: false,
                first_try: None,
                in_vain: None,
            })
        });
        Ok(leases.collect())
    }

    async fn settle(&self, settlements: &[Settlement], _: DateTime<Utc>) -> Result<Vec<TaskId>, StoreError> {
        for settlement in settlements {
            self.room(settlement.scope, |room| match &settlement.outcome {
                Outcome::Later { due, .. } | Outcome::Again { due, .. } | Outcome::Unknown { due, .. } => {
                    let task = room.tasks.iter_mut().find(|task| task.id == settlement.task);
                    task.into_iter().for_each(|task| task.due = *due);
                }
                _ => drop(room.done.insert(settlement.task)),
            })?;
        }
        Ok(Vec::new())
    }

    async fn due(&self, scope: Scope, most: u32) -> Result<Vec<Task>, StoreError> {
        self.room(scope, |room| {
            let mut tasks: Vec<Task> = room.waiting().cloned().collect();
            tasks.sort_by_key(|task| (task.due, task.id));
            tasks.truncate(most as usize);
            tasks
        })
    }

    async fn waiting(&self, scope: Scope) -> Result<Waiting, StoreError> {
        self.room(scope, |room| Waiting {
            count: room.waiting().count() as u32,
            oldest: room.waiting().map(|task| task.due).min(),
            said: None,
        })
    }

    async fn in_trouble(&self, _: Scope, _: DateTime<Utc>, _: u32) -> Result<Vec<Mishap>, StoreError> {
        Ok(Vec::new())
    }

    async fn next_due(&self, _: &PlatformName) -> Result<Option<DateTime<Utc>>, StoreError> {
        Ok(self.rooms()?.values().flat_map(Room::waiting).map(|task| task.due).min())
    }

    async fn facts_about(
        &self,
        scope: Scope,
        _: MemberId,
        after: Option<FactId>,
        most: u32,
    ) -> Result<Vec<Fact>, StoreError> {
        self.facts(scope, after, most).await
    }

    async fn facts(&self, scope: Scope, after: Option<FactId>, most: u32) -> Result<Vec<Fact>, StoreError> {
        self.room(scope, |room| {
            let facts = room.facts.values().filter(|fact| after.is_none_or(|last| fact.id > last));
            facts.take(most as usize).cloned().collect()
        })
    }

    async fn books(&self, scope: Scope, _: &Needed) -> Result<Vec<Page>, StoreError> {
        self.room(scope, |room| {
            books_of(room.facts.values().cloned().collect(), Terms::of(room.community.zone))
        })
    }

    async fn empty_books(&self, _: Scope) -> Result<(), StoreError> {
        Ok(())
    }

    async fn keepsakes(&self, scope: Scope, prefix: &str) -> Result<Vec<(String, String)>, StoreError> {
        self.room(scope, |room| {
            let kept = room.keepsakes.iter().filter(|(key, _)| key.starts_with(prefix));
            kept.map(|(key, json)| (key.clone(), json.clone())).collect()
        })
    }

    async fn hold(&self, _: &str, _: &str, _: DateTime<Utc>, _: TimeDelta) -> Result<bool, StoreError> {
        Ok(true)
    }

    async fn let_go(&self, _: &str, _: &str) -> Result<(), StoreError> {
        Ok(())
    }

    async fn visit(&self, print: &Print) -> Result<Option<Visit>, StoreError> {
        drop(self.rooms()?);
        Ok(self.visits.lock().unwrap().get(print).cloned())
    }

    async fn enter(&self, invitation: &Print, visit: &Visit, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let mut visits = self.visits.lock().unwrap();
        let link = visits.get_mut(invitation).filter(|link| link.stage == VisitStage::Invited);
        let Some(link) = link.filter(|link| !link.is_over(now)) else { return Ok(false) };
        link.stage = VisitStage::Used;
        visits.insert(visit.print.clone(), visit.clone());
        Ok(true)
    }

    async fn sign_out(&self, print: &Print) -> Result<(), StoreError> {
        self.visits.lock().unwrap().remove(print);
        Ok(())
    }

    async fn asks(&self, scope: Scope, after: Option<AskId>, most: u32) -> Result<Vec<Ask>, StoreError> {
        self.room(scope, |room| {
            let next = room.asks.values().filter(|ask| after.is_none_or(|id| ask.id > id));
            next.take(most as usize).cloned().collect()
        })
    }

    async fn latest_asks(&self, scope: Scope, most: u32) -> Result<Vec<Ask>, StoreError> {
        self.room(scope, |room| room.asks.values().rev().take(most as usize).cloned().collect())
    }

    async fn open_asks(&self, scope: Scope, after: Option<AskId>, most: u32) -> Result<Vec<Ask>, StoreError> {
        self.room(scope, |room| {
            let open = room.asks.values().filter(|ask| ask.is_open() && after.is_none_or(|id| ask.id > id));
            open.take(most as usize).cloned().collect()
        })
    }

    async fn open_sessions(
        &self,
        scope: Scope,
        after: Option<SessionId>,
        most: u32,
    ) -> Result<Vec<Session>, StoreError> {
        self.room(scope, |room| {
            let is_next = |session: &&Session| session.is_open() && after.is_none_or(|id| session.id > id);
            room.sessions.values().filter(is_next).take(most as usize).cloned().collect()
        })
    }

    async fn offers(&self, scope: Scope, ids: &[OfferId]) -> Result<Vec<Offer>, StoreError> {
        self.room(scope, |room| ids.iter().filter_map(|id| room.offers.get(id).cloned()).collect())
    }

    async fn mentors(
        &self,
        scope: Scope,
        after: Option<MemberId>,
        most: u32,
    ) -> Result<Vec<Member>, StoreError> {
        self.room(scope, |room| {
            let is_next = |member: &&Member| member.mentor.is_some() && after.is_none_or(|id| member.id > id);
            let mut mentors: Vec<Member> = room.members.iter().filter(is_next).cloned().collect();
            mentors.sort_by_key(|mentor| mentor.id);
            mentors.truncate(most as usize);
            mentors
        })
    }

    async fn bygone(&self, _: Scope, _: DateTime<Utc>, _: u32) -> Result<Vec<Session>, StoreError> {
        Ok(Vec::new())
    }

    async fn taken_on(
        &self,
        scope: Scope,
        mentors: &[MemberId],
        since: DateTime<Utc>,
    ) -> Result<Vec<Session>, StoreError> {
        self.room(scope, |room| {
            let counts =
                |session: &&Session| mentors.contains(&session.mentor) && session.id >= earliest(since);
            room.sessions.values().filter(counts).cloned().collect()
        })
    }

    async fn told_of_mentoring(&self, scope: Scope, since: DateTime<Utc>) -> Result<Vec<Fact>, StoreError> {
        self.facts(scope, Some(earliest(since)), u32::MAX).await
    }

    async fn belongings(&self, scope: Scope, member: MemberId) -> Result<Belongings, StoreError> {
        self.room(scope, |room| room.belongings(member))
    }

    async fn audit(&self, scope: Scope, after: u64, most: u32) -> Result<Vec<Row>, StoreError> {
        self.room(scope, |room| {
            let later = |row: &&Row| u64::try_from(row.number).is_ok_and(|number| number > after);
            room.audit.iter().filter(later).take(most as usize).cloned().collect()
        })
    }

    async fn replace(&self, _: Community, _: Option<Scope>) -> Result<(), StoreError> {
        Err(StoreError::Unavailable("nothing is imported here".to_owned()))
    }

    async fn forget(&self, scope: Scope) -> Result<(), StoreError> {
        self.rooms()?.remove(&scope.community());
        Ok(())
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.rooms().map(drop)
    }
}
