//! What a user would pick instead in Discord: Smallwins against echo bots on discord.js and discord.py, in the same
//! run, and against a loop that sends reminders.
//!
//! The same commands come over the gateway of a Discord on loopback to one process at a time; whoever answers has one
//! core, Discord and the load have another. Then a thousand reminders are due on a bad day. See `discord/README.md`.
//!
//! Names of contenders leave out all others; `--json` prints JSON; `PEERS_QUICK=1` makes everything small, which shows
//! that it runs and no more.

#[path = "parts/aims.rs"]
mod aims;
#[path = "discord/bare.rs"]
mod bare;
#[path = "discord/contender.rs"]
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
#[path = "discord/interaction.rs"]
mod interaction;
#[path = "discord/judge.rs"]
mod judge;
#[path = "parts/load.rs"]
mod load;
#[path = "discord/loopback.rs"]
mod loopback;
#[path = "parts/memory.rs"]
mod memory;
#[path = "parts/place.rs"]
mod place;
#[path = "parts/population.rs"]
mod population;
#[path = "discord/reminders.rs"]
mod reminders;
#[path = "discord/report.rs"]
mod report;
#[path = "parts/running.rs"]
mod running;
#[path = "parts/runs.rs"]
mod runs;
#[path = "discord/signed.rs"]
mod signed;
#[path = "parts/spread.rs"]
mod spread;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread::sleep;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};

use contender::{BARE, Contender, Way};
use disk::folder_on_disk;
use judge::problem;
use load::{Load, load};
use loopback::{GUILD, Loopback, user};
use place::{KINDS, Kind, Place, Typed};
use population::Home;
use reminders::{Outcome, Scene, Sender, remind};
use report::{Life, Report, YARDSTICK};
use running::Running;
use runs::{Run, Runs};
use signed::Signer;

/// Callers at once while a process gets warm.
const WARMING_UP: usize = 16;
/// Callers at once while what is still to be said is said.
const TOPPING_UP: usize = 64;

const HOME: Home = Home { platform: smallwins_discord::PLATFORM, external: GUILD, handle: user };

/// How much is measured.
#[derive(Clone, Copy)]
struct Plan {
    rounds: usize,
    /// So many callers at once, and how many commands of each kind they send together.
    levels: [(usize, usize); 3],
    /// How many commands a process has answered before its memory is looked at for the last time.
    interactions: usize,
    /// How many guilds it is in besides.
    guilds: usize,
    /// How long it is left alone before its memory is looked at.
    rest: Duration,
    reminders: usize,
    /// How long they are watched at most.
    watched: Duration,
}

/// With these, every learner asks at most twice.
const WHOLE: Plan = Plan {
    rounds: 5,
    levels: [(1, 300), (16, 2_000), (64, 4_000)],
    interactions: 100_000,
    guilds: 1_000,
    rest: Duration::from_secs(5),
    reminders: 1_000,
    watched: Duration::from_secs(300),
};
const QUICK: Plan = Plan {
    rounds: 1,
    levels: [(1, 100), (16, 400), (64, 800)],
    interactions: 15_000,
    guilds: 100,
    rest: Duration::from_secs(1),
    reminders: 100,
    watched: Duration::from_secs(150),
};

/// Where it all takes place.
struct Bench {
    plan: Plan,
    place: Place,
    loopback: Loopback,
    signer: Signer,
    public_key: String,
    runtime: Runtime,
    folder: tempfile::TempDir,
    runs: Vec<Run>,
    lives: Vec<Life>,
    outcomes: Vec<Outcome>,
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let [first, address] = args.as_slice()
        && first == BARE
    {
        bare::run(address);
        return ExitCode::SUCCESS;
    }
    let as_json = args.iter().any(|arg| arg == "--json");
    let mut plan = if std::env::var_os("PEERS_QUICK").is_some() { QUICK } else { WHOLE };
    let rounds = std::env::var("PEERS_ROUNDS").ok().and_then(|rounds| rounds.parse().ok());
    plan.rounds = rounds.unwrap_or(plan.rounds);
    let named: Vec<&String> = args.iter().filter(|arg| !arg.starts_with("--")).collect();
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let mut contenders = Contender::all(&target.join("peers"));
    contenders.retain(|contender| named.is_empty() || named.iter().any(|name| *name == contender.name()));
    let folder = folder_on_disk(target);

    cores::stay_with_the_load();
    let runtime = Builder::new_current_thread().enable_all().build().expect("a thread to run on");
    let place = runtime.block_on(Place::settle(HOME, folder.path()));
    let (loopback, signer) = (Loopback::open(), Signer::new());
    let public_key = signer.public_key();
    let (runs, lives, outcomes) = (Vec::new(), Vec::new(), Vec::new());
    let mut bench =
        Bench { plan, place, loopback, signer, public_key, runtime, folder, runs, lives, outcomes };
    let senders = Sender::all(&contenders);
    for round in 0..bench.plan.rounds {
        for turn in 0..contenders.len() {
            let contender = &contenders[(round + turn) % contenders.len()];
            eprintln!("round {}: {}", round + 1, contender.name());
            bench.live(contender);
        }
        for turn in 0..senders.len() {
            let sender = &senders[(round + turn) % senders.len()];
            eprintln!("round {}: reminders, {}", round + 1, sender.name());
            bench.remind(sender, round as u64);
        }
    }
    bench.report(&contenders).show(as_json)
}

