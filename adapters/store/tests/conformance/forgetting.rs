//! Words that are too old to be kept are in no table any more, nor in the file and its log, and whatever is younger
//! stays.

use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use smallwins_core::community::Scope;
use smallwins_core::decision::Change;
use smallwins_core::id::{TaskId, earliest};
use smallwins_core::retention::Bygone;
use smallwins_core::session::{Ending, Session, Stage};
use smallwins_core::store::{CallId, Commit, Store};
use smallwins_core::task::{Kind, Manner, Outcome, Task, Work};

use crate::on_all;
use crate::place::Place;
use crate::sample::{self, id, now};

on_all!(
    what_is_too_old_waits_and_answers_no_more_and_what_is_younger_does,
    sessions_with_words_come_oldest_first,
    ; only_in_databases:
    what_is_too_old_is_forgotten_and_what_is_younger_stays,
);

/// A word that nobody else writes.
const OLD: &str = "zinnoberrot";
const YOUNG: &str = "moosgruen";

fn before() -> DateTime<Utc> {
    now() - TimeDelta::days(180)
}

/// A message with words, promised on that day before now.
fn said(days: i64, words: &str) -> Task {
    let at = now() - TimeDelta::days(days);
    let mut task = sample::delivery(1, id(1), Manner::Awaited);
    (task.id, task.due) = (earliest::<TaskId>(at), at);
    if let Work::Deliver(delivery) = &mut task.work {
        delivery.message = sample::message(words);
    }
    task
}

fn closed(number: u128, at: DateTime<Utc>, words: &str) -> Session {
    let mut session = sample::session(number, id(1), id(1), id(2));
    session.stage = Stage::Closed { at, ending: Ending::Lapsed, note: None };
    session.affirmation.words = sample::typed(words);
    session
}

/// Something was said on that day, and answered with the same words.
async fn says(place: &Place<impl Store>, scope: Scope, days: i64, words: &str) {
    let at = now() - TimeDelta::days(days);
    let (reply, call) = (sample::message(words).into(), CallId(format!("said {days}")));
    let changes = vec![Change::Task(said(days, words))];
    place.store.commit(Commit { scope, call, at, reply, changes }).await.unwrap();
    let lasts = TimeDelta::minutes(5);
    let leases = place.store.claim(&sample::slack(), Kind::Deliver, at, lasts, 1).await.unwrap();
    place.store.settle(&[leases[0].settle(Outcome::Done { message: None })], at).await.unwrap();
}

async fn what_is_too_old_is_forgotten_and_what_is_younger_stays(place: &Place) {
    let scope = place.community().await.scope();
    let session = closed(1, before() - TimeDelta::days(1), OLD);
    let young = closed(2, now(), YOUNG);
    let line =
        |at: DateTime<Utc>, words: &str| Some(serde_json::json!({ "at": at, "what": words }).to_string());
    place
        .commits(
            scope,
            "kept",
            vec![
                Change::Session(Box::new(session.clone())),
                Change::Session(Box::new(young)),
                Change::Keepsake("thread/1".to_owned(), line(before() - TimeDelta::days(1), OLD)),
                Change::Keepsake("thread/2".to_owned(), line(now(), YOUNG)),
            ],
        )
        .await;
    says(place, scope, 200, OLD).await;
    says(place, scope, 10, YOUNG).await;
    // Two more still wait.
    let waiting = [Change::Task(said(201, OLD)), Change::Task(said(9, YOUNG))];
    place.commits(scope, "waiting", waiting.into()).await;
    assert!(holds(place, scope, OLD).await >= 5 && holds(place, scope, YOUNG).await >= 5);
    let mut forgotten = place.store.bygone(scope, before(), 9).await.unwrap();
    assert_eq!(forgotten.iter().map(|one| one.id).collect::<Vec<_>>(), [session.id]);
    let mut session = forgotten.remove(0);
    session.forgotten = true;
    session.affirmation.words = sample::typed("gone");
    let bygone = Bygone { since: None, before: before() };
    let changes = vec![Change::Session(Box::new(session)), Change::Forget(bygone)];
    place.commits(scope, "forget", changes).await;
    assert_eq!(holds(place, scope, OLD).await, 0);
    assert!(holds(place, scope, YOUNG).await >= 5);
    assert_eq!(place.store.bygone(scope, before(), 9).await.unwrap(), []);
    // What waited for so long is not said any more, and what is younger is.
    let due = place.store.due(scope, 9).await.unwrap();
    assert_eq!(due.iter().map(|task| task.id).collect::<Vec<_>>(), [said(9, YOUNG).id]);
    in_no_file(place, OLD);
}

