//! When a person means: a day in their own zone, and perhaps a time.

use std::fmt;

use super::german;
use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Weekday};
use serde::{Deserialize, Serialize};

/// The first day of a checkpoint, in days after today.
pub const FIRST_DAY: u64 = 1;
/// The last day of a checkpoint, in days after today.
pub const LAST_DAY: u64 = 14;

/// A day, and a time if one was given, on the writer's wall clock. Displays as `2026-11-27 10:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct When {
    /// The day.
    pub date: NaiveDate,
    /// The time, to the minute.
    pub time: Option<NaiveTime>,
}

/// Why a day is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum WhenProblem {
    /// The text does not begin with a day that can be read.
    #[error("this is not a day")]
    NotADate,
    /// It can only be month first, which is never guessed: `11/12` would be another day.
    #[error("day first: {meant} is written {}/{}", meant.day(), meant.month())]
    MonthFirst {
        /// The day that was probably meant.
        meant: NaiveDate,
    },
    /// The date is another day of the week than the one that was said.
    #[error("{date} is a {}", date.weekday())]
    OtherWeekday {
        /// The date as it was read.
        date: NaiveDate,
    },
    /// The day, or today's time, is over.
    #[error("{date} is in the past")]
    Past {
        /// The day as it was read.
        date: NaiveDate,
    },
    /// After the day stands what looks like a time of day, and no clock ever shows it: `25:00`.
    #[error("no clock shows that time")]
    NoSuchTime,
    /// It is today, and a checkpoint needs a night in between. Only checkpoints ask for this.
    #[error("the first day is {first}")]
    TooSoon {
        /// The first day that would do.
        first: NaiveDate,
    },
    /// It is further away than may be; for most, [`LAST_DAY`] days.
    #[error("the last day is {last}")]
    TooFar {
        /// The last day that would do.
        last: NaiveDate,
    },
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date.format("%Y-%m-%d"))?;
        match self.time {
            Some(time) => write!(f, " {}", time.format("%H:%M")),
            None => Ok(()),
        }
    }
}

impl When {
    /// Would these words be read as part of this day if they stood right after it?
    pub(super) fn could_swallow(&self, words: &str) -> bool {
        let first = words.split_whitespace().next().unwrap_or_default().to_lowercase();
        let is_time = ["at", "um", "uhr", "am", "pm", "a.m.", "p.m.", "noon"]
            .iter()
            .any(|word| first.starts_with(word));
        is_time || !first.starts_with(char::is_alphabetic)
    }
}

/// The first day of a checkpoint set today.
pub(super) fn first_day(today: NaiveDate) -> NaiveDate {
    after(today, FIRST_DAY)
}

/// Does the text begin with a day, whether or not that day would do?
pub(super) fn begins_with_a_day(text: &str) -> bool {
    let monday = NaiveDate::default();
    !matches!(parse_when(text, monday.and_time(NaiveTime::MIN)), Err(WhenProblem::NotADate))
}

/// Reads a day and perhaps a time from the beginning of `text`; also returns what follows, trimmed.
///
/// Days: `fri`, `friday`, `next fri` (of the next calendar week), `today`, `tomorrow`, `in 3 days`, `+3d`, `+2w`, `27
/// nov`, `nov 27`, `27.11.`, `27/11` (day first), `2026-11-27`, and each date with its weekday before it. Times: `10`,
/// `10:00`, `10am`, `at 10`, `noon`. German names are read as well: `Freitag`, `24. Dez.`, `morgen um 10 Uhr`. A
/// weekday is the next one, and today only while its time is still ahead. A date without a year is the nearest one
/// ahead unless it has just passed. A bare number counts as a time only at the end of the text or before a capital:
/// `fri 3 tests green?` asks about three tests.
pub fn parse_when(text: &str, now_local: NaiveDateTime) -> Result<(When, &str), WhenProblem> {
    parse_when_within(text, now_local, LAST_DAY)
}

