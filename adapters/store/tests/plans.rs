//! Does every statement find its rows through an index? SQLite is asked for the plan of each that the port runs.
//!
//! The statements are taken from what sqlx reports of them, so none can be forgotten here; a method of the port that
//! is not called below is.

#![expect(clippy::unwrap_used, reason = "where a test unwraps, a failure to do so is the test's failure")]

#[path = "conformance/sample.rs"]
mod sample;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use smallwins_core::audit::Head;
use smallwins_core::decision::Change;
use smallwins_core::message::Reply;
use smallwins_core::moment::Moment;
use smallwins_core::retention::Bygone;
use smallwins_core::signal::{Outcome as Became, Source, Whose};
use smallwins_core::store::{CallId, Commit, Sought, Store, Which};
use smallwins_core::task::{Address, Kind, Manner, Outcome, Subject};
use smallwins_store::SqlStore;
use sqlx::{AssertSqlSafe, Row, SqlitePool};
use tracing::field::{Field, Visit};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

use sample::{id, minutes, now, slack};

/// What statements name for themselves, and may go through: rows that they bring along or have found before.
const FOUND_BEFORE: [&str; 13] = [
    "back", "chosen", "ending", "first", "found", "fresh", "gone", "moved", "next", "shared", "soon",
    "turns", "wanted",
];

/// Statements that are about a whole community (a new one may come after its calls), that end after so many rows in
/// the order of their index, that go through an index of what is under way alone, or that are run when something rare
/// has happened.
const WHOLE: [&str; 22] = [
    "ask::latest",
    "belongings",
    "community::forget",
    "community::found",
    "member::admins",
    "member::by_name",
    "member::everyone",
    "member::mentors",
    "member::unreachable",
    "member::with_a_role",
    "member_topic::mentors",
    "member_topic::topics",
    "task::due",
    "task::park",
    "task::unsay",
    "task::waiting",
    "task::waiting_for",
    "session::affirmations_of_all",
    "session::unsettled",
    "session::unsettled_unsaid",
    "turns::counted",
    "turns::unsaid",
];

/// Statements that sqlx reports as having run.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<BTreeSet<String>>>);

impl<S: tracing::Subscriber> Layer<S> for Heard {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "sqlx::query" {
            event.record(&mut self.clone());
        }
    }
}

impl Visit for Heard {
    fn record_str(&mut self, field: &Field, value: &str) {
        let statement = value.trim();
        // Ours begin with their name; a migration begins with a sentence.
        let name = statement.lines().next().and_then(|line| line.strip_prefix("-- "));
        if field.name() == "db.statement" && name.is_some_and(|name| !name.contains(' ')) {
            self.0.lock().unwrap().insert(statement.to_owned());
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}

#[tokio::test]
async fn no_statement_goes_through_a_whole_table() {
    let heard = Heard::default();
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(heard.clone())).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("plans.db").display());
    let store = smallwins_store::open(&url).await.unwrap();
    call_everything(&store).await;
    store.close().await;

    let pool = SqlitePool::connect(&url).await.unwrap();
    let statements = heard.0.lock().unwrap().clone();
    assert!(statements.len() >= 45, "{} statements were heard", statements.len());
    let mut scans = Vec::new();
    for statement in statements {
        let name = statement.lines().next().unwrap().trim_start_matches("-- ");
        let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"));
        for step in sqlx::query(explain).fetch_all(&pool).await.unwrap() {
            let step: String = step.get("detail");
            if step.ends_with("(community=?)")
                && !WHOLE.contains(&name)
                && !step.starts_with("SEARCH community")
            {
                scans.push(format!("{name}: {step}"));
            }
            if name == "desk" && step.starts_with("SEARCH session") {
                assert!(step.contains("_open"), "a desk goes through sessions that are closed: {step}");
            }
            let Some(through) = step.strip_prefix("SCAN ") else { continue };
            let what = through.split(' ').next().unwrap_or_default();
            let brought = through.starts_with('(') || through.contains("CONSTANT ROW");
            if !brought && !FOUND_BEFORE.contains(&what) {
                scans.push(format!("{name}: {step}"));
            }
        }
    }
    assert!(scans.is_empty(), "{scans:#?}");
}

