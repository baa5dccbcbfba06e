//! Who gets in, and to which community. Whoever does not is counted.

use std::sync::PoisonError;

use chrono::TimeDelta;
use smallwins_core::community::Scope;
use smallwins_core::id::TaskId;
use smallwins_core::signal::{Content, Incoming, Outcome, Source};
use smallwins_core::store::{CallId, StoreError};
use tokio::time::sleep;

use super::{Door, Refused, Whither};
use crate::ledger::{APART, Line};
use crate::proof::Proof;

/// How often it is looked whether there is one community alone.
const LOOKS_APART: TimeDelta = TimeDelta::minutes(1);

impl Door {
    /// The community, for whoever has proven who they are. Of others it is counted that they came.
    ///
    /// Which community is meant is not signed, so the secret that is set opens the only one that there is. Where there
    /// are several each has its own.
    pub(super) async fn let_in(
        &self,
        source: &Source,
        whither: Whither,
        proves: impl Fn(&Proof) -> bool,
    ) -> Result<Scope, Refused> {
        let named = whither.community.as_deref();
        if let Some(name) = named.filter(|name| proves(&self.proof.of_community(name))) {
            return self.community(name).await;
        }
        let shares = proves(&self.proof);
        let only = match self.only().await {
            Err(error) if shares => return Err(error.into()),
            only => only.unwrap_or_default(),
        };
        let meant = match named {
            Some(name) => self.community(name).await,
            None => only.ok_or(Refused::NoCommunity),
        };
        match meant {
            Ok(scope) if shares && only == Some(scope) => Ok(scope),
            Ok(scope) => {
                self.count_refused(scope, source).await?;
                Err(if shares { Refused::Shared } else { Refused::Unsigned })
            }
            Err(refused) => Err(if shares { refused } else { Refused::Unsigned }),
        }
    }

    /// The community of that name.
    async fn community(&self, name: &str) -> Result<Scope, Refused> {
        let (platform, external) = name.split_once('/').ok_or(Refused::NoCommunity)?;
        let platform = self.hooks.platforms.iter().find(|known| known.as_str() == platform);
        let platform = platform.ok_or(Refused::NoCommunity)?;
        let found = self.hooks.mentoring.store().community(platform, external).await?;
        found.map(|community| community.scope()).ok_or(Refused::NoCommunity)
    }

    /// The only community that there is; those that are closed count where there is no other. Anybody may make us look,
    /// so that is done once a minute.
    async fn only(&self) -> Result<Option<Scope>, StoreError> {
        let now = self.hooks.mentoring.now();
        let known = *self.hooks.only.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, only)) = known.filter(|(looked, _)| now - *looked < LOOKS_APART) {
            return Ok(only);
        }
        let mut all = Vec::new();
        for platform in &self.hooks.platforms {
            all.extend(self.hooks.mentoring.store().communities(platform).await?);
        }
        // The first one may come at any moment.
        let is_any = !all.is_empty();
        if all.iter().any(|one| !one.is_closed()) {
            all.retain(|one| !one.is_closed());
        }
        let only = if let [only] = &all[..] { Some(only.scope()) } else { None };
        if is_any {
            *self.hooks.only.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, only));
        }
        Ok(only)
    }

    /// Counts that one more was refused: at once, or with others a minute later.
    async fn count_refused(&self, scope: Scope, source: &Source) -> Result<(), StoreError> {
        match self.hooks.ledger.refused(scope, source, self.hooks.mentoring.now()) {
            Line::Written(times) => self.count(scope, source, Outcome::Unsigned, times).await,
            Line::Waits => Ok(()),
            Line::First => {
                let (door, source) = (self.clone(), source.clone());
                tokio::spawn(async move {
                    sleep(APART.to_std().expect("it is ahead")).await;
                    let waited = door.hooks.ledger.waited(scope, &source, door.hooks.mentoring.now());
                    let Some(times) = waited else { return };
                    if let Err(error) = door.count(scope, &source, Outcome::Unsigned, times).await {
                        tracing::warn!(%source, %error, times, "What was refused could not be counted");
                    }
                });
                Ok(())
            }
        }
    }

    async fn count(
        &self,
        scope: Scope,
        source: &Source,
        outcome: Outcome,
        times: u32,
    ) -> Result<(), StoreError> {
        let id = CallId(format!("hook/counted/{}", self.hooks.mentoring.fresh::<TaskId>()));
        let what = Content::Nothing(outcome, times);
        self.hooks.mentoring.receive(id, scope, Incoming { source: source.clone(), what }).await
    }
}
