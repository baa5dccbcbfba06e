//! The dashboard's pages: what each of them reads, of a community with so many past sessions, of which those of the last
//! ten days are under way.

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use smallwins_core::action::{Action, Wake};
use smallwins_core::ask::{Ask, Stage as AskStage};
use smallwins_core::audit::{By, Entry, People, told_and_verified};
use smallwins_core::board::{
    PAGE, asks, lately, loads, long_before, longest, sessions as meetings, some, waiting,
};
use smallwins_core::community::{Community, Scope};
use smallwins_core::decision::{Change, wake};
use smallwins_core::kpi::{Span, Terms, Window, read_periods};
use smallwins_core::member::Member;
use smallwins_core::message::Reply;
use smallwins_core::moment::Moment;
use smallwins_core::platform::PlatformName;
use smallwins_core::session::{Actionable, ActionableStage, Checkpoint, CheckpointStage, Note, Stage};
use smallwins_core::signal::{Arrival, Outcome, Source, TOLD};
use smallwins_core::store::{CallId, Commit, Store};
use smallwins_core::task::Subject;
use smallwins_core::text::{Limit, Typed};
use smallwins_store::SqlStore;

use crate::figures::Times;
use crate::ingest::HOME;
use crate::population::{Population, session};

/// How often each page is read; the median counts.
const ROUNDS: usize = 5;
/// So many changes of settings are noted: one a day, for three years.
const CHANGES: i64 = 3 * 365;
/// Of fewer, not enough is under way to fill a page.
const FEWEST: usize = 20_000;
/// The past has so many days.
const DAYS: usize = 730;
/// What began in so many of the last days is under way.
const DAYS_UNDER_WAY: usize = 10;
/// So many of what waits for longest stand on the first page.
const LINES: u32 = 6;
/// So much arrives each day.
const ARRIVALS: u32 = 10_000;

/// How long it takes to read what each page shows, by its name, out of a database that is empty so far.
pub(crate) async fn pages(url: &str, sessions: usize, now: DateTime<Utc>) -> Vec<(&'static str, Duration)> {
    let sessions = sessions.max(FEWEST);
    let store = smallwins_store::open(url).await.expect("a database opens");
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
    under_way(&store, scope, sessions, now).await;
    let terms = Terms::of(community.zone);
    let window = Span::Days30.up_to(now, &terms);
    let windows: Vec<Window> = [Some(window), window.before(&terms)].into_iter().flatten().collect();
    let mut times = [const { Vec::new() }; 5];
    for _ in 0..ROUNDS {
        let began = Instant::now();
        read_periods(&store, scope, &windows, &terms).await.expect("it answers");
        let turns = store.turns(scope, long_before(now)).await.expect("it answers");
        let (looking, held) = longest(&store, scope, LINES).await.expect("it answers");
        let waits = waiting(&store, scope, &turns, now).await.expect("it answers");
        times[0].push(began.elapsed());
        assert!(!waits.rows.is_empty() && looking.len() + held.len() == 2 * LINES as usize);
        let began = Instant::now();
        let (looking, _) = some(None, |after| asks(&store, scope, after)).await.expect("it answers");
        let (held, _) = some(None, |after| meetings(&store, scope, after)).await.expect("it answers");
        times[1].push(began.elapsed());
        assert!(!looking.is_empty() && held.len() == PAGE as usize);
        let began = Instant::now();
        let ids = store.mentor_ids(scope).await.expect("it answers");
        let lately = lately(&store, &community, &ids, now).await.expect("it answers");
        let shown = &ids[..PAGE as usize];
        let loads = loads(&store, scope, shown, now).await.expect("it answers");
        times[2].push(began.elapsed());
        assert_eq!(loads.len(), shown.len());
        assert!(lately.mentors.values().any(|recent| recent.given.sessions > 0));
        let began = Instant::now();
        let tallies = store.arrivals(scope, now - TOLD).await.expect("it answers");
        times[3].push(began.elapsed());
        assert!(!tallies.is_empty());
        let began = Instant::now();
        let (told, report) = told_and_verified(&store, &community).await.expect("it answers");
        times[4].push(began.elapsed());
        assert!(told.len() == CHANGES as usize && report.is_whole());
    }
    store.close().await;
    let named = ["overview", "what is under way", "mentors", "signals", "audit"].into_iter().zip(times);
    named.map(|(name, times)| (name, Times::of(times).median())).collect()
}

/// Of the sessions of the last days so many are still followed up, and some wait for a time or for their note; as many
/// asks look for a mentor as come in a quarter of a day.
async fn under_way(store: &SqlStore, scope: Scope, sessions: usize, now: DateTime<Utc>) {
    let a_day = sessions / DAYS;
    let asks = store.latest_asks(scope, (DAYS_UNDER_WAY * a_day) as u32).await.expect("it answers");
    let people = store.everyone(scope, 1_000).await.expect("it answers");
    let mut changes = Vec::new();
    for (number, ask) in asks.iter().enumerate() {
        let at = ask.at;
        let mut moment = Moment::new(at, number as u64);
        let mentor = people[number % people.len()].id;
        let stage = match number {
            number if number < a_day => Stage::Choosing { until: now },
            number if number < 2 * a_day => Stage::Noting { started_at: at, ended_at: at },
            _ => Stage::Following { started_at: at, note: note(at) },
        };
        let session = session(moment.id(), ask, moment.id(), mentor, stage);
        let (close, about) = (Action::Clock(Wake::Close(session.id)), Subject::Session(session.id));
        changes.push(wake(close, now + TimeDelta::days(2), None, about, &mut moment));
        changes.push(Change::Session(Box::new(session)));
        if number < a_day / 4 {
            let stage = AskStage::InPool { since: at, tries: 0 };
            let ask = Ask { id: moment.id(), version: 0, stage, ..ask.clone() };
            let (again, about) = (Action::Clock(Wake::Rematch(ask.id)), Subject::Ask(ask.id));
            changes.push(wake(again, now + TimeDelta::days(1), None, about, &mut moment));
            changes.push(Change::Ask(ask));
        }
    }
    let call = CallId("under way".to_owned());
    let commit = Commit { scope, call, at: now, reply: Reply::default(), changes };
    store.commit(commit).await.expect("it is written");
}

fn note(at: DateTime<Utc>) -> Note {
    let actionable = || Actionable {
        words: Typed::parse("Write the failing test first", Limit::ACTIONABLE).expect("it is short"),
        stage: ActionableStage::Open { nudges: 0 },
    };
    Note {
        affirmation: None,
        actionables: [actionable(), actionable()],
        checkpoint: Checkpoint {
            due: at + TimeDelta::days(9),
            question: None,
            stage: CheckpointStage::Planned,
        },
        at,
        by_mentor: false,
    }
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
