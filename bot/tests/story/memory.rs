//! A memory in a file of its own, which a story can look into, and what is remembered from before a story.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use smallwins_core::community::Community;
use smallwins_core::decision::Change;
use smallwins_core::fact::Fact;
use smallwins_core::message::Reply;
use smallwins_core::store::{CallId, Commit, Store};
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

/// What happened before the story, as the journal has it, is remembered.
pub(crate) async fn remember(store: &dyn Store, community: &Community, at: DateTime<Utc>, facts: Vec<Fact>) {
    let changes = facts.into_iter().map(Change::Fact).collect();
    let call = CallId("before the story".to_owned());
    let commit = Commit { scope: community.scope(), call, at, reply: Reply::default(), changes };
    store.commit(commit).await.expect("the memory answers");
}
