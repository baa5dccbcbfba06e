//! Holds: what one process at a time has to itself. They belong to no community, so they stand outside all walls.

use chrono::{DateTime, Utc};

use crate::db::{Tx, Walls};
use crate::fault::Fault;
use crate::statement::Statement;
use crate::write::Write;

/// Takes a name or keeps it, unless somebody else holds it.
#[derive(Debug)]
pub(crate) struct Hold {
    pub(crate) name: String,
    pub(crate) holder: String,
    pub(crate) now: DateTime<Utc>,
    pub(crate) until: DateTime<Utc>,
}

impl Write for Hold {
    type Answer = bool;

    fn walls(&self) -> Walls {
        Walls::default()
    }

    async fn run(&self, tx: &mut Tx) -> Result<bool, Fault> {
        let statement = Statement::new(
            "-- hold::take
INSERT INTO hold (name, holder, free_at)
VALUES ($1, $2, $3)
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, free_at = excluded.free_at
WHERE hold.holder = excluded.holder OR hold.free_at <= $4",
        );
        let statement = statement.with(self.name.as_str()).with(self.holder.as_str());
        Ok(tx.count(&statement.with(self.until).with(self.now)).await? == 1)
    }
}

/// Lets go of a name, if it is still held by the one who says so.
#[derive(Debug)]
pub(crate) struct LetGo {
    pub(crate) name: String,
    pub(crate) holder: String,
}

impl Write for LetGo {
    type Answer = ();

    fn walls(&self) -> Walls {
        Walls::default()
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Fault> {
        let statement = Statement::new(
            "-- hold::let_go
DELETE FROM hold
WHERE name = $1 AND holder = $2",
        );
        tx.run(&statement.with(self.name.as_str()).with(self.holder.as_str())).await
    }
}
