//! The memory, asked in the words of the actions.

mod apart;
mod bygone;
mod field;
mod reports;
mod rounds;
mod safety;
mod sessions;
mod settings;
mod waits;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::{ADMINS, Trouble, admin, affirm, arrive, digest, health, link, offer, parting, replan, why};
use crate::action::{Affirmable, Saying as Compliment};
use crate::affirmation::SaidBefore;
use crate::ask::{Ask, Offer, OfferStage, Pass, Stage as AskStage};
use crate::board::{PAGE, every};
use crate::calendar::Calendar;
use crate::community::{Community, Scope};
use crate::decision::{Change, Decision, Refusal};
use crate::follow_up::{Speak, may_speak};
use crate::id::{AskId, MemberId, OfferId, SessionId};
use crate::matching::Reason;
use crate::member::Member;
use crate::moment::Moment;
use crate::parting::{MarkKey, Parting};
use crate::session::Session;
use crate::signal::{Account, AccountLink, Content, Incoming, Signal, Whose};
use crate::store::{AskStory, Desk, OfferStory, Store, StoreError, Which};
use crate::task::Address;
use crate::text::Typed;
use crate::win::RECENT;

/// What was taken on earlier was over before this week began.
const LATELY: TimeDelta = TimeDelta::days(30);

pub(super) use reports::Recent;
pub(super) use waits::Said;

/// Of how many earlier sessions of its mentor a new compliment is held against those.
const OWN: u32 = 10;
/// And of how many sessions of anybody.
const ANYBODYS: u32 = 50;
/// Among more people than that nobody is looked for who could come to office hours.
const LOOKED_AT: u32 = 300;
/// How many offers are shown with what belongs to them.
const OFFERS_SHOWN: usize = 3;

/// The memory, asked in the words of the actions.
pub(super) struct Memory<'a> {
    pub(super) store: &'a dyn Store,
    pub(super) scope: Scope,
    pub(super) moment: DateTime<Utc>,
}

