use std::collections::BTreeMap;

use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, proptest};
use proptest::test_runner::Config;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::*;

/// What an outcome is judged by: how many pairs, and then what it costs.
fn judged(round: &Round, mentors: &[Option<u32>]) -> (usize, i64) {
    let mut taken = vec![0; round.seats.len()];
    let (mut pairs, mut cost) = (0, 0);
    for (ask, mentor) in mentors.iter().enumerate() {
        match mentor {
            None => cost += i64::from(round.unmatched[ask]),
            Some(mentor) => {
                let seat = round.seats[*mentor as usize][taken[*mentor as usize]];
                taken[*mentor as usize] += 1;
                pairs += 1;
                cost +=
                    i64::from(seat) + i64::from(round.pairs.cost(ask, *mentor).expect("a pair that may be"));
            }
        }
    }
    (pairs, cost)
}

/// The best that any outcome can come to, found by trying all of them: one ask after the other, and for every way in
/// which seats can be left, the best way there.
fn best_of_all(round: &Round) -> (usize, i64) {
    let mut ways = BTreeMap::from([(vec![0_usize; round.seats.len()], (0_usize, 0_i64))]);
    for ask in 0..round.unmatched.len() {
        let mut next: BTreeMap<Vec<usize>, (usize, i64)> = BTreeMap::new();
        let mut try_way = |taken: Vec<usize>, (pairs, cost): (usize, i64)| {
            let best = next.entry(taken).or_insert((pairs, cost));
            if (pairs, -cost) > (best.0, -best.1) {
                *best = (pairs, cost);
            }
        };
        for (taken, (pairs, cost)) in &ways {
            try_way(taken.clone(), (*pairs, cost + i64::from(round.unmatched[ask])));
            round.pairs.of(ask, |mentor, of_pair| {
                let place = mentor as usize;
                if let Some(seat) = round.seats[place].get(taken[place]) {
                    let mut taken = taken.clone();
                    taken[place] += 1;
                    try_way(taken, (pairs + 1, cost + i64::from(*seat) + i64::from(of_pair)));
                }
            });
        }
        ways = next;
    }
    ways.into_values().max_by_key(|(pairs, cost)| (*pairs, -cost)).expect("there is a way")
}

/// Any small round: tight or roomy, with pairs that may not be, and with many ties.
fn small(chance: &mut StdRng) -> Round {
    let (asks, mentors) = (chance.random_range(0..=8), chance.random_range(0..=5));
    let spread = [1, 3, 50, 1_000_000][chance.random_range(0..4)];
    let forbidden = chance.random_range(0..10);
    let mut any = |allowed: bool| {
        if allowed && chance.random_range(0..10) < forbidden {
            FORBIDDEN
        } else {
            chance.random_range(-spread..=spread)
        }
    };
    let costs: Vec<i32> = (0..asks * mentors).map(|_| any(true)).collect();
    let unmatched = (0..asks).map(|_| any(false)).collect();
    let seats = (0..mentors).map(|_| {
        let mut seats: Vec<i32> = (0..any(false).rem_euclid(4)).map(|_| any(false)).collect();
        seats.sort_unstable();
        seats
    });
    let seats = seats.collect();
    Round { unmatched, seats, pairs: Pairs::All { mentors, costs } }
}

/// The same, as the list of pairs that may be.
fn listed(round: &Round) -> Round {
    let row = |ask| {
        let mut row = Vec::new();
        round.pairs.of(ask, |mentor, cost| row.push((mentor, cost)));
        row
    };
    Round { pairs: Pairs::Some((0..round.unmatched.len()).map(row).collect()), ..round.clone() }
}

/// A larger round, in which mentors are scarce and some are wanted by everybody.
fn large(asks: usize, mentors: usize, seed: u64) -> Round {
    let mut chance = StdRng::seed_from_u64(seed);
    let fame: Vec<i32> = (0..mentors).map(|_| chance.random_range(0..200)).collect();
    let costs = (0..asks * mentors).map(|pair| {
        if chance.random_range(0..20) == 0 {
            FORBIDDEN
        } else {
            chance.random_range(0..100) - fame[pair % mentors]
        }
    });
    let costs = costs.collect();
    let unmatched = (0..asks).map(|_| chance.random_range(0..50)).collect();
    let seats =
        (0..mentors).map(|_| (0..chance.random_range(0..6)).map(|seat| 10 * seat).collect()).collect();
    Round { unmatched, seats, pairs: Pairs::All { mentors, costs } }
}

