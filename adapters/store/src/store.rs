//! The memory in a database: how it is opened onto its readers and its writer, and closed. What it is asked stands in
//! `store/port.rs`.

mod port;

use smallwins_core::store::StoreError;

use crate::db::Pool;
use crate::gather::Gathered;
use crate::reads::{Desks, Entering};
use crate::retry::retried;
use crate::waits::Waits;
use crate::write::Write;
use crate::writer::Writer;

/// The memory of Smallwins in SQLite or PostgreSQL.
#[derive(Debug)]
pub struct SqlStore {
    readers: Pool,
    entrances: Gathered<Entering>,
    desks: Gathered<Desks>,
    waits: Waits,
    writing: Writing,
}

/// How writes reach the disk.
#[derive(Debug)]
enum Writing {
    /// Through the one writer, which groups them.
    Grouped(Writer, Pool),
    /// Each in a transaction of its own.
    Each(Pool),
}

impl SqlStore {
    pub(crate) fn grouped(writer: Pool, readers: Pool) -> SqlStore {
        SqlStore::reading(readers, Writing::Grouped(Writer::start(writer.clone()), writer))
    }

    pub(crate) fn each(pool: Pool) -> SqlStore {
        SqlStore::reading(pool.clone(), Writing::Each(pool))
    }

    fn reading(readers: Pool, writing: Writing) -> SqlStore {
        let (entrances, desks) = (Gathered::new(readers.clone()), Gathered::new(readers.clone()));
        SqlStore { readers, entrances, desks, waits: Waits::default(), writing }
    }

    /// Writes what is waiting and closes the database. Whatever is asked afterwards is `Unavailable`.
    pub async fn close(&self) {
        match &self.writing {
            Writing::Grouped(writer, pool) => {
                writer.close().await;
                pool.close().await;
            }
            Writing::Each(pool) => pool.close().await,
        }
        self.readers.close().await;
    }

    /// Takes away the traces of what was erased. What is erased stays so, whatever becomes of this: it is tried with
    /// the next, and when the file is opened.
    pub(crate) async fn clean(&self) {
        let cleaned = match &self.writing {
            Writing::Grouped(writer, _) => writer.clean().await,
            Writing::Each(_) => Ok(()),
        };
        if let Err(fault) = cleaned {
            tracing::warn!(why = fault.why(), "The database file still has traces of what was erased");
        }
    }

    async fn write<W: Write>(&self, write: W) -> Result<W::Answer, StoreError> {
        Ok(match &self.writing {
            Writing::Grouped(writer, _) => writer.write(write).await?,
            Writing::Each(pool) => retried(pool, &write).await?,
        })
    }
}
