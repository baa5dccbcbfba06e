//! What was seen, as a table, as JSON, and held against what was aimed at.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::Duration;

use serde_json::{Value, json};

use crate::aims::Aims;
use crate::figures::millis;
use crate::place::KINDS;
use crate::reminders::Outcome;
use crate::runs::{Runs, gathered, of_contender, p99, per_second};
use crate::spread::{Spread, cell};

/// What everything is held against.
pub(crate) const YARDSTICK: &str = "discord.js";
const OURS: &str = "Smallwins";
/// Those whom the bare loop has to outrun, each by the gateway.
const BY_GATEWAY: [&str; 3] = [OURS, YARDSTICK, "discord.py"];
const BARE: &str = "the bare loop";
/// At which number of callers.
const AT: usize = 64;

/// One process, from its start to its end.
pub(crate) struct Life {
    pub(crate) contender: &'static str,
    /// From its start until the gateway told it to be ready.
    pub(crate) ready: Duration,
    /// From its start to its first answer.
    pub(crate) answered: Duration,
    /// What was resident before anything happened, after all guilds had come, and after the last answer, in megabytes.
    pub(crate) memory: [f64; 3],
    /// What else was wrong.
    pub(crate) problems: Vec<String>,
}

/// When memory is looked at.
const MOMENTS: [&str; 3] = ["at rest", "after the guilds", "after all interactions"];

/// A figure of a life.
type Figure = fn(&Life) -> f64;
const MEMORY: [Figure; 3] = [|life| life.memory[0], |life| life.memory[1], |life| life.memory[2]];

/// Everything that was seen.
pub(crate) struct Report {
    /// Each contender, and what it runs on.
    pub(crate) contenders: Vec<(&'static str, String)>,
    pub(crate) runs: Runs,
    pub(crate) lives: Vec<Life>,
    pub(crate) outcomes: Vec<Outcome>,
    /// What was asked of the loopback Discord and is not known there.
    pub(crate) unknown: Vec<String>,
}

impl Report {
    /// Prints all of it, and fails when an aim is missed.
    pub(crate) fn show(&self, as_json: bool) -> ExitCode {
        let aims = self.aims();
        if as_json {
            return aims.show_in(self.json());
        }
        for (name, runs_on) in &self.contenders {
            println!("{name}: {runs_on}");
        }
        println!();
        let names: Vec<&str> = self.contenders.iter().map(|(name, _)| *name).collect();
        self.runs.table(&names);
        self.show_lives(&names);
        self.show_outcomes();
        for problem in self.problems() {
            println!("wrong: {problem}");
        }
        if !self.unknown.is_empty() {
            println!("asked of Discord and not known there: {}", self.unknown.join(", "));
        }
        aims.show()
    }

    fn show_lives(&self, names: &[&str]) {
        println!(
            "\n{:<16}{:>24}{:>24}{:>22}{:>24}{:>24}",
            "", "READY ms", "first answer ms", "MB at rest", "MB after the guilds", "MB after all"
        );
        for name in names.iter().filter(|name| **name != BARE) {
            let [rest, guilds, all] = MEMORY.map(|memory| cell(self.life(name, memory), 1));
            println!(
                "{name:<16}{:>24}{:>24}{rest:>22}{guilds:>24}{all:>24}",
                cell(self.life(name, |life| millis(life.ready)), 1),
                cell(self.life(name, |life| millis(life.answered)), 1),
            );
        }
    }

