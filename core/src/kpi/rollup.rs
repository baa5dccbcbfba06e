//! Numbers out of daily books and of volumes of them, which are kept so that nobody has to read the journal to tell
//! them.
//!
//! # What is kept
//! - A **book** for each day of the community: lines that say what is judged on that day, since which day it is known,
//!   of whom, and how many of it there are. What becomes known later of an earlier day, or is known better, is a line
//!   of its own with the later day of knowledge, and may take back an earlier one. So the figures of any window, as of
//!   any day, are sums over the books of its days of what was known by then: last month's numbers are the same
//!   tomorrow, to the last digit.
//! - A **volume** for each quarter or so: what the books of its days count together, without saying of which day it is,
//!   in a fraction of the lines. Windows that hold all of its days read it in place of these books, so years are read
//!   in about the time of some months.
//! - A **case** for each ask, session, person and pair: what is known of it, so that a later fact can tell by how much
//!   it changes what was counted. Cases are read by their names and only while folding.
//!
//! # Facts wait, and are folded in groups
//! A fact and the note that it waits to be folded are one commit; a group of waiting facts is folded in one transaction
//! that takes the notes away, so no fact is lost or counted twice. Whoever asks for figures has what waits folded
//! first, so figures always know every fact that was committed. Folding inside each commit was the other choice: one
//! commit alone then reads and writes cases and books of its own, in five more statements, and in PostgreSQL every
//! commit of a community would queue for the same book, that of today. A group of hundreds shares both.
//!
//! # A changed zone, an older or a newer release, an import
//! Days are those of the community's zone, which stands beside its books, and so does the edition of the rules by which
//! they were written ([`EDITION`]). When one of these is another, when there are no books yet, and when somebody asks
//! for it, they are written anew from the journal, in groups, in the order of the journal; what is committed meanwhile
//! waits as always.
//!
//! # What is assumed
//! That what happens once (an ask is asked, a session begins) is told once, or first as it was, and that somebody's
//! leaving is told before what is answered to them later. Otherwise facts may come in any order. That is what decisions
//! do: what they decide about is read and written under a version. The scan of the journal
//! ([`figures`](super::figures)) assumes nothing, and is what tests hold the books to.

mod ask;
mod book;
mod case;
mod cases;
mod count;
mod entry;
mod fold;
mod given;
mod needed;
mod pair;
mod person;
mod read;
mod session;
mod volume;
mod what;

pub use book::{Book, NotABook};
pub use cases::CaseId;
pub use entry::{Place, Shelf};
pub use fold::{Folded, Folding};
pub use given::{NUMBERED, given, needed_for_given, number_of};
pub use needed::{Needed, Stretch};
pub use read::Page;

use super::frame::Frame;
use super::{Period, Question, Terms};
use crate::fact::Fact;
use read::Asked;

/// By which rules books are written: those of another edition are written anew. One more for each release in which
/// something is counted otherwise; it began as the number of the kinds of lines.
pub const EDITION: u32 = 46;

/// Which books are needed for some questions.
pub fn needed(questions: &[impl Into<Question> + Copy], terms: &Terms) -> Needed {
    Needed::of_any(framed(questions, terms).iter().map(|(frame, kpis)| Needed::of(frame, kpis)))
}

/// What answers each of some questions: figures, and plain counts.
///
/// # Errors
/// A page is no book.
pub fn periods(
    pages: &[Page],
    questions: &[impl Into<Question> + Copy],
    terms: &Terms,
) -> Result<Vec<Period>, NotABook> {
    read::periods(pages, &framed(questions, terms))
}

fn framed<'a>(questions: &[impl Into<Question> + Copy], terms: &'a Terms) -> Vec<Asked<'a>> {
    let framed = |Question { window, kpis }| (Frame::of(window, terms), kpis);
    questions.iter().map(|question| framed((*question).into())).collect()
}

/// The books of a whole journal, for a memory that keeps nothing but facts.
pub fn books_of(facts: Vec<Fact>, terms: Terms) -> Vec<Page> {
    let mut folding = Folding::new(facts, terms, 0);
    loop {
        let wanted = folding.wanted();
        if wanted.is_empty() {
            break;
        }
        for id in wanted {
            folding.give(id, None).expect("nothing was kept that could not be read");
        }
    }
    let books = folding.fold().books;
    books.iter().map(|(place, book)| Page { place: *place, bytes: book.bytes(place.day) }).collect()
}

#[cfg(test)]
mod tests;
