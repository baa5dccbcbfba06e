//! The numbers that tell whether mentoring works, computed from the journal of facts and from nothing else.
//!
//! Every [`Figure`] says how many cases and people it rests on, what else its value could be, by which method, in
//! which window and what it leaves out. What cannot be said honestly is not said: too few cases, too few people, or
//! too early, which is a [`Reading`] of its own.
//!
//! # The window
//! A figure goes by the days of its community: it knows what happened on the days of its window and before, and nothing
//! later, so last month's numbers are the same tomorrow. Which cases fall into a window is said by each number; some
//! need time to ripen and look as far back as that takes.
//!
//! # What a session is
//! A session took place once the journal says that it was held, and counts as completed on that day. While one of the
//! two says that they did not meet, who is right is not ours to say: it is left out of how many sessions there were, of
//! compliments, of the load, of mentors who held another and of the show-up rate. What was noted is due all the same,
//! and of who was active, who met again and who came as far as a session it counts, as both did something in it.
//!
//! # How sure it is
//! Each interval is right 19 times in 20. Where some thirty of them stand together one or two miss what they are of,
//! and now and then a change that is called up or down is chance: nothing is corrected for how many are looked at.
//!
//! # Reading order
//! 1. [`Kpi`]: the numbers. [`Figure`]: what is said of one. [`Window`] and [`Span`]: of which time.
//!    [`change`](change()): whether it went up or down, and by how much; [`Unit::changed`] is how that reads.
//!    [`Counts`]: how much happened, told from the first day on. [`Smallest`]: how small a change a figure could not
//!    show; its file has the formulae.
//! 2. [`rollup`]: daily books and volumes of them, out of which figures are told. [`Journal`]: facts put together into
//!    people, asks, offers and sessions, and scanned; what books are held to.
//! 3. A file for each number, whose head has the exact formulae, who its people are, and what is left out:
//!    [`retention`], [`recommendation`], [`compliments`], [`completion`], [`response`], [`repeat`], [`health`],
//!    [`funnel`].
//!
//! # To add a number
//! A variant in [`Kpi`], a file here with what is counted and its `figures`, an arm in [`figures_of`], and in
//! [`rollup`] what cases add to the books for it and how that is read. Whoever shows numbers goes through [`Kpi::ALL`];
//! the digest alone picks figures by their names, and a test of it sees that each number has one.

mod change;
mod changed;
pub mod completion;
pub mod compliments;
mod counts;
mod figure;
mod frame;
pub mod funnel;
mod given;
pub mod health;
mod history;
mod journal;
mod question;
pub mod recommendation;
pub mod repeat;
pub mod response;
pub mod retention;
pub mod rollup;
mod said;
mod sample;
#[cfg(test)]
mod told;
mod unseen;
mod window;
mod words;

use chrono_tz::Tz;
use serde::Serialize;

use crate::calendar::{Calendar, Hours};
use crate::community::Scope;
use crate::store::{Store, StoreError};
use figure::within_the_life;
use frame::Frame;

pub use change::{Change, Direction, change};
pub use counts::{Counts, Period};
pub use figure::{Caveat, FEWEST_PEOPLE, Figure, LeftOut, Limits, Reading, Unit};
pub use given::Given;
pub use journal::Journal;
pub use question::Question;
pub(crate) use said::explained;
pub use unseen::Smallest;
pub use window::{Span, Window};

/// The numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kpi {
    /// Whether those who had a session stay.
    Retention,
    /// Whether those who had a session recommend it.
    Recommendation,
    /// Whether mentors say what they noticed.
    Compliments,
    /// Whether what was noted gets done.
    Completion,
    /// How long those who ask wait for a person.
    Response,
    /// Whether people come back to each other.
    Repeat,
    /// Whether those who ask find a mentor, and at whose cost.
    Health,
    /// How far those who join come.
    Funnel,
}

impl Kpi {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Kpi; 8] = [
        Kpi::Retention,
        Kpi::Recommendation,
        Kpi::Compliments,
        Kpi::Completion,
        Kpi::Response,
        Kpi::Repeat,
        Kpi::Health,
        Kpi::Funnel,
    ];

    /// It alone, where some are asked for.
    pub fn alone(self) -> &'static [Kpi] {
        let place = Kpi::ALL.iter().position(|kpi| *kpi == self).unwrap_or_default();
        let all: &'static [Kpi] = &Kpi::ALL;
        &all[place..=place]
    }

    /// Its name in texts, addresses and files.
    pub fn key(self) -> &'static str {
        match self {
            Kpi::Retention => "retention",
            Kpi::Recommendation => "recommendation",
            Kpi::Compliments => "compliments",
            Kpi::Completion => "completion",
            Kpi::Response => "response",
            Kpi::Repeat => "repeat",
            Kpi::Health => "health",
            Kpi::Funnel => "funnel",
        }
    }

    /// The number of that name, if there is one.
    pub fn of(key: &str) -> Option<Kpi> {
        Kpi::ALL.into_iter().find(|kpi| kpi.key() == key)
    }
}

