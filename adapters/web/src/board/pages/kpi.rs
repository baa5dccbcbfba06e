//! The page of one number: what it means, its figures, and how each of them went.

use askama::Template;
use chrono::{DateTime, TimeDelta, Utc};
use smallwins_core::chart::{Point, trend};
use smallwins_core::kpi::{Direction, Figure, Kpi, Question, Reading, Span, Terms, Window, read_figures};
use smallwins_core::store::{Store, StoreError};

use super::figure::Shown;
use super::frame::{Frame, Tab};
use crate::board::inside::Inside;

/// So many windows are in a trend.
const WINDOWS: usize = 12;

/// The page of one number.
#[derive(Template)]
#[template(path = "board/kpi.html")]
pub(crate) struct KpiPage<'a> {
    frame: Frame,
    kpi: Kpi,
    title: String,
    figures: Vec<Shown<'a>>,
    trends: Vec<Trend<'a>>,
    step: Step,
    /// How many windows the trends have.
    count: usize,
    neighbours: Vec<(Kpi, String)>,
}

/// How long a window of a trend is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// A week.
    Week,
    /// Thirty days.
    Month,
}

/// How one figure went.
struct Trend<'a> {
    label: String,
    /// Whether there is anything to draw.
    is_known: bool,
    svg: String,
    rows: Vec<(String, Shown<'a>)>,
}

/// What a trend says.
#[derive(Template)]
#[template(path = "board/trend.txt")]
struct TrendWords<'a> {
    step: Step,
    count: usize,
    known: usize,
    last: Option<&'a Shown<'a>>,
}

impl Step {
    /// The step that shows what a span is part of.
    pub(crate) fn of(span: Span) -> Step {
        match span {
            Span::Days7 | Span::Days30 => Step::Week,
            Span::Days90 | Span::All => Step::Month,
        }
    }

    /// The windows up to the last midnight, the earliest first: today is not over, and would be one day more. They
    /// begin with the one in which the journal does, and there is always the last.
    fn windows(self, now: DateTime<Utc>, began: Option<DateTime<Utc>>, terms: &Terms) -> Vec<Window> {
        let span = match self {
            Step::Week => Span::Days7,
            Step::Month => Span::Days30,
        };
        let windows =
            std::iter::successors(Some(span.up_to(terms.calendar.day_start(now), terms)), |window| {
                window.before(terms)
            });
        let is_there = |window: &Window| began.is_some_and(|began| began < window.to);
        let there =
            windows.take(WINDOWS).enumerate().take_while(|(place, window)| *place == 0 || is_there(window));
        let mut windows: Vec<Window> = there.map(|(_, window)| window).collect();
        windows.reverse();
        windows
    }
}

/// What the page of a number is made of.
pub(crate) struct Facts {
    /// The figures of the span, and of the time before.
    now: Vec<Vec<Figure>>,
    /// Those of the windows of the trend, the earliest first.
    windows: Vec<Vec<Figure>>,
    /// What the community goes by.
    terms: Terms,
}

impl Facts {
    /// Reads it.
    pub(crate) async fn read(
        store: &dyn Store,
        inside: &Inside,
        kpi: Kpi,
        span: Span,
    ) -> Result<Facts, StoreError> {
        let terms = Terms::of(inside.guest.community.zone);
        let window = span.up_to(inside.now, &terms);
        let first = store.facts(inside.scope(), None, 1).await?;
        let mut windows = Step::of(span).windows(inside.now, first.first().map(|fact| fact.at), &terms);
        let count = windows.len();
        windows.push(window);
        windows.extend(window.before(&terms));
        let questions: Vec<_> =
            windows.into_iter().map(|window| Question { window, kpis: kpi.alone() }).collect();
        let mut figures = read_figures(store, inside.scope(), &questions, &terms).await?;
        let now = figures.split_off(count);
        Ok(Facts { now, windows: figures, terms })
    }

