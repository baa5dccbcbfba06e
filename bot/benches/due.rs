//! Whether what lies in the future makes it slower to claim what is due now.
//!
//! Two databases, one with a million tasks to come and one with none, take turns: so many tasks become due, are
//! claimed (which alone is timed) and settled.

#[path = "parts/figures.rs"]
mod figures;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use smallwins_core::action::{Action, Wake};
use smallwins_core::community::{Community, Scope};
use smallwins_core::decision::{Change, wake};
use smallwins_core::id::AskId;
use smallwins_core::message::Reply;
use smallwins_core::moment::Moment;
use smallwins_core::platform::PlatformName;
use smallwins_core::store::{CallId, Commit, Store};
use smallwins_core::task::{Kind, Outcome, Settlement, Subject};
use smallwins_store::SqlStore;

use figures::{Bounds, Times, millis};

/// Tasks to come, in so many communities.
const TO_COME: usize = 1_000_000;
const COMMUNITIES: usize = 10;
/// So many of them share a commit.
const TOGETHER: usize = 10_000;
/// Tasks that are due in a round.
const DUE: usize = 100;
/// Rounds that are not counted, and rounds that are.
const WARMING_UP: usize = 10;
const ROUNDS: usize = 100;
/// So many times as long a claim may take.
const SLOWER: f64 = 1.2;

/// A database and the communities in it.
struct Place {
    store: SqlStore,
    platform: PlatformName,
    scopes: Vec<Scope>,
    commits: u64,
}

impl Place {
    async fn open(url: &str) -> Place {
        let store = smallwins_store::open(url).await.expect("a database opens");
        let platform = PlatformName::new("bench");
        let mut scopes = Vec::new();
        for number in 0..COMMUNITIES {
            let mut moment = Moment::new(now(), number as u64);
            let external = format!("community {number}");
            let community = Community::new(platform.clone(), external, Tz::Europe__Lisbon, &mut moment);
            scopes.push(store.found(community).await.expect("a community is founded").scope());
        }
        Place { store, platform, scopes, commits: 0 }
    }

    /// Promises so many tasks, from an instant on and so far apart.
    async fn promise(&mut self, tasks: usize, from: DateTime<Utc>, apart: TimeDelta) {
        let scope = self.scopes[usize::try_from(self.commits).expect("few") % COMMUNITIES];
        self.commits += 1;
        // Ids grow with the time at which they were made.
        let made_at =
            now() - TimeDelta::hours(1) + TimeDelta::seconds(i64::try_from(self.commits).expect("few"));
        let mut moment = Moment::new(made_at, self.commits);
        let changes = (0..tasks).map(|number| {
            let ask: AskId = moment.id();
            let due = from + apart * i32::try_from(number).expect("few");
            wake(Action::Clock(Wake::Rematch(ask)), due, None, Subject::Ask(ask), &mut moment)
        });
        let changes: Vec<Change> = changes.collect();
        let call = CallId(format!("promise-{}", self.commits));
        let commit = Commit { scope, call, at: now(), reply: Reply::default(), changes };
        self.store.commit(commit).await.expect("a promise is written");
    }

    /// How long it takes to claim what is due.
    async fn round(&mut self) -> Duration {
        self.promise(DUE, now() - TimeDelta::minutes(1), TimeDelta::milliseconds(1)).await;
        let most = u32::try_from(DUE).expect("few");
        let began = Instant::now();
        let claimed = self.store.claim(&self.platform, Kind::Act, now(), TimeDelta::seconds(60), most).await;
        let took = began.elapsed();
        let leases = claimed.expect("it answers");
        assert_eq!(leases.len(), DUE);
        let done = leases.iter().map(|lease| lease.settle(Outcome::Done { message: None }));
        let done: Vec<Settlement> = done.collect();
        assert!(self.store.settle(&done, now()).await.expect("it answers").is_empty());
        took
    }
}

fn now() -> DateTime<Utc> {
    "2026-11-24T10:00:00Z".parse().expect("an instant")
}

async fn compare(name: &str, quiet: &str, busy: &str, bounds: &mut Bounds) {
    let (mut quiet, mut busy) = (Place::open(quiet).await, Place::open(busy).await);
    let began = Instant::now();
    for number in 0..TO_COME / TOGETHER {
        let from = now() + TimeDelta::minutes(i64::try_from(number).expect("few") + 1);
        busy.promise(TOGETHER, from, TimeDelta::minutes(3)).await;
    }
    let seeded = began.elapsed();
    let (mut without, mut with) = (Vec::new(), Vec::new());
    for round in 0..WARMING_UP + ROUNDS {
        let (a, b) = (quiet.round().await, busy.round().await);
        if round >= WARMING_UP {
            without.push(a);
            with.push(b);
        }
    }
    let (without, with) = (Times::of(without), Times::of(with));
    for (to_come, times) in [(0, &without), (TO_COME, &with)] {
        println!(
            "{name:<12}{to_come:>12}{:>14.2}{:>12.2}",
            millis(times.median()),
            millis(times.within(990))
        );
    }
    println!("{TO_COME} tasks promised in {:.0} s", seeded.as_secs_f64());
    let ratio = with.median().as_secs_f64() / without.median().as_secs_f64();
    bounds.at_most(
        &format!("a claim of {DUE} with {TO_COME} to come over one with none, {name}"),
        ratio,
        SLOWER,
    );
    quiet.store.close().await;
    busy.store.close().await;
}

#[tokio::main]
async fn main() -> ExitCode {
    let mut bounds = Bounds::default();
    println!("{:<12}{:>12}{:>14}{:>12}", "database", "to come", "median ms", "p99 ms");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = |name: &str| format!("sqlite://{}", folder.path().join(name).display());
    compare("SQLite", &url("quiet.db"), &url("busy.db"), &mut bounds).await;
    if let (Some(quiet), Some(busy)) =
        (smallwins_test_postgres::database().await, smallwins_test_postgres::database().await)
    {
        compare("PostgreSQL", &quiet.url, &busy.url, &mut bounds).await;
    }
    bounds.verdict()
}
