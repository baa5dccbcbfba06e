//! How much each part of the score counts in a community: a value with a version, changed as a whole.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::score::Part;
use crate::id::MemberId;

/// A part counts at most three times as much as it does at first.
pub const MOST_PERCENT: u16 = 300;
/// What every part counts at first.
pub const USUAL_PERCENT: u16 = 100;

/// How much each part of the score counts, in percent of its usual points.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Weights {
    /// How often they were changed; 0 are those that every community begins with.
    pub version: u32,
    /// Who changed them last, and when.
    pub set: Option<Set>,
    /// Those parts that do not count as usual.
    pub(crate) percents: BTreeMap<Part, u16>,
}

/// Who changed weights, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Set {
    /// Who.
    pub by: MemberId,
    /// When.
    pub at: DateTime<Utc>,
}

/// A weight lies between nothing and [`MOST_PERCENT`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a weight is from 0 to {MOST_PERCENT} percent")]
pub struct OutOfBounds;

impl Weights {
    /// What a part counts, in percent.
    pub fn of(&self, part: Part) -> u16 {
        self.percents.get(&part).copied().unwrap_or(USUAL_PERCENT).min(MOST_PERCENT)
    }

    /// With another weight for a part; who changed it and its version stay as they are.
    ///
    /// # Errors
    /// See [`OutOfBounds`].
    pub fn with(mut self, part: Part, percent: u32) -> Result<Weights, OutOfBounds> {
        let percent = u16::try_from(percent).ok().filter(|percent| *percent <= MOST_PERCENT);
        let percent = percent.ok_or(OutOfBounds)?;
        self.percents.insert(part, percent);
        self.percents.retain(|_, percent| *percent != USUAL_PERCENT);
        Ok(self)
    }

    /// Whether two count everything alike, whoever set them.
    pub fn count_as(&self, other: &Weights) -> bool {
        Part::ALL.into_iter().all(|part| self.of(part) == other.of(part))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_community_that_was_kept_before_weights_came_counts_everything_as_usual() {
        let kept: Weights = serde_json::from_str("{}").unwrap();
        assert_eq!(kept, Weights::default());
        assert!(Part::ALL.into_iter().all(|part| kept.of(part) == USUAL_PERCENT));
    }

    #[test]
    fn a_weight_that_was_kept_by_hand_beyond_its_bounds_counts_as_the_most() {
        let kept: Weights = serde_json::from_str(r#"{"percents":{"topic":9000}}"#).unwrap();
        assert_eq!(kept.of(Part::Topic), MOST_PERCENT);
    }

    proptest! {
        #[test]
        fn weights_are_kept_as_they_are_and_within_their_bounds(
            wished in proptest::collection::vec((0..Part::ALL.len(), 0..1_000_u32), 0..9),
        ) {
            let mut weights = Weights::default();
            for (place, percent) in wished {
                let part = Part::ALL[place];
                match weights.clone().with(part, percent) {
                    Ok(changed) => {
                        prop_assert_eq!(u32::from(changed.of(part)), percent);
                        weights = changed;
                    }
                    Err(OutOfBounds) => prop_assert!(percent > u32::from(MOST_PERCENT)),
                }
            }
            let kept = serde_json::to_string(&weights).unwrap();
            prop_assert_eq!(serde_json::from_str::<Weights>(&kept).unwrap(), weights);
        }
    }
}
