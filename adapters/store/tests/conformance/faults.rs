//! What the disk, what is on it and the way to it can do to us.

use std::sync::atomic::{AtomicU32, Ordering};

use smallwins_core::decision::Change;
use smallwins_core::store::{CallId, Store, StoreError};
use smallwins_core::task::{Kind, Manner};

use crate::on_both;
use crate::place::{Place, all};
use crate::sample::{self, id, minutes, now};

on_both!(
    a_row_that_cannot_be_read_is_named_without_its_words,
    a_body_that_belongs_to_another_row_is_refused,
    a_task_that_cannot_be_read_does_not_hold_up_the_others,
);

/// PostgreSQL only: a commit whose connection is cut is tried again, and looks whether it had lasted.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_are_cut_lose_nothing_and_write_nothing_twice() {
    let Some(place) = Place::postgres().await else { return };
    let scope = place.community().await.scope();
    let (place, written) = (&place, &AtomicU32::new(0));
    let writers = (0..8).map(|writer| async move {
        for round in 0..25 {
            let number = 100 * writer + round;
            let changes = vec![
                Change::Fact(sample::fact(number, id(1))),
                Change::Member(Box::new(sample::member(scope.community(), number))),
            ];
            place.commits(scope, &format!("call {number}"), changes).await;
            written.fetch_add(1, Ordering::Relaxed);
        }
    });
    let cutter = async {
        let pool = sqlx::PgPool::connect(&place.url).await.unwrap();
        let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()";
        for due in [20, 60, 100, 140] {
            while written.load(Ordering::Relaxed) < due {
                tokio::task::yield_now().await;
            }
            sqlx::query(cut).execute(&pool).await.unwrap();
        }
        pool.close().await;
    };
    tokio::join!(all(writers), cutter);
    assert_eq!(place.store.everyone(scope, 999).await.unwrap().len(), 200);
    assert_eq!(place.raw_numbers(scope, "SELECT COUNT(*) FROM fact").await, [200]);
}

fn corrupt<T: std::fmt::Debug>(result: Result<T, StoreError>) -> (&'static str, String) {
    match result {
        Err(error @ StoreError::Corrupt { .. }) => {
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains("sesame"), "{shown}");
            let StoreError::Corrupt { table, id, .. } = error else { unreachable!() };
            (table, id)
        }
        other => panic!("{other:?}"),
    }
}

async fn a_row_that_cannot_be_read_is_named_without_its_words(place: &Place) {
    let scope = place.community().await.scope();
    let ask = sample::ask(1, id(1));
    let changes = vec![
        Change::Member(Box::new(sample::mentor(scope.community(), 1, &["parsing"], 0))),
        Change::Ask(ask.clone()),
        Change::Session(Box::new(sample::session(1, ask.id, id(1), id(1)))),
        Change::Win(sample::win(1, id(1))),
    ];
    place.commits(scope, "1", changes).await;
    for body in ["", "{", "[]", "\"sesame\"", "{\"id\": \"sesame\"}", "{\"sesame\": 1}", "null"] {
        for table in ["member", "ask", "session", "win"] {
            place.raw(scope, &format!("UPDATE {table} SET body = '{body}'")).await;
        }
        place.raw(scope, &format!("UPDATE call SET reply = '{body}sesame'")).await;
        let member = sample::member(scope.community(), 1);
        let who = ("member", member.id.to_string());
        assert_eq!(corrupt(place.store.members(scope, &[member.id]).await), who);
        assert_eq!(corrupt(place.store.everyone(scope, 9).await), who);
        assert_eq!(corrupt(place.store.candidates(scope, &["pars".to_owned()], 9).await), who);
        let call = CallId("9".to_owned());
        assert_eq!(corrupt(place.store.entrance(scope, &call, Some(&member.handle)).await), who);
        let call = CallId("1".to_owned());
        assert_eq!(corrupt(place.store.entrance(scope, &call, None).await), ("call", "1".to_owned()));
        let story = place.store.ask_stories(scope, &[ask.id], now()).await;
        assert_eq!(corrupt(story), ("ask", ask.id.to_string()));
        assert_eq!(corrupt(place.store.session(scope, id(1)).await).0, "session");
        assert_eq!(corrupt(place.store.affirmations(scope, Some(id(1)), None, 1).await).0, "session");
        assert_eq!(corrupt(place.store.win(scope, id(1)).await).0, "win");
        corrupt(place.store.desk(scope, id(1), now()).await);
    }
}

async fn a_body_that_belongs_to_another_row_is_refused(place: &Place) {
    let scope = place.community().await.scope();
    let wins = [1, 2].map(|number| Change::Win(sample::win(number, id(1))));
    place.commits(scope, "1", wins.into()).await;
    let (one, two) = (sample::win(1, id(1)).id, sample::win(2, id(1)).id);
    let sql = format!(
        "UPDATE win SET body = (SELECT w.body FROM win AS w WHERE w.id = '{two}') WHERE id = '{one}'"
    );
    place.raw(scope, &sql).await;
    assert_eq!(corrupt(place.store.win(scope, one).await), ("win", one.to_string()));
    let other = sample::community("slack", "T9", 9).scope().community();
    place
        .raw(scope, &format!("UPDATE community SET body = REPLACE(body, '{}', '{other}')", scope.community()))
        .await;
    assert_eq!(corrupt(place.store.community(&sample::slack(), "T1").await).0, "community");
}

async fn a_task_that_cannot_be_read_does_not_hold_up_the_others(place: &Place) {
    let scope = place.community().await.scope();
    let tasks = (1..=3).map(|number| Change::Task(sample::delivery(number, id(1), Manner::Awaited)));
    place.commits(scope, "1", tasks.collect()).await;
    let broken = sample::act(1, id(1)).id;
    place.raw(scope, &format!("UPDATE task SET body = '{{}}' WHERE id = '{broken}'")).await;
    assert_eq!(corrupt(place.store.due(scope, 9).await), ("task", broken.to_string()));
    let lasts = chrono::TimeDelta::minutes(5);
    let leases = place.store.claim(&sample::slack(), Kind::Deliver, minutes(1), lasts, 9).await.unwrap();
    assert_eq!(leases.iter().map(|lease| lease.task.id).collect::<Vec<_>>(), [id(2), id(3)]);
    let ended = "SELECT COUNT(*) FROM task WHERE state = 'failed' AND reason = 'it cannot be read'";
    assert_eq!(place.raw_numbers(scope, ended).await, [1]);
    assert_eq!(place.store.due(scope, 9).await.unwrap().len(), 2);
}
