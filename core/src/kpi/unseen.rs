//! How small a change a figure could not show: what its cases are too few to tell from chance.
//!
//! It is the smallest difference to a second, equally large and independent group that a two-sided test at 5 % says to
//! be one four times in five (80 % power), worked out from what the cases say now:
//! - shares k/n: sin²(arcsin √p ± h/2) − p with p = k/n and h the effect of Cohen's test of two shares with n cases in
//!   each group ([`detectable_difference`]); up and down apart, as they differ. For retention, p = S(D), and n is of
//!   how many it is known: the curve learns from the others besides.
//! - shares of which people have several cases, where their interval goes by how people differ: the same with as many
//!   independent cases as say as much ([`independent`]), rounded down;
//! - so many for each unit: d · s, with d the effect of a t test with k people in each group ([`detectable_effect`])
//!   and s the deviation of their linearised values ([`deviation`]);
//! - net promoter scores: 100 · d · s with n answers in each group, s² = p + d − (p − d)² of the shares of promoters
//!   and detractors after three answers were added, as for the interval.
//!
//! Cases of one person are taken for as many as they are, though they go together: where people have several, what can
//! be told is less than it says. Times, spreads and counts have no such test here, and none is told of them.

use serde::Serialize;

use super::figure::{Figure, Reading};
use super::sample::Sample;
use crate::script::{Phrase, say};
use crate::stats::power::{Detectable, detectable_difference, detectable_effect};
use crate::stats::ratio::{deviation, independent};

/// How often a change of that size is noticed.
const POWER: f64 = 0.8;
/// How often one is noticed where there is none.
const ALPHA: f64 = 0.05;

/// The smallest changes that are noticed, in the unit of the figure, above 0.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Smallest {
    /// How much it would have to rise; none where even the largest rise that there can be is missed too often.
    pub rise: Option<f64>,
    /// How much it would have to fall; none as above.
    pub fall: Option<f64>,
}

impl Smallest {
    /// The smaller of the two: nothing below it is noticed, whichever way it goes.
    pub fn either(self) -> Option<f64> {
        self.rise.into_iter().chain(self.fall).min_by(f64::total_cmp)
    }
}

impl Figure {
    /// The smallest change that it would show; none where it has no value, and of kinds for which it is not known.
    pub fn smallest(&self) -> Option<Smallest> {
        let Reading::Value { value, .. } = self.reading else { return None };
        let both = |smallest: f64| Smallest { rise: Some(smallest), fall: Some(smallest) };
        match self.sample.as_ref()? {
            Sample::Share { .. } | Sample::Survival(_) => {
                let Detectable { rise, fall } = detectable_difference(value, self.n, POWER, ALPHA)?;
                Some(Smallest { rise, fall })
            }
            Sample::ShareByPerson(clusters) => {
                let n = independent(clusters)?.floor() as u64;
                let Detectable { rise, fall } = detectable_difference(value, n, POWER, ALPHA)?;
                Some(Smallest { rise, fall })
            }
            Sample::PerUnit(clusters) => {
                let (people, deviation) = deviation(clusters)?;
                Some(both(detectable_effect(people, POWER, ALPHA)? * deviation)).filter(|_| deviation > 0.0)
            }
            Sample::Promoters(answers) => {
                Some(both(detectable_effect(self.n, POWER, ALPHA)? * answers.deviation()?))
            }
            Sample::Known(_) | Sample::Time(_) | Sample::Spread(_) => None,
        }
    }

