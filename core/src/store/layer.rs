//! A memory over another one, which sees what is asked and may answer otherwise.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};

use super::{
    AskStory, Belongings, CallId, Commit, Committed, Desk, Entrance, Mishap, OfferStory, SessionStory,
    Sought, Store, StoreError, Waiting, Which,
};
use crate::ask::{Ask, Offer};
use crate::audit::Row;
use crate::board::Turned;
use crate::community::{Community, Scope};
use crate::fact::Fact;
use crate::follow_up::Busy;
use crate::id::{AskId, FactId, MemberId, OfferId, SessionId, TaskId, WinId};
use crate::kpi::rollup::{Needed, Page};
use crate::member::Member;
use crate::platform::{Handle, PlatformName};
use crate::session::Session;
use crate::signal::{AccountLink, Signal, Tally, Whose};
use crate::task::{Kind, Lease, Settlement, Subject, Task};
use crate::text::Typed;
use crate::topic::Topic;
use crate::visit::{Print, Visit};
use crate::win::Win;

macro_rules! layer {
    ($($method:ident($($name:ident: $kind:ty),*) -> $answer:ty;)*) => {
        /// A memory over another one. Whatever it does not answer itself, the one beneath does.
        #[async_trait]
        pub trait Layer: Send + Sync {
            /// The memory beneath.
            fn beneath(&self) -> &dyn Store;

            /// What comes before the memory beneath is asked by that method; a fault is the answer. A method that a layer
            /// answers itself sees to it that this comes first, where it is to.
            async fn before(&self, _method: &'static str) -> Result<(), StoreError> {
                Ok(())
            }

            $(
                #[doc = concat!("[`Store::", stringify!($method), "`]")]
                async fn $method(&self, $($name: $kind),*) -> Result<$answer, StoreError> {
                    self.before(stringify!($method)).await?;
                    self.beneath().$method($($name),*).await
                }
            )*
        }

        #[async_trait]
        impl<L: Layer> Store for L {
            $(
                async fn $method(&self, $($name: $kind),*) -> Result<$answer, StoreError> {
                    Layer::$method(self, $($name),*).await
                }
            )*
        }
    };
}

layer! {
    members(scope: Scope, ids: &[MemberId]) -> Vec<Member>;
    candidates(scope: Scope, stems: &[String], most: u32) -> Vec<Arc<Member>>;
    busy(scope: Scope, members: &[MemberId], from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Busy>;
    proactive_since(scope: Scope, member: MemberId, since: DateTime<Utc>) -> u32;
    in_doubt(scope: Scope, member: MemberId, since: DateTime<Utc>) -> Option<DateTime<Utc>>;
    commit(commit: Commit) -> Committed;
    community(platform: &PlatformName, external: &str) -> Option<Community>;
    homes(platform: &PlatformName, handle: &Handle) -> Vec<Community>;
    communities(platform: &PlatformName) -> Vec<Community>;
    facts(scope: Scope, after: Option<FactId>, most: u32) -> Vec<Fact>;
    facts_about(scope: Scope, member: MemberId, after: Option<FactId>, most: u32) -> Vec<Fact>;
    books(scope: Scope, needed: &Needed) -> Vec<Page>;
    numbers(scope: Scope, people: &[MemberId]) -> Vec<(MemberId, u32)>;
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
    affirmations(scope: Scope, mentor: Option<MemberId>, before: Option<SessionId>, most: u32) -> Vec<(SessionId, Typed)>;
    claim(platform: &PlatformName, kind: Kind, now: DateTime<Utc>, lasts: TimeDelta, most: u32) -> Vec<Lease>;
    settle(settlements: &[Settlement], now: DateTime<Utc>) -> Vec<TaskId>;
    due(scope: Scope, most: u32) -> Vec<Task>;
    planned(scope: Scope, about: &[Subject]) -> Vec<(Subject, DateTime<Utc>)>;
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
    looking(scope: Scope, after: Option<AskId>, most: u32) -> Vec<Ask>;
    turns(scope: Scope, before: DateTime<Utc>) -> Vec<Turned>;
    longest(scope: Scope, most: u32) -> (Vec<Ask>, Vec<Session>);
    open_sessions(scope: Scope, after: Option<SessionId>, most: u32) -> Vec<Session>;
    offers(scope: Scope, ids: &[OfferId]) -> Vec<Offer>;
    mentors(scope: Scope, after: Option<MemberId>, most: u32) -> Vec<Arc<Member>>;
    mentor_ids(scope: Scope) -> Vec<MemberId>;
    given(scope: Scope, mentor: MemberId, since: DateTime<Utc>) -> Vec<Session>;
    unsettled(scope: Scope, since: DateTime<Utc>) -> Vec<(MemberId, u32)>;
    bygone(scope: Scope, before: DateTime<Utc>, most: u32) -> Vec<Session>;
    belongings(scope: Scope, member: MemberId) -> Belongings;
    asks(scope: Scope, after: Option<AskId>, most: u32) -> Vec<Ask>;
    audit(scope: Scope, after: u64, most: u32) -> Vec<Row>;
    latest_asks(scope: Scope, most: u32) -> Vec<Ask>;
    replace(community: Community, instead_of: Option<Scope>) -> ();
    forget(scope: Scope) -> ();
    ping() -> ();
}
