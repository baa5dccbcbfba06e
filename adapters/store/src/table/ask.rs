//! Asks: what learners want to know.

use smallwins_core::ask::Ask;
use smallwins_core::community::Scope;
use smallwins_core::id::AskId;

use crate::db::Pool;
use crate::fault::Fault;
use crate::rows::{Kept, Writing, body, next, page, values};
use crate::statement::{Arg, Statement, id};
use crate::turns::turn;

impl Kept for Ask {
    const TABLE: &'static str = "ask";

    fn key(&self) -> String {
        self.id.to_string()
    }

    fn version_mut(&mut self) -> &mut u32 {
        &mut self.version
    }
}

/// Writes the next version of each ask whose row still stands at the version that was read. One that
/// is gone meanwhile stays so.
pub(crate) const PUT: Writing = Writing {
    head: "-- ask::put
WITH fresh (community, id, version, learner, at, open, turn, turn_since, turn_of, body) AS (",
    tail: ")
INSERT INTO ask (community, id, version, learner, at, open, turn, turn_since, turn_of, body)
SELECT community, id, version, learner, at, open, turn, turn_since, turn_of, body
FROM fresh
WHERE version = 1
    OR EXISTS (SELECT 1 FROM ask AS known WHERE known.community = fresh.community AND known.id = fresh.id)
ON CONFLICT (community, id) DO UPDATE SET
    version = excluded.version,
    learner = excluded.learner,
    at = excluded.at,
    open = excluded.open,
    turn = excluded.turn,
    turn_since = excluded.turn_since,
    turn_of = excluded.turn_of,
    body = excluded.body
WHERE ask.version = excluded.version - 1
RETURNING id",
};

/// What stands in the columns of [`PUT`].
pub(crate) fn row(scope: Scope, ask: &Ask) -> Vec<Arg> {
    vec![
        scope.into(),
        id(ask.id),
        next(ask.version),
        id(ask.learner),
        ask.at.into(),
        ask.is_open().into(),
        turn(ask.turn()).into(),
        ask.turn().map(|(_, since)| since).into(),
        next(ask.version),
        body(ask).into(),
    ]
}

/// Asks, however they ended, the oldest first.
pub(crate) async fn all(
    pool: &Pool,
    scope: Scope,
    after: Option<AskId>,
    most: u32,
) -> Result<Vec<Ask>, Fault> {
    let text = "-- ask::all
SELECT id, version, body
FROM ask
WHERE community = $1 AND id > $2
ORDER BY id
LIMIT $3 + 0";
    values(&page(pool, scope, text, after, most).await?)
}

/// The latest asks, however they ended, the newest first.
pub(crate) async fn latest(pool: &Pool, scope: Scope, most: u32) -> Result<Vec<Ask>, Fault> {
    let statement = Statement::new(
        "-- ask::latest
SELECT id, version, body
FROM ask
WHERE community = $1
ORDER BY id DESC
LIMIT $2 + 0",
    );
    values(&pool.rows(&scope.into(), &statement.with(scope).with(most)).await?)
}

/// Asks that are somebody's turn, the oldest first.
pub(crate) async fn open(
    pool: &Pool,
    scope: Scope,
    after: Option<AskId>,
    most: u32,
) -> Result<Vec<Ask>, Fault> {
    let text = "-- ask::open
SELECT id, version, body
FROM ask
WHERE community = $1 AND open AND id > $2
ORDER BY id
LIMIT $3 + 0";
    values(&page(pool, scope, text, after, most).await?)
}

/// Asks that look for a mentor, the oldest first; of those that an earlier release wrote it is told by what they are.
pub(crate) async fn looking(
    pool: &Pool,
    scope: Scope,
    after: Option<AskId>,
    most: u32,
) -> Result<Vec<Ask>, Fault> {
    let text = "-- ask::looking
SELECT id, version, body
FROM ask
WHERE community = $1 AND open AND (turn <> '' OR turn_of IS DISTINCT FROM version) AND id > $2
ORDER BY id
LIMIT $3 + 0";
    values(&page(pool, scope, text, after, most).await?)
}
