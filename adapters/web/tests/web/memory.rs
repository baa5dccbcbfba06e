//! A store in memory, as far as pages need one: communities, members, tasks, calls and keepsakes. Asks, offers and
//! sessions it takes and does not know.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use smallwins_core::community::{Community, Scope};
use smallwins_core::decision::Change;
use smallwins_core::follow_up::Busy;
use smallwins_core::id::{AskId, CommunityId, MemberId, OfferId, SessionId, TaskId, WinId};
use smallwins_core::member::Member;
use smallwins_core::message::Reply;
use smallwins_core::platform::{Handle, PlatformName};
use smallwins_core::store::{
    AskStory, CallId, Commit, Committed, Desk, Entrance, OfferStory, SessionStory, Store, StoreError,
};
use smallwins_core::task::{Kind, Lease, Outcome, Settlement, Task};
use smallwins_core::text::Typed;
use smallwins_core::topic::Topic;
use smallwins_core::win::Win;

/// The store.
#[derive(Default)]
pub struct Memory {
    rooms: Mutex<HashMap<CommunityId, Room>>,
    /// Whether it pretends not to answer.
    pub down: AtomicBool,
}

struct Room {
    community: Community,
    members: Vec<Member>,
    wins: Vec<Win>,
    tasks: Vec<Task>,
    done: HashSet<TaskId>,
    calls: HashMap<CallId, Reply>,
    keepsakes: BTreeMap<String, String>,
}

impl Memory {
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

impl Room {
    fn apply(&mut self, change: Change) {
        match change {
            Change::Member(mut member) => {
                self.members.retain(|other| other.id != member.id);
                member.version += 1;
                self.members.push(*member);
            }
            Change::Win(mut win) => {
                self.wins.retain(|other| other.id != win.id);
                win.version += 1;
                self.wins.push(win);
            }
            Change::Task(task) => self.tasks.push(task),
            Change::Keepsake(key, Some(json)) => drop(self.keepsakes.insert(key, json)),
            Change::Keepsake(key, None) => drop(self.keepsakes.remove(&key)),
            _ => {}
        }
    }

    fn waiting(&self) -> impl Iterator<Item = &Task> {
        self.tasks.iter().filter(|task| !self.done.contains(&task.id))
    }
}

#[async_trait]
impl Store for Memory {
    async fn community(&self, _: &PlatformName, external: &str) -> Result<Option<Community>, StoreError> {
        let rooms = self.rooms()?;
        let mut communities = rooms.values().map(|room| &room.community);
        Ok(communities.find(|community| community.external == external).cloned())
    }

    async fn found(&self, community: Community) -> Result<Community, StoreError> {
        let room = Room {
            community: community.clone(),
            members: Vec::new(),
            wins: Vec::new(),
            tasks: Vec::new(),
            done: HashSet::new(),
            calls: HashMap::new(),
            keepsakes: BTreeMap::new(),
        };
        self.rooms()?.insert(community.scope().community(), room);
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

    async fn desk(&self, scope: Scope, member: MemberId, since: DateTime<Utc>) -> Result<Desk, StoreError> {
        self.room(scope, |room| {
            let recent = |win: &&Win| win.learner == member && win.at >= since && win.undone.is_none();
            Desk { wins: room.wins.iter().filter(recent).cloned().collect(), ..Desk::default() }
        })
    }

    async fn win(&self, scope: Scope, id: WinId) -> Result<Option<Win>, StoreError> {
        self.room(scope, |room| room.wins.iter().find(|win| win.id == id).cloned())
    }

    async fn ask(&self, _: Scope, _: AskId, _: DateTime<Utc>) -> Result<Option<AskStory>, StoreError> {
        Ok(None)
    }

    async fn offer(&self, _: Scope, _: OfferId, _: DateTime<Utc>) -> Result<Option<OfferStory>, StoreError> {
        Ok(None)
    }

    async fn session(&self, _: Scope, _: SessionId) -> Result<Option<SessionStory>, StoreError> {
        Ok(None)
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

    async fn candidates(&self, _: Scope, _: &[String], _: u32) -> Result<Vec<Member>, StoreError> {
        Ok(Vec::new())
    }

    async fn topics(&self, scope: Scope) -> Result<Vec<(Topic, u32)>, StoreError> {
        self.room(scope, |room| {
            let mentors = room.members.iter().filter_map(|member| member.mentor.as_ref());
            mentors.flat_map(|mentor| mentor.topics.iter().map(|topic| (topic.clone(), 1))).collect()
        })
    }

    async fn affirmations(&self, _: Scope, _: MemberId, _: u32) -> Result<Vec<Typed>, StoreError> {
        Ok(Vec::new())
    }

    async fn proactive_since(&self, _: Scope, _: MemberId, _: DateTime<Utc>) -> Result<u32, StoreError> {
        Ok(0)
    }

    async fn commit(&self, commit: Commit) -> Result<Committed, StoreError> {
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
            })
        });
        Ok(leases.collect())
    }

    async fn settle(&self, settlements: &[Settlement], _: DateTime<Utc>) -> Result<Vec<TaskId>, StoreError> {
        for settlement in settlements {
            self.room(settlement.scope, |room| match &settlement.outcome {
                Outcome::Later { due, .. } | Outcome::Unknown { due, .. } => {
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

    async fn next_due(&self, _: &PlatformName) -> Result<Option<DateTime<Utc>>, StoreError> {
        Ok(self.rooms()?.values().flat_map(Room::waiting).map(|task| task.due).min())
    }

    async fn keepsakes(&self, scope: Scope, prefix: &str) -> Result<Vec<(String, String)>, StoreError> {
        self.room(scope, |room| {
            let kept = room.keepsakes.iter().filter(|(key, _)| key.starts_with(prefix));
            kept.map(|(key, json)| (key.clone(), json.clone())).collect()
        })
    }

    async fn forget(&self, scope: Scope) -> Result<(), StoreError> {
        self.rooms()?.remove(&scope.community());
        Ok(())
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.rooms().map(drop)
    }
}
