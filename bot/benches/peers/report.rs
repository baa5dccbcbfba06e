//! What was seen, as a table, as JSON, and held against what was aimed at.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::Duration;

use serde_json::{Value, json};

use crate::burst::Burst;
use crate::figures::{Bounds, millis};
use crate::place::{KINDS, Kind};

/// What everything is held against.
const YARDSTICK: &str = "Bolt JS";
const OURS: &str = "Smallwins";
/// At which number of callers.
const AT: usize = 64;

/// One run of one kind of command.
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

/// One process, from its start to its end.
pub(crate) struct Life {
    pub(crate) contender: &'static str,
    /// From its start to its first answer.
    pub(crate) cold_start: Duration,
    /// What was resident after its last answer, in megabytes.
    pub(crate) memory: f64,
    /// How the very same request was answered when it came again.
    pub(crate) replayed: u16,
    /// What else was wrong.
    pub(crate) problems: Vec<String>,
}

/// Everything that was seen.
pub(crate) struct Report {
    /// Each contender, and what it runs on.
    pub(crate) contenders: Vec<(&'static str, String)>,
    pub(crate) runs: Vec<Run>,
    pub(crate) lives: Vec<Life>,
    pub(crate) burst: Burst,
    /// Methods of Slack's that the loopback Slack does not know.
    pub(crate) unknown: Vec<String>,
}

/// The middle of several figures, and how far they range.
struct Spread {
    least: f64,
    median: f64,
    most: f64,
}

/// A figure that is to be at most something; without one, it cannot be.
struct Aim {
    what: String,
    figure: Option<f64>,
    most: f64,
}

impl Spread {
    fn of(figures: impl Iterator<Item = f64>) -> Option<Spread> {
        let mut figures: Vec<f64> = figures.collect();
        figures.sort_by(f64::total_cmp);
        let (least, most) = (*figures.first()?, *figures.last()?);
        Some(Spread { least, median: figures[(figures.len() - 1) / 2], most })
    }

    fn cell(&self, digits: usize) -> String {
        let Spread { least, median, most } = self;
        format!("{median:.digits$} ({least:.digits$}–{most:.digits$})")
    }
}

impl Report {
    /// Prints all of it, and fails when an aim is missed.
    pub(crate) fn show(&self, as_json: bool) -> ExitCode {
        let aims = self.aims();
        if as_json {
            println!("{:#}", self.json(&aims));
            let held = aims.iter().all(|aim| aim.figure.is_some_and(|figure| figure <= aim.most));
            return if held { ExitCode::SUCCESS } else { ExitCode::FAILURE };
        }
        self.table();
        let mut bounds = Bounds::default();
        for Aim { what, figure, most } in &aims {
            bounds.at_most(what, figure.unwrap_or(f64::INFINITY), *most);
        }
        bounds.verdict()
    }

    fn table(&self) {
        for (name, runs_on) in &self.contenders {
            println!("{name}: {runs_on}");
        }
        println!(
            "\n{:<13}{:<6}{:>7}{:>6}{:>26}{:>9}{:>24}{:>26}{:>9}{:>7}",
            "", "", "callers", "runs", "a second", "× JS", "p50 ms", "p99 ms", "× JS", "load"
        );
        for kind in KINDS {
            for callers in self.levels() {
                for (name, _) in &self.contenders {
                    self.line(name, kind, callers);
                }
            }
        }
        println!("\n{:<13}{:>26}{:>26}{:>12}", "", "cold start ms", "memory MB", "replayed");
        for (name, _) in &self.contenders {
            let cell = |spread: Option<Spread>| spread.map_or("–".to_owned(), |spread| spread.cell(1));
            let replayed: Vec<u16> = self.lives(name).map(|life| life.replayed).collect();
            println!(
                "{name:<13}{:>26}{:>26}{:>12}",
                cell(self.cold_start(name)),
                cell(self.memory(name)),
                replayed[0]
            );
        }
        let Burst { acks, commands, late, promised, nudged, repeated, took, watched, .. } = &self.burst;
        println!(
            "\nburst: {nudged} of {promised} nudges left within {:.0} s, the last seen after {:.1} s, {repeated} came \
             twice; {commands} commands: p50 {:.1} ms, p99 {:.1} ms, the slowest {:.1} ms, {late} over 2.5 s\n",
            watched.as_secs_f64(),
            took.as_secs_f64(),
            millis(acks.median()),
            millis(acks.within(990)),
            millis(acks.within(1000)),
        );
        for problem in self.problems() {
            println!("wrong: {problem}");
        }
        if !self.unknown.is_empty() {
            println!("asked of Slack and not known there: {}", self.unknown.join(", "));
        }
    }

