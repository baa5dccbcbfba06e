//! What a figure was computed from, kept so that two figures can be compared by more than their intervals.

use super::figure::{Limits, Reading};
use super::words::A_MINUTE;
use crate::stats::Estimate;
use crate::stats::promoters::{Answers, net_promoter_score};
use crate::stats::proportion::share;
use crate::stats::ratio::{Cluster, clustered_share, per_unit};
use crate::stats::survival::TimeUntil;

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
    /// What each person adds, for units of which a person can have several.
    PerUnit(Vec<Cluster>),
    /// In how many of their units something is so, for people who have several.
    ShareByPerson(Vec<Cluster>),
    /// A length of time, of cases some of which still go on.
    Time(TimeUntil),
    /// The share of a cohort that goes on.
    Survival(Estimate),
    /// One answer for each person.
    Promoters(Answers),
    /// How uneven something is spread.
    Spread(Estimate),
}

impl Sample {
    /// The value with its limits; none where the cases do not allow any.
    pub(super) fn reading(&self) -> Option<Reading> {
        match self {
            Sample::Known(value) => Some(Reading::Value { value: *value, limits: Limits::default() }),
            Sample::Share { k, n } => share(*k, *n).map(read),
            Sample::PerUnit(clusters) => per_unit(clusters).map(read_unless_all_alike),
            Sample::ShareByPerson(clusters) => clustered_share(clusters).map(read),
            Sample::Time(time) => Some(read_time(time)),
            Sample::Survival(estimate) => Some(read(*estimate)),
            Sample::Spread(estimate) => Some(read_unless_all_alike(*estimate)),
            Sample::Promoters(answers) => net_promoter_score(*answers).map(read),
        }
    }
}

/// What each person adds, in an order that does not go by who they are: sums of the same parts then come out the same
/// to the last digit.
pub(super) fn clusters(of: impl IntoIterator<Item = Cluster>) -> Vec<Cluster> {
    let mut clusters: Vec<Cluster> = of.into_iter().collect();
    clusters.sort_by(|a, b| a.units.total_cmp(&b.units).then(a.total.total_cmp(&b.total)));
    clusters
}

fn read(estimate: Estimate) -> Reading {
    Reading::Value { value: estimate.value, limits: estimate.interval.into() }
}

/// Where all are alike the interval has no width, which is no certainty: nothing is said of what else it could be.
fn read_unless_all_alike(estimate: Estimate) -> Reading {
    if estimate.interval.low < estimate.interval.high {
        return read(estimate);
    }
    Reading::Value { value: estimate.value, limits: Limits::default() }
}

fn read_time(time: &TimeUntil) -> Reading {
    let millis = |end: Option<i64>| end.map(|end| end as f64);
    let limits = Limits { low: millis(time.low), high: millis(time.high) };
    match millis(time.value) {
        Some(value) => Reading::Value { value, limits },
        // That it takes longer than no time at all says nothing.
        None => Reading::NotReached { at_least: limits.low.filter(|low| *low >= A_MINUTE) },
    }
}
