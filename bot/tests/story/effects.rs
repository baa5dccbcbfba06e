//! What came of a story: the journal, and how things stand in the end, without the ids that chance has made.

use std::collections::BTreeMap;

use serde_json::Value;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::memory::Memory;

/// What is compared, each with the columns that say it; `who` is a member's id. What is promised week by week is due by
/// the clock of the community, whose zone differs from place to place until somebody says one.
const QUESTIONS: [(&str, &str); 7] = [
    ("fact", "SELECT at || ' ' || kind AS what, member AS who, body FROM fact"),
    ("member", "SELECT '' AS what, id AS who, body FROM member"),
    ("win", "SELECT at || ' ' || (undone_at IS NULL) AS what, learner AS who, body FROM win"),
    ("ask", "SELECT at || ' ' || open AS what, learner AS who, body FROM ask"),
    ("offer", "SELECT open || '' AS what, mentor AS who, body FROM offer"),
    ("session", "SELECT open || ' ' || coalesce(starts_at, '') AS what, mentor AS who, body FROM session"),
    (
        "task",
        "SELECT kind || ' ' || state || ' ' || CASE WHEN settled_at IS NULL THEN due ELSE '' END AS what, \
         coalesce(recipient, '') AS who, body FROM task \
         WHERE body NOT LIKE '%clock digest%' AND body NOT LIKE '%clock forget%' AND body NOT LIKE '%clock round%'",
    ),
];

/// What differs from place to place: on the bare stage people are called as they are named, and Discord tells no zone,
/// so that they tell theirs, which is then what they changed last.
const OF_THE_PLACE: [&str; 3] = ["handle", "zone_told", "earlier"];
/// Where something stands in a channel each tells by ids of its own; that it stands there, and says what, is the same.
const PLACES: [&str; 3] = ["posted", "over", "instead_of"];

/// What came of a story so far, in lines that are sorted.
pub(crate) async fn effects(memory: &Memory) -> Vec<String> {
    let mut looking = memory.look().await;
    let names = sqlx::query("SELECT id, body FROM member").fetch_all(&mut looking).await.expect("members");
    let names: BTreeMap<String, String> = names.iter().map(named).collect();
    let mut lines = Vec::new();
    for (what, question) in QUESTIONS {
        let rows = sqlx::query(question).fetch_all(&mut looking).await.expect("rows");
        lines.extend(rows.iter().map(|row| format!("{what} {}", line(row, &names))));
    }
    lines.sort();
    lines
}

fn named(row: &SqliteRow) -> (String, String) {
    (row.get("id"), body(row)["name"].as_str().unwrap_or_default().to_owned())
}

fn line(row: &SqliteRow, names: &BTreeMap<String, String>) -> String {
    let (what, who): (String, String) = (row.get("what"), row.get("who"));
    format!("{what} {}: {}", without_ids(&who, names), alike(body(row), names))
}

fn body(row: &SqliteRow) -> Value {
    serde_json::from_str(row.get("body")).expect("bodies are JSON")
}

/// A value with names instead of ids, and without what differs from place to place.
fn alike(value: Value, names: &BTreeMap<String, String>) -> Value {
    match value {
        Value::String(text) => Value::String(without_ids(&text, names)),
        Value::Array(values) => values.into_iter().map(|value| alike(value, names)).collect(),
        Value::Object(fields) => {
            let everywhere = fields.into_iter().filter(|(key, _)| !OF_THE_PLACE.contains(&key.as_str()));
            let value = |key: &str, value: Value| match PLACES.contains(&key) && value.is_object() {
                true => Value::String("a message in a channel".to_owned()),
                false => alike(value, names),
            };
            everywhere.map(|(key, told)| (without_ids(&key, names), value(&key, told))).collect()
        }
        value => value,
    }
}

/// A text in which members go by their names, and everything else by what it is: `affirm offer`.
fn without_ids(text: &str, names: &BTreeMap<String, String>) -> String {
    let word = |word: &str| match word.split_once('_') {
        Some((kind, digits)) if digits.len() == 26 => names.get(word).cloned().unwrap_or(kind.to_owned()),
        _ => word.to_owned(),
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}
