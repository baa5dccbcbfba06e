//! How people are: six tempers, each a row of stated odds.

use chrono::{DateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use rand::Rng;
use rand::rngs::StdRng;
use smallwins_core::session::Answer;

/// When somebody reacts to what they read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    /// Within half an hour.
    Soon,
    /// Within a working day.
    Late,
    /// Around midnight, by their own clock.
    AtNight,
    /// After days.
    AfterDays,
}

/// What somebody tends to do, in times out of a hundred.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Temper {
    pub(crate) name: &'static str,
    pub(crate) pace: Pace,
    /// Reads a message and does nothing.
    pub(crate) ignores: u32,
    /// Passes on an offer.
    pub(crate) passes: u32,
    /// Takes an ask back.
    pub(crate) withdraws: u32,
    /// Calls a session off, at each message about it.
    pub(crate) cancels: u32,
    /// Moves a session, at each message about it.
    pub(crate) moves: u32,
    /// Forgets the note, at each message that asks for it.
    pub(crate) forgets: u32,
    /// Says of a session that the two did not meet, at each message that asks.
    pub(crate) misses: u32,
    /// Writes a compliment that is warned of or held back.
    pub(crate) careless: u32,
    /// Sends a warned compliment anyway.
    pub(crate) insists: u32,
    /// Says that a compliment landed.
    pub(crate) thanks: u32,
    /// How things go: done, partly, stuck, dropped.
    pub(crate) answers: [u32; 4],
}

/// Everybody is one of these, the first ones more often.
pub(crate) const TEMPERS: [Temper; 6] = [
    Temper {
        name: "steady",
        pace: Pace::Soon,
        ignores: 4,
        passes: 8,
        withdraws: 2,
        cancels: 1,
        moves: 2,
        forgets: 8,
        misses: 2,
        careless: 10,
        insists: 30,
        thanks: 60,
        answers: [60, 22, 12, 6],
    },
    Temper {
        name: "busy",
        pace: Pace::Late,
        ignores: 15,
        passes: 25,
        withdraws: 4,
        cancels: 4,
        moves: 8,
        forgets: 25,
        misses: 8,
        careless: 25,
        insists: 70,
        thanks: 30,
        answers: [40, 30, 15, 15],
    },
    Temper {
        name: "owl",
        pace: Pace::AtNight,
        ignores: 10,
        passes: 12,
        withdraws: 3,
        cancels: 3,
        moves: 5,
        forgets: 20,
        misses: 6,
        careless: 20,
        insists: 50,
        thanks: 45,
        answers: [50, 20, 25, 5],
    },
    Temper {
        name: "slow",
        pace: Pace::AfterDays,
        ignores: 20,
        passes: 20,
        withdraws: 3,
        cancels: 3,
        moves: 6,
        forgets: 35,
        misses: 8,
        careless: 15,
        insists: 50,
        thanks: 30,
        answers: [35, 30, 15, 20],
    },
    Temper {
        name: "restless",
        pace: Pace::Soon,
        ignores: 6,
        passes: 30,
        withdraws: 12,
        cancels: 10,
        moves: 18,
        forgets: 15,
        misses: 10,
        careless: 40,
        insists: 80,
        thanks: 50,
        answers: [30, 25, 25, 20],
    },
    Temper {
        name: "silent",
        pace: Pace::Late,
        ignores: 70,
        passes: 30,
        withdraws: 1,
        cancels: 1,
        moves: 1,
        forgets: 80,
        misses: 5,
        careless: 10,
        insists: 50,
        thanks: 5,
        answers: [50, 10, 10, 30],
    },
];

/// How many of a hundred are of each.
const SHARES: [u32; 6] = [34, 20, 14, 12, 10, 10];

impl Temper {
    /// One of them.
    pub(crate) fn of(chance: &mut StdRng) -> &'static Temper {
        &TEMPERS[weighted(&SHARES, chance)]
    }

    /// When somebody of this temper who lives by that zone's clock comes to it.
    pub(crate) fn reacts_at(&self, now: DateTime<Utc>, zone: Tz, chance: &mut StdRng) -> DateTime<Utc> {
        let minutes = |chance: &mut StdRng, from, to| TimeDelta::minutes(chance.random_range(from..to));
        match self.pace {
            Pace::Soon => now + minutes(chance, 1, 30),
            Pace::Late => now + minutes(chance, 15, 540),
            Pace::AtNight => next(now, zone, 22) + minutes(chance, 0, 240),
            Pace::AfterDays => now + TimeDelta::days(chance.random_range(1..4)) + minutes(chance, 0, 300),
        }
    }

    /// How something went.
    pub(crate) fn answer(&self, chance: &mut StdRng) -> Answer {
        [Answer::Done, Answer::Partly, Answer::Stuck, Answer::Dropped][weighted(&self.answers, chance)]
    }
}

/// The next instant at which a zone's clock shows a full hour.
fn next(now: DateTime<Utc>, zone: Tz, hour: u32) -> DateTime<Utc> {
    let today = now.with_timezone(&zone).date_naive();
    let wall = NaiveTime::from_hms_opt(hour, 0, 0).expect("an hour of the day");
    let days =
        today.iter_days().take(3).filter_map(|day| zone.from_local_datetime(&day.and_time(wall)).earliest());
    days.map(|at| at.to_utc()).find(|at| *at > now).unwrap_or(now)
}

/// Whether something happens that happens so often in a hundred times.
pub(crate) fn happens(of_a_hundred: u32, chance: &mut StdRng) -> bool {
    chance.random_range(0..100) < of_a_hundred
}

/// One of several, by their weights.
pub(crate) fn weighted(weights: &[u32], chance: &mut StdRng) -> usize {
    let mut left = chance.random_range(0..weights.iter().sum());
    weights
        .iter()
        .position(|weight| {
            let here = left < *weight;
            left = left.saturating_sub(*weight);
            here
        })
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn the_odds_of_an_answer_are_out_of_a_hundred_and_so_are_the_shares() {
        assert_eq!(SHARES.iter().sum::<u32>(), 100);
        for temper in &TEMPERS {
            assert_eq!(temper.answers.iter().sum::<u32>(), 100, "{}", temper.name);
        }
    }

    #[test]
    fn what_weighs_nothing_never_happens() {
        let mut chance = StdRng::seed_from_u64(1);
        let drawn: Vec<usize> = (0..300).map(|_| weighted(&[1, 0, 2], &mut chance)).collect();
        assert!(drawn.contains(&0) && drawn.contains(&2) && !drawn.contains(&1));
        assert!(!happens(0, &mut chance) && happens(100, &mut chance));
    }

    #[test]
    fn an_owl_comes_to_it_at_night() {
        let now: DateTime<Utc> = "2026-09-07T12:00:00Z".parse().unwrap();
        let zone = Tz::Asia__Tokyo;
        let at = TEMPERS[2].reacts_at(now, zone, &mut StdRng::seed_from_u64(1));
        let hour = chrono::Timelike::hour(&at.with_timezone(&zone));
        assert!(!(2..22).contains(&hour), "{at}");
    }
}
