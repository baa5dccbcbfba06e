//! A statement: one portable SQL text and what it is given. Both databases read `$1`; only the long lists of rows are
//! written differently for each, by the one builder below.

use std::borrow::Cow;
use std::fmt::{Display, Write};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use smallwins_core::community::Scope;

/// Rows of one statement; a longer list becomes several statements. Far below what a statement may bind: 32,766
/// values in SQLite and 65,535 in PostgreSQL.
pub(crate) const MOST_ROWS: usize = 500;
/// Statements of so many rows keep their compiled form; longer ones are compiled each time, as their texts vary.
const KEPT_ROWS: usize = 8;

/// What a statement is given.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Arg {
    Text(Option<Arc<str>>),
    Int(Option<i64>),
    Truth(bool),
    Bytes(Arc<[u8]>),
}

/// How a statement for many rows names the places of its arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Places {
    /// `$1`, which PostgreSQL needs.
    Numbered,
    /// `?`: to SQLite `$1` is a name, which it and sqlx look up in a list for each place, so that thousands of them
    /// take time by the square of their number (measured: half of the time of a group of 64 commits).
    InOrder,
}

/// One portable SQL text and what it is given.
///
/// How many rows are wanted at most is written `LIMIT $3 + 0`: SQLite plans by the value of a bare `LIMIT $3`, and so
/// compiles the statement anew each time that it is given one (a tenth of all the time that a rehearsal took).
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    pub(crate) text: Cow<'static, str>,
    pub(crate) args: Vec<Arg>,
    /// Whether the compiled form is worth keeping.
    pub(crate) kept: bool,
}

impl Statement {
    /// A statement that always reads the same.
    pub(crate) fn new(text: &'static str) -> Statement {
        Statement { text: Cow::Borrowed(text), args: Vec::new(), kept: true }
    }

    /// A statement for a number of rows: `head VALUES ($1, $2), ($3, $4) tail`.
    pub(crate) fn of_rows<'a>(
        head: &str,
        rows: impl IntoIterator<Item = &'a [Arg]>,
        tail: &str,
        places: Places,
    ) -> Statement {
        let (mut text, mut args, mut count) = (format!("{head} VALUES "), Vec::new(), 0);
        for row in rows {
            text.push_str(if count == 0 { "(" } else { ", (" });
            push_places(&mut text, args.len(), row.len(), places);
            text.push(')');
            args.extend_from_slice(row);
            count += 1;
        }
        text.push(' ');
        text.push_str(tail);
        Statement { text: Cow::Owned(text), args, kept: count <= KEPT_ROWS }
    }

    /// A statement that looks for a list: its name in the text, say `{list}`, becomes places for the items, after the
    /// arguments given so far. The list is filled up with its last item, so that few lengths of text are ever compiled.
    pub(crate) fn for_list(
        mut self,
        name: &str,
        items: impl IntoIterator<Item = impl Into<Arg>>,
    ) -> Statement {
        let before = self.args.len();
        self.args.extend(items.into_iter().map(Into::into));
        let count = self.args.len() - before;
        let last = self.args.last().cloned().expect("nobody looks for an empty list");
        self.args.resize(before + count.next_power_of_two(), last);
        let mut places = String::new();
        push_places(&mut places, before, self.args.len() - before, Places::Numbered);
        self.text = Cow::Owned(self.text.replace(name, &places));
        self
    }

    /// The statement with one more argument.
    pub(crate) fn with(mut self, arg: impl Into<Arg>) -> Statement {
        self.args.push(arg.into());
        self
    }
}

fn push_places(text: &mut String, before: usize, count: usize, places: Places) {
    for place in before + 1..=before + count {
        let comma = if place == before + 1 { "" } else { ", " };
        match places {
            Places::Numbered => write!(text, "{comma}${place}"),
            Places::InOrder => write!(text, "{comma}?"),
        }
        .expect("a string takes everything");
    }
}

/// A text as a part of a pattern, in which it stands for itself.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '!' | '%' | '_') {
            escaped.push('!');
        }
        escaped.push(character);
    }
    escaped
}

/// An id as it stands in a row.
pub(crate) fn id(id: impl Display) -> Arg {
    Arg::from(id.to_string())
}

impl From<Scope> for Arg {
    fn from(scope: Scope) -> Arg {
        id(scope.community())
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Arg {
        Arg::Text(Some(text.into()))
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Arg {
        Arg::Text(Some(text.into()))
    }
}

impl From<Option<String>> for Arg {
    fn from(text: Option<String>) -> Arg {
        Arg::Text(text.map(Into::into))
    }
}

impl From<u32> for Arg {
    fn from(number: u32) -> Arg {
        Arg::Int(Some(number.into()))
    }
}

impl From<usize> for Arg {
    fn from(number: usize) -> Arg {
        Arg::Int(Some(i64::try_from(number).unwrap_or(i64::MAX)))
    }
}

impl From<bool> for Arg {
    fn from(truth: bool) -> Arg {
        Arg::Truth(truth)
    }
}

impl From<Vec<u8>> for Arg {
    fn from(bytes: Vec<u8>) -> Arg {
        Arg::Bytes(bytes.into())
    }
}

impl From<i32> for Arg {
    fn from(number: i32) -> Arg {
        Arg::Int(Some(number.into()))
    }
}

impl From<DateTime<Utc>> for Arg {
    fn from(at: DateTime<Utc>) -> Arg {
        Arg::Int(Some(at.timestamp_millis()))
    }
}

impl From<Option<DateTime<Utc>>> for Arg {
    fn from(at: Option<DateTime<Utc>>) -> Arg {
        Arg::Int(at.map(|at| at.timestamp_millis()))
    }
}
