//! Whether two groups end at different paces.

use std::collections::BTreeMap;

use crate::stats::distribution::chi_square_tail;

use super::{Count, added_up};

/// What the log-rank test of two groups says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogRank {
    /// (O − E)²/V, with one degree of freedom.
    pub chi_square: f64,
    /// How often chance alone would set two like groups at least as far apart, 0 to 1.
    pub p: f64,
}

/// The log-rank test of two groups that are independent of one another.
///
/// At each time at which d of n end, n₁ of them in the first group, that group expects d n₁/n and varies by d
/// (n₁/n) (1 − n₁/n) (n − d)/(n − 1); O, E and V are sums over those times. Mantel, Cancer Chemotherapy Reports 50
/// (1966); lifelines' `logrank_test`. It sees best when one group ends at a steady multiple of the other's pace,
/// and can miss curves that cross.
///
/// `None` where nothing can be told: an empty group, no end at all, or none while both were watched.
pub fn log_rank(first: &[Count], second: &[Count]) -> Option<LogRank> {
    type Times = BTreeMap<i64, [u64; 2]>;
    let (first, mut times): (Times, Times) = (added_up(first).collect(), added_up(second).collect());
    let total = |groups: &Times| groups.values().flatten().sum::<u64>();
    let (mut in_first, mut in_both) = (total(&first), total(&first) + total(&times));
    for (after, [ended, censored]) in &first {
        let [all_ended, all_censored] = times.entry(*after).or_default();
        *all_ended += ended;
        *all_censored += censored;
    }
    let (mut beyond_expected, mut variance) = (0.0, 0.0);
    for (after, [ended, censored]) in times {
        let [first_ended, first_censored] = first.get(&after).copied().unwrap_or_default();
        let (n, d, o) = (in_both as f64, ended as f64, first_ended as f64);
        let (n1, n2) = (in_first as f64, (in_both - in_first) as f64);
        // O − d n₁/n, written so that the two groups can change places.
        beyond_expected += (o * n2 - (d - o) * n1) / n;
        variance += if in_both > 1 { d * (n1 / n) * (n2 / n) * (n - d) / (n - 1.0) } else { 0.0 };
        in_both -= ended + censored;
        in_first -= first_ended + first_censored;
    }
    let chi_square = beyond_expected * beyond_expected / variance;
    (variance > 0.0).then(|| LogRank { chi_square, p: chi_square_tail(chi_square, 1) })
}
