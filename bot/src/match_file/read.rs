//! From a file to a round; and what is wrong with it, with its line and column.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fs;
use std::path::Path;

use serde::de::{Error, IgnoredAny};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use smallwins_core::matching::round::{Pairs, Round};

use super::id::Id;
use super::table;
use super::{Named, Names};
use crate::trouble::Trouble;

/// Names and points, of which more are better.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scores {
    asks: Vec<Ask>,
    mentors: Vec<Mentor>,
    scores: Vec<(Id, Id, i32)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ask {
    id: Id,
    #[serde(default)]
    unmatched: i32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mentor {
    id: Id,
    #[serde(deserialize_with = "capacity")]
    capacity: u32,
}

fn capacity<'de, D: Deserializer<'de>>(given: D) -> Result<u32, D::Error> {
    let number = serde_json::Value::deserialize(given)?;
    let capacity = number.as_u64().and_then(|number| u32::try_from(number).ok());
    capacity
        .ok_or_else(|| D::Error::custom(format!("a capacity is a whole number from 0 on, and not {number}")))
}

/// The lists as they stand in the file, for whoever looks for a place in it.
#[derive(Deserialize)]
struct Lists<'a> {
    #[serde(borrow)]
    asks: Vec<&'a RawValue>,
    #[serde(borrow)]
    mentors: Vec<&'a RawValue>,
    #[serde(borrow)]
    scores: Vec<&'a RawValue>,
}

/// Something that is wrong with an entry of a list.
struct Wrong {
    list: List,
    entry: usize,
    says: String,
}

#[derive(Clone, Copy)]
enum List {
    Asks,
    Mentors,
    Scores,
}

pub(super) fn read(path: &Path, seed: u64) -> Result<Named, Trouble> {
    let shown = path.display();
    let text =
        fs::read_to_string(path).map_err(|error| misused(format!("{shown} cannot be read: {error}")))?;
    let no_round = |error: serde_json::Error| misused(format!("{shown}: {error}"));
    #[derive(Deserialize)]
    struct Peek {
        matrix: Option<IgnoredAny>,
    }
    if serde_json::from_str::<Peek>(&text).map_err(no_round)?.matrix.is_some() {
        let round = table::read(serde_json::from_str(&text).map_err(no_round)?, path)?;
        return Ok(Named { round, names: Names::Places });
    }
    let scores: Scores = serde_json::from_str(&text).map_err(no_round)?;
    named(scores, seed).map_err(|wrong| misused(format!("{shown}: {}", wrong.placed(&text))))
}

fn named(Scores { asks, mentors, scores }: Scores, seed: u64) -> Result<Named, Wrong> {
    let wrong = |list, entry, says: String| Wrong { list, entry, says };
    let ask_places = places(asks.iter().map(|ask| &ask.id), seed)
        .map_err(|(entry, id)| wrong(List::Asks, entry, format!("there are two asks {id}")))?;
    let mentor_places = places(mentors.iter().map(|mentor| &mentor.id), seed)
        .map_err(|(entry, id)| wrong(List::Mentors, entry, format!("there are two mentors {id}")))?;
    let mut rows: Vec<Vec<(u32, i32)>> = vec![Vec::new(); asks.len()];
    for (entry, (ask, mentor, points)) in scores.iter().enumerate() {
        let unknown = |what: &str, id: &Id| wrong(List::Scores, entry, format!("there is no {what} {id}"));
        let row = *ask_places.get(ask).ok_or_else(|| unknown("ask", ask))?;
        let place = *mentor_places.get(mentor).ok_or_else(|| unknown("mentor", mentor))?;
        let cost = points.checked_neg();
        let cost = cost.ok_or_else(|| wrong(List::Scores, entry, format!("{points} points are too few")))?;
        rows[row as usize].push((place, cost));
    }
    for row in &mut rows {
        row.sort_unstable();
    }
    if rows.iter().any(|row| row.windows(2).any(|two| two[0].0 == two[1].0)) {
        let mut seen = std::collections::HashSet::new();
        let twice = scores.iter().position(|(ask, mentor, _)| !seen.insert((ask, mentor)));
        return Err(wrong(List::Scores, twice.unwrap_or_default(), "the pair has points already".to_owned()));
    }
    // No mentor has use for more seats than there are asks.
    let seats = |mentor: &Mentor| vec![0; asks.len().min(mentor.capacity as usize)];
    let mut round = Round {
        unmatched: vec![0; asks.len()],
        seats: vec![Vec::new(); mentors.len()],
        pairs: Pairs::Some(rows),
    };
    for ask in &asks {
        round.unmatched[ask_places[&ask.id] as usize] = ask.unmatched;
    }
    for mentor in &mentors {
        round.seats[mentor_places[&mentor.id] as usize] = seats(mentor);
    }
    let order = asks.iter().map(|ask| ask_places[&ask.id]).collect();
    let mut called: Vec<(u32, Id)> =
        mentors.iter().map(|mentor| (mentor_places[&mentor.id], mentor.id.clone())).collect();
    called.sort_unstable();
    let mentors = called.into_iter().map(|(_, id)| id).collect();
    let asks = asks.iter().map(|ask| ask.id.clone()).collect();
    Ok(Named { round, names: Names::Given { asks, order, mentors } })
}

/// A place for each id that does not depend on where it stands in the file, so that the same round in another order has
/// the same outcome. Which of several best ones that is, the seed decides and not the alphabet.
fn places<'a>(ids: impl Iterator<Item = &'a Id>, seed: u64) -> Result<HashMap<&'a Id, u32>, (usize, &'a Id)> {
    let mut places = HashMap::new();
    let mut sorted = Vec::new();
    for (entry, id) in ids.enumerate() {
        match places.entry(id) {
            Entry::Occupied(_) => return Err((entry, id)),
            Entry::Vacant(vacant) => vacant.insert(0),
        };
        let drawn = Sha256::new().chain_update(seed.to_be_bytes()).chain_update(id.to_string()).finalize();
        sorted.push((drawn, id));
    }
    sorted.sort_unstable();
    for (place, (_, id)) in (0..).zip(sorted) {
        places.insert(id, place);
    }
    Ok(places)
}

impl Wrong {
    /// What is wrong, and where in the text that stands.
    fn placed(&self, text: &str) -> String {
        let place = serde_json::from_str::<Lists<'_>>(text).ok().and_then(|lists| {
            let list = match self.list {
                List::Asks => lists.asks,
                List::Mentors => lists.mentors,
                List::Scores => lists.scores,
            };
            let entry = list.get(self.entry)?.get();
            let before = &text[..entry.as_ptr() as usize - text.as_ptr() as usize];
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().map_or(0, str::len) + 1;
            Some(format!(" at line {line} column {column}"))
        });
        format!("{}{}", self.says, place.unwrap_or_default())
    }
}

pub(super) fn misused(says: String) -> Trouble {
    Trouble::misused(says, "what a file holds: smallwins match --help")
}
