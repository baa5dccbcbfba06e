use proptest::collection::vec;
use proptest::num::f64::{NORMAL, POSITIVE, ZERO};
use proptest::prelude::{prop_assert, proptest};

use super::*;
use crate::stats::fixtures::cases;

#[test]
fn a_coefficient_is_that_of_all_pairs() {
    for case in cases(include_str!("../fixtures/gini.json"), "ginis") {
        case.agrees("gini", gini(&case.numbers("amounts")));
    }
}

#[test]
fn equal_amounts_are_exactly_equal() {
    assert_eq!(gini(&[0.1; 7]), Some(0.0));
}

#[test]
fn nothing_and_less_than_nothing_cannot_be_shared_out() {
    assert_eq!(gini(&[]), None);
    assert_eq!(gini(&[0.0, 0.0]), None);
    assert_eq!(gini(&[3.0, -1.0]), None);
}

proptest! {
    #[test]
    fn a_coefficient_is_between_equal_and_all_for_one(amounts in vec(POSITIVE | NORMAL | ZERO, 1..9)) {
        if let Some(gini) = gini(&amounts) {
            let n = amounts.len() as f64;
            prop_assert!((0.0..=(n - 1.0) / n + 1e-12).contains(&gini));
        }
    }
}
