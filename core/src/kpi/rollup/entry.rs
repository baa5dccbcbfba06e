//! What a case adds to the books: lines, each with the book that it stands in.

use std::collections::BTreeMap;

use super::book::{Book, Key};
use super::what::What;
use crate::kpi::frame::Day;

/// In which book something is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Which shelf.
    pub shelf: Shelf,
    /// The day of the book, of a volume the first one, counted from the first of January of the year 1.
    pub day: Day,
}

/// Where books stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shelf {
    /// What is judged on one day of the community.
    Days,
    /// What is judged on the days of a volume; the day is the first of them.
    Volumes,
    /// How people stayed who came within some days; read whole, whatever the window.
    Stays,
    /// Who mentors: one book, read whole.
    Mentors,
}

impl Shelf {
    /// All of them.
    pub const ALL: [Shelf; 4] = [Shelf::Days, Shelf::Volumes, Shelf::Stays, Shelf::Mentors];

    /// Its name where books are kept.
    pub fn name(self) -> &'static str {
        match self {
            Shelf::Days => "days",
            Shelf::Volumes => "volumes",
            Shelf::Stays => "stays",
            Shelf::Mentors => "mentors",
        }
    }

    /// The shelf of that name.
    pub fn of(name: &str) -> Option<Shelf> {
        Shelf::ALL.into_iter().find(|shelf| shelf.name() == name)
    }
}

/// One thing that is counted as long as something is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) place: Place,
    pub(super) what: What,
    pub(super) who: u32,
    pub(super) number: u32,
}

impl Entry {
    /// Something that is counted in the book of a day.
    pub(super) fn on(day: Day, what: What) -> Entry {
        Entry { place: Place { shelf: Shelf::Days, day }, what, who: 0, number: 0 }
    }

    /// Of somebody.
    pub(super) fn of(self, who: u32) -> Entry {
        Entry { who, ..self }
    }

    /// With a number.
    pub(super) fn with(self, number: u32) -> Entry {
        Entry { number, ..self }
    }
}

/// Whether something is counted or taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Plus,
    Minus,
}

impl Sign {
    fn times(self, n: i64) -> i64 {
        match self {
            Sign::Plus => n,
            Sign::Minus => -n,
        }
    }
}

/// What is added to books.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Sums(pub(super) BTreeMap<Place, Book>);

impl Sums {
    /// Counts a line in a book.
    pub(super) fn add(&mut self, place: Place, key: Key, n: i64, sign: Sign) {
        self.0.entry(place).or_default().add(key, sign.times(n));
    }

    /// Counts what was so as of the end of each of some days, and what of it was so no longer as of the next: the
    /// state as of any day is then the sum of what was known by that day.
    pub(super) fn add_history(&mut self, mut days: Vec<Day>, state: impl Fn(Day) -> Vec<Entry>, sign: Sign) {
        days.sort_unstable();
        days.dedup();
        let mut before: Vec<Entry> = Vec::new();
        for known in days {
            let now = state(known);
            for (entries, n) in [(&before, -1), (&now, 1)] {
                for Entry { place, what, who, number } in entries {
                    self.add(*place, Key { what: *what, known, who: *who, number: *number }, n, sign);
                }
            }
            before = now;
        }
    }
}
