//! The only file that names a driver: pools, transactions and rows of SQLite and PostgreSQL under one name each.
//!
//! `on!` picks the driver; everything above it writes one text per query. Where the two truly differ, one `match`
//! in one function says so.

use std::borrow::Cow;
use std::time::Duration;

use smallwins_core::community::Scope;
use smallwins_core::platform::{Handle, PlatformName};
use smallwins_core::visit::Print;
use sqlx::database::HasStatementCache;
use sqlx::error::ErrorKind;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions, PgRow};
use sqlx::query::Query;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow,
    SqliteSynchronous,
};
use sqlx::{
    AssertSqlSafe, Database, Encode, IntoArguments, Postgres, Row as _, SqlSafeStr, Sqlite, Transaction, Type,
};

use crate::fault::Fault;
use crate::migrations::{self, Migrations, WALLS};
use crate::statement::{Arg, Places, Statement};

/// How long a connection is waited for before the database counts as unavailable.
const PATIENCE: Duration = Duration::from_secs(5);
/// Connections to PostgreSQL.
const CONNECTIONS: u32 = 16;
/// So many rows SQLite's thread may be ahead of whoever takes them; at fewer the two wake each other in turns.
const ROWS_AHEAD: usize = 1024;
/// Readers of a SQLite file beside its one writer.
const READERS: u32 = 4;

/// Picks the driver of a value of one of the enums below.
macro_rules! on {
    ($kind:ident, $value:expr, $inner:ident => $body:expr) => {
        match $value {
            $kind::Sqlite($inner) => $body,
            $kind::Postgres($inner) => $body,
        }
    };
}

/// Connections to one database.
#[derive(Debug, Clone)]
pub(crate) enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// A transaction; one that is not committed has changed nothing.
///
/// SQLite undoes a transaction by itself when the disk is full, and sqlx goes on counting it as open; so here we say
/// `BEGIN`, `COMMIT` and `ROLLBACK` ourselves.
pub(crate) enum Tx {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// A row that was read.
pub(crate) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

/// What a transaction may see: PostgreSQL holds it to this by row-level security (`migrations/postgres`), in SQLite
/// the typed scope alone does.
#[derive(Debug, Clone, Default)]
pub(crate) struct Walls {
    communities: Vec<Scope>,
    platform: Option<PlatformName>,
    handle: Option<Handle>,
    visits: Vec<Print>,
}

impl From<Scope> for Walls {
    fn from(scope: Scope) -> Walls {
        Walls { communities: vec![scope], ..Walls::default() }
    }
}

impl From<Vec<Scope>> for Walls {
    fn from(communities: Vec<Scope>) -> Walls {
        Walls { communities, ..Walls::default() }
    }
}

impl From<&PlatformName> for Walls {
    fn from(platform: &PlatformName) -> Walls {
        Walls { platform: Some(platform.clone()), ..Walls::default() }
    }
}

impl Walls {
    /// Inside which somebody's own memberships are seen, in whatever community.
    pub(crate) fn of_one(self, handle: &Handle) -> Walls {
        Walls { handle: Some(handle.clone()), ..self }
    }

    /// Inside which these visits are seen and written, of whatever community: their secrets are known.
    pub(crate) fn of_visits<'a>(prints: impl IntoIterator<Item = &'a Print>) -> Walls {
        Walls { visits: prints.into_iter().cloned().collect(), ..Walls::default() }
    }

    /// One text, so that it is one way to the server and back.
    fn begin(&self) -> String {
        let ids: Vec<String> = self.communities.iter().map(|scope| scope.community().to_string()).collect();
        let platform = self.platform.as_ref().map_or("", PlatformName::as_str).replace('\'', "''");
        let handle = match &self.handle {
            Some(handle) => format!("; SET LOCAL smallwins.handle = '{}'", handle.0.replace('\'', "''")),
            None => String::new(),
        };
        let visits = match &self.visits[..] {
            [] => String::new(),
            visits => {
                let prints: Vec<&str> = visits.iter().map(Print::as_str).collect();
                format!("; SET LOCAL smallwins.visit = '{}'", prints.join(",").replace('\'', "''"))
            }
        };
        format!(
            "BEGIN; SET LOCAL smallwins.community = '{}'; SET LOCAL smallwins.platform = '{platform}'{handle}{visits}",
            ids.join(",")
        )
    }
}

