//! What holds for every number, whatever the facts.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use uuid::Uuid;

use super::*;
use crate::fact::{Event, Fact, FirstResponse};
use crate::id::MemberId;
use crate::kpi::sample::Sample;
use crate::kpi::told::{days_ago, figure, last_days, reading, terms};
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
        0 if chance.random_bool(0.2) => Event::Onboarded,
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
            Event::Noted { session, due: any_day(chance), affirmation, repeated: chance.random() }
        }
        15 => Event::NoteUndone { session },
        16 => {
            let item = [Item::One, Item::Two, Item::Checkpoint][chance.random_range(0..3)];
            let answer = [Answer::Done, Answer::Stuck][chance.random_range(0..2)];
            Event::Answered { session, item, answer }
        }
        17 => Event::Reopened { offer, ask },
        _ => Event::Recommended { session, score: chance.random_range(0..12) },
    }
}

fn all(facts: &[Fact], window: &Window) -> Vec<Figure> {
    figures(&facts.iter().collect(), window, &terms())
}

fn any_windows() -> [Window; 4] {
    [
        last_days(7),
        last_days(90),
        Window { from: Some(days_ago(150)), to: days_ago(40) },
        Span::All.up_to(now(), &terms()),
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
            let terms = terms();
            let until = Frame::of(window, &terms).until();
            let known: Vec<Fact> = facts.iter().filter(|fact| fact.at < until).cloned().collect();
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

/// The sessions of the facts before the present, as (learner, mentor, days ago), each once, the earliest first.
fn sessions_of(facts: &[Fact]) -> Vec<(MemberId, MemberId, i64)> {
    let mut known: Vec<&Fact> = facts.iter().filter(|fact| fact.at < now()).collect();
    known.sort_by_key(|fact| (fact.at, fact.id));
    let mut seen = BTreeSet::new();
    let held = known.into_iter().filter_map(|fact| match fact.event {
        Event::SessionHeld { session, mentor, .. } if seen.insert(session) => {
            Some((fact.member, mentor, days_since(fact.at)))
        }
        _ => None,
    });
    held.collect()
}

fn number_of(member: MemberId) -> u128 {
    (0..60).find(|number| MemberId::from(Uuid::from_u128(*number)) == member).unwrap()
}

fn days_since(at: DateTime<Utc>) -> i64 {
    (now() - at).num_days()
}

/// On which day after entry somebody was seen for the last time, and whether they were gone, by going day by day.
fn watched_day_by_day(days: &BTreeMap<i64, Vec<&Fact>>, who: MemberId, entry: i64) -> (i64, bool) {
    let mut quiet = 0;
    for days_ago in (0..entry).rev() {
        quiet += 1;
        let mut today = days.get(&days_ago).into_iter().flatten();
        if quiet == 14 {
            return (entry - days_ago, true);
        }
        if days_ago == 0 {
            return (entry, false);
        }
        let acted = today.any(|fact| match fact.event {
            Event::SessionHeld { mentor, .. } => fact.member == who || mentor == who,
            Event::Asked { .. } | Event::Answered { .. } => fact.member == who,
            _ => false,
        });
        quiet = if acted { 0 } else { quiet };
    }
    (0, false)
}

#[test]
fn going_through_a_cohort_day_by_day_gives_the_same_retention() {
    let mut compared = 0;
    for seed in (0..30).filter(|seed| seed % 3 == 2) {
        // Nobody leaves, so that all are watched to the end.
        let facts: Vec<Fact> = any_facts(seed).into_iter().filter(|fact| fact.event != Event::Left).collect();
        let mut days: BTreeMap<i64, Vec<&Fact>> = BTreeMap::new();
        facts.iter().for_each(|fact| days.entry(days_since(fact.at)).or_default().push(fact));
        let mut entries = BTreeMap::new();
        for (learner, _, days) in sessions_of(&facts) {
            entries.entry(learner).or_insert(days);
        }
        let watched: Vec<_> =
            entries.iter().map(|(who, entry)| watched_day_by_day(&days, *who, *entry)).collect();
        let mut survival = 1.0;
        for day in 0..=30 {
            let at_risk = watched.iter().filter(|(lasted, _)| *lasted >= day).count() as f64;
            let gone = watched.iter().filter(|watch| **watch == (day, true)).count() as f64;
            survival *= if at_risk > 0.0 { 1.0 - gone / at_risk } else { 1.0 };
        }
        let figures = all(&facts, &last_days(7));
        if let Reading::Value { value, .. } = reading(&figures, "retention.30") {
            compared += 1;
            assert!((value - survival).abs() < 1e-9, "seed {seed}: {value} {survival}");
        }
    }
    assert!(compared > 3);
}

#[test]
fn looking_at_every_two_sessions_gives_the_same_pairs() {
    let mut met_again = 0;
    for seed in 0..30 {
        // Only five learners and five mentors, so that pairs meet again.
        let one_of_five = |member: MemberId| MemberId::from(Uuid::from_u128(number_of(member) % 5));
        let facts: Vec<Fact> = any_facts(seed)
            .into_iter()
            .map(|mut fact| {
                fact.member = one_of_five(fact.member);
                if let Event::SessionHeld { mentor, .. } = &mut fact.event {
                    *mentor = one_of_five(*mentor);
                }
                fact
            })
            .collect();
        let sessions = sessions_of(&facts);
        let (mut old_enough, mut again) = (0, 0);
        for (place, (learner, mentor, days)) in sessions.iter().enumerate() {
            let same = |(other, with, _): &&(MemberId, MemberId, i64)| other == learner && with == mentor;
            if sessions[..place].iter().any(|session| same(&session)) || !(60..=150).contains(days) {
                continue;
            }
            old_enough += 1;
            again +=
                u64::from(sessions[place + 1..].iter().filter(same).any(|(_, _, later)| days - later < 60));
        }
        let figures = all(&facts, &last_days(90));
        let pairs = figure(&figures, "repeat.pairs");
        assert_eq!(pairs.sample, Some(Sample::Share { k: again, n: old_enough }), "seed {seed}");
        met_again += again;
    }
    assert!(met_again > 30);
}

#[test]
fn an_empty_journal_has_every_figure_and_no_value() {
    let figures = all(&[], &Span::All.up_to(now(), &terms()));
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
