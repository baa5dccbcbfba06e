//! What reports need: whom somebody met lately, and who reads them.

use std::cmp::Reverse;

use chrono::{DateTime, TimeDelta, Utc};

use super::Memory;
use crate::act::{ADMINS, Trouble, block, report};
use crate::action::{Action, Words};
use crate::community::Community;
use crate::decision::{Decision, Refusal};
use crate::id::{MemberId, SessionId};
use crate::member::Member;
use crate::moment::Moment;
use crate::session::{Session, Stage};
use crate::store::{Sought, StoreError};
use crate::text::Typed;
use crate::waiting::{For, Waiting};

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
    /// Somebody's sessions of the last ninety days, in either role and however they ended: first those that took place,
    /// the latest first, then those that only came about.
    pub(in crate::act) async fn recent(&self, me: &Member) -> Result<Vec<Recent>, StoreError> {
        let since = self.moment - RECENT_SESSIONS;
        let mut sessions = self.store.belongings(self.scope, me.id).await?.sessions;
        sessions.retain(|session| latest(session) >= since);
        sessions.sort_by_key(|session| Reverse((session.took_place(), latest(session), session.id)));
        let mut recent: Vec<(SessionId, MemberId)> = Vec::new();
        recent.extend(sessions.iter().filter_map(|session| Some((session.id, session.partner_of(me.id)?))));
        let ids: Vec<MemberId> = recent.iter().map(|(_, partner)| *partner).collect();
        let partners = self.everyone_of(&ids).await?;
        let partner = |id: MemberId| partners.iter().find(|member| member.id == id).cloned();
        let recent = recent.into_iter();
        Ok(recent.filter_map(|(session, id)| Some(Recent { session, partner: partner(id)? })).collect())
    }

    /// The reports that somebody sent, the latest first, with whom each is about; nobody where they were erased.
    pub(in crate::act) async fn reports_of(
        &self,
        me: &Member,
        sessions: &[Session],
    ) -> Result<Vec<(Option<Typed>, DateTime<Utc>)>, StoreError> {
        let kept = self.store.keepsakes(self.scope, report::SENT).await?;
        let mut sent = report::kept_of(kept, report::SENT, me.id);
        sent.sort_by_key(|(session, at)| (Reverse(*at), *session));
        let about = |id: SessionId| {
            let session = sessions.iter().find(|session| session.id == id);
            session.and_then(|session| session.partner_of(me.id))
        };
        let ids: Vec<MemberId> = sent.iter().filter_map(|(session, _)| about(*session)).collect();
        let known = self.everyone_of(&ids).await?;
        let name = |id| known.iter().find(|one| Some(one.id) == about(id)).map(|one| one.name.clone());
        Ok(sent.into_iter().map(|(session, at)| (name(session), at)).collect())
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

    /// All who read a report by one of two people about the other.
    pub(in crate::act) async fn who_hears_reports(
        &self,
        community: &Community,
        two: [MemberId; 2],
    ) -> Result<Vec<Member>, StoreError> {
        let admins = self.store.admins(self.scope, ADMINS).await?;
        Ok(report::who_hears(admins, community.safety.owner, two, self.moment))
    }

    /// What is known of a report that somebody read. The session may be gone: whoever is erased takes it along, and
    /// what was told of them is taken care of all the same.
    pub(in crate::act) async fn reported(
        &self,
        session: SessionId,
        reporter: MemberId,
    ) -> Result<report::Reported, Trouble> {
        let reporter = self.member(reporter).await?;
        let name = report::read_name(session, reporter.id);
        Ok(report::Reported {
            id: session,
            session: self.store.session(self.scope, session).await?.map(|story| story.session),
            is_read: !self.store.keepsakes(self.scope, &name).await?.is_empty(),
            reporter,
        })
    }

    /// Somebody reports: with what they wrote before, the form about a session is open with it.
    pub(in crate::act) async fn report(
        &self,
        session: SessionId,
        happened: Option<&Words>,
        me: &Member,
        community: &Community,
        moment: &mut Moment,
    ) -> Result<Decision, Trouble> {
        let story = self.session(session).await?;
        let waits = match happened {
            Some(_) => None,
            None => Waiting::of(self.store, self.scope, For::Report, &me.handle, self.moment).await?,
        };
        let typed = match waits.as_ref().and_then(Waiting::action) {
            Some(Action::Report(_, words)) => words,
            _ => None,
        };
        let partner = story.session.partner_of(me.id).ok_or(Refusal::NotYours)?;
        let hear = self.who_hears_reports(community, [me.id, partner]).await?;
        Ok(report::report(&story, me, happened, typed.as_ref(), (hear, community), moment)?)
    }

    /// The card for reports: about whom, and who is kept apart. What somebody wrote without saying about whom waits
    /// until they do.
    pub(in crate::act) async fn report_card(
        &self,
        page: u32,
        happened: Option<&Words>,
        me: &Member,
        community: &Community,
        moment: &mut Moment,
    ) -> Result<Decision, StoreError> {
        let blocked: Vec<MemberId> = me.blocked.iter().copied().collect();
        let blocked = self.everyone_of(&blocked).await?;
        let admins = self.store.admins(self.scope, ADMINS).await?;
        let hear = |two| report::who_hears(admins.clone(), community.safety.owner, two, self.moment);
        let owner = hear([me.id, me.id]).into_iter().find(|one| Some(one.id) == community.safety.owner);
        let only = report::only_reader(hear, me);
        let recent = self.recent(me).await?;
        let partners = recent.iter().map(|one| one.partner.id);
        let unread = partners.filter(|partner| hear([me.id, *partner]).is_empty()).collect();
        let card = report::Card { owner, only, recent, unread, blocked };
        Ok(card.shown(page, happened, me, community, moment))
    }
}

/// When the two of a session last had to do with each other in it, as far as it says.
fn latest(session: &Session) -> DateTime<Utc> {
    let ended = match session.stage {
        Stage::Closed { at, .. } => Some(at),
        _ => session.starts_at(),
    };
    ended.unwrap_or_else(|| session.id.made_at())
}
