//! A memory whose members keep the holidays of their community.
//!
//! Holidays are the community's, and every clock of every member goes by them. So they are not kept with each member,
//! where they would have to be changed a thousand times: whoever is read out of the memory to decide something is given
//! them on the way.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};

use super::{
    AskStory, Belongings, CallId, Commit, Committed, Desk, Entrance, Mishap, OfferStory, SessionStory,
    Sought, Store, StoreError, Waiting, Which,
};
use crate::ask::{Ask, Offer};
use crate::audit::Row;
use crate::calendar::DaysOff;
use crate::community::{Community, Scope};
use crate::fact::Fact;
use crate::follow_up::Busy;
use crate::id::{AskId, FactId, MemberId, OfferId, SessionId, TaskId, WinId};
use crate::kpi::rollup::{Needed, Page};
use crate::member::Member;
use crate::platform::{Handle, PlatformName};
use crate::session::Session;
use crate::signal::{AccountLink, Signal, Tally, Whose};
use crate::task::{Kind, Lease, Settlement, Task};
use crate::text::Typed;
use crate::topic::Topic;
use crate::visit::{Print, Visit};
use crate::win::Win;

/// A memory, and the holidays of the community that is asked about.
pub(crate) struct Observing<'a> {
    store: &'a dyn Store,
    holidays: Arc<DaysOff>,
}

impl<'a> Observing<'a> {
    /// The memory as it is, with the holidays of a community; none where there is nothing to keep.
    pub(crate) fn of(store: &'a dyn Store, community: &Community) -> Option<Observing<'a>> {
        let some = !community.holidays.is_empty();
        some.then(|| Observing { store, holidays: community.holidays.days_off() })
    }

    /// A member who keeps them.
    pub(crate) fn keeping(&self, mut member: Member) -> Member {
        member.calendar.holidays = Arc::clone(&self.holidays);
        member
    }

    fn all(&self, members: Vec<Member>) -> Vec<Member> {
        members.into_iter().map(|member| self.keeping(member)).collect()
    }

    fn asked(&self, story: AskStory) -> AskStory {
        AskStory { learner: self.keeping(story.learner), ..story }
    }
}

macro_rules! observing {
    ($($method:ident($($name:ident: $kind:ty),*) -> $answer:ty;)*) => {
        #[async_trait]
        impl Store for Observing<'_> {
            async fn entrance(
                &self,
                scope: Scope,
                call: &CallId,
                speaker: Option<&Handle>,
            ) -> Result<Entrance, StoreError> {
                let entrance = self.store.entrance(scope, call, speaker).await?;
                let speaker = entrance.speaker.map(|speaker| self.keeping(speaker));
                Ok(Entrance { speaker, ..entrance })
            }

            async fn members(&self, scope: Scope, ids: &[MemberId]) -> Result<Vec<Member>, StoreError> {
                Ok(self.all(self.store.members(scope, ids).await?))
            }

            async fn everyone(&self, scope: Scope, most: u32) -> Result<Vec<Member>, StoreError> {
                Ok(self.all(self.store.everyone(scope, most).await?))
            }

            async fn people(
                &self,
                scope: Scope,
                sought: &Sought,
                most: u32,
            ) -> Result<Vec<Member>, StoreError> {
                Ok(self.all(self.store.people(scope, sought, most).await?))
            }

            async fn admins(&self, scope: Scope, most: u32) -> Result<Vec<Member>, StoreError> {
                Ok(self.all(self.store.admins(scope, most).await?))
            }

            async fn unreachable(&self, scope: Scope, most: u32) -> Result<Vec<Member>, StoreError> {
                Ok(self.all(self.store.unreachable(scope, most).await?))
            }

            async fn mentors(
                &self,
                scope: Scope,
                after: Option<MemberId>,
                most: u32,
            ) -> Result<Vec<Member>, StoreError> {
                Ok(self.all(self.store.mentors(scope, after, most).await?))
            }

            async fn candidates(
                &self,
                scope: Scope,
                stems: &[String],
                most: u32,
            ) -> Result<Vec<Arc<Member>>, StoreError> {
                let candidates = self.store.candidates(scope, stems, most).await?;
                let keeping = |member| Arc::new(self.keeping(Arc::unwrap_or_clone(member)));
                Ok(candidates.into_iter().map(keeping).collect())
            }

            async fn ask_stories(
                &self,
                scope: Scope,
                ids: &[AskId],
                wins_since: DateTime<Utc>,
            ) -> Result<Vec<AskStory>, StoreError> {
                let stories = self.store.ask_stories(scope, ids, wins_since).await?;
                Ok(stories.into_iter().map(|story| self.asked(story)).collect())
            }

            async fn offer(
                &self,
                scope: Scope,
                id: OfferId,
                wins_since: DateTime<Utc>,
            ) -> Result<Option<OfferStory>, StoreError> {
                let story = self.store.offer(scope, id, wins_since).await?;
                Ok(story.map(|OfferStory { offer, mentor, ask }| OfferStory {
                    offer,
                    mentor: self.keeping(mentor),
                    ask: self.asked(ask),
                }))
            }

            async fn session(&self, scope: Scope, id: SessionId) -> Result<Option<SessionStory>, StoreError> {
                let story = self.store.session(scope, id).await?;
                Ok(story.map(|SessionStory { session, ask, learner, mentor }| SessionStory {
                    session,
                    ask,
                    learner: self.keeping(learner),
                    mentor: self.keeping(mentor),
                }))
            }

            $(async fn $method(&self, $($name: $kind),*) -> Result<$answer, StoreError> {
                self.store.$method($($name),*).await
            })*
        }
    };
}

