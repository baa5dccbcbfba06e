//! A memory that takes its time when it is asked to, and goes away.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use smallwins_core::ask::{Ask, Offer};
use smallwins_core::audit::Row;
use smallwins_core::community::{Community, Scope};
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

use crate::stage::soon;

/// The memory beneath, and how long whoever speaks next has to wait for it.
pub(crate) struct Slow {
    store: Arc<dyn Store>,
    nap: Mutex<Option<(&'static str, Duration)>>,
    /// What does not answer the next time.
    lapse: Mutex<Option<&'static str>>,
    /// Whether it is away, and how often it was asked in vain.
    away: AtomicBool,
    in_vain: AtomicUsize,
}

impl Slow {
    pub(crate) fn over(store: Arc<dyn Store>) -> Slow {
        let (nap, lapse) = Default::default();
        Slow { store, nap, lapse, away: AtomicBool::new(false), in_vain: AtomicUsize::new(0) }
    }

    /// From now on nobody is answered.
    pub(crate) fn leave(&self) {
        self.away.store(true, Ordering::SeqCst);
    }

    /// Everybody is answered again.
    pub(crate) fn come_back(&self) {
        self.away.store(false, Ordering::SeqCst);
    }

    /// How often it was asked while it was away.
    pub(crate) fn in_vain(&self) -> usize {
        self.in_vain.load(Ordering::SeqCst)
    }

    /// The next call takes so long.
    pub(crate) fn nap(&self, time: Duration) {
        self.nap_at("entrance", time);
    }

    /// The next call of a method takes so long.
    pub(crate) fn nap_at(&self, method: &'static str, time: Duration) {
        *self.nap.lock().unwrap() = Some((method, time));
    }

    /// Waits until somebody has to wait.
    pub(crate) async fn until_napping(&self) {
        soon(|| self.nap.lock().unwrap().is_none().then_some(())).await;
    }

    /// The next call of a method is not answered.
    pub(crate) fn lapse_at(&self, method: &'static str) {
        *self.lapse.lock().unwrap() = Some(method);
    }

    async fn before(&self, method: &str) -> Result<(), StoreError> {
        let lapse = self.lapse.lock().unwrap().take_if(|lapsing| *lapsing == method);
        if lapse.is_some() || self.away.load(Ordering::SeqCst) {
            self.in_vain.fetch_add(1, Ordering::SeqCst);
            return Err(StoreError::Unavailable("it is away".to_owned()));
        }
        let nap = self.nap.lock().unwrap().take_if(|(napping, _)| *napping == method);
        if let Some((_, time)) = nap {
            tokio::time::sleep(time).await;
        }
        Ok(())
    }
}

macro_rules! pass_on {
    ($($method:ident($($name:ident: $kind:ty),*) -> $answer:ty;)*) => {
        #[async_trait]
        impl Store for Slow {
            $(async fn $method(&self, $($name: $kind),*) -> Result<$answer, StoreError> {
                self.before(stringify!($method)).await?;
                self.store.$method($($name),*).await
            })*
        }
    };
}

pass_on! {
    community(platform: &PlatformName, external: &str) -> Option<Community>;
    homes(platform: &PlatformName, handle: &Handle) -> Vec<Community>;
    communities(platform: &PlatformName) -> Vec<Community>;
    closed(platform: &PlatformName) -> Vec<Community>;
    found(community: Community) -> Community;
    entrance(scope: Scope, call: &CallId, speaker: Option<&Handle>) -> Entrance;
    members(scope: Scope, ids: &[MemberId]) -> Vec<Member>;
    everyone(scope: Scope, most: u32) -> Vec<Member>;
    people(scope: Scope, sought: &Sought, most: u32) -> Vec<Member>;
    admins(scope: Scope, most: u32) -> Vec<Member>;
    desk(scope: Scope, member: MemberId, wins_since: DateTime<Utc>) -> Desk;
    win(scope: Scope, id: WinId) -> Option<Win>;
    signals(scope: Scope, which: Which<'_>, now: DateTime<Utc>) -> Vec<Signal>;
    links(scope: Scope, whose: &Whose) -> Vec<AccountLink>;
    arrivals(scope: Scope, since: DateTime<Utc>) -> Vec<Tally>;
    ask_stories(scope: Scope, ids: &[AskId], wins_since: DateTime<Utc>) -> Vec<AskStory>;
    offer(scope: Scope, id: OfferId, wins_since: DateTime<Utc>) -> Option<OfferStory>;
    session(scope: Scope, id: SessionId) -> Option<SessionStory>;
    busy(scope: Scope, members: &[MemberId], from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Busy>;
    candidates(scope: Scope, stems: &[String], most: u32) -> Vec<Arc<Member>>;
    topics(scope: Scope) -> Vec<(Topic, u32)>;
    affirmations(scope: Scope, mentor: MemberId, most: u32) -> Vec<(SessionId, Typed)>;
    proactive_since(scope: Scope, member: MemberId, since: DateTime<Utc>) -> u32;
    commit(commit: Commit) -> Committed;
    claim(platform: &PlatformName, kind: Kind, now: DateTime<Utc>, lasts: TimeDelta, most: u32) -> Vec<Lease>;
    settle(settlements: &[Settlement], now: DateTime<Utc>) -> Vec<TaskId>;
    due(scope: Scope, most: u32) -> Vec<Task>;
    unreachable(scope: Scope, most: u32) -> Vec<Member>;
    waiting(scope: Scope) -> Waiting;
    in_trouble(scope: Scope, since: DateTime<Utc>, most: u32) -> Vec<Mishap>;
    facts(scope: Scope, after: Option<FactId>, most: u32) -> Vec<Fact>;
    facts_about(scope: Scope, member: MemberId, after: Option<FactId>, most: u32) -> Vec<Fact>;
    books(scope: Scope, needed: &Needed) -> Vec<Page>;
    empty_books(scope: Scope) -> ();
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
