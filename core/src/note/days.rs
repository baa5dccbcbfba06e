//! Days in a row, as people write them: from one to another, or one alone.

use chrono::{NaiveDateTime, NaiveTime, TimeDelta};

use super::when::{WhenProblem, parse_when_within};
use crate::calendar::Leave;

/// What may stand between the first and the last of some days: signs, which reading a day passes over, and words.
const SIGNS: [char; 3] = ['-', '–', '—'];
const WORDS: [&str; 4] = ["to ", "until ", "till ", "bis "];

/// Days at the beginning of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DaysRead<'a> {
    /// Which.
    pub leave: Leave,
    /// Whether the last of them was told, too.
    pub is_range: bool,
    /// What follows, trimmed.
    pub rest: &'a str,
}

/// Reads days from the beginning of `text`: `24 dec - 2 jan`, `24.12. to 2.1.`, or one alone, `24 dec`; none where it
/// begins with no day, or with a time of one. The last of them may be so many days after today.
///
/// # Errors
/// It says from when and not, in a day that can be read, until when.
pub fn parse_days(
    text: &str,
    now_local: NaiveDateTime,
    last_day: u64,
) -> Result<Option<DaysRead<'_>>, WhenProblem> {
    let Ok((first, rest)) = parse_when_within(text, now_local, last_day) else { return Ok(None) };
    if first.time.is_some() {
        return Ok(None);
    }
    let read = text.get(..text.len() - rest.len()).unwrap_or_default();
    let signed = read.trim_end().ends_with(SIGNS).then_some(rest);
    let Some(last) = signed.or_else(|| WORDS.iter().find_map(|to| rest.trim_start().strip_prefix(to))) else {
        let leave = Leave::between(first.date, first.date);
        return Ok(Some(DaysRead { leave, is_range: false, rest }));
    };
    // The last day is as far from today as it says, or else the next of its name from the first on.
    let evening = first.date.and_time(NaiveTime::MIN) - TimeDelta::minutes(1);
    let from_today = parse_when_within(last, now_local, last_day).ok();
    let (last, rest) = match from_today.filter(|(last, _)| last.date >= first.date) {
        Some(read) => read,
        None => parse_when_within(last, evening, last_day)?,
    };
    if last.time.is_some() {
        return Err(WhenProblem::NotADate);
    }
    let leave = Leave::between(first.date, last.date);
    Ok(Some(DaysRead { leave, is_range: true, rest: rest.trim_start() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_from_one_to_another_and_what_follows_is_left() {
        let now = "2026-11-24T09:00:00".parse().unwrap();
        let read = |text| {
            let days = parse_days(text, now, 400).unwrap();
            days.map(|days| {
                (days.leave.from.to_string(), days.leave.to.to_string(), days.is_range, days.rest)
            })
        };
        let told =
            |from: &str, to: &str, is_range, rest| Some((from.to_owned(), to.to_owned(), is_range, rest));
        assert_eq!(read("24 dec - 2 jan Closed"), told("2026-12-24", "2027-01-02", true, "Closed"));
        assert_eq!(
            read("2026-12-25 Christmas Day"),
            told("2026-12-25", "2026-12-25", false, "Christmas Day")
        );
        assert_eq!(read("fri - wed"), told("2026-11-27", "2026-12-02", true, ""));
        assert_eq!(read("mon – mon"), told("2026-11-30", "2026-11-30", true, ""));
        assert_eq!(
            read("24. Dez. bis 2. Jan. Betriebsruhe"),
            told("2026-12-24", "2027-01-02", true, "Betriebsruhe")
        );
        assert_eq!(read("fr - mi"), told("2026-11-27", "2026-12-02", true, ""));
        assert_eq!(read("fri 10:00 - mon"), None);
        assert_eq!(read("Christmas"), None);
        assert_eq!(parse_days("24 dec - soon", now, 400), Err(WhenProblem::NotADate));
    }
}
