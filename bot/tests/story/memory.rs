//! A memory in a file of its own, which a story can look into.

use std::sync::Arc;

use smallwins_store::SqlStore;
use sqlx::ConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};

/// A memory in a file of its own, as long as it lives.
pub(crate) struct Memory(tempfile::TempDir);

impl Memory {
    pub(crate) fn new() -> Memory {
        Memory(tempfile::tempdir().expect("a folder"))
    }

    /// Its address.
    pub(crate) fn url(&self) -> String {
        format!("sqlite://{}/wins.db", self.0.path().display())
    }

    /// Opens it, as Smallwins does.
    pub(crate) async fn open(&self) -> Arc<SqlStore> {
        Arc::new(smallwins_store::open(&self.url()).await.expect("a memory opens"))
    }

    /// A connection beside those of Smallwins.
    pub(crate) async fn look(&self) -> SqliteConnection {
        let options = SqliteConnectOptions::new().filename(self.0.path().join("wins.db"));
        options.connect().await.expect("the file is there")
    }
}
