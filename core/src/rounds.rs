//! Rounds: asks that wait are matched together, once a week, where those who run a community want that.
//!
//! A round is planned once, as a digest is: [`Rounds::planned`] stands in the community's row, and whoever plans writes
//! that row. Until it comes, what is asked and does not press is gathered for it; what presses goes at once.

use chrono::{DateTime, NaiveTime, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::digest::Digest;

/// The wishes of those who run a community for its rounds, and for when the next one is planned.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rounds {
    /// On which day and at which time of the community's clock; none where nobody wants rounds.
    pub weekly: Option<(Weekday, NaiveTime)>,
    /// For when the next one is planned; none while none is.
    pub planned: Option<DateTime<Utc>>,
}

impl Rounds {
    /// When the next one comes after an instant, by the clock of a zone.
    pub fn next(&self, after: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
        let (day, time) = self.weekly?;
        Some(Digest { day, time, ..Digest::default() }.next(after, zone))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{at, now};

    #[test]
    fn where_nobody_wants_rounds_none_comes() {
        let kept: Rounds = serde_json::from_str("{}").unwrap();
        assert_eq!((kept.next(now(), Tz::Europe__Berlin), kept.planned), (None, None));
    }

    #[test]
    fn the_next_round_is_at_its_time_on_the_wall() {
        let time = NaiveTime::from_hms_opt(10, 0, 0).unwrap();
        let rounds = Rounds { weekly: Some((Weekday::Mon, time)), planned: None };
        assert_eq!(rounds.next(now(), Tz::Europe__Berlin), Some(at("2026-11-30T09:00:00Z")));
        let kept = serde_json::to_string(&rounds).unwrap();
        assert_eq!(serde_json::from_str::<Rounds>(&kept).unwrap(), rounds);
    }
}