impl Memory<'_> {
    pub(super) async fn desk(&self, member: &Member) -> Result<Desk, StoreError> {
        let mut desk = self.store.desk(self.scope, member.id, self.moment - RECENT).await?;
        desk.signals.retain(|signal| signal.is_live(self.moment));
        Ok(desk)
    }

    /// Those who could be put together with a mentor; none where there are too many to look at.
    pub(super) async fn who_could_come(&self, mentor: &Member) -> Result<Vec<Member>, StoreError> {
        let mut others = self.store.everyone(self.scope, LOOKED_AT + 1).await?;
        if others.len() > LOOKED_AT as usize {
            return Ok(Vec::new());
        }
        others.retain(|other| {
            // Also those who are kept apart: what is said is of hours alone, and tells nothing of a block.
            other.unreachable.is_none() && other.parting.is_none() && other.id != mentor.id
        });
        Ok(others)
    }

    /// What is known of an account that somebody names.
    pub(super) async fn links(&self, wish: &link::Wish, me: &Member) -> Result<link::Facts, StoreError> {
        let own = self.store.links(self.scope, &Whose::Member(me.id)).await?;
        let account = match wish {
            link::Wish::Which => return Ok(link::Facts { own, ..link::Facts::default() }),
            link::Wish::Ask(account) | link::Wish::Yes(account) | link::Wish::Off(account) => account,
        };
        let whose = Whose::Account(account.clone());
        let known = self.store.links(self.scope, &whose).await?.pop();
        let unclaimed = self.store.signals(self.scope, Which::Of(&[whose]), self.moment).await?;
        Ok(link::Facts { own, known, unclaimed })
    }

    /// What waits under accounts that are a member's.
    pub(super) async fn unclaimed(&self, member: &Member) -> Result<Vec<Signal>, StoreError> {
        let links = self.store.links(self.scope, &Whose::Member(member.id)).await?;
        let accounts: Vec<Whose> = links.into_iter().map(|link| Whose::Account(link.account)).collect();
        self.store.signals(self.scope, Which::Of(&accounts), self.moment).await
    }

    /// Whose an account is, with the member's desk.
    pub(super) async fn holder(
        &self,
        account: &Account,
    ) -> Result<(Option<AccountLink>, Option<(Member, Desk)>), StoreError> {
        let known = self.store.links(self.scope, &Whose::Account(account.clone())).await?.pop();
        let member = match known.as_ref().and_then(|link| link.member) {
            Some(member) => self.store.members(self.scope, &[member]).await?.pop(),
            None => None,
        };
        match member {
            Some(member) => {
                let desk = self.desk(&member).await?;
                Ok((known, Some((member, desk))))
            }
            None => Ok((known, None)),
        }
    }

    /// Whom something is about that arrives from another tool.
    pub(super) async fn known(
        &self,
        incoming: &Incoming,
        key: &MarkKey,
    ) -> Result<arrive::Known, StoreError> {
        let account = match &incoming.what {
            Content::Report(report) => &report.account,
            Content::Mended { account: Some(account), .. } => account,
            Content::Mended { account: None, key } => {
                let told = Which::Told(&incoming.source, key);
                return Ok(arrive::Known::These(self.store.signals(self.scope, told, self.moment).await?));
            }
            Content::Nothing(..) => return Ok(arrive::Known::Nobody(Vec::new())),
        };
        match self.holder(account).await? {
            (_, Some((member, desk))) => Ok(arrive::Known::Member(Box::new(member), desk.signals, desk.asks)),
            (Some(_), None) => Ok(arrive::Known::LeftAlone),
            (None, None) if key.has_marked_account(self.store, self.scope, account).await? => {
                Ok(arrive::Known::LeftAlone)
            }
            (None, None) => {
                let whose = Whose::Account(account.clone());
                Ok(arrive::Known::Nobody(
                    self.store.signals(self.scope, Which::Of(&[whose]), self.moment).await?,
                ))
            }
        }
    }

    pub(super) async fn ask(&self, id: AskId) -> Result<AskStory, Trouble> {
        let found = self.store.ask_stories(self.scope, &[id], self.moment - RECENT).await?.pop();
        found.ok_or(Trouble::Refused(Refusal::Gone))
    }

    pub(super) async fn offer(&self, id: OfferId) -> Result<OfferStory, Trouble> {
        let found = self.store.offer(self.scope, id, self.moment - RECENT).await?;
        found.ok_or(Trouble::Refused(Refusal::Gone))
    }

    /// The first offers that somebody sees, with what belongs to them.
    pub(super) async fn offers_shown(&self, desk: &Desk) -> Result<Vec<OfferStory>, StoreError> {
        let shown = desk.offers.iter().filter(|offer| matches!(offer.stage, OfferStage::Offered { .. }));
        let mut stories = Vec::new();
        for offer in shown.take(OFFERS_SHOWN) {
            stories.extend(self.store.offer(self.scope, offer.id, self.moment - RECENT).await?);
        }
        Ok(stories)
    }

    /// A decision by which, or beside which, a member has another calendar than before: what is scheduled for them
    /// already is planned anew by it.
    pub(super) async fn replanned_beside(
        &self,
        decision: Decision,
        was: &Calendar,
        member: &Member,
        community: &Community,
        moment: &mut Moment,
    ) -> Result<Decision, Trouble> {
        let written = decision.changes.iter().rev().find_map(|change| match change {
            Change::Member(other) if other.id == member.id => Some(&**other),
            _ => None,
        });
        let member = written.unwrap_or(member).clone();
        if replan::is_as_before(was, &member.calendar) || member.parting.is_some() {
            return Ok(decision);
        }
        let desk = self.desk(&member).await?;
        let lasts = community.settings.pace().offer_lasts;
        let mut planned = replan::Planned { asks: desk.asks, lasts, ..replan::Planned::default() };
        for offer in &desk.offers {
            planned.offers.push(self.offer(offer.id).await?);
        }
        for session in &desk.sessions {
            planned.sessions.push(self.session(session.id).await?);
        }
        let planned = planned.besides(&decision.changes);
        let changes = replan::replanned(was, &member, planned, moment);
        Ok(decision.and_all(changes))
    }

    /// What somebody who begins to mentor has taken on lately: it counts in their week. Who mentors knows it already.
    pub(super) async fn given(&self, member: &Member) -> Result<Vec<Session>, StoreError> {
        match member.mentor {
            Some(_) => Ok(Vec::new()),
            None => self.store.given(self.scope, member.id, self.moment - LATELY).await,
        }
    }

    /// When a member may be spoken to unasked, if that is not now.
    pub(super) async fn not_before(&self, member: &Member) -> Result<Option<DateTime<Utc>>, StoreError> {
        let today = member.calendar.day_start(self.moment);
        let said_today = self.store.proactive_since(self.scope, member.id, today).await?;
        Ok(match may_speak(&member.calendar, said_today, self.moment) {
            Some(Speak::Later(later)) => Some(later),
            Some(Speak::Now) | None => None,
        })
    }

    pub(super) async fn member(&self, id: MemberId) -> Result<Member, Trouble> {
        let found = self.store.members(self.scope, &[id]).await?.pop();
        found.ok_or(Trouble::Refused(Refusal::Gone))
    }

    /// What a match went by, or why there is none.
    pub(super) async fn explained(
        &self,
        named: Option<Affirmable>,
        me: &Member,
        community: &Community,
    ) -> Result<why::Facts, Trouble> {
        let named = match named {
            Some(named) => named,
            None => {
                let desk = self.desk(me).await?;
                let stories = self.offers_shown(&desk).await?;
                let offered = stories.into_iter().map(|story| (story.offer, story.ask.ask));
                why::which(None, &why::explainable(&desk, offered))?
            }
        };
        let about = match named {
            Affirmable::Offer(id) => {
                let OfferStory { offer, ask, .. } = self.offer(id).await?;
                return Ok(why::Facts::Offered(Box::new((ask.ask, offer))));
            }
            Affirmable::Ask(id) => self.ask(id).await?,
        };
        let id = match about.ask.stage {
            AskStage::AwaitingMentor { offer, .. } => Some(offer),
            AskStage::AwaitingLearner { session } | AskStage::Booked { session } => {
                Some(self.session(session).await?.session.offer)
            }
            AskStage::Waiting { .. } | AskStage::InPool { .. } | AskStage::Closed { .. } => None,
        };
        if let Some(id) = id {
            let offer = self.store.offers(self.scope, &[id]).await?.pop().ok_or(Refusal::Gone)?;
            return Ok(why::Facts::Offered(Box::new((about.ask, offer))));
        }
        let field = self.field(&about, community).await?;
        Ok(why::Facts::Nobody(Box::new((about, field))))
    }

    /// Everybody who mentors.
    async fn mentors(&self) -> Result<Vec<Arc<Member>>, StoreError> {
        let (store, scope) = (self.store, self.scope);
        let mentors = every(|after: Option<MemberId>| async move {
            let page = store.mentors(scope, after, PAGE).await?;
            let more = page.last().filter(|_| page.len() == PAGE as usize).map(|last| last.id);
            Ok((page, more))
        });
        Ok(mentors.await?.rows)
    }

    /// Who set the weights that hold, if they are still there.
    pub(super) async fn who_set_weights(&self, community: &Community) -> Result<Option<Typed>, StoreError> {
        let Some(set) = community.weights.set else { return Ok(None) };
        Ok(self.store.members(self.scope, &[set.by]).await?.pop().map(|member| member.name))
    }

    /// Mentors to whom nothing is offered, as they did not answer.
    async fn resting(&self) -> Result<Vec<Member>, StoreError> {
        let mentors = self.mentors().await?;
        let resting = mentors.iter().filter(|mentor| mentor.rests() && mentor.unreachable.is_none());
        Ok(resting.map(|mentor| Member::clone(mentor)).collect())
    }

    /// How the community does.
    pub(super) async fn health(&self) -> Result<health::Facts, StoreError> {
        let since = self.moment - health::TOLD;
        let mishaps = self.store.in_trouble(self.scope, since, health::MOST).await?;
        let people = mishaps.iter().filter_map(|mishap| match mishap.to {
            Some(Address::Member(member)) => Some(member),
            Some(Address::Channel | Address::Digest) | None => None,
        });
        let people: Vec<MemberId> = people.collect();
        let known = self.store.members(self.scope, &people).await?;
        Ok(health::Facts {
            waiting: self.store.waiting(self.scope).await?,
            mishaps,
            names: known.into_iter().map(|member| (member.id, member.name)).collect(),
            unreachable: self.store.unreachable(self.scope, health::MOST).await?,
            resting: self.resting().await?,
        })
    }

    /// Questions that are open for long, the oldest first.
    async fn unanswered(&self) -> Result<Vec<Ask>, StoreError> {
        let long = self.moment - digest::LONG;
        let open = every(|after| async move {
            let asks = self.store.open_asks(self.scope, after, PAGE).await?;
            let more = asks.last().filter(|last| asks.len() == PAGE as usize && last.at < long);
            let more = more.map(|last| last.id);
            Ok((asks, more))
        });
        Ok(open.await?.rows.into_iter().filter(|ask| ask.at < long).collect())
    }

    /// How the weeks before the day of an instant were, and what needs somebody's attention.
    pub(super) async fn digest(
        &self,
        community: &Community,
        until: DateTime<Utc>,
    ) -> Result<digest::Facts, StoreError> {
        let (store, scope) = (self.store, self.scope);
        Ok(digest::Facts {
            weeks: digest::Weeks::read(store, community, until).await?,
            unanswered: self.unanswered().await?,
            mishaps: store.in_trouble(scope, self.moment - health::TOLD, health::MOST).await?,
            unreachable: store.unreachable(scope, health::MOST).await?.len(),
            resting: self.resting().await?.len(),
            mentored: !store.topics(scope).await?.is_empty(),
            has_channel: community.channel.is_some(),
        })
    }

    pub(super) async fn with_mentors(&self, offers: Vec<Offer>) -> Result<Vec<(Offer, Member)>, StoreError> {
        let ids: Vec<MemberId> = offers.iter().map(|offer| offer.mentor).collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mentors = self.store.members(self.scope, &ids).await?;
        let mentor = |offer: &Offer| mentors.iter().find(|member| member.id == offer.mentor).cloned();
        Ok(offers.into_iter().filter_map(|offer| mentor(&offer).map(|mentor| (offer, mentor))).collect())
    }

    /// What is known of an ask that a mentor takes on. Where the form only opens, nothing is held against anything.
    pub(super) async fn compliment(
        &self,
        what: Affirmable,
        compliment: &Compliment,
        speaker: &Member,
        community: &Community,
    ) -> Result<affirm::Facts, Trouble> {
        let (mut about, offer) = match what {
            Affirmable::Offer(id) => {
                let story = self.offer(id).await?;
                (story.ask, Some(story.offer))
            }
            Affirmable::Ask(id) => {
                let about = self.ask(id).await?;
                let own = about.offers.iter().find(|offer| offer.mentor == speaker.id).cloned();
                let pooled = matches!(about.ask.stage, AskStage::InPool { .. });
                (about, own.filter(|_| pooled))
            }
        };
        // Wins are for mentors who are asked; whoever comes forward by themselves has the question.
        if offer.as_ref().is_none_or(|offer| offer.reasons == [Reason::Volunteer]) {
            about.wins.clear();
        }
        let others =
            about.offers.iter().filter(|other| Some(other.id) != offer.as_ref().map(|offer| offer.id));
        let others = self.with_mentors(others.cloned().collect()).await?;
        let busy = self.busy(about.learner.id, speaker.id).await?;
        let lasts = community.settings.pace().offer_lasts;
        let said_before = match compliment {
            Compliment::Open => SaidBefore::default(),
            Compliment::Words(..) | Compliment::Anyway(_) => self.said_before(speaker.id, None).await?,
        };
        Ok(affirm::Facts { about, offer, said_before, busy, others, lasts })
    }

    /// What a mentor and others said lately in compliments: in their latest sessions, or in the latest before one of
    /// them.
    pub(super) async fn said_before(
        &self,
        mentor: MemberId,
        before: Option<SessionId>,
    ) -> Result<SaidBefore, StoreError> {
        let said = async |mentor, most| {
            let said = self.store.affirmations(self.scope, mentor, before, most).await?;
            Ok(said.into_iter().map(|(_, words)| words).collect())
        };
        Ok(SaidBefore { own: said(Some(mentor), OWN).await?, anybodys: said(None, ANYBODYS).await? })
    }

    pub(super) async fn pass(
        &self,
        id: OfferId,
        me: &Member,
        how: Pass,
        community: &Community,
        moment: &mut Moment,
    ) -> Result<Decision, Trouble> {
        let story = self.offer(id).await?;
        let field = self.field(&story.ask, community).await?;
        Ok(offer::pass(story, me, how, field, moment)?)
    }

    /// Settles the next thing that is open for somebody who leaves. What they were offered has gone on to others
    /// before.
    pub(super) async fn parted(
        &self,
        leaver: Member,
        community: &Community,
        key: &MarkKey,
        moment: &mut Moment,
    ) -> Result<Decision, Trouble> {
        let Some(Parting::Going { since, then, left }) = leaver.parting else {
            return Ok(Decision::silent());
        };
        let desk = self.desk(&leaver).await?;
        if let Some(session) =
            desk.sessions.iter().find(|session| parting::is_open_for(session, &leaver, then))
        {
            let story = self.session(session.id).await?;
            let field = self.field_of_session(&story, community).await?;
            return Ok(parting::from_session(story, &leaver, field, moment));
        }
        if let Some(ask) = desk.asks.first() {
            let story = self.ask(ask.id).await?;
            let offers = self.with_mentors(story.offers.clone()).await?;
            return Ok(parting::from_ask(story, offers, &leaver, moment));
        }
        let accounts = self.store.links(self.scope, &Whose::Member(leaver.id)).await?;
        let apart: Vec<MemberId> = leaver.kept_apart.iter().copied().collect();
        let apart = self.everyone_of(&apart).await?;
        Ok(parting::gone(&leaver, (since, then, left), &accounts, apart, community, key, moment))
    }

    /// Where something waits for a channel to be chosen, those who can choose it hear so, once.
    pub(super) async fn telling_what_misses_a_channel(
        &self,
        decision: Decision,
        community: &Community,
        moment: &mut Moment,
    ) -> Result<Decision, Trouble> {
        if !admin::misses_a_channel(&decision, community) {
            return Ok(decision);
        }
        let admins = self.store.admins(self.scope, ADMINS).await?;
        Ok(admin::told_of_missing_channel(decision, community, &admins, moment))
    }
}
