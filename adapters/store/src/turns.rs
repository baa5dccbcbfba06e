//! Whose turn asks and sessions are: counted, and those that wait for longest.
//!
//! A row says whose turn it is in words of the core, with nothing where it is nobody's, and of which version that is
//! told. What an earlier release wrote, before this one or after it, says nothing of its version; of that its body tells.
//! A word that a later release wrote is passed by.

use chrono::{DateTime, Utc};
use smallwins_core::ask::Ask;
use smallwins_core::board::{Turn, Turned};
use smallwins_core::community::Scope;
use smallwins_core::session::Session;

use crate::db::{Pool, Row};
use crate::fault::Fault;
use crate::reads::Mixed;
use crate::rows::{Kept, column, instant, values};
use crate::statement::Statement;

/// In which tables it stands.
const TABLE: &str = "ask or session";

/// A turn, and since when it is.
type Since = (Turn, DateTime<Utc>);

/// What stands in the column for whose turn it is.
pub(crate) fn turn(turn: Option<Since>) -> &'static str {
    turn.map_or("", |(turn, _)| turn.word())
}

/// What an earlier release wrote.
async fn unsaid(pool: &Pool, scope: Scope) -> Result<(Vec<Ask>, Vec<Session>), Fault> {
    let statement = Statement::new(
        "-- turns::unsaid
SELECT 'ask' AS kind, id, version, body
FROM ask
WHERE community = $1 AND open AND turn_of IS DISTINCT FROM version
UNION ALL
SELECT 'session', id, version, body
FROM session
WHERE community = $1 AND open AND turn_of IS DISTINCT FROM version",
    );
    let mixed = Mixed::read(pool, scope, &statement.with(scope)).await?;
    Ok((mixed.all("ask")?, mixed.all("session")?))
}

/// How many asks and sessions are under way by whose turn it is, and of how many it was before an instant.
pub(crate) async fn counted(pool: &Pool, scope: Scope, before: DateTime<Utc>) -> Result<Vec<Turned>, Fault> {
    let statement = Statement::new(
        "-- turns::counted
SELECT
    turn, COUNT(*) AS total, MIN(turn_since) AS since,
    SUM(CASE WHEN turn_since < $2 THEN 1 ELSE 0 END) AS long
FROM ask
WHERE community = $1 AND turn <> '' AND turn_of = version
GROUP BY turn
UNION ALL
SELECT turn, COUNT(*), MIN(turn_since), SUM(CASE WHEN turn_since < $2 THEN 1 ELSE 0 END)
FROM session
WHERE community = $1 AND turn <> '' AND turn_of = version
GROUP BY turn",
    );
    let rows = pool.rows(&scope.into(), &statement.with(scope).with(before)).await?;
    let said = rows.iter().filter_map(|row| turned(row).transpose());
    let said: Vec<Turned> = said.collect::<Result<_, _>>()?;
    let (asks, sessions) = unsaid(pool, scope).await?;
    let turns = asks.iter().map(Ask::turn).chain(sessions.iter().map(Session::turn));
    Ok(Turned::together(said.into_iter().chain(Turned::of(turns.flatten(), before))))
}

fn turned(row: &Row) -> Result<Option<Turned>, Fault> {
    let word = column(TABLE, "?", row.text("turn"))?;
    let Some(turn) = Turn::of(&word) else { return Ok(None) };
    let count = |name| {
        let count = column(TABLE, &word, row.int(name))?;
        Ok::<u32, Fault>(u32::try_from(count).unwrap_or(u32::MAX))
    };
    let since = instant(TABLE, &word, column(TABLE, &word, row.int("since"))?)?;
    Ok(Some(Turned { turn, count: count("total")?, long: count("long")?, since }))
}

/// Asks that look for a mentor, and sessions that wait for one of the two, each those first that wait for longest.
pub(crate) async fn longest(pool: &Pool, scope: Scope, most: u32) -> Result<(Vec<Ask>, Vec<Session>), Fault> {
    const ASKS: &str = "-- turns::longest_asks
SELECT ask.id, ask.version, ask.body
FROM (
    SELECT id
    FROM ask
    WHERE community = $1 AND turn <> '' AND turn_of = version AND turn IN ({list})
    ORDER BY turn_since, id
    LIMIT $2 + 0
) AS first
CROSS JOIN ask
WHERE ask.community = $1 AND ask.id = first.id";
    const SESSIONS: &str = "-- turns::longest_sessions
SELECT session.id, session.version, session.body
FROM (
    SELECT id
    FROM session
    WHERE community = $1 AND turn <> '' AND turn_of = version AND turn IN ({list})
    ORDER BY turn_since, id
    LIMIT $2 + 0
) AS first
CROSS JOIN session
WHERE session.community = $1 AND session.id = first.id";
    let (asks, sessions) = unsaid(pool, scope).await?;
    Ok((
        first(pool, scope, ASKS, asks, Ask::turn, most).await?,
        first(pool, scope, SESSIONS, sessions, Session::turn, most).await?,
    ))
}

/// Those first that wait for longest, beside those that say nothing.
async fn first<T: Kept>(
    pool: &Pool,
    scope: Scope,
    text: &'static str,
    unsaid: Vec<T>,
    turn: fn(&T) -> Option<Since>,
    most: u32,
) -> Result<Vec<T>, Fault> {
    let waited_for = Turn::ALL.into_iter().filter(|turn| turn.is_waited_for()).map(Turn::word);
    let statement = Statement::new(text).with(scope).with(most).for_list("{list}", waited_for);
    let mut rows: Vec<T> = values(&pool.rows(&scope.into(), &statement).await?)?;
    rows.extend(unsaid);
    let waits = |row: &T| turn(row).filter(|(turn, _)| turn.is_waited_for()).map(|(_, since)| since);
    rows.retain(|row| waits(row).is_some());
    rows.sort_by_cached_key(|row| (waits(row), row.key()));
    rows.truncate(most as usize);
    Ok(rows)
}
