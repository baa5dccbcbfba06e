//! Forgetting what is too old: what was said, what calls were answered, and the lines of a playground. That something
//! was said, when, and from which wording stays.
//!
//! Ids tell when something was promised, so only what became too old since the last time is looked at. What still waits
//! after so long is not said any more.

use chrono::{DateTime, Utc};
use smallwins_core::community::Scope;
use smallwins_core::id::{TaskId, earliest};
use smallwins_core::retention::Bygone;

use crate::db::Tx;
use crate::fault::Fault;
use crate::rows::column;
use crate::statement::{Statement, id};

const SAID: &str = "-- forget::said
UPDATE task
SET body = '{}'
WHERE community = $1 AND id >= $2 AND id < $3 AND settled_at IS NOT NULL AND body <> '{}'";

const UNSAID: &str = "-- forget::unsaid
UPDATE task
SET state = 'dropped', settled_at = $4, reason = 'it waited for too long', vain_since = NULL, body = '{}'
WHERE community = $1 AND id >= $2 AND id < $3 AND kind = 'deliver' AND state = 'ready'";

const CALLS: &str = "-- forget::calls
DELETE FROM call
WHERE community = $1 AND at < $2";

const LINES: &str = "-- forget::lines
SELECT name, value
FROM keepsake
WHERE community = $1 AND name >= 'thread/' AND name < 'thread0'";

const LINE: &str = "-- forget::line
DELETE FROM keepsake
WHERE community = $1 AND name = $2";

/// Forgets what is too old inside a transaction.
pub(crate) async fn forget(
    tx: &mut Tx,
    scope: Scope,
    bygone: &Bygone,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    tx.leaves_traces().await?;
    let since = earliest::<TaskId>(bygone.since.unwrap_or(DateTime::UNIX_EPOCH));
    let before = earliest::<TaskId>(bygone.before);
    let promised = |text| Statement::new(text).with(scope).with(id(since)).with(id(before));
    tx.run(&promised(SAID)).await?;
    tx.run(&promised(UNSAID).with(now)).await?;
    tx.run(&Statement::new(CALLS).with(scope).with(bygone.before)).await?;
    lines(tx, scope, bygone.before).await
}

/// Lines of a playground, as far as they say when they were written.
async fn lines(tx: &mut Tx, scope: Scope, before: DateTime<Utc>) -> Result<(), Fault> {
    let mut old = Vec::new();
    for row in tx.rows(&Statement::new(LINES).with(scope)).await? {
        let name = column("keepsake", "?", row.text("name"))?;
        let value = column("keepsake", &name, row.text("value"))?;
        let line: serde_json::Value = serde_json::from_str(&value).unwrap_or_default();
        let at = line["at"].as_str().and_then(|at| at.parse::<DateTime<Utc>>().ok());
        if at.is_some_and(|at| at < before) {
            old.push(name);
        }
    }
    for name in old {
        tx.run(&Statement::new(LINE).with(scope).with(name)).await?;
    }
    Ok(())
}
