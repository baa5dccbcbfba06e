//! Doing what is due while the clock ticks.

use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use smallwins_core::mentoring::Mentoring;
use smallwins_core::platform::Platform;
use smallwins_core::work_off::work_off;
use tokio::sync::Notify;
use tokio::time::sleep;

/// How often we look, though nobody called: another process may have made a promise.
const TICK: Duration = Duration::from_secs(15);
/// The shortest wait: a task which stays due does not spin, and those who speak at the same time are looked after
/// together.
const AT_LEAST: Duration = Duration::from_millis(50);
/// How long to wait after the memory failed.
const TRY_AGAIN: Duration = Duration::from_secs(5);

/// Whoever does what is due on one platform.
#[derive(Debug, Default)]
pub struct Worker {
    stirred: Notify,
    closing: AtomicBool,
}

impl Worker {
    /// Does what is due until `shutdown` comes. A message that is under way then is finished; those behind it are put
    /// back, so that no later look has to doubt whether they were sent.
    pub async fn work(
        &self,
        mentoring: &Mentoring,
        platform: &dyn Platform,
        shutdown: impl Future<Output = ()> + Send,
    ) {
        tokio::pin!(shutdown);
        if let Err(error) = mentoring.plan_digests(platform.name()).await {
            tracing::warn!(%error, platform = %platform.name(), "The digests of the week could not be planned");
        }
        if let Err(error) = mentoring.plan_forgetting(platform.name()).await {
            tracing::warn!(%error, platform = %platform.name(), "When old words are forgotten could not be planned");
        }
        loop {
            let working = work_off(mentoring, platform);
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
                    (due - mentoring.now()).to_std().unwrap_or_default().clamp(AT_LEAST, TICK)
                }),
                Err(error) => {
                    tracing::warn!(%error, platform = %platform.name(), "What is due could not be done");
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

    /// Something may be due at once: whoever has spoken waits for its answer.
    pub fn stir(&self) {
        self.stirred.notify_one();
    }

    /// Nothing more is to be begun.
    pub fn is_closing(&self) -> bool {
        self.closing.load(Ordering::Relaxed)
    }
}
