//! A round in a community: the asks that wait are put to mentors together, as well as can be for all of them.
//!
//! As many asks as can be find somebody; among those outcomes the one with most points. A mentor's second offer in a
//! round counts [`SECOND_SEAT`] points less than the first, the third twice that: fairness. Where not everybody can
//! find somebody, whoever has waited longest, and whoever is pressed, goes first: what it costs to leave an ask without
//! grows by [`A_WEEK`] points with each week that it has waited, and by the points of its urgency. Of two that are
//! alike in all of that, the one that stands first among those that wait finds somebody.
//!
//! Room that is kept for what presses (`reserve`) is kept in a round too: what does not press, and would take it, is
//! left without, those first whom it costs least to leave.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::round::{self, Pairs, Round};
use super::{Candidate, Excluded, Kept, Meets, PRESSES, Prices, Ranking, Terms, Why, look, rank};
use crate::ask::Ask;
use crate::id::MemberId;
use crate::member::{Member, Room};
use crate::signal::Urgency;
use crate::topic;

/// A mentor's second offer in a round counts so much less than the first.
pub const SECOND_SEAT: i32 = 8;
/// So much dearer it becomes with each week to leave an ask without.
pub const A_WEEK: i64 = 50;
/// It does not become dearer any more after so many weeks.
const MOST_WEEKS: i64 = 20;
/// A point is so many parts, so that places among those that wait can decide where points do not.
const PARTS: i64 = 1_000;

/// An ask that waits for a round.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// Which.
    pub ask: Ask,
    /// Who asks.
    pub learner: Member,
    /// How much it presses.
    pub urgency: Urgency,
}

/// What a round came to.
#[derive(Debug, Clone, Default)]
pub struct Gathered {
    /// The asks that find somebody, in the order in which they came.
    pub matched: Vec<Matched>,
    /// Those that do not, by their places, with who was left out for them.
    pub left: Vec<(usize, Excluded)>,
    /// How many of those would have found somebody, had no room been kept for what presses.
    pub held_back: usize,
    /// What a seat of each scarce mentor is worth: as it came out of this round, or as it was known before of those
    /// whom nobody could be put to.
    pub prices: Prices,
}

/// An ask that finds somebody.
#[derive(Debug, Clone)]
pub struct Matched {
    /// Its place among those that wait.
    pub place: usize,
    /// Who.
    pub best: Candidate,
    /// What it went by.
    pub why: Why,
}

/// Matches asks that wait with those who mentor. The points that count are those of the score alone: prices are what a
/// round finds out, not what it goes by.
pub fn gather(waiting: &[Waiting], mentors: &[Arc<Member>], terms: &Terms, now: DateTime<Utc>) -> Gathered {
    let before = &terms.prices;
    let terms = Terms { prices: Prices::default(), ..terms.clone() };
    let found_by = Found::new(mentors);
    let places: BTreeMap<MemberId, u32> = mentors.iter().map(|mentor| mentor.id).zip(0..).collect();
    let mut room = vec![None; mentors.len()];
    let mut rows: Vec<Vec<(u32, i32)>> = Vec::with_capacity(waiting.len());
    let mut looks = Vec::with_capacity(waiting.len());
    for one in waiting {
        let field = found_by.of(one.ask.question.as_str());
        let field = field.into_iter().map(|place| &mentors[place]);
        let mut row = Row { places: &places, room: &mut room, pairs: Vec::new() };
        looks.push(look(&one.ask, &one.learner, field, &terms, now, &mut row));
        row.pairs.sort_unstable();
        rows.push(row.pairs);
    }
    let round =
        Round { unmatched: prices(waiting, now), seats: seats(waiting, &room), pairs: Pairs::Some(rows) };
    let mut outcome =
        round::round(&round, round::TOP).expect("points and asks are few enough to be added up");
    let Pairs::Some(rows) = &round.pairs else { unreachable!("it was made of them") };
    let held_back = held_back(waiting, &outcome.mentors, rows, &room, &looks, &round.unmatched);
    held_back.iter().for_each(|place| outcome.mentors[*place] = None);
    let mut gathered = Gathered { held_back: held_back.len(), ..Gathered::default() };
    for (place, (mentor, seen)) in outcome.mentors.iter().zip(&looks).enumerate() {
        let one = &waiting[place];
        let Some(mentor) = mentor else {
            gathered.left.push((place, seen.excluded));
            continue;
        };
        let alone = rank(&one.ask, &one.learner, [&mentors[*mentor as usize]], &terms, now);
        let best = alone.candidates.into_iter().next().expect("whoever may be asked may be asked alone");
        let (together, urgency) = (Some(waiting.len()), one.urgency.points());
        let why = Why { together, urgency, ..seen.why(&best, &terms) };
        gathered.matched.push(Matched { place, best, why });
    }
    let priced = mentors.iter().zip(outcome.prices).zip(&room).filter(|(_, room)| room.is_some());
    gathered.prices = before.renewed(now, priced.map(|((mentor, price), _)| (mentor.id, price / PARTS)));
    gathered
}

