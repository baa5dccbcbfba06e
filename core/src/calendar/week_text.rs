//! Reads working hours the way people write them, and says which part it could not read.

use std::str::FromStr;

use chrono::Weekday;
use thiserror::Error;

use super::week::{Hours, Span};
use crate::note::german;

/// Why a text is not understood as working hours.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum HoursProblem {
    /// There is nothing to read.
    #[error("no hours are given; write for example “mon-fri 9-17”")]
    Empty,
    /// Neither a day nor a span of time.
    #[error("“{part}” is not understood; write for example “mon-fri 9-17”")]
    NotUnderstood {
        /// The part of the text, as it was read.
        part: String,
    },
    /// A time that no clock shows: 25:00.
    #[error("“{part}” is not understood, as no clock shows {time}; write for example “mon-fri 9-17”")]
    NoSuchTime {
        /// The part of the text, as it was read.
        part: String,
        /// The time in it.
        time: String,
    },
    /// Days without a time behind them.
    #[error("“{part}” has no times; write for example “{part} 9-17”")]
    NoTimes {
        /// The days, as they were read.
        part: String,
    },
    /// A working day for one reader, a night for another.
    #[error("“{part}” may be a day or a night; write “{day}” or “{night}”")]
    Ambiguous {
        /// The part of the text, as it was read.
        part: String,
        /// The shorter reading.
        day: Span,
        /// The literal reading.
        night: Span,
    },
}

impl FromStr for Hours {
    type Err = HoursProblem;

    fn from_str(text: &str) -> Result<Hours, HoursProblem> {
        parse(text)
    }
}

impl TryFrom<String> for Hours {
    type Error = HoursProblem;

    fn try_from(text: String) -> Result<Hours, HoursProblem> {
        parse(&text)
    }
}

/// A list of days, then their spans, as often as wanted; spans before any day are Monday to Friday's.
pub(super) fn parse(text: &str) -> Result<Hours, HoursProblem> {
    let parts = parts(text);
    match parts.as_slice() {
        [] => return Err(HoursProblem::Empty),
        [part] if part.to_lowercase() == "none" => return Ok(Hours::none()),
        _ => {}
    }
    let mut spans = Vec::new();
    let mut days = WORKING_DAYS.to_vec();
    let mut waiting = Vec::new();
    for part in &parts {
        if let Some(more) = read_days(part) {
            if waiting.is_empty() {
                days.clear();
            }
            days.extend(more);
            waiting.push(part.as_str());
        } else {
            let span = read_span(part)?;
            spans.extend(days.iter().map(|&day| (day, span)));
            waiting.clear();
        }
    }
    if waiting.is_empty() {
        Ok(Hours::new(spans))
    } else {
        Err(HoursProblem::NoTimes { part: waiting.join(" ") })
    }
}

const WORKING_DAYS: [Weekday; 5] = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];

/// Words and ranges as they were typed, with every dash a hyphen and no blank around it or before am and pm.
fn parts(text: &str) -> Vec<String> {
    let text = text.replace(['–', '—', '−'], "-");
    let mut parts: Vec<String> = Vec::new();
    for word in text.replace('-', " - ").split([' ', '\t', '\n', '\r', ',', ';']) {
        match (word.to_lowercase().as_str(), parts.last_mut()) {
            ("" | "and" | "&" | "und" | "von" | "uhr", _) => {}
            ("-" | "to" | "until" | "bis", Some(last)) => last.push('-'),
            ("am" | "pm" | "a.m." | "p.m.", Some(last)) if last.ends_with(|c: char| c.is_ascii_digit()) => {
                last.push_str(word)
            }
            (_, Some(last)) if last.ends_with('-') => last.push_str(word),
            _ => parts.push(word.to_owned()),
        }
    }
    parts
}

fn read_days(part: &str) -> Option<Vec<Weekday>> {
    match part.to_lowercase().trim_end_matches(':') {
        "daily" | "everyday" | "always" | "täglich" => Some(week_from(Weekday::Mon).collect()),
        "weekdays" | "werktags" => Some(WORKING_DAYS.to_vec()),
        "weekends" | "weekend" | "wochenende" => Some(vec![Weekday::Sat, Weekday::Sun]),
        part => match part.split_once('-') {
            None => read_day(part).map(|day| vec![day]),
            Some((first, last)) => {
                let (first, last) = (read_day(first)?, read_day(last)?);
                let until = week_from(first).position(|day| day == last)?;
                Some(week_from(first).take(until + 1).collect())
            }
        },
    }
}

/// `mon`, `monday`, `mondays`, and the abbreviations in between: `tues`, `thur`; and as German has them: `mo`,
/// `Montag`.
pub(crate) fn read_day(word: &str) -> Option<Weekday> {
    const NAMES: [&str; 7] =
        ["mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays", "sundays"];
    let word = word.trim_end_matches('.');
    let day = NAMES.iter().position(|name| word.len() >= 3 && name.starts_with(word));
    let german = || german::weekday_in_short(word).or_else(|| german::weekday(word));
    day.and_then(|day| week_from(Weekday::Mon).nth(day)).or_else(german)
}