/// A SQLite database: one connection that writes, and some that read. In memory there is one connection for both.
pub(crate) async fn connect_sqlite(file: Option<&std::path::Path>) -> Result<(Pool, Pool), Fault> {
    let options = SqliteConnectOptions::new()
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        .statement_cache_capacity(256)
        .row_buffer_size(ROWS_AHEAD);
    let pool = || SqlitePoolOptions::new().acquire_timeout(PATIENCE).idle_timeout(None).max_lifetime(None);
    let Some(file) = file else {
        let only = pool().max_connections(1).min_connections(1).connect_with(options.filename(":memory:"));
        let only = Pool::Sqlite(only.await.map_err(fault)?);
        return Ok((only.clone(), only));
    };
    // What a group touches stays in memory until it lasts, 8 MiB of it; whoever reads keeps 2 MiB, and finds the rest
    // in the system's own cache. The log is taken over at 16 MiB, as most pages of one ask are those of the next; and
    // one that a long read held open is cut back to 64 MiB.
    let options = options
        .filename(file)
        .create_if_missing(true)
        .pragma("cache_size", "-8192")
        .pragma("wal_autocheckpoint", "4096")
        .pragma("journal_size_limit", "67108864");
    let writer = pool().max_connections(1).connect_with(options.clone()).await.map_err(fault)?;
    let readers = pool()
        .max_connections(READERS)
        .connect_lazy_with(options.pragma("query_only", "on").pragma("cache_size", "-2048"));
    Ok((Pool::Sqlite(writer), Pool::Sqlite(readers)))
}

/// Where a PostgreSQL database is, and who asks.
#[derive(Debug, Clone)]
pub(crate) struct Address(PgConnectOptions);

impl Address {
    /// The address of a URL. What is wrong with one is said without quoting it.
    pub(crate) fn parse(url: &str) -> Result<Address, String> {
        let options: PgConnectOptions = url.parse().map_err(|error: sqlx::Error| error.to_string())?;
        Ok(Address(options.application_name("smallwins")))
    }

    /// Server and database, without user and password.
    pub(crate) fn shown(&self) -> String {
        let Address(options) = self;
        let database = options.get_database().unwrap_or_else(|| options.get_username());
        format!("postgres://{}:{}/{database}", options.get_host(), options.get_port())
    }
}

/// A PostgreSQL database.
pub(crate) async fn connect_postgres(address: &Address) -> Result<Pool, Fault> {
    let pool = PgPoolOptions::new().acquire_timeout(PATIENCE).max_connections(CONNECTIONS);
    Ok(Pool::Postgres(pool.connect_with(address.0.clone()).await.map_err(fault)?))
}

impl Pool {
    /// A transaction that will write.
    pub(crate) async fn begin(&self, walls: &Walls) -> Result<Tx, Fault> {
        match self {
            Pool::Sqlite(pool) => {
                let mut conn = pool.acquire().await.map_err(fault)?;
                begin_immediate(&mut conn).await.map_err(fault)?;
                Ok(Tx::Sqlite(conn))
            }
            Pool::Postgres(pool) => {
                let tx = pool.begin_with(AssertSqlSafe(walls.begin())).await.map_err(fault)?;
                Ok(Tx::Postgres(tx))
            }
        }
    }

    /// The rows of one reading statement, which is a transaction of its own.
    pub(crate) async fn rows(&self, walls: &Walls, statement: &Statement) -> Result<Vec<Row>, Fault> {
        match self {
            Pool::Sqlite(pool) => {
                let rows = query(statement).fetch_all(pool).await.map_err(fault)?;
                Ok(rows.into_iter().map(Row::Sqlite).collect())
            }
            Pool::Postgres(_) => match self.read(walls, statement).await {
                Err(Fault::Lost(_) | Fault::Again(_)) => self.read(walls, statement).await,
                rows => rows,
            },
        }
    }

    async fn read(&self, walls: &Walls, statement: &Statement) -> Result<Vec<Row>, Fault> {
        self.begin(walls).await?.rows(statement).await
    }

    /// Runs the migrations that are pending, and puts up the walls of tables that have none.
    pub(crate) async fn migrate(&self) -> Result<Migrations, Fault> {
        let ran = on!(Pool, self, pool => {
            let mut conn = pool.acquire().await.map_err(fault)?;
            migrations::run(&mut *conn).await.map_err(|error| Fault::Other(error.to_string()))?
        });
        if let Pool::Postgres(pool) = self {
            sqlx::raw_sql(WALLS).execute(pool).await.map_err(fault)?;
        }
        Ok(ran)
    }

    /// Which migrations ran. Nothing is changed.
    pub(crate) async fn migrations(&self) -> Result<Migrations, Fault> {
        on!(Pool, self, pool => {
            let mut conn = pool.acquire().await.map_err(fault)?;
            migrations::look(&mut *conn).await.map_err(|error| Fault::Other(error.to_string()))
        })
    }