observing! {
community(platform: &PlatformName, external: &str) -> Option<Community>;
    homes(platform: &PlatformName, handle: &Handle) -> Vec<Community>;
    communities(platform: &PlatformName) -> Vec<Community>;
    facts(scope: Scope, after: Option<FactId>, most: u32) -> Vec<Fact>;
    facts_about(scope: Scope, member: MemberId, after: Option<FactId>, most: u32) -> Vec<Fact>;
    books(scope: Scope, needed: &Needed) -> Vec<Page>;
    empty_books(scope: Scope) -> ();
    closed(platform: &PlatformName) -> Vec<Community>;
    found(community: Community) -> Community;
    desk(scope: Scope, member: MemberId, wins_since: DateTime<Utc>) -> Desk;
    win(scope: Scope, id: WinId) -> Option<Win>;
    signals(scope: Scope, which: Which<'_>, now: DateTime<Utc>) -> Vec<Signal>;
    links(scope: Scope, whose: &Whose) -> Vec<AccountLink>;
    arrivals(scope: Scope, since: DateTime<Utc>) -> Vec<Tally>;
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
    taken_on(scope: Scope, mentors: &[MemberId], since: DateTime<Utc>) -> Vec<Session>;
    told_of_mentoring(scope: Scope, since: DateTime<Utc>) -> Vec<Fact>;
    audit(scope: Scope, after: u64, most: u32) -> Vec<Row>;
    latest_asks(scope: Scope, most: u32) -> Vec<Ask>;
    bygone(scope: Scope, before: DateTime<Utc>, most: u32) -> Vec<Session>;
    belongings(scope: Scope, member: MemberId) -> Belongings;
    asks(scope: Scope, after: Option<AskId>, most: u32) -> Vec<Ask>;
    replace(community: Community, instead_of: Option<Scope>) -> ();
    forget(scope: Scope) -> ();
    ping() -> ();
    busy(scope: Scope, members: &[MemberId], from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Busy>;
    proactive_since(scope: Scope, member: MemberId, since: DateTime<Utc>) -> u32;
    commit(commit: Commit) -> Committed;
}
