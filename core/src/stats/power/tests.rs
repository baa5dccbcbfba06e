use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

use super::*;
use crate::stats::fixtures::{Case, cases};

fn fixture(list: &str) -> Vec<Case> {
    cases(include_str!("../fixtures/power.json"), list)
}

#[test]
fn the_power_to_tell_two_shares_apart_is_that_of_statsmodels() {
    for case in fixture("proportions") {
        let (p1, p2, alpha) = (case.number("p1"), case.number("p2"), case.number("alpha"));
        case.agrees("power", power_of_two_proportions(p1, p2, case.count("n1"), case.count("n2"), alpha));
    }
}

#[test]
fn the_least_change_of_a_share_has_the_power_wanted() {
    for case in fixture("detectable") {
        let (power, alpha) = (case.number("power"), case.number("alpha"));
        let least = detectable_difference(case.number("p"), case.count("n"), power, alpha).unwrap();
        case.agrees("rise", least.rise);
        case.agrees("fall", least.fall);
    }
}

#[test]
fn as_many_are_needed_for_two_shares_as_statsmodels_says() {
    for case in fixture("needed") {
        let (p1, p2) = (case.number("p1"), case.number("p2"));
        let needed = needed_for_proportions(p1, p2, case.number("power"), case.number("alpha"));
        assert_eq!(needed, Some(case.count("n")));
    }
}

#[test]
fn the_power_to_tell_two_means_apart_is_that_of_statsmodels() {
    for case in fixture("means") {
        let (effect, alpha) = (case.number("effect"), case.number("alpha"));
        case.agrees("power", power_of_two_means(effect, case.count("n1"), case.count("n2"), alpha));
    }
}

#[test]
fn the_least_effect_has_the_power_wanted() {
    for case in fixture("effects") {
        let (power, alpha) = (case.number("power"), case.number("alpha"));
        case.agrees("effect", detectable_effect(case.count("n"), power, alpha));
    }
}

#[test]
fn as_many_are_needed_for_two_means_as_statsmodels_says() {
    for case in fixture("needed_for_effect") {
        let needed = needed_for_effect(case.number("effect"), case.number("power"), case.number("alpha"));
        assert_eq!(needed, Some(case.count("n")));
    }
}

#[test]
fn where_no_test_can_be_made_there_is_no_power() {
    assert_eq!(power_of_two_proportions(0.5, 0.6, 0, 10, 0.05), None);
    assert_eq!(power_of_two_proportions(0.5, 1.1, 10, 10, 0.05), None);
    assert_eq!(power_of_two_proportions(0.5, 0.6, 10, 10, 1.0), None);
    assert_eq!(power_of_two_means(1.0, 1, 1, 0.05), None);
    assert_eq!(power_of_two_means(f64::NAN, 10, 10, 0.05), None);
    assert_eq!(detectable_effect(1, 0.8, 0.05), None);
    assert_eq!(detectable_difference(0.5, 0, 0.8, 0.05), None);
}

#[test]
fn no_number_of_people_tells_like_from_like() {
    assert_eq!(needed_for_proportions(0.3, 0.3, 0.8, 0.05), None);
    assert_eq!(needed_for_effect(0.0, 0.8, 0.05), None);
}

#[test]
fn what_chance_notices_needs_no_effect() {
    assert_eq!(detectable_effect(10, 0.04, 0.05), Some(0.0));
    let least = detectable_difference(0.5, 10, 0.04, 0.05).unwrap();
    assert_eq!((least.rise, least.fall), (Some(0.0), Some(0.0)));
}

proptest! {
    #[test]
    fn power_is_a_probability(
        [p1, p2] in [0.0..=1.0, 0.0..=1.0], [n1, n2]: [u64; 2], alpha in 1e-9..0.9999, effect in any::<f64>(),
    ) {
        let shares = power_of_two_proportions(p1, p2, n1, n2, alpha).unwrap_or(0.0);
        let means = power_of_two_means(effect, n1 % 99, n2 % 99, alpha).unwrap_or(0.0);
        prop_assert!((0.0..=1.0 + 1e-12).contains(&shares) && (0.0..=1.0 + 1e-12).contains(&means), "{shares} {means}");
    }

    #[test]
    fn one_fewer_than_needed_is_too_few([p1, p2] in [0.01..0.99, 0.01..0.99], power in 0.1..0.99) {
        if let Some(needed) = needed_for_proportions(p1, p2, power, 0.05) {
            let with = |n| power_of_two_proportions(p1, p2, n, n, 0.05).map(|has| has >= power);
            prop_assert_eq!(with(needed), Some(true));
            prop_assert!(needed == 1 || with(needed - 1) == Some(false));
        }
    }
}
