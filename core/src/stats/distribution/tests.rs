use super::*;
use crate::stats::fixtures::{Case, cases};

fn fixture(list: &str) -> Vec<Case> {
    cases(include_str!("../fixtures/distribution.json"), list)
}

#[test]
fn the_normal_tail_has_twelve_digits() {
    for case in fixture("normal") {
        case.agrees_closely("tail", normal_tail(case.number("x")));
    }
}

#[test]
fn the_normal_quantile_has_twelve_digits() {
    for case in fixture("normal_quantile") {
        case.agrees_closely("x", normal_quantile(case.number("tail")));
    }
    assert!((normal_quantile((1.0 - crate::stats::CONFIDENCE) / 2.0) - crate::stats::Z).abs() < 1e-15);
}

#[test]
fn the_chi_square_tail_has_twelve_digits() {
    for case in fixture("chi_square") {
        case.agrees_closely("tail", chi_square_tail(case.number("x"), case.count("df") as usize));
    }
}

#[test]
fn a_chi_square_without_freedom_is_zero() {
    assert_eq!(chi_square_tail(1.0, 0), 0.0);
    assert_eq!(chi_square_tail(0.0, 0), 1.0);
    assert_eq!(chi_square_tail(0.0, 5), 1.0);
}

#[test]
fn the_t_tail_has_twelve_digits() {
    for case in fixture("student") {
        case.agrees_closely("tail", student_tail(case.number("t"), case.number("df"), 0.0));
    }
}

#[test]
fn the_t_quantile_has_twelve_digits() {
    for case in fixture("student_quantile") {
        case.agrees_closely("t", student_quantile(case.number("tail"), case.number("df")));
    }
}

#[test]
fn the_shifted_t_tail_has_twelve_digits() {
    for case in fixture("student_shifted") {
        let (t, df, shift) = (case.number("t"), case.number("df"), case.number("shift"));
        case.agrees_closely("tail", student_tail(t, df, shift));
    }
}

#[test]
fn a_search_ends_at_the_first_number_or_at_the_last() {
    assert_eq!(first(0.0, 8.0, |x| x >= 3.0), 3.0);
    assert_eq!(first(0.0, 8.0, |_| false), 8.0);
}
