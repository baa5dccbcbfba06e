//! Signals: reasons why now.

use chrono::{DateTime, Utc};
use smallwins_core::community::Scope;
use smallwins_core::signal::{Kind, Signal};
use smallwins_core::store::Which;

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
WITH fresh (community, id, version, whose, until, undone_at, body, key) AS (",
    tail: ")
INSERT INTO signal (community, id, version, whose, until, undone_at, body, key)
SELECT community, id, version, whose, until, undone_at, body, key
FROM fresh
WHERE version = 1
    OR EXISTS (SELECT 1 FROM signal AS known WHERE known.community = fresh.community AND known.id = fresh.id)
ON CONFLICT (community, id) DO UPDATE SET
    version = excluded.version,
    whose = excluded.whose,
    until = excluded.until,
    undone_at = excluded.undone_at,
    body = excluded.body,
    key = excluded.key
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
        told(signal.kind, &signal.key).into(),
    ]
}

/// So much of a key stands in its column: an index of PostgreSQL does not hold what is much longer.
const LONGEST_TOLD: usize = 200;

/// What is looked for of a key: what works again later has one, and what was handed in or is due does not.
fn told(kind: Kind, key: &str) -> String {
    match kind {
        Kind::Behaviour => key.chars().take(LONGEST_TOLD).collect(),
        Kind::Submission | Kind::Deadline => String::new(),
    }
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

/// Signals that have not ended at an instant, without those that were taken back; the first to end first.
pub(crate) async fn of(
    pool: &Pool,
    scope: Scope,
    which: Which<'_>,
    now: DateTime<Utc>,
) -> Result<Vec<Signal>, Fault> {
    let statement = match which {
        Which::Of([]) => return Ok(Vec::new()),
        Which::Of(whose) => Statement::new(
            "-- signal::of
SELECT id, version, body
FROM signal
WHERE community = $1 AND whose IN ({list}) AND until > $2 AND undone_at IS NULL",
        )
        .with(scope)
        .with(now)
        .for_list("{list}", whose.iter().map(id)),
        Which::Told(_, key) => Statement::new(
            "-- signal::told
SELECT id, version, body
FROM signal
WHERE community = $1 AND key = $2 AND key <> '' AND until > $3 AND undone_at IS NULL",
        )
        .with(scope)
        .with(told(Kind::Behaviour, key))
        .with(now),
    };
    let mut signals: Vec<Signal> = values(&pool.rows(&scope.into(), &statement).await?)?;
    if let Which::Told(source, key) = which {
        signals.retain(|signal| signal.source == *source && signal.key == key);
    }
    Ok(first_to_end_first(signals))
}

/// In the order in which they end.
pub(crate) fn first_to_end_first(mut signals: Vec<Signal>) -> Vec<Signal> {
    signals.sort_by_key(|signal| (signal.until, signal.id));
    signals
}
