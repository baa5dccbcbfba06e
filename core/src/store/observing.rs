//! A memory whose members keep the holidays of their community.
//!
//! Holidays are the community's, and every clock of every member goes by them. So they are not kept with each member,
//! where they would have to be changed a thousand times: whoever is read out of the memory to decide something is given
//! them on the way.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{AskStory, CallId, Entrance, Layer, OfferStory, SessionStory, Sought, Store, StoreError};
use crate::calendar::DaysOff;
use crate::community::{Community, Scope};
use crate::id::{AskId, MemberId, OfferId, SessionId};
use crate::member::Member;
use crate::platform::Handle;

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

    fn shared(&self, members: Vec<Arc<Member>>) -> Vec<Arc<Member>> {
        let keeping = |member| Arc::new(self.keeping(Arc::unwrap_or_clone(member)));
        members.into_iter().map(keeping).collect()
    }

    fn asked(&self, story: AskStory) -> AskStory {
        AskStory { learner: self.keeping(story.learner), ..story }
    }
}

#[async_trait]
impl Layer for Observing<'_> {
    fn beneath(&self) -> &dyn Store {
        self.store
    }

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

    async fn people(&self, scope: Scope, sought: &Sought, most: u32) -> Result<Vec<Member>, StoreError> {
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
    ) -> Result<Vec<Arc<Member>>, StoreError> {
        Ok(self.shared(self.store.mentors(scope, after, most).await?))
    }

    async fn candidates(
        &self,
        scope: Scope,
        stems: &[String],
        most: u32,
    ) -> Result<Vec<Arc<Member>>, StoreError> {
        Ok(self.shared(self.store.candidates(scope, stems, most).await?))
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
}
