//! What reports need: whom somebody met lately, and who reads them.

use std::cmp::Reverse;

use chrono::TimeDelta;

use super::Memory;
use crate::act::{ADMINS, block, report};
use crate::community::Community;
use crate::decision::Decision;
use crate::id::{MemberId, SessionId};
use crate::member::Member;
use crate::store::{Sought, StoreError};

/// A session of somebody, and the other of the two.
pub(in crate::act) struct Recent {
    /// Which.
    pub(in crate::act) session: SessionId,
    /// With whom.
    pub(in crate::act) partner: Member,
}

/// Sessions are recent for so long.
const RECENT_SESSIONS: TimeDelta = TimeDelta::days(90);
/// So many people with a role are known, and so many who share a name.
const PEOPLE: u32 = 1000;

impl Memory<'_> {
    /// Somebody's sessions of the last ninety days, in either role, the latest first.
    pub(in crate::act) async fn recent(&self, me: &Member) -> Result<Vec<Recent>, StoreError> {
        let mentors: Vec<MemberId> = me.met.keys().copied().chain([me.id]).collect();
        let since = self.moment - RECENT_SESSIONS;
        let mut sessions = self.store.taken_on(self.scope, &mentors, since).await?;
        sessions.extend(self.desk(me).await?.sessions);
        sessions.sort_by_key(|session| Reverse(session.id));
        sessions.dedup_by_key(|session| session.id);
        let mut recent: Vec<(SessionId, MemberId)> = Vec::new();
        recent.extend(sessions.iter().filter_map(|session| Some((session.id, session.partner_of(me.id)?))));
        let ids: Vec<MemberId> = recent.iter().map(|(_, partner)| *partner).collect();
        let partners = self.everyone_of(&ids).await?;
        let partner = |id: MemberId| partners.iter().find(|member| member.id == id).cloned();
        let recent = recent.into_iter();
        Ok(recent.filter_map(|(session, id)| Some(Recent { session, partner: partner(id)? })).collect())
    }

    /// Those of these ids who exist.
    pub(in crate::act) async fn everyone_of(&self, ids: &[MemberId]) -> Result<Vec<Member>, StoreError> {
        if ids.is_empty() { Ok(Vec::new()) } else { self.store.members(self.scope, ids).await }
    }

    /// Those whom an admin may mean by some words.
    pub(in crate::act) async fn called(&self, words: &[&str]) -> Result<Vec<Member>, StoreError> {
        let words = words.iter().map(|word| block::bare(word).to_owned()).collect();
        self.store.people(self.scope, &Sought::Called(words), PEOPLE).await
    }

    /// Those who run the community, and those who see how it goes.
    pub(in crate::act) async fn with_a_role(&self) -> Result<Vec<Member>, StoreError> {
        self.store.people(self.scope, &Sought::WithARole, PEOPLE).await
    }

    /// Who reads reports, when one person does: as long as they run the community.
    pub(in crate::act) async fn owner(&self, community: &Community) -> Result<Option<Member>, StoreError> {
        let owner = self.everyone_of(community.safety.owner.as_slice()).await?.pop();
        Ok(owner.filter(|owner| owner.admin))
    }

    /// All who read reports.
    pub(in crate::act) async fn who_hears_reports(
        &self,
        community: &Community,
    ) -> Result<Vec<Member>, StoreError> {
        match self.owner(community).await? {
            Some(owner) => Ok(vec![owner]),
            None => self.store.admins(self.scope, ADMINS).await,
        }
    }

    /// The card for reports: about whom, and who is kept apart.
    pub(in crate::act) async fn report_card(
        &self,
        me: &Member,
        community: &Community,
    ) -> Result<Decision, StoreError> {
        let blocked: Vec<MemberId> = me.blocked.iter().copied().collect();
        let blocked = self.everyone_of(&blocked).await?;
        let (owner, recent) = (self.owner(community).await?, self.recent(me).await?);
        Ok(Decision::reply(report::card(owner.as_ref(), &recent, &blocked, community)))
    }
}