    fn show_outcomes(&self) {
        let mut senders: Vec<&str> = self.outcomes.iter().map(|outcome| outcome.sender).collect();
        senders.dedup();
        senders.sort_unstable();
        senders.dedup();
        println!(
            "\n{:<16}{:>7}{:>14}{:>14}{:>18}{:>20}{:>20}{:>14}{:>14}{:>14}",
            "reminders",
            "of",
            "lost",
            "doubled",
            "late",
            "half after s",
            "last after s",
            "errors",
            "refused",
            "held back"
        );
        for sender in senders {
            let of = |figure: fn(&Outcome) -> f64, digits| {
                let outcomes = self.outcomes.iter().filter(|outcome| outcome.sender == sender);
                cell(Spread::of(outcomes.map(figure)), digits)
            };
            let promised = self.outcomes.iter().map(|outcome| outcome.promised).max().unwrap_or_default();
            println!(
                "{sender:<16}{promised:>7}{:>14}{:>14}{:>18}{:>20}{:>20}{:>14}{:>14}{:>14}",
                of(|outcome| outcome.lost as f64, 0),
                of(|outcome| outcome.doubled as f64, 0),
                of(|outcome| outcome.late as f64, 0),
                of(|outcome| outcome.half.as_secs_f64(), 1),
                of(|outcome| outcome.last.as_secs_f64(), 1),
                of(|outcome| outcome.broken as f64, 0),
                of(|outcome| outcome.refused as f64, 0),
                of(|outcome| outcome.known as f64, 0),
            );
        }
        println!();
    }

    fn aims(&self) -> Aims {
        let mut aims = Aims::default();
        let median = |name: &str, kind, figure| self.runs.median(name, kind, AT, figure);
        for kind in KINDS {
            let rates = BY_GATEWAY.iter().filter_map(|name| median(name, kind, per_second));
            let what = format!("the fastest over the bare loop, `{}`, {AT} callers", kind.name());
            aims.over(what, (rates.reduce(f64::max), median(BARE, kind, per_second)), 1.0 / 3.0);
        }
        for kind in KINDS {
            let what = format!("p99 of `{}` over that of {YARDSTICK}, {AT} callers", kind.name());
            aims.over(what, (median(OURS, kind, p99), median(YARDSTICK, kind, p99)), 1.0);
        }
        for (moment, memory) in MOMENTS.into_iter().zip(MEMORY) {
            let median = |name| Some(self.life(name, memory)?.median);
            aims.over(
                format!("memory over that of {YARDSTICK} {moment}"),
                (median(OURS), median(YARDSTICK)),
                0.25,
            );
        }
        let worst = |figure: fn(&Outcome) -> usize| {
            let ours = self.outcomes.iter().filter(|outcome| outcome.sender == OURS);
            ours.map(figure).max().map(|worst| worst as f64)
        };
        aims.at_most("reminders lost in the worst round", worst(|outcome| outcome.lost), 0.0);
        aims.at_most("reminders doubled in the worst round", worst(|outcome| outcome.doubled), 0.0);
        aims.at_most("kinds of things that were wrong", Some(self.problems().len() as f64), 0.0);
        aims
    }

    fn json(&self) -> Value {
        let life = |life: &Life| {
            json!({
                "contender": life.contender, "ready_ms": millis(life.ready),
                "answered_ms": millis(life.answered), "memory_mb": life.memory, "problems": life.problems,
            })
        };
        let outcome = |outcome: &Outcome| {
            json!({
                "sender": outcome.sender, "promised": outcome.promised, "lost": outcome.lost,
                "doubled": outcome.doubled, "late": outcome.late, "half_after_s": outcome.half.as_secs_f64(),
                "last_after_s": outcome.last.as_secs_f64(), "errors": outcome.broken, "refused": outcome.refused,
                "held_back": outcome.known,
            })
        };
        json!({
            "contenders": self.contenders.iter().cloned().collect::<BTreeMap<_, _>>(),
            "runs": self.runs.json(),
            "lives": self.lives.iter().map(life).collect::<Vec<_>>(),
            "reminders": self.outcomes.iter().map(outcome).collect::<Vec<_>>(),
            "unknown": self.unknown,
        })
    }

    /// What was wrong, each kind of it once.
    fn problems(&self) -> Vec<String> {
        let lives = self.lives.iter().flat_map(|life| of_contender(life.contender, &life.problems));
        gathered(self.runs.problems().chain(lives))
    }

    fn life(&self, name: &str, figure: Figure) -> Option<Spread> {
        Spread::of(self.lives.iter().filter(|life| life.contender == name).map(figure))
    }
}
