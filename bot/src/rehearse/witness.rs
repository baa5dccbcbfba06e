//! A memory that keeps a list of everything that is written into it, so that it can be judged.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use smallwins_core::ask::{Ask, Offer};
use smallwins_core::audit::Row;
use smallwins_core::community::{Community, Scope};
use smallwins_core::decision::Change;
use smallwins_core::fact::Fact;
use smallwins_core::follow_up::Busy;
use smallwins_core::id::{AskId, FactId, MemberId, OfferId, SessionId, TaskId, WinId};
use smallwins_core::kpi::rollup::{Needed, Page};
use smallwins_core::member::Member;
use smallwins_core::platform::{Handle, PlatformName};
use smallwins_core::session::Session;
use smallwins_core::signal::{AccountLink, Signal, Tally, Whose};
use smallwins_core::store::{
    AskStory, Belongings, CallId, Commit, Committed, Desk, Entrance, Mishap, OfferStory, SessionStory,
    Sought, Store, StoreError, Waiting, Which,
};
use smallwins_core::task::{Kind, Lease, Settlement, Task};
use smallwins_core::text::Typed;
use smallwins_core::topic::Topic;
use smallwins_core::visit::{Print, Visit};
use smallwins_core::win::Win;

use super::lens::{Clear, Lens};

/// The memory beneath, and what was written since it was last looked at.
pub(crate) struct Witness {
    store: Arc<dyn Store>,
    lens: Box<dyn Lens>,
    seen: Mutex<Vec<Change>>,
}

impl Witness {
    pub(crate) fn of(store: Arc<dyn Store>) -> Witness {
        Witness::through(Box::new(Clear), store)
    }

    /// A witness of a memory that is seen through a lens. What is written is seen as it was meant.
    pub(crate) fn through(lens: Box<dyn Lens>, store: Arc<dyn Store>) -> Witness {
        Witness { store, lens, seen: Mutex::default() }
    }

