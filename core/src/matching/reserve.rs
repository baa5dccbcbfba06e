//! Room that is kept for what presses, by Littlewood's rule.
//!
//! K. Littlewood, "Forecasting and control of passenger bookings" (1972), for seats of an aeroplane: somebody who pays
//! less gets a seat as long as that is worth no less than what is lost when somebody who pays more finds none. Here a
//! seat is a session that a mentor still gives this week, what presses counts twice as much as what does not, and how
//! much will press until the week is over is taken from the last four weeks as a Poisson variable D. So what does not
//! press takes the x-th last seat only where P(D ≥ x) is at most a half, and waits otherwise. The seats of all who
//! could take an ask count together, so where there is room nobody waits. A round keeps as much as an ask by itself
//! does (`gather`).

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::topic::Topic;

/// So far back it is counted how much pressed.
pub(super) const COUNTED: TimeDelta = TimeDelta::weeks(4);
/// So many are kept at most: the latest.
const MOST: usize = 200;
/// What does not press is worth such a part of what does.
const WORTH: f64 = 0.5;

/// What pressed lately.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pressed(Vec<Once>);

/// An ask that pressed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Once {
    at: DateTime<Utc>,
    topic: Topic,
}

/// Room that is kept, and for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// How many seats of this week are left.
    pub free: usize,
    /// How many of them are kept.
    pub kept: usize,
}

impl Pressed {
    /// With one more ask that pressed, of a topic.
    pub fn with(mut self, topic: Topic, now: DateTime<Utc>) -> Pressed {
        self.0.push(Once { at: now, topic });
        let surplus = self.0.len().saturating_sub(MOST);
        self.0.drain(..surplus);
        self.0.retain(|once| now - once.at < COUNTED);
        self
    }

    /// How many asks that press are to be expected within a time, of topics that share a stem with some words.
    pub(super) fn expected(&self, stems: &[String], within: TimeDelta, now: DateTime<Utc>) -> f64 {
        let alike = |once: &&Once| once.topic.stems().iter().any(|stem| stems.contains(stem));
        let lately = self.0.iter().filter(|once| now - once.at < COUNTED).filter(alike).count();
        lately as f64 * within.num_minutes().max(0) as f64 / COUNTED.num_minutes() as f64
    }
}

impl Kept {
    /// What is kept of so many free seats, where so many asks that press are expected; none where nothing is.
    pub(super) fn of(free: usize, expected: f64) -> Option<Kept> {
        let kept = protected(expected);
        (kept > 0).then_some(Kept { free, kept })
    }

    /// Whether what does not press has to wait.
    pub fn holds_back(&self) -> bool {
        self.free <= self.kept
    }
}

/// How many seats are kept for what presses, where so many asks that do are expected.
fn protected(expected: f64) -> usize {
    // P(D = 0), P(D = 1), … taken away from 1 until no more than the part is left.
    let (mut seats, mut exactly, mut at_least) = (0, (-expected).exp(), 1.0);
    loop {
        at_least -= exactly;
        if at_least <= WORTH {
            return seats;
        }
        seats += 1;
        exactly *= expected / seats as f64;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sample::now;

    #[test]
    fn as_many_seats_are_kept_as_are_more_likely_needed_than_not() {
        // P(D ≥ 1) is 0.393, 0.632; P(D ≥ 2) is 0.594 of 2 and 0.264 of 1; P(D ≥ 5) is 0.560 of 5, P(D ≥ 6) 0.384.
        for (expected, seats) in [(0.0, 0), (0.5, 0), (0.7, 1), (1.0, 1), (2.0, 2), (5.0, 5)] {
            assert_eq!(protected(expected), seats, "{expected}");
        }
    }

    #[test]
    fn what_pressed_is_counted_by_topic_and_for_four_weeks() {
        let topic = |name: &str| Topic::parse(name).unwrap();
        let days = |days| now() + TimeDelta::days(days);
        let pressed = Pressed::default().with(topic("parsing"), now()).with(topic("welding"), now());
        let stems: Vec<String> = topic("parsers").stems().iter().cloned().collect();
        assert_eq!(pressed.expected(&stems, COUNTED, days(1)), 1.0);
        assert_eq!(pressed.expected(&stems, TimeDelta::weeks(1), days(1)), 0.25);
        assert_eq!(pressed.expected(&stems, COUNTED, days(28)), 0.0);
        assert_eq!(pressed.expected(&stems, TimeDelta::days(-1), days(1)), 0.0);
        let kept = serde_json::to_string(&pressed).unwrap();
        assert_eq!(serde_json::from_str::<Pressed>(&kept).unwrap(), pressed);
    }

    proptest! {
        #[test]
        fn the_more_is_expected_the_more_is_kept_and_never_without_end(a in 0.0..60.0_f64, b in 0.0..60.0_f64) {
            let (less, more) = (a.min(b), a.max(b));
            prop_assert!(protected(less) <= protected(more));
            prop_assert!((protected(more) as f64 - more).abs() <= 1.0);
        }
    }
}
