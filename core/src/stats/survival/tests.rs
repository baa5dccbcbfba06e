use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};

use super::*;
use crate::stats::fixtures::{Case, cases};

fn fixture(list: &str) -> Vec<Case> {
    cases(include_str!("../fixtures/survival.json"), list)
}

fn counts_of(case: &Case) -> Vec<Count> {
    let ended = case.counts("ended").into_iter().map(|ended| ended == 1);
    let after = case.counts("after").into_iter().map(|after| after as i64);
    counted(&after.zip(ended).map(|(after, ended)| Observed { after, ended }).collect::<Vec<_>>())
}

fn counts_named(name: &str) -> Vec<Count> {
    counts_of(fixture("curves").iter().find(|case| case.text("name") == name).unwrap())
}

#[test]
fn a_curve_is_that_of_lifelines_step_by_step() {
    for case in fixture("curves") {
        let curve = Curve::of(&counts_of(&case));
        for theirs in case.inner("steps") {
            let step = curve.steps().iter().find(|step| Some(step.after) == theirs.whole("after")).unwrap();
            assert_eq!(
                [step.at_risk, step.ended, step.censored],
                ["at_risk", "ended", "censored"].map(|key| theirs.count(key))
            );
            theirs.agrees("survival", Some(step.survival));
            theirs.agrees("variance", Some(step.variance()));
            theirs.agrees("low", Some(step.band().low));
            theirs.agrees("high", Some(step.band().high));
        }
    }
}

#[test]
fn a_curve_says_how_many_go_on_and_where_it_does_not_know() {
    for case in fixture("curves") {
        let curve = Curve::of(&counts_of(&case));
        for theirs in case.inner("at") {
            theirs.agrees_on(curve.at(theirs.whole("after").unwrap()));
        }
    }
}

#[test]
fn a_median_is_that_of_lifelines_and_a_p90_too() {
    for case in fixture("curves") {
        let curve = Curve::of(&counts_of(&case));
        for theirs in case.inner("quantiles") {
            let ours = curve.quantile(theirs.number("share"));
            let (value, low, high) = (theirs.whole("value"), theirs.whole("low"), theirs.whole("high"));
            assert_eq!(
                ours,
                TimeUntil { value, low, high },
                "{} {}",
                case.text("name"),
                theirs.number("share")
            );
        }
    }
}

#[test]
fn a_restricted_mean_is_that_of_lifelines() {
    for case in fixture("curves") {
        let curve = Curve::of(&counts_of(&case));
        for theirs in case.inner("means") {
            let ours = curve.restricted_mean(theirs.whole("until").unwrap());
            theirs.agrees("mean", ours.map(|ours| ours.mean.value));
            theirs.agrees("variance", ours.map(|ours| ours.variance));
            theirs.agrees("spread", ours.map(|ours| ours.spread));
        }
    }
}

#[test]
fn two_groups_differ_as_much_as_lifelines_says() {
    for case in fixture("log_rank") {
        let ours = log_rank(&counts_named(case.text("first")), &counts_named(case.text("second")));
        case.agrees("chi_square", ours.map(|ours| ours.chi_square));
        case.agrees("p", ours.map(|ours| ours.p));
    }
}

#[test]
fn a_lift_has_the_interval_of_the_formula() {
    for case in fixture("differences") {
        let at = |group| Curve::of(&counts_named(case.text(group))).at(case.whole("after").unwrap()).unwrap();
        case.agrees_on(Some(at("first").minus(&at("second"))));
    }
}

#[test]
fn of_nobody_nothing_is_known() {
    let nobody = Curve::of(&[Count { after: 3, ended: 0, censored: 0 }]);
    assert_eq!(nobody.steps(), []);
    assert_eq!((nobody.at(0), nobody.at_risk(0), nobody.restricted_mean(0)), (None, 0, None));
    assert_eq!(nobody.quantile(0.5).value, None);
    assert_eq!(log_rank(&[], &counts_named("all ended")), None);
}

#[test]
fn groups_in_which_nothing_ended_are_not_compared() {
    let goes_on = counts_named("all go on");
    assert_eq!(log_rank(&goes_on, &goes_on), None);
}

#[test]
fn nobody_gone_of_four_is_not_certain() {
    let all = Curve::of(&counts_named("all go on")).at(3).unwrap();
    assert_eq!(all.value, 1.0);
    assert!(all.interval.low < 0.6);
}

#[test]
fn the_last_of_many_who_ends_does_not_make_it_uncertain_again() {
    let one_by_one: Vec<_> = (1..=30).map(|after| Count { after, ended: 1, censored: 0 }).collect();
    let curve = Curve::of(&one_by_one);
    assert_eq!(curve.at(30).unwrap().value, 0.0);
    assert_eq!(curve.at(30).unwrap().interval.high, curve.at(29).unwrap().interval.high);
}

