//! The time Slack goes by: whatever the test says it is.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

/// Tells the time of the workspaces. Triggers, `ts`, `response_url`s and "do not disturb" go by it; how long an
/// acknowledgement takes is measured in real time.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// A clock that stands still until somebody moves it.
#[derive(Debug, Clone)]
pub struct StandingClock(Arc<Mutex<DateTime<Utc>>>);

impl StandingClock {
    /// A clock that stands at this instant.
    pub fn at(instant: DateTime<Utc>) -> StandingClock {
        StandingClock(Arc::new(Mutex::new(instant)))
    }

    /// What it shows.
    pub fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Moves it on.
    pub fn pass(&self, time: TimeDelta) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += time;
    }

    /// The same clock, to be read by [`Slack::start`](crate::Slack::start).
    pub fn clock(&self) -> Clock {
        let hands = self.clone();
        Arc::new(move || hands.now())
    }
}
