use proptest::prelude::*;

use super::*;
use crate::matching::Weights;
use crate::member::Record;
use crate::sample::{at, id, member, mentor, now};
use crate::topic::Topic;

/// Somebody who answers nearly always.
fn reliable(name: &str, topic: &str) -> Arc<Member> {
    let mut member = mentor(name);
    let profile = member.mentor.as_mut().unwrap();
    profile.topics = vec![Topic::parse(topic).unwrap()];
    profile.record = Record { answered: 60_000, missed: 0 };
    Arc::new(member)
}

/// Asks of different learners, an hour apart.
fn asks(count: usize) -> Vec<(Ask, Member)> {
    let one = |n: usize| {
        let learner = member(&format!("learner{n}"));
        let at = now() + TimeDelta::hours(n as i64);
        (Ask { id: id(&format!("ask{n}")), learner: learner.id, at, ..crate::sample::ask() }, learner)
    };
    (0..count).map(one).collect()
}

fn weights(part: Part, percent: u32) -> Terms {
    Terms { weights: Weights::default().with(part, percent).unwrap(), ..Terms::default() }
}

#[test]
fn nothing_that_was_asked_and_nobody_who_mentors_come_to_nothing() {
    let nothing = replay(&Past::default(), &Terms::default());
    assert_eq!((nothing.found.len(), nothing.wait(), nothing.spread(), nothing.fit()), (0, None, None, None));
    let alone = replay(&Past { asks: asks(3), mentors: Vec::new() }, &Terms::default());
    assert_eq!((alone.found.len(), alone.spread()), (0, None));
}

#[test]
fn caps_are_kept_and_fairness_is_counted_over_all_who_mentor() {
    let mentors = vec![reliable("ben", "parser"), reliable("cleo", "welding")];
    let played = replay(&Past { asks: asks(4), mentors }, &Terms::default());
    // Two a day is what Ben wants to give; what is asked on Tuesday evening is for Wednesday.
    assert!(played.found.values().all(|mentor| *mentor == id("ben")), "{played:?}");
    assert_eq!(played.found.len(), 2);
    assert_eq!(played.spread(), Some(0.5));
    assert_eq!(played.fit(), Some(1.0));
}

#[test]
fn a_weight_moves_questions_to_those_who_have_given_less() {
    let mentors = vec![reliable("ben", "parser"), reliable("cleo", "parser trees")];
    let past = Past { asks: asks(2), mentors };
    let usual = replay(&past, &Terms::default());
    assert_eq!(usual.spread(), Some(0.5), "{usual:?}");
    let fair = replay(&past, &weights(Part::Topic, 0));
    assert_eq!(fair.spread(), Some(0.0), "{fair:?}");
    assert_eq!((fair.others(&usual), usual.others(&usual)), (1, 0));
    assert!(fair.fit() < usual.fit());
}

#[test]
fn a_wait_ends_when_the_hours_of_whoever_answers_open() {
    let past = Past { asks: asks(1), mentors: vec![reliable("ben", "parser")] };
    assert_eq!(replay(&past, &Terms::default()).wait(), Some(TimeDelta::zero()));
    let mut night = past.clone();
    night.asks[0].0.at = at("2026-11-24T20:00:00Z");
    assert_eq!(replay(&night, &Terms::default()).wait(), Some(TimeDelta::hours(12)));
    let mut silent = past;
    let profile = Arc::make_mut(&mut silent.mentors[0]).mentor.as_mut().unwrap();
    profile.record = Record { answered: 0, missed: 60_000 };
    assert!(replay(&silent, &Terms::default()).found.is_empty());
}

#[test]
fn whoever_did_not_mentor_yet_is_not_asked() {
    let mut past = Past { asks: asks(1), mentors: vec![reliable("ben", "parser")] };
    Arc::make_mut(&mut past.mentors[0]).mentor.as_mut().unwrap().since = now() + TimeDelta::days(1);
    assert!(replay(&past, &Terms::default()).found.is_empty());
}

#[test]
fn a_pair_that_meets_again_is_counted_and_a_weight_keeps_it_apart() {
    let mut past =
        Past { asks: asks(2), mentors: vec![reliable("ben", "parser"), reliable("cleo", "parser trees")] };
    past.asks[1].0.learner = past.asks[0].0.learner;
    past.asks[1].1 = past.asks[0].1.clone();
    let lenient = Weights::default().with(Part::CoolDown, 0).unwrap().with(Part::Room, 0).unwrap();
    assert_eq!(replay(&past, &Terms { weights: lenient, ..Terms::default() }).repeats, 1);
    assert_eq!(replay(&past, &Terms::default()).repeats, 0);
}

proptest! {
    #[test]
    fn the_same_past_comes_to_the_same_whatever_order_mentors_stand_in(
        seed in any::<u32>(),
        count in 0..12_usize,
        percent in 0..=300_u32,
    ) {
        let mut mentors: Vec<_> = ["ben", "cleo", "dan"].map(|name| Arc::new(mentor(name))).into();
        let terms = weights(Part::Room, percent);
        let one = replay(&Past { asks: asks(count), mentors: mentors.clone() }, &terms);
        mentors.rotate_left(seed as usize % 3);
        let other = replay(&Past { asks: asks(count), mentors }, &terms);
        prop_assert_eq!(&one, &other);
        prop_assert!(one.found.len() <= count);
        prop_assert!(one.spread().is_none_or(|spread| (0.0..=1.0).contains(&spread)));
    }
}
