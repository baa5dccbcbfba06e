//! The first page: what waits, the eight numbers, and whose turn it is.

use askama::Template;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use smallwins_core::board::{Every, MOST, Row, Turn, Turned, Wait, Waiting, long_before, longest, waiting};
use smallwins_core::id::{AskId, SessionId};
use smallwins_core::kpi::{Counts, Direction, Figure, Kpi, Period, Reading, Span, Terms, read_periods};
use smallwins_core::store::{Store, StoreError};

use super::figure::Shown;
use super::frame::{Frame, Tab};
use super::under_way::Line;
use super::when::when;
use crate::board::inside::Inside;

/// So many of what waits are shown: more than three things nobody does at once.
const WAITS: usize = 3;
/// So many of what is under way are shown.
const LINES: usize = 6;

/// The first page.
#[derive(Template)]
#[template(path = "board/overview.html")]
pub(crate) struct Overview<'a> {
    frame: Frame,
    waits: Vec<Waiting>,
    cards: Vec<Card<'a>>,
    counts: Counts,
    lines: Vec<Line>,
    more: bool,
    /// Whether everything was looked at.
    is_all: bool,
    inside: &'a Inside,
}

/// A number, by its first figure, with the others beneath.
pub(crate) struct Card<'a> {
    kpi: Kpi,
    first: Shown<'a>,
    others: Vec<Shown<'a>>,
}

/// What the first page is made of.
pub(crate) struct Facts {
    periods: Vec<Period>,
    waits: Every<Waiting>,
    turns: Vec<Turned>,
    asks: Vec<Row<AskId>>,
    sessions: Vec<Row<SessionId>>,
}

impl Facts {
    /// Reads it.
    pub(crate) async fn read(store: &dyn Store, inside: &Inside, span: Span) -> Result<Facts, StoreError> {
        let (scope, now) = (inside.scope(), inside.now);
        let terms = Terms::of(inside.guest.community.zone);
        let window = span.up_to(now, &terms);
        let windows: Vec<_> = [Some(window), window.before(&terms)].into_iter().flatten().collect();
        let periods = read_periods(store, scope, &windows, &terms).await?;
        let turns = store.turns(scope, long_before(now)).await?;
        let (asks, sessions) = longest(store, scope, LINES as u32).await?;
        let waits = waiting(store, scope, &turns, now).await?;
        Ok(Facts { periods, waits, turns, asks, sessions })
    }
}

impl<'a> Overview<'a> {
    /// The page.
    pub(crate) fn new(facts: &'a Facts, inside: &'a Inside, span: Span) -> Overview<'a> {
        let [now, before] =
            [0, 1].map(|place| facts.periods.get(place).map_or(&[][..], |period| &period.figures));
        let cards = Kpi::ALL.into_iter().filter_map(|kpi| card(kpi, now, before)).collect();
        let asks = facts.asks.iter().map(|row| Line::of(row, inside));
        let sessions = facts.sessions.iter().map(|row| Line::of(row, inside));
        let mut lines: Vec<Line> = asks.chain(sessions).collect();
        lines.sort_by_key(|line| line.since_at);
        let under_way: u32 = facts.turns.iter().map(|turned| turned.count).sum();
        lines.truncate(LINES);
        Overview {
            frame: Frame::new(inside, Tab::Overview, span, "/".to_owned()),
            waits: facts.waits.rows.iter().copied().take(WAITS).collect(),
            cards,
            counts: facts.periods.first().and_then(|period| period.counts).unwrap_or_default(),
            more: under_way as usize > lines.len(),
            lines,
            is_all: facts.waits.is_all,
            inside,
        }
    }

    /// A day of the community, with its year where that is another one.
    fn day(&self, date: &NaiveDate) -> String {
        let today = self.inside.now.with_timezone(&self.inside.guest.community.zone);
        let form = if today.year() == date.year() { "%-d %b" } else { "%-d %b %Y" };
        date.format(form).to_string()
    }

    fn when(&self, at: &DateTime<Utc>) -> String {
        when(*at, self.inside)
    }
}

/// How many of something wait, where it is not one alone.
fn many(wait: &Waiting) -> Option<String> {
    let Waiting { count, is_least, .. } = wait;
    match (count, is_least) {
        (1, false) => None,
        (_, false) => Some(count.to_string()),
        (_, true) => Some(format!("{count} or more")),
    }
}

/// The figure by which a number is known.
fn first(kpi: Kpi) -> &'static str {
    match kpi {
        Kpi::Retention => "retention.30",
        Kpi::Recommendation => "recommendation.score",
        Kpi::Compliments => "compliments.density",
        Kpi::Completion => "completion.done",
        Kpi::Response => "response.working.median",
        Kpi::Repeat => "repeat.pairs",
        Kpi::Health => "health.filled",
        Kpi::Funnel => "funnel.met",
    }
}

fn card<'a>(kpi: Kpi, now: &'a [Figure], before: &[Figure]) -> Option<Card<'a>> {
    let mut shown: Vec<Shown<'a>> =
        now.iter().filter(|figure| figure.kpi == kpi).map(|figure| Shown::new(figure, before)).collect();
    let place = shown.iter().position(|shown| shown.figure.name == first(kpi))?;
    let first = shown.remove(place);
    Some(Card { kpi, first, others: shown })
}
