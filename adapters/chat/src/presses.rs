//! Which buttons were pressed a moment ago: who presses twice means it once.
//!
//! A platform gives each press an id of its own, so the core would hear two calls. A decision may stand twice, a form
//! cannot be opened twice, and a second answer to the same press only confuses.

use std::collections::VecDeque;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// How soon a second press of the same button is the first one still.
const A_MOMENT: Duration = Duration::from_secs(2);
/// How many presses are remembered.
const MOST: usize = 1024;

/// The presses of the last two seconds.
#[derive(Debug, Default)]
pub struct Presses {
    lately: Mutex<VecDeque<(u64, Instant)>>,
    state: RandomState,
}

impl Presses {
    /// Whether a button was not pressed a moment ago.
    pub fn is_first(&self, button: &str) -> bool {
        let (button, now) = (self.state.hash_one(button), Instant::now());
        let mut lately = self.lately.lock().unwrap_or_else(PoisonError::into_inner);
        while lately.front().is_some_and(|(_, at)| now - *at >= A_MOMENT) || lately.len() >= MOST {
            lately.pop_front();
        }
        let is_first = lately.iter().all(|(known, _)| *known != button);
        if is_first {
            lately.push_back((button, now));
        }
        is_first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_presses_twice_means_it_once() {
        let presses = Presses::default();
        assert!(presses.is_first("a"));
        assert!(presses.is_first("b"));
        assert!(!presses.is_first("a"));
        tokio::time::advance(A_MOMENT).await;
        assert!(presses.is_first("a"));
    }

    #[tokio::test(start_paused = true)]
    async fn a_crowd_is_not_remembered_for_ever() {
        let presses = Presses::default();
        for button in 0..5 * MOST {
            assert!(presses.is_first(&button.to_string()));
        }
        assert!(presses.lately.lock().unwrap().len() <= MOST);
    }
}
