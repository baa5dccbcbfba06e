use proptest::prelude::{prop_assert, proptest};

use super::*;
use crate::stats::fixtures::{Case, cases};

fn fixture(list: &str) -> Vec<Case> {
    cases(include_str!("../fixtures/promoters.json"), list)
}

fn answers(counts: &[u64]) -> Answers {
    Answers { promoters: counts[0], passives: counts[1], detractors: counts[2] }
}

#[test]
fn a_score_has_the_interval_of_the_formula() {
    for case in fixture("scores") {
        case.agrees_on(net_promoter_score(answers(&case.counts("answers"))));
    }
}

#[test]
fn a_difference_of_scores_has_the_interval_of_the_formula() {
    for case in fixture("differences") {
        let [first, second] = ["first", "second"].map(|group| answers(&case.counts(group)));
        case.agrees_on(net_promoter_difference(first, second));
    }
}

#[test]
fn without_answers_there_is_no_score() {
    let (nobody, one) = (answers(&[0, 0, 0]), answers(&[1, 0, 0]));
    assert_eq!(net_promoter_score(nobody), None);
    assert_eq!(net_promoter_difference(one, nobody), None);
    assert_eq!(net_promoter_difference(nobody, one), None);
}

#[test]
fn twenty_alike_are_not_certain() {
    let promoters = net_promoter_score(answers(&[20, 0, 0])).unwrap();
    assert_eq!(promoters.value, 100.0);
    assert!(promoters.interval.low < 80.0 && promoters.interval.high == 100.0);
}

proptest! {
    #[test]
    fn scores_stay_in_points(first: [u64; 3], second: [u64; 3]) {
        let (first, second) = (answers(&first), answers(&second));
        if let Some(Estimate { value, interval }) = net_promoter_score(first) {
            prop_assert!(interval.holds(value) && -100.0 <= interval.low && interval.high <= 100.0);
        }
        if let Some(Estimate { value, interval }) = net_promoter_difference(first, second) {
            prop_assert!(interval.holds(value) && -200.0 <= interval.low && interval.high <= 200.0);
        }
    }
}
