//! What somebody said waits for a second word of theirs: for a yes to what is held about them, or for whom it is about.
//!
//! It waits for an hour, under their id on the platform, and nowhere else: whoever says nothing more is not known by
//! it. There is room for one of each kind of each person, so that what is done about one leaves the others where they
//! are.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::action::{Action, Wake};
use crate::community::Scope;
use crate::decision::{Change, wake};
use crate::id::MemberId;
use crate::moment::Moment;
use crate::platform::Handle;
use crate::store::{Store, StoreError};
use crate::task::Subject;
use crate::text::Private;

/// It waits for so long.
const WAITS: TimeDelta = TimeDelta::hours(1);
/// What the names of what waits begin with, among the keepsakes.
const WAITING: &str = "waits/";

/// What something waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum For {
    /// A yes to what is held about them.
    Yes,
    /// A second thought about an ask that sounds heavy.
    Ask,
    /// A second thought about a win that sounds heavy.
    Win,
    /// One about a note.
    Note,
    /// One about what is due.
    Deadline,
    /// One about a compliment.
    Compliment,
    /// About whom a report is.
    Report,
}

/// What somebody said, and until when it waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// The text form of what was said.
    pub said: Private<String>,
    /// Until when.
    pub until: DateTime<Utc>,
}

impl Waiting {
    /// Something begins to wait.
    pub(crate) fn begins(said: &Action, now: DateTime<Utc>) -> Waiting {
        Waiting { said: Private::new(said.to_string()), until: now + WAITS }
    }

    /// What was said.
    pub(crate) fn action(&self) -> Option<Action> {
        self.said.get().parse().ok()
    }

    /// What waits of somebody, unless its time is over.
    pub(crate) async fn of(
        store: &dyn Store,
        scope: Scope,
        what: For,
        whose: &Handle,
        now: DateTime<Utc>,
    ) -> Result<Option<Waiting>, StoreError> {
        let name = what.name(whose);
        let kept = store.keepsakes(scope, &name).await?.into_iter().find(|(known, _)| *known == name);
        Ok(kept.and_then(|(_, kept)| read(&kept)).filter(|waiting| now < waiting.until))
    }

    /// Whatever waits of somebody.
    pub(crate) async fn all_of(
        store: &dyn Store,
        scope: Scope,
        whose: &Handle,
        now: DateTime<Utc>,
    ) -> Result<Vec<Waiting>, StoreError> {
        let mut waits = Vec::new();
        for what in For::ALL {
            waits.extend(Waiting::of(store, scope, what, whose, now).await?);
        }
        Ok(waits)
    }

    /// It is kept, and looked at when its time is over.
    pub(crate) fn kept(&self, what: For, whose: &Handle, moment: &mut Moment) -> [Change; 2] {
        let body = serde_json::to_string(self).expect("its keys are text");
        // About nobody: what comes to nothing with somebody else's doing would stay.
        let about = Subject::Member(moment.id::<MemberId>());
        let let_go = wake(Action::Clock(Wake::LetGo), self.until, None, about, moment);
        [Change::Keepsake(what.name(whose), Some(body)), let_go]
    }

    /// Nothing of that kind waits of somebody any more.
    pub(crate) fn dropped(what: For, whose: &Handle) -> Change {
        Change::Keepsake(what.name(whose), None)
    }

    /// Nothing waits in a community any more: where it is closed nobody looks when its time is over.
    pub(crate) async fn swept(store: &dyn Store, scope: Scope) -> Result<Vec<Change>, StoreError> {
        let kept = store.keepsakes(scope, WAITING).await?;
        Ok(kept.into_iter().map(|(name, _)| Change::Keepsake(name, None)).collect())
    }

    /// Whatever has waited long enough in a community is forgotten. What begins to wait meanwhile in its place stays.
    pub(crate) async fn let_go(
        store: &dyn Store,
        scope: Scope,
        now: DateTime<Utc>,
    ) -> Result<Vec<Change>, StoreError> {
        let kept = store.keepsakes(scope, WAITING).await?;
        let is_over = |kept: &str| read(kept).is_none_or(|waiting| waiting.until <= now);
        let over = kept.into_iter().filter(|(_, kept)| is_over(kept));
        Ok(over.map(|(name, kept)| Change::Outdated(name, kept)).collect())
    }
}

impl For {
    /// Whatever anything waits for.
    pub(crate) const ALL: [For; 7] =
        [For::Yes, For::Ask, For::Win, For::Note, For::Deadline, For::Compliment, For::Report];

    /// Under which name it is kept. Their id ends it, so that it goes when they are erased.
    fn name(self, whose: &Handle) -> String {
        let kind = match self {
            For::Yes => "yes",
            For::Ask => "ask",
            For::Win => "win",
            For::Note => "note",
            For::Deadline => "deadline",
            For::Compliment => "compliment",
            For::Report => "report",
        };
        format!("{WAITING}{kind}/{}", whose.0)
    }
}

fn read(kept: &str) -> Option<Waiting> {
    serde_json::from_str(kept).ok()
}
