//! The port: each method names its statement, and says how it is run.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use smallwins_core::ask::{Ask, Offer};
use smallwins_core::audit::Row;
use smallwins_core::board::Turned;
use smallwins_core::community::{Community, Scope};
use smallwins_core::decision::Change;
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
use smallwins_core::task::{Kind, Lease, Settlement, Subject, Task};
use smallwins_core::text::Typed;
use smallwins_core::topic::Topic;
use smallwins_core::visit::{Print, Visit};
use smallwins_core::win::Win;

use super::{SqlStore, Writing};
use crate::db::Walls;
use crate::reads::{self, Desks, Entering};
use crate::statement::Statement;
use crate::table::community::{Forget, Found, Replace};
use crate::table::hold::{Hold, LetGo};
use crate::table::rollup::{Anew, Fold};
use crate::table::task::{Claim, Settle};
use crate::table::visit::{Enter, SignOut};
use crate::table::{
    arrival, ask, audit, community, fact, keepsake, link, member, member_topic, offer, rollup, session,
    signal, task, visit,
};
use crate::turns;
use crate::write::Draft;

#[async_trait]
impl Store for SqlStore {
    async fn community(
        &self,
        platform: &PlatformName,
        external: &str,
    ) -> Result<Option<Community>, StoreError> {
        Ok(community::find(&self.readers, platform, external).await?)
    }

    async fn homes(&self, platform: &PlatformName, handle: &Handle) -> Result<Vec<Community>, StoreError> {
        Ok(community::homes(&self.readers, platform, handle).await?)
    }

    async fn communities(&self, platform: &PlatformName) -> Result<Vec<Community>, StoreError> {
        Ok(community::of_platform(&self.readers, platform).await?)
    }

    async fn closed(&self, platform: &PlatformName) -> Result<Vec<Community>, StoreError> {
        Ok(community::closed(&self.readers, platform).await?)
    }

    async fn found(&self, community: Community) -> Result<Community, StoreError> {
        self.write(Found(community)).await
    }

    async fn entrance(
        &self,
        scope: Scope,
        call: &CallId,
        speaker: Option<&Handle>,
    ) -> Result<Entrance, StoreError> {
        let entering = Entering { call: call.clone(), speaker: speaker.cloned() };
        Ok(self.entrances.ask(scope, entering).await?)
    }

    async fn members(&self, scope: Scope, ids: &[MemberId]) -> Result<Vec<Member>, StoreError> {
        Ok(member::some(&self.readers, scope, ids).await?)
    }

    async fn everyone(&self, scope: Scope, most: u32) -> Result<Vec<Member>, StoreError> {
        Ok(member::everyone(&self.readers, scope, most).await?)
    }

    async fn people(&self, scope: Scope, sought: &Sought, most: u32) -> Result<Vec<Member>, StoreError> {
        Ok(match sought {
            Sought::Called(words) => member::called(&self.readers, scope, words, most).await?,
            Sought::WithARole => member::with_a_role(&self.readers, scope, most).await?,
        })
    }

    async fn admins(&self, scope: Scope, most: u32) -> Result<Vec<Member>, StoreError> {
        Ok(member::admins(&self.readers, scope, most).await?)
    }

    async fn unreachable(&self, scope: Scope, most: u32) -> Result<Vec<Member>, StoreError> {
        Ok(member::unreachable(&self.readers, scope, most).await?)
    }

    async fn desk(
        &self,
        scope: Scope,
        member: MemberId,
        wins_since: DateTime<Utc>,
    ) -> Result<Desk, StoreError> {
        Ok(self.desks.ask(scope, Desks { member, wins_since }).await?)
    }

    async fn win(&self, scope: Scope, id: WinId) -> Result<Option<Win>, StoreError> {
        Ok(reads::win(&self.readers, scope, id).await?)
    }

    async fn signals(
        &self,
        scope: Scope,
        which: Which<'_>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Signal>, StoreError> {
        Ok(signal::of(&self.readers, scope, which, now).await?)
    }

    async fn links(&self, scope: Scope, whose: &Whose) -> Result<Vec<AccountLink>, StoreError> {
        Ok(link::of(&self.readers, scope, whose).await?)
    }

    async fn arrivals(&self, scope: Scope, since: DateTime<Utc>) -> Result<Vec<Tally>, StoreError> {
        Ok(arrival::since(&self.readers, scope, since).await?)
    }

    async fn ask_stories(
        &self,
        scope: Scope,
        ids: &[AskId],
        wins_since: DateTime<Utc>,
    ) -> Result<Vec<AskStory>, StoreError> {
        Ok(reads::asks(&self.readers, scope, ids, wins_since).await?)
    }

    async fn offer(
        &self,
        scope: Scope,
        id: OfferId,
        wins_since: DateTime<Utc>,
    ) -> Result<Option<OfferStory>, StoreError> {
        Ok(reads::offer(&self.readers, scope, id, wins_since).await?)
    }

    async fn session(&self, scope: Scope, id: SessionId) -> Result<Option<SessionStory>, StoreError> {
        Ok(reads::session(&self.readers, scope, id).await?)
    }

