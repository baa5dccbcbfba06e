//! A total per unit, where units come in clusters: how many of something per meeting, when people have several.

use super::Estimate;
use super::mean::quantile;

/// What one person, or whoever else the units have in common, adds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cluster {
    /// The sum over the units of this cluster; caps on a single unit are applied before.
    pub total: f64,
    /// How many units it has, at least 0.
    pub units: f64,
}

/// The total of all clusters per unit, with a t interval that goes by how clusters differ.
///
/// R = Σy/Σm, and R ± t √(k/(k − 1) Σ(y − R m)²) / Σm over the k clusters that have units, with k − 1 degrees of
/// freedom: the ratio estimator with linearised variance. Cochran, "Sampling Techniques" (3rd edition 1977), ch. 6;
/// it is the cluster-robust standard error of a regression on nothing but a constant (Liang & Zeger, Biometrika 73,
/// 1986).
///
/// It assumes that clusters are independent of one another and says nothing about units within one; it is rough
/// below some twenty clusters or where one holds most of the units. With one unit a cluster it is
/// [`mean`](super::mean::mean()). `None` for fewer than two clusters with units; without width where all clusters
/// have the same ratio.
pub fn per_unit(clusters: &[Cluster]) -> Option<Estimate> {
    let counted = || clusters.iter().filter(|cluster| cluster.units > 0.0);
    let k = counted().count();
    if k < 2 {
        return None;
    }
    let k = k as f64;
    let units: f64 = counted().map(|cluster| cluster.units).sum();
    let value = counted().map(|cluster| cluster.total).sum::<f64>() / units;
    let squares: f64 = counted().map(|cluster| (cluster.total - value * cluster.units).powi(2)).sum();
    Estimate::with_margin(value, quantile(k - 1.0) * (k / (k - 1.0) * squares).sqrt() / units)
}

#[cfg(test)]
mod tests;
