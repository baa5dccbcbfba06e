//! A call that serenity's limiter holds back: for a moment it waits, and for longer it comes to an end, as those who
//! deliver know better what to do meanwhile.
//!
//! serenity's books tell a callback that they are about to sleep, whether as a route is used up or as Discord said "too
//! many"; the request is sent after that. They do so in the task that makes the call, so that the call is known by a
//! value of the task. What is cut short there was not done, and a call that runs out of time while it waits was not
//! either.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use reqwest::Response;
use serenity::all::RatelimitInfo;
use serenity::http::{Ratelimiter, Request};
use tokio::time::{Instant, timeout};

use super::{Api, ApiError};

/// So long a call may wait for its route.
const A_MOMENT: Duration = Duration::from_secs(1);

tokio::task_local! {
    /// Until when the call of this task waits.
    static WAITS: Cell<Option<Instant>>;
}

impl Api {
    /// Sends a request when the books of its route let it through, and again when Discord asked to wait. serenity has
    /// a loop of its own for this, which does not tell what Discord answered from what stands in the books.
    pub(super) async fn in_turn(
        &self,
        limiter: &Ratelimiter,
        request: &Request<'_>,
    ) -> Result<Response, ApiError> {
        let (routes, route) = (limiter.routes(), request.route_ref().ratelimiting_bucket());
        let book = Arc::clone(routes.write().await.entry(route).or_default());
        loop {
            book.lock().await.pre_hook(request, &told).await;
            let response = self.send_now(request.clone()).await?;
            match book.lock().await.post_hook(&response, request, &told, false).await {
                Ok(true) => {}
                Ok(false) | Err(_) => return Ok(response),
            }
        }
    }
}

/// The call of this task is about to wait.
fn told(wait: RatelimitInfo) {
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
