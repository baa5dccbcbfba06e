//! Time until something ends, when for some all that is known is that it has not ended yet.
//!
//! Whoever has not ended is *censored*: by leaving, or by now. Times count from each one's own beginning, in any
//! one unit; a time below zero counts as zero. It is assumed that censoring tells nothing about when somebody would
//! have ended.
//!
//! Everything starts from [`Count`]s, which daily sums can be kept in; [`counted`] makes them of single observations.
//! A [`Curve`] is worked out once, in O(n log n), and then asked: [`Curve::at`], [`Curve::quantile`],
//! [`Curve::restricted_mean`]. Two groups are compared by [`log_rank`], or at one time by
//! [`Estimate::minus`](super::Estimate::minus).

use std::iter::from_fn;

use super::{Interval, Z};

mod at;
mod log_rank;
mod quantile;
mod restricted_mean;

pub use log_rank::{LogRank, log_rank};
pub use quantile::TimeUntil;
pub use restricted_mean::RestrictedMean;

/// What is known of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Observed {
    /// How long it was watched.
    pub after: i64,
    /// Whether it ended then; else it was still going on, and more is not known.
    pub ended: bool,
}

/// What happened after one length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// The time since each one's beginning.
    pub after: i64,
    /// How many ended then.
    pub ended: u32,
    /// How many were then seen for the last time, still going on.
    pub censored: u32,
}

/// Single observations as counts, one for each distinct time, in order.
pub fn counted(observations: &[Observed]) -> Vec<Count> {
    let mut sorted = observations.to_vec();
    sorted.sort_unstable_by_key(|observed| observed.after);
    let mut counts: Vec<Count> = Vec::new();
    for Observed { after, ended } in sorted {
        let (ended, censored) = if ended { (1, 0) } else { (0, 1) };
        match counts.last_mut() {
            // Four thousand million at one time are counted in several lines.
            Some(last) if last.after == after && last.ended.max(last.censored) < u32::MAX => {
                last.ended += ended;
                last.censored += censored;
            }
            _ => counts.push(Count { after, ended, censored }),
        }
    }
    counts
}

/// How many are still going on, as a share, after each time at which somebody ended or was last seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    steps: Vec<Step>,
}

/// What the curve comes to at one time, and until the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The time since each one's beginning, not below zero.
    pub after: i64,
    /// How many were still watched just before; those who were last seen at this very time are among them.
    pub at_risk: u64,
    /// How many of them ended at this time.
    pub ended: u64,
    /// How many of them were last seen at this time.
    pub censored: u64,
    /// S: the share, 0 to 1, that goes on for longer than this.
    pub survival: f64,
    /// Σ dᵢ/(nᵢ(nᵢ − dᵢ)), the variance of ln S, without the end of the last of all.
    log_variance: f64,
}

impl Step {
    /// Greenwood's variance of S; 0 where S is 1 or 0, which is no certainty.
    pub fn variance(&self) -> f64 {
        self.survival * self.survival * self.log_variance
    }

    /// The band around S. Where S is 1 or 0 it has no width: the formula knows none there, and [`Curve::at`] does.
    pub fn band(&self) -> Interval {
        let Step { survival, .. } = *self;
        if survival <= 0.0 || survival >= 1.0 {
            return Interval { low: survival, high: survival };
        }
        let log = survival.ln();
        let margin = self.margin() / -log;
        Interval { low: (log * margin.exp()).exp(), high: (log * (-margin).exp()).exp() }.holding(survival)
    }

    /// By how much the band goes around ln S: z √(variance of ln S).
    fn margin(&self) -> f64 {
        Z * self.log_variance.sqrt()
    }
}

impl Curve {
    /// The Kaplan–Meier curve of counts in any order; several with one time are added up.
    ///
    /// S(t) = ∏ (1 − dᵢ/nᵢ) over the times tᵢ ≤ t, with dᵢ ended of nᵢ at risk: Kaplan & Meier, "Nonparametric
    /// estimation from incomplete observations", JASA 53 (1958). Variance S² Σ dᵢ/(nᵢ(nᵢ − dᵢ)): Greenwood (1926).
    /// The band is symmetrical in log(−log S), S^exp(± z √(Σ dᵢ/(nᵢ(nᵢ − dᵢ))) / ln S): Kalbfleisch & Prentice,
    /// "The Statistical Analysis of Failure Time Data" (1980); it is what lifelines shows unasked. A band holds at
    /// each time by itself, not at all of them at once.
    ///
    /// Nobody at all is a curve without steps.
    pub fn of(counts: &[Count]) -> Curve {
        let mut at_risk: u64 =
            counts.iter().map(|count| u64::from(count.ended) + u64::from(count.censored)).sum();
        let (mut survival, mut log_variance) = (1.0, 0.0);
        let steps = added_up(counts).map(|(after, [ended, censored])| {
            let (n, d) = (at_risk as f64, ended as f64);
            survival *= (n - d) / n;
            log_variance += if ended < at_risk { d / (n * (n - d)) } else { 0.0 };
            let step = Step { after, at_risk, ended, censored, survival, log_variance };
            at_risk -= ended + censored;
            step
        });
        Curve { steps: steps.collect() }
    }

    /// Its steps in order of time, from the first time at which somebody ended or was last seen.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// How many were watched for at least this long, whether they ended then or not.
    pub fn at_risk(&self, after: i64) -> u64 {
        let later = self.steps.partition_point(|step| step.after < after);
        self.steps.get(later).map_or(0, |step| step.at_risk)
    }
}

/// How many ended and how many were last seen at each time at which anything was seen, in order.
fn added_up(counts: &[Count]) -> impl Iterator<Item = (i64, [u64; 2])> {
    let seen = counts.iter().filter(|count| count.ended > 0 || count.censored > 0);
    let mut times: Vec<Count> = seen.map(|count| Count { after: count.after.max(0), ..*count }).collect();
    // Counts are most often in order already, of which a stable sort makes use.
    times.sort_by_key(|count| count.after);
    let mut times = times.into_iter().peekable();
    from_fn(move || {
        let Count { after, ended, censored } = times.next()?;
        let mut all = [u64::from(ended), u64::from(censored)];
        while let Some(more) = times.next_if(|count| count.after == after) {
            all[0] += u64::from(more.ended);
            all[1] += u64::from(more.censored);
        }
        Some((after, all))
    })
}

#[cfg(test)]
mod tests;
