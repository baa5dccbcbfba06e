//! What a user would pick instead: Smallwins against echo bots on Slack's own frameworks, in the same run.
//!
//! The same signed slash commands go to Smallwins, to Bolt for JavaScript and to Bolt for Python, one process at a
//! time. Smallwins verifies each, refuses the one that comes again, and reads or commits its database; the others
//! verify and echo. Whoever answers has one core, whoever asks another. See `peers/README.md`.
//!
//! `--json` prints JSON, names of contenders leave the others out; `PEERS_QUICK=1` makes everything small, which shows
//! that it runs and no more.

#[path = "parts/aims.rs"]
mod aims;
#[path = "peers/burst.rs"]
mod burst;
#[path = "peers/command.rs"]
mod command;
#[path = "peers/contender.rs"]
mod contender;
#[path = "parts/cores.rs"]
mod cores;
#[path = "parts/disk.rs"]
mod disk;
#[path = "parts/figures.rs"]
mod figures;
#[path = "parts/http.rs"]
mod http;
#[path = "parts/install.rs"]
mod install;
#[path = "peers/judge.rs"]
mod judge;
#[path = "parts/load.rs"]
mod load;
#[path = "parts/memory.rs"]
mod memory;
#[path = "peers/once.rs"]
mod once;
#[path = "parts/place.rs"]
mod place;
#[path = "parts/population.rs"]
mod population;
#[path = "peers/report.rs"]
mod report;
#[path = "parts/running.rs"]
mod running;
#[path = "parts/runs.rs"]
mod runs;
#[path = "peers/slack.rs"]
mod slack;
#[path = "parts/spread.rs"]
mod spread;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};

use command::{Signer, TEAM};
use contender::Contender;
use disk::folder_on_disk;
use judge::problem;
use load::load;
use once::once;
use place::{KINDS, Kind, Place};
use population::Home;
use report::{Life, Report, YARDSTICK};
use running::Running;
use runs::{Run, Runs};
use slack::Slack;

/// Callers at once while a process gets warm.
const WARMING_UP: usize = 16;

const HOME: Home =
    Home { platform: smallwins_slack::PLATFORM, external: TEAM, handle: |number| format!("U{number:05}") };

/// How much is measured.
#[derive(Clone, Copy)]
struct Plan {
    rounds: usize,
    /// So many callers at once, and how many commands of each kind they send together.
    levels: [(usize, usize); 3],
    nudges: usize,
    /// How long they are watched at most.
    watched: Duration,
}

/// With these, every learner asks at most twice.
const WHOLE: Plan = Plan {
    rounds: 5,
    levels: [(1, 300), (16, 2_000), (64, 4_000)],
    nudges: 10_000,
    watched: Duration::from_secs(60),
};
const QUICK: Plan = Plan {
    rounds: 2,
    levels: [(1, 100), (16, 400), (64, 800)],
    nudges: 1_000,
    watched: Duration::from_secs(30),
};

/// Where it all takes place.
struct Bench {
    plan: Plan,
    place: Place,
    slack: Slack,
    signer: Signer,
    runtime: Runtime,
    folder: tempfile::TempDir,
    runs: Vec<Run>,
    lives: Vec<Life>,
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let as_json = args.iter().any(|arg| arg == "--json");
    let mut plan = if std::env::var_os("PEERS_QUICK").is_some() { QUICK } else { WHOLE };
    let rounds = std::env::var("PEERS_ROUNDS").ok().and_then(|rounds| rounds.parse().ok());
    plan.rounds = rounds.unwrap_or(plan.rounds);
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let named: Vec<&String> = args.iter().filter(|arg| !arg.starts_with("--")).collect();
    let mut contenders = Contender::all(&target.join("peers"));
    contenders.retain(|contender| named.is_empty() || named.iter().any(|name| *name == contender.name()));
    let folder = folder_on_disk(target);