#[test]
fn a_half_is_a_half_though_the_last_digit_misses_it() {
    for half in 1..60 {
        let one_by_one: Vec<_> = (1..=2 * half).map(|after| Count { after, ended: 1, censored: 0 }).collect();
        assert_eq!(Curve::of(&one_by_one).quantile(0.5).value, Some(half));
    }
}

#[test]
fn a_share_of_none_or_of_all_has_no_time() {
    let curve = Curve::of(&counts_named("all ended"));
    for ended in [0.0, 1.0, -1.0, f64::NAN] {
        assert_eq!(curve.quantile(ended), TimeUntil { value: None, low: None, high: None });
    }
}

#[test]
fn what_ended_before_it_began_ended_at_once() {
    let curve =
        Curve::of(&[Count { after: -5, ended: 1, censored: 0 }, Count { after: 5, ended: 1, censored: 0 }]);
    assert_eq!((curve.steps()[0].after, curve.steps()[0].survival), (0, 0.5));
    assert_eq!(curve.restricted_mean(-1), None);
}

fn any_after() -> impl Strategy<Value = i64> {
    prop_oneof![8 => 0..12_i64, 1 => any::<i64>(), 1 => Just(i64::MAX)]
}

fn any_observed() -> impl Strategy<Value = Observed> {
    (any_after(), any::<bool>()).prop_map(|(after, ended)| Observed { after, ended })
}

fn any_count() -> impl Strategy<Value = Count> {
    let number = || prop_oneof![8 => 0..5_u32, 1 => any::<u32>()];
    (any_after(), number(), number()).prop_map(|(after, ended, censored)| Count { after, ended, censored })
}

proptest! {
    #[test]
    fn daily_sums_give_the_curve_of_single_observations(observations in vec(any_observed(), 0..30)) {
        let single = observations.iter().map(|observed| {
            let ended = u32::from(observed.ended);
            Count { after: observed.after, ended, censored: 1 - ended }
        });
        prop_assert_eq!(Curve::of(&counted(&observations)), Curve::of(&single.rev().collect::<Vec<_>>()));
    }

    #[test]
    fn a_curve_only_falls_and_stays_in_its_band(counts in vec(any_count(), 0..20)) {
        let curve = Curve::of(&counts);
        let mut before = 1.0;
        for step in curve.steps() {
            prop_assert!(step.survival <= before && step.band().holds(step.survival));
            prop_assert!((0.0..=1.0).contains(&step.band().low) && (0.0..=1.0).contains(&step.band().high));
            before = step.survival;
        }
    }

    #[test]
    fn a_quantile_has_the_limits_that_the_bands_of_all_steps_say(
        counts in vec(any_count(), 0..60), ended in 0.01..0.99,
    ) {
        let curve = Curve::of(&counts);
        let enough = |share: f64| share <= 1.0 - ended + 1e-12;
        let banded: Vec<_> = curve.steps().iter().take_while(|step| step.survival > 0.0).collect();
        let low = banded.iter().find(|step| enough(step.band().low)).map(|step| step.after);
        let past = banded.iter().rev().take_while(|step| enough(step.band().high)).last().map(|step| step.after);
        prop_assert_eq!((curve.quantile(ended).low, curve.quantile(ended).high), (low, past));
    }

    #[test]
    fn whatever_is_asked_of_a_curve_is_a_number_or_nothing(
        counts in vec(any_count(), 0..20), at in any_after(), ended in 0.0..1.0,
    ) {
        let curve = Curve::of(&counts);
        for estimate in [curve.at(at), curve.restricted_mean(at).map(|ours| ours.mean)].into_iter().flatten() {
            prop_assert!(estimate.interval.holds(estimate.value), "{estimate:?}");
        }
        let until = curve.quantile(ended);
        prop_assert!(until.low.is_none_or(|low| until.value.is_none_or(|value| low <= value)));
        prop_assert!(until.high.is_none_or(|high| until.value.is_some_and(|value| value <= high)));
    }

    #[test]
    fn it_is_all_the_same_which_group_comes_first(first in vec(any_count(), 0..9), second in vec(any_count(), 0..9)) {
        let (one, other) = (log_rank(&first, &second), log_rank(&second, &first));
        prop_assert_eq!(one.is_some(), other.is_some());
        if let (Some(one), Some(other)) = (one, other) {
            prop_assert!((one.p - other.p).abs() < 1e-9 && (0.0..=1.0).contains(&one.p), "{one:?} {other:?}");
        }
    }
}
