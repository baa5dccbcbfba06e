//! How much is lost by not waiting: asks come one by one over a week, and whoever `rank` puts first is asked at once.
//! It is held against the best that could have been done for all asks of that week together, by the same points.
//!
//! Twenty mentors give three sessions each, and sixty asks come. All mentors offer what many ask about; half of them,
//! who live nearer to the learners, offer one of two rare topics besides, about which most ask. So whoever comes first
//! takes what others could have had from nobody else. Prices are those of a round (`gather`) of the week before, whose
//! asks came out of the same chance.
//!
//! Seen in two hundred weeks: 14.5 % are lost first come, first served, and 3.1 % with prices. It is one made-up place
//! among many. Of twenty weeks each, with 54 to 66 asks of which 40 to 55 of a hundred are rare, 8 to 14.7 % were lost
//! without prices and 2.3 to 8.8 % with them: least where there is just room enough, most (over 7 %, three times of
//! four) where a tenth more ask than there are seats.
//!
//! To see these figures again, with any of the three numbers left out:
//! `REGRET_WEEKS=200 REGRET_ASKS=60 REGRET_RARE=55 cargo test -p smallwins-core --lib regret -- --nocapture`

use std::sync::Arc;

use chrono_tz::Tz;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::gather::{Waiting, gather};
use super::round::{self, Pairs, Round};
use super::{Prices, Terms, rank};
use crate::ask::Ask;
use crate::member::{Caps, Held, Holding, Member, Record};
use crate::sample::{ask, calendar, id, member, mentor, now, typed};
use crate::signal::Urgency;
use crate::topic::{self, Topic};

const MENTORS: usize = 20;
const VERSATILE: usize = 10;
const SEATS: u32 = 3;
const COMMON: &str = "rust";
const RARE: [&str; 2] = ["welding", "knitting"];
const NEAR: [Tz; 2] = [Tz::Europe__Lisbon, Tz::Europe__Berlin];
const HOURS: &str = "mon-fri 9-18";

/// What each mentor's score for an ask comes to, by the places of those who can be asked; less is better.
type Costs = Vec<Vec<(u32, i32)>>;

/// How much is asked.
#[derive(Debug, Clone, Copy)]
struct Shape {
    weeks: u64,
    /// Asks of a week.
    asks: usize,
    /// Of a hundred asks so many are about a rare topic.
    rare: u32,
}

impl Shape {
    /// As it is held to its bounds, or as somebody wants to see it.
    fn wished() -> (Shape, bool) {
        let wish = |name: &str| std::env::var(name).ok().and_then(|number| number.parse::<u32>().ok());
        let [weeks, asks, rare] = ["REGRET_WEEKS", "REGRET_ASKS", "REGRET_RARE"].map(wish);
        let shape = Shape {
            weeks: weeks.map_or(40, u64::from),
            asks: asks.map_or(60, |asks| asks as usize),
            rare: rare.unwrap_or(55),
        };
        (shape, asks.is_none() && rare.is_none())
    }
}

struct World(Vec<Arc<Member>>);

impl World {
    fn new(chance: &mut StdRng) -> World {
        let mut one = |n: usize| {
            let mut member = mentor(&format!("mentor {n}"));
            let near = n < VERSATILE;
            let zone = if near { NEAR[n % 2] } else { Tz::America__Denver };
            member.calendar = calendar(zone, HOURS);
            let profile = member.mentor.as_mut().unwrap();
            let rare = near.then(|| RARE[n / 2 % 2]);
            profile.topics = [COMMON].into_iter().chain(rare).filter_map(Topic::parse).collect();
            profile.caps = Caps { day: SEATS, week: SEATS, minutes: 60 };
            profile.record =
                Record { answered: chance.random_range(0..9), missed: chance.random_range(0..3) };
            Arc::new(member)
        };
        World((0..MENTORS).map(&mut one).collect())
    }

    /// The asks of a week, in the order in which they come.
    fn week(chance: &mut StdRng, shape: Shape) -> Vec<Waiting> {
        let mut one = |n: usize| {
            let mut learner = member(&format!("learner {n}"));
            learner.calendar = calendar(NEAR[chance.random_range(0..2)], HOURS);
            let rare = chance.random_range(0..100_u32) < shape.rare;
            let topic = if rare { RARE[chance.random_range(0..2)] } else { COMMON };
            let question = typed(&format!("something about {topic}"));
            let ask = Ask { id: id(&format!("ask {n}")), learner: learner.id, question, ..ask() };
            Waiting { ask, learner, urgency: Urgency::default() }
        };
        (0..shape.asks).map(&mut one).collect()
    }

