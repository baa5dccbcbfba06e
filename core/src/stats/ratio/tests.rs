use proptest::collection::vec;
use proptest::num::f64::NORMAL;
use proptest::prelude::{prop_assert, proptest};

use super::*;
use crate::stats::fixtures::cases;
use crate::stats::mean::mean;

fn clusters(pairs: &[[f64; 2]]) -> Vec<Cluster> {
    pairs.iter().map(|[total, units]| Cluster { total: *total, units: *units }).collect()
}

#[test]
fn a_total_per_unit_has_the_interval_of_statsmodels() {
    for case in cases(include_str!("../fixtures/ratio.json"), "ratios") {
        case.agrees_on(per_unit(&clusters(&case.pairs("clusters"))));
    }
}

#[test]
fn clustered_shares_agree_with_wilsons_of_as_many_units_as_statsmodels_variance_says() {
    for case in cases(include_str!("../fixtures/ratio.json"), "shares") {
        case.agrees_on(clustered_share(&clusters(&case.pairs("clusters"))));
    }
}

#[test]
fn a_share_of_a_few_people_with_many_units_says_as_much_as_a_few_units() {
    let alike = |people: usize| clusters(&vec![[5.0, 10.0]; people]);
    // All alike say as much as all of their units do, and nobody says more than their units.
    assert_eq!(independent(&alike(6)), Some(60.0));
    let apart = clusters(&[[10.0, 10.0], [0.0, 10.0], [10.0, 10.0], [0.0, 10.0], [10.0, 10.0], [0.0, 10.0]]);
    assert!(independent(&apart).unwrap() < 6.0);
    // One more than none is no other world.
    let hundred =
        |missed| clustered_share(&clusters(&[[missed, 100.0], [0.0, 100.0], [0.0, 100.0], [0.0, 100.0]]));
    let highest = [0.0, 1.0, 2.0].map(|missed| hundred(missed).unwrap().interval.high);
    assert!(highest.windows(2).all(|two| two[0] < two[1] && two[1] < 3.0 * two[0]), "{highest:?}");
    assert_eq!(clustered_share(&clusters(&[[3.0, 4.0]])), None);
}

#[test]
fn one_unit_a_cluster_is_a_mean() {
    let (ratio, mean) = (per_unit(&clusters(&[[1.0, 1.0], [3.0, 1.0], [2.5, 1.0]])), mean(&[1.0, 3.0, 2.5]));
    let (ratio, mean) = (ratio.unwrap(), mean.unwrap());
    assert!((ratio.value - mean.value).abs() < 1e-12);
    assert!((ratio.interval.low - mean.interval.low).abs() < 1e-12);
}

#[test]
fn whoever_has_no_unit_does_not_count() {
    let with = per_unit(&clusters(&[[1.0, 1.0], [3.0, 2.0], [0.0, 0.0]]));
    assert!(with.is_some());
    assert_eq!(with, per_unit(&clusters(&[[1.0, 1.0], [3.0, 2.0]])));
    assert_eq!(per_unit(&clusters(&[[1.0, 1.0], [0.0, 0.0]])), None);
}

#[test]
fn many_units_of_one_person_say_less_than_as_many_of_several() {
    let width = |pairs: &[[f64; 2]]| {
        per_unit(&clusters(pairs)).map(|estimate| estimate.interval.high - estimate.interval.low)
    };
    let one_each: Vec<[f64; 2]> = (0..12).map(|place| [f64::from(place % 3), 1.0]).collect();
    assert!(width(&[[0.0, 4.0], [4.0, 4.0], [8.0, 4.0]]).unwrap() > 3.0 * width(&one_each).unwrap());
}

proptest! {
    #[test]
    fn a_ratio_is_in_its_interval_whatever_the_clusters(pairs in vec([NORMAL, NORMAL], 0..6)) {
        if let Some(estimate) = per_unit(&clusters(&pairs)) {
            prop_assert!(estimate.interval.holds(estimate.value), "{estimate:?}");
        }
    }
}
