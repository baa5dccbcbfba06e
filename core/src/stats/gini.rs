//! Inequality of amounts.

use super::Estimate;
use super::mean::quantile;

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

/// The coefficient with a t interval that goes by how it changes without each amount in turn.
///
/// The jackknife: G ± t √((n − 1)/n Σ(Gᵢ − Ḡ)²) with n − 1 degrees of freedom, where Gᵢ is the coefficient without the
/// i-th amount and Ḡ their mean. Karagiannis & Kovačević, "A method to calculate the jackknife variance estimator for
/// the Gini coefficient", Oxford Bulletin of Economics and Statistics 62 (2000), who also give the sums by which no Gᵢ
/// takes more than one step. What is left without the only one who has anything is spread evenly.
///
/// It assumes that amounts are independent of one another, and is rough for few of them, or where one has most. `None`
/// for fewer than two amounts, and where there is no coefficient.
pub fn spread(amounts: &[f64]) -> Option<Estimate> {
    let value = gini(amounts).filter(|_| amounts.len() > 1)?;
    let most = amounts.iter().copied().fold(0.0, f64::max);
    let mut amounts: Vec<f64> = amounts.iter().map(|amount| amount / most).collect();
    amounts.sort_by(f64::total_cmp);
    let n = amounts.len() as f64;
    let total: f64 = amounts.iter().sum();
    let weighed: f64 = amounts.iter().enumerate().map(|(place, amount)| (place as f64 + 1.0) * amount).sum();
    let mut above = total;
    let without = amounts.iter().enumerate().map(|(place, amount)| {
        above -= amount;
        let (rest, weighed) = (total - amount, weighed - (place as f64 + 1.0) * amount - above);
        if rest > 0.0 { 2.0 * weighed / ((n - 1.0) * rest) - n / (n - 1.0) } else { 0.0 }
    });
    let without: Vec<f64> = without.collect();
    let mean = without.iter().sum::<f64>() / n;
    let squares: f64 = without.iter().map(|gini| (gini - mean).powi(2)).sum();
    let estimate = Estimate::with_margin(value, quantile(n - 1.0) * ((n - 1.0) / n * squares).sqrt())?;
    Some(Estimate { value, interval: estimate.interval.within(0.0, 1.0) })
}

#[cfg(test)]
mod tests;
