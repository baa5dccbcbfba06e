//! Office hours: blocks of a week in which a mentor would rather have sessions one right after the other.

use std::fmt::{self, Display, Formatter};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Calendar, Hours, HoursProblem, Span, common};

/// The shortest block, in minutes: the longest session fits into it.
pub const SHORTEST_BLOCK: u16 = 20;
/// The longest, in minutes: nobody has sessions without a break for longer.
pub const LONGEST_BLOCK: u16 = 180;
/// So many blocks are in a week at most.
pub const MOST_BLOCKS: usize = 5;

/// More than a block lasts on a stopwatch, also on a day on which the clock shows an hour twice.
const MARGIN: TimeDelta = TimeDelta::hours(5);

/// One block or more of a week, each from twenty minutes to three hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OfficeHours(Hours);

/// Why a text is not understood as office hours.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OfficeProblem {
    /// It is not understood as hours.
    #[error(transparent)]
    Hours(#[from] HoursProblem),
    /// A block goes on into the next day, for longer than any may.
    #[error("“{block}” does not end after it begins")]
    EndsFirst {
        /// Which.
        block: String,
        /// What may have been meant.
        meant: Option<Span>,
    },
    /// A block is too short or too long.
    #[error("“{block}” lasts {minutes} minutes, and a block lasts from {SHORTEST_BLOCK} to {LONGEST_BLOCK}")]
    Length {
        /// Which.
        block: String,
        /// How long it is, in minutes.
        minutes: u16,
    },
    /// There are too many.
    #[error("{count} blocks are too many: {MOST_BLOCKS} a week are the most")]
    TooMany {
        /// How many.
        count: usize,
    },
}

impl OfficeHours {
    /// Reads them as hours are read: `tue 14:00-15:30`, `mon 9-10, thu 16-17`.
    ///
    /// # Errors
    /// See [`OfficeProblem`].
    pub fn parse(text: &str) -> Result<OfficeHours, OfficeProblem> {
        let hours = Hours::parse(text).map_err(|problem| match problem {
            // No block is as long as that night.
            HoursProblem::Ambiguous { part, night, .. } => {
                OfficeProblem::EndsFirst { block: part, meant: meant_by(night) }
            }
            problem => problem.into(),
        })?;
        let spans = hours.spans();
        if spans.is_empty() {
            return Err(HoursProblem::Empty.into());
        }
        if let Some((day, span)) = spans.iter().find(|(_, span)| !is_a_block(*span)) {
            let (block, minutes) = (Hours::new([(*day, *span)]).to_string(), span.minutes());
            return Err(match span.to() > span.from() {
                true => OfficeProblem::Length { block, minutes },
                false => OfficeProblem::EndsFirst { block, meant: meant_by(*span) },
            });
        }
        match spans.len() {
            count if count > MOST_BLOCKS => Err(OfficeProblem::TooMany { count }),
            _ => Ok(OfficeHours(hours)),
        }
    }

    /// Whether all of them lie in somebody's hours.
    pub fn lie_in(&self, hours: &Hours) -> bool {
        hours.cover_all_of(&self.0)
    }

    /// The blocks that have something in common with a stretch of time, each as a whole, as far as its owner works in
    /// it.
    pub fn blocks(
        &self,
        calendar: &Calendar,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        let named = Calendar { hours: self.0.clone(), ..calendar.clone() };
        let (first, last) = (from - MARGIN, until + MARGIN);
        let mut blocks = common(named.open_spans(first, last), calendar.open_spans(first, last));
        blocks.retain(|(opens, closes)| *closes > from && *opens < until);
        blocks
    }

    /// The block in which a stretch of time lies as a whole.
    pub fn block_around(
        &self,
        calendar: &Calendar,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let mut blocks = self.blocks(calendar, from, until).into_iter();
        blocks.find(|(opens, closes)| *opens <= from && until <= *closes)
    }
}

fn is_a_block(span: Span) -> bool {
    (SHORTEST_BLOCK..=LONGEST_BLOCK).contains(&span.minutes())
}

/// The block that may be meant by one that ends before it begins: to an hour after noon, or the other way round.
fn meant_by(span: Span) -> Option<Span> {
    let afternoon = Span::new(span.from(), span.to() + 12 * 60).filter(|meant| meant.to() > meant.from());
    let turned = Span::new(span.to(), span.from());
    [afternoon, turned].into_iter().flatten().find(|meant| is_a_block(*meant))
}