    fn line(&self, name: &str, kind: Kind, callers: usize) {
        let counted = self.counted(name, kind, callers).count();
        let all = self.runs.iter().filter(|run| is(run, name, kind, callers)).count();
        let per_second = self.spread(name, kind, callers, per_second);
        let p99 = self.spread(name, kind, callers, p99);
        let (Some(per_second), Some(p50), Some(p99)) =
            (per_second, self.spread(name, kind, callers, p50), p99)
        else {
            return println!(
                "{name:<13}{:<6}{callers:>7}{:>6}  no run counts",
                kind.name(),
                format!("0/{all}")
            );
        };
        let over = |median: f64, of: fn(&Run) -> f64| {
            let theirs = self.spread(YARDSTICK, kind, callers, of);
            theirs.map_or("–".to_owned(), |theirs| format!("{:.2}", median / theirs.median))
        };
        let busy = self.spread(name, kind, callers, |run| run.busy).map_or(0.0, |busy| busy.median);
        println!(
            "{name:<13}{:<6}{callers:>7}{:>6}{:>26}{:>9}{:>24}{:>26}{:>9}{:>6.0}%",
            kind.name(),
            format!("{counted}/{all}"),
            per_second.cell(0),
            over(per_second.median, self::per_second),
            p50.cell(2),
            p99.cell(2),
            over(p99.median, self::p99),
            busy * 100.0,
        );
    }

    fn aims(&self) -> Vec<Aim> {
        let mut aims = Vec::new();
        let mut aim = |what: String, figure: Option<f64>, most: f64| aims.push(Aim { what, figure, most });
        if self.contenders.iter().any(|(name, _)| *name == YARDSTICK) {
            let median = |name: &str, kind, of| Some(self.spread(name, kind, AT, of)?.median);
            let over = |one: Option<f64>, other: Option<f64>| Some(one? / other?);
            for (kind, most) in [(Kind::Help, 0.2), (Kind::Me, 0.5), (Kind::Ask, 1.0)] {
                let (ours, theirs) = (median(OURS, kind, per_second), median(YARDSTICK, kind, per_second));
                let what =
                    format!("echoes of {YARDSTICK} in the time of one `{}`, {AT} callers", kind.name());
                aim(what, over(theirs, ours), most);
            }
            for kind in [Kind::Help, Kind::Me] {
                let (ours, theirs) = (median(OURS, kind, p99), median(YARDSTICK, kind, p99));
                aim(
                    format!("p99 of `{}` over that of {YARDSTICK}, {AT} callers", kind.name()),
                    over(ours, theirs),
                    0.5,
                );
            }
            let median = |spread: Option<Spread>| Some(spread?.median);
            let (ours, theirs) = (median(self.memory(OURS)), median(self.memory(YARDSTICK)));
            aim(format!("memory over that of {YARDSTICK}"), over(ours, theirs), 0.2);
            let (ours, theirs) = (median(self.cold_start(OURS)), median(self.cold_start(YARDSTICK)));
            aim(format!("cold start over that of {YARDSTICK}"), over(ours, theirs), 0.1);
        }
        aim("answers over 2.5 s while nudges burst out".to_owned(), Some(self.burst.late as f64), 0.0);
        aim("nudges that came twice".to_owned(), Some(f64::from(self.burst.repeated)), 0.0);
        aim("kinds of things that were wrong".to_owned(), Some(self.problems().len() as f64), 0.0);
        aims
    }

