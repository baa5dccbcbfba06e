//! What a number can and cannot claim: intervals, curves of what is still waited for, and tests, on plain numbers.
//!
//! Nothing here knows what is counted. Every interval holds 95 %, two-sided. What cannot be said is `None`: no
//! function panics or returns something that is not a number, whatever finite numbers it is given.
//!
//! # Reading order
//! 1. [`Interval`] and [`Estimate`], below.
//! 2. Shares: [`proportion`] (k of n, and the difference of two), [`promoters`] (net promoter score).
//! 3. Means: [`mean`] (one, and the difference of two), [`ratio`] (a total per unit, and a share, in clusters).
//! 4. Time until something ends, of which not all is known yet: [`survival`].
//! 5. Inequality: [`gini`](mod@gini). Experiments: [`power`] before, [`split`] during.
//!
//! The log-rank test, the restricted mean and the check of a split are for comparing groups. There are none so far, so
//! tests alone call them.
//!
//! What the textbooks' distributions come to is in `distribution`. Values are held to those of lifelines,
//! statsmodels and scipy in `fixtures`, made by the script there.

mod distribution;
#[cfg(test)]
mod fixtures;
pub mod gini;
pub mod mean;
pub mod power;
pub mod promoters;
pub mod proportion;
pub mod ratio;
pub mod split;
pub mod survival;

/// What the intervals hold: in 95 of 100 such samples the interval covers what was estimated.
pub const CONFIDENCE: f64 = 0.95;

/// How many standard deviations of a normal distribution lie on either side: its 97.5 % quantile.
const Z: f64 = 1.959_963_984_540_054;

/// The values that the data do not speak against, in the unit of what is estimated; both ends belong to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lowest of them.
    pub low: f64,
    /// The highest of them; never below `low`.
    pub high: f64,
}

impl Interval {
    /// What lies within a margin of a value.
    fn around(value: f64, margin: f64) -> Interval {
        Interval { low: value - margin, high: value + margin }
    }

    /// As much of it as can be: a share is never above 1.
    fn within(self, low: f64, high: f64) -> Interval {
        Interval { low: self.low.clamp(low, high), high: self.high.clamp(low, high) }
    }

    /// Stretched until it holds a value.
    fn holding(self, value: f64) -> Interval {
        Interval { low: self.low.min(value), high: self.high.max(value) }
    }

    /// Whether a value is one of them.
    pub fn holds(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }
}

/// A value out of a sample, and what else it could be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// What the sample says.
    pub value: f64,
    /// What it does not speak against; `value` is always in it.
    pub interval: Interval,
}

impl Estimate {
    /// A value with an interval around it that the arithmetic could carry.
    fn with_margin(value: f64, margin: f64) -> Option<Estimate> {
        let interval = Interval::around(value, margin);
        (interval.low.is_finite() && interval.high.is_finite()).then_some(Estimate { value, interval })
    }

    /// How much more this is than another estimate out of another, independent sample, in their unit.
    ///
    /// The method of variance estimates recovery (MOVER): with estimates a, b and their limits,
    /// low = a − b − √((a − a.low)² + (b.high − b)²) and high = a − b + √((a.high − a)² + (b − b.low)²).
    /// Zou & Donner, "Construction of confidence limits about effect measures: a general approach", Statistics in
    /// Medicine 27 (2008). It takes over the asymmetry of the two intervals, and has no width only where they have
    /// none.
    pub fn minus(&self, other: &Estimate) -> Estimate {
        let value = self.value - other.value;
        let below = (self.value - self.interval.low).hypot(other.interval.high - other.value);
        let above = (self.interval.high - self.value).hypot(other.value - other.interval.low);
        Estimate { value, interval: Interval { low: value - below, high: value + above } }
    }
}