async fn call_everything(store: &SqlStore) {
    let community = store.found(sample::community("slack", "T1", 1)).await.unwrap();
    let scope = community.scope();
    let mentor = sample::mentor(scope.community(), 2, &["parsing"], 1);
    let mut changed = sample::mentor(scope.community(), 2, &["welding"], 1);
    changed.version = 1;
    let ask = sample::ask(1, id(1));
    let (link, _) = sample::invitation(&community, mentor.id, "link");
    let (visit, _) = link.enter(&mut Moment::new(now(), 1));
    let first = vec![
        Change::Member(Box::new(mentor.clone())),
        Change::Win(sample::win(1, id(1))),
        Change::Offer(sample::offer(1, ask.id, mentor.id)),
        Change::Session(Box::new(sample::session(1, ask.id, id(1), mentor.id))),
        Change::Ask(ask),
        Change::Task(sample::act(1, id(1))),
        Change::Task(sample::delivery(2, mentor.id, Manner::Proactive)),
        Change::Task(sample::post(3)),
        Change::Fact(sample::fact(1, mentor.id)),
        Change::Keepsake("key".to_owned(), Some("value".to_owned())),
        Change::Invite(link.clone()),
        Change::Signal(sample::signal(1, Whose::Member(mentor.id))),
        Change::Arrived(sample::arrival(Became::Noted)),
        Change::Audit(sample::entry(scope, &Head::default(), "C1")),
        Change::Link(sample::link("github/ben-dev", Some(mentor.id))),
    ];
    let second = vec![
        Change::Community(Box::new(community)),
        Change::Member(Box::new(changed)),
        Change::Drop(Subject::Offer(id(1))),
        Change::Unsay(Address::Member(mentor.id), Subject::Offer(id(1))),
        Change::Forgo(Address::Member(mentor.id), Subject::Offer(id(2))),
        Change::Hasten(Address::Member(mentor.id)),
        Change::Hasten(Address::Channel),
        Change::Outdated("key".to_owned(), "another".to_owned()),
        Change::Keepsake("key".to_owned(), None),
        Change::Forget(Bygone { since: None, before: now() }),
    ];
    for (call, changes) in [("1", first), ("2", second), ("2", vec![])] {
        let call = CallId(call.to_owned());
        store.commit(Commit { scope, call, at: now(), reply: Reply::default(), changes }).await.unwrap();
    }
    store.community(&slack(), "T1").await.unwrap();
    store.homes(&slack(), &mentor.handle).await.unwrap();
    store.entrance(scope, &CallId("1".to_owned()), Some(&mentor.handle)).await.unwrap();
    store.members(scope, &[id(1), id(2)]).await.unwrap();
    let account = Whose::Account("github/ben-dev".parse().unwrap());
    let both = [Whose::Member(mentor.id), account.clone()];
    store.signals(scope, Which::Of(&both), now()).await.unwrap();
    store.signals(scope, Which::Told(&Source::github(), "failing"), now()).await.unwrap();
    store.links(scope, &Whose::Member(mentor.id)).await.unwrap();
    store.links(scope, &account).await.unwrap();
    store.arrivals(scope, now()).await.unwrap();
    store.everyone(scope, 9).await.unwrap();
    store.admins(scope, 9).await.unwrap();
    let called = Sought::Called(vec![mentor.handle.0.clone(), "Nobody".to_owned()]);
    store.people(scope, &called, 9).await.unwrap();
    store.people(scope, &Sought::WithARole, 9).await.unwrap();
    store.facts_about(scope, mentor.id, None, 9).await.unwrap();
    store.unreachable(scope, 9).await.unwrap();
    store.waiting(scope).await.unwrap();
    store.in_doubt(scope, id(1), now()).await.unwrap();
    store.planned(scope, &[Subject::Offer(id(1))]).await.unwrap();
    store.desk(scope, id(1), now()).await.unwrap();
    store.win(scope, id(1)).await.unwrap();
    // Their learner is not there, which is of no concern to the plan.
    store.ask_stories(scope, &[id(1)], now()).await.unwrap_err();
    store.offer(scope, id(1), now()).await.unwrap_err();
    store.session(scope, id(1)).await.unwrap_err();
    store.busy(scope, &[id(1), id(2)], now(), minutes(9)).await.unwrap();
    store.candidates(scope, &["weld".to_owned()], 9).await.unwrap();
    store.topics(scope).await.unwrap();
    store.affirmations(scope, Some(id(2)), None, 9).await.unwrap();
    store.affirmations(scope, None, Some(id(3)), 9).await.unwrap();
    store.proactive_since(scope, id(2), now()).await.unwrap();
    let lasts = TimeDelta::minutes(5);
    let leases = store.claim(&slack(), Kind::Deliver, now(), lasts, 9).await.unwrap();
    let done = Outcome::Done { message: Some("m".to_owned()) };
    store.settle(&[leases[0].settle(done)], now()).await.unwrap();
    store.due(scope, 9).await.unwrap();
    store.in_trouble(scope, now(), 9).await.unwrap();
    store.next_due(&slack()).await.unwrap();
    store.keepsakes(scope, "k").await.unwrap();
    store.hold("shard", "a", now(), lasts).await.unwrap();
    store.let_go("shard", "a").await.unwrap();
    store.visit(&link.print).await.unwrap();
    assert!(store.enter(&link.print, &visit, now()).await.unwrap());
    store.sign_out(&visit.print).await.unwrap();
    store.open_asks(scope, Some(id(1)), 9).await.unwrap();
    store.asks(scope, Some(id(1)), 9).await.unwrap();
    store.latest_asks(scope, 9).await.unwrap();
    store.open_sessions(scope, Some(id(1)), 9).await.unwrap();
    store.offers(scope, &[id(1)]).await.unwrap();
    store.mentors(scope, Some(id(1)), 9).await.unwrap();
    store.looking(scope, Some(id(1)), 9).await.unwrap();
    store.turns(scope, now()).await.unwrap();
    store.longest(scope, 9).await.unwrap();
    store.mentor_ids(scope).await.unwrap();
    store.unsettled(scope, now()).await.unwrap();
    store.given(scope, id(1), now()).await.unwrap();
    store.numbers(scope, &[id(2)]).await.unwrap();
    store.bygone(scope, now(), 9).await.unwrap();
    store.belongings(scope, id(1)).await.unwrap();
    store.audit(scope, 0, 9).await.unwrap();
    store.ping().await.unwrap();
    let instead = store.found(sample::community("slack", "T2", 9)).await.unwrap();
    store.replace(instead, None).await.unwrap();
    store.forget(scope).await.unwrap();
}