    /// Below which size a change of it would not be seen, in words; none where that is not known.
    pub fn unseen(&self) -> Option<Phrase> {
        let smallest = self.smallest()?.either().map(|smallest| self.unit.apart(smallest));
        Some(say("kpi.unseen").with("smallest", smallest).text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kpi::Kpi;
    use crate::kpi::figure::{Cell, Unit};
    use crate::kpi::told::last_days;
    use crate::stats::mean::mean;
    use crate::stats::power::{power_of_two_means, power_of_two_proportions};
    use crate::stats::promoters::Answers;
    use crate::stats::ratio::Cluster;
    use crate::stats::{Estimate, Interval};

    fn figure(unit: Unit, n: u64, sample: Sample) -> Figure {
        let (kpi, window) = (Kpi::Completion, last_days(30));
        let cell = Cell { kpi, window, n, people: n, needed: 10, left_out: Vec::new() };
        cell.figure("a.figure", unit, "a method", sample)
    }

    fn share(k: u64, n: u64) -> Figure {
        figure(Unit::Share, n, Sample::Share { k, n })
    }

    fn words(figure: &Figure) -> String {
        figure.unseen().unwrap_or_default().into()
    }

    #[test]
    fn a_share_that_is_off_by_its_smallest_change_is_noticed_four_times_in_five() {
        let smallest = share(86, 140).smallest().unwrap();
        let (p, rise, fall) = (86.0 / 140.0, smallest.rise.unwrap(), smallest.fall.unwrap());
        for other in [p + rise, p - fall] {
            let power = power_of_two_proportions(p, other, 140, 140, 0.05).unwrap();
            assert!((power - 0.8).abs() < 1e-9, "{power}");
        }
        assert_eq!(smallest.either(), Some(rise.min(fall)));
        assert_eq!(
            words(&share(86, 140)),
            "a change smaller than 15 points would be missed more than once in five"
        );
        assert_eq!(
            words(&share(8600, 14_000)),
            "a change smaller than 1.6 points would be missed more than once in five"
        );
    }

    #[test]
    fn where_all_did_it_only_a_fall_can_be_seen_and_retention_goes_by_of_how_many_it_is_known() {
        let all = share(30, 30).smallest().unwrap();
        assert_eq!((all.rise, all.either()), (None, all.fall));
        let interval = Interval { low: 0.4, high: 0.8 };
        let curve = Sample::Survival(Estimate { value: 86.0 / 140.0, interval });
        assert_eq!(figure(Unit::Share, 140, curve).smallest(), share(86, 140).smallest());
    }

    #[test]
    fn what_is_counted_for_each_unit_goes_by_people_and_how_they_differ() {
        let totals: Vec<f64> = (0..20).map(|n| f64::from(n % 4)).collect();
        let clusters = totals.iter().map(|total| Cluster { total: *total, units: 1.0 }).collect();
        let smallest = figure(Unit::PerSession, 20, Sample::PerUnit(clusters)).smallest().unwrap();
        // With one unit a person it is what a t test of two means tells.
        let estimate = mean(&totals).unwrap();
        let deviation = {
            let squares: f64 = totals.iter().map(|total| (total - estimate.value).powi(2)).sum();
            (squares / 19.0).sqrt()
        };
        let power = power_of_two_means(smallest.rise.unwrap() / deviation, 20, 20, 0.05).unwrap();
        assert!((power - 0.8).abs() < 1e-9 && smallest.rise == smallest.fall, "{power}");
        let alike = (0..20).map(|_| Cluster { total: 1.0, units: 1.0 }).collect();
        assert_eq!(figure(Unit::PerSession, 20, Sample::PerUnit(alike)).smallest(), None);
    }

    #[test]
    fn a_score_is_told_in_points_and_the_more_answers_the_less_is_unseen() {
        let score = |times: u64| {
            let answers = Answers { promoters: 10 * times, passives: 6 * times, detractors: 4 * times };
            figure(Unit::Points, 20 * times, Sample::Promoters(answers))
        };
        let [few, many] = [1, 25].map(|times| score(times).smallest().unwrap().rise.unwrap());
        // s² = p + d − (p − d)² of 10.75 and 4.75 of 23; a t test with 20 in each group notices 0.909 deviations.
        assert!(
            (few - 100.0 * 0.909 * (15.5_f64 / 23.0 - (6.0_f64 / 23.0).powi(2)).sqrt()).abs() < 0.1,
            "{few}"
        );
        assert!(many < few / 4.5, "{many}");
        assert_eq!(
            words(&score(1)),
            "a change smaller than 71 points would be missed more than once in five"
        );
    }

    #[test]
    fn what_has_no_value_or_no_such_test_tells_nothing() {
        assert_eq!(share(5, 9).unseen(), None);
        assert_eq!(figure(Unit::Count, 40, Sample::Known(3.0)).unseen(), None);
    }
}
