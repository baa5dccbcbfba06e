//! What rounds, and other weights, are tried on. Both are worked out aside, as they may take as long as a second.

use std::collections::{BTreeMap, BTreeSet};

use super::Memory;
use crate::act::begun::Begun;
use crate::act::{dry_run, round, weights};
use crate::action::{Action, Wake};
use crate::aside::aside;
use crate::ask::{Ask, Offer, Stage};
use crate::board::{PAGE, every};
use crate::community::Community;
use crate::id::{AskId, MemberId, OfferId, earliest};
use crate::matching::Weights;
use crate::matching::replay::{MOST_REPLAYED, Past, REPLAYED};
use crate::member::Member;
use crate::session::Session;
use crate::store::StoreError;
use crate::task::{Address, Delivery, Work};
use crate::win::RECENT;

impl Memory<'_> {
    /// The last weeks, played by the weights that hold and by others.
    pub(in crate::act) async fn played(
        &self,
        wished: Weights,
        community: &Community,
    ) -> Result<weights::Played, StoreError> {
        let (past, terms) = (self.past().await?, weights::terms(community));
        Ok(aside(move || weights::played(past, &terms, wished)).await)
    }

    /// The weights that somebody has seen the last weeks played by.
    pub(in crate::act) async fn trial(&self, of: &Member) -> Result<Option<weights::Trial>, StoreError> {
        let keepsakes = self.store.keepsakes(self.scope, &weights::Trial::name(of)).await?;
        Ok(weights::Trial::among(keepsakes, of))
    }

    /// What weights are tried on: the asks of the last weeks with whoever asked, and those who mentor.
    async fn past(&self) -> Result<Past, StoreError> {
        let (store, scope) = (self.store, self.scope);
        let since = earliest(self.moment - REPLAYED);
        let asks = every(|after: Option<AskId>| async move {
            let page = store.asks(scope, Some(after.unwrap_or(since)), PAGE).await?;
            let more = page.last().filter(|_| page.len() == PAGE as usize).map(|last| last.id);
            Ok((page, more))
        });
        let mut asks = asks.await?.rows;
        asks.drain(..asks.len().saturating_sub(MOST_REPLAYED));
        let learners = self.learners(&asks).await?;
        let asks = asks.into_iter().filter_map(|ask| {
            let learner = learners.get(&ask.learner)?.clone();
            Some((ask, learner))
        });
        let asks = asks.collect();
        let mentors = self.mentors().await?;
        Ok(Past { asks, mentors })
    }

    /// A round of what waits now.
    pub(in crate::act) async fn round(&self, community: &Community) -> Result<round::Matching, StoreError> {
        let facts = self.to_be_matched().await?;
        let (terms, now) = (round::terms(community), self.moment);
        Ok(aside(move || round::matched(facts, &terms, now)).await)
    }

    /// What a round is made of. Whatever somebody has come forward for, and still writes, is theirs.
    async fn to_be_matched(&self) -> Result<round::Facts, StoreError> {
        let waits = |ask: &Ask| matches!(ask.stage, Stage::Waiting { .. } | Stage::InPool { .. });
        let waiting: Vec<AskId> =
            self.open_asks().await?.into_iter().filter(waits).map(|ask| ask.id).collect();
        let mut waiting = self.store.ask_stories(self.scope, &waiting, self.moment - RECENT).await?;
        waiting.retain(|story| story.offers.is_empty());
        let mentors = self.mentors().await?;
        Ok(round::Facts { waiting, mentors })
    }

    /// What the last round brought together, as far as that is under way.
    pub(in crate::act) async fn last_round(&self) -> Result<Vec<round::Pair>, StoreError> {
        let (store, scope) = (self.store, self.scope);
        let asks = self.open_asks().await?;
        let sessions = every(|after| async move {
            let sessions = store.open_sessions(scope, after, PAGE).await?;
            let more = sessions.last().filter(|_| sessions.len() == PAGE as usize).map(|last| last.id);
            Ok((sessions, more))
        });
        let accepted = sessions.await?.rows.into_iter().map(|session| (session.offer, session.learner));
        let offered = asks.iter().filter_map(|ask| match ask.stage {
            Stage::AwaitingMentor { offer, .. } => Some((offer, ask.learner)),
            _ => None,
        });
        let whose: BTreeMap<OfferId, MemberId> = accepted.chain(offered).collect();
        let ids: Vec<OfferId> = whose.keys().copied().collect();
        let last = round::of_the_last(store.offers(scope, &ids).await?);
        let learners: Vec<MemberId> = last.iter().map(|offer| whose[&offer.id]).collect();
        let learners = self.everyone_of(&learners).await?;
        let with = |(offer, mentor): (Offer, Member)| {
            let learner = learners.iter().find(|learner| learner.id == whose[&offer.id])?.clone();
            Some(round::Pair { offer, learner, mentor })
        };
        Ok(self.with_mentors(last).await?.into_iter().filter_map(with).collect())
    }

    /// What is gathered for a round, with whoever asked.
    pub(in crate::act) async fn gathered(&self) -> Result<Vec<round::Awaiting>, StoreError> {
        let asks: Vec<Ask> = self.open_asks().await?.into_iter().filter(Ask::is_gathered).collect();
        let learners = self.learners(&asks).await?;
        let with = |ask: Ask| learners.get(&ask.learner).cloned().map(|learner| (ask, learner));
        Ok(asks.into_iter().filter_map(with).collect())
    }

    /// The same, where a round is planned.
    pub(in crate::act) async fn gathered_for(
        &self,
        community: &Community,
    ) -> Result<Vec<round::Awaiting>, StoreError> {
        if community.rounds.planned.is_some() { self.gathered().await } else { Ok(Vec::new()) }
    }

    /// What a round would come to, and what is promised already.
    pub(in crate::act) async fn dry_run(
        &self,
        community: &Community,
    ) -> Result<dry_run::Promised, StoreError> {
        let next = self.store.due(self.scope, dry_run::LOOKED_AT).await?;
        let (offers, ids) = dry_run::looked_up(&next);
        let offers =
            if offers.is_empty() { Vec::new() } else { self.store.offers(self.scope, &offers).await? };
        let mut sessions = Vec::new();
        for id in ids {
            sessions.extend(self.store.session(self.scope, id).await?.map(|story| story.session));
        }
        let people = next.iter().filter_map(|task| match &task.work {
            Work::Deliver(Delivery { to: Address::Member(member), .. })
            | Work::Act(Action::Clock(
                Wake::FirstDays(member) | Wake::PauseEnds(member) | Wake::Look(member, _),
            )) => Some(*member),
            _ => None,
        });
        let pairs = sessions.iter().flat_map(|session: &Session| [session.learner, session.mentor]);
        let people: BTreeSet<MemberId> =
            people.chain(offers.iter().map(|offer| offer.mentor)).chain(pairs).collect();
        let known = self.everyone_of(&people.into_iter().collect::<Vec<_>>()).await?;
        let names = known.into_iter().map(|member| (member.id, member.name)).collect();
        Ok(dry_run::Promised { round: self.round(community).await?, next, offers, sessions, names })
    }

    /// Asks that are somebody's turn, the oldest first.
    async fn open_asks(&self) -> Result<Vec<Ask>, StoreError> {
        let (store, scope) = (self.store, self.scope);
        let open = every(|after| async move {
            let asks = store.open_asks(scope, after, PAGE).await?;
            let more = asks.last().filter(|_| asks.len() == PAGE as usize).map(|last| last.id);
            Ok((asks, more))
        });
        Ok(open.await?.rows)
    }

    /// Those who asked.
    async fn learners(&self, asks: &[Ask]) -> Result<BTreeMap<MemberId, Member>, StoreError> {
        let ids: BTreeSet<MemberId> = asks.iter().map(|ask| ask.learner).collect();
        let ids: Vec<MemberId> = ids.into_iter().collect();
        let learners = self.everyone_of(&ids).await?;
        Ok(learners.into_iter().map(|learner| (learner.id, learner)).collect())
    }
}