    /// Writes a SQLite file anew without the traces of what was erased, and empties its log, when there are such
    /// traces.
    pub(crate) async fn clean(&self) -> Result<(), Fault> {
        let Pool::Sqlite(pool) = self else { return Ok(()) };
        let mut conn = pool.acquire().await.map_err(fault)?;
        let traces: i64 =
            sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut *conn).await.map_err(fault)?;
        if traces == 0 {
            return Ok(());
        }
        for step in ["VACUUM", "PRAGMA user_version = 0"] {
            sqlx::query(step).execute(&mut *conn).await.map_err(fault)?;
        }
        let emptied = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut *conn).await;
        let busy: i64 = emptied.and_then(|row| row.try_get(0)).map_err(fault)?;
        if busy == 0 {
            return Ok(());
        }
        // Somebody still reads what was: it is tried with the next.
        sqlx::query("PRAGMA user_version = 1").execute(&mut *conn).await.map_err(fault)?;
        Err(Fault::Again("the log of the database is being read".to_owned()))
    }

    /// Closes every connection.
    pub(crate) async fn close(&self) {
        on!(Pool, self, pool => pool.close().await);
    }
}

impl Tx {
    /// The rows that a statement answers with.
    pub(crate) async fn rows(&mut self, statement: &Statement) -> Result<Vec<Row>, Fault> {
        match self {
            Tx::Sqlite(tx) => {
                let rows = query(statement).fetch_all(&mut **tx).await.map_err(fault)?;
                Ok(rows.into_iter().map(Row::Sqlite).collect())
            }
            Tx::Postgres(tx) => {
                let rows = query(statement).fetch_all(&mut **tx).await.map_err(fault)?;
                Ok(rows.into_iter().map(Row::Postgres).collect())
            }
        }
    }

    /// How many rows a statement wrote.
    pub(crate) async fn count(&mut self, statement: &Statement) -> Result<u64, Fault> {
        on!(Tx, self, tx => query(statement).execute(&mut **tx).await.map(|done| done.rows_affected()).map_err(fault))
    }

    /// Runs a statement that answers with nothing.
    pub(crate) async fn run(&mut self, statement: &Statement) -> Result<(), Fault> {
        self.count(statement).await.map(drop)
    }

    /// A number that is another one when a process beside ours has written to the SQLite file since. Several may write
    /// to PostgreSQL at any time, so there it is no news.
    pub(crate) async fn written_by_others(&mut self) -> Result<i64, Fault> {
        match self {
            Tx::Sqlite(conn) => {
                sqlx::query_scalar("PRAGMA data_version").fetch_one(&mut **conn).await.map_err(fault)
            }
            Tx::Postgres(_) => Ok(0),
        }
    }

    /// Notes in a SQLite file that it has traces of what was erased, until [`Pool::clean`]: what is deleted there stays
    /// in pages that are free, and in its log. In PostgreSQL it stays until the next `VACUUM`, which the server runs by
    /// itself, and in its own log as long as the server keeps that.
    pub(crate) async fn leaves_traces(&mut self) -> Result<(), Fault> {
        match self {
            Tx::Sqlite(conn) => {
                sqlx::query("PRAGMA user_version = 1").execute(&mut **conn).await.map(drop).map_err(fault)
            }
            Tx::Postgres(_) => Ok(()),
        }
    }

    /// Makes everything last, or undoes it.
    pub(crate) async fn commit(self) -> Result<(), Fault> {
        match self {
            Tx::Sqlite(mut conn) => match sqlx::query("COMMIT").execute(&mut *conn).await {
                Ok(_) => Ok(()),
                Err(error) => {
                    Tx::Sqlite(conn).rollback().await;
                    Err(fault(error))
                }
            },
            Tx::Postgres(tx) => tx.commit().await.map_err(fault),
        }
    }

    /// Undoes everything, and is back when that has happened. It may have happened before, or its connection is gone
    /// and the transaction with it, so there is nothing to tell.
    pub(crate) async fn rollback(self) {
        match self {
            Tx::Sqlite(mut conn) => drop(sqlx::query("ROLLBACK").execute(&mut *conn).await),
            Tx::Postgres(tx) => drop(tx.rollback().await),
        }
    }

    /// How statements for many rows name the places of their arguments.
    pub(crate) fn places(&self) -> Places {
        match self {
            Tx::Sqlite(_) => Places::InOrder,
            Tx::Postgres(_) => Places::Numbered,
        }
    }

