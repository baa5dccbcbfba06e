//! The port to the memory: reads named after questions, one commit, claim and settle.
//!
//! Writes are whole values. A value that was read at version *v* is stored as *v + 1* when the row still stands
//! at *v*, and the whole commit is a [`StoreError::Conflict`] otherwise; version 0 means that there is no row yet.

mod answer;
mod layer;
mod observing;

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};

use crate::ask::{Ask, Offer};
use crate::audit::Row;
use crate::board::Turned;
use crate::community::{Community, Scope};
use crate::decision::Change;
use crate::fact::Fact;
use crate::follow_up::Busy;
use crate::id::{AskId, FactId, MemberId, OfferId, SessionId, TaskId, WinId};
use crate::kpi::rollup::{Needed, Page};
use crate::member::Member;
use crate::message::Reply;
use crate::platform::{Handle, PlatformName};
use crate::session::Session;
use crate::signal::{AccountLink, Signal, Tally, Whose};
use crate::task::{Kind, Lease, Settlement, Subject, Task};
use crate::text::Typed;
use crate::topic::Topic;
use crate::visit::{Print, Visit};
use crate::win::Win;

pub use answer::{
    AskStory, Belongings, Desk, Entrance, Mishap, OfferStory, Outlook, SessionStory, Sought, Waiting, Which,
};
pub use layer::Layer;
pub(crate) use observing::Observing;

/// What makes a call unique: the platform's own id of it, so that a retry changes nothing twice.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CallId(pub String);

/// Everything that one call changes, in one transaction.
#[derive(Debug, Clone)]
pub struct Commit {
    /// The walls inside which it happens.
    pub scope: Scope,
    /// The call that changes it, and when it was decided.
    pub call: CallId,
    /// When it was decided.
    pub at: DateTime<Utc>,
    /// What the speaker was answered, for a retry of the same call.
    pub reply: Reply,
    /// What changes.
    pub changes: Vec<Change>,
}

/// What became of a commit.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "one at a time, and looked at once")]
pub enum Committed {
    /// It is on disk.
    Now,
    /// The same call was on disk already, with this reply.
    Before(Reply),
}

/// What the memory cannot do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else was faster: load and decide again.
    #[error("another change came first")]
    Conflict,
    /// A row that the types cannot hold.
    #[error("{table} {id} cannot be read: {why}")]
    Corrupt {
        /// Where.
        table: &'static str,
        /// Which row.
        id: String,
        /// What is wrong with it.
        why: String,
    },
    /// There is no space left to write. Nothing was changed.
    #[error("the database is full: {0}")]
    Full(String),
    /// The database does not answer. Nothing was changed, as far as can be known.
    #[error("the database does not answer: {0}")]
    Unavailable(String),
}

/// The memory of Smallwins.
#[async_trait]
pub trait Store: Send + Sync {
    /// The community that a platform knows by that id.
    async fn community(
        &self,
        platform: &PlatformName,
        external: &str,
    ) -> Result<Option<Community>, StoreError>;

    /// The communities of a platform in which somebody with that handle is a member, closed ones too, newest membership
    /// first.
    ///
    /// Some platforms do not tell to which community a direct message belongs. So this looks across walls, as
    /// [`Store::community`] does: it is asked before there is a scope, about the one who speaks, and answers with
    /// communities that they are in and with nothing out of any of them.
    async fn homes(&self, platform: &PlatformName, handle: &Handle) -> Result<Vec<Community>, StoreError>;

    /// The communities of a platform, in order of their ids.
    async fn communities(&self, platform: &PlatformName) -> Result<Vec<Community>, StoreError>;

    /// The communities of a platform in which nobody can be reached, in order of their ids.
    async fn closed(&self, platform: &PlatformName) -> Result<Vec<Community>, StoreError>;

    /// Keeps a community that is new, and answers with the one that is kept: the first to come wins.
    async fn found(&self, community: Community) -> Result<Community, StoreError>;

    /// Who speaks, and whether this very call was answered before. Nobody speaks when the clock does.
    async fn entrance(
        &self,
        scope: Scope,
        call: &CallId,
        speaker: Option<&Handle>,
    ) -> Result<Entrance, StoreError>;

