//! Office hours: blocks of a week in which a mentor would rather have sessions one right after the other.

use std::fmt::{self, Display, Formatter};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Calendar, Hours, HoursProblem, common};

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
    /// A block is too short or too long.
    #[error("a block lasts from {SHORTEST_BLOCK} to {LONGEST_BLOCK} minutes")]
    Length,
    /// There are too many.
    #[error("{MOST_BLOCKS} blocks a week are the most")]
    TooMany,
}

impl OfficeHours {
    /// Reads them as hours are read: `tue 14:00-15:30`, `mon 9-10, thu 16-17`.
    ///
    /// # Errors
    /// See [`OfficeProblem`].
    pub fn parse(text: &str) -> Result<OfficeHours, OfficeProblem> {
        let hours = Hours::parse(text)?;
        let spans = hours.spans();
        if spans.is_empty() {
            return Err(HoursProblem::Empty.into());
        }
        if spans.iter().any(|(_, span)| !(SHORTEST_BLOCK..=LONGEST_BLOCK).contains(&span.minutes())) {
            return Err(OfficeProblem::Length);
        }
        if spans.len() > MOST_BLOCKS { Err(OfficeProblem::TooMany) } else { Ok(OfficeHours(hours)) }
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
        assert_eq!(read("tue 14:00-14:19"), Err(OfficeProblem::Length));
        assert_eq!(read("tue 9-11 11-12:01"), Err(OfficeProblem::Length));
        assert_eq!(read("daily 9-10"), Err(OfficeProblem::TooMany));
        assert_eq!(read("none"), Err(OfficeProblem::Hours(HoursProblem::Empty)));
        assert!(matches!(read("tue"), Err(OfficeProblem::Hours(_))));
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
