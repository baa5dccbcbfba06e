//! How long it takes until a part of all has ended.

use super::{Curve, Step};

/// S may miss a round number by this much, as 3/4 · 2/3 may miss one half.
const ROUNDING: f64 = 1e-12;

/// A length of time, and what else it could be; an end that is not known yet is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeUntil {
    /// The first time at which that part had ended; `None` while too few have.
    pub value: Option<i64>,
    /// It takes at least so long; `None` where the data cannot even say that.
    pub low: Option<i64>,
    /// It takes at most so long; `None` where the data set no limit.
    pub high: Option<i64>,
}

impl Curve {
    /// How long it takes until a share of all has ended, in the unit of the counts: 0.5 for the median, 0.9 for p90.
    ///
    /// With q = 1 − `ended`: `value` is the first time with S ≤ q, `low` the first with the lower band ≤ q, and
    /// `high` the first from which on the upper band is ≤ q. Brookmeyer & Crowley, "A confidence interval for the
    /// median survival time", Biometrics 38 (1982), with the log-log bands; lifelines' `median_survival_times` of
    /// the curve and of its bands. Where S is 0 there is no band to read: the longest of all is no upper limit, as
    /// R's survival has it too, while lifelines takes it for one.
    ///
    /// All three are `None` for a share that is not between 0 and 1.
    pub fn quantile(&self, ended: f64) -> TimeUntil {
        if !(ended > 0.0 && ended < 1.0) {
            return TimeUntil { value: None, low: None, high: None };
        }
        let enough = |survival: f64| survival <= 1.0 - ended + ROUNDING;
        let with_band = self.steps.partition_point(|step| step.survival > 0.0);
        let with_band = &self.steps[..with_band];
        let above = with_band.iter().rposition(|step| !enough(step.band.high));
        let after = |step: &Step| step.after;
        TimeUntil {
            value: self.steps.iter().find(|step| enough(step.survival)).map(after),
            low: with_band.iter().find(|step| enough(step.band.low)).map(after),
            high: with_band.get(above.map_or(0, |above| above + 1)).map(after),
        }
    }
}