#[test]
fn ten_thousand_small_rounds_come_to_the_best_of_all_outcomes() {
    let mut chance = StdRng::seed_from_u64(7);
    for number in 0..10_000 {
        let small = small(&mut chance);
        // Beginning with one mentor each, most have to learn of others.
        let outcome = round(&small, 1 + number % 3).unwrap();
        assert_eq!(judged(&small, &outcome.mentors), best_of_all(&small), "{small:?}");
        assert_eq!(certify(&small, &outcome), Ok(()), "{small:?}");
    }
}

#[test]
fn a_list_of_pairs_comes_to_the_same_as_a_table() {
    let mut chance = StdRng::seed_from_u64(8);
    for _ in 0..1_000 {
        let small = small(&mut chance);
        assert_eq!(round(&listed(&small), 2), round(&small, 2));
    }
}

#[test]
fn a_larger_round_is_certified_however_few_mentors_each_ask_knew_at_first() {
    for (asks, mentors, top) in
        [(300, 60, 4), (300, 60, 64), (60, 300, 2), (500, 20, 3), (1, 1, 1), (200, 0, 5)]
    {
        let large = large(asks, mentors, 9);
        let outcome = round(&large, top).unwrap();
        assert_eq!(certify(&large, &outcome), Ok(()), "{asks} {mentors} {top}");
        let whole = round(&large, mentors).unwrap();
        assert_eq!(judged(&large, &outcome.mentors), judged(&large, &whole.mentors));
    }
}

#[test]
fn rounding_first_comes_to_the_best_of_all_outcomes_too() {
    let mut chance = StdRng::seed_from_u64(9);
    for _ in 0..2_000 {
        let small = small(&mut chance);
        let (asks, mentors) = (small.unmatched.len(), small.seats.len());
        let prices = (0..mentors).map(|_| chance.random_range(-2_000_000..=2_000_000)).collect::<Vec<_>>();
        let known = Known::best(&small.pairs, asks, mentors.max(1), &prices);
        let start = Outcome { mentors: vec![None; asks], prices, worth: Vec::new() };
        let outcome = settle::by_scaling(&small, &known, (small.scale().unwrap(), 14), start);
        assert_eq!(judged(&small, &outcome.mentors), best_of_all(&small), "{small:?}");
        assert_eq!(certify(&small, &outcome), Ok(()), "{small:?}");
    }
}

#[test]
fn a_large_round_in_which_hardly_any_two_pairs_cost_the_same_is_certified() {
    let mut chance = StdRng::seed_from_u64(10);
    for seats in [4, 10] {
        let costs = (0..1_000 * 200).map(|_| chance.random_range(0..1_000_000)).collect();
        let seats = vec![vec![0; seats]; 200];
        let large = Round { unmatched: vec![0; 1_000], seats, pairs: Pairs::All { mentors: 200, costs } };
        assert_eq!(certify(&large, &round(&large, 8).unwrap()), Ok(()));
    }
}

#[test]
fn whoever_stays_without_is_the_one_whose_price_is_least() {
    let pairs = Pairs::Some(vec![vec![(0, 5)], vec![(0, 5)], vec![(0, 1)]]);
    let waited = Round { unmatched: vec![0, 30, 20], seats: vec![vec![0, 0]], pairs };
    assert_eq!(round(&waited, TOP).unwrap().mentors, [None, Some(0), Some(0)]);
}

#[test]
fn a_dearer_second_seat_spreads_asks_over_mentors() {
    let pairs = || Pairs::Some(vec![vec![(0, 0), (1, 2)]; 2]);
    let with = |seats| round(&Round { unmatched: vec![0; 2], seats, pairs: pairs() }, TOP).unwrap().mentors;
    assert_eq!(with(vec![vec![0, 0], vec![0]]), [Some(0), Some(0)]);
    let mut spread = with(vec![vec![0, 9], vec![0]]);
    spread.sort_unstable();
    assert_eq!(spread, [Some(0), Some(1)]);
}

