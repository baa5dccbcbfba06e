//! Days on which everybody in a community is free, as those who run it tell them: a calendar file, or a day a line.
//!
//! A holiday is a date, and each keeps it on their own clock. Only what lies ahead is kept, as dates: a file may repeat
//! what it likes for ever, and what is kept is a short list. In reading order: [`read`] with `ics` (a calendar file)
//! and `yearly` (what comes back each year).

mod ics;
mod yearly;

use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::calendar::{Calendar, DaysOff, Hours, Leave};
use crate::note::parse_days;
use crate::script::{Phrase, say};
use crate::text::cut;

/// So far ahead holidays are kept, in days: two years and a bit.
pub const AHEAD: u64 = 800;
/// So many are kept at most.
pub const MOST: usize = 150;
/// The longest holiday, in days.
pub const LONGEST: u32 = 92;
/// So many bytes are read at most.
pub const MOST_BYTES: usize = 2_000_000;
/// So many events are read at most.
pub const MOST_EVENTS: usize = 10_000;
/// So much of a name is kept.
const NAME: usize = 40;

/// A day or several on which everybody is free.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Holiday {
    /// Which days.
    #[serde(flatten)]
    pub days: Leave,
    /// What they are called; may be empty.
    pub name: String,
}

/// The holidays of a community, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Holidays(Vec<Holiday>);

/// What was read, and what of it was left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// Those that lie ahead.
    pub holidays: Holidays,
    /// How many are over.
    pub over: usize,
    /// How many lie too far ahead.
    pub far: usize,
    /// How many are at a time of a day: an appointment and no holiday.
    pub timed: usize,
}

/// Why nothing was read: the first line that is wrong, from 1, and what is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Problem {
    /// Which line.
    pub line: usize,
    /// What is wrong.
    pub why: Why,
}

/// What is wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It does not begin with a day.
    NoDay,
    /// It ends before it begins.
    Backwards,
    /// It lasts for longer than a holiday does.
    TooLong,
    /// It comes back in a way that is not read: only what comes back each year is.
    Repeats,
    /// Something begins and does not end.
    Unfinished,
    /// The file breaks off there.
    Cut,
    /// There are more than are kept.
    TooMany,
    /// It is larger than what is read.
    TooLarge,
}

impl Problem {
    /// What is wrong and where, in words.
    pub fn says(self) -> Phrase {
        say("holidays.wrong").with("line", self.line).with("problem", say(self.why.key()).text()).text()
    }
}

impl Why {
    /// The key of the sentence that says it.
    fn key(self) -> &'static str {
        match self {
            Why::NoDay => "holidays.no-day",
            Why::Backwards => "holidays.backwards",
            Why::TooLong => "holidays.too-long",
            Why::Repeats => "holidays.repeats",
            Why::Unfinished => "holidays.unfinished",
            Why::Cut => "holidays.cut",
            Why::TooMany => "holidays.too-many",
            Why::TooLarge => "holidays.too-large",
        }
    }
}

impl Holidays {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Holiday> {
        self.0.iter()
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Those that are not over on a day.
    pub fn since(&self, day: NaiveDate) -> Holidays {
        Holidays(self.0.iter().filter(|holiday| holiday.days.to >= day).cloned().collect())
    }

    /// Those that are not among others.
    pub fn without(&self, others: &Holidays) -> Holidays {
        Holidays(self.0.iter().filter(|holiday| !others.0.contains(holiday)).cloned().collect())
    }

    /// With some more and some less, a day or several a line: `+ 24 dec Closed` adds it, `- 24 dec` takes away whatever
    /// covers it.
    ///
    /// # Errors
    /// The first line that is wrong, and why: nothing is changed then.
    pub fn altered(&self, text: &str, today: NaiveDate) -> Result<Reading, Problem> {
        let mut altered = Reading { holidays: self.clone(), ..Reading::default() };
        let Holidays(days) = &mut altered.holidays;
        for (line, text) in (1..).zip(text.lines()) {
            let mut characters = text.trim_start().chars();
            let adds = characters.next() == Some('+');
            let one = read(characters.as_str(), today).map_err(|problem| Problem { line, ..problem })?;
            if (one.holidays.is_empty(), one.over, one.far) == (true, 0, 0) {
                return Err(Problem { line, why: Why::NoDay });
            }
            let Holidays(named) = one.holidays;
            if adds {
                days.extend(named);
                altered.over += one.over;
                altered.far += one.far;
            } else {
                let meets = |one: &Leave, other: &Leave| one.from <= other.to && other.from <= one.to;
                days.retain(|kept| !named.iter().any(|holiday| meets(&kept.days, &holiday.days)));
            }
            days.sort();
            days.dedup();
            if days.len() > MOST {
                return Err(Problem { line, why: Why::TooMany });
            }
        }
        Ok(altered)
    }

