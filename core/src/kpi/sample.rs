//! What a figure was computed from, kept so that two figures can be compared by more than their intervals.

use super::figure::{Limits, Reading};
use crate::stats::Estimate;
use crate::stats::promoters::{Answers, net_promoter_score};
use crate::stats::proportion::share;

/// What a figure was computed from.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Sample {
    /// A number that is counted or computed and has no interval.
    Known(f64),
    /// So many of so many.
    Share {
        /// So many.
        k: u64,
        /// Of so many.
        n: u64,
    },
    /// One answer for each person.
    Promoters(Answers),
}

impl Sample {
    /// The value with its limits; none where the cases do not allow any.
    pub(super) fn reading(&self) -> Option<Reading> {
        match self {
            Sample::Known(value) => Some(Reading::Value { value: *value, limits: Limits::default() }),
            Sample::Share { k, n } => share(*k, *n).map(read),
            Sample::Promoters(answers) => net_promoter_score(*answers).map(read),
        }
    }
}

fn read(estimate: Estimate) -> Reading {
    Reading::Value { value: estimate.value, limits: estimate.interval.into() }
}
