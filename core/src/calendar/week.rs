//! A week of working hours, as the clock on the wall shows them.

use std::fmt::{self, Display, Formatter};

use chrono::{Datelike, Days, NaiveDateTime, NaiveTime, TimeDelta, Weekday};
use serde::{Deserialize, Serialize};

use super::week_text::HoursProblem;

const DAY: u16 = 24 * 60;
const WEEK: u16 = 7 * DAY;
const WEEKDAYS: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

/// Local wall time in whole minutes of the day, up to and without its end.
///
/// `to <= from` runs over midnight into the next day: 22:00–06:00. A whole day is 00:00–24:00.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    from: u16,
    to: u16,
}

impl Span {
    /// A span of minutes of the day, `from` in 0..1440 and `to` in 0..=1440; an end at 0 is midnight, 1440.
    pub fn new(from: u16, to: u16) -> Option<Span> {
        let to = if to == 0 { DAY } else { to };
        (from < DAY && to <= DAY).then_some(Span { from, to })
    }

    /// The minute of the day at which it begins.
    pub fn from(self) -> u16 {
        self.from
    }

    /// The minute at which it ends: of the next day when not after the beginning.
    pub fn to(self) -> u16 {
        self.to
    }

    /// How many minutes the clock on the wall shows between beginning and end, 1 to 1440.
    pub fn minutes(self) -> u16 {
        if self.to > self.from { self.to - self.from } else { self.to + DAY - self.from }
    }
}

impl Display for Span {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Span { from, to } = self;
        write!(f, "{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60)
    }
}

/// The working hours of a person's week: any set of minutes, told as spans of weekdays.
///
/// Two ways to say the same minutes are the same hours (`fri 20-24, sat 0-2` is `fri 20-2`), so the text
/// that comes out is canonical. The default is Monday to Friday, 09:00 to 18:00.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hours {
    /// In order, never touching; a run over the end of Sunday is held as two.
    runs: Vec<Run>,
}

/// Minutes since Monday 00:00, up to and without the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Run {
    from: u16,
    to: u16,
}

impl Default for Hours {
    fn default() -> Hours {
        let span = Span { from: 9 * 60, to: 18 * 60 };
        Hours::new(WEEKDAYS[..5].iter().map(|&weekday| (weekday, span)))
    }
}

impl Hours {
    /// The hours of these spans together; spans that touch or overlap become one.
    pub fn new(spans: impl IntoIterator<Item = (Weekday, Span)>) -> Hours {
        let mut pieces = Vec::new();
        for (weekday, span) in spans {
            let from = midnight(weekday) + span.from;
            let to = from + span.minutes();
            pieces.push(Run { from, to: to.min(WEEK) });
            if to > WEEK {
                pieces.push(Run { from: 0, to: to - WEEK });
            }
        }
        pieces.sort_unstable();
        let mut runs: Vec<Run> = Vec::with_capacity(pieces.len());
        for piece in pieces {
            match runs.last_mut() {
                Some(last) if piece.from <= last.to => last.to = last.to.max(piece.to),
                _ => runs.push(piece),
            }
        }
        Hours { runs }
    }

    /// No hours at all: somebody who is never to be spoken to unasked.
    pub fn none() -> Hours {
        Hours { runs: Vec::new() }
    }

    /// Whether there are no hours at all.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Reads hours as people write them.
    ///
    /// `mon-fri 9-17`, `mon-fri 9:00-12:00 13:00-17:30, sat 10-12`, `9am-5pm` (Monday to Friday where no day
    /// is named), `daily 22-6`, `weekends 10-14`, `none`. The text that [`Display`] writes reads back as the
    /// same hours.
    ///
    /// # Errors
    /// The part that is not understood, or that can be understood in two ways.
    pub fn parse(text: &str) -> Result<Hours, HoursProblem> {
        super::week_text::parse(text)
    }