/// What each mentor costs an ask, and the room of whoever may be asked at all.
struct Row<'a> {
    places: &'a BTreeMap<MemberId, u32>,
    room: &'a mut [Option<Room>],
    pairs: Vec<(u32, i32)>,
}

impl Meets for Row<'_> {
    fn wants(&mut self, mentor: &Member, points: i64, room: Room) -> bool {
        let place = self.places[&mentor.id];
        self.room[place as usize] = Some(room);
        self.pairs.push((place, -((PARTS * points) as i32)));
        false
    }

    fn meet(&mut self, _: Candidate) {}
}

/// Those that found somebody and have to wait all the same, as the room that they would take is kept for what presses.
/// Seats are given in the order of what it costs to leave an ask without; each takes one of those who could be put to
/// it.
fn held_back(
    waiting: &[Waiting],
    found: &[Option<u32>],
    rows: &[Vec<(u32, i32)>],
    room: &[Option<Room>],
    looks: &[Ranking],
    unmatched: &[i32],
) -> Vec<usize> {
    let mut free: Vec<usize> = room.iter().map(|room| room.map_or(0, |room| room.week as usize)).collect();
    let mut order: Vec<usize> = (0..found.len()).filter(|place| found[*place].is_some()).collect();
    order.sort_by_key(|place| Reverse(unmatched[*place]));
    let mut back = Vec::new();
    for place in order {
        let pressing = waiting[place].urgency.points() >= PRESSES;
        let left = || rows[place].iter().map(|(mentor, _)| free[*mentor as usize]).sum();
        let kept = looks[place].kept.filter(|_| !pressing).map(|kept| Kept { free: left(), ..kept });
        match found[place] {
            Some(_) if kept.is_some_and(|kept| kept.holds_back()) => back.push(place),
            Some(mentor) => free[mentor as usize] = free[mentor as usize].saturating_sub(1),
            None => {}
        }
    }
    back
}

/// What it costs to leave each ask without.
fn prices(waiting: &[Waiting], now: DateTime<Utc>) -> Vec<i32> {
    let behind = |place| waiting.len() - 1 - place;
    waiting.iter().enumerate().map(|(place, one)| price(one, behind(place), now)).collect()
}

/// What it costs to leave an ask without, behind which so many others stand.
fn price(waiting: &Waiting, others: usize, now: DateTime<Utc>) -> i32 {
    let week = TimeDelta::weeks(1).num_minutes();
    let waited = (now - waiting.ask.at).num_minutes().clamp(0, MOST_WEEKS * week);
    let points = PARTS * A_WEEK * waited / week + PARTS * i64::from(waiting.urgency.points());
    points as i32 + others.min(PARTS as usize - 1) as i32
}

/// What each mentor's offers cost, as many as they have room for whichever asks they come from. Whoever may be asked by
/// nobody has no room that counts.
fn seats(waiting: &[Waiting], room: &[Option<Room>]) -> Vec<Vec<i32>> {
    let longest = waiting.iter().map(|one| one.ask.minutes.count()).max().unwrap_or(1);
    let of = |room: &Option<Room>| {
        let free = room.map_or(0, |room| room.day.min(room.week).min((room.minutes / longest).max(1)));
        let free = free.min(waiting.len() as u32) as i32;
        (0..free).map(|seat| seat * SECOND_SEAT * PARTS as i32).collect()
    };
    room.iter().map(of).collect()
}

/// Mentors by the stems of their topics.
struct Found<'a>(BTreeMap<&'a str, Vec<usize>>);