    async fn busy(
        &self,
        scope: Scope,
        members: &[MemberId],
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Result<Vec<Busy>, StoreError> {
        Ok(session::busy(&self.readers, scope, members, from, to).await?)
    }

    async fn candidates(
        &self,
        scope: Scope,
        stems: &[String],
        most: u32,
    ) -> Result<Vec<Arc<Member>>, StoreError> {
        Ok(match &self.writing {
            Writing::Grouped(writer, _) => {
                writer.mentors().candidates(&self.readers, scope, stems, most).await?
            }
            Writing::Each(pool) => member::candidates(pool, scope, stems, most).await?,
        })
    }

    async fn topics(&self, scope: Scope) -> Result<Vec<(Topic, u32)>, StoreError> {
        Ok(member_topic::topics(&self.readers, scope).await?)
    }

    async fn affirmations(
        &self,
        scope: Scope,
        mentor: Option<MemberId>,
        before: Option<SessionId>,
        most: u32,
    ) -> Result<Vec<(SessionId, Typed)>, StoreError> {
        Ok(session::affirmations(&self.readers, scope, mentor, before, most).await?)
    }

    async fn proactive_since(
        &self,
        scope: Scope,
        member: MemberId,
        since: DateTime<Utc>,
    ) -> Result<u32, StoreError> {
        Ok(task::proactive_since(&self.readers, scope, member, since).await?)
    }

    async fn in_doubt(
        &self,
        scope: Scope,
        member: MemberId,
        since: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        Ok(task::in_doubt(&self.readers, scope, member, since).await?)
    }

    async fn commit(&self, commit: Commit) -> Result<Committed, StoreError> {
        let facts = commit.changes.iter().filter(|change| matches!(change, Change::Fact(_))).count();
        let erases = |change: &Change| matches!(change, Change::Erase(_) | Change::Forget(_));
        let erases = commit.changes.iter().any(erases);
        let committed = self.write(Draft::new(&commit)).await?;
        if erases {
            self.clean().await;
        }
        if matches!(committed, Committed::Now) && self.waits.are_a_group(commit.scope, facts) {
            // What is committed stays so, whatever becomes of this: those that still wait are folded with the next.
            if let Err(error) = self.write(Fold(commit.scope)).await {
                tracing::warn!(%error, "Facts could not be folded into the numbers' books so far");
            }
        }
        Ok(committed)
    }

    async fn claim(
        &self,
        platform: &PlatformName,
        kind: Kind,
        now: DateTime<Utc>,
        lasts: TimeDelta,
        most: u32,
    ) -> Result<Vec<Lease>, StoreError> {
        self.write(Claim { platform: platform.clone(), kind, now, until: now + lasts, most }).await
    }

    async fn settle(
        &self,
        settlements: &[Settlement],
        now: DateTime<Utc>,
    ) -> Result<Vec<TaskId>, StoreError> {
        if settlements.is_empty() {
            return Ok(Vec::new());
        }
        self.write(Settle { settlements: settlements.to_vec(), now }).await
    }

    async fn due(&self, scope: Scope, most: u32) -> Result<Vec<Task>, StoreError> {
        Ok(task::due(&self.readers, scope, most).await?)
    }

    async fn planned(
        &self,
        scope: Scope,
        about: &[Subject],
    ) -> Result<Vec<(Subject, DateTime<Utc>)>, StoreError> {
        Ok(task::planned(&self.readers, scope, about).await?)
    }

    async fn waiting(&self, scope: Scope) -> Result<Waiting, StoreError> {
        Ok(task::waiting(&self.readers, scope).await?)
    }

    async fn in_trouble(
        &self,
        scope: Scope,
        since: DateTime<Utc>,
        most: u32,
    ) -> Result<Vec<Mishap>, StoreError> {
        Ok(task::in_trouble(&self.readers, scope, since, most).await?)
    }

    async fn next_due(&self, platform: &PlatformName) -> Result<Option<DateTime<Utc>>, StoreError> {
        Ok(task::next_due(&self.readers, platform).await?)
    }

    async fn facts(&self, scope: Scope, after: Option<FactId>, most: u32) -> Result<Vec<Fact>, StoreError> {
        Ok(fact::after(&self.readers, scope, after, most).await?)
    }

    async fn facts_about(
        &self,
        scope: Scope,
        member: MemberId,
        after: Option<FactId>,
        most: u32,
    ) -> Result<Vec<Fact>, StoreError> {
        Ok(fact::about(&self.readers, scope, member, after, most).await?)
    }

    async fn books(&self, scope: Scope, needed: &Needed) -> Result<Vec<Page>, StoreError> {
        while self.write(Fold(scope)).await? {}
        Ok(rollup::pages(&self.readers, scope, needed).await?)
    }

    async fn numbers(&self, scope: Scope, people: &[MemberId]) -> Result<Vec<(MemberId, u32)>, StoreError> {
        Ok(rollup::numbers(&self.readers, scope, people).await?)
    }

    async fn empty_books(&self, scope: Scope) -> Result<(), StoreError> {
        self.write(Anew(scope)).await
    }

    async fn keepsakes(&self, scope: Scope, prefix: &str) -> Result<Vec<(String, String)>, StoreError> {
        Ok(keepsake::starting(&self.readers, scope, prefix).await?)
    }

    async fn hold(
        &self,
        name: &str,
        holder: &str,
        now: DateTime<Utc>,
        lasts: TimeDelta,
    ) -> Result<bool, StoreError> {
        self.write(Hold { name: name.to_owned(), holder: holder.to_owned(), now, until: now + lasts }).await
    }

    async fn let_go(&self, name: &str, holder: &str) -> Result<(), StoreError> {
        self.write(LetGo { name: name.to_owned(), holder: holder.to_owned() }).await
    }

    async fn visit(&self, print: &Print) -> Result<Option<Visit>, StoreError> {
        Ok(visit::find(&self.readers, print).await?)
    }

    async fn enter(&self, invitation: &Print, visit: &Visit, now: DateTime<Utc>) -> Result<bool, StoreError> {
        self.write(Enter { invitation: invitation.clone(), visit: visit.clone(), now }).await
    }

    async fn sign_out(&self, print: &Print) -> Result<(), StoreError> {
        self.write(SignOut(print.clone())).await
    }

    async fn asks(&self, scope: Scope, after: Option<AskId>, most: u32) -> Result<Vec<Ask>, StoreError> {
        Ok(ask::all(&self.readers, scope, after, most).await?)
    }

    async fn latest_asks(&self, scope: Scope, most: u32) -> Result<Vec<Ask>, StoreError> {
        Ok(ask::latest(&self.readers, scope, most).await?)
    }

    async fn open_asks(&self, scope: Scope, after: Option<AskId>, most: u32) -> Result<Vec<Ask>, StoreError> {
        Ok(ask::open(&self.readers, scope, after, most).await?)
    }

    async fn looking(&self, scope: Scope, after: Option<AskId>, most: u32) -> Result<Vec<Ask>, StoreError> {
        Ok(ask::looking(&self.readers, scope, after, most).await?)
    }

    async fn turns(&self, scope: Scope, before: DateTime<Utc>) -> Result<Vec<Turned>, StoreError> {
        Ok(turns::counted(&self.readers, scope, before).await?)
    }

    async fn longest(&self, scope: Scope, most: u32) -> Result<(Vec<Ask>, Vec<Session>), StoreError> {
        Ok(turns::longest(&self.readers, scope, most).await?)
    }

    async fn open_sessions(
        &self,
        scope: Scope,
        after: Option<SessionId>,
        most: u32,
    ) -> Result<Vec<Session>, StoreError> {
        Ok(session::open(&self.readers, scope, after, most).await?)
    }

    async fn offers(&self, scope: Scope, ids: &[OfferId]) -> Result<Vec<Offer>, StoreError> {
        Ok(offer::some(&self.readers, scope, ids).await?)
    }

    async fn mentors(
        &self,
        scope: Scope,
        after: Option<MemberId>,
        most: u32,
    ) -> Result<Vec<Arc<Member>>, StoreError> {
        Ok(match &self.writing {
            Writing::Grouped(writer, _) => writer.mentors().after(&self.readers, scope, after, most).await?,
            Writing::Each(pool) => member::mentors_after(pool, scope, after, most).await?,
        })
    }

    async fn mentor_ids(&self, scope: Scope) -> Result<Vec<MemberId>, StoreError> {
        Ok(member_topic::mentors(&self.readers, scope).await?)
    }

    async fn given(
        &self,
        scope: Scope,
        mentor: MemberId,
        since: DateTime<Utc>,
    ) -> Result<Vec<Session>, StoreError> {
        Ok(session::given(&self.readers, scope, mentor, since).await?)
    }

    async fn unsettled(
        &self,
        scope: Scope,
        since: DateTime<Utc>,
    ) -> Result<Vec<(MemberId, u32)>, StoreError> {
        Ok(session::unsettled(&self.readers, scope, since).await?)
    }

    async fn bygone(
        &self,
        scope: Scope,
        before: DateTime<Utc>,
        most: u32,
    ) -> Result<Vec<Session>, StoreError> {
        Ok(session::bygone(&self.readers, scope, before, most).await?)
    }

    async fn belongings(&self, scope: Scope, member: MemberId) -> Result<Belongings, StoreError> {
        let waiting = task::waiting_for(&self.readers, scope, member).await?;
        Ok(Belongings { waiting, ..reads::belongings(&self.readers, scope, member).await? })
    }

    async fn audit(&self, scope: Scope, after: u64, most: u32) -> Result<Vec<Row>, StoreError> {
        Ok(audit::after(&self.readers, scope, after, most).await?)
    }

    async fn replace(&self, community: Community, instead_of: Option<Scope>) -> Result<(), StoreError> {
        self.write(Replace { community, instead_of }).await
    }

    async fn forget(&self, scope: Scope) -> Result<(), StoreError> {
        self.write(Forget(scope)).await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.readers.rows(&Walls::default(), &Statement::new("-- ping\nSELECT 1")).await?;
        Ok(())
    }
}
