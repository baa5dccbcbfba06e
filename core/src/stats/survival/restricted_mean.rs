//! How long it lasts on average, when nothing after a horizon is counted.

use crate::stats::{Estimate, Z};

use super::{Curve, Step};

/// A restricted mean survival time, in the unit of the counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RestrictedMean {
    /// The mean of min(T, horizon), with its interval.
    pub mean: Estimate,
    /// How far the mean of such a sample strays: the square of its standard error.
    pub variance: f64,
    /// How far single times stray, E[min(T, horizon)²] − mean²: what lifelines returns for `return_variance`, though
    /// from a quadrature that has three digits. No interval can be made of it.
    pub spread: f64,
}

impl Curve {
    /// The mean time until the end, of which all beyond the horizon counts as the horizon.
    ///
    /// The area under S from 0 to the horizon, with variance Σ Aᵢ² dᵢ/(nᵢ(nᵢ − dᵢ)), where Aᵢ is the area from tᵢ
    /// on, and mean ± z √variance cut at 0 and the horizon. Klein & Moeschberger, "Survival Analysis" (2nd edition
    /// 2003), (4.5.1) and (4.5.2); Royston & Parmar, BMC Medical Research Methodology 13 (2013). It has no width
    /// where nobody ended.
    ///
    /// `None` for a horizon below zero, and for one that nobody was watched up to unless all had ended.
    pub fn restricted_mean(&self, horizon: i64) -> Option<RestrictedMean> {
        let last = self.steps.last()?;
        if horizon < 0 || (last.after < horizon && last.survival > 0.0) {
            return None;
        }
        let steps = &self.steps[..self.steps.partition_point(|step| step.after <= horizon)];
        let (mut area, mut moment, mut variance) = (0.0, 0.0, 0.0);
        let mut until = horizon as f64;
        for step in steps.iter().rev() {
            let from = step.after as f64;
            area += step.survival * (until - from);
            moment += step.survival * (until - from) * (until + from);
            variance += area * area * hazard_variance(step);
            until = from;
        }
        let (area, moment) = (area + until, moment + until * until);
        let horizon = horizon as f64;
        let interval = Estimate::with_margin(area, Z * variance.sqrt())?.interval.within(0.0, horizon);
        let mean = Estimate { value: area, interval: interval.holding(area) };
        Some(RestrictedMean { mean, variance, spread: (moment - area * area).max(0.0) })
    }
}

/// What one step adds to the variance of the logarithm of S; the last end of all adds no area.
fn hazard_variance(step: &Step) -> f64 {
    let (n, d) = (step.at_risk as f64, step.ended as f64);
    if step.ended < step.at_risk { d / (n * (n - d)) } else { 0.0 }
}
