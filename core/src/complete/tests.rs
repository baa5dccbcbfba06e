use chrono_tz::TZ_VARIANTS;

use super::*;
use crate::action::{Action, VERBS};
use crate::sample::{ask, following, member, now, session, typed};

fn labels(choices: Vec<Choice>) -> Vec<String> {
    choices.into_iter().map(|choice| choice.label).collect()
}

fn offered() -> Vec<(Topic, u32)> {
    ["rust", "parsing", "trust", "unit tests"].map(|topic| (Topic::parse(topic).unwrap(), 1)).into()
}

#[test]
fn topics_that_begin_as_typed_come_before_those_that_hold_it() {
    assert_eq!(labels(topics(&offered(), "ru")), ["rust", "trust"]);
    assert_eq!(labels(topics(&offered(), "")).len(), 4);
    assert_eq!(labels(topics(&offered(), "welding")), [""; 0]);
}

#[test]
fn the_last_of_several_topics_is_completed_and_none_is_proposed_twice() {
    assert_eq!(labels(topics(&offered(), "rust, par")), ["rust, parsing"]);
    assert_eq!(
        labels(topics(&offered(), "Rust, parsing, t")),
        ["Rust, parsing, trust", "Rust, parsing, unit tests"]
    );
    let long = format!("{}, ru", "something else ".repeat(7));
    assert_eq!(topics(&offered(), &long), [], "what does not fit is not proposed");
}

#[test]
fn whoever_has_typed_nothing_is_proposed_their_own_zone_first() {
    let all = zones::like("", Tz::Europe__Lisbon);
    assert_eq!(all[0], Tz::Europe__Lisbon);
    assert_eq!(all.len(), 25);
    assert_eq!(zones::like("", Tz::Europe__Berlin).len(), 24, "and none twice");
}

#[test]
fn a_city_comes_before_an_area_and_a_slip_is_forgiven() {
    let first = |typed| zones::like(typed, Tz::UTC).first().map(|zone| zone.name());
    assert_eq!(first("lis"), Some("Europe/Lisbon"));
    assert_eq!(first("new york"), Some("America/New_York"));
    assert_eq!(first("york"), Some("America/New_York"));
    assert_eq!(first("europe/b"), Some("Europe/Belfast"));
    assert_eq!(first("berln"), Some("Europe/Berlin"));
    assert_eq!(first("utc"), Some("UTC"));
    // Not a city in the west of Australia, nor a zone whose clocks never change.
    assert_eq!(first("EST"), Some("America/New_York"));
    assert_eq!(first("mst"), Some("America/Denver"));
    assert_eq!(first("middle of nowhere"), None);
}

#[test]
fn every_zone_that_is_proposed_is_understood_when_it_comes_back() {
    for zone in TZ_VARIANTS {
        let choice = zone_choice(zone, Tongue::English, now()).unwrap();
        assert_eq!(crate::calendar::parse_zone(&choice.value), Ok(zone));
        assert!(choice.label.chars().count() <= LONGEST);
    }
    assert_eq!(
        zone_choice(Tz::America__New_York, Tongue::English, now()).unwrap().label,
        "America/New York · Tue 04:00"
    );
}

/// Ana at her desk: an ask, a session with Ben without a time, and one in which there are things to do.
fn desk() -> (Member, Desk, BTreeMap<MemberId, Typed>) {
    let sessions = vec![
        Session { stage: Stage::Choosing { until: now() }, ..session() },
        Session { stage: following(), ..session() },
    ];
    let desk = Desk { asks: vec![ask()], sessions, ..Desk::default() };
    (member("ana"), desk, BTreeMap::from([(session().mentor, typed("Ben"))]))
}

#[test]
fn a_verb_is_about_one_s_own_open_things() {
    let (ana, desk, names) = desk();
    let which = |about, typed| which(about, &ana, &desk, &names, Tongue::English, typed);
    assert_eq!(labels(which(About::Asks, "")), [ask().question.as_str()]);
    assert_eq!(labels(which(About::Sessions, "")), ["Ben · no time yet"]);
    assert_eq!(labels(which(About::Sessions, "cleo")), [""; 0]);
    let items = which(About::Items, "");
    assert!(items.len() >= 2, "{items:?}");
    for choice in items {
        let action: Action = format!("done {}", choice.value).parse().unwrap();
        assert!(matches!(action, Action::Answer(_, Some(_))), "{action:?}");
    }
}

#[test]
fn nobody_is_proposed_what_another_has_to_do() {
    let (_, desk, names) = desk();
    assert_eq!(which(About::Items, &member("ben"), &desk, &names, Tongue::English, ""), []);
}

#[test]
fn every_word_says_what_it_is_for_in_one_line() {
    for verb in VERBS {
        let says = verb.says();
        assert!(!says.is_empty() && says.chars().count() <= LONGEST && !says.contains('\n'), "{says}");
    }
}