/// As [`parse_when`], for a day that may be so many days after today.
pub fn parse_when_within(
    text: &str,
    now_local: NaiveDateTime,
    last_day: u64,
) -> Result<(When, &str), WhenProblem> {
    let today = now_local.date();
    let text = text.trim_start();
    let text = word(text)
        .filter(|(first, _)| matches!(first.as_str(), "on" | "by" | "am"))
        .map_or(text, |(_, rest)| rest);
    let (day, rest) = day(text, today)?;
    let (time, rest) = time(rest);
    if time.is_none() && is_no_time(rest) {
        return Err(WhenProblem::NoSuchTime);
    }
    let passed_today = time.is_some_and(|time| time <= now_local.time());
    let date = match day {
        Day::Exactly(date) if date < today || date == today && passed_today => {
            return Err(WhenProblem::Past { date });
        }
        Day::Exactly(date) => date,
        Day::Next(weekday) if weekday == today.weekday() && time.is_some() && !passed_today => today,
        Day::Next(weekday) => next(weekday, today),
    };
    let last = after(today, last_day);
    if date > last {
        return Err(WhenProblem::TooFar { last });
    }
    Ok((When { date, time }, after_separator(rest)))
}

enum Day {
    Exactly(NaiveDate),
    Next(Weekday),
}

fn day(text: &str, today: NaiveDate) -> Result<(Day, &str), WhenProblem> {
    if let Some((date, rest)) = weekday_and_date(text, today)? {
        return Ok((Day::Exactly(date), rest));
    }
    let relative = |days: u64| today.checked_add_days(Days::new(days)).map(Day::Exactly);
    if let Some((date, rest)) = numeric_date(text, today)? {
        return Ok((Day::Exactly(date), rest));
    }
    let found = plus_days(text)
        .or_else(|| in_days(text))
        .and_then(|(days, rest)| Some((relative(days)?, rest)))
        .or_else(|| {
            let (first, rest) = word(text)?;
            let day = match first.as_str() {
                "today" => relative(0)?,
                "tomorrow" | "tmrw" | "tmr" => relative(1)?,
                "next" => {
                    let (name, rest) = word(rest)?;
                    return Some((Day::Exactly(of_next_week(weekday(&name)?, today)), rest));
                }
                name => match german::days_ahead(name) {
                    Some(days) => relative(days)?,
                    None => Day::Next(weekday(name).or_else(|| weekday_in_short(name, rest))?),
                },
            };
            Some((day, rest))
        });
    match found {
        Some(found) => Ok(found),
        None => named_date(text, today)?
            .map(|(date, rest)| (Day::Exactly(date), rest))
            .ok_or(WhenProblem::NotADate),
    }
}

/// `fri 27 nov`, `Friday, 27.11.`: the date counts, and the weekday has to be its own. A weekday that is followed by no
/// date is none of it.
fn weekday_and_date(text: &str, today: NaiveDate) -> Result<Option<(NaiveDate, &str)>, WhenProblem> {
    let Some((name, rest)) = word(text) else { return Ok(None) };
    let Some(weekday) = weekday(&name).or_else(|| weekday_in_short(&name, rest)) else { return Ok(None) };
    let rest = rest.trim_start_matches([',', ' ']);
    // What begins like a date and is none may be a time: `fri 10.30`.
    let found = |read: Result<_, WhenProblem>| read.ok().flatten();
    match found(numeric_date(rest, today)).or_else(|| found(named_date(rest, today))) {
        Some((date, rest)) if date.weekday() == weekday => Ok(Some((date, rest))),
        Some((date, _)) => Err(WhenProblem::OtherWeekday { date }),
        None => Ok(None),
    }
}

/// `+3d`, `+2w`.
fn plus_days(text: &str) -> Option<(u64, &str)> {
    let (count, rest) = number(text.strip_prefix('+')?.trim_start(), 4)?;
    let (unit, rest) = word(rest)?;
    Some((count * days_in(&unit)?, rest))
}

