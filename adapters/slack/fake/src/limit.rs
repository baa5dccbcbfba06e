//! How often an app may call: off until a test switches it on, and never forgetful of a `Retry-After`.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

/// Team, method, channel.
type Key = (String, String, String);

#[derive(Debug, Default)]
pub(crate) struct Limits {
    /// Messages that a channel takes at once, before it is one a second.
    pub(crate) burst: Option<u32>,
    /// Whether the tiers of the methods are kept.
    pub(crate) tiers: bool,
    posted: HashMap<Key, Vec<DateTime<Utc>>>,
    called: HashMap<(String, String), Vec<DateTime<Utc>>>,
    quiet: HashMap<Key, DateTime<Utc>>,
}

impl Limits {
    /// Somebody was told to come back later.
    pub(crate) fn hush(&mut self, key: Key, until: DateTime<Utc>) {
        self.quiet.insert(key, until);
    }

    /// How many seconds this caller still has to wait, if it has come too early.
    pub(crate) fn is_early(&self, key: &Key, now: DateTime<Utc>) -> Option<u32> {
        let left = (*self.quiet.get(key)? - now).num_milliseconds();
        u32::try_from((left + 999) / 1000).ok().filter(|left| *left > 0)
    }

    /// Counts a message; the seconds to wait where it is one too many.
    pub(crate) fn post(&mut self, key: Key, now: DateTime<Utc>) -> Option<u32> {
        let burst = self.burst?;
        let posted = self.posted.entry(key).or_default();
        posted.retain(|at| now - *at < TimeDelta::seconds(i64::from(burst)));
        if posted.len() >= burst as usize {
            return Some(1);
        }
        posted.push(now);
        None
    }

    /// Counts a call of a method that may be called so often a minute.
    pub(crate) fn call(
        &mut self,
        team: &str,
        method: &str,
        a_minute: u32,
        now: DateTime<Utc>,
    ) -> Option<u32> {
        if !self.tiers {
            return None;
        }
        let called = self.called.entry((team.to_owned(), method.to_owned())).or_default();
        called.retain(|at| now - *at < TimeDelta::minutes(1));
        if called.len() >= a_minute as usize {
            let wait = TimeDelta::minutes(1) - (now - called[0]);
            return Some(u32::try_from(wait.num_seconds()).unwrap_or(1).max(1));
        }
        called.push(now);
        None
    }
}
