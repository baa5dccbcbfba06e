//! A total per unit, where units come in clusters: how many of something per meeting, when people have several; and a
//! share of such units.

use super::mean::quantile;
use super::proportion::wilson;
use super::{Estimate, Z};

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

/// The share of all units, 0 to 1, in which something is so, with an interval that goes by how clusters differ: the
/// total of a cluster is in how many of its units it is so.
///
/// Wilson's interval for p = Σy/Σm of as many independent units as say as much: n = p (1 − p) / v, v the variance of
/// [`per_unit`], less what t with k − 1 degrees of freedom is wider than the normal distribution, (z/t)² of it, and
/// never more than there are. Korn & Graubard, Survey Methodology 24 (1998), for that n; Dean & Pagano, Journal of
/// Survey Statistics and Methodology 3 (2015), who find it good with Wilson's interval. Where it is so in all units or
/// in none, clusters do not differ and v says nothing: then v is taken of half a unit less or more in the largest of
/// them.
///
/// It assumes what [`per_unit`] does. `None` for fewer than two clusters with units.
pub fn clustered_share(clusters: &[Cluster]) -> Option<Estimate> {
    let Linearised { value, .. } = Linearised::of(clusters)?;
    let n = independent(clusters)?;
    let Estimate { interval, .. } = wilson(value * n, n);
    (0.0..=1.0).contains(&value).then_some(Estimate { value, interval: interval.holding(value) })
}

/// How many independent units say as much about a share as those of some clusters, as in [`clustered_share`].
///
/// `None` for fewer than two clusters with units.
pub fn independent(clusters: &[Cluster]) -> Option<f64> {
    let mut linearised = Linearised::of(clusters)?;
    if linearised.value <= 0.0 || linearised.value >= 1.0 {
        let half = if linearised.value <= 0.0 { 0.5 } else { -0.5 };
        let mut clusters = clusters.to_vec();
        let largest = clusters.iter_mut().max_by(|one, other| one.units.total_cmp(&other.units))?;
        largest.total += half;
        linearised = Linearised::of(&clusters)?;
    }
    let Linearised { value, k, units, squares } = linearised;
    let alone = value * (1.0 - value);
    let variance = k / (k - 1.0) * squares / (units * units);
    Some((alone / variance * (Z / quantile(k - 1.0)).powi(2)).min(units))
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
