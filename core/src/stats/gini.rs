//! Inequality of amounts.

/// The Gini coefficient of amounts that are not negative: 0 where all have the same, (n − 1)/n where one has all.
///
/// Half of the mean absolute difference of all n² pairs, divided by the mean: with amounts in rising order
/// G = 2 Σ i xᵢ / (n Σ x) − (n + 1)/n. Gini, "Variabilità e mutabilità" (1912); this form e.g. in Sen, "On Economic
/// Inequality" (1973). Without unit, and without the correction n/(n − 1).
///
/// `None` for no amounts, for nothing to share out, and where an amount is negative.
pub fn gini(amounts: &[f64]) -> Option<f64> {
    let most = amounts.iter().copied().fold(0.0, f64::max);
    if most <= 0.0 || amounts.iter().any(|amount| *amount < 0.0) {
        return None;
    }
    // In parts of the largest, so that no sum overflows.
    let mut amounts: Vec<f64> = amounts.iter().map(|amount| amount / most).collect();
    amounts.sort_by(f64::total_cmp);
    let n = amounts.len() as f64;
    // Places count from the middle, so that equal amounts cancel out exactly.
    let weighed = amounts.iter().enumerate().map(|(place, amount)| (2.0 * place as f64 - (n - 1.0)) * amount);
    let gini = weighed.sum::<f64>() / (n * amounts.iter().sum::<f64>());
    gini.is_finite().then(|| gini.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests;
