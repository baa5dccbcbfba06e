//! What weights somebody has seen the last weeks played by, so that they can settle those and no others.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::decision::Change;
use crate::matching::Weights;
use crate::member::Member;

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

impl Trial {
    /// Somebody sees now what comes of these weights.
    pub(super) fn of(weights: &Weights, now: DateTime<Utc>) -> Trial {
        Trial { weights: weights.clone(), at: now }
    }

    /// Under which name somebody's trial is kept. Their handle ends it, so that it goes when they are erased.
    pub(in crate::act) fn name(of: &Member) -> String {
        format!("{TRIALS}{}", of.handle.0)
    }

    /// The trial of somebody among keepsakes.
    pub(in crate::act) fn among(keepsakes: Vec<(String, String)>, of: &Member) -> Option<Trial> {
        let name = Trial::name(of);
        let (_, kept) = keepsakes.into_iter().find(|(known, _)| *known == name)?;
        serde_json::from_str(&kept).ok()
    }

    /// It is kept; what they saw before is not.
    pub(super) fn kept(&self, of: &Member) -> Change {
        let body = serde_json::to_string(self).expect("its keys are text");
        Change::Keepsake(Trial::name(of), Some(body))
    }

    /// Nobody needs it any more.
    pub(super) fn dropped(of: &Member) -> Change {
        Change::Keepsake(Trial::name(of), None)
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
