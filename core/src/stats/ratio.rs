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
    let Linearised { value, k, units, squares } = Linearised::of(clusters)?;
    Estimate::with_margin(value, quantile(k - 1.0) * (k / (k - 1.0) * squares).sqrt() / units)
}

/// How many clusters have units, and by how much they differ: the standard deviation s of z = (y − R m) k / Σm, so that
/// [`per_unit`] has R ± t s / √k, as a mean of k values has.
///
/// `None` for fewer than two clusters with units, and where it is not finite; zero where all have the same ratio.
pub fn deviation(clusters: &[Cluster]) -> Option<(u64, f64)> {
    let Linearised { k, units, squares, .. } = Linearised::of(clusters)?;
    let deviation = (squares / (k - 1.0)).sqrt() * k / units;
    deviation.is_finite().then_some((k as u64, deviation))
}

/// The clusters that have units.
struct Linearised {
    /// The total of all of them per unit.
    value: f64,
    /// How many they are, at least two.
    k: f64,
    /// How many units they have.
    units: f64,
    /// The sum of the squares of what each is off by.
    squares: f64,
}

impl Linearised {
    fn of(clusters: &[Cluster]) -> Option<Linearised> {
        let counted = || clusters.iter().filter(|cluster| cluster.units > 0.0);
        let k = counted().count();
        if k < 2 {
            return None;
        }
        let units: f64 = counted().map(|cluster| cluster.units).sum();
        let value = counted().map(|cluster| cluster.total).sum::<f64>() / units;
        let squares: f64 = counted().map(|cluster| (cluster.total - value * cluster.units).powi(2)).sum();
        Some(Linearised { value, k: k as f64, units, squares })
    }
}

#[cfg(test)]
mod tests;
