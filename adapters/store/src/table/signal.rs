//! Signals: reasons why now.

use chrono::{DateTime, Utc};
use smallwins_core::community::Scope;
use smallwins_core::signal::{Signal, Whose};

use crate::db::{Pool, Tx};
use crate::fault::Fault;
use crate::rows::{Kept, Writing, body, next, values};
use crate::statement::{Arg, Statement, id};

impl Kept for Signal {
    const TABLE: &'static str = "signal";

    fn key(&self) -> String {
        self.id.to_string()
    }

    fn version_mut(&mut self) -> &mut u32 {
        &mut self.version
    }
}

/// Writes the next version of each signal whose row still stands at the version that was read. One that
/// is gone meanwhile stays so.
pub(crate) const PUT: Writing = Writing {
    head: "-- signal::put
WITH fresh (community, id, version, whose, until, undone_at, body) AS (",
    tail: ")
INSERT INTO signal (community, id, version, whose, until, undone_at, body)
SELECT community, id, version, whose, until, undone_at, body
FROM fresh
WHERE version = 1
    OR EXISTS (SELECT 1 FROM signal AS known WHERE known.community = fresh.community AND known.id = fresh.id)
ON CONFLICT (community, id) DO UPDATE SET
    version = excluded.version,
    whose = excluded.whose,
    until = excluded.until,
    undone_at = excluded.undone_at,
    body = excluded.body
WHERE signal.version = excluded.version - 1
RETURNING id",
};

/// What stands in the columns of [`PUT`].
pub(crate) fn row(scope: Scope, signal: &Signal) -> Vec<Arg> {
    vec![
        scope.into(),
        id(signal.id),
        next(signal.version),
        id(&signal.whose),
        signal.until.into(),
        signal.undone.into(),
        body(signal).into(),
    ]
}

/// Forgets what has ended.
pub(crate) async fn sweep(tx: &mut Tx, scope: Scope, now: DateTime<Utc>) -> Result<(), Fault> {
    let statement = Statement::new(
        "-- signal::sweep
DELETE FROM signal
WHERE community = $1 AND until <= $2",
    );
    tx.run(&statement.with(scope).with(now)).await
}

/// Signals about some that have not ended at an instant, without those that were taken back; the first to end first.
pub(crate) async fn of(
    pool: &Pool,
    scope: Scope,
    whose: &[Whose],
    now: DateTime<Utc>,
) -> Result<Vec<Signal>, Fault> {
    if whose.is_empty() {
        return Ok(Vec::new());
    }
    let statement = Statement::new(
        "-- signal::of
SELECT id, version, body
FROM signal
WHERE community = $1 AND whose IN ({list}) AND until > $2 AND undone_at IS NULL",
    );
    let statement = statement.with(scope).with(now).for_list("{list}", whose.iter().map(id));
    Ok(first_to_end_first(values(&pool.rows(&scope.into(), &statement).await?)?))
}

/// In the order in which they end.
pub(crate) fn first_to_end_first(mut signals: Vec<Signal>) -> Vec<Signal> {
    signals.sort_by_key(|signal| (signal.until, signal.id));
    signals
}