/// What a community goes by.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    /// Its working days, and the date that it has.
    pub calendar: Calendar,
}

impl Terms {
    /// Those of a community in a zone: its members' usual hours, Monday to Friday from nine to six.
    pub fn of(zone: Tz) -> Terms {
        Terms { calendar: Calendar::new(zone, Hours::default()) }
    }
}

/// How many facts are read at once.
const PAGE: u32 = 10_000;

/// The figures that answer each of some questions about a community, in their order, out of its daily books. A
/// [`Window`] asks for every figure of every number.
///
/// # Errors
/// The memory does not answer.
pub async fn read_figures(
    store: &dyn Store,
    scope: Scope,
    questions: &[impl Into<Question> + Copy + Sync],
    terms: &Terms,
) -> Result<Vec<Vec<Figure>>, StoreError> {
    let periods = read_periods(store, scope, questions, terms).await?;
    Ok(periods.into_iter().map(|period| period.figures).collect())
}

/// The same with the plain counts beside the figures.
///
/// # Errors
/// The memory does not answer.
pub async fn read_periods(
    store: &dyn Store,
    scope: Scope,
    questions: &[impl Into<Question> + Copy + Sync],
    terms: &Terms,
) -> Result<Vec<Period>, StoreError> {
    let pages = store.books(scope, &rollup::needed(questions, terms)).await?;
    rollup::periods(&pages, questions, terms).map_err(|why| StoreError::Corrupt {
        table: "rollup_book",
        id: scope.community().to_string(),
        why: why.to_string(),
    })
}

/// The same by the journal alone: what [`read_periods`] is held to, at the cost of reading every fact.
///
/// # Errors
/// The memory does not answer.
pub async fn scan_periods(
    store: &dyn Store,
    scope: Scope,
    windows: &[Window],
    terms: &Terms,
) -> Result<Vec<Period>, StoreError> {
    let journal = read_journal(store, scope).await?;
    Ok(windows.iter().map(|window| period(&journal, &(*window).into(), terms)).collect())
}

/// Everything that ever happened in a community, read page by page.
///
/// # Errors
/// The memory does not answer.
pub async fn read_journal(store: &dyn Store, scope: Scope) -> Result<Journal, StoreError> {
    let (mut journal, mut last) = (Journal::default(), None);
    loop {
        let page = store.facts(scope, last, PAGE).await?;
        journal.extend(&page);
        match page.last() {
            Some(fact) => last = Some(fact.id),
            None => return Ok(journal),
        }
    }
}

/// Every figure of every number in a window. The same facts give the same figures, to the last digit.
pub fn figures(journal: &Journal, window: &Window, terms: &Terms) -> Vec<Figure> {
    Kpi::ALL.into_iter().flat_map(|kpi| figures_of(kpi, journal, window, terms)).collect()
}

/// What answers a question: figures, and plain counts.
pub fn period(journal: &Journal, question: &Question, terms: &Terms) -> Period {
    let Question { window, kpis } = question;
    let figures = kpis.iter().flat_map(|kpi| figures_of(*kpi, journal, window, terms)).collect();
    Period { figures, counts: (*kpis == Kpi::ALL).then(|| counts::scan(journal, window, terms)) }
}

/// The figures of one number in a window.
pub fn figures_of(kpi: Kpi, journal: &Journal, window: &Window, terms: &Terms) -> Vec<Figure> {
    let frame = Frame::of(*window, terms);
    let mut figures = match kpi {
        Kpi::Retention => retention::scan(journal, &frame).figures(&frame),
        Kpi::Recommendation => recommendation::scan(journal, &frame).figures(&frame),
        Kpi::Compliments => compliments::scan(journal, &frame).figures(&frame),
        Kpi::Completion => completion::scan(journal, &frame).figures(&frame),
        Kpi::Response => response::scan(journal, &frame).figures(&frame),
        Kpi::Repeat => repeat::scan(journal, &frame).figures(&frame),
        Kpi::Health => health::scan(journal, &frame).figures(&frame),
        Kpi::Funnel => funnel::scan(journal, &frame).figures(&frame),
    };
    within_the_life(&mut figures, retention::met_first(journal, &frame), &frame);
    figures
}

#[cfg(test)]
mod tests;
