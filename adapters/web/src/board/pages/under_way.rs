//! What is under way: asks and sessions, with whose turn it is, since when and until when.

use askama::Template;
use chrono::{DateTime, Utc};
use smallwins_core::board::{Row, Turn};
use smallwins_core::id::{AskId, SessionId};
use smallwins_core::kpi::{Span, Unit};
use smallwins_core::text::Typed;

use super::frame::{Frame, Tab};
use super::when::when;
use crate::board::inside::Inside;

/// What is under way.
#[derive(Template)]
#[template(path = "board/under_way.html")]
pub(crate) struct UnderWay {
    frame: Frame,
    asks: Option<Table<AskId>>,
    sessions: Option<Table<SessionId>>,
}

/// A part of either table, with the last that was looked at while there are more.
struct Table<Id> {
    lines: Vec<Line>,
    more: Option<Id>,
}

/// A line of either table.
pub(crate) struct Line {
    pub(crate) learner: Typed,
    pub(crate) mentor: Option<Typed>,
    pub(crate) question: Option<Typed>,
    pub(crate) turn: Turn,
    pub(crate) minutes: u32,
    pub(crate) since_at: DateTime<Utc>,
    pub(crate) since: String,
    /// When it was asked, where that was before.
    pub(crate) asked: Option<String>,
    /// For how long it is that turn, where somebody waits.
    pub(crate) waits: Option<String>,
    pub(crate) until: Option<String>,
}

impl Line {
    /// A row, for somebody who reads it.
    pub(crate) fn of<Id>(row: &Row<Id>, inside: &Inside) -> Line {
        let waited = (inside.now - row.since).num_milliseconds() as f64;
        Line {
            learner: row.learner.clone(),
            mentor: row.mentor.clone(),
            question: row.question.clone(),
            turn: row.turn,
            minutes: row.minutes.count(),
            since_at: row.since,
            since: when(row.since, inside),
            asked: row.asked.filter(|asked| *asked < row.since).map(|asked| when(asked, inside)),
            waits: row.turn.is_waited_for().then(|| Unit::Time.show(waited).into()),
            until: row.until.map(|until| when(until, inside)),
        }
    }
}

impl UnderWay {
    /// The page of some asks and sessions, each with the last of them while there are more; or of either alone.
    pub(crate) fn new(
        asks: Option<(Vec<Row<AskId>>, Option<AskId>)>,
        sessions: Option<(Vec<Row<SessionId>>, Option<SessionId>)>,
        inside: &Inside,
        span: Span,
    ) -> UnderWay {
        UnderWay {
            frame: Frame::new(inside, Tab::UnderWay, span, "/under-way".to_owned()),
            asks: asks.map(|asks| Table::of(asks, inside)),
            sessions: sessions.map(|sessions| Table::of(sessions, inside)),
        }
    }
}

impl<Id> Table<Id> {
    fn of((rows, more): (Vec<Row<Id>>, Option<Id>), inside: &Inside) -> Table<Id> {
        Table { lines: rows.iter().map(|row| Line::of(row, inside)).collect(), more }
    }
}
