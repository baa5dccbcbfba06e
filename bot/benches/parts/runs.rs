//! Runs of many commands of one kind by so many callers, and how those of one contender compare with another's.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use crate::figures::{Times, millis};
use crate::http::Answer;
use crate::load::Load;
use crate::place::{KINDS, Kind};
use crate::spread::Spread;

/// One run.
pub(crate) struct Run {
    pub(crate) contender: &'static str,
    pub(crate) kind: Kind,
    pub(crate) callers: usize,
    pub(crate) per_second: f64,
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
    /// The part of its time for which the load kept its core busy.
    pub(crate) busy: f64,
    /// What was wrong with answers, and how often. A run with any of it does not count.
    pub(crate) problems: BTreeMap<String, usize>,
}

impl Run {
    /// What came of a load, with each answer judged by the number of its request.
    pub(crate) fn of(
        contender: &'static str,
        (kind, callers): (Kind, usize),
        load: Load,
        problem: impl Fn(usize, &Answer) -> Option<String>,
    ) -> Run {
        let Load { answers, took, busy } = load;
        let mut problems = BTreeMap::new();
        let mut times = Vec::with_capacity(answers.len());
        for (number, took, answer) in answers {
            times.push(took);
            if let Some(problem) = answer.map_or_else(Some, |answer| problem(number, &answer)) {
                *problems.entry(problem).or_default() += 1;
            }
        }
        let per_second = times.len() as f64 / took.as_secs_f64();
        let times = Times::of(times);
        let (p50, p99) = (times.median(), times.within(990));
        Run { contender, kind, callers, per_second, p50, p99, busy, problems }
    }

    /// How many answers were wrong.
    pub(crate) fn wrong(&self) -> usize {
        self.problems.values().sum()
    }
}

/// A figure of a run.
pub(crate) type Figure = fn(&Run) -> f64;

pub(crate) fn per_second(run: &Run) -> f64 {
    run.per_second
}

pub(crate) fn p99(run: &Run) -> f64 {
    millis(run.p99)
}

/// All runs, and whose the others are held against.
pub(crate) struct Runs {
    pub(crate) all: Vec<Run>,
    pub(crate) yardstick: &'static str,
}

impl Runs {
    /// Prints them, each contender under its kind of command and number of callers.
    pub(crate) fn table(&self, contenders: &[&str]) {
        println!(
            "{:<16}{:<6}{:>7}{:>6}{:>26}{:>9}{:>24}{:>26}{:>9}{:>7}",
            "", "", "callers", "runs", "a second", "× JS", "p50 ms", "p99 ms", "× JS", "load"
        );
        for kind in KINDS {
            for callers in self.levels() {
                for name in contenders {
                    self.line(name, kind, callers);
                }
            }
        }
    }

    fn line(&self, name: &str, kind: Kind, callers: usize) {
        let counted = self.counted(name, kind, callers).count();
        let all = self.all.iter().filter(|run| is(run, name, kind, callers)).count();
        let runs = format!("{counted}/{all}");
        let spread = |figure: Figure| Spread::of(self.counted(name, kind, callers).map(figure));
        let figures =
            (spread(per_second), spread(|run| millis(run.p50)), spread(p99), spread(|run| run.busy));
        let (Some(rate), Some(p50), Some(slowest), Some(busy)) = figures else {
            return println!("{name:<16}{:<6}{callers:>7}{runs:>6}  no run counts", kind.name());
        };
        let over = |median: f64, figure: Figure| {
            let theirs = self.median(self.yardstick, kind, callers, figure);
            theirs.map_or("–".to_owned(), |theirs| format!("{:.2}", median / theirs))
        };
        println!(
            "{name:<16}{:<6}{callers:>7}{runs:>6}{:>26}{:>9}{:>24}{:>26}{:>9}{:>6.0}%",
            kind.name(),
            rate.cell(0),
            over(rate.median, per_second),
            p50.cell(2),
            slowest.cell(2),
            over(slowest.median, p99),
            busy.median * 100.0,
        );
    }

    /// The middle of one figure of those runs of a contender that count.
    pub(crate) fn median(&self, name: &str, kind: Kind, callers: usize, figure: Figure) -> Option<f64> {
        Some(Spread::of(self.counted(name, kind, callers).map(figure))?.median)
    }

    /// What was wrong in which run, and how often.
    pub(crate) fn problems(&self) -> impl Iterator<Item = (String, usize)> {
        self.all.iter().flat_map(|run| {
            let Run { contender, kind, callers, .. } = run;
            let what = move |(problem, times): (&String, &usize)| {
                (format!("{contender}, {}, {callers} callers: {problem}", kind.name()), *times)
            };
            run.problems.iter().map(what)
        })
    }

    pub(crate) fn json(&self) -> Value {
        let run = |run: &Run| {
            json!({
                "contender": run.contender, "kind": run.kind.name(), "callers": run.callers,
                "per_second": run.per_second, "p50_ms": millis(run.p50), "p99_ms": millis(run.p99),
                "load_busy": run.busy, "problems": run.problems,
            })
        };
        self.all.iter().map(run).collect()
    }

    fn levels(&self) -> Vec<usize> {
        let mut levels: Vec<usize> = self.all.iter().map(|run| run.callers).collect();
        levels.sort_unstable();
        levels.dedup();
        levels
    }

    fn counted(&self, name: &str, kind: Kind, callers: usize) -> impl Iterator<Item = &Run> {
        self.all.iter().filter(move |run| is(run, name, kind, callers) && run.problems.is_empty())
    }
}

fn is(run: &Run, name: &str, kind: Kind, callers: usize) -> bool {
    run.contender == name && run.kind == kind && run.callers == callers
}

/// What else was wrong with a contender.
pub(crate) fn of_contender<'a>(
    contender: &'a str,
    problems: &'a [String],
) -> impl Iterator<Item = (String, usize)> + 'a {
    problems.iter().map(move |problem| (format!("{contender}: {problem}"), 1))
}

/// Each kind of problem once, with how often it was seen.
pub(crate) fn gathered(problems: impl Iterator<Item = (String, usize)>) -> Vec<String> {
    let mut all: BTreeMap<String, usize> = BTreeMap::new();
    for (problem, times) in problems {
        *all.entry(problem).or_default() += times;
    }
    all.into_iter().map(|(problem, times)| format!("{problem}, {times} times")).collect()
}
