//! Whether an experiment split people as it meant to.

use super::distribution::chi_square_tail;

/// How often chance alone would split people at least as unevenly over arms that are meant to be equal, from 0 to 1.
///
/// Pearson's chi-square against equal counts: X² = Σ (nᵢ − n/k)² / (n/k), k − 1 degrees of freedom. Pearson,
/// Philosophical Magazine 50 (1900). As a check of experiments: Fabijan et al., "Diagnosing sample ratio mismatch in
/// online controlled experiments", KDD 2019; a usual rule takes a split below 0.001 for broken and shows no results.
///
/// It is rough where an arm expects fewer than five. `None` for fewer than two arms and for nobody at all.
pub fn equal_split_p(arms: &[u64]) -> Option<f64> {
    let n: f64 = arms.iter().map(|arm| *arm as f64).sum();
    if arms.len() < 2 || n == 0.0 {
        return None;
    }
    let expected = n / arms.len() as f64;
    let chi_square: f64 = arms.iter().map(|arm| (*arm as f64 - expected).powi(2) / expected).sum();
    Some(chi_square_tail(chi_square, arms.len() - 1))
}

#[cfg(test)]
mod tests;