impl Bench {
    fn way(&self) -> Way<'_> {
        let (folder, discord, public_key) = (self.folder.path(), &self.loopback.address, &self.public_key);
        Way { folder, discord, public_key }
    }

    /// One process from its start to its end, and everything that is asked of it.
    fn live(&mut self, contender: &Contender) {
        let database = self.place.database(self.folder.path());
        self.loopback.forget();
        let (running, address) = contender.start(&self.way());
        let ready = self.gets_ready(contender, &running, &address);
        let mut life = Life {
            contender: contender.name(),
            ready,
            answered: Duration::ZERO,
            memory: [0.0; 3],
            problems: Vec::new(),
        };
        let one = self.place.typed(Kind::Help, 0..1);
        life.problems.extend(self.says(contender, &address, &one, 1));
        life.answered = running.began.elapsed();
        life.memory[0] = self.rested(&running);
        self.loopback.join_guilds(self.plan.guilds);
        life.problems.extend(self.says(contender, &address, &one, 1));
        life.memory[1] = self.rested(&running);

        let everybody = self.place.everybody_once();
        life.problems.extend(self.says(contender, &address, &everybody, WARMING_UP));
        let asked = self.run_all(contender, &address);
        if *contender != Contender::Bare {
            let said = everybody.len() + self.plan.levels.iter().map(|(_, count)| count * 3).sum::<usize>();
            let rest = self.place.typed(Kind::Me, said..self.plan.interactions);
            life.problems.extend(self.says(contender, &address, &rest, TOPPING_UP));
        }
        life.memory[2] = self.rested(&running);
        drop(running);
        if contender.is_ours() {
            let kept = self.runtime.block_on(self.place.asks_in(&database));
            if kept < asked {
                let gone = asked - kept;
                life.problems.push(format!("{gone} of {asked} asks were answered and are not on disk"));
            }
        }
        self.lives.push(life);
    }

    /// How long it takes from its start until the gateway tells it to be ready; where it is spoken to over HTTP, it
    /// listens by then. Smallwins opens a gateway there too, for what is said in direct messages.
    fn gets_ready(&self, contender: &Contender, running: &Running, address: &str) -> Duration {
        if *contender == Contender::SmallwinsHttp {
            running.listens(address);
        }
        running.until("it is ready", || self.loopback.ready().is_some());
        self.loopback.ready().expect("it was there just now").duration_since(running.began)
    }

    /// Every kind of command by so many callers. Tells how many asks were answered as they should be.
    fn run_all(&mut self, contender: &Contender, address: &str) -> usize {
        let mut asked = 0;
        for kind in KINDS {
            let mut from = 0;
            for (callers, count) in self.plan.levels {
                let typed = self.place.typed(kind, from..from + count);
                let load = self.load(contender, address, &typed, callers);
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
        asked
    }

    /// Sends commands outside of the runs, and tells what was wrong with their answers.
    fn says(&mut self, contender: &Contender, address: &str, typed: &[Typed], callers: usize) -> Vec<String> {
        let load = self.load(contender, address, typed, callers);
        let judge = |(number, _, answer): (usize, _, Result<http::Answer, String>)| {
            answer.map_or_else(Some, |answer| problem(contender, &typed[number].text, &answer))
        };
        load.answers.into_iter().filter_map(judge).collect()
    }

    fn load(&mut self, contender: &Contender, address: &str, typed: &[Typed], callers: usize) -> Load {
        if *contender != Contender::SmallwinsHttp {
            return self.loopback.load(typed.iter().map(interaction::of).collect(), callers);
        }
        let requests = typed.iter().map(|typed| self.signer.sign(typed, address)).collect();
        self.runtime.block_on(load(address, &Arc::new(requests), callers))
    }

    /// What is resident of a process when it was left alone for a while.
    fn rested(&self, running: &Running) -> f64 {
        sleep(self.plan.rest);
        running.memory()
    }

    /// Reminders on a bad day.
    fn remind(&mut self, sender: &Sender, seed: u64) {
        let Plan { reminders, watched, .. } = self.plan;
        let (loopback, place, runtime) = (&self.loopback, &self.place, &self.runtime);
        let scene = Scene { way: self.way(), loopback, place, runtime, promised: reminders, watched };
        let outcome = remind(sender, &scene, seed);
        self.outcomes.push(outcome);
    }

    fn report(self, contenders: &[Contender]) -> Report {
        Report {
            contenders: contenders.iter().map(|contender| (contender.name(), contender.runs_on())).collect(),
            runs: Runs { all: self.runs, yardstick: YARDSTICK },
            lives: self.lives,
            outcomes: self.outcomes,
            unknown: self.loopback.unknown(),
        }
    }
}