async fn what_is_too_old_waits_and_answers_no_more_and_what_is_younger_does(place: &Place<impl Store>) {
    let scope = place.community().await.scope();
    let line = |at: DateTime<Utc>| Some(serde_json::json!({ "at": at }).to_string());
    let kept = [("thread/1", 181), ("thread/2", 10), ("other/1", 181)];
    let kept =
        kept.map(|(name, days)| Change::Keepsake(name.to_owned(), line(now() - TimeDelta::days(days))));
    place.commits(scope, "kept", kept.into()).await;
    says(place, scope, 200, OLD).await;
    says(place, scope, 10, YOUNG).await;
    let act = Task { id: earliest(before() - TimeDelta::days(2)), ..sample::act(1, id(1)) };
    let waiting = vec![Change::Task(said(201, OLD)), Change::Task(said(9, YOUNG)), Change::Task(act.clone())];
    place.commits(scope, "waiting", waiting).await;
    let forget = |since| Change::Forget(Bygone { since, before: before() });
    let due = async || {
        let due = place.store.due(scope, 9).await.unwrap();
        due.into_iter().map(|task| task.id).collect::<Vec<_>>()
    };
    // What was before that was looked at already.
    let since = Some(now() - TimeDelta::days(190));
    place.commits(scope, "forget", vec![forget(since)]).await;
    assert_eq!(due().await, [said(201, OLD).id, said(9, YOUNG).id, act.id]);
    place.commits(scope, "forget all", vec![forget(None)]).await;
    assert_eq!(due().await, [said(9, YOUNG).id, act.id], "what is to be decided still is");
    let answered = async |call: &str| {
        place.store.entrance(scope, &CallId(call.to_owned()), None).await.unwrap().answered
    };
    assert_eq!(answered("said 200").await, None);
    assert!(answered("said 10").await.is_some());
    let kept = place.store.keepsakes(scope, "").await.unwrap();
    assert_eq!(kept.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["other/1", "thread/2"]);
}

/// In how many rows a word stands.
async fn holds(place: &Place, scope: Scope, word: &str) -> usize {
    let everything = crate::erasing::everything(place, scope).await;
    everything.values().flatten().filter(|row| row.contains(word)).count()
}

/// Nor does it stand in the file of a SQLite database, or beside it.
fn in_no_file(place: &Place, word: &str) {
    let Some(file) = place.url.strip_prefix("sqlite://") else { return };
    for ending in ["", "-wal", "-shm"] {
        let bytes = std::fs::read(Path::new(&format!("{file}{ending}"))).unwrap_or_default();
        let found = bytes.windows(word.len()).any(|window| window == word.as_bytes());
        assert!(!found, "{file}{ending}");
    }
}

async fn sessions_with_words_come_oldest_first(place: &Place<impl Store>) {
    let scope = place.community().await.scope();
    let day = |days| before() - TimeDelta::days(days);
    let sessions = [closed(1, day(1), "one"), closed(2, day(3), "two"), closed(3, day(0), "three")];
    let changes = sessions.map(|session| Change::Session(Box::new(session)));
    place.commits(scope, "kept", changes.into()).await;
    let ids = async |most| {
        let found = place.store.bygone(scope, before(), most).await.unwrap();
        found.into_iter().map(|session| session.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(9).await, [id(2), id(1)]);
    assert_eq!(ids(1).await, [id(2)]);
}
