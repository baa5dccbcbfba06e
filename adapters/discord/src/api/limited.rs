//! A call that serenity's limiter holds back: for a moment it waits, and for longer it comes to an end, as those who
//! deliver know better what to do meanwhile.
//!
//! serenity tells a callback that it is about to sleep, whether as a route is used up or as Discord said "too many",
//! and sends the request after that. It does so in the task that makes the call, so that the call is known by a value
//! of the task. What is cut short there was not done, and a call that runs out of time while it waits was not either.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use serenity::http::RatelimitInfo;
use tokio::time::{Instant, timeout};

use super::ApiError;
use super::guard::Guard;

/// So long a call may wait for its route.
const A_MOMENT: Duration = Duration::from_secs(1);

tokio::task_local! {
    /// Until when the call of this task waits.
    static WAITS: Cell<Option<Instant>>;
}

/// serenity is about to wait. It does not tell whether Discord has said so or its own books: as bad answers are counted
/// to stay far away from a ban, this counts as one.
pub(super) fn told(guard: &Guard, wait: &RatelimitInfo) {
    guard.bad();
    if wait.global {
        guard.hush_all(wait.timeout);
    }
    // Outside of a call nobody waits for it.
    let _ = WAITS.try_with(|waits| waits.set(Some(Instant::now() + wait.timeout)));
}

/// Makes a call within a time.
pub(super) async fn in_time<T>(
    within: Duration,
    call: impl Future<Output = Result<T, ApiError>>,
) -> Result<T, ApiError> {
    let timed = async {
        let mut call = pin!(call);
        let cut_short = poll_fn(|context| match call.as_mut().poll(context) {
            Poll::Pending => match waits().filter(|wait| *wait > A_MOMENT) {
                Some(wait) => Poll::Ready(Err(ApiError::TooMany(wait))),
                None => Poll::Pending,
            },
            answered => answered,
        });
        match timeout(within, cut_short).await {
            Ok(answered) => answered,
            Err(_) => Err(waits().map_or(ApiError::Unknown("no answer in time"), ApiError::TooMany)),
        }
    };
    WAITS.scope(Cell::new(None), timed).await
}

/// How long the call of this task still waits.
fn waits() -> Option<Duration> {
    let until = WAITS.with(Cell::get)?;
    Some(until.saturating_duration_since(Instant::now())).filter(|wait| !wait.is_zero())
}

#[cfg(test)]
mod tests {
    use tokio::time::sleep;

    use super::*;

    const WITHIN: Duration = Duration::from_secs(10);

    async fn waits_for(wait: Duration) -> Result<(), ApiError> {
        in_time(WITHIN, async {
            WAITS.with(|waits| waits.set(Some(Instant::now() + wait)));
            sleep(wait).await;
            Ok(())
        })
        .await
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_waits_for_a_moment_and_not_for_long() {
        let begun = Instant::now();
        assert_eq!(waits_for(Duration::from_millis(900)).await, Ok(()));
        assert_eq!(begun.elapsed(), Duration::from_millis(900));
        let long = Duration::from_secs(30);
        assert_eq!(waits_for(long).await, Err(ApiError::TooMany(long)));
        assert_eq!(begun.elapsed(), Duration::from_millis(900));
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_that_runs_out_of_time_while_it_waits_was_not_made() {
        let held_back = in_time(Duration::from_millis(500), async {
            WAITS.with(|waits| waits.set(Some(Instant::now() + Duration::from_millis(900))));
            sleep(WITHIN).await;
            Ok(())
        });
        assert_eq!(held_back.await, Err(ApiError::TooMany(Duration::from_millis(400))));
        let silent = in_time(WITHIN, async {
            WAITS.with(|waits| waits.set(Some(Instant::now() + Duration::from_millis(900))));
            sleep(Duration::from_secs(60)).await;
            Ok(())
        });
        assert_eq!(silent.await, Err(ApiError::Unknown("no answer in time")));
    }
}
