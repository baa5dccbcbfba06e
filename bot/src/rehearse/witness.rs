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
use smallwins_core::kpi::rollup::Page;
use smallwins_core::member::Member;
use smallwins_core::platform::{Handle, PlatformName};
use smallwins_core::session::Session;
use smallwins_core::signal::{AccountLink, Signal, Tally, Whose};
use smallwins_core::store::{
    AskStory, Belongings, CallId, Commit, Committed, Desk, Entrance, Mishap, OfferStory, SessionStory, Store,
    StoreError, Waiting,
};
use smallwins_core::task::{Kind, Lease, Settlement, Task};
use smallwins_core::text::Typed;
use smallwins_core::topic::Topic;
use smallwins_core::visit::{Print, Visit};
use smallwins_core::win::Win;

/// The memory beneath, and what was written since it was last looked at.
pub(crate) struct Witness {
    store: Arc<dyn Store>,
    seen: Mutex<Vec<Change>>,
}

impl Witness {
    pub(crate) fn of(store: Arc<dyn Store>) -> Witness {
        Witness { store, seen: Mutex::default() }
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
            async fn commit(&self, commit: Commit) -> Result<Committed, StoreError> {
                let changes = commit.changes.clone();
                let committed = self.store.commit(commit).await?;
                if matches!(committed, Committed::Now) {
                    self.seen.lock().unwrap_or_else(PoisonError::into_inner).extend(changes);
                }
                Ok(committed)
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
    books(scope: Scope, since: Option<i32>) -> Vec<Page>;
    empty_books(scope: Scope) -> ();
    closed(platform: &PlatformName) -> Vec<Community>;
    found(community: Community) -> Community;
    entrance(scope: Scope, call: &CallId, speaker: Option<&Handle>) -> Entrance;
    members(scope: Scope, ids: &[MemberId]) -> Vec<Member>;
    everyone(scope: Scope, most: u32) -> Vec<Member>;
    admins(scope: Scope, most: u32) -> Vec<Member>;
    unreachable(scope: Scope, most: u32) -> Vec<Member>;
    desk(scope: Scope, member: MemberId, wins_since: DateTime<Utc>) -> Desk;
    win(scope: Scope, id: WinId) -> Option<Win>;
    signals(scope: Scope, whose: &[Whose], now: DateTime<Utc>) -> Vec<Signal>;
    links(scope: Scope, whose: &Whose) -> Vec<AccountLink>;
    arrivals(scope: Scope, since: DateTime<Utc>) -> Vec<Tally>;
    ask(scope: Scope, id: AskId, wins_since: DateTime<Utc>) -> Option<AskStory>;
    offer(scope: Scope, id: OfferId, wins_since: DateTime<Utc>) -> Option<OfferStory>;
    session(scope: Scope, id: SessionId) -> Option<SessionStory>;
    busy(scope: Scope, members: &[MemberId], from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Busy>;
    candidates(scope: Scope, stems: &[String], most: u32) -> Vec<Arc<Member>>;
    topics(scope: Scope) -> Vec<(Topic, u32)>;
    affirmations(scope: Scope, mentor: MemberId, most: u32) -> Vec<Typed>;
    proactive_since(scope: Scope, member: MemberId, since: DateTime<Utc>) -> u32;
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
    belongings(scope: Scope, member: MemberId) -> Belongings;
    asks(scope: Scope, after: Option<AskId>, most: u32) -> Vec<Ask>;
    audit(scope: Scope, after: u64, most: u32) -> Vec<Row>;
    latest_asks(scope: Scope, most: u32) -> Vec<Ask>;
    forget(scope: Scope) -> ();
    ping() -> ();
}
