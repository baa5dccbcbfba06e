use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use uuid::Uuid;

use super::*;
use crate::fact::{Event, FirstResponse};
use crate::id::{AskId, FactId, MemberId};
use crate::kpi::given::{Given, scan};
use crate::kpi::told::{days_ago, terms};
use crate::kpi::{Journal, Kpi, Question, Window, period};
use crate::sample::now;
use crate::session::{Answer, Fit, Item, Minutes};

/// A memory of cases and books, as a store keeps them.
#[derive(Default)]
struct Kept {
    people: u32,
    cases: BTreeMap<String, String>,
    books: BTreeMap<Place, Vec<u8>>,
}

impl Kept {
    fn fold(&mut self, facts: &[Fact], terms: &Terms) {
        let mut folding = Folding::new(facts.to_vec(), terms.clone(), self.people);
        loop {
            let wanted = folding.wanted();
            if wanted.is_empty() {
                break;
            }
            for id in wanted {
                folding.give(id, self.cases.get(&id.to_string()).map(String::as_str)).unwrap();
            }
        }
        let Folded { cases, books, people } = folding.fold();
        self.people = people;
        self.cases.extend(cases.into_iter().map(|(id, text)| (id.to_string(), text)));
        for (place, book) in books {
            let bytes = match self.books.get(&place) {
                Some(kept) => book.beside(place.day, kept).unwrap(),
                None => book.bytes(place.day),
            };
            self.books.insert(place, bytes);
        }
    }

    fn pages(&self) -> Vec<Page> {
        let page = |(place, bytes): (&Place, &Vec<u8>)| Page { place: *place, bytes: bytes.clone() };
        self.books.iter().map(page).collect()
    }
}

/// For how many days a world lasts.
const DAYS: [i64; 2] = [180, 720];

/// What people do in some days, in order of time. Most of it is absurd, but what happens once does so once.
struct World {
    chance: StdRng,
    now: DateTime<Utc>,
    asks: u128,
    sessions: u128,
    held: u128,
    facts: Vec<Fact>,
}

impl World {
    /// So many facts of half a year, or of two: the second holds several volumes whole, and what becomes known of a
    /// thing comes days or months later.
    fn of(seed: u64, many: usize) -> Vec<Fact> {
        let days = DAYS[seed as usize % DAYS.len()];
        let chance = StdRng::seed_from_u64(seed);
        let mut world =
            World { chance, now: days_ago(days), asks: 0, sessions: 0, held: 0, facts: Vec::new() };
        let step = 2 * days * 24 * 60 / many as i64;
        while world.facts.len() < many {
            let minutes = world.chance.random_range(0..=step);
            world.now += TimeDelta::minutes(minutes) + TimeDelta::seconds(world.chance.random_range(0..60));
            world.tell();
        }
        world.facts
    }

    fn tell(&mut self) {
        let (member, event) = (self.person(), self.event());
        let id = FactId::from(Uuid::from_u128(self.facts.len() as u128));
        self.facts.push(Fact { id, at: self.now, member, event });
    }

    fn person<T: From<Uuid>>(&mut self) -> T {
        Uuid::from_u128(self.chance.random_range(0..12)).into()
    }

    /// One of the latest, or one that nobody told of.
    fn one_of(&mut self, all: u128) -> u128 {
        self.chance.random_range(all.saturating_sub(12)..all + 1)
    }

    fn response(&mut self) -> Option<FirstResponse> {
        let wall = self.chance.random_range(-9..900_000_000);
        self.chance.random_bool(0.5).then_some(FirstResponse { wall, working: wall / 3 })
    }

