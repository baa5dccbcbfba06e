//! Whether those who had a session stay.
//!
//! - Cases: those who had a session as learners before the window's end, each from the first one on. All of them,
//!   whatever the window's beginning: the figure's window says so. Its people are all of them too, and n is how many
//!   of them were at risk on day D, that is, watched for so long and not gone before.
//! - `retention.30`, `.90` and `.180`: S(D), the share that is not gone D days after its first session, by
//!   Kaplan–Meier, with Greenwood's variance and log-log limits.
//! - An act is an ask, a session in either role that began, or an answer to a follow-up. Somebody is gone when 14 days
//!   pass without one, as of the end of those days: the 14th day after the last act. Who comes back later is gone all
//!   the same.
//! - Watching ends when somebody leaves and at the window's end; what would have come is not known.
//! - Shown from 10 at risk. Before, if those who are watched can make it 10: the earliest date on which they do.
//! - Left out of n, though the curve learns from them: those who left before day D, and those who came too late for it.
//!
//! There is no concurrent group without mentoring, so nothing here tells what mentoring did.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::figure::{Caveat, Cell, Figure, LeftOut, Reading, Unit};
use super::journal::{Journal, Person};
use super::sample::Sample;
use super::{Kpi, Terms, Window};
use crate::id::MemberId;
use crate::stats::survival::{Curve, Observed, counted};

const FROM: u64 = 10;
/// So long without an act, and somebody is gone.
const GAP: TimeDelta = TimeDelta::days(14);
const HORIZONS: [(&str, i64); 3] = [("retention.30", 30), ("retention.90", 90), ("retention.180", 180)];
const METHOD: &str = "Kaplan–Meier, Greenwood, log-log";

pub(super) fn figures(journal: &Journal, window: &Window, terms: &Terms) -> Vec<Figure> {
    let mut watches: Vec<Watch> = entries(journal, window.to)
        .into_iter()
        .map(|(member, entry)| watch(&journal.people[&member], entry, window.to))
        .collect();
    watches.sort_by_key(|watch| watch.entry);
    let observed = watches
        .iter()
        .map(|watch| Observed { after: watch.lasted.num_milliseconds(), ended: watch.end == End::Gone });
    let curve = Curve::of(&counted(&observed.collect::<Vec<_>>()));
    let figure = |(name, days)| at(name, TimeDelta::days(days), &watches, &curve, window.to, terms);
    HORIZONS.map(figure).into()
}

/// One person from their first session on.
struct Watch {
    entry: DateTime<Utc>,
    lasted: TimeDelta,
    end: End,
}

/// Why watching ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// They were gone.
    Gone,
    /// They left.
    Left,
    /// It is the present.
    Now,
}

/// The first session of each learner.
fn entries(journal: &Journal, to: DateTime<Utc>) -> BTreeMap<MemberId, DateTime<Utc>> {
    let mut entries = BTreeMap::new();
    for (at, held, _) in journal.held(to) {
        entries.entry(held.learner).or_insert(at);
    }
    entries
}

fn watch(person: &Person, entry: DateTime<Utc>, to: DateTime<Utc>) -> Watch {
    let left = person.left.before(to).map(|(at, ())| at).find(|at| *at >= entry);
    let until = left.unwrap_or(to);
    let mut last = entry;
    for (act, ()) in person.acts.before(until).filter(|(act, ())| *act > entry) {
        if act - last >= GAP {
            break;
        }
        last = act;
    }
    if until - last >= GAP {
        return Watch { entry, lasted: last - entry + GAP, end: End::Gone };
    }
    Watch { entry, lasted: until - entry, end: if left.is_some() { End::Left } else { End::Now } }
}

fn at(
    name: &'static str,
    day: TimeDelta,
    watches: &[Watch],
    curve: &Curve,
    to: DateTime<Utc>,
    terms: &Terms,
) -> Figure {
    let short =
        |end: End| watches.iter().filter(|watch| watch.end == end && watch.lasted < day).count() as u64;
    let n = curve.at_risk(day.num_milliseconds());
    let cell = Cell {
        kpi: Kpi::Retention,
        window: Window { from: None, to },
        n,
        people: watches.len() as u64,
        needed: FROM,
        left_out: vec![
            LeftOut { what: "left_earlier", n: short(End::Left) },
            LeftOut { what: "came_later", n: short(End::Now) },
        ],
    };
    let figure = match (curve.at(day.num_milliseconds()), observable(watches, day, n, terms)) {
        (_, Some(date)) => cell.without_value(name, Unit::Share, METHOD, Reading::ObservableOn { date }),
        (Some(survival), None) => cell.figure(name, Unit::Share, METHOD, Sample::Survival(survival)),
        (None, None) => cell.without_value(name, Unit::Share, METHOD, Reading::TooFew { needed: FROM }),
    };
    Figure { caveat: Some(Caveat::NotCausal), ..figure }
}

/// When enough of those who are still watched will have been watched for so long, if none of them goes.
fn observable(watches: &[Watch], day: TimeDelta, at_risk: u64, terms: &Terms) -> Option<NaiveDate> {
    let missing = FROM.checked_sub(at_risk).filter(|missing| *missing > 0)?;
    let mut watched = watches.iter().filter(|watch| watch.end == End::Now && watch.lasted < day);
    let last = watched.nth(missing as usize - 1)?;
    Some(terms.calendar.local_date(last.entry.checked_add_signed(day)?))
}

#[cfg(test)]
mod tests;
