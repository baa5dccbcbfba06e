//! How often sessions were opened today: Discord takes the token of whoever opens too many, and wants five seconds
//! between two.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::sync::{Mutex, MutexGuard};
use tokio::time::{Instant, sleep_until};

use crate::discord::NotOpened;

const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// How far two sessions have to lie apart.
const APART: Duration = Duration::from_secs(5);

/// The sessions of this process, of the last day.
#[derive(Debug)]
pub(super) struct Breaker {
    most: usize,
    opened: Mutex<VecDeque<Instant>>,
}

impl Breaker {
    /// A breaker that lets so many sessions be opened in a day.
    pub(super) fn of(most: usize) -> Breaker {
        Breaker { most, opened: Mutex::default() }
    }

    /// Waits for the turn to open a session. Whoever comes meanwhile waits until it was taken, too.
    ///
    /// # Errors
    /// There were too many today.
    pub(super) async fn turn(&self) -> Result<Turn<'_>, NotOpened> {
        let mut opened = self.opened.lock().await;
        let now = Instant::now();
        while opened.front().is_some_and(|at| now - *at >= A_DAY) {
            opened.pop_front();
        }
        if opened.len() >= self.most {
            tracing::error!(
                opened = opened.len(),
                "Too many sessions were opened on Discord's gateway today"
            );
            return Err(NotOpened::Sessions(opened.len()));
        }
        if let Some(last) = opened.back() {
            sleep_until(*last + APART).await;
        }
        Ok(Turn { opened })
    }
}

/// The turn to open a session.
#[derive(Debug)]
pub(super) struct Turn<'a> {
    opened: MutexGuard<'a, VecDeque<Instant>>,
}

impl Turn<'_> {
    /// One is opened.
    pub(super) fn taken(mut self) {
        metrics::counter!("discord_sessions_opened_total").increment(1);
        self.opened.push_back(Instant::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn sessions_are_opened_five_seconds_apart() {
        let (breaker, begun) = (Breaker::of(3), Instant::now());
        for seconds in [0, 5, 10] {
            breaker.turn().await.unwrap().taken();
            assert_eq!(begun.elapsed().as_secs(), seconds);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_could_not_be_opened_does_not_count() {
        let breaker = Breaker::of(1);
        drop(breaker.turn().await.unwrap());
        breaker.turn().await.unwrap().taken();
        assert!(breaker.turn().await.is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn after_too_many_none_is_opened_until_the_day_is_over() {
        let breaker = Breaker::of(2);
        breaker.turn().await.unwrap().taken();
        tokio::time::advance(A_DAY / 2).await;
        breaker.turn().await.unwrap().taken();
        assert!(matches!(breaker.turn().await, Err(NotOpened::Sessions(2))));
        tokio::time::advance(A_DAY / 2).await;
        breaker.turn().await.unwrap().taken();
        assert!(breaker.turn().await.is_err());
    }
}
