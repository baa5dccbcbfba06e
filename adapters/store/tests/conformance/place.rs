//! A fresh memory, and what tests look at behind the port's back.

use smallwins_core::community::{Community, Scope};
use smallwins_core::decision::Change;
use smallwins_core::message::Reply;
use smallwins_core::store::{CallId, Commit, Committed, Store, StoreError};
use smallwins_store::{Memory, SqlStore};
use smallwins_test_postgres::Database;
use sqlx::{AssertSqlSafe, PgPool, SqlitePool};
use tempfile::TempDir;

use crate::sample;

/// Every table of communities. Those that others refer to come last, so that they can be dropped in this order.
pub(crate) const TABLES: [&str; 22] = [
    "call",
    "rollup",
    "community",
    "member",
    "member_topic",
    "win",
    "ask",
    "offer",
    "session",
    "task",
    "receipt",
    "fact",
    "keepsake",
    "rollup_wait",
    "rollup_case",
    "rollup_book",
    "visit",
    "signal",
    "link",
    "arrival",
    "audit",
    "audit_name",
];

/// A fresh memory, which is a database unless it says something else.
pub(crate) struct Place<S = SqlStore> {
    pub(crate) store: S,
    pub(crate) url: String,
    _folder: Option<TempDir>,
    _database: Option<Database>,
}

impl Place<Memory> {
    /// In this process.
    pub(crate) fn memory() -> Place<Memory> {
        Place { store: Memory::default(), url: String::new(), _folder: None, _database: None }
    }
}

impl<S: Store> Place<S> {
    /// A community to work in.
    pub(crate) async fn community(&self) -> Community {
        self.store.found(sample::community("slack", "T1", 1)).await.unwrap()
    }

    /// The changes of one call.
    pub(crate) async fn commit(
        &self,
        scope: Scope,
        call: &str,
        changes: Vec<Change>,
    ) -> Result<Committed, StoreError> {
        self.store.commit(commit(scope, call, changes)).await
    }

    /// The changes of one call, which must work.
    pub(crate) async fn commits(&self, scope: Scope, call: &str, changes: Vec<Change>) {
        assert_eq!(self.commit(scope, call, changes).await.unwrap(), Committed::Now);
    }

    /// How many facts the journal of a community has.
    pub(crate) async fn facts(&self, scope: Scope) -> usize {
        self.store.facts(scope, None, u32::MAX).await.unwrap().len()
    }
}

impl Place {
    /// A file in a folder of its own.
    pub(crate) async fn sqlite() -> Place {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("smallwins.db").display());
        let store = smallwins_store::open(&url).await.unwrap();
        Place { store, url, _folder: Some(folder), _database: None }
    }

    /// A database of its own; `None` where there is no PostgreSQL.
    pub(crate) async fn postgres() -> Option<Place> {
        let database = smallwins_test_postgres::database().await?;
        let url = database.url.clone();
        let store = smallwins_store::open(&url).await.unwrap();
        Some(Place { store, url, _folder: None, _database: Some(database) })
    }

    /// Runs a statement behind the store's back, as somebody inside those walls.
    pub(crate) async fn raw(&self, scope: Scope, sql: &str) {
        self.raw_numbers(scope, &format!("{sql} RETURNING CAST(1 AS BIGINT)")).await;
    }

    /// The first column of a statement behind the store's back, as somebody inside those walls.
    pub(crate) async fn raw_numbers(&self, scope: Scope, sql: &str) -> Vec<i64> {
        let walls = format!("SELECT set_config('smallwins.community', '{}', true)", scope.community());
        self.raw_behind(&walls, sql).await
    }

    /// The first column of a statement, after one that PostgreSQL alone is asked.
    pub(crate) async fn raw_behind(&self, walls: &str, sql: &str) -> Vec<i64> {
        let sql = AssertSqlSafe(sql.to_owned());
        if self.url.starts_with("sqlite") {
            let pool = SqlitePool::connect(&self.url).await.unwrap();
            let numbers = sqlx::query_scalar(sql).fetch_all(&pool).await.unwrap();
            pool.close().await;
            return numbers;
        }
        let pool = PgPool::connect(&self.url).await.unwrap();
        let mut tx = pool.begin().await.unwrap();
        sqlx::query(AssertSqlSafe(walls.to_owned())).execute(&mut *tx).await.unwrap();
        let numbers = sqlx::query_scalar(sql).fetch_all(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
        pool.close().await;
        numbers
    }

    /// The store over tables that these scripts have made, instead of the migrations that ran.
    pub(crate) async fn rebuilt(&self, scripts: impl Iterator<Item = &'static str>) -> SqlStore {
        self.store.close().await;
        let drops = TABLES.map(|table| format!("DROP TABLE {table};")).concat() + "DROP TABLE hold;";
        // Each in a transaction of its own, as migrations run.
        let scripts: Vec<String> = [drops].into_iter().chain(scripts.map(str::to_owned)).collect();
        if self.url.starts_with("sqlite") {
            let pool = SqlitePool::connect(&self.url).await.unwrap();
            for script in scripts {
                sqlx::raw_sql(AssertSqlSafe(script)).execute(&pool).await.unwrap();
            }
            pool.close().await;
        } else {
            let pool = PgPool::connect(&self.url).await.unwrap();
            for script in scripts {
                sqlx::raw_sql(AssertSqlSafe(script)).execute(&pool).await.unwrap();
            }
            pool.close().await;
        }
        smallwins_store::open(&self.url).await.unwrap()
    }
}

/// The changes of one call, answered with words that name it.
pub(crate) fn commit(scope: Scope, call: &str, changes: Vec<Change>) -> Commit {
    let reply = Reply::from(sample::message(call));
    Commit { scope, call: CallId(call.to_owned()), at: sample::now(), reply, changes }
}

/// Polls all of them at once.
pub(crate) async fn all<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut futures: Vec<_> = futures.map(|future| Some(Box::pin(future))).collect();
    let mut outputs: Vec<Option<F::Output>> = futures.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (future, output) in futures.iter_mut().zip(&mut outputs) {
            if let Some(pinned) = future
                && let std::task::Poll::Ready(ready) = pinned.as_mut().poll(context)
            {
                *output = Some(ready);
                *future = None;
            }
        }
        if futures.iter().all(Option::is_none) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    outputs.into_iter().map(|output| output.expect("every future is ready")).collect()
}