impl<'a> Found<'a> {
    fn new(mentors: &'a [Arc<Member>]) -> Found<'a> {
        let mut found = BTreeMap::<&str, Vec<usize>>::new();
        for (place, mentor) in mentors.iter().enumerate() {
            for stem in
                mentor.mentor.iter().flat_map(|profile| &profile.topics).flat_map(|topic| topic.stems())
            {
                found.entry(stem).or_default().push(place);
            }
        }
        Found(found)
    }

    fn of(&self, question: &str) -> BTreeSet<usize> {
        let stems = topic::stems(question);
        stems.iter().filter_map(|stem| self.0.get(stem.as_str())).flatten().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::matching::{MOST_RANKED, Pressed};
    use crate::member::Record;
    use crate::sample::{holding, id, member, mentor, now, paused, signal, typed};
    use crate::session::Minutes;
    use crate::signal::{Kind, Signal, urgency};
    use crate::topic::Topic;

    fn waits(name: &str, question: &str) -> Waiting {
        let learner = member(name);
        let ask = Ask {
            id: id(&format!("ask of {name}")),
            learner: learner.id,
            question: typed(question),
            ..crate::sample::ask_in_pool()
        };
        Waiting { ask, learner, urgency: Urgency::default() }
    }

    fn offering(name: &str, topic: &str) -> Arc<Member> {
        let mut member = mentor(name);
        member.mentor.as_mut().unwrap().topics = vec![Topic::parse(topic).unwrap()];
        Arc::new(member)
    }

    fn matched(gathered: &Gathered) -> Vec<(usize, MemberId)> {
        gathered.matched.iter().map(|one| (one.place, one.best.mentor.id)).collect()
    }

    fn gathered(waiting: &[Waiting], mentors: &[Arc<Member>]) -> Gathered {
        gather(waiting, mentors, &Terms::default(), now())
    }

    #[test]
    fn nothing_that_waits_and_nobody_who_mentors_come_to_nothing() {
        assert!(gathered(&[], &[offering("ben", "parser")]).matched.is_empty());
        let alone = gathered(&[waits("ana", "parser")], &[]);
        assert_eq!(alone.left, [(0, Excluded::default())]);
    }

    #[test]
    fn whoever_only_one_can_help_gets_them_though_another_asked_first() {
        // One at a time, Ana would take Ben, and nobody were left for Ivo.
        let ben = Arc::new(holding(Arc::unwrap_or_clone(offering("ben", "parser grammars")), 1, now()));
        let mentors = [ben, offering("cleo", "parser trees in forests")];
        let waiting = [waits("ana", "parser grammars"), waits("ivo", "grammars")];
        let round = gathered(&waiting, &mentors);
        assert_eq!(matched(&round), [(0, id("cleo")), (1, id("ben"))]);
        let why = &round.matched[0].why;
        assert_eq!((why.together, why.able), (Some(2), 2));
        assert!(round.prices.of(id("ben"), now()) > 0 && round.prices.of(id("cleo"), now()) == 0);
    }

    #[test]
    fn a_second_offer_in_a_round_goes_to_somebody_else_who_is_nearly_as_good() {
        let waiting = [waits("ana", "parser"), waits("ivo", "parser")];
        let asked = |cleo: &str| {
            let mut ben = Arc::unwrap_or_clone(offering("ben", "parser"));
            // Two points more than somebody of whom nothing is known.
            ben.mentor.as_mut().unwrap().record = Record { answered: 2, missed: 0 };
            let round = gathered(&waiting, &[Arc::new(ben), offering("cleo", cleo)]);
            matched(&round).into_iter().map(|(_, mentor)| mentor).collect::<BTreeSet<_>>()
        };
        assert_eq!(asked("parser"), [id("ben"), id("cleo")].into());
        assert_eq!(asked("parser trees in forests"), [id("ben")].into());
    }

    #[test]
    fn where_not_everybody_finds_somebody_whoever_is_pressed_or_waited_longest_does() {
        let ben = [Arc::new(holding(mentor("ben"), 1, now()))];
        let (ana, mut ivo) = (waits("ana", "parser"), waits("ivo", "parser"));
        assert_eq!(matched(&gathered(&[ana.clone(), ivo.clone()], &ben)), [(0, id("ben"))]);
        assert_eq!(matched(&gathered(&[ivo.clone(), ana.clone()], &ben)), [(0, id("ben"))]);
        let due = Signal { until: now() + TimeDelta::hours(9), ..signal(Kind::Deadline) };
        let pressed = Waiting { urgency: urgency(&ivo.learner, &[due], now()), ..ivo.clone() };
        assert_eq!(matched(&gathered(&[ana.clone(), pressed], &ben)), [(1, id("ben"))]);
        ivo.ask.at = now() - TimeDelta::weeks(2);
        assert_eq!(matched(&gathered(&[ana, ivo], &ben)), [(1, id("ben"))]);
    }

    #[test]
    fn a_round_knows_every_mentor_also_where_there_are_more_than_a_ranking_keeps() {
        let many = MOST_RANKED + 6;
        let waiting: Vec<_> = (0..many).map(|n| waits(&format!("learner{n}"), "parser")).collect();
        let of = |n| Arc::new(holding(mentor(&format!("mentor{n}")), 1, now()));
        let mentors: Vec<_> = (0..many).map(of).collect();
        assert_eq!(gathered(&waiting, &mentors).matched.len(), many);
    }

    #[test]
    fn what_does_not_press_leaves_the_room_that_is_kept_for_what_does() {
        let mut pressed = Pressed::default();
        // Eight in four weeks: until Sunday night, one and a half are to be expected, so one seat is kept.
        for days in 1..=8 {
            pressed = pressed.with(Topic::parse("parser").unwrap(), now() - TimeDelta::days(9 - days));
        }
        let terms = Terms { pressed, ..Terms::default() };
        let mut ben = Arc::unwrap_or_clone(offering("ben", "parser"));
        ben.mentor.as_mut().unwrap().caps.day = 3;
        let ben = [Arc::new(ben)];
        let mut waiting = [waits("ana", "parser"), waits("ivo", "parser"), waits("uma", "parser")];
        let round = |waiting: &[Waiting], mentors: &[Arc<Member>]| gather(waiting, mentors, &terms, now());
        let calm = round(&waiting, &ben);
        assert_eq!((matched(&calm).len(), calm.held_back, calm.left.len()), (2, 1, 1));
        assert_eq!(calm.left[0].0, 2);
        // With room enough nobody waits, and what presses takes what is kept for it.
        let both = round(&waiting, &[ben[0].clone(), offering("cleo", "parser")]);
        assert_eq!((matched(&both).len(), both.held_back), (3, 0));
        let due = Signal { until: now() + TimeDelta::hours(9), ..signal(Kind::Deadline) };
        waiting[2].urgency = urgency(&waiting[2].learner, &[due], now());
        let pressing = round(&waiting, &ben);
        assert_eq!((matched(&pressing).len(), pressing.held_back), (2, 1));
        assert!(matched(&pressing).iter().any(|(place, _)| *place == 2));
    }

    #[test]
    fn a_round_says_nothing_of_the_prices_of_those_whom_nobody_could_be_put_to() {
        let before = Prices::since(now(), [(id("ben"), 9), (id("cleo"), 9)]);
        let terms = Terms { prices: before, ..Terms::default() };
        let mentors = [offering("ben", "parser"), offering("cleo", "welding")];
        let round = gather(&[waits("ana", "parser")], &mentors, &terms, now());
        assert_eq!(["ben", "cleo"].map(|name| round.prices.of(id(name), now())), [0, 9]);
    }

    #[test]
    fn whoever_is_on_leave_is_left_out_and_counted() {
        let round = gathered(&[waits("ana", "parser")], &[Arc::new(paused(mentor("ben"), 9))]);
        assert_eq!(round.left, [(0, Excluded { away: 1, ..Excluded::default() })]);
    }

    proptest! {
        #[test]
        fn nobody_is_asked_beyond_their_caps_nor_the_same_ask_twice(
            asks in proptest::collection::vec((0..3_usize, 0..3_usize), 0..14),
            held in proptest::collection::vec(0..4_usize, 1..5),
        ) {
            let topics = ["parser", "rust", "welding"];
            let waiting: Vec<_> = asks
                .iter()
                .enumerate()
                .map(|(n, (topic, minutes))| {
                    let mut one = waits(&format!("learner{n}"), topics[*topic]);
                    one.ask.minutes = Minutes::ALL[*minutes];
                    one
                })
                .collect();
            let mentors: Vec<_> = held
                .iter()
                .enumerate()
                .map(|(n, held)| Arc::new(holding(mentor(&format!("mentor{n}")), *held, now())))
                .collect();
            let round = gathered(&waiting, &mentors);
            prop_assert_eq!(round.matched.len() + round.left.len(), waiting.len());
            for mentor in &mentors {
                let theirs: Vec<_> =
                    round.matched.iter().filter(|one| one.best.mentor.id == mentor.id).collect();
                let room = mentor.mentor.as_ref().unwrap().room(&mentor.calendar, now(), None);
                let minutes: u32 = theirs.iter().map(|one| waiting[one.place].ask.minutes.count()).sum();
                prop_assert!(theirs.len() as u32 <= room.day.min(room.week));
                prop_assert!(minutes <= room.minutes || theirs.len() <= 1);
            }
        }
    }
}
