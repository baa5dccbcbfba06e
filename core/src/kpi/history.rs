//! What happened to one thing, in the order in which it happened.

use chrono::{DateTime, Utc};

use crate::id::FactId;

/// When something happened; of two at the same instant, the id says which came first.
pub(super) type Stamp = (DateTime<Utc>, FactId);

/// What happened to one thing, in order of time, in whatever order it was told. What is told twice happened once.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct History<T>(Vec<(Stamp, T)>);

impl<T> Default for History<T> {
    fn default() -> Self {
        History(Vec::new())
    }
}

impl<T> History<T> {
    pub(super) fn add(&mut self, stamp: Stamp, what: T) {
        let place = match self.0.last() {
            Some((last, _)) if *last >= stamp => self.0.partition_point(|(known, _)| *known < stamp),
            _ => self.0.len(),
        };
        if self.0.get(place).is_none_or(|(known, _)| *known != stamp) {
            self.0.insert(place, (stamp, what));
        }
    }

    /// What happened before an instant, the earliest first.
    pub(super) fn before(&self, to: DateTime<Utc>) -> impl DoubleEndedIterator<Item = (DateTime<Utc>, &T)> {
        let end = self.0.partition_point(|((at, _), _)| *at < to);
        self.0[..end].iter().map(|((at, _), what)| (*at, what))
    }

    /// The first of it, if that was before an instant.
    pub(super) fn first(&self, to: DateTime<Utc>) -> Option<(DateTime<Utc>, &T)> {
        self.before(to).next()
    }

    /// The last of it before an instant.
    pub(super) fn last(&self, to: DateTime<Utc>) -> Option<(DateTime<Utc>, &T)> {
        self.before(to).next_back()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{at, id};

    #[test]
    fn what_is_told_late_or_twice_stands_in_its_place_once() {
        let mut history = History::default();
        let [one, two, three] =
            ["2026-11-01", "2026-11-02", "2026-11-03"].map(|day| at(&format!("{day}T00:00:00Z")));
        for (at, name) in [(three, "c"), (one, "a"), (two, "b"), (three, "c"), (one, "a")] {
            history.add((at, id(name)), name);
        }
        let before: Vec<_> = history.before(three).collect();
        assert_eq!(before, [(one, &"a"), (two, &"b")]);
        assert_eq!((history.first(one), history.first(two)), (None, Some((one, &"a"))));
        assert_eq!(history.last(three), Some((two, &"b")));
    }
}
