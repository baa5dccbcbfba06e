//! Whether a figure went up or down from one window to another.
//!
//! The difference has a 95 % interval of its own, and is called up or down only where that leaves out zero:
//! - shares: Newcombe's hybrid score interval, and where the two go by how people differ the same way of joining them;
//! - net promoter scores: the adjusted Wald interval of a difference;
//! - so many for each unit: the two intervals joined by the method of variance estimates recovery.
//!
//! Nothing is compared with a window that begins before the community first met: it holds fewer days than it has, and
//! of those who came in then nobody had time.
//!
//! All of them take the two windows for independent of one another, which they are as far as different people are in
//! them. Windows that overlap are not. A figure of a whole cohort, such as retention, has the same people in every
//! window and is therefore not compared, and neither is what has no interval or only one of a quantile.

use serde::Serialize;

use super::Figure;
use super::figure::{Limits, Reading};
use super::sample::Sample;
use crate::stats::Estimate;
use crate::stats::promoters::net_promoter_difference;
use crate::stats::proportion::share_difference;
use crate::stats::ratio::{clustered_share, per_unit};

/// How much a figure is above an earlier one, in its unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Change {
    /// What the cases say.
    pub difference: f64,
    /// What else it could be.
    pub limits: Limits,
    /// What may be said of it.
    pub direction: Direction,
}

/// What may be said of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// It is above zero, whatever chance did.
    Up,
    /// It is below zero, whatever chance did.
    Down,
    /// It may be chance.
    Unclear,
}

/// How much a figure is above the same figure of an earlier window; none where one of them has no value, where the
/// earlier window began before the community first met, and where figures of that kind cannot be compared.
pub fn change(now: &Figure, before: &Figure) -> Option<Change> {
    let known = |figure: &Figure| matches!(figure.reading, Reading::Value { .. });
    if now.name != before.name || !known(now) || !known(before) || !before.whole {
        return None;
    }
    let difference = difference(now.sample.as_ref()?, before.sample.as_ref()?)?;
    let Estimate { value, interval } = difference;
    let direction = match () {
        () if interval.low > 0.0 => Direction::Up,
        () if interval.high < 0.0 => Direction::Down,
        () => Direction::Unclear,
    };
    Some(Change { difference: value, limits: interval.into(), direction })
}

fn difference(now: &Sample, before: &Sample) -> Option<Estimate> {
    match (now, before) {
        (Sample::Share { k, n }, Sample::Share { k: earlier_k, n: earlier_n }) => {
            share_difference((*k, *n), (*earlier_k, *earlier_n))
        }
        (Sample::ShareByPerson(now), Sample::ShareByPerson(before)) => {
            Some(clustered_share(now)?.minus(&clustered_share(before)?))
        }
        (Sample::Promoters(now), Sample::Promoters(before)) => net_promoter_difference(*now, *before),
        (Sample::PerUnit(now), Sample::PerUnit(before)) => {
            // Where all are alike the interval has no width, which is no certainty.
            let wide = |estimate: &Estimate| estimate.interval.low < estimate.interval.high;
            let (now, before) = (per_unit(now).filter(wide)?, per_unit(before).filter(wide)?);
            Some(now.minus(&before))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kpi::figure::{Cell, Unit};
    use crate::kpi::told::{Told, last_days};
    use crate::kpi::{Kpi, Window};
    use crate::sample::at;
    use crate::stats::promoters::Answers;
    use crate::stats::ratio::Cluster;

    fn figure(name: &'static str, n: u64, sample: Sample) -> Figure {
        let cell = Cell {
            kpi: Kpi::Completion,
            window: last_days(30),
            n,
            people: n,
            needed: 20,
            left_out: Vec::new(),
        };
        cell.figure(name, Unit::Share, "a method", sample)
    }

    fn share(k: u64, n: u64) -> Figure {
        figure("share", n, Sample::Share { k, n })
    }

    fn direction(now: &Figure, before: &Figure) -> Option<Direction> {
        change(now, before).map(|change| change.direction)
    }

    #[test]
    fn a_share_goes_up_or_down_only_where_its_difference_leaves_out_zero() {
        // 56/70 and 48/80 are 0.2 apart, from 0.0524 to 0.3339: Newcombe's first example.
        let change = change(&share(56, 70), &share(48, 80)).unwrap();
        assert!((change.difference - 0.2).abs() < 1e-12 && change.direction == Direction::Up);
        assert!((change.limits.low.unwrap() - 0.0524).abs() < 1e-4);
        assert!((change.limits.high.unwrap() - 0.3339).abs() < 1e-4);
        assert_eq!(direction(&share(48, 80), &share(56, 70)), Some(Direction::Down));
        assert_eq!(direction(&share(12, 20), &share(10, 20)), Some(Direction::Unclear));
    }

    #[test]
    fn a_score_goes_by_its_answers() {
        let score = |promoters, detractors| {
            let answers = Answers { promoters, passives: 10, detractors };
            figure("score", promoters + detractors + 10, Sample::Promoters(answers))
        };
        assert_eq!(direction(&score(30, 10), &score(10, 30)), Some(Direction::Up));
        assert_eq!(direction(&score(11, 9), &score(10, 10)), Some(Direction::Unclear));
    }

    #[test]
    fn what_is_counted_for_each_unit_goes_by_people() {
        let density = |totals: [f64; 5]| {
            let clusters = totals.map(|total| Cluster { total, units: 5.0 }).to_vec();
            figure("density", 25, Sample::PerUnit(clusters))
        };
        let (low, high) = (density([1.0, 2.0, 1.0, 2.0, 1.0]), density([9.0, 8.0, 9.0, 8.0, 9.0]));
        assert_eq!(direction(&low, &high), Some(Direction::Down));
        assert_eq!(direction(&low, &density([2.0, 1.0, 2.0, 1.0, 2.0])), Some(Direction::Unclear));
        assert_eq!(direction(&low, &density([10.0; 5])), None);
    }

    #[test]
    fn a_window_is_compared_with_once_the_community_met_by_its_first_day() {
        let earlier = Window { from: Some(at("2026-09-24T22:00:00Z")), to: at("2026-10-24T22:00:00Z") };
        let is_compared = |met: &str| {
            let mut told = Told::default();
            told.held(at(met), "s", "ana", "ben");
            told.read(Kpi::Funnel, earlier).iter().all(|figure| figure.whole)
        };
        assert!(is_compared("2026-09-24T23:00:00Z") && is_compared("2026-01-01T09:00:00Z"));
        assert!(!is_compared("2026-09-26T09:00:00Z") && !is_compared("2026-11-01T09:00:00Z"));
        assert!(!Told::default().read(Kpi::Funnel, earlier).iter().any(|figure| figure.whole));
        let all = Window { from: None, ..earlier };
        assert!(Told::default().read(Kpi::Funnel, all).iter().all(|figure| figure.whole));
    }

    #[test]
    fn what_is_not_known_or_not_the_same_is_not_compared() {
        assert_eq!(change(&share(19, 19), &share(0, 80)), None);
        assert_eq!(change(&share(80, 80), &share(0, 19)), None);
        let young = Figure { whole: false, ..share(0, 80) };
        assert_eq!(change(&share(80, 80), &young), None);
        assert!(change(&young, &share(80, 80)).is_some());
        assert_eq!(change(&share(80, 80), &figure("other", 80, Sample::Share { k: 0, n: 80 })), None);
        let known = |value| figure("known", 80, Sample::Known(value));
        assert_eq!(change(&known(1.0), &known(2.0)), None);
    }
}
