//! What weights somebody has seen the last weeks played by, so that they can settle those and no others.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::act::begun::Begun;
use crate::decision::Change;
use crate::matching::Weights;

/// What the names of trials begin with, among the keepsakes.
pub(in crate::act) const TRIALS: &str = "weights/";
/// What was seen is good for so long: after that the last four weeks are others.
const LASTS: TimeDelta = TimeDelta::days(1);

/// Weights that somebody has seen the last weeks played by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::act) struct Trial {
    /// Which, and in the place of which version.
    weights: Weights,
    /// When.
    at: DateTime<Utc>,
}

/// Those that are good for nothing any more go.
pub(in crate::act) fn tried_long_ago(
    kept: Vec<(String, String)>,
    now: DateTime<Utc>,
) -> impl Iterator<Item = Change> {
    let is_over = move |kept: &str| {
        let trial = serde_json::from_str::<Trial>(kept);
        trial.is_ok_and(|trial| now - trial.at >= LASTS)
    };
    let over = kept.into_iter().filter(move |(_, kept)| is_over(kept));
    over.map(|(name, kept)| Change::Outdated(name, kept))
}

impl Begun for Trial {
    const NAMED: &'static str = TRIALS;
}

impl Trial {
    /// Somebody sees now what comes of these weights.
    pub(super) fn of(weights: &Weights, now: DateTime<Utc>) -> Trial {
        Trial { weights: weights.clone(), at: now }
    }

    /// Whether it is of these weights, in the place of that version, and not too long ago.
    pub(super) fn is_of(&self, wished: &Weights, in_place_of: u32, now: DateTime<Utc>) -> bool {
        let same = self.weights.version == in_place_of && self.weights.count_as(wished);
        same && now - self.at < LASTS
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{member, now};

    #[test]
    fn what_was_tried_goes_after_its_day() {
        let Change::Keepsake(name, Some(kept)) = Trial::of(&Weights::default(), now()).kept(&member("dee"))
        else {
            panic!("it is kept")
        };
        let over = |hours| {
            let kept =
                vec![(name.clone(), kept.clone()), ("weights/eve".to_owned(), "of another kind".to_owned())];
            tried_long_ago(kept, now() + TimeDelta::hours(hours)).collect::<Vec<_>>()
        };
        assert_eq!(over(23), []);
        assert_eq!(over(24), [Change::Outdated(name.clone(), kept.clone())]);
    }
}
