//! Doing what is due while the clock ticks.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use chrono::{DateTime, Utc};
use smallwins_core::store::StoreError;
use smallwins_core::work_off::work_off;
use tokio::time::sleep;

use crate::slack::Slack;

/// How often we look, though nobody called: another process may have made a promise.
const TICK: Duration = Duration::from_secs(15);
/// The shortest wait: a task which stays due does not spin, and those who speak at the same time are looked after
/// together.
const AT_LEAST: Duration = Duration::from_millis(50);
/// How long to wait after the memory failed.
const TRY_AGAIN: Duration = Duration::from_secs(5);

impl Slack {
    /// Does what is due until `shutdown` comes. A message that is under way then is finished; those behind it are put
    /// back, so that no later look has to doubt whether they were sent.
    pub(crate) async fn work(self: Arc<Slack>, shutdown: impl Future<Output = ()> + Send) {
        tokio::pin!(shutdown);
        loop {
            let working = work_off(&self.mentoring, &*self);
            tokio::pin!(working);
            let worked = tokio::select! {
                worked = &mut working => worked,
                () = &mut shutdown => {
                    self.closing.store(true, Ordering::Relaxed);
                    drop(working.await);
                    return;
                }
            };
            let wait = match worked {
                Ok(next) => next.map_or(TICK, |due| {
                    (due - self.mentoring.now()).to_std().unwrap_or_default().clamp(AT_LEAST, TICK)
                }),
                Err(error) => {
                    tracing::warn!(%error, "What is due in Slack could not be done");
                    TRY_AGAIN
                }
            };
            tokio::select! {
                () = &mut shutdown => return,
                () = async { sleep(AT_LEAST).await; self.stirred.notified().await } => {}
                () = sleep(wait) => {}
            }
        }
    }

    /// Does what is due now, after every answer that is under way has been given, and says when the next thing is: one
    /// turn of the loop, for whoever moves the clock by hand.
    ///
    /// # Errors
    /// The memory does not answer.
    pub async fn settle(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.errands.over().await;
        work_off(&self.mentoring, self).await
    }

    /// Something may be due at once: whoever has spoken waits for its answer.
    pub(crate) fn stir(&self) {
        self.stirred.notify_one();
    }
}
