//! What is still being done after the platform was told that it arrived.

use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// What is still being done.
#[derive(Debug, Clone, Default)]
pub struct Errands {
    running: watch::Sender<usize>,
}

impl Errands {
    /// Does something to its end, whatever becomes of the one who waits for it.
    pub fn run<F>(&self, errand: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        let underway = Underway::begin(self.running.clone());
        tokio::spawn(async move {
            let _underway = underway;
            errand.await
        })
    }

    /// Waits until all is done.
    pub async fn over(&self) {
        let mut running = self.running.subscribe();
        // Its sender is ours, and lives as long as we do.
        let _ = running.wait_for(|running| *running == 0).await;
    }

    /// Waits until all is done, and not longer than that.
    pub async fn finish(&self, within: Duration) {
        if timeout(within, self.over()).await.is_err() {
            tracing::warn!(running = *self.running.borrow(), "Answers were still under way");
        }
    }
}

/// One errand, counted until it is dropped: by its end or by its panic.
struct Underway(watch::Sender<usize>);

impl Underway {
    fn begin(running: watch::Sender<usize>) -> Underway {
        running.send_modify(|running| *running += 1);
        Underway(running)
    }
}

impl Drop for Underway {
    fn drop(&mut self) {
        self.0.send_modify(|running| *running -= 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_is_under_way_is_waited_for() {
        let errands = Errands::default();
        let errand = errands.run(tokio::time::sleep(Duration::from_millis(500)));
        errands.finish(Duration::from_secs(1)).await;
        assert!(errand.is_finished());
    }

    #[tokio::test(start_paused = true)]
    async fn and_not_for_ever() {
        let errands = Errands::default();
        drop(errands.run(std::future::pending::<()>()));
        errands.finish(Duration::from_secs(1)).await;
    }
}
