//! Every table as a file for spreadsheets: RFC 4180, in UTF-8 with the mark by which Excel knows it.
//!
//! A spreadsheet takes a cell that begins with `=` and its like for a formula, and people choose their own names; so
//! such a text is given an apostrophe in front, which spreadsheets read as "this is text".

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, SecondsFormat, Utc};

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    /// What somebody wrote, or a word of ours.
    Text(String),
    /// A number, in plain digits.
    Number(f64),
    /// An instant, in UTC.
    At(DateTime<Utc>),
    /// Nothing is known.
    Nothing,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }
}

impl From<u32> for Cell {
    fn from(number: u32) -> Cell {
        Cell::Number(number.into())
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(cell: Option<T>) -> Cell {
        cell.map_or(Cell::Nothing, Into::into)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Cell {
        Cell::Number(number)
    }
}

impl From<DateTime<Utc>> for Cell {
    fn from(at: DateTime<Utc>) -> Cell {
        Cell::At(at)
    }
}

impl Cell {
    fn write(&self, file: &mut String) {
        match self {
            Cell::Text(text) => write_text(text, file),
            Cell::Number(number) => file.push_str(&number.to_string()),
            Cell::At(at) => file.push_str(&at.to_rfc3339_opts(SecondsFormat::Secs, true)),
            Cell::Nothing => {}
        }
    }
}

fn write_text(text: &str, file: &mut String) {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let guarded = if is_formula { format!("'{text}") } else { text.to_owned() };
    if guarded.contains(['"', ',', '\r', '\n', ';']) {
        file.push('"');
        file.push_str(&guarded.replace('"', "\"\""));
        file.push('"');
    } else {
        file.push_str(&guarded);
    }
}

/// A table as a file of that name.
pub(super) fn file<const N: usize>(
    name: &str,
    head: [&str; N],
    rows: impl IntoIterator<Item = [Cell; N]>,
) -> Response {
    let kind = (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned());
    let saved = (CONTENT_DISPOSITION, format!("attachment; filename=\"smallwins-{name}.csv\""));
    ([kind, saved], table(head, rows)).into_response()
}

fn table<const N: usize>(head: [&str; N], rows: impl IntoIterator<Item = [Cell; N]>) -> String {
    let mut file = String::from('\u{feff}');
    for row in std::iter::once(head.map(Cell::from)).chain(rows) {
        for (place, cell) in row.iter().enumerate() {
            if place > 0 {
                file.push(',');
            }
            cell.write(&mut file);
        }
        file.push_str("\r\n");
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(cell: impl Into<Cell>) -> String {
        let file = table(["head"], [[cell.into()]]);
        file.strip_prefix("\u{feff}head\r\n").and_then(|row| row.strip_suffix("\r\n")).unwrap().to_owned()
    }

    #[test]
    fn what_a_spreadsheet_would_run_is_made_text() {
        for begin in ["=", "+", "-", "@", "\t", "\r", "\n"] {
            let cell = written(format!("{begin}cmd|' /C calc'!A0").as_str());
            assert!(cell.trim_start_matches('"').starts_with('\''), "{cell}");
        }
        assert_eq!(written("Ana = Bo"), "Ana = Bo");
        assert_eq!(written(-3.5), "-3.5");
    }

    #[test]
    fn commas_quotes_and_lines_stay_inside_their_cell() {
        assert_eq!(written("a, b"), "\"a, b\"");
        assert_eq!(written("say \"hi\""), "\"say \"\"hi\"\"\"");
        assert_eq!(written("two\nlines"), "\"two\nlines\"");
        assert_eq!(written(None::<f64>), "");
        assert_eq!(written(DateTime::UNIX_EPOCH), "1970-01-01T00:00:00Z");
    }

    #[test]
    fn every_row_ends_and_the_file_says_that_it_is_utf_8() {
        let file = table(["a", "b"], [["Ana".into(), 1_u32.into()], ["Zoë".into(), Cell::Nothing]]);
        assert_eq!(file, "\u{feff}a,b\r\nAna,1\r\nZoë,\r\n");
    }
}