    fn event(&mut self) -> Event {
        let minutes = Minutes::ALL[self.chance.random_range(0..3)];
        let ask_number = self.one_of(self.asks);
        let ask = AskId::from(Uuid::from_u128(ask_number));
        let offer = Uuid::from_u128(ask_number * 8 + self.chance.random_range(0..4)).into();
        let session = Uuid::from_u128(self.one_of(self.sessions)).into();
        let day = TimeDelta::hours(self.chance.random_range(-24 * 3..24 * 12));
        match self.chance.random_range(0..34) {
            0 => Event::JoinedCommunity,
            1 if self.chance.random() => Event::JoinedCommunity,
            1 => Event::Onboarded,
            2 => Event::BecameMentor,
            3 => Event::StoppedMentoring,
            4 if self.chance.random_bool(0.4) => Event::Left,
            4..=6 => {
                self.asks += 1;
                Event::Asked { ask: Uuid::from_u128(self.asks - 1).into(), minutes }
            }
            7 => Event::Withdrew { ask },
            8..=10 => Event::Offered { offer, ask },
            11 => Event::Missed { offer, ask },
            12 => Event::Passed { offer, ask, first_response: self.response() },
            28 | 29 => Event::Reopened { offer, ask },
            13 | 14 => {
                self.sessions += 1;
                let (specific, repeated) = (self.chance.random(), self.chance.random_bool(0.2));
                let first_response = self.response();
                Event::Affirmed { offer, ask, session, specific, warned: false, repeated, first_response }
            }
            15 => Event::Landed { session },
            16 | 20 => {
                Event::SessionBooked { session, starts_at: self.now + day, moved: self.chance.random() }
            }
            17 | 25 => Event::Cancelled { session, late: self.chance.random() },
            18 | 19 => {
                // Now and then it is one that was held before.
                let number = if self.chance.random_bool(0.2) { self.one_of(self.held) } else { self.held };
                self.held = self.held.max(number + 1);
                let (session, mentor) = (Uuid::from_u128(number).into(), self.person());
                Event::SessionHeld { session, mentor, minutes }
            }
            21 | 22 => {
                let affirmation = self.chance.random::<bool>().then(|| self.chance.random());
                let repeated = self.chance.random_bool(0.2);
                Event::Noted { session, due: self.now + day, affirmation, repeated }
            }
            23 if self.chance.random() => Event::SessionMissed { session },
            23 if self.chance.random() => Event::SessionUnheard { session },
            23 => Event::NoteUndone { session },
            24 => {
                let item = [Item::One, Item::Two, Item::Checkpoint][self.chance.random_range(0..3)];
                let answer = [Answer::Done, Answer::Stuck][self.chance.random_range(0..2)];
                Event::Answered { session, item, answer }
            }
            30 | 31 => Event::WonSomething { win: self.person() },
            32 => Event::WinUndone { win: self.person() },
            33 => Event::Rewritten { ask },
            26 => Event::Fitted { session, fit: [Fit::Good, Fit::NotGood][self.chance.random_range(0..2)] },
            _ => Event::Recommended { session, score: self.chance.random_range(0..12) },
        }
    }
}

/// Any window of whole days, or one that ends now: of some weeks, or of up to more than a year, in which some volumes
/// fit whole.
fn any_window(chance: &mut StdRng, now: DateTime<Utc>, terms: &Terms) -> Window {
    let midnight = |days: i64| terms.calendar.day_start(now - TimeDelta::days(days));
    let long = if chance.random() { 4 } else { 1 };
    let to = if chance.random() { now } else { midnight(chance.random_range(0..150 * long)) };
    let from = to - TimeDelta::days(chance.random_range(1..120 * long));
    Window { from: chance.random_bool(0.8).then(|| terms.calendar.day_start(from)), to }
}

/// Some numbers of any window.
fn any_question(chance: &mut StdRng, now: DateTime<Utc>, terms: &Terms) -> Question {
    let all: &'static [Kpi] = &Kpi::ALL;
    let from = chance.random_range(0..all.len());
    let some = &all[from..chance.random_range(from + 1..=all.len())];
    let kpis = if chance.random() { all } else { some };
    Question { window: any_window(chance, now, terms), kpis }
}

/// Compares what single people gave in several windows by books and by the scan.
fn compare_given(facts: &[Fact], kept: &Kept, terms: &Terms) {
    let latest = facts.iter().map(|fact| fact.at).max().unwrap() + TimeDelta::milliseconds(1);
    let person = |id: &String| id.parse::<MemberId>().ok();
    let known = kept.cases.iter().filter_map(|(id, kept)| Some((person(id)?, number_of(kept).unwrap())));
    let known: BTreeMap<MemberId, u32> = known.collect();
    for days in [3, 30, 200] {
        let from = terms.calendar.day_start(latest - TimeDelta::days(days));
        let window = Window { from: Some(from), to: latest };
        let mut pages = kept.pages();
        let needed = needed_for_given(&window, terms);
        pages.retain(|page| needed.holds(page.place));
        let scan = scan::given(facts, &window, terms);
        let scan: BTreeMap<u32, Given> = scan.into_iter().map(|(who, given)| (known[&who], given)).collect();
        assert_eq!(given(&pages, &window, terms), Ok(scan), "{days} days");
    }
}