    /// The days, as calendars keep them.
    pub fn days_off(&self) -> Arc<DaysOff> {
        Arc::new(self.0.iter().map(|holiday| holiday.days).collect::<Vec<_>>().into())
    }

    /// An instant on a clock, or the same wall time of the next day that is no holiday and no weekend after one.
    pub fn not_on_one(&self, at: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
        let calendar = Calendar::new(zone, Hours::none());
        let wall = calendar.local(at);
        let covers = |day: NaiveDate| self.0.iter().any(|holiday| holiday.days.covers(day));
        if !covers(wall.date()) {
            return at;
        }
        let usual = Calendar::new(zone, Hours::default());
        let works = |day: &NaiveDate| !covers(*day) && usual.is_open(calendar.instant(day.and_time(noon())));
        let next = wall.date().iter_days().take(LONGEST as usize * 2).find(works);
        next.map_or(at, |day| calendar.instant(day.and_time(wall.time())))
    }

    /// As lines that read back as the same holidays.
    pub fn lines(&self) -> String {
        let line = |holiday: &Holiday| {
            let Leave { from, to } = holiday.days;
            let days = if from == to { from.to_string() } else { format!("{from} - {to}") };
            format!("{days} {}\n", holiday.name)
        };
        self.0.iter().map(line).collect()
    }
}

fn noon() -> NaiveTime {
    NaiveTime::MIN + TimeDelta::hours(12)
}

/// Reads holidays: a calendar file (RFC 5545), or a day or several a line with what they are called,
/// `24 dec - 2 jan Closed`.
///
/// # Errors
/// The first line that is wrong, and why: nothing is read then.
pub fn read(text: &str, today: NaiveDate) -> Result<Reading, Problem> {
    if text.len() > MOST_BYTES {
        return Err(Problem { line: 1, why: Why::TooLarge });
    }
    let mut gathered = Gathered::new(today);
    if ics::is_calendar(text) {
        ics::read(text, &mut gathered)?;
    } else {
        lines(text, &mut gathered)?;
    }
    Ok(gathered.reading())
}

fn lines(text: &str, gathered: &mut Gathered) -> Result<(), Problem> {
    let midnight = gathered.today.and_time(NaiveTime::MIN);
    for (line, text) in (1..).zip(text.lines()) {
        let text = text.trim();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        let wrong = |why| Problem { line, why };
        if let Some(day) = text.split_whitespace().next().and_then(|day| day.parse::<NaiveDate>().ok())
            && day < gathered.today
            && !text.contains(" - ")
        {
            gathered.over += 1;
            continue;
        }
        let lower = text.to_lowercase();
        let read = parse_days(&lower, midnight, AHEAD);
        let read = read.ok().flatten().ok_or_else(|| wrong(Why::NoDay))?;
        // What follows is as long as it was typed, whatever its case.
        let name = text.get(text.len() - read.rest.len()..).unwrap_or(read.rest);
        gathered.add(line, read.leave, name)?;
    }
    Ok(())
}

/// What was read so far.
struct Gathered {
    today: NaiveDate,
    horizon: NaiveDate,
    found: Vec<Holiday>,
    over: usize,
    far: usize,
    timed: usize,
    /// How many dates may still be worked out.
    left: usize,
}

/// Whatever a file repeats, so many dates are worked out at most.
const MOST_DATES: usize = 200_000;

impl Gathered {
    fn new(today: NaiveDate) -> Gathered {
        let horizon = today.checked_add_days(Days::new(AHEAD)).unwrap_or(NaiveDate::MAX);
        let (found, left) = (Vec::new(), MOST_DATES);
        Gathered { today, horizon, found, over: 0, far: 0, timed: 0, left }
    }

    fn add(&mut self, line: usize, days: Leave, name: &str) -> Result<(), Problem> {
        if days.to < days.from {
            return Err(Problem { line, why: Why::Backwards });
        }
        if days.days() > LONGEST {
            return Err(Problem { line, why: Why::TooLong });
        }
        if days.to < self.today {
            self.over += 1;
        } else if days.from > self.horizon {
            self.far += 1;
        } else {
            let holiday = Holiday { days, name: cut(name.trim(), NAME) };
            if !self.found.contains(&holiday) {
                self.found.push(holiday);
            }
        }
        if self.found.len() > MOST { Err(Problem { line, why: Why::TooMany }) } else { Ok(()) }
    }

    /// Takes so many dates from those that may be worked out.
    fn spend(&mut self, line: usize, dates: usize) -> Result<(), Problem> {
        self.left = self.left.checked_sub(dates).ok_or(Problem { line, why: Why::TooMany })?;
        Ok(())
    }

    fn reading(mut self) -> Reading {
        self.found.sort();
        let Gathered { found, over, far, timed, .. } = self;
        Reading { holidays: Holidays(found), over, far, timed }
    }
}

#[cfg(test)]
mod tests;