    /// What was written since the last time, in the order in which it was.
    pub(crate) fn seen(&self) -> Vec<Change> {
        std::mem::take(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

macro_rules! pass_on {
    ($($method:ident($($name:ident: $kind:ty),*) -> $answer:ty;)*) => {
        #[async_trait]
        impl Store for Witness {
            async fn commit(&self, mut commit: Commit) -> Result<Committed, StoreError> {
                let changes = commit.changes.clone();
                commit.changes = self.lens.changes(commit.changes);
                let committed = self.store.commit(commit).await?;
                if matches!(committed, Committed::Now) {
                    self.seen.lock().unwrap_or_else(PoisonError::into_inner).extend(changes);
                }
                Ok(committed)
            }

            async fn members(&self, scope: Scope, ids: &[MemberId]) -> Result<Vec<Member>, StoreError> {
                Ok(self.lens.members(self.store.members(scope, ids).await?))
            }

            async fn candidates(
                &self,
                scope: Scope,
                stems: &[String],
                most: u32,
            ) -> Result<Vec<Arc<Member>>, StoreError> {
                Ok(self.lens.candidates(self.store.candidates(scope, stems, most).await?))
            }

            async fn busy(
                &self,
                scope: Scope,
                members: &[MemberId],
                from: DateTime<Utc>,
                to: DateTime<Utc>,
            ) -> Result<Vec<Busy>, StoreError> {
                Ok(self.lens.busy(self.store.busy(scope, members, from, to).await?))
            }

            async fn proactive_since(
                &self,
                scope: Scope,
                member: MemberId,
                since: DateTime<Utc>,
            ) -> Result<u32, StoreError> {
                Ok(self.lens.said(self.store.proactive_since(scope, member, since).await?))
            }

            $(async fn $method(&self, $($name: $kind),*) -> Result<$answer, StoreError> {
                self.store.$method($($name),*).await
            })*
        }
    };
}

pass_on! {
    community(platform: &PlatformName, external: &str) -> Option<Community>;
    homes(platform: &PlatformName, handle: &Handle) -> Vec<Community>;
    communities(platform: &PlatformName) -> Vec<Community>;
    facts(scope: Scope, after: Option<FactId>, most: u32) -> Vec<Fact>;
    facts_about(scope: Scope, member: MemberId, after: Option<FactId>, most: u32) -> Vec<Fact>;
    books(scope: Scope, needed: &Needed) -> Vec<Page>;
    empty_books(scope: Scope) -> ();
    closed(platform: &PlatformName) -> Vec<Community>;
    found(community: Community) -> Community;
    entrance(scope: Scope, call: &CallId, speaker: Option<&Handle>) -> Entrance;
    everyone(scope: Scope, most: u32) -> Vec<Member>;
    people(scope: Scope, sought: &Sought, most: u32) -> Vec<Member>;
    admins(scope: Scope, most: u32) -> Vec<Member>;
    unreachable(scope: Scope, most: u32) -> Vec<Member>;
    desk(scope: Scope, member: MemberId, wins_since: DateTime<Utc>) -> Desk;
    win(scope: Scope, id: WinId) -> Option<Win>;
    signals(scope: Scope, which: Which<'_>, now: DateTime<Utc>) -> Vec<Signal>;
    links(scope: Scope, whose: &Whose) -> Vec<AccountLink>;
    arrivals(scope: Scope, since: DateTime<Utc>) -> Vec<Tally>;
    ask_stories(scope: Scope, ids: &[AskId], wins_since: DateTime<Utc>) -> Vec<AskStory>;
    offer(scope: Scope, id: OfferId, wins_since: DateTime<Utc>) -> Option<OfferStory>;
    session(scope: Scope, id: SessionId) -> Option<SessionStory>;
    topics(scope: Scope) -> Vec<(Topic, u32)>;
    affirmations(scope: Scope, mentor: MemberId, most: u32) -> Vec<(SessionId, Typed)>;
    claim(platform: &PlatformName, kind: Kind, now: DateTime<Utc>, lasts: TimeDelta, most: u32) -> Vec<Lease>;
    settle(settlements: &[Settlement], now: DateTime<Utc>) -> Vec<TaskId>;
    due(scope: Scope, most: u32) -> Vec<Task>;
    waiting(scope: Scope) -> Waiting;
    in_trouble(scope: Scope, since: DateTime<Utc>, most: u32) -> Vec<Mishap>;
    next_due(platform: &PlatformName) -> Option<DateTime<Utc>>;
    keepsakes(scope: Scope, prefix: &str) -> Vec<(String, String)>;
    hold(name: &str, holder: &str, now: DateTime<Utc>, lasts: TimeDelta) -> bool;
    let_go(name: &str, holder: &str) -> ();
    visit(print: &Print) -> Option<Visit>;
    enter(invitation: &Print, visit: &Visit, now: DateTime<Utc>) -> bool;
    sign_out(print: &Print) -> ();
    open_asks(scope: Scope, after: Option<AskId>, most: u32) -> Vec<Ask>;
    open_sessions(scope: Scope, after: Option<SessionId>, most: u32) -> Vec<Session>;
    offers(scope: Scope, ids: &[OfferId]) -> Vec<Offer>;
    mentors(scope: Scope, after: Option<MemberId>, most: u32) -> Vec<Member>;
    taken_on(scope: Scope, mentors: &[MemberId], since: DateTime<Utc>) -> Vec<Session>;
    told_of_mentoring(scope: Scope, since: DateTime<Utc>) -> Vec<Fact>;
    bygone(scope: Scope, before: DateTime<Utc>, most: u32) -> Vec<Session>;
    belongings(scope: Scope, member: MemberId) -> Belongings;
    asks(scope: Scope, after: Option<AskId>, most: u32) -> Vec<Ask>;
    audit(scope: Scope, after: u64, most: u32) -> Vec<Row>;
    latest_asks(scope: Scope, most: u32) -> Vec<Ask>;
    replace(community: Community, instead_of: Option<Scope>) -> ();
    forget(scope: Scope) -> ();
    ping() -> ();
}
