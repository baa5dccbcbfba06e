//! The time a platform goes by: whatever the test says it is.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};

/// Tells the time of a platform. Whatever lasts for a while there goes by it; how long somebody waits for an answer is
/// measured in real time.
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

    /// The same clock, to be read by a platform.
    pub fn clock(&self) -> Clock {
        let hands = self.clone();
        Arc::new(move || hands.now())
    }
}

/// A clock that runs as fast as the real one, from this instant on: for clients that wait in real time.
pub fn running(from: DateTime<Utc>) -> Clock {
    let started = Instant::now();
    Arc::new(move || from + started.elapsed())
}
