//! What the books cost whoever writes: real asks, each decided and on disk, with books and without.
//!
//! Without: a trigger in the file lets no note be written that a fact waits, so there is nothing to fold. The statement
//! that would have written it runs all the same.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use smallwins_core::kpi::rollup::Needed;
use smallwins_core::mentoring::{Call, Mentoring, Said, Who};
use smallwins_core::store::{CallId, Store};
use smallwins_store::SqlStore;
use sqlx::SqlitePool;
use tempfile::TempDir;

use crate::clock::Clock;
use crate::population::{Home, Population};

pub(crate) const HOME: Home =
    Home { platform: "bench", external: "bench", handle: |number| format!("U{number:05}") };
/// Past sessions.
const SESSIONS: usize = 2_000;
const TRIGGER: &str = "CREATE TRIGGER no_notes BEFORE INSERT ON rollup_wait BEGIN SELECT RAISE(IGNORE); END";

/// Whether books are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Books {
    Kept,
    NotKept,
}

/// A community in a file of its own.
pub(crate) struct Place {
    store: Arc<SqlStore>,
    mentoring: Mentoring,
    population: Population,
    clock: Arc<Clock>,
    calls: AtomicUsize,
    _folder: TempDir,
}

impl Place {
    pub(crate) async fn settle(books: Books, now: DateTime<Utc>) -> Arc<Place> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite://{}", folder.path().join("smallwins.db").display());
        let store = Arc::new(smallwins_store::open(&url).await.expect("a database opens"));
        if books == Books::NotKept {
            let pool = SqlitePool::connect(&url).await.expect("a database opens");
            sqlx::query(TRIGGER).execute(&pool).await.expect("a trigger is made");
            pool.close().await;
        }
        let clock = Arc::new(Clock::at(now));
        let population = Population::settle(&*store, HOME, SESSIONS, now).await;
        store.books(population.scope, &Needed::default()).await.expect("it answers");
        let mentoring = Mentoring::new(store.clone(), clock.clone());
        let calls = AtomicUsize::new(0);
        Arc::new(Place { store, mentoring, population, clock, calls, _folder: folder })
    }

    /// How long so many asks take, by so many callers at once, and whatever is left to fold behind them.
    pub(crate) async fn asks(self: &Arc<Self>, callers: usize, asks: usize) -> Duration {
        // A new week, in which the mentors have room again.
        self.clock.pass(TimeDelta::weeks(1));
        let began = Instant::now();
        let left = Arc::new(AtomicUsize::new(asks));
        let callers: Vec<_> = (0..callers)
            .map(|_| {
                let (place, left) = (Arc::clone(self), Arc::clone(&left));
                tokio::spawn(async move {
                    let take = |left: usize| left.checked_sub(1);
                    while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok() {
                        place.ask().await;
                    }
                })
            })
            .collect();
        for caller in callers {
            caller.await.expect("no caller panics");
        }
        self.store.books(self.population.scope, &Needed::default()).await.expect("it answers");
        began.elapsed()
    }

    async fn ask(&self) {
        let number = self.calls.fetch_add(1, Ordering::Relaxed);
        let call = Call {
            id: CallId(format!("bench-{number}")),
            scope: self.population.scope,
            who: Who::Person(self.population.learner(number)),
            said: Said::Line(format!("/mentor ask {}", self.population.question(number))),
        };
        let key = self.mentoring.act(call).await.message.expect("everything is answered").receipt.key;
        assert!(["ask.offered", "ask.waiting"].contains(&key.as_str()), "answered with {key}");
    }
}
