//! What was seen, as a table, as JSON, and held against what was aimed at.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::Duration;

use serde_json::{Value, json};

use crate::aims::Aims;
use crate::burst::Burst;
use crate::figures::millis;
use crate::place::Kind;
use crate::runs::{Runs, gathered, of_contender, p99, per_second};
use crate::spread::{Spread, cell};

/// What everything is held against.
pub(crate) const YARDSTICK: &str = "Bolt JS";
const OURS: &str = "Smallwins";
/// At which number of callers.
const AT: usize = 64;

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
    pub(crate) runs: Runs,
    pub(crate) lives: Vec<Life>,
    pub(crate) burst: Burst,
    /// Methods of Slack's that the loopback Slack does not know.
    pub(crate) unknown: Vec<String>,
}

impl Report {
    /// Prints all of it, and fails when an aim is missed.
    pub(crate) fn show(&self, as_json: bool) -> ExitCode {
        let aims = self.aims();
        if as_json {
            return aims.show_in(self.json());
        }
        self.table();
        aims.show()
    }

    fn table(&self) {
        for (name, runs_on) in &self.contenders {
            println!("{name}: {runs_on}");
        }
        println!();
        self.runs.table(&self.contenders.iter().map(|(name, _)| *name).collect::<Vec<_>>());
        println!("\n{:<16}{:>26}{:>26}{:>12}", "", "cold start ms", "memory MB", "replayed");
        for (name, _) in &self.contenders {
            let replayed: Vec<u16> = self.lives(name).map(|life| life.replayed).collect();
            println!(
                "{name:<16}{:>26}{:>26}{:>12}",
                cell(self.cold_start(name), 1),
                cell(self.memory(name), 1),
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

    fn aims(&self) -> Aims {
        let mut aims = Aims::default();
        if self.contenders.iter().any(|(name, _)| *name == YARDSTICK) {
            let median = |name: &str, kind, figure| self.runs.median(name, kind, AT, figure);
            for (kind, most) in [(Kind::Help, 0.2), (Kind::Me, 0.5), (Kind::Ask, 1.0)] {
                let what =
                    format!("echoes of {YARDSTICK} in the time of one `{}`, {AT} callers", kind.name());
                aims.over(what, (median(YARDSTICK, kind, per_second), median(OURS, kind, per_second)), most);
            }
            for kind in [Kind::Help, Kind::Me] {
                let what = format!("p99 of `{}` over that of {YARDSTICK}, {AT} callers", kind.name());
                aims.over(what, (median(OURS, kind, p99), median(YARDSTICK, kind, p99)), 0.5);
            }
            let both = |of: fn(&Report, &str) -> Option<Spread>| {
                let median = |name| Some(of(self, name)?.median);
                (median(OURS), median(YARDSTICK))
            };
            aims.over(format!("memory over that of {YARDSTICK}"), both(Report::memory), 0.2);
            aims.over(format!("cold start over that of {YARDSTICK}"), both(Report::cold_start), 0.1);
        }
        aims.at_most("answers over 2.5 s while nudges burst out", Some(self.burst.late as f64), 0.0);
        aims.at_most("nudges that came twice", Some(f64::from(self.burst.repeated)), 0.0);
        aims.at_most("kinds of things that were wrong", Some(self.problems().len() as f64), 0.0);
        aims
    }

    fn json(&self) -> Value {
        let life = |life: &Life| {
            json!({
                "contender": life.contender, "cold_start_ms": millis(life.cold_start), "memory_mb": life.memory,
                "replayed": life.replayed, "problems": life.problems,
            })
        };
        let burst = &self.burst;
        json!({
            "contenders": self.contenders.iter().cloned().collect::<BTreeMap<_, _>>(),
            "runs": self.runs.json(),
            "lives": self.lives.iter().map(life).collect::<Vec<_>>(),
            "burst": {
                "commands": burst.commands, "late": burst.late, "p50_ms": millis(burst.acks.median()),
                "p99_ms": millis(burst.acks.within(990)), "slowest_ms": millis(burst.acks.within(1000)),
                "promised": burst.promised, "nudged": burst.nudged, "repeated": burst.repeated,
                "last_after_s": burst.took.as_secs_f64(),
                "watched_s": burst.watched.as_secs_f64(), "problems": burst.problems,
            },
            "unknown_methods": self.unknown,
        })
    }

    /// What was wrong, each kind of it once.
    fn problems(&self) -> Vec<String> {
        let lives = self.lives.iter().flat_map(|life| of_contender(life.contender, &life.problems));
        let burst =
            self.burst.problems.iter().map(|(problem, times)| (format!("in the burst: {problem}"), *times));
        gathered(self.runs.problems().chain(lives).chain(burst))
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