fn week_from(first: Weekday) -> impl Iterator<Item = Weekday> {
    std::iter::successors(Some(first), |day| Some(day.succ())).take(7)
}

fn read_span(part: &str) -> Result<Span, HoursProblem> {
    let not_understood = || HoursProblem::NotUnderstood { part: part.to_owned() };
    let (from, to) = part.split_once('-').ok_or_else(not_understood)?;
    let read = |time: &str| {
        let no_such = || HoursProblem::NoSuchTime { part: part.to_owned(), time: time.to_owned() };
        let unread = || if Time::is_written_like_one(time) { no_such() } else { not_understood() };
        Time::read(time).ok_or_else(unread)
    };
    let (from, to) = (read(from)?, read(to)?);
    let literal = Span::new(from.minute, to.minute).ok_or_else(not_understood)?;
    let shorter = shortest(&from.readings(), &to.readings()).ok_or_else(not_understood)?;
    match (from.said, to.said) {
        (Said::Bare, Said::Bare) if literal.to() <= literal.from() && literal.to() < 24 * 60 => {
            let day = shortest(&[from.minute], &to.readings()).unwrap_or(literal);
            if day == literal || from.minute >= 12 * 60 {
                return Ok(literal);
            }
            Err(HoursProblem::Ambiguous { part: part.to_owned(), day, night: literal })
        }
        (Said::Bare, Said::Half) | (Said::Half, Said::Bare) => Ok(shorter),
        _ => Ok(literal),
    }
}

fn shortest(from: &[u16], to: &[u16]) -> Option<Span> {
    let spans = from.iter().flat_map(|&from| to.iter().filter_map(move |&to| Span::new(from, to)));
    spans.min_by_key(|span| span.minutes())
}

/// A time of day, and how it was written: `9` leaves the half of the day open, `9am` does not.
struct Time {
    minute: u16,
    said: Said,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    /// An hour alone, 1 to 12: either half of the day, when the other end names one.
    Bare,
    /// With am or pm.
    Half,
    /// On the clock of 24 hours: `09:00`, `17`, `noon`.
    Clock,
}

impl Time {
    fn read(text: &str) -> Option<Time> {
        let text = text.to_lowercase();
        match text.as_str() {
            "noon" => return Some(Time { minute: 12 * 60, said: Said::Clock }),
            "midnight" => return Some(Time { minute: 0, said: Said::Clock }),
            _ => {}
        }
        let (digits, half) = halved(&text);
        let (hour, minute) = match digits.split_once([':', '.']) {
            Some((hour, minute)) if minute.len() == 2 => (number(hour)?, number(minute)?),
            Some(_) => return None,
            None => (number(digits)?, 0),
        };
        if minute >= 60 {
            return None;
        }
        match half {
            Some(half) if (1..=12).contains(&hour) => {
                Some(Time { minute: (hour % 12 + half) * 60 + minute, said: Said::Half })
            }
            Some(_) => None,
            None if hour < 24 || (hour == 24 && minute == 0) => {
                let bare = (1..=12).contains(&hour) && digits.len() <= 2 && !digits.starts_with('0');
                let said = if bare { Said::Bare } else { Said::Clock };
                Some(Time { minute: hour * 60 + minute, said })
            }
            None => None,
        }
    }

    /// Whether there are digits as in a time, whatever they say: `25:00`, `13pm`.
    fn is_written_like_one(text: &str) -> bool {
        let text = text.to_lowercase();
        let (digits, _) = halved(&text);
        match digits.split_once([':', '.']) {
            Some((hour, minute)) => number(hour).is_some() && minute.len() == 2 && number(minute).is_some(),
            None => number(digits).is_some(),
        }
    }

    fn readings(&self) -> Vec<u16> {
        match self.said {
            Said::Bare => vec![self.minute % 720, self.minute % 720 + 720],
            Said::Half | Said::Clock => vec![self.minute],
        }
    }
}

/// A time in lower case without its half of the day, and how many hours of the day are before that half, if it is named.
fn halved(text: &str) -> (&str, Option<u16>) {
    let without = |half: [&str; 2]| half.iter().find_map(|half| text.strip_suffix(half));
    match (without(["am", "a.m."]), without(["pm", "p.m."])) {
        (Some(digits), _) => (digits, Some(0)),
        (_, Some(digits)) => (digits, Some(12)),
        _ => (text, None),
    }
}