impl Display for OfficeHours {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::*;
    use crate::sample::{at, calendar};

    #[test]
    fn blocks_are_read_as_hours_are_and_held_to_their_bounds() {
        let read = |text: &str| OfficeHours::parse(text).map(|office| office.to_string());
        assert_eq!(read("tue 14-15:30").unwrap(), "tue 14:00-15:30");
        assert_eq!(read("Di 14:00-15:30, thu 9-12").unwrap(), "tue 14:00-15:30, thu 09:00-12:00");
        let length = |block: &str, minutes| Err(OfficeProblem::Length { block: block.to_owned(), minutes });
        assert_eq!(read("tue 14:00-14:19"), length("tue 14:00-14:19", 19));
        assert_eq!(read("tue 9-11 11-12:01"), length("tue 09:00-12:01", 181));
        assert_eq!(read("daily 9-10"), Err(OfficeProblem::TooMany { count: 7 }));
        assert_eq!(read("none"), Err(OfficeProblem::Hours(HoursProblem::Empty)));
        assert!(matches!(read("tue"), Err(OfficeProblem::Hours(_))));
    }

    #[test]
    fn a_block_that_ends_before_it_begins_is_told_with_the_one_that_may_be_meant() {
        let ends_first = |text: &str| match OfficeHours::parse(text) {
            Err(OfficeProblem::EndsFirst { block, meant }) => (block, meant.map(|meant| meant.to_string())),
            other => panic!("{text}: {other:?}"),
        };
        let told = |block: &str, meant: Option<&str>| (block.to_owned(), meant.map(str::to_owned));
        assert_eq!(ends_first("Tue 14-13"), told("tue 14:00-13:00", Some("13:00-14:00")));
        assert_eq!(ends_first("tue 14-3"), told("tue 14:00-03:00", Some("14:00-15:00")));
        assert_eq!(ends_first("tue 11-1"), told("11-1", Some("11:00-13:00")));
        assert_eq!(ends_first("tue 14-14"), told("tue 14:00-14:00", None));
        assert_eq!(ends_first("tue 9-8"), told("9-8", Some("08:00-09:00")));
        // A block may go on over midnight.
        assert_eq!(OfficeHours::parse("tue 23-1").unwrap().to_string(), "tue 23:00-01:00");
    }

    #[test]
    fn they_lie_in_hours_that_cover_all_of_them() {
        let office = OfficeHours::parse("tue 14-15:30").unwrap();
        let lie_in = |hours: &str| office.lie_in(&hours.parse().unwrap());
        assert!(lie_in("mon-fri 9-18") && lie_in("tue 14-15:30"));
        assert!(!lie_in("mon-fri 9-15") && !lie_in("wed 9-18") && !lie_in("tue 9-15 15:15-18"));
    }

    #[test]
    fn a_block_is_there_as_far_as_its_owner_works_in_it_and_as_a_whole_also_from_its_middle() {
        let office = OfficeHours::parse("tue 14-15:30").unwrap();
        let within = |hours: &str, from: &str, until: &str| {
            office.blocks(&calendar(Tz::Europe__Berlin, hours), at(from), at(until))
        };
        let whole = (at("2026-11-24T13:00:00Z"), at("2026-11-24T14:30:00Z"));
        let (middle, later) = ("2026-11-24T13:40:00Z", "2026-12-01T13:00:00Z");
        assert_eq!(within("mon-fri 9-18", middle, later), [whole]);
        let cut = (whole.0, at("2026-11-24T14:00:00Z"));
        assert_eq!(within("mon-fri 9-15", middle, later), [cut]);
        assert_eq!(within("wed 9-18", middle, later), []);
        let mut away = calendar(Tz::Europe__Berlin, "mon-fri 9-18");
        let around =
            |calendar: &Calendar, from: &str, until: &str| office.block_around(calendar, at(from), at(until));
        let (begins, ends) = ("2026-11-24T13:00:00Z", "2026-11-24T14:30:00Z");
        assert_eq!(around(&away, begins, ends), Some(whole));
        assert_eq!(around(&away, "2026-11-24T12:59:00Z", ends), None);
        away.pause = Some(crate::calendar::Pause { from: at(begins), until: at(ends) });
        assert_eq!(around(&away, begins, ends), None);
    }
}
