//! Whether those who had a session stay.
//!
//! - Cases: those who had a session as learners before the window's end, each from the first one on. All of them,
//!   whatever the window's beginning: the figure's window says so. Its people are all of them too, and n is of how many
//!   of them it is known how they stood on day D: they came so long ago and did not leave before it. Whether they are
//!   still there or gone makes no difference.
//! - `retention.30`, `.90` and `.180`: S(D), the share that is not gone D days after its first session, by
//!   Kaplan–Meier, with Greenwood's variance and log-log limits. Where all stayed, or nobody did, those would claim
//!   certainty: the limits are then Wilson's, of those who were at risk on day D or when the last went.
//! - An act is an ask, a session in either role that took place, or an answer to a follow-up; also a session of which
//!   one of the two says later that they did not meet, as whoever says so is still there. Somebody is gone when
//!   there is none for 14 days, as of the 14th day after the last one. Who comes back on that day or later is gone all
//!   the same.
//! - Watching ends when somebody leaves and at the window's end; what would have come is not known.
//! - Shown from 10 of whom it is known. Those who are gone are among them: to ask for 10 who are still there would hide
//!   the value just where it is low. Before, if those who came later can make it 10: the earliest date on which they
//!   do.
//! - Left out of n, though the curve learns from them: those who left before day D, and those who came too late for it.
//!
//! There is no concurrent group without mentoring, so nothing here tells what mentoring did.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::Kpi;
use super::figure::{Caveat, Cell, Figure, LeftOut, Reading, Unit};
use super::frame::{Day, Frame, date_of};
use super::journal::{Journal, Person};
use super::sample::Sample;
use super::window::Window;
use crate::id::MemberId;
use crate::stats::survival::{Count, Curve};

const FROM: u64 = 10;
/// So many days without an act, and somebody is gone.
pub(super) const GAP: Day = 14;
const HORIZONS: [(&str, Day); 3] = [("retention.30", 30), ("retention.90", 90), ("retention.180", 180)];
const METHOD: &str = "Kaplan–Meier, Greenwood, log-log";
const AT_AN_END: &str = "Kaplan–Meier, Wilson";

/// How people stayed.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Tally {
    /// How many were watched for how many days from their first session on, and why not longer: by these days, and by
    /// [`End`].
    watched: Vec<[u64; End::ALL.len()]>,
    /// How many of those who have not left came how many days before the window's end.
    came: BTreeMap<Day, u64>,
    /// How many left who had been there for so long, for each of [`HORIZONS`].
    left_later: [u64; HORIZONS.len()],
}

/// Why watching ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// They were gone.
    Gone,
    /// They left.
    Left,
    /// It is the present.
    Now,
}

impl End {
    const ALL: [End; 3] = [End::Gone, End::Left, End::Now];
}

/// What is to be known of a person, to tell of any later day whether they are still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stay {
    /// The day of their first session.
    pub(super) entry: Day,
    /// The first day of which it is known that nothing was heard of them for too long, as far as it is known.
    pub(super) gone: Day,
    /// The day on which they left.
    pub(super) left: Option<Day>,
}

impl Tally {
    /// So many people stayed like that.
    pub(super) fn add(&mut self, stay: Stay, n: u64, frame: &Frame<'_>) {
        let left = stay.left.filter(|left| *left <= frame.last);
        let until = left.unwrap_or(frame.last);
        let (lasted, end) = match left {
            _ if until >= stay.gone => (stay.gone - stay.entry, End::Gone),
            Some(left) => (left - stay.entry, End::Left),
            None => (frame.last - stay.entry, End::Now),
        };
        let days = usize::try_from(lasted).unwrap_or_default();
        if self.watched.len() <= days {
            self.watched.resize(days + 1, Default::default());
        }
        self.watched[days][end as usize] += n;
        if end == End::Left {
            for (later, (_, day)) in self.left_later.iter_mut().zip(HORIZONS) {
                *later += if lasted >= day { n } else { 0 };
            }
        } else {
            *self.came.entry(frame.last - stay.entry).or_default() += n;
        }
    }

    /// How many there are of each kind, those who were watched the shortest first.
    fn counts(&self) -> impl DoubleEndedIterator<Item = (Day, End, u64)> {
        let days = self.watched.iter().enumerate();
        days.flat_map(|(day, counts)| End::ALL.map(|end| (day as Day, end, counts[end as usize])))
            .filter(|(_, _, n)| *n > 0)
    }

