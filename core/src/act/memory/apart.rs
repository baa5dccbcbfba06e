//! What is under way between two people who are kept apart.

use super::Memory;
use crate::act::{Trouble, apart, block};
use crate::action::Words;
use crate::ask::Offer;
use crate::community::Community;
use crate::decision::{Decision, Refusal};
use crate::id::{AskId, MemberId};
use crate::member::Member;
use crate::moment::Moment;
use crate::script::say;
use crate::session::{Session, Stage};

impl Memory<'_> {
    /// Somebody is not put together with another any more.
    pub(in crate::act) async fn block(&self, other: MemberId, me: &Member) -> Result<Decision, Trouble> {
        let planned = self.desk(me).await?.sessions.into_iter().find(|session| {
            let ahead = matches!(session.stage, Stage::Choosing { .. } | Stage::Booked { .. });
            ahead && session.partner_of(me.id) == Some(other)
        });
        Ok(block::block(me, &self.member(other).await?, planned.map(|session| session.id))?)
    }

    /// Somebody names whom they do not want to be put together with: of those whom they had to do with lately, whose
    /// asks they have to answer, or whom they blocked. By a name nobody learns who else is here.
    pub(in crate::act) async fn block_named(
        &self,
        name: &Words,
        me: &Member,
        community: &Community,
    ) -> Result<Decision, Trouble> {
        let recent = self.recent(me).await?;
        let open: Vec<AskId> = self
            .desk(me)
            .await?
            .offers
            .iter()
            .filter(|offer| offer.is_open())
            .map(|offer| offer.ask)
            .collect();
        let asks = self.store.ask_stories(self.scope, &open, self.moment).await?;
        let blocked: Vec<MemberId> = me.blocked.iter().copied().collect();
        let mut known: Vec<Member> = recent.iter().map(|recent| recent.partner.clone()).collect();
        known.extend(asks.into_iter().map(|about| about.learner));
        known.extend(self.everyone_of(&blocked).await?);
        known.sort_by_key(|member| member.id);
        known.dedup_by_key(|member| member.id);
        let owner = self.owner(community).await?.filter(|owner| owner.id != me.id);
        let Some(other) = block::named(name.get(), &known) else {
            return Err(block::unknown(owner.as_ref()).into());
        };
        let session = recent.iter().find(|recent| recent.partner.id == other.id).map(|recent| recent.session);
        Ok(block::meant(me, other, session)?)
    }

    /// An admin keeps two people apart, lets them be matched again, or calls off what they have.
    pub(in crate::act) async fn apart(
        &self,
        words: Option<&Words>,
        admin: &Member,
        community: &Community,
        moment: &mut Moment,
    ) -> Result<Decision, Trouble> {
        let pair = apart::pair(words)?;
        let (one, other) = pair.of(&self.called(&pair.words()).await?)?;
        let between = self.between(&one, &other).await?;
        if pair.wish != apart::Wish::CallOff {
            return Ok(apart::apart(pair.wish, (one, other), &between, moment));
        }
        if !one.kept_apart.contains(&other.id) {
            return Err(Refusal::because(say("apart.problem")).into());
        }
        let Some(next) = between.planned.first() else {
            return Err(Refusal::because(say("apart.no-session")).into());
        };
        let story = self.session(next.id).await?;
        let field = self.field_of_session(&story, community).await?;
        let more = between.planned.len() > 1;
        Ok(apart::called_off(story, admin, more, field, moment))
    }

    async fn between(&self, one: &Member, other: &Member) -> Result<apart::Between, Trouble> {
        let desk = self.desk(one).await?;
        let mut planned: Vec<Session> = desk.sessions;
        planned.retain(|session| {
            let is_ahead = matches!(session.stage, Stage::Choosing { .. } | Stage::Booked { .. });
            is_ahead && session.partner_of(one.id) == Some(other.id)
        });
        planned.sort_by_key(|session| (session.starts_at().is_none(), session.starts_at(), session.id));
        let mut offers = self.answered_for(desk.offers, other).await?;
        offers.extend(self.answered_for(self.desk(other).await?.offers, one).await?);
        Ok(apart::Between { planned, offers })
    }

    /// Those among a mentor's offers that are to be answered for that learner.
    async fn answered_for(&self, mut offers: Vec<Offer>, learner: &Member) -> Result<Vec<Offer>, Trouble> {
        offers.retain(Offer::is_open);
        let asks: Vec<_> = offers.iter().map(|offer| offer.ask).collect();
        let asks = self.store.ask_stories(self.scope, &asks, self.moment).await?;
        offers.retain(|offer| {
            asks.iter().any(|about| about.ask.id == offer.ask && about.learner.id == learner.id)
        });
        Ok(offers)
    }
}
