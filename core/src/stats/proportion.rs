//! Shares: k of n, and how much one share is above another.

use super::{Estimate, Interval, Z};

/// The share k of n, from 0 to 1, with its score interval.
///
/// (k + z²/2 ± z √(k (n − k)/n + z²/4)) / (n + z²). Wilson, "Probable inference, the law of succession, and
/// statistical inference", JASA 22 (1927). It assumes n answers that are independent of one another: one per person.
///
/// `None` for n = 0. At none and at all of n the interval still has a width; there one end is exactly 0 or 1. More
/// than all counts as all.
pub fn share(k: u64, n: u64) -> Option<Estimate> {
    if n == 0 {
        return None;
    }
    Some(wilson(k.min(n) as f64, n as f64))
}

/// Wilson's interval for a share of so many, which need not be whole: n above 0, k from none to all of it.
pub(super) fn wilson(k: f64, n: f64) -> Estimate {
    let (value, z2) = (k / n, Z * Z);
    let middle = (k + z2 / 2.0) / (n + z2);
    let margin = Z * (k * (1.0 - value) + z2 / 4.0).sqrt() / (n + z2);
    let interval = Interval::around(middle, margin).within(0.0, 1.0).holding(value);
    Estimate { value, interval }
}

/// How much the share k1 of n1 is above the share k2 of n2, from −1 to 1; the two groups are independent.
///
/// Newcombe's hybrid score interval without continuity correction, his method 10: the two Wilson intervals joined
/// by [`Estimate::minus`]. Newcombe, "Interval estimation for the difference between independent proportions",
/// Statistics in Medicine 17 (1998). `None` where either group is empty.
pub fn share_difference((k1, n1): (u64, u64), (k2, n2): (u64, u64)) -> Option<Estimate> {
    Some(share(k1, n1)?.minus(&share(k2, n2)?))
}

#[cfg(test)]
mod tests;
