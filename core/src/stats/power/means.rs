//! Two means, compared by a t test with pooled variance.

use crate::stats::distribution::{student_quantile, student_tail};

use super::{fewest, is_inside, pairs, smallest};

/// Effects beyond this many standard deviations are not looked for.
const LARGEST_EFFECT: f64 = 1e6;

/// The power to tell two means from one another that are `effect` standard deviations apart, with n1 and n2 people.
///
/// P(T > t) + P(T < −t) for T non-central with n1 + n2 − 2 degrees of freedom and non-centrality effect · √m, m the
/// arms' worth in pairs, t the quantile of `alpha`/2 of Student's t. Cohen, "Statistical Power Analysis for the
/// Behavioral Sciences" (2nd edition 1988), ch. 2; statsmodels' `TTestIndPower`. For no effect it is `alpha`.
/// `None` also for fewer than three people in all.
pub fn power_of_two_means(effect: f64, n1: u64, n2: u64, alpha: f64) -> Option<f64> {
    let test = Test::of(n1, n2, alpha)?;
    effect.is_finite().then(|| test.power(effect))
}

/// The smallest difference of two means that is noticed with a given power, in standard deviations, n people in
/// each arm.
pub fn detectable_effect(n_per_arm: u64, power_wanted: f64, alpha: f64) -> Option<f64> {
    let test = Test::of(n_per_arm, n_per_arm, alpha)?;
    if !is_inside(power_wanted) {
        return None;
    }
    smallest(LARGEST_EFFECT, |effect| test.power(effect) >= power_wanted)
}

/// How many people each of two equal arms needs to notice an effect, in standard deviations, with a given power.
///
/// `None` also where no number suffices, as for no effect.
pub fn needed_for_effect(effect: f64, power_wanted: f64, alpha: f64) -> Option<u64> {
    if !(effect.is_finite() && is_inside(power_wanted) && is_inside(alpha)) {
        return None;
    }
    fewest(2, |n| Test::of(n, n, alpha).is_some_and(|test| test.power(effect) >= power_wanted))
}

struct Test {
    df: f64,
    pairs: f64,
    t: f64,
}

impl Test {
    fn of(n1: u64, n2: u64, alpha: f64) -> Option<Test> {
        if n1 == 0 || n2 == 0 || (n1 == 1 && n2 == 1) || !is_inside(alpha) {
            return None;
        }
        let df = n1 as f64 + n2 as f64 - 2.0;
        Some(Test { df, pairs: pairs(n1, n2), t: student_quantile(alpha / 2.0, df) })
    }

    fn power(&self, effect: f64) -> f64 {
        let shift = effect * self.pairs.sqrt();
        student_tail(self.t, self.df, shift) + student_tail(self.t, self.df, -shift)
    }
}
