//! A calendar file, as RFC 5545 has it: of each event, on which days it is, whether it comes back, and its name.
//!
//! Everything else is passed over: time zones, alarms, descriptions, what no standard knows. An event at a time of a
//! day is an appointment and no holiday; it is counted, and left out.

use chrono::{Days, NaiveDate};

use super::yearly::{Yearly, date};
use super::{Gathered, MOST_EVENTS, Problem, Why};
use crate::calendar::Leave;

/// Whether a text is a calendar file, or is meant to be one.
pub(super) fn is_calendar(text: &str) -> bool {
    let first = text.trim_start_matches('\u{feff}').lines().map(str::trim).find(|line| !line.is_empty());
    first.is_some_and(|line| line.eq_ignore_ascii_case("BEGIN:VCALENDAR"))
}

/// A line as it is meant: what was folded is one again.
struct Line {
    number: usize,
    text: String,
}

fn unfolded(text: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for (number, text) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        let text = text.trim_end_matches('\r');
        match (text.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(more), Some(line)) => line.text.push_str(more),
            _ => lines.push(Line { number, text: text.to_owned() }),
        }
    }
    lines
}

/// An event so far.
#[derive(Default)]
struct Event {
    line: usize,
    begins: Option<NaiveDate>,
    is_timed: bool,
    /// The first day after it.
    ends: Option<NaiveDate>,
    days: Option<u64>,
    /// On which line, and how; none where that is not read.
    rule: Option<(usize, Option<Yearly>)>,
    also: Vec<NaiveDate>,
    except: Vec<NaiveDate>,
    name: String,
    is_cancelled: bool,
}

pub(super) fn read(text: &str, gathered: &mut Gathered) -> Result<(), Problem> {
    let mut event: Option<Event> = None;
    // What stands inside an event, such as an alarm, has lines of its own.
    let mut inside = 0_u32;
    let mut events = 0;
    let mut latest = 1;
    let mut whole = false;
    for Line { number, text } in unfolded(text) {
        latest = number;
        let Some((name, value)) = property(&text) else { continue };
        match (name.as_str(), value.to_ascii_uppercase().as_str(), &mut event) {
            ("BEGIN", "VEVENT", None) => {
                events += 1;
                if events > MOST_EVENTS {
                    return Err(Problem { line: number, why: Why::TooMany });
                }
                event = Some(Event { line: number, ..Event::default() });
            }
            ("BEGIN", "VEVENT", Some(open)) => {
                return Err(Problem { line: open.line, why: Why::Unfinished });
            }
            ("BEGIN", _, Some(_)) => inside += 1,
            ("END", "VCALENDAR", None) => whole = true,
            ("END", "VEVENT", Some(_)) => {
                inside = 0;
                event.take().map_or(Ok(()), |event| event.end(gathered))?;
            }
            ("END", _, Some(_)) => inside = inside.saturating_sub(1),
            (_, _, Some(event)) if inside == 0 => event.learn(number, &name, value)?,
            _ => {}
        }
    }
    match event {
        Some(open) => Err(Problem { line: open.line.min(latest), why: Why::Unfinished }),
        // A file that was cut off between two events looks like one with fewer days.
        None if !whole => Err(Problem { line: latest, why: Why::Cut }),
        None => Ok(()),
    }
}

/// The name of a property without its parameters, in capitals, and its value.
fn property(line: &str) -> Option<(String, &str)> {
    let mut quoted = false;
    let colon = line.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b':' && !quoted
    })?;
    let (head, value) = (line.get(..colon)?, line.get(colon + 1..)?);
    let name = head.split(';').next()?.trim().to_ascii_uppercase();
    Some((name, value.trim()))
}

impl Event {
    fn learn(&mut self, line: usize, name: &str, value: &str) -> Result<(), Problem> {
        let wrong = |why| Problem { line, why };
        match name {
            "DTSTART" if has_time(value) => self.is_timed = true,
            "DTSTART" => self.begins = Some(date(value).ok_or(wrong(Why::NoDay))?),
            "DTEND" if has_time(value) => {}
            "DTEND" => self.ends = Some(date(value).ok_or(wrong(Why::NoDay))?),
            "DURATION" => self.days = duration(value),
            // An appointment may come back as it likes, so this is looked at in the end.
            "RRULE" => self.rule = Some((line, Yearly::parse(value))),
            "RDATE" => self.also.extend(value.split(',').filter_map(date)),
            "EXDATE" => self.except.extend(value.split(',').filter_map(|day| date(day.get(..8)?))),
            "SUMMARY" => self.name = unescaped(value),
            "STATUS" => self.is_cancelled = value.eq_ignore_ascii_case("CANCELLED"),
            _ => {}
        }
        Ok(())
    }

    /// Adds its days to what was read.
    fn end(self, gathered: &mut Gathered) -> Result<(), Problem> {
        if self.is_cancelled {
            return Ok(());
        }
        if self.is_timed {
            gathered.timed += 1;
            return Ok(());
        }
        let begins = self.begins.ok_or(Problem { line: self.line, why: Why::NoDay })?;
        let length = match (self.ends, self.days) {
            (Some(ends), _) if ends < begins => return Err(Problem { line: self.line, why: Why::Backwards }),
            // One that ends on the day on which it begins is that day.
            (Some(ends), _) => (ends - begins).num_days().max(1) as u64,
            (None, days) => days.unwrap_or(1).max(1),
        };
        let mut dates = vec![begins];
        if let Some((line, rule)) = &self.rule {
            let rule = rule.as_ref().ok_or(Problem { line: *line, why: Why::Repeats })?;
            let found = rule.dates(begins, gathered.horizon, gathered.left);
            let (found, looked_at) = found.ok_or(Problem { line: *line, why: Why::TooMany })?;
            gathered.spend(*line, looked_at)?;
            dates.extend(found);
        }
        dates.extend(&self.also);
        dates.sort_unstable();
        dates.dedup();
        let is_repeated = dates.len() > 1;
        for from in dates.into_iter().filter(|day| !self.except.contains(day)) {
            let to = from
                .checked_add_days(Days::new(length - 1))
                .ok_or(Problem { line: self.line, why: Why::TooLong })?;
            // Of what comes back, the years that are over are nothing to tell of.
            if to >= gathered.today || !is_repeated {
                gathered.add(self.line, Leave { from, to }, &self.name)?;
            }
        }
        Ok(())
    }
}

fn has_time(value: &str) -> bool {
    value.len() > 8 && value.as_bytes().get(8) == Some(&b'T')
}

/// A duration of whole days or weeks, in days.
fn duration(value: &str) -> Option<u64> {
    let digits = value.strip_prefix('P')?;
    let days = digits.strip_suffix('D').map(|days| days.parse().ok());
    let weeks = digits.strip_suffix('W').map(|weeks| weeks.parse::<u64>().ok()?.checked_mul(7));
    days.or(weeks)?
}

/// A text in which commas, semicolons and ends of lines stand for themselves again.
fn unescaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        match (character, character == '\\') {
            (_, true) => match characters.next() {
                Some('n' | 'N') => text.push(' '),
                Some(other) => text.push(other),
                None => {}
            },
            (other, false) => text.push(other),
        }
    }
    crate::text::clean(&text)
}
