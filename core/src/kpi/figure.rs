//! A figure: one value, or why there is none, and everything that is needed to judge it.
//!
//! A *cell* is the group that a figure is computed from. It is shown from a stated number of cases, and suppressed
//! where it holds fewer than [`FEWEST_PEOPLE`] different people, for then it would tell of persons. People are those
//! whose doing is measured, and each number says who that is.

use chrono::NaiveDate;
use serde::Serialize;

use super::frame::{Day, Frame};
use super::sample::Sample;
use super::{Kpi, Window};
use crate::stats::Interval;

/// A cell with fewer different people is not shown.
pub const FEWEST_PEOPLE: u64 = 5;

/// What is said of a number in one window.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// Of which number.
    pub kpi: Kpi,
    /// Its own name, which begins with that of its number: `retention.30`.
    pub name: &'static str,
    /// In what its value is.
    pub unit: Unit,
    /// How many cases it rests on.
    pub n: u64,
    /// How many different people those are of.
    pub people: u64,
    /// The value, or why there is none.
    pub reading: Reading,
    /// How the value and its limits were worked out.
    pub method: &'static str,
    /// What was left out, and how much of it; nothing where a count is zero, and nothing of fewer than five people, as
    /// it tells of the same few.
    pub left_out: Vec<LeftOut>,
    /// What must be said beside it.
    pub caveat: Option<Caveat>,
    /// Of which time.
    pub window: Window,
    /// Whether the community had met at all by the day on which the window begins. Before that there was nothing to
    /// measure, so that nobody compares anything with such a window.
    #[serde(skip)]
    pub(super) whole: bool,
    /// What it was computed from, for comparisons.
    #[serde(skip)]
    pub(super) sample: Option<Sample>,
}

/// In what a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A share from 0 to 1.
    Share,
    /// So many for each session.
    PerSession,
    /// So many for each ask that found its mentor.
    PerMatch,
    /// From 0, where all have the same, to 1.
    Coefficient,
    /// Milliseconds.
    Time,
    /// Points from −100 to 100.
    Points,
    /// How many.
    Count,
}

/// A value, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Reading {
    /// It is known.
    Value {
        /// What the cases say.
        value: f64,
        /// What else it could be.
        limits: Limits,
    },
    /// It takes longer than was watched.
    NotReached {
        /// It takes at least so long, as far as can be said.
        at_least: Option<f64>,
    },
    /// There are too few cases.
    TooFew {
        /// It is shown from so many.
        needed: u64,
    },
    /// It would tell of fewer than five people.
    Suppressed,
    /// It is too early; it can be known on this date of the community at the earliest.
    ObservableOn {
        /// The date.
        date: NaiveDate,
    },
}

/// The values that the cases do not speak against, at 95 %; an end that they do not set is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Limits {
    /// The lowest of them.
    pub low: Option<f64>,
    /// The highest of them.
    pub high: Option<f64>,
}

impl From<Interval> for Limits {
    fn from(interval: Interval) -> Limits {
        Limits { low: Some(interval.low), high: Some(interval.high) }
    }
}

/// What must be said beside a value, so that nobody takes it for more than it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Caveat {
    /// There is nobody to compare it with, so it does not tell what mentoring did.
    NotCausal,
}

/// Cases that a figure does not rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Which ones, as a name.
    pub what: &'static str,
    /// How many.
    pub n: u64,
}

/// Whether what is told of so many different people would tell of persons; of nobody it tells of none.
fn is_of_few(people: u64) -> bool {
    (1..FEWEST_PEOPLE).contains(&people)
}

impl Figure {
    /// Whether it rests on fewer than five people, so that nothing is said of what it leaves out.
    pub fn is_of_few(&self) -> bool {
        is_of_few(self.people)
    }
}

/// Says of figures of a window whether it lies within the life of a community, which began to meet on a day.
pub(super) fn within_the_life(figures: &mut [Figure], met_first: Option<Day>, frame: &Frame<'_>) {
    let whole = frame.first.is_none_or(|first| met_first.is_some_and(|met| met <= first));
    figures.iter_mut().for_each(|figure| figure.whole = whole);
}

/// A figure whose reading is still to be worked out.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    pub(super) kpi: Kpi,
    pub(super) window: Window,
    pub(super) n: u64,
    pub(super) people: u64,
    pub(super) needed: u64,
    pub(super) left_out: Vec<LeftOut>,
}

impl Cell {
    /// What its cases come to, where there are enough of them, and of enough people.
    pub(super) fn figure(
        &self,
        name: &'static str,
        unit: Unit,
        method: &'static str,
        sample: Sample,
    ) -> Figure {
        let too_few = Reading::TooFew { needed: self.needed };
        let reading = match sample.reading() {
            _ if self.n < self.needed => too_few,
            _ if self.people < FEWEST_PEOPLE => Reading::Suppressed,
            reading => reading.unwrap_or(too_few),
        };
        Figure { sample: Some(sample), ..self.without_value(name, unit, method, reading) }
    }

    /// A reading that is no value.
    pub(super) fn without_value(
        &self,
        name: &'static str,
        unit: Unit,
        method: &'static str,
        reading: Reading,
    ) -> Figure {
        let Cell { kpi, window, n, people, .. } = *self;
        let left_out =
            self.left_out.iter().copied().filter(|left| left.n > 0 && !is_of_few(people)).collect();
        Figure {
            kpi,
            name,
            unit,
            n,
            people,
            reading,
            method,
            left_out,
            caveat: None,
            window,
            whole: true,
            sample: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kpi::told::{last_days, value_of};

    fn cell(n: u64, people: u64) -> Cell {
        let left_out = vec![LeftOut { what: "nothing", n: 0 }, LeftOut { what: "something", n: 2 }];
        Cell { kpi: Kpi::Completion, window: last_days(30), n, people, needed: 10, left_out }
    }

    fn read(n: u64, people: u64) -> Reading {
        let figure = cell(n, people).figure("completion.sample", Unit::Count, "counted", Sample::Known(3.0));
        let left_out = [LeftOut { what: "something", n: 2 }];
        assert_eq!(figure.left_out, if people < 5 { &[][..] } else { &left_out[..] });
        figure.reading
    }

    #[test]
    fn a_figure_is_written_as_json_with_its_reading_by_name() {
        let mut figure =
            cell(20, 20).figure("completion.done", Unit::Share, "Wilson", Sample::Share { k: 5, n: 20 });
        let json = serde_json::to_value(&figure).unwrap();
        assert_eq!((&json["kpi"], &json["unit"]), (&"completion".into(), &"share".into()));
        assert_eq!((&json["reading"]["is"], &json["reading"]["value"]), (&"value".into(), &0.25.into()));
        assert!(json["reading"]["limits"]["low"].is_f64() && json.get("sample").is_none());
        assert_eq!(json["window"]["to"], "2026-11-24T09:00:00Z");
        figure.reading = Reading::ObservableOn { date: "2026-12-24".parse().unwrap() };
        let reading = serde_json::json!({ "is": "observable_on", "date": "2026-12-24" });
        assert_eq!(serde_json::to_value(figure.reading).unwrap(), reading);
    }

    #[test]
    fn too_few_cases_are_said_to_be_too_few_even_of_too_few_people() {
        assert_eq!(read(9, 9), Reading::TooFew { needed: 10 });
        assert_eq!(read(9, 1), Reading::TooFew { needed: 10 });
    }

    #[test]
    fn a_cell_of_four_people_is_suppressed_and_one_of_five_is_not() {
        assert_eq!(read(10, 4), Reading::Suppressed);
        assert_eq!(value_of(&read(10, 5)), 3.0);
    }
}
