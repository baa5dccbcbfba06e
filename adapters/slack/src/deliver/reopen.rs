//! Workspaces in which nobody can be reached: each is tried until somebody can.
//!
//! What closed it is often mended without a word to us: a scope is granted again, the messages tab switched on, the
//! keys of an organisation given back. So each is tried every few minutes, more and more seldom. Where the token speaks
//! and may do what is essential the workspace opens, and what waits in it is due. Whatever else had been refused is
//! refused once more then: that closes it again, and the next try comes later.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use smallwins_core::community::Community;
use tokio::time::{Instant, interval};

use crate::manifest::{ESSENTIAL, missing};
use crate::slack::Slack;

/// How often it is looked whose turn it is.
const TICK: Duration = Duration::from_secs(60);
/// How soon a closed workspace is tried for the first time; each wait is twice the one before.
const FIRST: Duration = Duration::from_secs(2 * 60);
/// How seldom it is tried in the end.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// When each closed workspace is tried next.
#[derive(Debug, Default)]
pub(super) struct Retries {
    known: Mutex<HashMap<String, Retry>>,
}

#[derive(Debug, Clone, Copy)]
struct Retry {
    at: Instant,
    wait: Duration,
}

impl Retries {
    /// Whether a closed workspace is to be tried now. One that has not been seen closed before waits a little.
    fn is_due(&self, team: &str) -> bool {
        let (mut known, now) = (self.known.lock().unwrap_or_else(PoisonError::into_inner), Instant::now());
        let retry = known.entry(team.to_owned()).or_insert(Retry { at: now + FIRST, wait: FIRST });
        let is_due = retry.at <= now;
        if is_due {
            let wait = (retry.wait * 2).min(LONGEST);
            *retry = Retry { at: now + wait, wait };
        }
        is_due
    }

    /// Somebody in a workspace was reached, or it was installed anew.
    pub(super) fn over(&self, team: &str) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).remove(team);
    }
}

impl Slack {
    /// Tries closed workspaces until `shutdown` comes.
    pub(crate) async fn reopen(&self, shutdown: impl Future<Output = ()> + Send) {
        let (mut ticks, mut shutdown) = (interval(TICK), pin!(shutdown));
        loop {
            tokio::select! {
                () = &mut shutdown => return,
                () = async { ticks.tick().await; self.try_closed().await } => {}
            }
        }
    }

    /// Tries every closed workspace whose turn has come.
    async fn try_closed(&self) {
        let closed = match self.mentoring.store().closed(&self.name).await {
            Ok(closed) => closed,
            Err(error) => return tracing::warn!(%error, "Nobody knows which workspaces are closed"),
        };
        for community in closed {
            if self.outbox.retries.is_due(&community.external) && self.may_speak(&community).await {
                self.opened(community.scope()).await;
            }
        }
    }

    /// Whether a workspace still has a token for us, and that token may do what is essential.
    async fn may_speak(&self, community: &Community) -> bool {
        let Ok(workspace) = self.workspace(&community.external).await else { return false };
        let lacking = match self.api.look("auth.test", Some(&workspace.token)).await {
            Ok(answer) => answer.scopes().map_or_else(Vec::new, |granted| missing(ESSENTIAL, &granted)),
            Err(error) => {
                tracing::info!(team = workspace.team, %error, "A closed workspace stays closed");
                return false;
            }
        };
        if !lacking.is_empty() {
            tracing::info!(team = workspace.team, ?lacking, "A closed workspace stays closed");
        }
        lacking.is_empty()
    }
}

#[cfg(test)]
mod tests;
