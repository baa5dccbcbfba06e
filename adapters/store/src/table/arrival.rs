//! Arrivals: how much came from each source on each day, and what became of it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use smallwins_core::community::Scope;
use smallwins_core::signal::{Arrival, COUNTED, Outcome, Source, Tally, day_of};

use crate::db::{Pool, Tx};
use crate::fault::Fault;
use crate::rows::{Writing, column, corrupt};
use crate::statement::{Arg, Statement};

const TABLE: &str = "arrival";

/// Adds to what was counted before.
pub(crate) const ADD: Writing = Writing {
    head: "-- arrival::add
INSERT INTO arrival (community, day, source, outcome, count)",
    tail: "ON CONFLICT (community, day, source, outcome) DO UPDATE SET
    count = arrival.count + excluded.count",
};

/// What is counted together: a day, a source and what became of it, in a community.
type Counted = (String, i32, String, &'static str);

/// What stands in the columns of [`ADD`] for what arrived in several communities: each count once, and in one order, so
/// that two who count at once wait for one another and not in a circle.
pub(crate) fn rows<'a>(arrivals: impl Iterator<Item = (Scope, &'a Arrival)>) -> Vec<Vec<Arg>> {
    let mut counts: BTreeMap<Counted, u32> = BTreeMap::new();
    for (scope, arrival) in arrivals {
        let Arrival { source, outcome, at, times } = arrival;
        let what = (scope.community().to_string(), day_of(*at), source.as_str().to_owned(), outcome.word());
        *counts.entry(what).or_default() += times;
    }
    let row = |((community, day, source, outcome), count): (Counted, u32)| {
        vec![community.into(), day.into(), source.into(), outcome.into(), count.into()]
    };
    counts.into_iter().map(row).collect()
}

/// Forgets what was counted long ago.
pub(crate) async fn sweep(tx: &mut Tx, scope: Scope, now: DateTime<Utc>) -> Result<(), Fault> {
    let statement = Statement::new(
        "-- arrival::sweep
DELETE FROM arrival
WHERE community = $1 AND day < $2",
    );
    tx.run(&statement.with(scope).with(day_of(now - COUNTED))).await
}

/// How much came from each source since a day, in the order of sources and outcomes.
pub(crate) async fn since(pool: &Pool, scope: Scope, since: DateTime<Utc>) -> Result<Vec<Tally>, Fault> {
    let statement = Statement::new(
        "-- arrival::since
SELECT source, outcome, CAST(SUM(count) AS BIGINT) AS total
FROM arrival
WHERE community = $1 AND day >= $2
GROUP BY source, outcome
ORDER BY source, outcome",
    );
    let rows = pool.rows(&scope.into(), &statement.with(scope).with(day_of(since))).await?;
    let tally = |row: &crate::db::Row| {
        let source = column(TABLE, "?", row.text("source"))?;
        let outcome = column(TABLE, &source, row.text("outcome"))?;
        let outcome = Outcome::of(&outcome);
        let total = column(TABLE, &source, row.int("total"))?;
        Ok(Tally {
            outcome: outcome.ok_or_else(|| corrupt(TABLE, &source, "its outcome is not known"))?,
            count: u32::try_from(total).unwrap_or(u32::MAX),
            source: Source::parse(&source).map_err(|_| corrupt(TABLE, &source, "its source is no name"))?,
        })
    };
    rows.iter().map(tally).collect()
}
