//! Opening a database by its address: `sqlite://PATH`, `sqlite::memory:` or `postgres://…`.

use std::path::{Path, PathBuf};

use crate::db::{self, Pool};
use crate::fault::Fault;
use crate::migrations::Migrations;
use crate::store::SqlStore;

/// Why a database cannot be opened. No address is ever quoted whole: it may hold a password.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The address does not say which database.
    #[error(
        "the database address has to begin with sqlite:// or postgres://, for example sqlite://smallwins.db"
    )]
    Scheme,
    /// A SQLite address without a file, or with options, which there are none of.
    #[error("a SQLite address is sqlite:// and the path of a file, and nothing after it")]
    Path,
    /// The folder of the SQLite file is missing.
    #[error("the folder {0} is missing: create it, or change the database address")]
    NoFolder(PathBuf),
    /// The SQLite file or its folder cannot be written.
    #[error("{path} cannot be written: {why}")]
    NotWritable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        why: String,
    },
    /// A PostgreSQL address that cannot be read.
    #[error("the PostgreSQL address cannot be read: {0}")]
    Address(String),
    /// The database does not answer, or refuses.
    #[error("{database} cannot be opened: {why}")]
    Refused {
        /// Which one, without user and password.
        database: String,
        /// What it says.
        why: String,
    },
    /// A migration did not run.
    #[error("the migrations of {database} did not run: {why}")]
    Migration {
        /// Which one, without user and password.
        database: String,
        /// What went wrong.
        why: String,
    },
}

/// Where a database is.
enum Place {
    Memory,
    File(PathBuf),
    Postgres(Box<db::Address>),
}

impl Place {
    fn parse(url: &str) -> Result<Place, OpenError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let address = db::Address::parse(url).map_err(OpenError::Address)?;
            return Ok(Place::Postgres(Box::new(address)));
        }
        let path = url.strip_prefix("sqlite:").ok_or(OpenError::Scheme)?;
        match path.strip_prefix("//").unwrap_or(path) {
            ":memory:" => Ok(Place::Memory),
            path if path.is_empty() || path.contains('?') => Err(OpenError::Path),
            path => Ok(Place::File(PathBuf::from(path))),
        }
    }

    fn shown(&self) -> String {
        match self {
            Place::Memory => "the database in memory".to_owned(),
            Place::File(path) => path.display().to_string(),
            Place::Postgres(address) => address.shown(),
        }
    }

    /// Pools for writing and for reading.
    async fn connect(&self) -> Result<(Pool, Pool), OpenError> {
        let pools = match self {
            Place::Memory => db::connect_sqlite(None).await,
            Place::File(path) => {
                check_file(path)?;
                db::connect_sqlite(Some(path)).await
            }
            Place::Postgres(address) => db::connect_postgres(address).await.map(|pool| (pool.clone(), pool)),
        };
        pools.map_err(|fault| OpenError::Refused { database: self.shown(), why: fault.why() })
    }

    fn migration(&self, fault: &Fault) -> OpenError {
        OpenError::Migration { database: self.shown(), why: fault.why() }
    }
}

fn check_folder(path: &Path) -> Result<(), OpenError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if folder.is_dir() { Ok(()) } else { Err(OpenError::NoFolder(folder.to_owned())) }
}

/// What SQLite itself would only call "unable to open database file".
fn check_file(path: &Path) -> Result<(), OpenError> {
    check_folder(path)?;
    let opened = std::fs::OpenOptions::new().append(true).create(true).open(path);
    opened.map(drop).map_err(|error| OpenError::NotWritable { path: path.to_owned(), why: error.to_string() })
}

/// Opens the database of an address and runs the migrations that are pending. A SQLite file that is missing is
/// created, its folder is not.
pub async fn open(url: &str) -> Result<SqlStore, OpenError> {
    let place = Place::parse(url)?;
    let (writer, readers) = place.connect().await?;
    writer.migrate().await.map_err(|fault| place.migration(&fault))?;
    let store = match place {
        Place::Memory | Place::File(_) => SqlStore::grouped(writer, readers),
        Place::Postgres(_) => SqlStore::each(writer),
    };
    store.clean().await;
    Ok(store)
}

/// Runs the migrations that are pending on the database of an address.
pub async fn migrate(url: &str) -> Result<Migrations, OpenError> {
    let place = Place::parse(url)?;
    let (writer, _) = place.connect().await?;
    let ran = writer.migrate().await.map_err(|fault| place.migration(&fault));
    writer.close().await;
    ran
}

/// Which migrations ran on a database and which are pending. Nothing is changed, and no file is created.
pub async fn migrations(url: &str) -> Result<Migrations, OpenError> {
    let place = Place::parse(url)?;
    let place = match &place {
        Place::File(path) if !path.exists() => {
            check_folder(path)?;
            Place::Memory
        }
        _ => place,
    };
    let (writer, _) = place.connect().await?;
    let found = writer.migrations().await.map_err(|fault| place.migration(&fault));
    writer.close().await;
    found
}