    fn json(&self, aims: &[Aim]) -> Value {
        let run = |run: &Run| {
            json!({
                "contender": run.contender, "kind": run.kind.name(), "callers": run.callers,
                "per_second": run.per_second, "p50_ms": millis(run.p50), "p99_ms": millis(run.p99),
                "load_busy": run.busy, "problems": run.problems,
            })
        };
        let life = |life: &Life| {
            json!({
                "contender": life.contender, "cold_start_ms": millis(life.cold_start), "memory_mb": life.memory,
                "replayed": life.replayed, "problems": life.problems,
            })
        };
        let aim = |aim: &Aim| {
            let holds = aim.figure.is_some_and(|figure| figure <= aim.most);
            json!({ "what": aim.what, "figure": aim.figure, "at_most": aim.most, "holds": holds })
        };
        let burst = &self.burst;
        json!({
            "contenders": self.contenders.iter().cloned().collect::<BTreeMap<_, _>>(),
            "runs": self.runs.iter().map(run).collect::<Vec<_>>(),
            "lives": self.lives.iter().map(life).collect::<Vec<_>>(),
            "burst": {
                "commands": burst.commands, "late": burst.late, "p50_ms": millis(burst.acks.median()),
                "p99_ms": millis(burst.acks.within(990)), "slowest_ms": millis(burst.acks.within(1000)),
                "promised": burst.promised, "nudged": burst.nudged, "repeated": burst.repeated,
                "last_after_s": burst.took.as_secs_f64(),
                "watched_s": burst.watched.as_secs_f64(), "problems": burst.problems,
            },
            "unknown_methods": self.unknown,
            "aims": aims.iter().map(aim).collect::<Vec<_>>(),
        })
    }

    /// What was wrong, each kind of it once.
    fn problems(&self) -> Vec<String> {
        let mut all: BTreeMap<String, usize> = BTreeMap::new();
        let runs = self.runs.iter().flat_map(|run| {
            let what = |(problem, times): (&String, &usize)| {
                (
                    format!("{}, {}, {} callers: {problem}", run.contender, run.kind.name(), run.callers),
                    *times,
                )
            };
            run.problems.iter().map(what).collect::<Vec<_>>()
        });
        let lives = self.lives.iter().flat_map(|life| {
            life.problems
                .iter()
                .map(|problem| (format!("{}: {problem}", life.contender), 1))
                .collect::<Vec<_>>()
        });
        let burst =
            self.burst.problems.iter().map(|(problem, times)| (format!("in the burst: {problem}"), *times));
        for (problem, times) in runs.chain(lives).chain(burst) {
            *all.entry(problem).or_default() += times;
        }
        all.into_iter().map(|(problem, times)| format!("{problem}, {times} times")).collect()
    }

    fn levels(&self) -> Vec<usize> {
        let mut levels: Vec<usize> = self.runs.iter().map(|run| run.callers).collect();
        levels.sort_unstable();
        levels.dedup();
        levels
    }

    fn counted(&self, name: &str, kind: Kind, callers: usize) -> impl Iterator<Item = &Run> {
        self.runs.iter().filter(move |run| is(run, name, kind, callers) && run.problems.is_empty())
    }

    fn spread(&self, name: &str, kind: Kind, callers: usize, of: fn(&Run) -> f64) -> Option<Spread> {
        Spread::of(self.counted(name, kind, callers).map(of))
    }

    fn lives(&self, name: &str) -> impl Iterator<Item = &Life> {
        self.lives.iter().filter(move |life| life.contender == name)
    }

    fn cold_start(&self, name: &str) -> Option<Spread> {
        Spread::of(self.lives(name).map(|life| millis(life.cold_start)))
    }

    fn memory(&self, name: &str) -> Option<Spread> {
        Spread::of(self.lives(name).map(|life| life.memory))
    }
}

fn is(run: &Run, name: &str, kind: Kind, callers: usize) -> bool {
    run.contender == name && run.kind == kind && run.callers == callers
}

fn per_second(run: &Run) -> f64 {
    run.per_second
}

fn p50(run: &Run) -> f64 {
    millis(run.p50)
}

fn p99(run: &Run) -> f64 {
    millis(run.p99)
}