/// One or two digits.
fn number(text: &str) -> Option<u16> {
    let digits = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::week::tests::any_hours;

    fn text(hours: &str) -> String {
        Hours::parse(hours).unwrap().to_string()
    }

    #[test]
    fn hours_are_read_as_people_write_them() {
        assert_eq!(text("mon-fri 9-17"), "mon-fri 09:00-17:00");
        assert_eq!(text("9-17"), "mon-fri 09:00-17:00");
        assert_eq!(text("daily 22-6"), "daily 22:00-06:00");
        assert_eq!(
            text("mon-fri 9:00-12:00 13:00-17:30, sat 10-12"),
            "mon-fri 09:00-12:00 13:00-17:30, sat 10:00-12:00"
        );
        assert_eq!(text("Mon, Wed and Fri: 9 – 17"), "mon 09:00-17:00, wed 09:00-17:00, fri 09:00-17:00");
        assert_eq!(text("Monday to Thursday 9.30-18"), "mon-thu 09:30-18:00");
        assert_eq!(text("fri-mon 10-14"), "mon 10:00-14:00, fri-sun 10:00-14:00");
        assert_eq!(text("weekends 0-24"), "sat-sun 00:00-24:00");
        assert_eq!(text("weekdays noon-midnight"), "mon-fri 12:00-24:00");
    }

    #[test]
    fn hours_are_read_as_people_write_them_in_german() {
        assert_eq!(text("Mo-Fr 09:00-18:00"), "mon-fri 09:00-18:00");
        assert_eq!(text("mo bis do 8-16 Uhr und fr 8-12"), "mon-thu 08:00-16:00, fri 08:00-12:00");
        assert_eq!(text("Montag, Mittwoch: von 9 bis 17 Uhr"), "mon 09:00-17:00, wed 09:00-17:00");
        assert_eq!(text("so 10-14, sonnabends 10-12"), "sat 10:00-12:00, sun 10:00-14:00");
        assert_eq!(text("werktags 9-17"), "mon-fri 09:00-17:00");
    }

    #[test]
    fn am_and_pm_are_understood_on_either_end() {
        assert_eq!(text("9am-5pm"), "mon-fri 09:00-17:00");
        assert_eq!(text("9 a.m. - 5:30 P.M."), "mon-fri 09:00-17:30");
        assert_eq!(text("9-5pm"), "mon-fri 09:00-17:00");
        assert_eq!(text("1-5pm"), "mon-fri 13:00-17:00");
        assert_eq!(text("10pm-6"), "mon-fri 22:00-06:00");
        assert_eq!(text("12am-12pm"), "mon-fri 00:00-12:00");
    }

    #[test]
    fn nine_to_five_is_asked_about_rather_than_taken_for_a_night() {
        let problem = Hours::parse("mon-fri 9-5").unwrap_err();
        assert_eq!(
            problem.to_string(),
            "“9-5” may be a day or a night; write “09:00-17:00” or “09:00-05:00”"
        );
        assert_eq!(text("09:00-05:00"), "mon-fri 09:00-05:00");
    }

    #[test]
    fn a_problem_says_which_part_is_not_understood() {
        let part = |text: &str| Hours::parse(text).unwrap_err();
        let not_understood = |part: &str| HoursProblem::NotUnderstood { part: part.to_owned() };
        assert_eq!(part("mon-fri 9-17, blursday 10-12"), not_understood("blursday"));
        assert_eq!(part("Blursday 10-12"), not_understood("Blursday"));
        let no_such_time = |part: &str, time: &str| HoursProblem::NoSuchTime {
            part: part.to_owned(),
            time: time.to_owned(),
        };
        assert_eq!(part("mon 9-25"), no_such_time("9-25", "25"));
        assert_eq!(part("Mon 25:00-26:00"), no_such_time("25:00-26:00", "25:00"));
        assert_eq!(part("mon 9-10:75"), no_such_time("9-10:75", "10:75"));
        assert_eq!(part("mon 24-8"), not_understood("24-8"));
        assert_eq!(part("mon 9:5-10"), not_understood("9:5-10"));
        assert_eq!(part("mon 13 PM-14"), no_such_time("13PM-14", "13PM"));
        assert_eq!(part("mon 9-12-15"), not_understood("9-12-15"));
        assert_eq!(part("mon-fri 9-17, sat"), HoursProblem::NoTimes { part: "sat".to_owned() });
        assert_eq!(part(" , "), HoursProblem::Empty);
    }

    proptest! {
        #[test]
        fn the_text_of_hours_reads_back_as_the_same_hours(hours in any_hours()) {
            let text = hours.to_string();
            prop_assert_eq!(Hours::parse(&text), Ok(hours), "{}", text);
        }

        #[test]
        fn any_text_is_read_or_refused_without_a_panic(text in any::<String>()) {
            let _ = Hours::parse(&text);
        }

        #[test]
        fn text_that_looks_like_hours_is_read_or_refused_without_a_panic(
            text in "(mon|fri|daily|-|:|,| |am|pm|to|h|[0-9]{1,3}|noon|–|ä){0,14}"
        ) {
            if let Ok(hours) = Hours::parse(&text) {
                prop_assert_eq!(Hours::parse(&hours.to_string()), Ok(hours));
            }
        }
    }
}