    /// Whether every minute of others is among them.
    pub fn cover_all_of(&self, others: &Hours) -> bool {
        let covers = |run: &Run| self.runs.iter().any(|own| own.from <= run.from && run.to <= own.to);
        others.runs.iter().all(covers)
    }

    /// Whether the wall time is inside the hours.
    pub fn covers(&self, wall: NaiveDateTime) -> bool {
        let second = (wall - monday(wall)).num_seconds();
        self.runs.iter().map(|run| run.seconds()).any(|(from, to)| from <= second && second < to)
    }

    /// The hours as spans of the weekday on which they begin, in order of the week.
    ///
    /// Hours over midnight belong to the evening before, as a shift does. What runs longer than a day is cut
    /// at midnight, so that each of its days has a span.
    pub fn spans(&self) -> Vec<(Weekday, Span)> {
        let mut spans = Vec::new();
        for (mut from, to) in self.circular() {
            while to - from > DAY {
                spans.push(span(from, DAY - from % DAY));
                from += DAY - from % DAY;
            }
            spans.push(span(from, to - from));
        }
        spans.sort_by_key(|(weekday, span)| (weekday.num_days_from_monday(), span.from));
        spans
    }

    /// The hours inside a stretch of wall time, in order.
    pub(super) fn within(
        &self,
        from: NaiveDateTime,
        to: NaiveDateTime,
    ) -> impl Iterator<Item = (NaiveDateTime, NaiveDateTime)> {
        let first = monday(from);
        let weeks =
            (0..).map(move |week| first + TimeDelta::weeks(week)).take_while(move |monday| *monday < to);
        weeks.flat_map(move |monday| {
            let (begin, end) = ((from - monday).num_seconds(), (to - monday).num_seconds());
            self.runs
                .iter()
                .map(|run| run.seconds())
                .filter(move |(opens, closes)| *closes > begin && *opens <= end)
                .map(move |(opens, closes)| {
                    let at = |second| monday + TimeDelta::seconds(second);
                    (at(opens).max(from), at(closes).min(to))
                })
                .filter(|(opens, closes)| opens < closes)
        })
    }

    /// The runs of a week that has no end: what runs over Sunday midnight is one run again.
    fn circular(&self) -> impl Iterator<Item = (u16, u16)> {
        let mut runs: Vec<(u16, u16)> = self.runs.iter().map(|run| (run.from, run.to)).collect();
        if let [first, .., last] = runs.as_mut_slice()
            && first.0 == 0
            && last.1 == WEEK
        {
            last.1 += first.1;
            runs.remove(0);
        }
        runs.into_iter()
    }
}

impl Run {
    /// Its ends in seconds since Monday 00:00.
    fn seconds(self) -> (i64, i64) {
        (i64::from(self.from) * 60, i64::from(self.to) * 60)
    }
}

impl Display for Hours {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("none");
        }
        let mut of_day: [Vec<Span>; 7] = Default::default();
        for (weekday, span) in self.spans() {
            of_day[weekday.num_days_from_monday() as usize].push(span);
        }
        let mut day = 0;
        let mut separator = "";
        while day < 7 {
            let same = of_day[day..].iter().take_while(|spans| **spans == of_day[day]).count();
            if !of_day[day].is_empty() {
                write!(f, "{separator}{}", days(day, day + same - 1))?;
                of_day[day].iter().try_for_each(|span| write!(f, " {span}"))?;
                separator = ", ";
            }
            day += same;
        }
        Ok(())
    }
}

impl From<Hours> for String {
    fn from(hours: Hours) -> String {
        hours.to_string()
    }
}

/// `mon`, `mon-fri` or `daily`.
fn days(first: usize, last: usize) -> String {
    let name = |day: usize| WEEKDAYS[day].to_string().to_lowercase();
    match (first, last) {
        (0, 6) => "daily".to_owned(),
        (first, last) if first == last => name(first),
        (first, last) => format!("{}-{}", name(first), name(last)),
    }
}

