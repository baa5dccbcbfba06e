//! How long it takes until a part of all has ended.

use super::{Curve, Step};

/// S may miss a round number by this much, as 3/4 · 2/3 may miss one half.
const ROUNDING: f64 = 1e-12;
/// So far from a bound rounding makes no difference.
const FAR: f64 = 1.0 - 1e-9;

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
        let reached = Reached(1.0 - ended);
        let with_band = self.steps.partition_point(|step| step.survival > 0.0);
        let with_band = &self.steps[..with_band];
        let above = with_band.iter().rposition(|step| !reached.by_the_upper_band(step));
        let after = |step: &Step| step.after;
        TimeUntil {
            value: self.steps.iter().find(|step| reached.by(step.survival)).map(after),
            low: with_band.iter().find(|step| reached.by_the_lower_band(step)).map(after),
            high: with_band.get(above.map_or(0, |above| above + 1)).map(after),
        }
    }
}

/// A share of those who go on, to which a curve and its band come down.
struct Reached(f64);

impl Reached {
    fn by(&self, share: f64) -> bool {
        share <= self.0 + ROUNDING
    }

    /// Of thousands of steps most are far from the share, and need no exponentials: where m is the margin and l = −ln S,
    /// the lower band is exp(−l exp(m/l)), and exp(x) ≤ 1/(1 − x) for x < 1.
    fn by_the_lower_band(&self, step: &Step) -> bool {
        let (log, margin) = (-step.survival.ln(), step.margin());
        let is_far = margin < log && log * log < FAR * -self.0.ln() * (log - margin);
        !is_far && self.by(step.band().low)
    }

    /// The upper band is exp(−l exp(−m/l)), and exp(−x) ≥ 1 − x.
    fn by_the_upper_band(&self, step: &Step) -> bool {
        let is_past = FAR * (-step.survival.ln() - step.margin()) > -self.0.ln();
        is_past || self.by(step.band().high)
    }
}
