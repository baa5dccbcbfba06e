//! The dashboard's pages beside the numbers: what each of them reads, of a community with so many past sessions, of
//! which those of the last thirty days stand on the page of those who mentor.

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use smallwins_core::audit::{By, Entry, People, told_and_verified};
use smallwins_core::board::{PAGE, lately, loads};
use smallwins_core::community::Community;
use smallwins_core::decision::Change;
use smallwins_core::member::Member;
use smallwins_core::message::Reply;
use smallwins_core::moment::Moment;
use smallwins_core::platform::PlatformName;
use smallwins_core::signal::{Arrival, Outcome, Source, TOLD};
use smallwins_core::store::{CallId, Commit, Store};
use smallwins_store::SqlStore;

use crate::figures::Times;
use crate::ingest::HOME;
use crate::population::Population;

/// How often each page is read; the median counts.
const ROUNDS: usize = 5;
/// So many changes of settings are noted: one a day, for three years.
const CHANGES: i64 = 3 * 365;
/// So much arrives each day.
const ARRIVALS: u32 = 10_000;

/// How long it takes to read what each page shows, by its name.
pub(crate) async fn pages(sessions: usize, now: DateTime<Utc>) -> Vec<(&'static str, Duration)> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = format!("sqlite://{}", folder.path().join("smallwins.db").display());
    let store = smallwins_store::open(&url).await.expect("a database opens");
    let began = Instant::now();
    let scope = Population::settle(&store, HOME, sessions, now).await.scope;
    println!(
        "{sessions} sessions with all that is kept of them written in {:.0} s",
        began.elapsed().as_secs_f64()
    );
    let community = store.community(&PlatformName::new(HOME.platform), HOME.external).await;
    let community = community.expect("it answers").expect("it was founded");
    let admin = store.mentors(scope, None, 1).await.expect("it answers").remove(0);
    let community = with_a_past(&store, community, &admin, now).await;
    let mut times = [const { Vec::new() }; 3];
    for _ in 0..ROUNDS {
        let began = Instant::now();
        let ids = store.mentor_ids(scope).await.expect("it answers");
        let lately = lately(&store, &community, &ids, now).await.expect("it answers");
        let shown = &ids[..PAGE as usize];
        let loads = loads(&store, scope, shown, now).await.expect("it answers");
        times[0].push(began.elapsed());
        assert_eq!(loads.len(), shown.len());
        assert!(lately.mentors.values().any(|recent| recent.given.sessions > 0));
        let began = Instant::now();
        let tallies = store.arrivals(scope, now - TOLD).await.expect("it answers");
        times[1].push(began.elapsed());
        assert!(!tallies.is_empty());
        let began = Instant::now();
        let (told, report) = told_and_verified(&store, &community).await.expect("it answers");
        times[2].push(began.elapsed());
        assert!(told.len() == CHANGES as usize && report.is_whole());
    }
    store.close().await;
    let named = ["mentors", "signals", "audit"].into_iter().zip(times);
    named.map(|(name, times)| (name, Times::of(times).median())).collect()
}

/// The community once an admin has changed its channel each day, and much has arrived.
async fn with_a_past(
    store: &SqlStore,
    mut community: Community,
    admin: &Member,
    now: DateTime<Utc>,
) -> Community {
    let (scope, mut changes) = (community.scope(), Vec::new());
    let mut people = People::default();
    people.say(admin.id);
    for day in 0..CHANGES {
        let mut moment = Moment::new(now - TimeDelta::days(CHANGES - day), day as u64);
        let told = |day: i64| [("channel".to_owned(), Value::from(format!("C{day}")))].into();
        let by = By::Person(admin.id);
        let changed = (told(day), told(day + 1));
        let entry = Entry::after(&community.audit, scope, by, &people, changed, &mut moment);
        community.audit = entry.head();
        changes.push(Change::Audit(entry));
    }
    for (day, outcome) in (0..90).flat_map(|day| [(day, Outcome::Noted), (day, Outcome::Repeated)]) {
        let at = now - TimeDelta::days(day);
        changes.push(Change::Arrived(Arrival { source: Source::github(), outcome, at, times: ARRIVALS }));
    }
    changes.push(Change::Community(Box::new(community.clone())));
    let call = CallId("settings".to_owned());
    store
        .commit(Commit { scope, call, at: now, reply: Reply::default(), changes })
        .await
        .expect("it is written");
    community.version += 1;
    community
}
