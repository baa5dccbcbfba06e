//! The tables of the dashboard as files.

use axum::response::Response;
use serde_json::Value;
use smallwins_core::audit::{Changed, Told};
use smallwins_core::board::{MOST, Row, asks, every, sessions};
use smallwins_core::community::Scope;
use smallwins_core::kpi::{Figure, Given, Limits, Reading, change};
use smallwins_core::signal::Tally;
use smallwins_core::store::{Store, StoreError};

use super::csv::{Cell, file};
use super::pages::audit::who;
use super::pages::mentors;

/// Figures, a line each; beside an earlier one stands how much they are above it, at 95 %.
pub(super) fn figures<'a>(
    name: &str,
    figures: impl Iterator<Item = (&'a Figure, Option<&'a Figure>)>,
) -> Response {
    let head = [
        "figure",
        "from",
        "to",
        "reading",
        "value",
        "low",
        "high",
        "n",
        "people",
        "unit",
        "method",
        "left_out",
        "caveat",
        "at_least",
        "needed",
        "observable_on",
        "difference",
        "difference_low",
        "difference_high",
        "direction",
        "smallest_rise",
        "smallest_fall",
    ];
    file(name, head, figures.map(|(figure, earlier)| figure_row(figure, earlier)))
}

fn figure_row(figure: &Figure, earlier: Option<&Figure>) -> [Cell; 22] {
    let (value, Limits { low, high }) = match figure.reading {
        Reading::Value { value, limits } => (Some(value), limits),
        _ => (None, Limits::default()),
    };
    // As they are called in JSON, so that there is one list of names.
    let json = serde_json::to_value(figure).unwrap_or_default();
    let word = |value: &Value| value.as_str().map_or(Cell::Nothing, Cell::from);
    let number = |value: &Value| value.as_f64().into();
    let reading = &json["reading"];
    let change = earlier.and_then(|earlier| change(figure, earlier));
    let change = serde_json::to_value(change).unwrap_or_default();
    let smallest = figure.smallest();
    let left_out: Vec<String> =
        figure.left_out.iter().map(|left| format!("{} {}", left.n, left.what)).collect();
    [
        figure.name.into(),
        figure.window.from.into(),
        figure.window.to.into(),
        word(&reading["is"]),
        value.into(),
        low.into(),
        high.into(),
        Cell::Number(figure.n as f64),
        Cell::Number(figure.people as f64),
        word(&json["unit"]),
        figure.method.into(),
        Cell::from(left_out.join("; ").as_str()),
        word(&json["caveat"]),
        number(&reading["at_least"]),
        number(&reading["needed"]),
        word(&reading["date"]),
        number(&change["difference"]),
        number(&change["limits"]["low"]),
        number(&change["limits"]["high"]),
        word(&change["direction"]),
        smallest.and_then(|smallest| smallest.rise).into(),
        smallest.and_then(|smallest| smallest.fall).into(),
    ]
}

/// What is under way, a line each.
pub(super) async fn under_way(store: &dyn Store, scope: Scope) -> Result<Response, StoreError> {
    let asks = every(|after| asks(store, scope, after)).await?;
    let sessions = every(|after| sessions(store, scope, after)).await?;
    let rows = asks.rows.iter().map(|row| under_way_row("ask", row));
    let rows = rows.chain(sessions.rows.iter().map(|row| under_way_row("session", row)));
    let head = ["kind", "id", "learner", "mentor", "minutes", "question", "asked", "turn", "since", "until"];
    Ok(file(&called("under-way", asks.is_all && sessions.is_all), head, rows))
}

fn under_way_row<Id: ToString>(kind: &str, row: &Row<Id>) -> [Cell; 10] {
    [
        kind.into(),
        Cell::Text(row.id.to_string()),
        row.learner.as_str().into(),
        row.mentor.as_ref().map(|mentor| mentor.as_str()).into(),
        row.minutes.count().into(),
        row.question.as_ref().map(|question| question.as_str()).into(),
        row.asked.into(),
        row.turn.word().into(),
        row.since.into(),
        row.until.into(),
    ]
}

/// Those who mentor, a line each, and one for all others together.
pub(super) fn mentors(facts: &mentors::Facts) -> Response {
    let head = [
        "mentor",
        "sessions_this_week",
        "most_sessions",
        "minutes_this_week",
        "most_minutes",
        "held_30_days",
        "minutes_30_days",
        "open_of_30_days",
        "not_held_of_30_days",
        "offers_ended_30_days",
        "offers_missed_30_days",
        "paused_until",
        "not_asked_since",
    ];
    let rows =
        facts.rows().map(|row| mentor_row(&row)).chain(facts.others().map(|others| others_row(&others)));
    file(&called("mentors", facts.is_all()), head, rows)
}

fn mentor_row(mentors::Row { load, recent }: &mentors::Row<'_>) -> [Cell; 13] {
    [
        load.name.as_str().into(),
        load.week.into(),
        load.caps.week.into(),
        load.minutes.into(),
        load.caps.minutes.into(),
        recent.given.sessions.into(),
        recent.given.minutes.into(),
        recent.open.into(),
        recent.not_held.into(),
        recent.given.ended.into(),
        recent.given.missed.into(),
        load.paused_until.into(),
        load.rests_since.into(),
    ]
}

/// Those who helped and are no mentors; what somebody may be called is no name of theirs.
fn others_row(others: &Given) -> [Cell; 13] {
    let mut row = [const { Cell::Nothing }; 13];
    (row[0], row[5], row[6]) = ("(all others)".into(), others.sessions.into(), others.minutes.into());
    row
}

/// What arrived from other tools, a line for each source and what became of it.
pub(super) fn signals(tallies: &[Tally]) -> Response {
    let row = |tally: &Tally| [tally.source.as_str().into(), tally.outcome.word().into(), tally.count.into()];
    file("signals", ["source", "outcome", "count_7_days"], tallies.iter().map(row))
}

/// What was changed, a line for each thing; of one kind alone, where that is asked for.
pub(super) fn audit(told: &[Told], only: Option<&str>) -> Response {
    let of = |line: &Told, changed: &Changed| {
        [
            Cell::Number(line.number as f64),
            line.at.into(),
            who(&line.by).into(),
            changed.word.as_str().into(),
            Cell::from(changed.whom.join(" and ").as_str()),
            changed.before.as_deref().into(),
            changed.after.as_deref().into(),
        ]
    };
    let wanted = |changed: &&Changed| only.is_none_or(|only| changed.word == only);
    let rows = told.iter().flat_map(|line| {
        line.changes.iter().filter(wanted).map(|changed| of(line, changed)).collect::<Vec<_>>()
    });
    file("audit", ["line", "at", "who", "what", "of", "before", "after"], rows)
}

/// The name of a file, which says where it does not hold everything: a spreadsheet would take a line that does for a
/// row.
fn called(name: &str, is_all: bool) -> String {
    if is_all { name.to_owned() } else { format!("{name}-only-the-oldest-{MOST}-of-each-kind") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_cut_says_so_in_its_name() {
        assert_eq!(called("mentors", true), "mentors");
        assert_eq!(called("mentors", false), "mentors-only-the-oldest-10000-of-each-kind");
    }
}
