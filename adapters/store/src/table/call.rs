//! Calls that were answered: the inbox that makes a platform's retry harmless.

use chrono::{DateTime, Utc};
use smallwins_core::community::Scope;
use smallwins_core::message::Reply;
use smallwins_core::store::CallId;

use crate::db::Tx;
use crate::fault::Fault;
use crate::rows::{Writing, body, column, read_body};
use crate::statement::{Arg, Statement};

pub(crate) const TABLE: &str = "call";

/// Notes calls that are answered for the first time.
pub(crate) const PUT: Writing = Writing {
    head: "-- call::put
INSERT INTO call (community, id, at, reply)",
    tail: "ON CONFLICT (community, id) DO NOTHING
RETURNING id",
};

/// What stands in the columns of [`PUT`].
pub(crate) fn row(scope: Scope, call: &CallId, at: DateTime<Utc>, reply: &Reply) -> Vec<Arg> {
    vec![scope.into(), call.0.as_str().into(), at.into(), body(reply).into()]
}

/// What a call was answered.
pub(crate) async fn reply(tx: &mut Tx, scope: Scope, call: &CallId) -> Result<Option<Reply>, Fault> {
    let statement = Statement::new(
        "-- call::reply
SELECT reply
FROM call
WHERE community = $1 AND id = $2",
    );
    let rows = tx.rows(&statement.with(scope).with(call.0.as_str())).await?;
    let read = |row: &crate::db::Row| read_body(TABLE, &call.0, &column(TABLE, &call.0, row.text("reply"))?);
    rows.first().map(read).transpose()
}