/// Folds facts in commits of any length, and compares now and then what books and scan say.
fn compare(facts: Vec<Fact>, seed: u64, terms: &Terms) {
    let many = facts.len();
    let (mut kept, mut chance) = (Kept::default(), StdRng::seed_from_u64(seed));
    let mut told = 0;
    while told < facts.len() {
        let group = chance.random_range(1..=many / 3).min(facts.len() - told);
        kept.fold(&facts[told..told + group], terms);
        told += group;
        let journal: Journal = facts[..told].iter().collect();
        let latest = facts[..told].iter().map(|fact| fact.at).max().unwrap();
        let now = latest + TimeDelta::milliseconds(1);
        let many = chance.random_range(0..7);
        let questions: Vec<Question> = (0..many).map(|_| any_question(&mut chance, now, terms)).collect();
        let (needed, mut pages) = (needed(&questions, terms), kept.pages());
        pages.retain(|page| needed.holds(page.place));
        let books = periods(&pages, &questions, terms).unwrap();
        let (pages, framed) = (read::in_order(&pages), framed(&questions, terms));
        for shared in [read::periods_by_halves(&pages, &framed), read::periods_in_turns(&pages, &framed)] {
            assert_eq!(shared.as_ref(), Ok(&books), "seed {seed}, {told} facts");
        }
        for (question, books) in questions.iter().zip(books) {
            let scan = period(&journal, question, terms);
            for (book, scan) in books.figures.iter().zip(&scan.figures) {
                assert_eq!(book, scan, "seed {seed}, {told} facts");
            }
            assert_eq!(books.figures.len(), scan.figures.len());
            assert_eq!(books.counts, scan.counts, "seed {seed}, {told} facts");
        }
    }
    compare_given(&facts, &kept, terms);
    let (once, windows) = (books_of(facts, terms.clone()), [Window { from: None, to: now() }]);
    assert_eq!(periods(&once, &windows, terms), periods(&kept.pages(), &windows, terms), "seed {seed}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn books_say_what_the_scan_says_whatever_was_told_in_whatever_commits(seed: u64, many in 10_usize..900) {
        compare(World::of(seed, many), seed, &terms());
    }

    #[test]
    fn facts_may_come_in_any_order_as_long_as_nobody_leaves_and_none_is_told_anew(
        seed: u64,
        many in 10_usize..500,
    ) {
        let (mut facts, mut held) = (World::of(seed, many), BTreeSet::new());
        facts.retain(|fact| match fact.event {
            Event::Left => false,
            Event::SessionHeld { session, .. } => held.insert(session),
            _ => true,
        });
        facts.shuffle(&mut StdRng::seed_from_u64(seed));
        compare(facts, seed, &terms());
    }
}

#[test]
fn books_say_what_the_scan_says_on_the_other_side_of_the_world() {
    for zone in [Tz::America__St_Johns, Tz::Pacific__Kiritimati, Tz::Pacific__Pago_Pago] {
        compare(World::of(7, 600), 7, &Terms::of(zone));
    }
}

#[test]
fn books_that_break_off_are_no_books() {
    let mut pages = books_of(World::of(1, 50), terms());
    pages.last_mut().unwrap().bytes.pop();
    let windows = [Window { from: None, to: now() }];
    assert_eq!(periods(&pages, &windows, &terms()), Err(NotABook));
}

#[test]
fn what_is_judged_on_days_that_fill_volumes_is_read_out_of_these_alone() {
    let (facts, windows) = (World::of(1, 900), [Window { from: None, to: now() }]);
    let journal: Journal = facts.iter().collect();
    let (needed, mut pages) = (needed(&windows, &terms()), books_of(facts, terms()));
    pages.retain(|page| needed.holds(page.place));
    let (volumes, days): (Vec<&Page>, Vec<&Page>) = pages
        .iter()
        .filter(|page| matches!(page.place.shelf, Shelf::Days | Shelf::Volumes))
        .partition(|page| page.place.shelf == Shelf::Volumes);
    assert!(volumes.len() >= 7, "{} volumes", volumes.len());
    let last = volumes.iter().map(|page| page.place.day).max().unwrap();
    assert!(days.iter().all(|page| page.place.day >= last + volume::DAYS));
    let scan = period(&journal, &windows[0].into(), &terms());
    assert_eq!(periods(&pages, &windows, &terms()), Ok(vec![scan]));
}
