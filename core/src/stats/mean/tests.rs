use proptest::collection::vec;
use proptest::num::f64::NORMAL;
use proptest::prelude::{prop_assert, proptest};

use super::*;
use crate::stats::fixtures::{Case, cases};

fn fixture(list: &str) -> Vec<Case> {
    cases(include_str!("../fixtures/mean.json"), list)
}

#[test]
fn a_mean_has_the_interval_of_scipy() {
    for case in fixture("means") {
        case.agrees_on(mean(&case.numbers("values")));
    }
}

#[test]
fn a_difference_of_means_has_the_interval_of_scipy() {
    for case in fixture("differences") {
        case.agrees_on(mean_difference(&case.numbers("first"), &case.numbers("second")));
    }
}

#[test]
fn one_value_tells_nothing_of_how_values_differ() {
    assert_eq!(mean(&[]), None);
    assert_eq!(mean(&[3.0]), None);
    assert_eq!(mean_difference(&[3.0], &[1.0, 2.0]), None);
}

#[test]
fn values_all_alike_leave_no_width() {
    let alike = mean(&[2.0; 5]).unwrap();
    assert_eq!((alike.interval.low, alike.interval.high), (2.0, 2.0));
    let difference = mean_difference(&[2.0; 5], &[1.0; 2]).unwrap();
    assert_eq!((difference.value, difference.interval.low, difference.interval.high), (1.0, 1.0, 1.0));
}

proptest! {
    #[test]
    fn a_mean_is_in_its_interval_whatever_the_values(first in vec(NORMAL, 0..6), second in vec(NORMAL, 0..6)) {
        for estimate in [mean(&first), mean_difference(&first, &second)].into_iter().flatten() {
            prop_assert!(estimate.interval.holds(estimate.value), "{estimate:?}");
        }
    }
}
