use proptest::prelude::{prop_assert, proptest};

use super::*;
use crate::stats::fixtures::{Case, cases};

fn fixture(list: &str) -> Vec<Case> {
    cases(include_str!("../fixtures/proportion.json"), list)
}

#[test]
fn a_share_has_the_interval_of_statsmodels() {
    for case in fixture("shares") {
        case.agrees_on(share(case.count("k"), case.count("n")));
    }
}

#[test]
fn a_difference_of_shares_has_the_interval_of_statsmodels() {
    for case in fixture("differences") {
        let [first, second] = ["first", "second"].map(|group| case.counts(group));
        case.agrees_on(share_difference((first[0], first[1]), (second[0], second[1])));
    }
}

#[test]
fn of_nobody_there_is_no_share() {
    assert_eq!(share(0, 0), None);
    assert_eq!(share_difference((1, 2), (0, 0)), None);
}

#[test]
fn none_and_all_are_not_certain() {
    let (none, all) = (share(0, 20).unwrap().interval, share(20, 20).unwrap().interval);
    assert_eq!((none.low, all.high), (0.0, 1.0));
    assert!(none.high > 0.1 && all.low < 0.9);
}

proptest! {
    #[test]
    fn a_share_is_in_its_interval_and_that_between_none_and_all(k: u64, n: u64) {
        if let Some(Estimate { value, interval }) = share(k, n) {
            prop_assert!(interval.holds(value) && 0.0 <= interval.low && interval.high <= 1.0);
        }
    }

    #[test]
    fn a_difference_turned_round_changes_its_sign([k1, k2] in [0..40_u64, 0..40], [n1, n2] in [1..40_u64, 1..40]) {
        let one = share_difference((k1, n1), (k2, n2)).unwrap();
        let other = share_difference((k2, n2), (k1, n1)).unwrap();
        prop_assert!(one.interval.holds(one.value));
        prop_assert!(-1.0 <= one.interval.low && one.interval.high <= 1.0, "{one:?}");
        prop_assert!((one.interval.low + other.interval.high).abs() < 1e-12);
    }
}
