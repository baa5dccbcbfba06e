//! How a language writes dates, times, numbers and lists. Each is a section of its script whose key begins with
//! `date.`, `number.` or `list.`.
//!
//! The words and their order are those of the Unicode CLDR (abbreviated weekdays and months, medium dates).

use chrono::{Datelike, NaiveDateTime};
use minijinja::Environment;
use serde::{Deserialize, Serialize};

use crate::message::TimeForm;

/// How much of a day and time on somebody's wall is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wall {
    /// `14:20`
    Clock,
    /// `Thu 14:20`
    DayClock,
    /// `Fri 27 Nov`
    Day,
    /// `Tue 24 Nov, 10:00`
    Full,
    /// `24 Nov 2026`
    Year,
    /// `24 Nov`
    Short,
    /// `Tue`
    Weekday,
    /// `Tuesday 24 November`
    Long,
}

impl From<TimeForm> for Wall {
    fn from(form: TimeForm) -> Wall {
        match form {
            TimeForm::Clock => Wall::Clock,
            TimeForm::DayClock => Wall::DayClock,
            TimeForm::Day => Wall::Day,
            TimeForm::Full => Wall::Full,
        }
    }
}

/// The customs of one language.
#[derive(Debug, Clone)]
pub(crate) struct Conventions {
    weekdays: Vec<String>,
    no_hours: String,
    months: Vec<String>,
    long_weekdays: Vec<String>,
    long_months: Vec<String>,
    clock: String,
    day_clock: String,
    day: String,
    full: String,
    year: String,
    short: String,
    long: String,
    point: String,
    and: String,
}

impl Conventions {
    pub(super) fn read(environment: &Environment<'static>) -> Conventions {
        let text = |key| {
            environment.get_template(key).map_or_else(|_| String::new(), |found| found.source().to_owned())
        };
        let words = |key| text(key).split_whitespace().map(str::to_owned).collect();
        Conventions {
            weekdays: words("date.weekdays"),
            no_hours: text("date.no-hours"),
            months: words("date.months"),
            long_weekdays: words("date.long-weekdays"),
            long_months: words("date.long-months"),
            clock: text("date.clock"),
            day_clock: text("date.day-clock"),
            day: text("date.day"),
            full: text("date.full"),
            year: text("date.year"),
            short: text("date.short"),
            long: text("date.long"),
            point: text("number.point"),
            and: text("list.and"),
        }
    }

    /// A day and time in words.
    pub(crate) fn show(&self, at: NaiveDateTime, form: Wall) -> String {
        let pattern: &str = match form {
            Wall::Clock => &self.clock,
            Wall::DayClock => &self.day_clock,
            Wall::Day => &self.day,
            Wall::Full => &self.full,
            Wall::Year => &self.year,
            Wall::Short => &self.short,
            Wall::Weekday => "%a",
            Wall::Long => &self.long,
        };
        let weekday = at.weekday().num_days_from_monday() as usize;
        let month = at.month0() as usize;
        let named = [
            ("%a", &self.weekdays, weekday),
            ("%A", &self.long_weekdays, weekday),
            ("%b", &self.months, month),
            ("%B", &self.long_months, month),
        ];
        let named = named.into_iter().fold(pattern.to_owned(), |pattern, (mark, names, place)| {
            match names.get(place) {
                Some(name) if pattern.contains(mark) => pattern.replace(mark, name),
                _ => pattern,
            }
        });
        at.format(&named).to_string()
    }

    /// Working hours as they are written everywhere, `mon-fri 09:00-18:00`, with the weekdays of this language.
    pub(crate) fn hours(&self, written: &str) -> String {
        const WRITTEN: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        if written == "none" {
            return self.no_hours.clone();
        }
        WRITTEN
            .iter()
            .zip(&self.weekdays)
            .fold(written.to_owned(), |hours, (day, named)| hours.replace(day, named))
    }

    /// A number with so many places behind its point.
    pub(crate) fn decimal(&self, number: f64, places: usize) -> String {
        format!("{number:.places$}").replace('.', &self.point)
    }

    /// *a*, *a and b*, *a, b and c*.
    pub(crate) fn list(&self, items: &[String]) -> String {
        match items {
            [] => String::new(),
            [only] => only.clone(),
            [init @ .., last] => format!("{} {} {last}", init.join(", "), self.and),
        }
    }
}
