//! Who imports under a name: one process at a time.

use chrono::{DateTime, TimeDelta, Utc};
use smallwins_core::id::TaskId;
use smallwins_core::moment::Moments;
use smallwins_core::store::Store;

use super::unkept;
use crate::communities::IMPORTED;
use crate::trouble::Trouble;
use crate::wire::SystemMoments;

/// What nobody kept for so long is anybody's.
const LASTS: TimeDelta = TimeDelta::minutes(2);
/// How often it is kept.
const EVERY: TimeDelta = TimeDelta::seconds(20);

/// A name that nobody else imports under.
pub(super) struct Hold<'a> {
    store: &'a dyn Store,
    name: String,
    holder: String,
    kept: DateTime<Utc>,
}

impl<'a> Hold<'a> {
    /// Takes a name.
    ///
    /// # Errors
    /// Another imports under it; the database does not answer.
    pub(super) async fn take(store: &'a dyn Store, name: &str) -> Result<Hold<'a>, Trouble> {
        let mut moment = SystemMoments.moment();
        let (name, holder) = (format!("import {IMPORTED}/{name}"), moment.id::<TaskId>().to_string());
        let hold = Hold { store, name, holder, kept: moment.now };
        hold.hold(moment.now).await?;
        Ok(hold)
    }

    /// Keeps it for as long as its holder works.
    ///
    /// # Errors
    /// It was not kept in time, and another has it now; the database does not answer.
    pub(super) async fn keep(&mut self) -> Result<(), Trouble> {
        let now = SystemMoments.now();
        if now - self.kept >= EVERY {
            self.hold(now).await?;
            self.kept = now;
        }
        Ok(())
    }

    async fn hold(&self, now: DateTime<Utc>) -> Result<(), Trouble> {
        if self.store.hold(&self.name, &self.holder, now, LASTS).await.map_err(unkept)? {
            return Ok(());
        }
        Err(Trouble::failed(
            "another import under that name is under way",
            "wait until it has ended; one that was stopped holds the name for two minutes",
        ))
    }

    /// Lets go of it. What cannot be let go of runs out by itself.
    pub(super) async fn let_go(self) {
        if let Err(error) = self.store.let_go(&self.name, &self.holder).await {
            tracing::debug!(%error, "The name is free in two minutes");
        }
    }
}
