//! Nobody hears more than three messages on a day that they did not ask for.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::rehearse::hours::date;

/// So many are the most.
const A_DAY: usize = 3;

/// When everybody was spoken to first, lately.
#[derive(Default)]
pub(crate) struct Budget {
    said: HashMap<usize, Vec<DateTime<Utc>>>,
}

impl Budget {
    /// Somebody was spoken to first. How often on the day that their clock shows, when that was too often.
    pub(crate) fn spent(&mut self, who: usize, zone: Tz, at: DateTime<Utc>) -> Option<usize> {
        let said = self.said.entry(who).or_default();
        said.retain(|earlier| at - *earlier < TimeDelta::days(2));
        said.push(at);
        let today = said.iter().filter(|earlier| date(zone, **earlier) == date(zone, at)).count();
        (today > A_DAY).then_some(today)
    }

    /// Whether somebody has heard on that day as much as they may, with what was found then to have reached them before.
    pub(crate) fn is_spent(&self, who: usize, zone: Tz, at: DateTime<Utc>, found: &[DateTime<Utc>]) -> bool {
        let said = self.said.get(&who).into_iter().flatten().chain(found);
        said.filter(|earlier| date(zone, **earlier) == date(zone, at)).count() >= A_DAY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fourth_message_of_a_day_is_found_and_the_next_day_is_another() {
        let mut budget = Budget::default();
        let zone = Tz::America__Los_Angeles;
        let mut spent = |who, text: &str| budget.spent(who, zone, text.parse().unwrap());
        for hour in ["16", "18", "20"] {
            assert_eq!(spent(1, &format!("2026-09-07T{hour}:00:00Z")), None);
        }
        assert_eq!(spent(2, "2026-09-07T21:00:00Z"), None);
        // In Los Angeles it is still the same day.
        assert_eq!(spent(1, "2026-09-08T05:00:00Z"), Some(4));
        assert_eq!(spent(1, "2026-09-08T16:00:00Z"), None);
        let [at, found] = ["2026-09-08T17:00:00Z", "2026-09-08T16:30:00Z"].map(|text| text.parse().unwrap());
        assert!(!budget.is_spent(1, zone, at, &[found]));
        assert!(budget.is_spent(1, zone, at, &[found, found]), "one was said, and two were found");
    }
}
