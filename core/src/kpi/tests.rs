//! What holds for every number, whatever the facts.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use uuid::Uuid;

use super::*;
use crate::fact::{Event, Fact, FirstResponse};
use crate::kpi::told::{days_ago, last_days};
use crate::sample::now;
use crate::session::{Answer, Item, Minutes};

/// Some facts of 200 days, in no order, some at the same instant, some in the future and most of them absurd.
fn any_facts(seed: u64) -> Vec<Fact> {
    let mut chance = StdRng::seed_from_u64(seed);
    let many = [50, 1000, 5000][seed as usize % 3];
    (0..many).map(|number| any_fact(number, &mut chance)).collect()
}

fn any_fact(number: u128, chance: &mut StdRng) -> Fact {
    let event = any_event(chance);
    Fact { id: Uuid::from_u128(number).into(), at: any_day(chance), member: few(chance), event }
}

fn any_day(chance: &mut StdRng) -> DateTime<Utc> {
    days_ago(chance.random_range(-20..200))
}

/// One of sixty, so that facts meet.
fn few<T: From<Uuid>>(chance: &mut StdRng) -> T {
    Uuid::from_u128(chance.random_range(0..60)).into()
}

fn first_response(chance: &mut StdRng) -> Option<FirstResponse> {
    let wall = chance.random_range(-9..900_000_000);
    chance.random::<bool>().then_some(FirstResponse { wall, working: wall / 3 })
}

fn any_event(chance: &mut StdRng) -> Event {
    let minutes = Minutes::ALL[chance.random_range(0..3)];
    let (ask, offer, session) = (few(chance), few(chance), few(chance));
    match chance.random_range(0..18) {
        0 => Event::JoinedCommunity,
        1 => Event::BecameMentor,
        2 => Event::StoppedMentoring,
        3 => Event::Left,
        4 => Event::Asked { ask, minutes },
        5 => Event::Withdrew { ask },
        6 => Event::Offered { offer, ask },
        7 => Event::Missed { offer, ask },
        8 => Event::Passed { offer, ask, first_response: first_response(chance) },
        9 => {
            let (specific, warned, repeated) = (chance.random(), chance.random(), chance.random());
            let first_response = first_response(chance);
            Event::Affirmed { offer, ask, session, specific, warned, repeated, first_response }
        }
        10 => Event::Landed { session },
        11 => Event::SessionBooked { session, starts_at: any_day(chance), moved: chance.random() },
        12 => Event::Cancelled { session, late: chance.random() },
        13 => Event::SessionHeld { session, mentor: few(chance), minutes },
        14 => {
            let affirmation = chance.random::<bool>().then(|| chance.random());
            Event::Noted { session, due: any_day(chance), affirmation }
        }
        15 => Event::NoteUndone { session },
        16 => {
            let item = [Item::One, Item::Two, Item::Checkpoint][chance.random_range(0..3)];
            let answer = [Answer::Done, Answer::Stuck][chance.random_range(0..2)];
            Event::Answered { session, item, answer }
        }
        _ => Event::Recommended { session, score: chance.random_range(0..12) },
    }
}

fn all(facts: &[Fact], window: &Window) -> Vec<Figure> {
    figures(&facts.iter().collect(), window, &Terms::of(Tz::Europe__Berlin))
}

fn any_windows() -> [Window; 4] {
    [
        last_days(7),
        last_days(90),
        Window { from: Some(days_ago(150)), to: days_ago(40) },
        Span::All.up_to(now()),
    ]
}

#[test]
fn whatever_was_told_every_value_is_a_number_between_its_limits() {
    let mut values = 0;
    for seed in 0..30 {
        let facts = any_facts(seed);
        for figure in any_windows().iter().flat_map(|window| all(&facts, window)) {
            assert_eq!(figure.name.split('.').next(), Some(figure.kpi.key()));
            if let Reading::Value { value, limits } = figure.reading {
                values += 1;
                assert!(value.is_finite() && figure.people >= FEWEST_PEOPLE, "{figure:?}");
                assert!(limits.low.is_none_or(|low| low <= value), "{figure:?}");
                assert!(limits.high.is_none_or(|high| value <= high), "{figure:?}");
            }
        }
    }
    assert!(values > 100);
}

#[test]
fn facts_from_the_end_of_the_window_on_change_nothing() {
    for seed in 0..30 {
        let facts = any_facts(seed);
        for window in any_windows() {
            let known: Vec<Fact> = facts.iter().filter(|fact| fact.at < window.to).cloned().collect();
            assert_eq!(all(&facts, &window), all(&known, &window), "seed {seed}");
        }
    }
}

#[test]
fn the_order_in_which_facts_come_does_not_matter_nor_does_a_fact_that_comes_twice() {
    for seed in 0..30 {
        let facts = any_facts(seed);
        let backwards: Vec<Fact> = facts.iter().rev().chain(&facts).cloned().collect();
        for window in any_windows() {
            assert_eq!(all(&facts, &window), all(&backwards, &window), "seed {seed}");
        }
    }
}

#[test]
fn an_empty_journal_has_every_figure_and_no_value() {
    let figures = all(&[], &Span::All.up_to(now()));
    assert!(Kpi::ALL.iter().all(|kpi| figures.iter().any(|figure| figure.kpi == *kpi)));
    assert!(figures.iter().all(|figure| matches!(figure.reading, Reading::TooFew { .. })));
}

#[test]
fn a_number_reads_back_from_its_key_and_is_written_by_it() {
    for kpi in Kpi::ALL {
        assert_eq!(Kpi::of(kpi.key()), Some(kpi));
        assert_eq!(serde_json::to_value(kpi).unwrap(), kpi.key());
    }
    assert_eq!(Kpi::of("happiness"), None);
}
