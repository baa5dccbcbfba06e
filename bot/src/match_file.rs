//! `smallwins match`: the best outcome of a round that stands in a file, for whoever brings their own scores.

mod id;
mod read;
mod table;

use std::fmt;
use std::path::Path;

use serde::Serialize;
use smallwins_core::matching::round::{Flaw, Outcome, Round, certify, round};

use self::id::Id;
use crate::cli::Form;
use crate::trouble::Trouble;

/// A round with the names of its asks and mentors.
struct Named {
    round: Round,
    names: Names,
}

/// What asks and mentors are called in the answer.
enum Names {
    /// As the file calls them. Points are told, of which more are better: the round holds them turned round.
    Given {
        /// The asks as they stand in the file.
        asks: Vec<Id>,
        /// The place of each of those in the round.
        order: Vec<u32>,
        /// The mentors by their places in the round.
        mentors: Vec<Id>,
    },
    /// By their places. Costs are told.
    Places,
}

/// The outcome, as an answer.
#[derive(Debug, Default, Serialize)]
struct Answer {
    pairs: Vec<(Id, Id, i64)>,
    unmatched: Vec<Id>,
    total: i64,
    cardinality: usize,
    optimal: bool,
}

/// What is asked of the file.
#[derive(Debug)]
pub struct Asked {
    /// How many of its best mentors each ask knows at first.
    pub top: usize,
    /// Which of several best outcomes is told.
    pub seed: u64,
    /// Whether the outcome is checked over all pairs, independently of how it was found.
    pub verifies: bool,
}

/// Tells the best outcome of a file.
///
/// # Errors
/// The file cannot be read, or is no round; the outcome does not stand the check.
pub fn match_file(path: &Path, asked: &Asked, form: Form) -> Result<(), Trouble> {
    let Named { round: matched, names } = read::read(path, asked.seed)?;
    let outcome = round(&matched, asked.top)
        .map_err(|error| read::misused(format!("{} is no round: {error}", path.display())))?;
    if asked.verifies {
        certify(&matched, &outcome).map_err(|flaw| not_the_best(&flaw))?;
    }
    form.answer(&answer(&matched, &outcome, &names))
}

fn answer(round: &Round, outcome: &Outcome, names: &Names) -> Answer {
    // The search ends when no pair is left, out of all of them, that would be better.
    let mut answer = Answer { optimal: true, ..Answer::default() };
    for number in 0..outcome.mentors.len() {
        let (place, ask) = names.ask(number);
        let Some(mentor) = outcome.mentors[place] else {
            answer.unmatched.push(ask);
            continue;
        };
        let cost = i64::from(round.pairs.cost(place, mentor).expect("a pair that was made may be"));
        let told = names.told(cost);
        answer.total += told;
        answer.pairs.push((ask, names.mentor(mentor as usize), told));
    }
    answer.cardinality = answer.pairs.len();
    answer
}

impl Names {
    /// The ask of that number in the file: its place in the round, and what it is called.
    fn ask(&self, number: usize) -> (usize, Id) {
        match self {
            Names::Given { asks, order, .. } => (order[number] as usize, asks[number].clone()),
            Names::Places => (number, Id::Number(number as i64)),
        }
    }

    fn mentor(&self, place: usize) -> Id {
        match self {
            Names::Given { mentors, .. } => mentors[place].clone(),
            Names::Places => Id::Number(place as i64),
        }
    }

    fn told(&self, cost: i64) -> i64 {
        match self {
            Names::Given { .. } => -cost,
            Names::Places => cost,
        }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (ask, mentor, told) in &self.pairs {
            writeln!(f, "{ask}  {mentor}  {told}")?;
        }
        for ask in &self.unmatched {
            writeln!(f, "{ask}  nobody")?;
        }
        writeln!(f, "{} pairs, {} in all, the best there is", self.cardinality, self.total)
    }
}

fn not_the_best(flaw: &Flaw) -> Trouble {
    Trouble::failed(
        format!("the outcome does not stand the check: {flaw}"),
        "this is a mistake in Smallwins; report it with the file",
    )
}
