//! Whose direct messages are shut: whoever speaks is tried again, and somebody who speaks all day is not refused all
//! day.
//!
//! Discord counts refusals, and too many of them stop everybody's messages. A few tries find a door that was opened
//! just now; after those it is left alone for a while.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

/// So many refusals, and no more, are met at one door within this time: that in which Discord counts them.
const MOST: usize = 3;
const WITHIN: TimeDelta = TimeDelta::minutes(10);
/// As many doors as are remembered before the old ones are looked for.
const MANY: usize = 1 << 12;

/// The doors at which we were refused lately, by whose they are.
#[derive(Debug, Default)]
pub(super) struct Doors {
    refused: Mutex<HashMap<String, Vec<DateTime<Utc>>>>,
}

impl Doors {
    /// We were refused at somebody's door.
    pub(super) fn refused(&self, user: &str, now: DateTime<Utc>) {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        if refused.len() >= MANY {
            refused.retain(|_, times| times.iter().any(|at| now - *at < WITHIN));
        }
        let times = refused.entry(user.to_owned()).or_default();
        times.retain(|at| now - *at < WITHIN);
        times.push(now);
    }

    /// Somebody's door is open.
    pub(super) fn opened(&self, user: &str) {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner).remove(user);
    }

    /// Whether somebody's door is left alone.
    pub(super) fn is_left_alone(&self, user: &str, now: DateTime<Utc>) -> bool {
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        let lately = |times: &Vec<DateTime<Utc>>| times.iter().filter(|at| now - **at < WITHIN).count();
        refused.get(user).is_some_and(|times| lately(times) >= MOST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_door_is_left_alone_after_three_refusals_within_ten_minutes() {
        let (doors, now) = (Doors::default(), DateTime::UNIX_EPOCH);
        for minute in [0, 4, 8] {
            assert!(!doors.is_left_alone("1", now + TimeDelta::minutes(minute)));
            doors.refused("1", now + TimeDelta::minutes(minute));
        }
        assert!(doors.is_left_alone("1", now + TimeDelta::minutes(9)));
        assert!(!doors.is_left_alone("2", now + TimeDelta::minutes(9)));
        assert!(!doors.is_left_alone("1", now + TimeDelta::minutes(10)));
        doors.refused("1", now + TimeDelta::minutes(10));
        doors.opened("1");
        assert!(!doors.is_left_alone("1", now + TimeDelta::minutes(11)));
    }

    #[test]
    fn a_crowd_of_doors_is_not_remembered_for_ever() {
        let (doors, now) = (Doors::default(), DateTime::UNIX_EPOCH);
        for user in 0..MANY {
            doors.refused(&user.to_string(), now);
        }
        doors.refused("another", now + WITHIN);
        assert_eq!(doors.refused.lock().unwrap().len(), 1);
    }
}
