//! What a user would pick instead: Smallwins against echo bots on Slack's own frameworks, in the same run.
//!
//! The same signed slash commands go to Smallwins, to Bolt for JavaScript and to Bolt for Python, one process at a
//! time. Smallwins verifies each, refuses the one that comes again, and reads or commits its database; the others
//! verify and echo. Whoever answers has one core, whoever asks another. See `peers/README.md`.
//!
//! `--json` prints JSON; `PEERS_QUICK=1` makes everything small, which shows that it runs and no more.

#[path = "peers/burst.rs"]
mod burst;
#[path = "peers/command.rs"]
mod command;
#[path = "peers/contender.rs"]
mod contender;
#[path = "peers/cores.rs"]
mod cores;
#[path = "parts/figures.rs"]
mod figures;
#[path = "peers/http.rs"]
mod http;
#[path = "peers/judge.rs"]
mod judge;
#[path = "peers/load.rs"]
mod load;
#[path = "peers/place.rs"]
mod place;
#[path = "parts/population.rs"]
mod population;
#[path = "peers/report.rs"]
mod report;
#[path = "peers/slack.rs"]
mod slack;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};

use command::{Signed, Signer};
use contender::{Contender, Running};
use figures::Times;
use judge::problem;
use load::{Load, load, once};
use place::{KINDS, Kind, Place};
use report::{Life, Report, Run};
use slack::Slack;

/// Callers at once while a process gets warm.
const WARMING_UP: usize = 16;
/// What Linux calls a folder that lies in memory.
const TMPFS: i64 = 0x0102_1994;

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
    let as_json = std::env::args().any(|arg| arg == "--json");
    let plan = if std::env::var_os("PEERS_QUICK").is_some() { QUICK } else { WHOLE };
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let contenders = Contender::all(&target.join("peers"));
    let folder = tempfile::tempdir_in(target).expect("a temporary folder");
    let disk = rustix::fs::statfs(folder.path()).expect("it lies somewhere");
    assert!(
        disk.f_type != TMPFS,
        "{} lies in memory: a commit would cost nothing there",
        folder.path().display()
    );

    cores::stay_with_the_load();
    let runtime = Builder::new_current_thread().enable_all().build().expect("a thread to run on");
    let place = runtime.block_on(Place::settle(folder.path()));
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
        let running = contender.start(&folder, &self.slack.address);
        let cold_start = self.first_answer(&running);
        self.warm_up(&running);
        let (mut asked, mut problems) = (0, Vec::new());
        for kind in KINDS {
            let mut from = 0;
            for (callers, count) in self.plan.levels {
                let typed = self.place.typed(kind, from..from + count);
                let file = folder.join("commands");
                let requests = Arc::new(self.signer.through_a_file(&typed, &running.address, &file));
                let load = self.runtime.block_on(load(&running.address, &requests, callers));
                let run = run(contender, kind, callers, &requests, load);
                if kind == Kind::Ask {
                    asked += count - run.problems.values().sum::<usize>();
                }
                self.runs.push(run);
                from += count;
            }
        }
        let replayed = self.replay(&running);
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
    fn first_answer(&mut self, running: &Running) -> Duration {
        running.listens();
        loop {
            let signed = self.one(&running.address);
            let answer = self.runtime.block_on(once(&running.address, &signed));
            if answer.is_ok_and(|answer| answer.status == 200) {
                return running.began.elapsed();
            }
            assert!(
                running.began.elapsed() < Duration::from_secs(60),
                "it listens, and never answers with 200"
            );
        }
    }

    /// Every learner says something once: code gets compiled, and Smallwins gets to know people.
    fn warm_up(&mut self, running: &Running) {
        let everybody = self.place.everybody_once();
        let everybody = everybody.iter().map(|typed| self.signer.sign(typed, &running.address)).collect();
        self.runtime.block_on(load(&running.address, &Arc::new(everybody), WARMING_UP));
    }

    /// The status with which the very same request is answered the second time.
    fn replay(&mut self, running: &Running) -> u16 {
        let signed = self.one(&running.address);
        let status =
            || self.runtime.block_on(once(&running.address, &signed)).map_or(0, |answer| answer.status);
        assert_eq!(status(), 200, "the first time it is answered");
        status()
    }

    fn one(&mut self, address: &str) -> Signed {
        self.signer.sign(&self.place.typed(Kind::Help, 0..1)[0], address)
    }

    fn report(mut self, contenders: &[Contender]) -> Report {
        eprintln!("the burst");
        let (place, folder, Plan { nudges, watched, .. }) = (&self.place, self.folder.path(), self.plan);
        let burst = burst::burst(place, folder, &self.slack, &mut self.signer, nudges, watched);
        Report {
            contenders: contenders.iter().map(|contender| (contender.name(), contender.runs_on())).collect(),
            runs: self.runs,
            lives: self.lives,
            burst: self.runtime.block_on(burst),
            unknown: self.slack.unknown(),
        }
    }
}

fn run(contender: &Contender, kind: Kind, callers: usize, requests: &[Signed], load: Load) -> Run {
    let Load { answers, took, busy } = load;
    let mut problems = BTreeMap::new();
    let mut times = Vec::with_capacity(answers.len());
    for (number, took, answer) in answers {
        times.push(took);
        let problem = match answer {
            Ok(answer) => problem(contender, &requests[number].text, &answer),
            Err(why) => Some(why),
        };
        if let Some(problem) = problem {
            *problems.entry(problem).or_default() += 1;
        }
    }
    let per_second = times.len() as f64 / took.as_secs_f64();
    let times = Times::of(times);
    let (p50, p99) = (times.median(), times.within(990));
    Run { contender: contender.name(), kind, callers, per_second, p50, p99, busy, problems }
}
