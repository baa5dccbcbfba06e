//! What comes back each year: the part of RFC 5545's recurrence rules in which holidays are told.
//!
//! A year's dates follow from the rule alone, so nothing is stepped through, and a rule without an end costs what its
//! years up to the horizon do. What comes back more often than each year is no holiday, and is refused.

use chrono::{Datelike, NaiveDate, Weekday};

/// A rule by which something comes back each year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Yearly {
    interval: i32,
    count: Option<usize>,
    until: Option<NaiveDate>,
    months: Vec<u32>,
    /// Days of a month; negative ones count from its end.
    month_days: Vec<i32>,
    /// Weekdays, with which of them in the month; 0 is each.
    weekdays: Vec<(i32, Weekday)>,
}

/// No year before it is worked out.
const FIRST_YEAR: i32 = 1900;

impl Yearly {
    /// The rule in the value of an RRULE; none when it is one of another kind.
    pub(super) fn parse(text: &str) -> Option<Yearly> {
        let mut rule = Yearly {
            interval: 1,
            count: None,
            until: None,
            months: Vec::new(),
            month_days: Vec::new(),
            weekdays: Vec::new(),
        };
        let mut is_yearly = false;
        for part in text.split(';').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=')?;
            match name.to_ascii_uppercase().as_str() {
                "FREQ" => is_yearly = value.eq_ignore_ascii_case("YEARLY"),
                "INTERVAL" => rule.interval = value.parse().ok().filter(|n| (1..=100).contains(n))?,
                "COUNT" => rule.count = Some(value.parse().ok().filter(|n| *n > 0)?),
                "UNTIL" => rule.until = Some(date(value.get(..8)?)?),
                "BYMONTH" => {
                    rule.months = list(value, |text| text.parse().ok().filter(|n| (1..=12).contains(n)))?
                }
                "BYMONTHDAY" => {
                    let day = |text: &str| text.parse::<i32>().ok().filter(|n| (1..=31).contains(&n.abs()));
                    rule.month_days = list(value, day)?;
                }
                "BYDAY" => rule.weekdays = list(value, weekday)?,
                "WKST" => {}
                _ => return None,
            }
        }
        // Of a whole year, a weekday without a month is none that a holiday is told by.
        let known = is_yearly && (rule.weekdays.is_empty() || !rule.months.is_empty());
        known.then_some(rule)
    }

    /// The dates from the first on up to a horizon, in order; none when there are more than may be worked out.
    pub(super) fn dates(
        &self,
        first: NaiveDate,
        horizon: NaiveDate,
        most: usize,
    ) -> Option<(Vec<NaiveDate>, usize)> {
        let last = self.until.map_or(horizon, |until| until.min(horizon));
        let (mut dates, mut looked_at) = (Vec::new(), 0);
        let mut year = first.year().max(FIRST_YEAR);
        while year <= last.year() && self.count.is_none_or(|count| dates.len() < count) {
            let mut of_year = self.of_year(year, first);
            looked_at += 1 + of_year.len();
            if looked_at > most {
                return None;
            }
            of_year.retain(|date| *date >= first && *date <= last);
            of_year.sort_unstable();
            of_year.dedup();
            dates.extend(of_year);
            year += self.interval;
        }
        dates.truncate(self.count.unwrap_or(usize::MAX));
        Some((dates, looked_at))
    }

    fn of_year(&self, year: i32, first: NaiveDate) -> Vec<NaiveDate> {
        let months = match (self.months.as_slice(), self.month_days.is_empty()) {
            ([], true) => vec![first.month()],
            ([], false) => (1..=12).collect(),
            (months, _) => months.to_vec(),
        };
        months.into_iter().flat_map(|month| self.of_month(year, month, first)).collect()
    }

    fn of_month(&self, year: i32, month: u32, first: NaiveDate) -> Vec<NaiveDate> {
        let days = (1..=31).filter_map(|day| NaiveDate::from_ymd_opt(year, month, day)).collect::<Vec<_>>();
        let from_end = |day: &NaiveDate| day.day() as i32 - days.len() as i32 - 1;
        let on_day = |day: &NaiveDate| {
            let (from_start, from_end) = (day.day() as i32, from_end(day));
            self.month_days.iter().any(|wanted| *wanted == from_start || *wanted == from_end)
        };
        let on_weekday = |day: &NaiveDate| {
            let nth = (day.day() as i32 - 1) / 7 + 1;
            let nth_from_end = (from_end(day) + 1) / 7 - 1;
            let is = |(wanted, weekday): &(i32, Weekday)| {
                *weekday == day.weekday() && [0, nth, nth_from_end].contains(wanted)
            };
            self.weekdays.iter().any(is)
        };
        let wanted = |day: &NaiveDate| match (self.month_days.is_empty(), self.weekdays.is_empty()) {
            (true, true) => day.day() == first.day(),
            (false, true) => on_day(day),
            (true, false) => on_weekday(day),
            (false, false) => on_day(day) && on_weekday(day),
        };
        days.iter().copied().filter(|day| wanted(day)).collect()
    }
}

/// A date as calendar files write it.
pub(super) fn date(text: &str) -> Option<NaiveDate> {
    let digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    let date = digits.then(|| NaiveDate::parse_from_str(text, "%Y%m%d").ok())??;
    (date.year() >= FIRST_YEAR).then_some(date)
}

fn list<T>(text: &str, one: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    text.split(',').map(|part| one(part.trim())).collect()
}

fn weekday(text: &str) -> Option<(i32, Weekday)> {
    let (nth, name) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let weekday = match name.to_ascii_uppercase().as_str() {
        "MO" => Weekday::Mon,
        "TU" => Weekday::Tue,
        "WE" => Weekday::Wed,
        "TH" => Weekday::Thu,
        "FR" => Weekday::Fri,
        "SA" => Weekday::Sat,
        "SU" => Weekday::Sun,
        _ => return None,
    };
    let nth =
        if nth.is_empty() { 0 } else { nth.parse().ok().filter(|n: &i32| (1..=5).contains(&n.abs()))? };
    Some((nth, weekday))
}
