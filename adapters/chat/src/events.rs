//! Which events were heard lately: a platform tells of one again when our acknowledgement was late or got lost, and
//! whoever was answered is not answered again.
//!
//! The core keeps a call's reply, and gives it again to whoever asks again: that is for a person who waits for it. What
//! is born of an event is posted by us, and stands there already.

use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// How long an event is remembered: platforms give up long before.
const LATELY: Duration = Duration::from_secs(60 * 60);
/// How many are remembered, at 40 bytes each.
const MOST: usize = 1 << 15;

/// The events of the last hour.
#[derive(Debug, Default)]
pub struct Events {
    lately: Mutex<Lately>,
    state: RandomState,
}

#[derive(Debug, Default)]
struct Lately {
    known: HashSet<u64>,
    in_order: VecDeque<(u64, Instant)>,
}

impl Events {
    /// Begins to hear an event that is told for the first time.
    pub fn begin(&self, place: &str, id: &str) -> Option<Hearing<'_>> {
        let (event, now) = (self.state.hash_one((place, id)), Instant::now());
        let mut lately = self.lock();
        lately.forget(now);
        if !lately.known.insert(event) {
            return None;
        }
        lately.in_order.push_back((event, now));
        Some(Hearing { events: self, event })
    }

    fn lock(&self) -> MutexGuard<'_, Lately> {
        self.lately.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An event that is being heard. Unless it is taken up it may be told again.
#[derive(Debug)]
pub struct Hearing<'a> {
    events: &'a Events,
    event: u64,
}

impl Hearing<'_> {
    /// It is done to its end, whatever becomes of the one who told it.
    pub fn taken_up(self) {
        std::mem::forget(self);
    }
}

impl Drop for Hearing<'_> {
    fn drop(&mut self) {
        let mut lately = self.events.lock();
        lately.known.remove(&self.event);
        lately.in_order.retain(|(event, _)| *event != self.event);
    }
}

impl Lately {
    /// Forgets what is long ago, and the oldest when there are too many.
    fn forget(&mut self, now: Instant) {
        while let Some((event, at)) = self.in_order.front() {
            if now - *at < LATELY && self.in_order.len() < MOST {
                break;
            }
            self.known.remove(event);
            self.in_order.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_event_is_heard_once_in_an_hour() {
        let events = Events::default();
        events.begin("T1", "Ev1").unwrap().taken_up();
        assert!(events.begin("T1", "Ev1").is_none());
        assert!(events.begin("T2", "Ev1").is_some() && events.begin("T1", "Ev2").is_some());
        tokio::time::advance(LATELY).await;
        assert!(events.begin("T1", "Ev1").is_some());
    }

    #[tokio::test]
    async fn what_was_not_taken_up_may_be_told_again() {
        let events = Events::default();
        let hearing = events.begin("T1", "Ev1");
        assert!(events.begin("T1", "Ev1").is_none(), "it is being heard");
        drop(hearing);
        events.begin("T1", "Ev1").unwrap().taken_up();
        assert!(events.begin("T1", "Ev1").is_none());
    }

    #[tokio::test]
    async fn a_crowd_is_not_remembered_for_ever() {
        let events = Events::default();
        for id in 0..MOST + 10 {
            events.begin("T1", &id.to_string()).unwrap().taken_up();
        }
        let lately = events.lock();
        assert_eq!((lately.known.len(), lately.in_order.len()), (MOST, MOST));
    }
}
