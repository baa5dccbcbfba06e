//! Volumes: what the books of some days count together, in fewer lines.
//!
//! A volume is of fixed days, the same for everybody who asks. It is read in place of their books by a question that
//! judges all of them, and so knows whatever was known by the last of them: the day of knowledge of a line is that day
//! at the earliest, and the line says no longer of which day it is. Most lines are then one, and what was taken back
//! before that day is none. What is told by the order of days keeps them, counted from the first of the volume: asks
//! that wait, and sessions of mentors, of which there is a line by their minutes and one by their day.
//!
//! Whatever is added to a book is added to its volume in the same fold, so neither ever knows more than the other.

use super::book::Key;
use super::entry::{Place, Shelf, Sums};
use super::what::What;
use crate::kpi::frame::Day;

/// How many days a volume has: about a quarter. Of more days, more lines are one, and more books have to be read of
/// those days that fill no volume.
pub(super) const DAYS: Day = 91;

/// The first day of the volume that a day is in.
pub(super) fn first(day: Day) -> Day {
    day.div_euclid(DAYS).saturating_mul(DAYS)
}

/// Adds to volumes what is added to the books of their days.
pub(super) fn bind(sums: &mut Sums) {
    let mut volumes = Sums::default();
    for (Place { day, .. }, book) in sums.0.iter().filter(|(place, _)| place.shelf == Shelf::Days) {
        let volume = volumes.0.entry(Place { shelf: Shelf::Volumes, day: first(*day) }).or_default();
        for (key, n) in &book.lines {
            bound(*day, *key).into_iter().flatten().for_each(|key| volume.add(key, *n));
        }
    }
    sums.0.append(&mut volumes.0);
}

/// As what a line of the book of a day stands in its volume.
fn bound(day: Day, key: Key) -> [Option<Key>; 2] {
    let first = first(day);
    let key = Key { known: key.known.max(first + DAYS - 1), ..key };
    let on = day.abs_diff(first);
    match key.what {
        What::Open => [Some(Key { who: on, ..key }), None],
        What::Held => [Some(key), Some(Key { what: What::HeldOn, number: on, ..key })],
        What::Unasked | What::TookPlace => [None, None],
        _ => [Some(key), None],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kpi::rollup::book::Book;
    use crate::kpi::rollup::entry::Sign;

    const FIRST: Day = 739_921;

    fn key(what: What, known: Day, who: u32, number: u32) -> Key {
        Key { what, known, who, number }
    }

    /// The volume of which the first day is [`FIRST`], once some lines stand in books.
    fn volume(lines: &[(Day, Key, i64)]) -> Book {
        let mut sums = Sums::default();
        for (day, key, n) in lines {
            sums.add(Place { shelf: Shelf::Days, day: *day }, *key, *n, Sign::Plus);
        }
        bind(&mut sums);
        sums.0.remove(&Place { shelf: Shelf::Volumes, day: FIRST }).unwrap()
    }

    fn book(lines: &[(Key, i64)]) -> Book {
        let mut book = Book::default();
        lines.iter().for_each(|(key, n)| book.add(*key, *n));
        book
    }

    #[test]
    fn the_lines_of_all_days_are_one_and_what_was_taken_back_in_time_is_none() {
        let (last, asked) = (FIRST + DAYS - 1, What::Asked);
        let volume = volume(&[
            (FIRST, key(asked, FIRST, 7, 0), 1),
            (last, key(asked, last, 7, 0), 2),
            (last + 1, key(asked, last + 1, 7, 0), 4),
            (FIRST - 1, key(asked, FIRST, 7, 0), 8),
            (FIRST + 3, key(What::Unfilled, FIRST + 3, 7, 0), 1),
            (FIRST + 3, key(What::Unfilled, last, 7, 0), -1),
            (FIRST + 3, key(What::Noted, FIRST + 3, 7, 0), 1),
            (FIRST + 3, key(What::Noted, last + 2, 7, 0), -1),
        ]);
        let noted = |known, n| (key(What::Noted, known, 7, 0), n);
        let lines = [(key(asked, last, 7, 0), 3), noted(last, 1), noted(last + 2, -1)];
        assert_eq!(volume, book(&lines));
    }

    #[test]
    fn what_is_told_by_the_order_of_days_keeps_them() {
        let last = FIRST + DAYS - 1;
        let volume = volume(&[
            (FIRST + 3, key(What::Held, FIRST + 3, 7, 15), 1),
            (last, key(What::Held, last, 7, 15), 1),
            (last, key(What::Open, last, 0, 86_000), 1),
        ]);
        let held = |number| (key(What::HeldOn, last, 7, number), 1);
        let open = (key(What::Open, last, 90, 86_000), 1);
        assert_eq!(volume, book(&[(key(What::Held, last, 7, 15), 2), held(3), held(90), open]));
    }

    #[test]
    fn volumes_lie_side_by_side_before_the_first_of_january_of_the_year_1_as_well() {
        assert_eq!([-92, -91, -1, 0, 90, 91].map(first), [-182, -91, -91, 0, 0, 91]);
    }
}
