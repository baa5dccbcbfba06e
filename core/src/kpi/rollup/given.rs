//! What single mentors gave in a window, by the numbers by which books know people.

use std::collections::BTreeMap;

use super::book::{NotABook, read};
use super::count::count;
use super::entry::Shelf;
use super::needed::Needed;
use super::read::Page;
use super::what::What;
use crate::kpi::frame::Frame;
use crate::kpi::{Given, Terms, Window};

/// Which books tell what mentors gave in a window.
pub fn needed_for_given(window: &Window, terms: &Terms) -> Needed {
    Needed::days(&Frame::of(*window, terms))
}

/// What is counted of somebody, as lines add to it.
#[derive(Default)]
struct Sum {
    sessions: i64,
    minutes: i64,
    ended: i64,
    missed: i64,
    taken_on: i64,
    took_place: i64,
}

impl Sum {
    fn add(&mut self, what: What, number: u32, n: i64) {
        match what {
            What::Held => {
                self.sessions += n;
                self.minutes += i64::from(number) * n;
            }
            What::Accepted => {
                self.ended += n;
                self.taken_on += n;
            }
            What::Unasked => self.taken_on += n,
            What::Passed => self.ended += n,
            What::Missed => {
                self.ended += n;
                self.missed += n;
            }
            What::TookPlace => self.took_place += n,
            _ => {}
        }
    }

    fn told(&self) -> Given {
        let told = |n: i64| u32::try_from(count(n)).unwrap_or(u32::MAX);
        Given {
            sessions: told(self.sessions),
            minutes: told(self.minutes),
            ended: told(self.ended),
            missed: told(self.missed),
            taken_on: told(self.taken_on),
            took_place: told(self.took_place),
        }
    }
}

/// The kinds of lines that tell of it.
const TOLD: [What; 6] =
    [What::Held, What::Accepted, What::Unasked, What::Passed, What::Missed, What::TookPlace];

/// What each gave in a window of whom the books tell that they gave anything, or were asked to, by their numbers.
///
/// # Errors
/// A page is no book.
pub fn given(pages: &[Page], window: &Window, terms: &Terms) -> Result<BTreeMap<u32, Given>, NotABook> {
    let frame = Frame::of(*window, terms);
    let mut sums: BTreeMap<u32, Sum> = BTreeMap::new();
    let of_these = |page: &&Page| page.place.shelf == Shelf::Days && frame.holds(page.place.day);
    for Page { place, bytes } in pages.iter().filter(of_these) {
        read(
            place.day,
            bytes,
            |what| TOLD.contains(&what),
            |what, known, lines| {
                for line in lines.iter().filter(|_| known <= frame.last) {
                    sums.entry(line.who).or_default().add(what, line.number, line.n);
                }
            },
        )?;
    }
    let given = sums.into_iter().map(|(who, sum)| (who, sum.told()));
    Ok(given.filter(|(_, given)| *given != Given::default()).collect())
}

/// So much of what is kept of somebody tells their number.
pub const NUMBERED: usize = 20;

/// The number of somebody by what is kept of them, or by the first [`NUMBERED`] bytes of it; none where it is not of a
/// person.
pub fn number_of(kept: &str) -> Option<u32> {
    let number = kept.strip_prefix("{\"#\":")?;
    let end = number.find(|digit: char| !digit.is_ascii_digit())?;
    number[..end].parse().ok()
}