    cores::stay_with_the_load();
    let runtime = Builder::new_current_thread().enable_all().build().expect("a thread to run on");
    let place = runtime.block_on(Place::settle(HOME, folder.path()));
    let slack = Slack::open(&place.members);
    let signer = Signer::new(&slack.address);
    let mut bench =
        Bench { plan, place, slack, signer, runtime, folder, runs: Vec::new(), lives: Vec::new() };
    for round in 0..bench.plan.rounds {
        for turn in 0..contenders.len() {
            let contender = &contenders[(round + turn) % contenders.len()];
            eprintln!("round {}: {}", round + 1, contender.name());
            bench.live(contender);
        }
    }
    bench.report(&contenders).show(as_json)
}

impl Bench {
    /// One process from its start to its end, and everything that is asked of it.
    fn live(&mut self, contender: &Contender) {
        let folder = self.folder.path().to_owned();
        let database = self.place.database(&folder);
        let (running, address) = contender.start(&folder, &self.slack.address);
        let cold_start = self.first_answer(&running, &address);
        self.warm_up(&address);
        let (mut asked, mut problems) = (0, Vec::new());
        for kind in KINDS {
            let mut from = 0;
            for (callers, count) in self.plan.levels {
                let typed = self.place.typed(kind, from..from + count);
                let file = folder.join("commands");
                let requests = Arc::new(self.signer.through_a_file(&typed, &address, &file));
                let load = self.runtime.block_on(load(&address, &requests, callers));
                let run = Run::of(contender.name(), (kind, callers), load, |number, answer| {
                    problem(contender, &typed[number].text, answer)
                });
                if kind == Kind::Ask {
                    asked += count - run.wrong();
                }
                self.runs.push(run);
                from += count;
            }
        }
        let replayed = self.replay(&address);
        let refuses = matches!(contender, Contender::Smallwins);
        if replayed != if refuses { 401 } else { 200 } {
            problems.push(format!("what came again was answered with status {replayed}"));
        }
        let memory = running.memory();
        drop(running);
        if refuses {
            let kept = self.runtime.block_on(self.place.asks_in(&database));
            if kept < asked {
                problems.push(format!("{} of {asked} asks were answered and are not on disk", asked - kept));
            }
        }
        self.lives.push(Life { contender: contender.name(), cold_start, memory, replayed, problems });
    }

    /// How long a process takes from its start until a command is answered with 200.
    fn first_answer(&mut self, running: &Running, address: &str) -> Duration {
        running.listens(address);
        running.until("it answers with 200", || {
            let signed = self.one(address);
            self.runtime.block_on(once(address, &signed)).is_ok_and(|answer| answer.status == 200)
        });
        running.began.elapsed()
    }

    /// Every learner says something once: code gets compiled, and Smallwins gets to know people.
    fn warm_up(&mut self, address: &str) {
        let everybody = self.place.everybody_once();
        let everybody = everybody.iter().map(|typed| self.signer.sign(typed, address)).collect();
        self.runtime.block_on(load(address, &Arc::new(everybody), WARMING_UP));
    }

    /// The status with which the very same request is answered the second time.
    fn replay(&mut self, address: &str) -> u16 {
        let signed = self.one(address);
        let status = || self.runtime.block_on(once(address, &signed)).map_or(0, |answer| answer.status);
        assert_eq!(status(), 200, "the first time it is answered");
        status()
    }

    fn one(&mut self, address: &str) -> Vec<u8> {
        self.signer.sign(&self.place.typed(Kind::Help, 0..1)[0], address)
    }

    fn report(mut self, contenders: &[Contender]) -> Report {
        eprintln!("the burst");
        let (place, folder, Plan { nudges, watched, .. }) = (&self.place, self.folder.path(), self.plan);
        let burst = burst::burst(place, folder, &self.slack, &mut self.signer, nudges, watched);
        Report {
            contenders: contenders.iter().map(|contender| (contender.name(), contender.runs_on())).collect(),
            runs: Runs { all: self.runs, yardstick: YARDSTICK },
            lives: self.lives,
            burst: self.runtime.block_on(burst),
            unknown: self.slack.unknown(),
        }
    }
}
