//! Looking whether an audit is as it was written.

use std::fmt;

use serde::Serialize;

use super::line::{Head, Line, Row, hash, mark};
use crate::community::Scope;
use crate::id::CommunityId;

/// Something that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Flaw {
    /// Of which line.
    pub line: u64,
    /// What.
    #[serde(flatten)]
    pub found: Found,
}

/// What is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Found {
    /// What it holds is not what its hash was made of.
    Altered,
    /// It was written as another line.
    Moved {
        /// As which.
        from: u64,
    },
    /// It was written for another community.
    Foreign,
    /// It is whole, and is not the one that the next line was written after; or the next is not the one that was
    /// written.
    Replaced,
    /// It is not there, nor are those up to another.
    Missing {
        /// The last of them.
        to: u64,
    },
    /// It was cut off, with those up to another: the community knows of them.
    CutOff {
        /// The last of them.
        to: u64,
    },
    /// The community does not know of it.
    Unknown,
    /// It is not the one that the community knows as its last.
    NotTheLast,
    /// It is not the one of which a head was kept elsewhere.
    NotTheOneKept,
    /// It names somebody whom it was not written about.
    Renamed {
        /// Which person of the line.
        person: i64,
    },
}

/// What came of looking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// How many lines there are.
    pub lines: u64,
    /// How many people of lines are not known any more: they were erased, or somebody took them out.
    pub nobody: u64,
    /// The last line; to be kept elsewhere.
    pub head: Head,
    /// What is not as it was written, in the order of the lines.
    pub flaws: Vec<Flaw>,
}

impl Report {
    /// Whether everything is as it was written, as far as can be seen.
    pub fn is_whole(&self) -> bool {
        self.flaws.is_empty()
    }
}

/// Looks at the lines of a community, one after the other in the order of their numbers.
#[derive(Debug)]
pub struct Verifier {
    community: CommunityId,
    kept: Option<Head>,
    lines: u64,
    nobody: u64,
    last: Option<u64>,
    /// The hash that the next line has to hold, where that is known.
    previous: Option<String>,
    flaws: Vec<Flaw>,
}

impl Verifier {
    /// Somebody who looks at the lines of a community.
    pub fn of(scope: Scope) -> Verifier {
        let previous = Some(Head::default().hash);
        let community = scope.community();
        Verifier { community, kept: None, lines: 0, nobody: 0, last: None, previous, flaws: Vec::new() }
    }

    /// As [`Verifier::of`], with a head that was kept elsewhere.
    pub fn knowing(self, kept: Head) -> Verifier {
        Verifier { kept: Some(kept), ..self }
    }

    /// Looks at the next line.
    pub fn look(&mut self, row: &Row) {
        let number = u64::try_from(row.number).unwrap_or_default();
        let expected = self.last.map_or(1, |last| last + 1);
        if number > expected {
            self.finds(expected, Found::Missing { to: number - 1 });
            self.previous = None;
        }
        self.lines += 1;
        self.last = Some(number);
        let kept = self.kept.take_if(|kept| kept.number == number);
        if kept.is_some_and(|kept| kept.hash != row.hash) {
            self.finds(number, Found::NotTheOneKept);
        }
        let line = row.line().filter(|_| hash(&row.body) == row.hash);
        let Some(line) = line else {
            self.finds(number, Found::Altered);
            // What the next line was written after is what stands here, if the hash was left alone.
            self.previous = Some(row.hash.clone());
            return;
        };
        if line.number != number {
            self.finds(number, Found::Moved { from: line.number });
            self.previous = None;
            return;
        }
        if line.community != self.community {
            self.finds(number, Found::Foreign);
        }
        if self.previous.as_ref().is_some_and(|previous| *previous != line.previous) {
            self.finds(number.saturating_sub(1).max(1), Found::Replaced);
        }
        self.look_at_names(number, row, &line);
        self.previous = Some(row.hash.clone());
    }

    fn look_at_names(&mut self, number: u64, row: &Row, line: &Line) {
        let mut known = 0;
        for (person, member, salt) in &row.names {
            let marked = usize::try_from(*person - 1).ok().and_then(|place| line.people.get(place));
            if marked != Some(&mark(salt, member)) {
                self.finds(number, Found::Renamed { person: *person });
            }
            known += 1;
        }
        self.nobody += (line.people.len() as u64).saturating_sub(known);
    }

    fn finds(&mut self, line: u64, found: Found) {
        self.flaws.push(Flaw { line, found });
    }

    /// What came of it, beside what the community knows as its last line.
    pub fn end(mut self, head: &Head) -> Report {
        let last = self.last.unwrap_or_default();
        let shown = self.previous.clone().unwrap_or_default();
        let seen = Head { number: last, hash: shown };
        if last < head.number {
            self.finds(last + 1, Found::CutOff { to: head.number });
        } else if last > head.number {
            self.finds(head.number + 1, Found::Unknown);
        } else if self.previous.as_ref().is_some_and(|hash| *hash != head.hash) {
            self.finds(last, Found::NotTheLast);
        }
        if let Some(kept) = self.kept.take().filter(|kept| kept.number > last.min(head.number)) {
            self.finds(last + 1, Found::CutOff { to: kept.number });
        }
        self.flaws.sort_by_key(|flaw| flaw.line);
        self.flaws.dedup();
        Report { lines: self.lines, nobody: self.nobody, head: seen, flaws: self.flaws }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = self.line;
        let range = |to: u64| {
            if to == line { format!("line {line} is") } else { format!("lines {line} to {to} are") }
        };
        match &self.found {
            Found::Altered => write!(f, "line {line} was altered"),
            Found::Moved { from } => write!(f, "line {line} was written as line {from}, and moved"),
            Found::Foreign => write!(f, "line {line} was written for another community"),
            Found::Replaced => {
                write!(f, "line {line} was replaced, or the next one was: they do not hold together")
            }
            Found::Missing { to } => write!(f, "{} missing", range(*to)),
            Found::CutOff { to } => write!(f, "{} missing at the end", range(*to)),
            Found::Unknown => write!(f, "line {line} was added behind the last one that the community knows"),
            Found::NotTheLast => write!(f, "line {line} is not the one that the community knows as its last"),
            Found::NotTheOneKept => write!(f, "line {line} is not the one whose hash was given"),
            Found::Renamed { person } => write!(f, "line {line} names somebody else as its person {person}"),
        }
    }
}

#[cfg(test)]
mod tests;