    /// The text for this database of a statement whose rows hang on that of their community: PostgreSQL keeps it as it
    /// is until the transaction ends, SQLite has one writer.
    pub(crate) fn sharing(&self, text: &'static str) -> Cow<'static, str> {
        let lock = match self {
            Tx::Sqlite(_) => "",
            Tx::Postgres(_) => "FOR SHARE OF community",
        };
        if text.contains("{share}") { text.replace("{share}", lock).into() } else { text.into() }
    }

    /// The text for this database of a statement that two replicas may run at once: PostgreSQL passes over rows
    /// that another transaction holds, SQLite has one writer.
    pub(crate) fn skipping_locked(&self, text: &'static str) -> String {
        let lock = match self {
            Tx::Sqlite(_) => "",
            Tx::Postgres(_) => "FOR UPDATE OF task SKIP LOCKED",
        };
        text.replace("{lock}", lock)
    }
}

impl Row {
    /// A column that holds text.
    pub(crate) fn text(&self, column: &str) -> Result<String, String> {
        on!(Row, self, row => row.try_get(column)).map_err(|error| error.to_string())
    }

    /// A column that holds a number.
    pub(crate) fn int(&self, column: &str) -> Result<i64, String> {
        on!(Row, self, row => row.try_get(column)).map_err(|error| error.to_string())
    }

    /// A column that holds a number, or nothing.
    pub(crate) fn maybe_int(&self, column: &str) -> Result<Option<i64>, String> {
        on!(Row, self, row => row.try_get(column)).map_err(|error| error.to_string())
    }

    /// A column that holds text, or nothing.
    pub(crate) fn maybe_text(&self, column: &str) -> Result<Option<String>, String> {
        on!(Row, self, row => row.try_get(column)).map_err(|error| error.to_string())
    }

    /// A column that holds bytes.
    pub(crate) fn bytes(&self, column: &str) -> Result<Vec<u8>, String> {
        on!(Row, self, row => row.try_get(column)).map_err(|error| error.to_string())
    }

    /// A column that holds a truth.
    pub(crate) fn truth(&self, column: &str) -> Result<bool, String> {
        on!(Row, self, row => row.try_get(column)).map_err(|error| error.to_string())
    }
}

/// `BEGIN IMMEDIATE`: a transaction that reads first and then writes would be refused while another writes.
async fn begin_immediate(conn: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let begun = sqlx::query("BEGIN IMMEDIATE").execute(&mut *conn).await;
    match begun {
        // A transaction whose task was cut short is still open: SQLITE_ERROR.
        Err(error) if error.as_database_error().is_some_and(|error| error.code().as_deref() == Some("1")) => {
            sqlx::query("ROLLBACK").execute(&mut *conn).await?;
            sqlx::query("BEGIN IMMEDIATE").execute(&mut *conn).await.map(drop)
        }
        begun => begun.map(drop),
    }
}

fn query<DB>(statement: &Statement) -> Query<'static, DB, DB::Arguments>
where
    DB: Database + HasStatementCache,
    DB::Arguments: IntoArguments<DB>,
    for<'t> Option<&'t str>: Encode<'t, DB> + Type<DB>,
    for<'t> Option<i64>: Encode<'t, DB> + Type<DB>,
    for<'t> bool: Encode<'t, DB> + Type<DB>,
    for<'t> &'t [u8]: Encode<'t, DB> + Type<DB>,
{
    let text = match &statement.text {
        Cow::Borrowed(text) => text.into_sql_str(),
        Cow::Owned(text) => AssertSqlSafe(text.clone()).into_sql_str(),
    };
    let query = sqlx::query::<DB>(text).persistent(statement.kept);
    statement.args.iter().fold(query, |query, arg| match arg {
        Arg::Text(text) => query.bind(text.as_deref()),
        Arg::Int(number) => query.bind(*number),
        Arg::Truth(truth) => query.bind(*truth),
        Arg::Bytes(bytes) => query.bind(&bytes[..]),
    })
}

/// What a driver's error means to us. Its words may name tables and columns; neither driver puts values into them.
pub(crate) fn fault(error: sqlx::Error) -> Fault {
    let why = error.to_string();
    let Some(database) = error.as_database_error() else {
        return match error {
            sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) => Fault::Lost(why),
            _ => Fault::Other(why),
        };
    };
    // A unique key that a new row runs into, or a community that is gone: both are told as a change that came first.
    if matches!(database.kind(), ErrorKind::UniqueViolation | ErrorKind::ForeignKeyViolation) {
        return Fault::Clash;
    }
    match database.code().as_deref() {
        // PostgreSQL: serialization_failure, deadlock_detected.
        Some("40001" | "40P01") => Fault::Again(why),
        // PostgreSQL: admin_shutdown, crash_shutdown, cannot_connect_now, and class 08.
        Some(code) if matches!(code, "57P01" | "57P02" | "57P03") || code.starts_with("08") => {
            Fault::Lost(why)
        }
        // SQLITE_FULL; SQLITE_IOERR_SHMSIZE, the same where the index of the log grows; PostgreSQL's disk_full.
        Some("13" | "4874" | "53100") => Fault::Full(why),
        _ => Fault::Other(why),
    }
}
