//! A memory that keeps a list of everything that is written into it, so that it can be judged.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use smallwins_core::community::Scope;
use smallwins_core::decision::Change;
use smallwins_core::follow_up::Busy;
use smallwins_core::id::MemberId;
use smallwins_core::member::Member;
use smallwins_core::platform::PlatformName;
use smallwins_core::store::{Commit, Committed, Layer, Store, StoreError};
use smallwins_core::task::{Kind, Lease};

use super::lens::{Clear, Lens};

/// The memory beneath, and what was written since it was last looked at.
pub(crate) struct Witness {
    store: Arc<dyn Store>,
    lens: Box<dyn Lens>,
    seen: Mutex<Vec<Change>>,
}

impl Witness {
    pub(crate) fn of(store: Arc<dyn Store>) -> Witness {
        Witness::through(Box::new(Clear), store)
    }

    /// A witness of a memory that is seen through a lens. What is written is seen as it was meant.
    pub(crate) fn through(lens: Box<dyn Lens>, store: Arc<dyn Store>) -> Witness {
        Witness { store, lens, seen: Mutex::default() }
    }

    /// What was written since the last time, in the order in which it was.
    pub(crate) fn seen(&self) -> Vec<Change> {
        std::mem::take(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[async_trait]
impl Layer for Witness {
    fn beneath(&self) -> &dyn Store {
        &*self.store
    }

    async fn commit(&self, mut commit: Commit) -> Result<Committed, StoreError> {
        let changes = commit.changes.clone();
        commit.changes = self.lens.changes(commit.changes);
        let committed = self.store.commit(commit).await?;
        if matches!(committed, Committed::Now) {
            self.seen.lock().unwrap_or_else(PoisonError::into_inner).extend(changes);
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
        Ok(self.lens.claimed(self.store.claim(platform, kind, now, lasts, most).await?))
    }

    async fn members(&self, scope: Scope, ids: &[MemberId]) -> Result<Vec<Member>, StoreError> {
        Ok(self.lens.members(self.store.members(scope, ids).await?))
    }

    async fn candidates(
        &self,
        scope: Scope,
        stems: &[String],
        most: u32,
    ) -> Result<Vec<Arc<Member>>, StoreError> {
        Ok(self.lens.candidates(self.store.candidates(scope, stems, most).await?))
    }

    async fn busy(
        &self,
        scope: Scope,
        members: &[MemberId],
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Result<Vec<Busy>, StoreError> {
        Ok(self.lens.busy(self.store.busy(scope, members, from, to).await?))
    }

    async fn proactive_since(
        &self,
        scope: Scope,
        member: MemberId,
        since: DateTime<Utc>,
    ) -> Result<u32, StoreError> {
        Ok(self.lens.said(self.store.proactive_since(scope, member, since).await?))
    }
}
