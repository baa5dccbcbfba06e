//! Settling: how leased tasks ended, and the receipts of what was said.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use smallwins_core::id::TaskId;
use smallwins_core::message::Receipt;
use smallwins_core::task::{Outcome, Settlement, Work};
use tracing::error;

use super::{TABLE, recipient, task};
use crate::db::{Row, Tx, Walls};
use crate::fault::Fault;
use crate::rows::{Writing, column};
use crate::statement::{Arg, id};
use crate::table::receipt;
use crate::write::Write;

/// A doubt stays until the task ends: that a later attempt sent nothing says nothing about the earlier one.
const SETTLE: Writing = Writing {
    head: "-- task::settle
WITH ending (community, id, attempt, state, due, settled_at, message, reason, in_doubt, vain, at) AS (",
    tail: ")
UPDATE task
SET state = ending.state,
    due = COALESCE(ending.due, task.due),
    free_at = COALESCE(ending.due, task.free_at),
    settled_at = ending.settled_at,
    message = ending.message,
    reason = ending.reason,
    in_doubt = task.in_doubt OR ending.in_doubt,
    vain = task.vain + ending.vain,
    vain_since = CASE
        WHEN ending.state IN ('done', 'dropped') THEN NULL
        WHEN ending.vain > 0 THEN COALESCE(task.vain_since, ending.at)
        ELSE task.vain_since
    END
FROM ending
WHERE task.community = ending.community
    AND task.id = ending.id
    AND task.attempt = ending.attempt
    AND task.state = 'leased'
RETURNING task.community, task.id, task.attempt, task.kind, task.state, task.due, task.body",
};

/// How leased tasks ended.
#[derive(Debug)]
pub(crate) struct Settle {
    pub(crate) settlements: Vec<Settlement>,
    pub(crate) now: DateTime<Utc>,
}

/// Which lease is settled: community, task, attempt.
type Which = (String, String, i64);

impl Write for Settle {
    type Answer = Vec<TaskId>;

    fn walls(&self) -> Walls {
        let mut scopes: Vec<_> = self.settlements.iter().map(|settlement| settlement.scope).collect();
        scopes.sort_by_key(|scope| scope.community());
        scopes.dedup();
        Walls::from(scopes)
    }

    async fn run(&self, tx: &mut Tx) -> Result<Vec<TaskId>, Fault> {
        let mut endings: BTreeMap<Which, (&Settlement, Vec<Arg>)> = BTreeMap::new();
        for settlement in &self.settlements {
            let ending = (settlement, row(settlement, self.now));
            endings.entry(which(settlement)).or_insert(ending);
        }
        let rows: Vec<&[Arg]> = endings.values().map(|(_, row)| row.as_slice()).collect();
        let settled = SETTLE.run(tx, &rows).await?;
        let mut receipts = Vec::new();
        for row in &settled {
            let community = column(TABLE, "?", row.text("community"))?;
            let id = column(TABLE, "?", row.text("id"))?;
            let attempt = column(TABLE, &id, row.int("attempt"))?;
            let which = (community, id, attempt);
            let said = endings.remove(&which).and_then(|(settlement, _)| settlement.said.clone());
            receipts.extend(receipt(row, &which.0, &which.1, said, self.now)?);
        }
        let receipts: Vec<&[Arg]> = receipts.iter().map(Vec::as_slice).collect();
        receipt::PUT.run(tx, &receipts).await?;
        Ok(endings.into_values().map(|(settlement, _)| settlement.task).collect())
    }
}

fn which(settlement: &Settlement) -> Which {
    let community = settlement.scope.community().to_string();
    (community, settlement.task.to_string(), settlement.attempt.into())
}

/// What stands in the columns of [`SETTLE`].
fn row(settlement: &Settlement, now: DateTime<Utc>) -> Vec<Arg> {
    let (state, due, message, reason) = match &settlement.outcome {
        Outcome::Done { message } => ("done", None, message.clone(), None),
        Outcome::Later { due, why } | Outcome::Again { due, why } | Outcome::Unknown { due, why } => {
            ("ready", Some(*due), None, Some(why.clone()))
        }
        Outcome::Dropped { why } => ("dropped", None, None, Some(why.clone())),
        Outcome::Failed { why } => ("failed", None, None, Some(why.clone())),
    };
    let in_vain = match settlement.outcome {
        Outcome::Again { .. } | Outcome::Unknown { .. } | Outcome::Failed { .. } => 1_u32,
        Outcome::Done { .. } | Outcome::Later { .. } | Outcome::Dropped { .. } => 0,
    };
    vec![
        settlement.scope.into(),
        id(settlement.task),
        settlement.attempt.into(),
        state.into(),
        due.into(),
        due.is_none().then_some(now).into(),
        message.into(),
        reason.into(),
        matches!(settlement.outcome, Outcome::Unknown { .. }).into(),
        in_vain.into(),
        now.into(),
    ]
}

/// The receipt of a message that was sent just now: that of the language in which it was said.
fn receipt(
    row: &Row,
    community: &str,
    id: &str,
    said: Option<Receipt>,
    now: DateTime<Utc>,
) -> Result<Option<Vec<Arg>>, Fault> {
    let state = column(TABLE, id, row.text("state"))?;
    let kind = column(TABLE, id, row.text("kind"))?;
    if (kind.as_str(), state.as_str()) != ("deliver", "done") {
        return Ok(None);
    }
    let task = match task(row) {
        Ok(task) => task,
        // It was read when it was leased, so this is next to impossible; that it was sent still has to be kept.
        Err(fault) => {
            error!(task.id = id, ?fault, "Settled a message that cannot be read, without a receipt");
            return Ok(None);
        }
    };
    let to = recipient(&task).map(|member| member.to_string());
    Ok(match task.work {
        Work::Act(_) => None,
        Work::Deliver(delivery) => {
            let said = said.unwrap_or(delivery.message.receipt);
            Some(receipt::row([community.into(), id.into(), now.into()], to, said))
        }
    })
}
