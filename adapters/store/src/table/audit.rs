//! The audit: what those who run a community changed, and of whom the lines speak. Lines are never rewritten.

use std::collections::BTreeMap;

use smallwins_core::audit::{Entry, Row as Line};
use smallwins_core::community::Scope;

use crate::db::{Pool, Row};
use crate::fault::Fault;
use crate::rows::{Writing, column};
use crate::statement::{Arg, Statement, id};

const TABLE: &str = "audit";

/// Appends lines. A number is given once: the community's own row, which goes first, sees to that, and whoever put a
/// line behind the last by hand finds that nothing comes after it.
pub(crate) const PUT: Writing = Writing {
    head: "-- audit::put
INSERT INTO audit (community, number, body, hash)",
    tail: "ON CONFLICT (community, number) DO NOTHING
RETURNING CAST(number AS TEXT) AS id",
};

/// Keeps of whom lines speak.
pub(crate) const NAME: Writing = Writing {
    head: "-- audit::name
INSERT INTO audit_name (community, number, place, member, salt)",
    tail: "",
};

/// What stands in the columns of [`PUT`].
pub(crate) fn row(scope: Scope, entry: &Entry) -> Vec<Arg> {
    vec![scope.into(), number(entry.number), entry.body.as_str().into(), entry.hash.as_str().into()]
}

/// What stands in the columns of [`NAME`].
pub(crate) fn names(scope: Scope, entry: &Entry) -> impl Iterator<Item = Vec<Arg>> {
    entry.names.iter().map(move |name| {
        let place = name.place.into();
        vec![scope.into(), number(entry.number), place, id(name.member), name.salt.as_str().into()]
    })
}

fn number(number: u64) -> Arg {
    Arg::Int(Some(i64::try_from(number).unwrap_or(i64::MAX)))
}

/// The lines after a number, in their order, as they stand there.
pub(crate) async fn after(pool: &Pool, scope: Scope, after: u64, most: u32) -> Result<Vec<Line>, Fault> {
    let statement = Statement::new(
        "-- audit::after
SELECT number, body, hash
FROM audit
WHERE community = $1 AND number > $2
ORDER BY number
LIMIT $3 + 0",
    );
    let rows = pool.rows(&scope.into(), &statement.with(scope).with(number(after)).with(most)).await?;
    let mut lines: Vec<Line> = rows.iter().map(line).collect::<Result<_, _>>()?;
    let Some(last) = lines.last().map(|line| line.number) else { return Ok(lines) };
    let statement = Statement::new(
        "-- audit::names
SELECT number, place, member, salt
FROM audit_name
WHERE community = $1 AND number > $2 AND number <= $3
ORDER BY number, place",
    );
    let statement = statement.with(scope).with(number(after)).with(Arg::Int(Some(last)));
    let mut names: BTreeMap<i64, Vec<(i64, String, String)>> = BTreeMap::new();
    for row in pool.rows(&scope.into(), &statement).await? {
        let of = column(TABLE, "?", row.int("number"))?;
        let text = |name: &str| column(TABLE, &of.to_string(), row.text(name));
        let place = column(TABLE, &of.to_string(), row.int("place"))?;
        names.entry(of).or_default().push((place, text("member")?, text("salt")?));
    }
    for line in &mut lines {
        line.names = names.remove(&line.number).unwrap_or_default();
    }
    Ok(lines)
}

fn line(row: &Row) -> Result<Line, Fault> {
    let number = column(TABLE, "?", row.int("number"))?;
    let text = |name: &str| column(TABLE, &number.to_string(), row.text(name));
    Ok(Line { number, body: text("body")?, hash: text("hash")?, names: Vec::new() })
}
