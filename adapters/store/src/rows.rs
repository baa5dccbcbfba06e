//! Values and rows: what is stored is the whole value as JSON, beside the columns that reads look for.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use smallwins_core::community::Scope;

use crate::db::{Pool, Row, Tx};
use crate::fault::Fault;
use crate::statement::{Arg, MOST_ROWS, Statement};

/// A value with a version, kept in a table of its own.
pub(crate) trait Kept: Serialize + DeserializeOwned {
    const TABLE: &'static str;

    fn key(&self) -> String;
    fn version_mut(&mut self) -> &mut u32;
}

/// What stands in a row that writes `value`: its next version.
pub(crate) fn next(version: u32) -> Arg {
    Arg::Int(Some(i64::from(version) + 1))
}

/// A value as it stands in a body.
pub(crate) fn body(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("our values have text keys and no failing parts")
}

/// The value of a row with `id`, `version` and `body`.
pub(crate) fn value<T: Kept>(row: &Row) -> Result<T, Fault> {
    let id = column(T::TABLE, "?", row.text("id"))?;
    let version = column(T::TABLE, &id, row.int("version"))?;
    let mut value: T = read_body(T::TABLE, &id, &column(T::TABLE, &id, row.text("body"))?)?;
    if value.key() != id {
        return Err(corrupt(T::TABLE, &id, "its body is that of another"));
    }
    *value.version_mut() =
        u32::try_from(version).map_err(|_| corrupt(T::TABLE, &id, "its version is out of range"))?;
    Ok(value)
}

/// The values of rows.
pub(crate) fn values<T: Kept>(rows: &[Row]) -> Result<Vec<T>, Fault> {
    rows.iter().map(value).collect()
}

/// At most so many rows after an id, or from the first on. The statement takes the scope, that id, and how many.
pub(crate) async fn page(
    pool: &Pool,
    scope: Scope,
    text: &'static str,
    after: Option<impl ToString>,
    most: u32,
) -> Result<Vec<Row>, Fault> {
    let after = after.map_or_else(String::new, |after| after.to_string());
    let statement = Statement::new(text).with(scope).with(after).with(most);
    pool.rows(&scope.into(), &statement).await
}

/// What a body holds. The reason names a place in it and never what stands there: that may be somebody's words.
pub(crate) fn read_body<T: DeserializeOwned>(table: &'static str, id: &str, body: &str) -> Result<T, Fault> {
    serde_json::from_str(body).map_err(|error| {
        let why = format!("its body breaks off or does not fit at column {}", error.column());
        corrupt(table, id, &why)
    })
}

/// A column of a row, or the reason why the row cannot be read.
pub(crate) fn column<T>(table: &'static str, id: &str, column: Result<T, String>) -> Result<T, Fault> {
    column.map_err(|why| corrupt(table, id, &why))
}

/// An instant out of a column.
pub(crate) fn instant(table: &'static str, id: &str, millis: i64) -> Result<DateTime<Utc>, Fault> {
    DateTime::from_timestamp_millis(millis).ok_or_else(|| corrupt(table, id, "an instant is out of range"))
}

pub(crate) fn corrupt(table: &'static str, id: &str, why: &str) -> Fault {
    Fault::Corrupt { table, id: id.to_owned(), why: why.to_owned() }
}

/// A statement that writes any number of rows: `head VALUES rows tail`.
pub(crate) struct Writing {
    pub(crate) head: &'static str,
    pub(crate) tail: &'static str,
}

impl Writing {
    /// Writes the rows and answers with what the statements return.
    pub(crate) async fn run(&self, tx: &mut Tx, rows: &[&[Arg]]) -> Result<Vec<Row>, Fault> {
        let mut answers = Vec::new();
        for rows in rows.chunks(MOST_ROWS) {
            let tail = tx.sharing(self.tail);
            let statement = Statement::of_rows(self.head, rows.iter().copied(), &tail, tx.places());
            answers.extend(tx.rows(&statement).await?);
        }
        Ok(answers)
    }

    /// Writes the rows, and says whether all of them passed. For statements that would return the id, which is not
    /// fetched here.
    pub(crate) async fn passes(&self, tx: &mut Tx, rows: &[&[Arg]]) -> Result<bool, Fault> {
        let tail = self.tail.find("RETURNING ").map_or(self.tail, |answers| &self.tail[..answers]);
        let mut passed = 0;
        for rows in rows.chunks(MOST_ROWS) {
            let statement =
                Statement::of_rows(self.head, rows.iter().copied(), &tx.sharing(tail), tx.places());
            passed += tx.count(&statement).await?;
        }
        Ok(passed == rows.len() as u64)
    }

    /// Writes the rows, and answers with the places of those that did not pass. For tables whose rows begin with
    /// community and id, in statements that return the id.
    pub(crate) async fn refused(&self, tx: &mut Tx, rows: &[&[Arg]]) -> Result<Vec<usize>, Fault> {
        let passed = self.run(tx, rows).await?;
        if passed.len() == rows.len() {
            return Ok(Vec::new());
        }
        let passed = passed.iter().map(|row| column("row", "?", row.text("id")));
        let passed: HashSet<String> = passed.collect::<Result<_, _>>()?;
        let refused = |row: &[Arg]| match &row[1] {
            Arg::Text(Some(id)) => !passed.contains(&**id),
            Arg::Int(Some(number)) => !passed.contains(&number.to_string()),
            _ => true,
        };
        let refused: Vec<usize> = (0..rows.len()).filter(|place| refused(rows[*place])).collect();
        // Two rows of one id in two communities: which of them passed is not told.
        if refused.is_empty() { Err(Fault::Clash) } else { Ok(refused) }
    }
}