fn span(from: u16, minutes: u16) -> (Weekday, Span) {
    let end = from % DAY + minutes;
    let to = if end > DAY { end - DAY } else { end };
    (WEEKDAYS[usize::from(from / DAY % 7)], Span { from: from % DAY, to })
}

fn midnight(weekday: Weekday) -> u16 {
    DAY * u16::from(weekday.num_days_from_monday() as u8)
}

/// The Monday 00:00 at or before a wall time.
pub(super) fn monday(wall: NaiveDateTime) -> NaiveDateTime {
    let date = wall.date() - Days::new(u64::from(wall.weekday().num_days_from_monday()));
    date.and_time(NaiveTime::MIN)
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Some hours in the week, at least one minute.
    pub(crate) fn any_hours() -> impl Strategy<Value = Hours> {
        let span = (prop::sample::select(&WEEKDAYS[..]), 0..DAY, 0..=DAY);
        let span = span.prop_map(|(day, from, to)| (day, Span::new(from, to).expect("minutes of a day")));
        prop::collection::vec(span, 1..9).prop_map(Hours::new)
    }

    fn text(hours: &str) -> String {
        Hours::parse(hours).unwrap().to_string()
    }

    #[test]
    fn the_default_is_monday_to_friday_nine_to_six() {
        assert_eq!(Hours::default().to_string(), "mon-fri 09:00-18:00");
    }

    #[test]
    fn spans_that_touch_or_overlap_become_one() {
        assert_eq!(text("mon 9-12 12-15 14-17"), "mon 09:00-17:00");
    }

    #[test]
    fn a_shift_over_midnight_belongs_to_its_evening() {
        assert_eq!(text("fri 20-24, sat 0-2"), "fri 20:00-02:00");
        assert_eq!(text("sun 22-6"), "sun 22:00-06:00");
        assert_eq!(text("daily 22-6"), "daily 22:00-06:00");
    }

    #[test]
    fn what_runs_longer_than_a_day_is_cut_at_midnight() {
        assert_eq!(text("mon 9-24, tue 0-12"), "mon 09:00-24:00, tue 00:00-12:00");
        assert_eq!(text("daily 0-24"), "daily 00:00-24:00");
        assert_eq!(text("sat-sun 0-24, mon 0-2"), "mon 00:00-02:00, sat-sun 00:00-24:00");
        assert_eq!(text("mon 9:00-9:00"), "mon 09:00-09:00");
    }

    #[test]
    fn days_alike_are_told_together() {
        assert_eq!(text("mon 9-12, tue 9-12, wed 9-12, sun 9-12"), "mon-wed 09:00-12:00, sun 09:00-12:00");
        assert_eq!(text("none"), "none");
    }

    #[test]
    fn hours_cover_their_first_minute_and_not_their_end() {
        let hours = Hours::parse("sun 22-6").unwrap();
        let at = |text: &str| text.parse::<NaiveDateTime>().unwrap();
        assert!(!hours.covers(at("2026-03-01T21:59:59")));
        assert!(hours.covers(at("2026-03-01T22:00:00")));
        assert!(hours.covers(at("2026-03-02T05:59:59.999")));
        assert!(!hours.covers(at("2026-03-02T06:00:00")));
    }

    #[test]
    fn a_span_keeps_to_the_day() {
        assert_eq!(Span::new(1440, 60), None);
        assert_eq!(Span::new(0, 1441), None);
        assert_eq!(Span::new(18 * 60, 0).map(Span::minutes), Some(360));
        assert_eq!(Span::new(0, 0), Span::new(0, 1440));
    }

    #[test]
    fn hours_are_kept_as_their_text() {
        let hours = Hours::default();
        let json = serde_json::to_string(&hours).unwrap();
        assert_eq!(json, r#""mon-fri 09:00-18:00""#);
        assert_eq!(serde_json::from_str::<Hours>(&json).unwrap(), hours);
        assert!(serde_json::from_str::<Hours>(r#""whenever""#).is_err());
    }
}
