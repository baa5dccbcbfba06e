use proptest::collection::vec;
use proptest::prelude::{any, prop_assert, proptest};

use super::*;
use crate::stats::fixtures::cases;

#[test]
fn a_split_is_as_unlikely_as_scipy_says() {
    for case in cases(include_str!("../fixtures/split.json"), "splits") {
        case.agrees("p", equal_split_p(&case.counts("arms")));
    }
}

#[test]
fn one_arm_or_nobody_is_no_split() {
    assert_eq!(equal_split_p(&[]), None);
    assert_eq!(equal_split_p(&[8]), None);
    assert_eq!(equal_split_p(&[0, 0, 0]), None);
}

proptest! {
    #[test]
    fn it_is_a_probability_whatever_the_arms(arms in vec(any::<u64>(), 2..9)) {
        prop_assert!((0.0..=1.0).contains(&equal_split_p(&arms).unwrap_or(0.0)));
    }
}
