//! Student's t, central and non-central, for any positive number of degrees of freedom.

use super::{first, normal_tail};

/// Below e to the minus this of its height, the density adds nothing to a double.
const DEPTH: f64 = 42.0;
/// How many points are summed at most; it is met only by effects so large that a test cannot miss them.
const MOST_POINTS: f64 = 8192.0;

/// P(T > t) for T = (N + shift) / S, where N is standard normal and S² a chi-square with `df` degrees of freedom
/// divided by `df`; `shift` is the non-centrality, 0 for Student's t itself.
///
/// P = ∫ P(N > t s − shift) f(s) ds over the density f of S. In u = ln s the density is, but for a factor, exp(df
/// (u − e²ᵘ/2)): smooth, with one peak at 0 and thin tails, so that the trapezoidal rule converges faster than any
/// power of its step (Trefethen & Weideman, "The exponentially convergent trapezoidal rule", SIAM Review 56, 2014).
/// The factor is the same sum without the normal tail, so no gamma function is needed.
pub(in crate::stats) fn student_tail(t: f64, df: f64, shift: f64) -> f64 {
    let deep_enough = |u: f64| df * ((2.0 * u).exp_m1() / 2.0 - u) >= DEPTH;
    let right = first(0.0, 64.0, deep_enough);
    let left = -first(0.0, 2.0 + 2.0 * DEPTH / df, |u| deep_enough(-u));
    // Three scales are to be seen: the density's own, the normal tail's, and that of its edge at a far shift.
    let wanted = (0.5 / (2.0 * df).sqrt()).min(0.1).min(0.5 / shift.abs().max(1.0));
    let points = ((right - left) / wanted).min(MOST_POINTS).ceil();
    let step = (right - left) / points;
    let (mut sum, mut all) = (0.0, 0.0);
    for point in 0..=points as u32 {
        let u = left + f64::from(point) * step;
        let density = (df * (u - (2.0 * u).exp_m1() / 2.0)).exp();
        sum += density * normal_tail(t * u.exp() - shift);
        all += density;
    }
    sum / all
}

/// The t with P(T > t) = `tail` of Student's t; for a tail above 0 and at most one half.
pub(in crate::stats) fn student_quantile(tail: f64, df: f64) -> f64 {
    let mut high = 2.0;
    while student_tail(high, df, 0.0) > tail && high < 1e100 {
        high *= 2.0;
    }
    first(0.0, high, |t| student_tail(t, df, 0.0) <= tail)
}
