//! What is known of one thing, kept short: instants with their days, in order of time.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::kpi::frame::{Day, day_of};

/// When something happened: Unix milliseconds, and the day of the community.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct When(pub(super) i64, pub(super) Day);

impl When {
    pub(super) fn of(at: DateTime<Utc>, zone: Tz) -> When {
        When(at.timestamp_millis(), day_of(at, zone))
    }

    pub(super) fn at(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).expect("it was an instant")
    }
}

/// What happened to one thing, the earliest first; of two at one instant, in the order in which they were told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Log<T>(Vec<(When, T)>);

impl<T> Default for Log<T> {
    fn default() -> Self {
        Log(Vec::new())
    }
}

impl<T> Log<T> {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn add(&mut self, when: When, what: T) {
        let place = self.0.partition_point(|(known, _)| known.0 <= when.0);
        self.0.insert(place, (when, what));
    }

    /// What was known by the end of a day.
    pub(super) fn by(&self, day: Day) -> impl DoubleEndedIterator<Item = (When, &T)> {
        self.0.iter().filter(move |(when, _)| when.1 <= day).map(|(when, what)| (*when, what))
    }

    /// The last of it by the end of a day.
    pub(super) fn last(&self, day: Day) -> Option<(When, &T)> {
        self.by(day).next_back()
    }

    /// All of it.
    pub(super) fn all(&self) -> impl Iterator<Item = (When, &T)> {
        self.0.iter().map(|(when, what)| (*when, what))
    }

    pub(super) fn days(&self) -> impl Iterator<Item = Day> {
        self.0.iter().map(|(when, _)| when.1)
    }
}

/// What happens to a thing once: the first of it counts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Once<T>(Option<(When, T)>);

impl<T> Default for Once<T> {
    fn default() -> Self {
        Once(None)
    }
}

impl<T> Once<T> {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Says whether it is the first now.
    pub(super) fn add(&mut self, when: When, what: T) -> bool {
        let first = self.0.as_ref().is_none_or(|(known, _)| when.0 < known.0);
        if first {
            self.0 = Some((when, what));
        }
        first
    }

    pub(super) fn get(&self) -> Option<(When, &T)> {
        self.0.as_ref().map(|(when, what)| (*when, what))
    }

    /// It, when it was known by the end of a day.
    pub(super) fn by(&self, day: Day) -> Option<(When, &T)> {
        self.get().filter(|(when, _)| when.1 <= day)
    }

    pub(super) fn days(&self) -> impl Iterator<Item = Day> {
        self.0.iter().map(|(when, _)| when.1)
    }
}
