//! The files of an archive, and the file that they are in.

use std::io::{Cursor, Write};

use serde_json::Value;
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::SCHEMA;

/// The lists that stand as CSV too.
const LISTS: [&str; 10] =
    ["wins", "asks", "offers", "sessions", "reasons", "accounts", "reports", "waiting", "changes", "journal"];

/// All files in one.
pub(super) fn zip(value: &Value) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut add = |name: &str, text: &str| {
        zip.start_file(name, options)?;
        zip.write_all(text.as_bytes())?;
        Ok::<(), zip::result::ZipError>(())
    };
    let json = serde_json::to_string_pretty(value).expect("its keys are text");
    let mut written = add("smallwins.json", &json).and_then(|()| add("member-archive.schema.json", SCHEMA));
    for list in LISTS {
        written = written.and_then(|()| add(&format!("{list}.csv"), &csv(&value[list])));
    }
    written.expect("memory takes everything");
    zip.finish().expect("memory takes everything").into_inner()
}

/// A list of objects as CSV (RFC 4180): a line of names, then one for each. What is inside of a value stands under both
/// names, `note.at`.
pub(super) fn csv(list: &Value) -> String {
    let rows: Vec<Vec<(String, String)>> = list.as_array().into_iter().flatten().map(flat).collect();
    let mut names: Vec<&String> = Vec::new();
    for (name, _) in rows.iter().flatten() {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let line = |cells: Vec<&str>| cells.into_iter().map(cell).collect::<Vec<_>>().join(",") + "\r\n";
    let mut text = line(names.iter().map(|name| name.as_str()).collect());
    for row in &rows {
        let value =
            |name: &&String| row.iter().find(|(known, _)| known == *name).map_or("", |(_, value)| value);
        text.push_str(&line(names.iter().map(value).collect()));
    }
    text
}

fn flat(value: &Value) -> Vec<(String, String)> {
    let mut cells = Vec::new();
    flatten("", value, &mut cells);
    cells
}

fn flatten(name: &str, value: &Value, cells: &mut Vec<(String, String)>) {
    let inside = |key: &str| if name.is_empty() { key.to_owned() } else { format!("{name}.{key}") };
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(key, value)| flatten(&inside(key), value, cells));
        }
        Value::Array(values) => {
            let numbered = values.iter().enumerate();
            numbered.for_each(|(place, value)| flatten(&inside(&(place + 1).to_string()), value, cells));
        }
        Value::String(text) => cells.push((name.to_owned(), text.clone())),
        Value::Null => cells.push((name.to_owned(), String::new())),
        other => cells.push((name.to_owned(), other.to_string())),
    }
}

/// A cell, which no spreadsheet takes for a formula.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}