/// `in 3 days`, `in a week`, `in 3 Tagen`, `in einer Woche`.
fn in_days(text: &str) -> Option<(u64, &str)> {
    let (_, rest) = word(text).filter(|(first, _)| first == "in")?;
    let (count, rest) = match number(rest, 4) {
        Some(found) => found,
        None => {
            let (count, rest) = word(rest)?;
            let words = ["a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
            let place =
                |word: &str| words.iter().position(|known| *known == word).map(|place| 1 + place as u64);
            let count =
                if count == "one" { Some(1) } else { place(&count).or_else(|| german::count(&count)) };
            (count?, rest)
        }
    };
    let (unit, rest) = word(rest)?;
    Some((count * days_in(&unit)?, rest))
}

fn days_in(unit: &str) -> Option<u64> {
    match unit {
        "d" | "day" | "days" => Some(1),
        "w" | "week" | "weeks" => Some(7),
        unit => german::days_in(unit),
    }
}

/// `2026-11-27`, `27.11.`, `27.11.2026`, `27/11`, `27/11/26`.
fn numeric_date(text: &str, today: NaiveDate) -> Result<Option<(NaiveDate, &str)>, WhenProblem> {
    let Some((first, rest)) = number(text, 4) else { return Ok(None) };
    let Some(separator) = rest.chars().next().filter(|c| matches!(c, '-' | '.' | '/')) else {
        return Ok(None);
    };
    let Some((second, rest)) = digits(&rest[1..], 2) else { return Ok(None) };
    let third = rest.strip_prefix(separator).and_then(|rest| digits(rest, 4));
    let (date, rest) = match (separator, third) {
        ('-', Some((third, rest))) if first > 31 => (calendar(first, second, third), rest),
        ('-', _) => return Ok(None),
        (_, Some((year, rest))) => (day_first(first, second, Some(year), today)?, rest),
        (separator, None) => {
            let rest = if separator == '.' { rest.strip_prefix('.').unwrap_or(rest) } else { rest };
            (day_first(first, second, None, today)?, rest)
        }
    };
    match date {
        Some(date) if at_boundary(rest) => Ok(Some((date, rest))),
        _ => Err(WhenProblem::NotADate),
    }
}

fn day_first(
    day: u64,
    month: u64,
    year: Option<u64>,
    today: NaiveDate,
) -> Result<Option<NaiveDate>, WhenProblem> {
    let date = |day, month| match year {
        Some(year) => calendar(if year < 100 { 2000 + year } else { year }, month, day),
        None => nearest(month, day, today),
    };
    match (date(day, month), date(month, day)) {
        (None, Some(meant)) if month > 12 => Err(WhenProblem::MonthFirst { meant }),
        (date, _) => Ok(date),
    }
}

/// `27 nov`, `27th of November 2026`, `nov 27`.
fn named_date(text: &str, today: NaiveDate) -> Result<Option<(NaiveDate, &str)>, WhenProblem> {
    let Some((day, month, rest)) = day_and_month(text).or_else(|| month_and_day(text)) else {
        return Ok(None);
    };
    let year = number(rest.trim_start().trim_start_matches(',').trim_start(), 4)
        .filter(|(year, rest)| (2000..=2999).contains(year) && at_boundary(rest));
    let (date, rest) = match year {
        Some((year, rest)) => (calendar(year, month, day), rest),
        None => (nearest(month, day, today), rest),
    };
    date.map(|date| Some((date, rest))).ok_or(WhenProblem::NotADate)
}

fn day_and_month(text: &str) -> Option<(u64, u64, &str)> {
    let (day, rest) = ordinal(text)?;
    let rest = rest.strip_prefix('.').unwrap_or(rest);
    let (mut name, mut rest) = word(rest)?;
    if name == "of" {
        (name, rest) = word(rest)?;
    }
    Some((day, month(&name)?, rest))
}

fn month_and_day(text: &str) -> Option<(u64, u64, &str)> {
    let (name, rest) = word(text)?;
    let month = month(&name)?;
    let (day, rest) = ordinal(rest)?;
    at_boundary(rest).then_some((day, month, rest))
}

fn ordinal(text: &str) -> Option<(u64, &str)> {
    let (day, rest) = number(text.trim_start(), 2)?;
    let suffix = ["st", "nd", "rd", "th"].into_iter().find_map(|suffix| rest.strip_prefix(suffix));
    Some((day, suffix.unwrap_or(rest)))
}

/// The time after a day, if there is one, and what follows.
fn time(rest: &str) -> (Option<NaiveTime>, &str) {
    let text = rest.trim_start_matches([',', ' ']);
    let (asked, text) = match word(text) {
        Some((first, after)) if first == "at" || first == "um" => (true, after.trim_start()),
        Some((first, after)) if first == "noon" => return (NaiveTime::from_hms_opt(12, 0, 0), after),
        _ => (false, text),
    };
    match clock(text, asked || has_uhr(text)) {
        Some((time, after)) => {
            (Some(time), word(after).filter(|(word, _)| word == "uhr").map_or(after, |(_, rest)| rest))
        }
        None => (None, rest),
    }
}

/// Whether a text begins as a time of day is written, though it was not read as one.
fn is_no_time(text: &str) -> bool {
    let text = text.trim_start_matches([',', ' ']);
    let text = match word(text) {
        Some((first, after)) if first == "at" || first == "um" => after.trim_start(),
        _ => text,
    };
    let minutes = number(text, 2).and_then(|(_, rest)| digits(rest.strip_prefix(':')?, 2));
    minutes.is_some_and(|(_, rest)| at_boundary(rest))
}

fn clock(text: &str, asked: bool) -> Option<(NaiveTime, &str)> {
    let (hour, rest) = number(text, 2)?;
    let minutes = rest.strip_prefix(':').and_then(|rest| digits(rest, 2));
    let (minute, rest) = minutes.unwrap_or((0, rest));
    let (hour, rest) = match half_of_day(rest) {
        Some((half, rest)) => (in_half(hour, half)?, rest),
        None if minutes.is_some() || asked || stands_alone(rest) => (hour, rest),
        None => return None,
    };
    let time = NaiveTime::from_hms_opt(u32::try_from(hour).ok()?, u32::try_from(minute).ok()?, 0)?;
    at_boundary(rest).then_some((time, rest))
}

/// `10 Uhr`.
fn has_uhr(text: &str) -> bool {
    number(text, 2).and_then(|(_, rest)| word(rest)).is_some_and(|(word, _)| word == "uhr")
}

#[derive(Clone, Copy)]
enum Half {
    Am,
    Pm,
}

/// `am`, `PM`, `p.m.`, glued or after a space; `Am I done?` and `am I done?` are questions.
fn half_of_day(rest: &str) -> Option<(Half, &str)> {
    let text = rest.trim_start();
    [("a.m.", Half::Am), ("p.m.", Half::Pm), ("am", Half::Am), ("pm", Half::Pm)].into_iter().find_map(
        |(suffix, half)| {
            let head = text.get(..suffix.len()).filter(|head| head.eq_ignore_ascii_case(suffix))?;
            let after = &text[suffix.len()..];
            let is_question = text.len() < rest.len() && (head == "Am" || after.starts_with(" I "));
            (at_boundary(after) && !is_question).then_some((half, after))
        },
    )
}

fn in_half(hour: u64, half: Half) -> Option<u64> {
    match (hour, half) {
        (0 | 13.., _) => None,
        (12, Half::Am) => Some(0),
        (12, Half::Pm) => Some(12),
        (hour, Half::Am) => Some(hour),
        (hour, Half::Pm) => Some(hour + 12),
    }
}

/// Nothing follows a bare number, or something that cannot be what it counts.
fn stands_alone(rest: &str) -> bool {
    let next = rest.trim_start().chars().next();
    next.is_none_or(|c| c.is_uppercase() || is_separator(c) || c == ',')
}

fn after_separator(rest: &str) -> &str {
    let rest = rest.trim();
    rest.strip_prefix(|c| is_separator(c) || c == ',').unwrap_or(rest).trim_start()
}

fn is_separator(c: char) -> bool {
    matches!(c, ':' | '-' | '–' | '—')
}

/// A day or a time ends where its characters end, not inside a word or a larger number.
fn at_boundary(rest: &str) -> bool {
    rest.chars().next().is_none_or(|c| c.is_whitespace() || c == ',' || is_separator(c))
}

/// The next word, folded, without the full stop of an abbreviation, and what follows it.
fn word(text: &str) -> Option<(String, &str)> {
    let text = text.trim_start();
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let rest = &text[end..];
    let rest = rest.strip_prefix('.').unwrap_or(rest);
    (end > 0 && at_boundary(rest)).then(|| (text[..end].to_lowercase(), rest))
}

/// A number of at most `longest` digits, and what follows it.
fn number(text: &str, longest: usize) -> Option<(u64, &str)> {
    digits(text.trim_start(), longest)
}

/// The same without white space before it.
fn digits(text: &str, longest: usize) -> Option<(u64, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    if end > longest {
        return None;
    }
    Some((text[..end].parse().ok()?, &text[end..]))
}

fn weekday(name: &str) -> Option<Weekday> {
    let name = match name {
        "tues" => "tue",
        "weds" => "wed",
        "thur" | "thurs" => "thu",
        name => name,
    };
    name.parse().ok().or_else(|| german::weekday(name))
}

/// `fr 10:00`, `fr um 10`, `mo - mi`, `do`: two letters of German where a time, a date, a sign or nothing follows.
fn weekday_in_short(name: &str, rest: &str) -> Option<Weekday> {
    let rest = word(rest).filter(|(first, _)| first == "um").map_or(rest, |(_, after)| after);
    let next = rest.trim_start_matches([',', ' ']).chars().next();
    let is_day = next.is_none_or(|c| c.is_ascii_digit() || is_separator(c));
    german::weekday_in_short(name).filter(|_| is_day)
}

fn month(name: &str) -> Option<u64> {
    let name = if name == "sept" { "sep" } else { name };
    let month: Option<chrono::Month> = name.parse().ok();
    month.map(|month| u64::from(month.number_from_month())).or_else(|| german::month(name))
}

fn calendar(year: u64, month: u64, day: u64) -> Option<NaiveDate> {
    let year = i32::try_from(year).ok().filter(|year| (1..=9999).contains(year))?;
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

/// Half a year: a date without a year further back than this is meant for next year.
const HALF_A_YEAR: i64 = 183;

fn nearest(month: u64, day: u64, today: NaiveDate) -> Option<NaiveDate> {
    let year = u64::try_from(today.year()).ok()?;
    let this_year = calendar(year, month, day);
    match this_year {
        Some(date) if (today - date).num_days() <= HALF_A_YEAR => Some(date),
        _ => calendar(year + 1, month, day).or(this_year),
    }
}

/// The next such weekday after today.
fn next(weekday: Weekday, today: NaiveDate) -> NaiveDate {
    let ahead = weekday.days_since(today.weekday());
    after(today, if ahead == 0 { 7 } else { u64::from(ahead) })
}

/// Such a weekday of the next calendar week, Monday to Sunday.
fn of_next_week(weekday: Weekday, today: NaiveDate) -> NaiveDate {
    let to_monday = 7 - u64::from(today.weekday().num_days_from_monday());
    after(today, to_monday + u64::from(weekday.num_days_from_monday()))
}

/// A day within weeks of today; at the end of the calendar it stays there.
fn after(today: NaiveDate, days: u64) -> NaiveDate {
    today.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests;
