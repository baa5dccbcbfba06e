//! How long Smallwins takes to answer in a large community, and whether its past makes it slower.
//!
//! `ask` goes all the way: load, decide, one commit to a SQLite file that waits for the disk. The long and the short
//! past take turns, so that whatever else the machine does falls on both.

#[path = "parts/clock.rs"]
mod clock;
#[path = "parts/figures.rs"]
mod figures;
#[path = "parts/population.rs"]
mod population;

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use smallwins_core::mentoring::{Call, Mentoring, Said, Who};
use smallwins_core::store::CallId;
use tempfile::TempDir;

use clock::Clock;
use figures::{Bounds, Times, millis};
use population::{Home, Population};

/// The same question to two pasts.
const LONG: usize = 200_000;
const SHORT: usize = 2_000;
/// The long past may make an ask so many times slower.
const SLOWER: f64 = 1.5;
/// So many callers at once, and how often they act in one turn together.
const LEVELS: [(usize, usize); 3] = [(1, 100), (16, 500), (64, 1_000)];
/// They ask in turns: with these, every learner asks once.
const TURNS: usize = 5;
/// Questions that change nothing: so many times as many as asks in a turn.
const READS: usize = 8;

const HOME: Home = Home { platform: "bench", external: "bench", handle: |number| format!("U{number:05}") };

/// A community in a file of its own.
struct Place {
    sessions: usize,
    mentoring: Mentoring,
    population: Population,
    clock: Arc<Clock>,
    calls: AtomicUsize,
    _folder: TempDir,
}

/// What was measured of one kind of act.
#[derive(Default)]
struct Measured {
    times: Vec<Duration>,
    took: Duration,
    /// What it took of the processors.
    busy: Duration,
}

/// What is said, and by which learner.
#[derive(Clone, Copy)]
enum Act {
    Ask,
    Me,
    Help,
}

impl Place {
    async fn settle(sessions: usize) -> Arc<Place> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite://{}", folder.path().join("smallwins.db").display());
        let store = Arc::new(smallwins_store::open(&url).await.expect("a database opens"));
        let clock = Arc::new(Clock::at(tuesday()));
        let began = Instant::now();
        let population = Population::settle(&*store, HOME, sessions, tuesday()).await;
        println!("{sessions} sessions seeded in {:.0} s", began.elapsed().as_secs_f64());
        let mentoring = Mentoring::new(store, clock.clone());
        Arc::new(Place {
            sessions,
            mentoring,
            population,
            clock,
            calls: AtomicUsize::new(0),
            _folder: folder,
        })
    }

    async fn act(&self, act: Act, number: usize) -> Duration {
        let line = match act {
            Act::Ask => format!("/mentor ask {}", self.population.question(number)),
            Act::Me => "/mentor me".to_owned(),
            Act::Help => "/mentor help".to_owned(),
        };
        let id = self.calls.fetch_add(1, Ordering::Relaxed);
        let call = Call {
            id: CallId(format!("bench-{id}")),
            scope: self.population.scope,
            who: Who::Person(self.population.learner(number)),
            said: Said::Line(line),
        };
        let began = Instant::now();
        let reply = self.mentoring.act(call).await;
        let took = began.elapsed();
        let key = reply.message.expect("everything is answered").receipt.key;
        let expected = match act {
            Act::Ask => ["ask.offered", "ask.waiting"].contains(&key.as_str()),
            Act::Me => key.starts_with("me"),
            Act::Help => key.starts_with("help"),
        };
        assert!(expected, "answered with {key}");
        took
    }

    /// So many acts by so many callers at once.
    async fn acts(
        self: &Arc<Self>,
        act: Act,
        callers: usize,
        numbers: std::ops::Range<usize>,
        measured: &mut Measured,
    ) {
        let next = Arc::new(AtomicUsize::new(numbers.start));
        let (began, busy) = (Instant::now(), processor());
        let callers: Vec<_> = (0..callers)
            .map(|_| {
                let (place, next) = (Arc::clone(self), Arc::clone(&next));
                tokio::spawn(async move {
                    let mut times = Vec::new();
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= numbers.end {
                            return times;
                        }
                        times.push(place.act(act, number).await);
                    }
                })
            })
            .collect();
        for caller in callers {
            measured.times.extend(caller.await.expect("no caller panics"));
        }
        measured.took += began.elapsed();
        measured.busy += processor() - busy;
    }
}

impl Measured {
    /// Prints a line of the table, and answers with the 99th percentile.
    fn line(self, what: &str, callers: usize, sessions: usize) -> Duration {
        let each_second = self.times.len() as f64 / self.took.as_secs_f64();
        let each = self.busy.as_secs_f64() * 1e6 / self.times.len() as f64;
        let times = Times::of(self.times);
        let (p50, p99) = (times.median(), times.within(990));
        println!(
            "{what:<6}{callers:>9}{sessions:>12}{:>12.2}{:>12.2}{each_second:>12.0}{each:>12.0}",
            millis(p50),
            millis(p99)
        );
        p99
    }
}

/// What this process has had of the processors so far, to a hundredth of a second; nothing where no /proc says it.
fn processor() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // User and system time are the 14th and 15th field, the 12th and 13th behind the name.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    Duration::from_millis(fields.filter_map(|ticks| ticks.parse::<u64>().ok()).sum::<u64>() * 10)
}

fn tuesday() -> DateTime<Utc> {
    "2026-11-24T10:00:00Z".parse().expect("an instant")
}

#[tokio::main]
async fn main() -> ExitCode {
    let places = [Place::settle(SHORT).await, Place::settle(LONG).await];
    println!(
        "\n{:<6}{:>9}{:>12}{:>12}{:>12}{:>12}{:>12}",
        "act", "callers", "sessions", "p50 ms", "p99 ms", "per second", "CPU µs"
    );

    let mut asks: [[Measured; 2]; LEVELS.len()] = Default::default();
    let mut first = 0;
    for _ in 0..TURNS {
        for ((callers, count), measured) in LEVELS.iter().zip(&mut asks) {
            for (place, measured) in places.iter().zip(measured) {
                // A new week, in which the mentors have room again.
                place.clock.pass(TimeDelta::weeks(1));
                place.acts(Act::Ask, *callers, first..first + count, measured).await;
            }
            first += count;
        }
    }
    let mut bounds = Bounds::default();
    let mut ratios = Vec::new();
    for ((callers, _), [short, long]) in LEVELS.into_iter().zip(asks) {
        let short = short.line("ask", callers, places[0].sessions);
        let long = long.line("ask", callers, places[1].sessions);
        ratios.push((callers, long.as_secs_f64() / short.as_secs_f64()));
    }
    for (what, act) in [("me", Act::Me), ("help", Act::Help)] {
        for (callers, count) in LEVELS {
            let mut measured = Measured::default();
            places[1].acts(act, callers, 0..READS * count, &mut measured).await;
            measured.line(what, callers, LONG);
        }
    }
    println!();
    for (callers, ratio) in ratios {
        bounds.at_most(
            &format!("p99 of ask, {LONG} over {SHORT} sessions, callers {callers}"),
            ratio,
            SLOWER,
        );
    }
    bounds.verdict()
}
