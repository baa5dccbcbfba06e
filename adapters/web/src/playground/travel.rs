//! Time passing: by itself, or at a wish.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use smallwins_core::store::StoreError;
use smallwins_core::work_off::work_off;

use super::live::Live;
use super::{Playground, memory};

/// The farthest that one wish moves the clock.
const FARTHEST: TimeDelta = TimeDelta::days(15);
/// How often whoever watches is told the time: the page shows minutes.
const TICK: Duration = Duration::from_secs(15);
/// How long to wait after the store failed.
const TRY_AGAIN: Duration = Duration::from_secs(5);

impl Playground {
    /// Does what is due while the clock ticks, until `shutdown` comes.
    pub async fn run(self: Arc<Playground>, shutdown: impl Future<Output = ()> + Send) {
        tokio::pin!(shutdown);
        loop {
            let wait = match self.catch_up().await {
                Ok(next) => next.map_or(TICK, |due| self.until(due)),
                Err(error) => {
                    tracing::warn!(%error, "The playground could not do what is due");
                    TRY_AGAIN
                }
            };
            self.tell(Live::Moved);
            tokio::select! {
                () = &mut shutdown => break,
                () = self.stirred.notified() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
        self.tell(Live::Closing);
    }

    /// Does everything that is due by now, and answers when the next thing is.
    pub(crate) async fn catch_up(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let _turn = self.turn.lock().await;
        work_off(&self.mentoring, self).await
    }

    /// Moves the clock to an instant. On the way it stops wherever something is due, so that nothing happens late
    /// or out of order. An instant that has passed is no move: the same wish twice moves once.
    pub(crate) async fn travel(&self, target: DateTime<Utc>) -> Result<(), StoreError> {
        let target = target.min(self.now() + FARTHEST);
        {
            let _turn = self.turn.lock().await;
            if target <= self.now() {
                return Ok(());
            }
            let mut next = work_off(&self.mentoring, self).await?;
            while let Some(due) = next.filter(|due| *due <= target) {
                // What stays due after it was tried moves on by a second, so that the journey ends.
                self.move_to(due.max(self.now() + TimeDelta::seconds(1)).min(target)).await?;
                next = work_off(&self.mentoring, self).await?;
                if self.now() >= target {
                    break;
                }
            }
            if self.now() < target {
                self.move_to(target).await?;
            }
        }
        self.stirred.notify_one();
        self.tell(Live::Moved);
        Ok(())
    }

    /// The clock is kept before anything is done by it: a restart on the way does not turn it back.
    async fn move_to(&self, at: DateTime<Utc>) -> Result<(), StoreError> {
        self.clock.set(at);
        self.keep(vec![memory::keepsake_of_clock(self.clock.offset())]).await
    }

    fn until(&self, due: DateTime<Utc>) -> Duration {
        (due - self.now()).to_std().unwrap_or(Duration::from_secs(1)).clamp(Duration::from_millis(50), TICK)
    }
}
