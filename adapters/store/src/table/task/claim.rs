//! Claiming: leases of what is due now.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use smallwins_core::community::Community;
use smallwins_core::platform::PlatformName;
use smallwins_core::task::{InVain, Kind, Lease};
use tracing::error;

use super::{TABLE, kind, task};
use crate::db::{Row, Tx, Walls};
use crate::fault::Fault;
use crate::rows::{column, corrupt, instant};
use crate::statement::{Statement, id};
use crate::table::community;
use crate::write::Write;

/// So many times what is asked for is looked at, so that communities take turns.
pub(crate) const LOOK_AHEAD: u32 = 4;

/// Communities take turns among what is due first, so that a busy one does not hold up the others. Between choosing
/// and leasing, another replica may have taken a row: it is passed over, or looked at again as it is by then.
///
/// The kind stands in the text. SQLite asks of a value that is bound whether it lets an index be used that holds one
/// kind alone, and so would plan the statement anew each time that it is given one.
const CLAIM: &str = "-- task::claim
WITH soon AS (
    SELECT community, id, free_at
    FROM task
    WHERE platform = $1 AND kind = '{kind}' AND settled_at IS NULL AND free_at <= $2
    ORDER BY free_at, id
    LIMIT $4 + 0
), turns AS (
    SELECT community, id, ROW_NUMBER() OVER (PARTITION BY community ORDER BY free_at, id) AS turn
    FROM soon
), chosen AS MATERIALIZED (
    SELECT task.community, task.id
    FROM turns
    JOIN task ON task.community = turns.community AND task.id = turns.id
    WHERE task.settled_at IS NULL AND task.free_at <= $2
    ORDER BY turns.turn, task.free_at, task.id
    LIMIT $3 + 0
    {lock}
)
UPDATE task
SET attempt = task.attempt + 1,
    in_doubt = task.in_doubt OR task.state = 'leased',
    state = 'leased',
    free_at = $5,
    first_try = CASE WHEN task.attempt = 0 THEN $2 ELSE task.first_try END
FROM chosen
WHERE task.community = chosen.community AND task.id = chosen.id
RETURNING
    task.community, task.id, task.due, task.attempt, task.in_doubt, task.vain, task.vain_since, task.first_try, task.body";

/// Leases of what is due now on a platform.
#[derive(Debug)]
pub(crate) struct Claim {
    pub(crate) platform: PlatformName,
    pub(crate) kind: Kind,
    pub(crate) now: DateTime<Utc>,
    pub(crate) until: DateTime<Utc>,
    pub(crate) most: u32,
}

impl Write for Claim {
    type Answer = Vec<Lease>;

    fn walls(&self) -> Walls {
        Walls::from(&self.platform)
    }

    async fn run(&self, tx: &mut Tx) -> Result<Vec<Lease>, Fault> {
        let mut statement = Statement::new(CLAIM)
            .with(self.platform.as_str())
            .with(self.now)
            .with(self.most)
            .with(self.most.saturating_mul(LOOK_AHEAD))
            .with(self.until);
        statement.text = Cow::Owned(tx.skipping_locked(CLAIM).replace("{kind}", kind(self.kind)));
        let rows = tx.rows(&statement).await?;
        let communities = communities(tx, &rows).await?;
        let mut leases = Vec::with_capacity(rows.len());
        for row in &rows {
            match lease(row, &communities) {
                Ok(lease) => leases.push(lease),
                Err(fault) => give_up(tx, row, self.now, fault).await?,
            }
        }
        leases.sort_by_key(|lease| (lease.task.due, lease.task.id));
        Ok(leases)
    }
}

async fn communities(tx: &mut Tx, rows: &[Row]) -> Result<BTreeMap<String, Community>, Fault> {
    let ids = rows.iter().map(|row| column(TABLE, "?", row.text("community")));
    let ids: BTreeSet<String> = ids.collect::<Result<_, _>>()?;
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let found = community::all(tx, ids.iter().map(String::as_str)).await?;
    Ok(found.into_iter().map(|community| (community.scope().community().to_string(), community)).collect())
}

fn lease(row: &Row, communities: &BTreeMap<String, Community>) -> Result<Lease, Fault> {
    let task = task(row)?;
    let id = task.id.to_string();
    let community = communities.get(&column(TABLE, &id, row.text("community"))?);
    let attempt = column(TABLE, &id, row.int("attempt"))?;
    let times = column(TABLE, &id, row.int("vain"))?;
    let in_vain = match column(TABLE, &id, row.maybe_int("vain_since"))? {
        Some(since) => Some(InVain {
            times: u32::try_from(times).map_err(|_| corrupt(TABLE, &id, "its tries are out of range"))?,
            since: instant(TABLE, &id, since)?,
        }),
        None => None,
    };
    let first_try = column(TABLE, &id, row.maybe_int("first_try"))?;
    Ok(Lease {
        first_try: first_try.map(|millis| instant(TABLE, &id, millis)).transpose()?,
        in_vain,
        community: community.cloned().ok_or_else(|| corrupt(TABLE, &id, "its community is not there"))?,
        attempt: u32::try_from(attempt).map_err(|_| corrupt(TABLE, &id, "its attempt is out of range"))?,
        in_doubt: column(TABLE, &id, row.truth("in_doubt"))?,
        task,
    })
}

/// A task that cannot be read is given up, so that it does not hold up every claim to come.
async fn give_up(tx: &mut Tx, row: &Row, now: DateTime<Utc>, fault: Fault) -> Result<(), Fault> {
    let community = column(TABLE, "?", row.text("community"))?;
    let task = column(TABLE, "?", row.text("id"))?;
    error!(community.id = %community, task.id = %task, ?fault, "Gave up a task that cannot be read");
    let statement = Statement::new(
        "-- task::give_up
UPDATE task
SET state = 'failed', settled_at = $3, reason = 'it cannot be read', vain = vain + 1, vain_since = $3
WHERE community = $1 AND id = $2",
    );
    tx.run(&statement.with(id(community)).with(id(task)).with(now)).await
}
