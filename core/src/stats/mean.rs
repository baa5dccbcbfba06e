//! Means: of one sample, and how much one is above another.

use super::distribution::student_quantile;
use super::{CONFIDENCE, Estimate};

/// The mean of a sample with its t interval, in the unit of the values.
///
/// mean ± t s/√n, where s² = Σ(x − mean)²/(n − 1) and t is the 97.5 % quantile of Student's t with n − 1 degrees of
/// freedom. "Student", "The probable error of a mean", Biometrika 6 (1908).
///
/// It assumes values that are independent of one another, and enough of them for a mean that is about normal: some
/// dozens, where they are small whole numbers. Several values of one person are not independent: for those there is
/// [`ratio`](super::ratio). `None` for fewer than two values. Where all values are alike the interval has no width:
/// the sample then tells nothing about how values differ, which is no certainty.
pub fn mean(values: &[f64]) -> Option<Estimate> {
    let sample = Sample::of(values)?;
    Estimate::with_margin(sample.mean, quantile(sample.df) * sample.variance_of_mean.sqrt())
}

/// How much the mean of the first sample is above that of the second, in the unit of the values.
///
/// mean₁ − mean₂ ± t √(v₁ + v₂), where v = s²/n and t has (v₁ + v₂)² / (v₁²/(n₁ − 1) + v₂²/(n₂ − 1)) degrees of
/// freedom. Welch, "The generalization of 'Student's' problem when several different population variances are
/// involved", Biometrika 34 (1947). The two may differ in spread and size; else it assumes what [`mean`] does.
/// `None` where either has fewer than two values; without width where all values within each are alike.
pub fn mean_difference(first: &[f64], second: &[f64]) -> Option<Estimate> {
    let (first, second) = (Sample::of(first)?, Sample::of(second)?);
    let variance = first.variance_of_mean + second.variance_of_mean;
    let value = first.mean - second.mean;
    if variance == 0.0 {
        return Estimate::with_margin(value, 0.0);
    }
    // By shares of the whole, so that squares of small variances do not vanish.
    let (share1, share2) = (first.variance_of_mean / variance, second.variance_of_mean / variance);
    let df = 1.0 / (share1 * share1 / first.df + share2 * share2 / second.df);
    Estimate::with_margin(value, quantile(df) * variance.sqrt())
}

/// How many standard errors lie on either side of a mean.
pub(super) fn quantile(df: f64) -> f64 {
    if df.is_finite() { student_quantile((1.0 - CONFIDENCE) / 2.0, df) } else { f64::NAN }
}

struct Sample {
    mean: f64,
    variance_of_mean: f64,
    df: f64,
}

impl Sample {
    fn of(values: &[f64]) -> Option<Sample> {
        if values.len() < 2 {
            return None;
        }
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        Some(Sample { mean, variance_of_mean: squares / (n - 1.0) / n, df: n - 1.0 })
    }
}

#[cfg(test)]
mod tests;
