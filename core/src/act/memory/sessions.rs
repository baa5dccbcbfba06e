//! What sessions need: the two of them, and the time that they have for it.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::Memory;
use crate::act::{Trouble, booking, follow};
use crate::action::Whom;
use crate::community::Community;
use crate::decision::{Decision, Refusal};
use crate::follow_up::Busy;
use crate::id::{MemberId, SessionId};
use crate::member::Member;
use crate::moment::Moment;
use crate::script::say;
use crate::session::{Item, Session, Stage};
use crate::store::{SessionStory, StoreError};
use crate::text::Typed;

/// What was closed quietly is still answered by a word for so long.
const STILL_ANSWERED: TimeDelta = TimeDelta::days(14);

impl Memory<'_> {
    /// A session and what belongs to it.
    pub(in crate::act) async fn session(&self, id: SessionId) -> Result<SessionStory, Trouble> {
        self.store.session(self.scope, id).await?.ok_or(Trouble::Refused(Refusal::Gone))
    }

    /// It, and when its two are in sessions in the days ahead.
    pub(in crate::act) async fn session_and_busy(
        &self,
        id: SessionId,
    ) -> Result<(SessionStory, Vec<Busy>), Trouble> {
        let story = self.session(id).await?;
        let busy = self.busy(story.learner.id, story.mentor.id).await?;
        Ok((story, busy))
    }

    /// A learner wants another session, or somebody else while there is no time for the one that they have.
    pub(in crate::act) async fn again(
        &self,
        id: SessionId,
        whom: Whom,
        me: &Member,
        community: &Community,
        moment: &mut Moment,
    ) -> Result<Decision, Trouble> {
        let story = self.session(id).await?;
        let field = self.field_of_session(&story, community).await?;
        if whom == Whom::Other && matches!(story.session.stage, Stage::Choosing { .. }) {
            return Ok(booking::somebody_else(story, me, field, moment)?);
        }
        Ok(follow::again(story, me, whom, &self.desk(me).await?, field, moment)?)
    }

    /// When two are in sessions in the days ahead.
    pub(in crate::act) async fn busy(
        &self,
        learner: MemberId,
        mentor: MemberId,
    ) -> Result<Vec<Busy>, StoreError> {
        let (from, to) = (self.moment - TimeDelta::hours(1), self.moment + booking::BOOKABLE * 2);
        self.store.busy(self.scope, &[learner, mentor], from, to).await
    }

    /// What an answer is about that names nothing: what is open, else what was closed quietly in the last two weeks. An
    /// answer that was said once more than there was to say is not put down to what was long ago.
    pub(in crate::act) async fn answerable(&self, me: &Member) -> Result<(SessionId, Item), Trouble> {
        if let Some(open) = follow::which(me, &self.desk(me).await?.sessions) {
            return Ok(open);
        }
        let mut all = self.store.belongings(self.scope, me.id).await?.sessions;
        all.retain(|session| match session.stage {
            Stage::Closed { at, .. } => self.moment - at < STILL_ANSWERED,
            _ => true,
        });
        let nothing = || Trouble::Refused(Refusal::because(say("answer.nothing")));
        follow::which(me, &all).ok_or_else(nothing)
    }

    /// The session that has or awaits a time, when none is named.
    pub(in crate::act) async fn appointment(
        &self,
        named: Option<SessionId>,
        me: &Member,
    ) -> Result<SessionId, Trouble> {
        if let Some(id) = named {
            return Ok(id);
        }
        let desk = self.desk(me).await?;
        let waiting =
            |session: &&Session| matches!(session.stage, Stage::Choosing { .. } | Stage::Booked { .. });
        let ahead = desk.sessions.iter().filter(waiting);
        let next = ahead.min_by_key(|session| session.starts_at().unwrap_or(DateTime::<Utc>::MAX_UTC));
        Ok(next.ok_or_else(|| Refusal::because(say("appointment.none")))?.id)
    }

    /// What the others of somebody's sessions are called.
    pub(in crate::act) async fn partners(
        &self,
        sessions: &[Session],
        me: &Member,
    ) -> Result<BTreeMap<MemberId, Typed>, StoreError> {
        let ids: Vec<MemberId> = sessions.iter().filter_map(|session| session.partner_of(me.id)).collect();
        if ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        let members = self.store.members(self.scope, &ids).await?;
        Ok(members.into_iter().map(|member| (member.id, member.name)).collect())
    }
}
