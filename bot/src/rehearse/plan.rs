//! How long is rehearsed, and with how many people.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::Serialize;

use crate::trouble::Trouble;

/// So many days are the most: five years.
const MOST_DAYS: u32 = 5 * 366;
/// So many members are the most.
const MOST_MEMBERS: u32 = 10_000;
/// Whoever asks less often than once in so many days is not rehearsed.
const MOST_BETWEEN: u32 = 365;

/// A pilot that is rehearsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// How long it lasts.
    pub days: u32,
    /// How many people take part, mentors included.
    pub members: u32,
    /// How many of them mentor.
    pub mentors: u32,
    /// What all chance grows out of: the same seed tells the same story.
    pub seed: u64,
    /// How many days lie between two asks of one person, on average; how often they note wins and look at what is open
    /// goes with it.
    pub asks_every: u32,
}

impl Plan {
    /// How many days lie between two asks of one person, where nothing else is said.
    pub const ASKS_EVERY: u32 = 50;

    /// The plan, when it can be rehearsed.
    ///
    /// # Errors
    /// A number that makes no pilot.
    pub fn checked(self) -> Result<Plan, Trouble> {
        let Plan { days, members, mentors, asks_every, .. } = self;
        let (says, fix) = match self {
            _ if days == 0 || days > MOST_DAYS => (
                format!("a pilot of {days} days cannot be rehearsed"),
                format!("name from 1 to {MOST_DAYS} days: --days 90"),
            ),
            _ if members == 0 || members > MOST_MEMBERS => (
                format!("a pilot with {members} members cannot be rehearsed"),
                format!("name from 1 to {MOST_MEMBERS} members: --members 200"),
            ),
            _ if mentors > members => (
                format!("{mentors} mentors are more than the {members} members, and mentors are members"),
                format!("name at most {members} mentors, or more members: --members {mentors}"),
            ),
            _ if asks_every == 0 || asks_every > MOST_BETWEEN => (
                format!("people who ask every {asks_every} days cannot be rehearsed"),
                format!("name from 1 to {MOST_BETWEEN} days: --asks-every {}", Plan::ASKS_EVERY),
            ),
            plan => return Ok(plan),
        };
        Err(Trouble::misused(says, fix))
    }

    /// When it begins: the same Monday whenever it is rehearsed, so that nothing depends on today. In the 90 days after
    /// it the clocks of Sydney, Auckland, Europe and North America change.
    pub(crate) fn begins(&self) -> DateTime<Utc> {
        NaiveDate::from_ymd_opt(2026, 9, 7)
            .and_then(|day| day.and_hms_opt(0, 0, 0))
            .expect("a Monday")
            .and_utc()
    }

    /// When it ends.
    pub fn ends(&self) -> DateTime<Utc> {
        self.begins() + TimeDelta::days(i64::from(self.days))
    }

    /// The day of the rehearsal on which an instant lies, from 1.
    pub(crate) fn day(&self, at: DateTime<Utc>) -> u32 {
        u32::try_from((at - self.begins()).num_days()).unwrap_or_default() + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trouble::Kind;

    const PILOT: Plan = Plan { days: 90, members: 200, mentors: 30, seed: 7, asks_every: 50 };

    #[test]
    fn a_pilot_has_days_and_members_and_its_mentors_are_members() {
        assert_eq!(PILOT.checked().unwrap(), PILOT);
        assert!(Plan { mentors: 0, members: 1, days: 1, ..PILOT }.checked().is_ok());
        for wrong in [
            Plan { days: 0, ..PILOT },
            Plan { days: 2000, ..PILOT },
            Plan { members: 0, mentors: 0, ..PILOT },
            Plan { members: 20_000, ..PILOT },
            Plan { mentors: 201, ..PILOT },
            Plan { asks_every: 0, ..PILOT },
            Plan { asks_every: 366, ..PILOT },
        ] {
            assert_eq!(wrong.checked().unwrap_err().kind, Kind::Misused, "{wrong:?}");
        }
    }

    #[test]
    fn days_are_counted_from_one() {
        assert_eq!(PILOT.day(PILOT.begins()), 1);
        assert_eq!(PILOT.day(PILOT.ends() - TimeDelta::seconds(1)), 90);
    }
}