    fn place(&self, of: &Member) -> usize {
        self.0.iter().position(|mentor| mentor.id == of.id).unwrap()
    }

    /// Whom `rank` is given: those who share a stem.
    fn field(&self, one: &Waiting) -> Vec<&Arc<Member>> {
        let stems = topic::stems(one.ask.question.as_str());
        let offers = |mentor: &&Arc<Member>| {
            let mut topics = mentor.mentor.iter().flat_map(|profile| &profile.topics);
            topics.any(|topic| !topic.stems().is_disjoint(&stems))
        };
        self.0.iter().filter(offers).collect()
    }

    fn costs(&self, week: &[Waiting]) -> Costs {
        let row = |one: &Waiting| {
            let ranking = rank(&one.ask, &one.learner, self.field(one), &Terms::default(), now());
            let cost = |best: &super::Candidate| (self.place(&best.mentor) as u32, -(best.points() as i32));
            let mut row: Vec<_> = ranking.candidates.iter().map(cost).collect();
            row.sort_unstable();
            row
        };
        week.iter().map(row).collect()
    }

    /// The points of everybody's asks together, where each is put to the best at once who has room.
    fn at_once(&self, week: &[Waiting], costs: &Costs, prices: &Prices) -> i64 {
        let terms = Terms { prices: prices.clone(), ..Terms::default() };
        let mut world = World(self.0.clone());
        let mut points = 0;
        for (one, row) in week.iter().zip(costs) {
            let ranking = rank(&one.ask, &one.learner, world.field(one), &terms, now());
            let Some(best) = ranking.candidates.into_iter().next() else { continue };
            let place = world.place(&best.mentor);
            let what = Holding::Offer(id(&format!("offer of {}", one.ask.id)));
            let held = Held { what, at: best.opens_at, minutes: one.ask.minutes };
            let mut taken = Member::clone(&best.mentor);
            taken.mentor = taken.mentor.map(|profile| profile.holding(held, now()));
            world.0[place] = Arc::new(taken);
            points -= row.iter().find(|(mentor, _)| *mentor as usize == place).map_or(0, |(_, cost)| *cost);
        }
        points.into()
    }
}

/// The most points that asks could have come to.
fn best(costs: &Costs) -> i64 {
    let (unmatched, seats) = (vec![0; costs.len()], vec![vec![0; SEATS as usize]; MENTORS]);
    let round = Round { unmatched, seats, pairs: Pairs::Some(costs.clone()) };
    let outcome = round::round(&round, round::TOP).unwrap();
    let pairs = outcome.mentors.iter().enumerate().filter_map(|(ask, mentor)| Some((ask, (*mentor)?)));
    pairs.map(|(ask, mentor)| -i64::from(round.pairs.cost(ask, mentor).unwrap())).sum()
}

#[test]
fn prices_of_the_last_round_lose_little_to_what_could_have_been_done_for_all_together() {
    let (shape, is_held_to_bounds) = Shape::wished();
    let (mut first_come, mut priced) = (0.0, 0.0);
    for seed in 0..shape.weeks {
        let mut chance = StdRng::seed_from_u64(seed);
        let world = World::new(&mut chance);
        let prices = gather(&World::week(&mut chance, shape), &world.0, &Terms::default(), now()).prices;
        let week = World::week(&mut chance, shape);
        let costs = world.costs(&week);
        let best = best(&costs);
        let regret = |got: i64| (1.0 - got as f64 / best as f64) / shape.weeks as f64;
        first_come += regret(world.at_once(&week, &costs, &Prices::default()));
        priced += regret(world.at_once(&week, &costs, &prices));
    }
    println!("{shape:?}: lost {first_come:.3} first come, first served, and {priced:.3} with prices");
    if !is_held_to_bounds {
        return;
    }
    assert!(first_come >= 0.12, "nothing much could be lost here: {first_come}");
    assert!(priced <= 0.07, "{priced}");
}