    pub(super) fn figures(&self, frame: &Frame<'_>) -> Vec<Figure> {
        let few = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
        let count = |(lasted, end, n): (Day, End, u64)| {
            let (ended, censored) = if end == End::Gone { (few(n), 0) } else { (0, few(n)) };
            Count { after: i64::from(lasted), ended, censored }
        };
        let curve = Curve::of(&self.counts().map(count).collect::<Vec<_>>());
        let at = |place: usize| self.at(place, &curve, frame);
        (0..HORIZONS.len()).map(at).collect()
    }

    fn at(&self, place: usize, curve: &Curve, frame: &Frame<'_>) -> Figure {
        let (name, day) = HORIZONS[place];
        let people = self.counts().map(|(_, _, n)| n).sum();
        let (survival, at_risk) = (curve.at(day.into()), curve.at_risk(day.into()));
        let came_later: u64 = self.came.range(..day).map(|(_, n)| n).sum();
        let known = self.came.range(day..).map(|(_, n)| n).sum::<u64>() + self.left_later[place];
        let date = self.observable(day, known, curve, frame);
        let cell = Cell {
            kpi: Kpi::Retention,
            window: Window { from: None, to: frame.window.to },
            // Where nobody was watched for so long nor can be, those who are gone say nothing of the others.
            n: if survival.is_some() || date.is_some() { known } else { at_risk },
            people,
            needed: FROM,
            left_out: vec![
                LeftOut { what: "left_earlier", n: people - known - came_later },
                LeftOut { what: "came_later", n: came_later },
            ],
        };
        let figure = match (survival, date) {
            (_, Some(date)) => cell.without_value(name, Unit::Share, METHOD, Reading::ObservableOn { date }),
            (Some(survival), None) => {
                let is_between = 0.0 < survival.value && survival.value < 1.0;
                let method = if is_between { METHOD } else { AT_AN_END };
                cell.figure(name, Unit::Share, method, Sample::Survival(survival))
            }
            (None, None) => cell.without_value(name, Unit::Share, METHOD, Reading::TooFew { needed: FROM }),
        };
        Figure { caveat: Some(Caveat::NotCausal), ..figure }
    }

    /// When it will be known of enough, one of whom at least was watched for so long, if none of those who are still
    /// watched leaves. Where all are gone, nobody has to be.
    fn observable(&self, day: Day, known: u64, curve: &Curve, frame: &Frame<'_>) -> Option<NaiveDate> {
        let after = |so_far: Day| frame.last - so_far + day;
        let mut missing = FROM.saturating_sub(known);
        let is_told = curve.at(day.into()).is_some();
        let is_watched = curve.at_risk(day.into()) > 0 || (is_told && missing == 0);
        let mut watched = self.counts().filter(|(lasted, end, _)| *end == End::Now && *lasted < day);
        let watched = match watched.next_back() {
            _ if is_watched => None,
            Some((lasted, ..)) => Some(after(lasted)),
            None if is_told => None,
            None => return None,
        };
        let enough = match missing {
            0 => None,
            _ => Some(after(self.came.range(..day).rev().find_map(|(age, n)| {
                missing = missing.saturating_sub(*n);
                (missing == 0).then_some(*age)
            })?)),
        };
        date_of(watched.max(enough)?)
    }
}

pub(super) fn scan(journal: &Journal, frame: &Frame<'_>) -> Tally {
    let mut tally = Tally::default();
    for (member, entry) in entries(journal, frame.until()) {
        tally.add(stay(&journal.people[&member], entry, frame), 1, frame);
    }
    tally
}

/// The first session of each learner.
fn entries(journal: &Journal, to: DateTime<Utc>) -> BTreeMap<MemberId, DateTime<Utc>> {
    let mut entries = BTreeMap::new();
    for (at, held, _) in journal.held(to) {
        entries.entry(held.learner).or_insert(at);
    }
    entries
}

/// The day of the first session that the community had.
pub(super) fn met_first(journal: &Journal, frame: &Frame<'_>) -> Option<Day> {
    entries(journal, frame.until()).into_values().min().map(|entry| frame.day(entry))
}

fn stay(person: &Person, entry: DateTime<Utc>, frame: &Frame<'_>) -> Stay {
    let left = person.left.before(frame.until()).map(|(at, ())| at).find(|at| *at >= entry);
    let mut last = frame.day(entry);
    for (act, ()) in person.acts.before(frame.until()).filter(|(act, ())| *act > entry) {
        let day = frame.day(act);
        if day - last >= GAP {
            break;
        }
        last = day;
    }
    Stay { entry: frame.day(entry), gone: last + GAP, left: left.map(|at| frame.day(at)) }
}

#[cfg(test)]
mod tests;