#[test]
fn the_certificate_finds_whatever_is_wrong() {
    let large = large(40, 10, 3);
    let good = round(&large, TOP).unwrap();
    assert_eq!(certify(&large, &good), Ok(()));
    let flaw = |change: &dyn Fn(&mut Outcome)| {
        let mut outcome = good.clone();
        change(&mut outcome);
        certify(&large, &outcome).expect_err("it is not the best any more")
    };
    let served = good.mentors.iter().position(Option::is_some).unwrap();
    let free = good.mentors.iter().position(Option::is_none).expect("somebody stays without");
    assert_eq!(flaw(&|outcome| outcome.mentors[served] = None), Flaw::Ask { ask: served });
    assert_eq!(flaw(&|outcome| outcome.worth[served] += 1), Flaw::Ask { ask: served });
    assert!(matches!(
        flaw(&|outcome| outcome.mentors[free] = good.mentors[served]),
        Flaw::Ask { .. } | Flaw::Forbidden { .. }
    ));
    assert_eq!(flaw(&|outcome| outcome.worth.truncate(1)), Flaw::Shape);
    let wanted = good.mentors[served].unwrap() as usize;
    assert!(matches!(flaw(&|outcome| outcome.prices[wanted] -= 1), Flaw::Ask { .. }));
    let idle = Round {
        unmatched: vec![0],
        seats: vec![vec![0], vec![0]],
        pairs: Pairs::Some(vec![vec![(0, 1), (1, 9)]]),
    };
    let outcome = Outcome { mentors: vec![Some(0)], prices: vec![0, 3], worth: vec![1] };
    assert_eq!(certify(&idle, &outcome), Err(Flaw::Seat { mentor: 1 }));
    let crowd =
        Round { unmatched: vec![0; 2], seats: vec![vec![0]], pairs: Pairs::Some(vec![vec![(0, 1)]; 2]) };
    let outcome = Outcome { mentors: vec![Some(0); 2], prices: vec![5], worth: vec![6; 2] };
    assert_eq!(certify(&crowd, &outcome), Err(Flaw::Crowded { mentor: 0 }));
}

#[test]
fn what_is_no_round_is_refused() {
    let round_of = |seats: Vec<Vec<i32>>, pairs| round(&Round { unmatched: vec![0; 2], seats, pairs }, TOP);
    let table = |costs| Pairs::All { mentors: 1, costs };
    assert_eq!(round_of(vec![vec![0]], table(vec![0])), Err(NotARound::Shape));
    assert_eq!(round_of(vec![vec![0]], Pairs::Some(vec![vec![(1, 0)], vec![]])), Err(NotARound::Shape));
    assert_eq!(
        round_of(vec![vec![0]], Pairs::Some(vec![vec![(0, 0), (0, 1)], vec![]])),
        Err(NotARound::Shape)
    );
    assert_eq!(round_of(vec![vec![3, 2]], table(vec![0; 2])), Err(NotARound::Seats { mentor: 0 }));
    let ends = round_of(vec![vec![i32::MIN, i32::MAX]], table(vec![i32::MIN, i32::MAX - 1])).unwrap();
    assert_eq!(ends.mentors, [Some(0); 2]);
}

fn permuted() -> impl Strategy<Value = (u64, u64)> {
    (any::<u64>(), any::<u64>())
}

proptest! {
    #![proptest_config(Config::with_cases(200))]

    #[test]
    fn another_order_of_asks_costs_the_same((seed, turn) in permuted()) {
        let first = large(30, 8, seed);
        let by = (turn % 30) as usize;
        let Pairs::All { mentors, costs } = &first.pairs else { unreachable!("it is a table") };
        let turned = |values: &[i32], width: usize| {
            let mut values = values.to_vec();
            values.rotate_left(by * width);
            values
        };
        let pairs = Pairs::All { mentors: *mentors, costs: turned(costs, *mentors) };
        let second = Round { unmatched: turned(&first.unmatched, 1), seats: first.seats.clone(), pairs };
        let (one, other) = (round(&first, 3).unwrap(), round(&second, 3).unwrap());
        prop_assert_eq!(judged(&first, &one.mentors), judged(&second, &other.mentors));
        prop_assert!(certify(&second, &other).is_ok());
    }
}
