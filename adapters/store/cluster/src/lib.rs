//! PostgreSQL for tests: a fresh database for each, owned by a role without privileges.
//!
//! The server is the one that `SMALLWINS_TEST_POSTGRES` names (a URL with the right to create databases), or else a
//! private cluster in a temporary folder, made from the PostgreSQL that is installed. Where there is neither, one
//! line on standard error says that this half of the tests did not run; under `CI=true` that is a failure.
//!
//! - `lib.rs`: [`database`], which is all that most tests need
//! - `cluster.rs`: the private cluster, and how it ends with the process that started it

mod cluster;

use std::io::Write;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

pub use cluster::{Absent, Cluster, Disk};

/// The role that owns the databases when the server's own is above all walls.
const ROLE: &str = "smallwins_test";

/// A fresh database. One on a server that outlives the tests is dropped with this value.
#[derive(Debug)]
pub struct Database {
    /// Its address.
    pub url: String,
    name: String,
    outlived_by: Option<PgConnectOptions>,
}

/// Where databases are created.
#[derive(Debug)]
enum Server {
    Named(PgConnectOptions),
    Private(Cluster),
}

static SERVER: OnceLock<Option<Server>> = OnceLock::new();
static NEXT: AtomicU32 = AtomicU32::new(0);

/// A fresh database; `None` where there is no PostgreSQL.
///
/// # Panics
/// When there is none under `CI=true`, and when a server that is there refuses.
pub async fn database() -> Option<Database> {
    match SERVER.get_or_init(server) {
        None => None,
        Some(Server::Named(options)) => Some(create(options, true).await),
        Some(Server::Private(cluster)) => Some(cluster.database().await),
    }
}

fn server() -> Option<Server> {
    if let Ok(url) = std::env::var("SMALLWINS_TEST_POSTGRES") {
        let options = url.parse().expect("SMALLWINS_TEST_POSTGRES is the URL of a PostgreSQL server");
        return Some(Server::Named(options));
    }
    match Cluster::start(Disk::Trusted) {
        Ok(cluster) => Some(Server::Private(cluster)),
        Err(absent) if std::env::var("CI").is_ok_and(|ci| ci == "true") => {
            panic!("PostgreSQL is needed under CI=true: {absent}")
        }
        Err(absent) => {
            // Written past the test harness, which keeps what passing tests print to itself.
            let _ = writeln!(std::io::stderr(), "The PostgreSQL half of these tests did not run: {absent}");
            None
        }
    }
}

async fn create(server: &PgConnectOptions, outlived: bool) -> Database {
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let name = format!("smallwins_test_{}_{number}", std::process::id());
    let mut admin = server.clone().connect().await.expect("the PostgreSQL server lets us in");
    let is_super: bool = sqlx::query_scalar("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        .fetch_one(&mut admin)
        .await
        .expect("a role can read about itself");
    let user = if is_super { ROLE } else { server.get_username() };
    if is_super {
        ensure_role(&mut admin).await;
    }
    run(&mut admin, format!("CREATE DATABASE {name} OWNER \"{user}\"")).await.expect("a database is created");
    admin.close().await.expect("a connection closes");
    let options = server.clone().database(&name);
    let options = if is_super { options.username(ROLE).password(ROLE) } else { options };
    let url = options.to_url_lossy().to_string();
    Database { url, name, outlived_by: outlived.then(|| server.clone()) }
}

/// Two processes may ask for the role at once; the second to come is as content.
async fn ensure_role(admin: &mut PgConnection) {
    let create = format!("CREATE ROLE {ROLE} LOGIN NOSUPERUSER PASSWORD '{ROLE}'");
    if let Err(error) = run(admin, create).await {
        let known = error.as_database_error().and_then(|error| error.code());
        assert!(matches!(known.as_deref(), Some("42710" | "23505")), "the role cannot be created: {error}");
    }
}

async fn run(conn: &mut PgConnection, sql: String) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(conn).await.map(drop)
}

impl Drop for Database {
    fn drop(&mut self) {
        let Some(server) = self.outlived_by.take() else { return };
        let sql = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        // A runtime of its own: a value may be dropped inside one, where nothing can be waited for.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async {
                let mut admin = server.connect().await?;
                run(&mut admin, sql).await
            })
        });
        if !matches!(dropped.join(), Ok(Ok(()))) {
            let _ = writeln!(std::io::stderr(), "The database {} was left behind", self.name);
        }
    }
}