    /// Every figure of the page in the order of its tables, each beside the same of as many days before where that is
    /// one of them; what a trend repeats is there once.
    pub(crate) fn each_once(&self) -> impl Iterator<Item = (&Figure, Option<&Figure>)> {
        let earlier = move |figure: &Figure| {
            let mut all = self.now.iter().chain(&self.windows).flatten();
            all.find(|other| {
                (other.name, Some(other.window)) == (figure.name, figure.window.before(&self.terms))
            })
        };
        let now = || self.now.iter().flatten();
        let is_told =
            |told: &Figure, figure: &Figure| (told.name, told.window) == (figure.name, figure.window);
        let is_new = move |figure: &&Figure| !now().any(|told| is_told(told, figure));
        let each = now().chain(self.windows.iter().flatten().filter(is_new));
        each.map(move |figure| (figure, earlier(figure)))
    }
}

impl<'a> KpiPage<'a> {
    /// The page.
    pub(crate) fn new(facts: &'a Facts, inside: &Inside, kpi: Kpi, span: Span) -> KpiPage<'a> {
        let [now, before] = [0, 1].map(|place| facts.now.get(place).map_or(&[][..], Vec::as_slice));
        let step = Step::of(span);
        KpiPage {
            frame: Frame::new(inside, Tab::Kpi, span, format!("/kpis/{}", kpi.key())),
            kpi,
            title: kpi.title().into(),
            figures: now.iter().map(|figure| Shown::new(figure, before)).collect(),
            trends: now.iter().map(|figure| went(figure, &facts.windows, step, inside)).collect(),
            step,
            count: facts.windows.len(),
            neighbours: Kpi::ALL.map(|kpi| (kpi, kpi.title().into())).into(),
        }
    }
}

fn went<'a>(figure: &Figure, windows: &'a [Vec<Figure>], step: Step, inside: &Inside) -> Trend<'a> {
    let same = |figures: &'a Vec<Figure>| figures.iter().find(|other| other.name == figure.name);
    let shown: Vec<&Figure> = windows.iter().filter_map(same).collect();
    let day = |figure: &Figure| {
        // The last instant of a window lies before its end. Its days are those of the community, whoever reads of them.
        let last = figure.window.to - TimeDelta::milliseconds(1);
        last.with_timezone(&inside.guest.community.zone).format("%-d %b").to_string()
    };
    let points: Vec<Point> = shown.iter().map(|figure| Point::of(figure, day(figure))).collect();
    let rows: Vec<(String, Shown<'a>)> =
        shown.iter().map(|figure| (day(figure), Shown::new(figure, &[]))).collect();
    let is_known = |shown: &&Shown| matches!(shown.figure.reading, Reading::Value { .. });
    let known = || rows.iter().map(|(_, shown)| shown).filter(is_known);
    let last = known().next_back();
    let known = known().count();
    let words = TrendWords { step, count: windows.len(), known, last }.to_string();
    let label = String::from(figure.label());
    let svg = trend(&format!("trend-{}", figure.name), figure.unit, &points, &label, &words);
    Trend { label, is_known: known > 0, svg, rows }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_windows_of_a_trend_touch_and_are_of_as_many_whole_days_each() {
        let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
        let terms = Terms::of(chrono_tz::Europe::Berlin);
        for step in [Step::Week, Step::Month] {
            let windows = step.windows(now, Some(DateTime::UNIX_EPOCH), &terms);
            assert_eq!((windows.len(), windows[11].to), (12, terms.calendar.day_start(now)));
            assert!(windows.windows(2).all(|two| Some(two[0].to) == two[1].from));
        }
    }

    #[test]
    fn they_begin_with_the_window_in_which_the_journal_does() {
        let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
        let terms = Terms::of(chrono_tz::Europe::Berlin);
        let midnight = terms.calendar.day_start(now);
        let count = |began| Step::Week.windows(now, began, &terms).len();
        assert_eq!([None, Some(now), Some(midnight - TimeDelta::days(3))].map(count), [1, 1, 1]);
        // What happened at the very beginning of a window is of it, and what happened just before is not.
        assert_eq!(count(Some(midnight - TimeDelta::days(14))), 2);
        assert_eq!(count(Some(midnight - TimeDelta::days(14) - TimeDelta::seconds(1))), 3);
    }
}
