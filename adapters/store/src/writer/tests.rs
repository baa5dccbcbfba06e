//! What only the writer's own connection can be made to show.

use chrono::{DateTime, Utc};
use smallwins_core::community::{Community, Scope};
use smallwins_core::decision::Change;
use smallwins_core::fact::{Event, Fact};
use smallwins_core::message::Reply;
use smallwins_core::moment::Moment;
use smallwins_core::platform::PlatformName;
use smallwins_core::store::{CallId, Commit, Committed};
use uuid::Uuid;

use super::{Walls, Writer};
use crate::db::{Pool, connect_sqlite};
use crate::fault::Fault;
use crate::statement::Statement;
use crate::table::community::Found;
use crate::write::Draft;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000, 0).unwrap()
}

/// A database with one community in it, and its writer.
async fn place(file: &std::path::Path) -> (Pool, Writer, Scope) {
    let (pool, _) = connect_sqlite(Some(file)).await.unwrap();
    pool.migrate().await.unwrap();
    let writer = Writer::start(pool.clone());
    let slack = PlatformName::new("slack");
    let community = Community::new(slack, "T1".to_owned(), chrono_tz::UTC, &mut Moment::new(now(), 1));
    let scope = writer.write(Found(community)).await.unwrap().scope();
    (pool, writer, scope)
}

/// A call with a fact and a keepsake of that size.
fn draft(scope: Scope, number: u128, size: usize) -> Draft {
    let member = Uuid::from_u128(1).into();
    let event = Event::Landed { session: Uuid::from_u128(1).into() };
    let fact = Fact { id: Uuid::from_u128(number).into(), at: now(), member, event };
    let keepsake = Change::Keepsake(format!("key {number}"), Some("x".repeat(size)));
    let call = CallId(format!("call {number}"));
    let changes = vec![Change::Fact(fact), keepsake];
    Draft::new(&Commit { scope, call, at: now(), reply: Reply::default(), changes })
}

async fn ask_for_number(pool: &Pool, sql: &'static str) -> i64 {
    pool.rows(&Walls::default(), &Statement::new(sql)).await.unwrap()[0].int("number").unwrap()
}

#[tokio::test]
async fn a_full_disk_changes_nothing_and_is_survived() {
    let folder = tempfile::tempdir().unwrap();
    let (pool, writer, scope) = place(&folder.path().join("full.db")).await;
    assert_eq!(writer.write(draft(scope, 1, 10)).await, Ok(Committed::Now));
    // No page may be added to those that there are.
    pool.rows(&Walls::default(), &Statement::new("PRAGMA max_page_count = 1")).await.unwrap();
    let writes = (2..=9).map(|number| {
        tokio::spawn({
            let writer = writer.clone();
            async move { writer.write(draft(scope, number, 400_000)).await }
        })
    });
    for write in writes.collect::<Vec<_>>() {
        let verdict = write.await.unwrap();
        assert!(matches!(verdict, Err(Fault::Full(_))), "{verdict:?}");
    }
    assert_eq!(ask_for_number(&pool, "SELECT COUNT(*) AS number FROM fact").await, 1);
    assert_eq!(ask_for_number(&pool, "SELECT COUNT(*) AS number FROM call").await, 1);
    pool.rows(&Walls::default(), &Statement::new("PRAGMA max_page_count = 1000000")).await.unwrap();
    assert_eq!(writer.write(draft(scope, 2, 400_000)).await, Ok(Committed::Now));
}

#[tokio::test]
async fn what_waits_is_written_before_the_writer_ends() {
    let folder = tempfile::tempdir().unwrap();
    let (pool, writer, scope) = place(&folder.path().join("closing.db")).await;
    // On one thread nothing of this is written before the close is asked for.
    let writes: Vec<_> = (1..=40)
        .map(|number| {
            let writer = writer.clone();
            tokio::spawn(async move { writer.write(draft(scope, number, 10)).await })
        })
        .collect();
    tokio::task::yield_now().await;
    writer.close().await;
    for write in writes {
        assert_eq!(write.await.unwrap(), Ok(Committed::Now));
    }
    assert_eq!(ask_for_number(&pool, "SELECT COUNT(*) AS number FROM call").await, 40);
    assert!(matches!(writer.write(draft(scope, 41, 10)).await, Err(Fault::Other(_))));
}
