//! Tails and quantiles of the normal, chi-square and Student's t distribution, on nothing but libm's `erfc`.
//!
//! The crate statrs was held to the same fixtures in its version 0.19.1 and left out: its normal tail has ten
//! digits, its t tail is off by 1e-8 and more from ten million degrees of freedom on, and its t quantile by 1e-8 at
//! ten thousand; at a hundred million it does not come back. What stands here agrees with mpmath to 1e-12.

use std::f64::consts::SQRT_2;

mod student;

pub(super) use student::{student_quantile, student_tail};

/// P(X > x) of a standard normal.
pub(super) fn normal_tail(x: f64) -> f64 {
    0.5 * libm::erfc(x / SQRT_2)
}

/// The x with P(X > x) = `tail` of a standard normal; for a tail between 0 and 1, both left out.
pub(super) fn normal_quantile(tail: f64) -> f64 {
    first(-40.0, 40.0, |x| normal_tail(x) <= tail)
}

/// P(X > x) of a chi-square with a whole number of degrees of freedom.
///
/// The finite sums of Abramowitz & Stegun, "Handbook of Mathematical Functions" (1964), 26.4.4 and 26.4.5, in one:
/// with h = x/2, the terms h^s e^−h / Γ(s + 1) for s = df/2 − 1, df/2 − 2, … ≥ 0, and 2 P(N > √x) where df is odd.
pub(super) fn chi_square_tail(x: f64, df: usize) -> f64 {
    if x <= 0.0 || df == 0 {
        return if x <= 0.0 { 1.0 } else { 0.0 };
    }
    let half = x / 2.0;
    let (lowest, rest) = if df % 2 == 1 { (0.5, 2.0 * normal_tail(x.sqrt())) } else { (0.0, 0.0) };
    let terms = (0..df / 2).map(|whole| {
        let power = lowest + whole as f64;
        (power * half.ln() - half - libm::lgamma(power + 1.0)).exp()
    });
    (terms.sum::<f64>() + rest).min(1.0)
}

/// The first number of a range at which something is so that stays so, to the last bit; `high` where it never is.
pub(super) fn first(mut low: f64, mut high: f64, is_so: impl Fn(f64) -> bool) -> f64 {
    loop {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            return high;
        }
        if is_so(middle) { high = middle } else { low = middle }
    }
}

#[cfg(test)]
mod tests;
