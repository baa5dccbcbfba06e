//! Something that somebody will say, and the order in which it is said.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use chrono::{DateTime, SubsecRound, Utc};
use chrono_tz::Tz;
use smallwins_core::mentoring::Said;
use smallwins_core::message::Values;

use super::cast::Caps;
use super::hours::Week;

/// What somebody says of themselves by it, once Smallwins has said that it is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Means {
    Nothing,
    Week(&'static Week),
    Zone(Tz),
    Mentors(Caps),
    /// Office hours.
    Office(&'static Week),
}

/// Something that somebody will say.
#[derive(Debug, Clone)]
pub(crate) struct Act {
    pub(crate) at: DateTime<Utc>,
    pub(crate) said: Said,
    pub(crate) means: Means,
}

impl Act {
    /// They will type something.
    pub(crate) fn types(text: impl Into<String>, at: DateTime<Utc>) -> Act {
        Act { at, said: Said::Line(text.into()), means: Means::Nothing }
    }

    /// They will press a button that says this.
    pub(crate) fn presses(action: impl ToString, at: DateTime<Utc>) -> Act {
        Act { at, said: Said::Press(action.to_string()), means: Means::Nothing }
    }

    /// They will send a form.
    pub(crate) fn sends(action: impl ToString, values: Values, at: DateTime<Utc>) -> Act {
        Act { at, said: Said::Form { action: action.to_string(), values }, means: Means::Nothing }
    }

    /// And mean this by it.
    pub(crate) fn meaning(self, means: Means) -> Act {
        Act { means, ..self }
    }
}

/// Everything that people will say, the earliest first; what is said at the same time, in the order in which it was
/// thought of.
#[derive(Default)]
pub(crate) struct Diary {
    waiting: BinaryHeap<Entry>,
    written: u64,
}

struct Entry {
    at: DateTime<Utc>,
    order: u64,
    who: usize,
    act: Act,
}

impl Diary {
    /// Somebody means to say something.
    pub(crate) fn write(&mut self, who: usize, act: Act) {
        self.written += 1;
        // People do not come to it within the same second.
        let at = act.at.trunc_subsecs(0);
        self.waiting.push(Entry { at, order: self.written, who, act });
    }

    /// When the next of it is said.
    pub(crate) fn next(&self) -> Option<DateTime<Utc>> {
        self.waiting.peek().map(|entry| entry.at)
    }

    /// Who says what by then.
    pub(crate) fn take(&mut self, by: DateTime<Utc>) -> Option<(usize, Act)> {
        self.next().filter(|at| *at <= by)?;
        self.waiting.pop().map(|entry| (entry.who, entry.act))
    }
}

impl Ord for Entry {
    /// The earliest is the greatest, as a heap gives that first.
    fn cmp(&self, other: &Entry) -> Ordering {
        (other.at, other.order).cmp(&(self.at, self.order))
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Entry) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Entry) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Entry {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_due_comes_in_order_and_nothing_before_its_time() {
        let at = |seconds: i64| DateTime::from_timestamp(1_790_000_000 + seconds, 0).unwrap();
        let mut diary = Diary::default();
        for (who, seconds) in [(0, 20), (1, 10), (2, 20), (3, 30)] {
            diary.write(who, Act::types("me", at(seconds)));
        }
        assert_eq!(diary.next(), Some(at(10)));
        let said: Vec<usize> = std::iter::from_fn(|| diary.take(at(20))).map(|(who, _)| who).collect();
        assert_eq!(said, [1, 0, 2]);
        assert!(diary.take(at(29)).is_none() && diary.take(at(30)).is_some());
    }
}
