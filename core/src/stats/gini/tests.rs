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
fn the_interval_is_that_of_leaving_out_each_in_turn() {
    // Without 10, 20 and 30 in turn: 1/10, 1/4 and 1/6. t(0.975, 2) = 4.302653.
    let estimate = spread(&[30.0, 10.0, 20.0]).unwrap();
    assert!((estimate.value - 2.0 / 9.0).abs() < 1e-12);
    assert_eq!(estimate.interval.low, 0.0);
    assert!((estimate.interval.high - (2.0 / 9.0 + 4.302_652_7 * 0.086_780_5)).abs() < 1e-5);
    let wide = spread(&[0.0, 0.0, 0.0, 0.0, 9.0]).unwrap();
    assert_eq!((wide.interval.low, wide.interval.high), (0.0, 1.0));
    let all_alike = spread(&[20.0; 6]).unwrap();
    assert_eq!(all_alike.interval.low, all_alike.interval.high);
    assert_eq!((spread(&[5.0]), spread(&[])), (None, None));
}

#[test]
fn leaving_out_in_one_step_is_leaving_out() {
    let amounts: Vec<f64> = [15, 0, 15, 20, 60, 90, 0, 35, 35, 10].map(f64::from).into();
    let without = |place: usize| {
        let mut rest = amounts.clone();
        rest.remove(place);
        gini(&rest).unwrap()
    };
    let each: Vec<f64> = (0..10).map(without).collect();
    let mean = each.iter().sum::<f64>() / 10.0;
    let error = (0.9 * each.iter().map(|gini| (gini - mean).powi(2)).sum::<f64>()).sqrt();
    let Estimate { value, interval } = spread(&amounts).unwrap();
    // t(0.975, 9) = 2.262157.
    assert!((interval.high - value - 2.262_157_2 * error).abs() < 1e-6);
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