    /// The members of those ids that exist, in no stated order.
    async fn members(&self, scope: Scope, ids: &[MemberId]) -> Result<Vec<Member>, StoreError>;

    /// Everyone in the community, by when they came; at most `most`.
    async fn everyone(&self, scope: Scope, most: u32) -> Result<Vec<Member>, StoreError>;

    /// Those who are looked for, by when they came; at most `most`.
    async fn people(&self, scope: Scope, sought: &Sought, most: u32) -> Result<Vec<Member>, StoreError>;

    /// Those who run the community, by when they came; at most `most`.
    async fn admins(&self, scope: Scope, most: u32) -> Result<Vec<Member>, StoreError>;

    /// Those whom nothing reaches, by when they came; at most `most`.
    async fn unreachable(&self, scope: Scope, most: u32) -> Result<Vec<Member>, StoreError>;

    /// Everything that concerns one member now, with wins since an instant.
    async fn desk(
        &self,
        scope: Scope,
        member: MemberId,
        wins_since: DateTime<Utc>,
    ) -> Result<Desk, StoreError>;

    /// A win.
    async fn win(&self, scope: Scope, id: WinId) -> Result<Option<Win>, StoreError>;

    /// Signals that have not ended at an instant, without those that were taken back; the first to end first.
    async fn signals(
        &self,
        scope: Scope,
        which: Which<'_>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Signal>, StoreError>;

    /// The accounts that are a member's, in the order of their names; or whose an account is, if it is anybody's.
    async fn links(&self, scope: Scope, whose: &Whose) -> Result<Vec<AccountLink>, StoreError>;

    /// How much arrived from each source since the day of an instant, in the order of the words for them.
    async fn arrivals(&self, scope: Scope, since: DateTime<Utc>) -> Result<Vec<Tally>, StoreError>;

    /// The asks of those ids that exist, and what belongs to them, in the order of their ids.
    async fn ask_stories(
        &self,
        scope: Scope,
        ids: &[AskId],
        wins_since: DateTime<Utc>,
    ) -> Result<Vec<AskStory>, StoreError>;

    /// An offer and what belongs to it.
    async fn offer(
        &self,
        scope: Scope,
        id: OfferId,
        wins_since: DateTime<Utc>,
    ) -> Result<Option<OfferStory>, StoreError>;

    /// A session and what belongs to it.
    async fn session(&self, scope: Scope, id: SessionId) -> Result<Option<SessionStory>, StoreError>;

    /// When these members are in sessions that overlap a stretch of time.
    async fn busy(
        &self,
        scope: Scope,
        members: &[MemberId],
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Result<Vec<Busy>, StoreError>;

    /// Mentors with a topic that shares a stem with the question: those sharing most stems first, then those with
    /// the fewest holdings, then by id; at most `most`.
    async fn candidates(
        &self,
        scope: Scope,
        stems: &[String],
        most: u32,
    ) -> Result<Vec<Arc<Member>>, StoreError>;

    /// Every topic that somebody offers, with how many do, most offered first.
    async fn topics(&self, scope: Scope) -> Result<Vec<(Topic, u32)>, StoreError>;

    /// The compliments that stand in the `most` latest sessions of a mentor, or of anybody, or in the latest before one
    /// of them, each with its session, newest session first.
    async fn affirmations(
        &self,
        scope: Scope,
        mentor: Option<MemberId>,
        before: Option<SessionId>,
        most: u32,
    ) -> Result<Vec<(SessionId, Typed)>, StoreError>;

    /// How many proactive messages reached a member since an instant. Bundled ones count as one.
    async fn proactive_since(
        &self,
        scope: Scope,
        member: MemberId,
        since: DateTime<Utc>,
    ) -> Result<u32, StoreError>;

    /// When it is looked for next whether what was to be said to a member unasked has arrived, where that is not known:
    /// the latest, of what was tried in vain first since an instant.
    async fn in_doubt(
        &self,
        scope: Scope,
        member: MemberId,
        since: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, StoreError>;

    /// One door in: everything that a call changes, or nothing.
    async fn commit(&self, commit: Commit) -> Result<Committed, StoreError>;

    /// Leases of tasks of a platform's communities that are due, in order of due time and id; at most `most`.
    /// A lease that nobody settled within `lasts` may be claimed again.
    async fn claim(
        &self,
        platform: &PlatformName,
        kind: Kind,
        now: DateTime<Utc>,
        lasts: TimeDelta,
        most: u32,
    ) -> Result<Vec<Lease>, StoreError>;

    /// How leased tasks ended. Answers with those whose lease had been lost to somebody else.
    async fn settle(&self, settlements: &[Settlement], now: DateTime<Utc>)
    -> Result<Vec<TaskId>, StoreError>;

    /// What is due next in a community, in order of due time and id; at most `most`.
    async fn due(&self, scope: Scope, most: u32) -> Result<Vec<Task>, StoreError>;

    /// For each of some, when the clock next acts on it, in no stated order; what no such task is about is left out.
    async fn planned(
        &self,
        scope: Scope,
        about: &[Subject],
    ) -> Result<Vec<(Subject, DateTime<Utc>)>, StoreError>;

    /// What is promised in a community and not kept yet.
    async fn waiting(&self, scope: Scope) -> Result<Waiting, StoreError>;

    /// What was tried in vain since an instant, latest first: what was given up, what is in doubt, and what waits after
    /// more than one try; at most `most`.
    async fn in_trouble(
        &self,
        scope: Scope,
        since: DateTime<Utc>,
        most: u32,
    ) -> Result<Vec<Mishap>, StoreError>;

    /// Facts of a community in the order in which they happened, from the first after that one on; at most `most`.
    async fn facts(&self, scope: Scope, after: Option<FactId>, most: u32) -> Result<Vec<Fact>, StoreError>;

    /// Facts about one member, and the sessions that they held as a mentor, as [`Store::facts`] tells them.
    async fn facts_about(
        &self,
        scope: Scope,
        member: MemberId,
        after: Option<FactId>,
        most: u32,
    ) -> Result<Vec<Fact>, StoreError>;

    /// Those of the books out of which the numbers of a community are told that are needed, once they hold every fact
    /// that was committed: in any order, all as of one moment.
    async fn books(&self, scope: Scope, needed: &Needed) -> Result<Vec<Page>, StoreError>;

    /// By which numbers the books know some people, as far as they know them, in the order of their ids. In books that
    /// are written anew people have others.
    async fn numbers(&self, scope: Scope, people: &[MemberId]) -> Result<Vec<(MemberId, u32)>, StoreError>;

    /// Empties the books of a community; whoever asks for them next has them written anew out of all facts. For facts
    /// that came another way than by commits.
    async fn empty_books(&self, scope: Scope) -> Result<(), StoreError>;

    /// When the next task of a platform's communities is due.
    async fn next_due(&self, platform: &PlatformName) -> Result<Option<DateTime<Utc>>, StoreError>;

    /// What an adapter keeps under keys that begin so, in order of the keys.
    async fn keepsakes(&self, scope: Scope, prefix: &str) -> Result<Vec<(String, String)>, StoreError>;

    /// Takes what one process at a time has to itself, such as a shard of a gateway, or keeps it for so long from now;
    /// `false` while somebody else holds it. What nobody kept in time is anybody's.
    ///
    /// A holder is a process and not a place, so a name of its own for each start: whoever comes back after a crash is
    /// somebody else, and waits. It belongs to no community.
    async fn hold(
        &self,
        name: &str,
        holder: &str,
        now: DateTime<Utc>,
        lasts: TimeDelta,
    ) -> Result<bool, StoreError>;

    /// Lets go of what one holds, so that somebody else may take it at once. What another holds stays theirs.
    async fn let_go(&self, name: &str, holder: &str) -> Result<(), StoreError>;

    /// The link or the visit with that print, at whatever stage and time, unless it is forgotten.
    ///
    /// A browser does not tell in which community it wants to look. So this looks across walls, as [`Store::homes`]
    /// does: whoever brings the secret sees their own, and nothing else.
    async fn visit(&self, print: &Print) -> Result<Option<Visit>, StoreError>;

    /// Uses up a link, if nobody has and it is not too late, and lets in the visit that comes by it: both or neither.
    /// Answers with whether it did.
    async fn enter(&self, invitation: &Print, visit: &Visit, now: DateTime<Utc>) -> Result<bool, StoreError>;

    /// Forgets a visit: whoever brings its secret is not let in any more.
    async fn sign_out(&self, print: &Print) -> Result<(), StoreError>;

    /// Asks that are somebody's turn, the oldest first, from the first after that one on; at most `most`.
    async fn open_asks(&self, scope: Scope, after: Option<AskId>, most: u32) -> Result<Vec<Ask>, StoreError>;

    /// Asks that look for a mentor, the oldest first, from the first after that one on; at most `most`.
    async fn looking(&self, scope: Scope, after: Option<AskId>, most: u32) -> Result<Vec<Ask>, StoreError>;

    /// How many asks and sessions are under way by whose turn it is, and of how many it was before an instant. An offer
    /// that waits for its mentor's hours counts as theirs.
    async fn turns(&self, scope: Scope, before: DateTime<Utc>) -> Result<Vec<Turned>, StoreError>;

    /// Asks that look for a mentor, and sessions that wait for one of the two, each those first that wait for longest;
    /// at most `most` of either.
    async fn longest(&self, scope: Scope, most: u32) -> Result<(Vec<Ask>, Vec<Session>), StoreError>;

    /// Sessions in which somebody still has something to do, the oldest first, from the first after that one on; at
    /// most `most`.
    async fn open_sessions(
        &self,
        scope: Scope,
        after: Option<SessionId>,
        most: u32,
    ) -> Result<Vec<Session>, StoreError>;

    /// The offers of those ids that exist, in no stated order.
    async fn offers(&self, scope: Scope, ids: &[OfferId]) -> Result<Vec<Offer>, StoreError>;

    /// Those who mentor, in the order of their ids, from the first after that one on; at most `most`. As with
    /// [`Store::candidates`], some may be told as they are on the way to be written: who is changed is guarded by their
    /// version.
    async fn mentors(
        &self,
        scope: Scope,
        after: Option<MemberId>,
        most: u32,
    ) -> Result<Vec<Arc<Member>>, StoreError>;

    /// The ids of those who mentor, in their order.
    async fn mentor_ids(&self, scope: Scope) -> Result<Vec<MemberId>, StoreError>;

    /// Sessions that somebody took on as their mentor since an instant, however they ended, in the order of their ids.
    async fn given(
        &self,
        scope: Scope,
        mentor: MemberId,
        since: DateTime<Utc>,
    ) -> Result<Vec<Session>, StoreError>;

    /// Of how many sessions that were taken on since an instant it is not settled whether they take place, by mentor:
    /// of those who have any, in the order of their ids.
    async fn unsettled(&self, scope: Scope, since: DateTime<Utc>)
    -> Result<Vec<(MemberId, u32)>, StoreError>;

    /// Sessions that ended before an instant and still have words, or of which it is not known when they ended; the
    /// oldest first; at most `most`.
    async fn bygone(
        &self,
        scope: Scope,
        before: DateTime<Utc>,
        most: u32,
    ) -> Result<Vec<Session>, StoreError>;

    /// What is held about one member, however old.
    async fn belongings(&self, scope: Scope, member: MemberId) -> Result<Belongings, StoreError>;

    /// Asks, however they ended, the oldest first, from the first after that one on; at most `most`.
    async fn asks(&self, scope: Scope, after: Option<AskId>, most: u32) -> Result<Vec<Ask>, StoreError>;

    /// Lines of a community's audit in the order of their numbers, from the first after that one on, as they stand
    /// there; at most `most`.
    async fn audit(&self, scope: Scope, after: u64, most: u32) -> Result<Vec<Row>, StoreError>;

    /// The latest asks, however they ended, the newest first; at most `most`.
    async fn latest_asks(&self, scope: Scope, most: u32) -> Result<Vec<Ask>, StoreError>;

    /// Keeps a community as it is told, also by which id its platform knows it, and forgets the one that had that id
    /// with everything in it: both or neither.
    async fn replace(&self, community: Community, instead_of: Option<Scope>) -> Result<(), StoreError>;

    /// Forgets a community and everything in it.
    async fn forget(&self, scope: Scope) -> Result<(), StoreError>;

    /// Whether the database answers.
    async fn ping(&self) -> Result<(), StoreError>;
}
