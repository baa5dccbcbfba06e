//! Facts: the journal. It is only ever added to; the one way out is that its community is forgotten.

use serde::Deserialize;
use smallwins_core::community::Scope;
use smallwins_core::fact::Fact;
use smallwins_core::id::{FactId, MemberId};

use crate::db::{Pool, Row};
use crate::fault::Fault;
use crate::rows::{Writing, body, column, read_body};
use crate::statement::{Arg, Statement, escaped, id};

const TABLE: &str = "fact";

/// Adds facts.
pub(crate) const PUT: Writing = Writing {
    head: "-- fact::put
INSERT INTO fact (community, id, at, member, kind, body)",
    tail: "ON CONFLICT (community, id) DO NOTHING
RETURNING id",
};

/// What stands in the columns of [`PUT`].
pub(crate) fn row(scope: Scope, fact: &Fact) -> Vec<Arg> {
    let body = body(fact);
    let kind = kind(&body).into();
    vec![scope.into(), id(fact.id), fact.at.into(), id(fact.member), kind, body.into()]
}

/// The kind of an event as the body of its fact names it, so that there is one list of names.
fn kind(body: &str) -> &str {
    #[derive(Deserialize)]
    struct Told<'a> {
        #[serde(borrow)]
        event: Kind<'a>,
    }
    #[derive(Deserialize)]
    struct Kind<'a> {
        kind: &'a str,
    }
    let told: Told<'_> = serde_json::from_str(body).expect("an event is tagged with its kind");
    told.event.kind
}

/// Facts in the order in which they happened, which is that of their ids.
pub(crate) async fn after(
    pool: &Pool,
    scope: Scope,
    last: Option<FactId>,
    most: u32,
) -> Result<Vec<Fact>, Fault> {
    let statement = Statement::new(
        "-- fact::after
SELECT id, body
FROM fact
WHERE community = $1 AND id > $2
ORDER BY id
LIMIT $3 + 0",
    );
    let last = last.map_or_else(String::new, |last| last.to_string());
    let rows = pool.rows(&scope.into(), &statement.with(scope).with(last).with(most)).await?;
    rows.iter().map(fact).collect()
}

/// Facts about one member, and the sessions that they held as a mentor. It is asked so rarely that no index is kept for
/// it, which every fact would have to be written into: the database goes through the journal and hands out theirs
/// alone.
pub(crate) async fn about(
    pool: &Pool,
    scope: Scope,
    member: MemberId,
    last: Option<FactId>,
    most: u32,
) -> Result<Vec<Fact>, Fault> {
    let statement = Statement::new(
        "-- fact::about
SELECT id, body
FROM fact
WHERE community = $1
    AND id > $2
    AND (member = $3 OR (kind = 'session_held' AND body LIKE $4 ESCAPE '!'))
ORDER BY id
LIMIT $5 + 0",
    );
    let last = last.map_or_else(String::new, |last| last.to_string());
    let mentor = format!("%\"mentor\":\"{}\"%", escaped(&member.to_string()));
    let statement = statement.with(scope).with(last).with(id(member)).with(mentor).with(most);
    pool.rows(&scope.into(), &statement).await?.iter().map(fact).collect()
}

/// The fact of a row with `id` and `body`.
pub(crate) fn fact(row: &Row) -> Result<Fact, Fault> {
    let id = column(TABLE, "?", row.text("id"))?;
    read_body(TABLE, &id, &column(TABLE, &id, row.text("body"))?)
}
