//! How soon an ask gets a first answer here, as far as that is known: what whoever asks may expect.
//!
//! Out of the last asks, by Kaplan–Meier in the community's working time: one that nobody has answered waits at least
//! until now, or until it was closed. [`crate::kpi::response`] tells the same of any window, and by every mentor's own
//! clock; this is for an answer that is given at once.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::ask::{Ask, Stage};
use crate::community::Community;
use crate::id::{CommunityId, MemberId};
use crate::kpi::{FEWEST_PEOPLE, Terms};
use crate::script::{Phrase, say};
use crate::stats::survival::{Curve, Observed, counted};
use crate::store::{Store, StoreError};

/// So many asks are looked back on.
const LAST: u32 = 40;
/// Fewer than these say nothing, and neither do those of fewer people than any number is told of.
const FEWEST_ASKS: usize = 10;
/// What was worked out holds for so long: an answer must not wait for it.
const HOLDS: TimeDelta = TimeDelta::minutes(10);

/// How soon the last asks got a first answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// There are too few to say so.
    TooFew,
    /// Fewer than half of them have one so far.
    Slow {
        /// How many asks.
        asks: u32,
    },
    /// Half of them had one within that time.
    Known {
        /// How many asks.
        asks: u32,
        /// Half of them, in working hours that are begun.
        half: u32,
        /// Nine in ten of them; `None` while that is not known.
        most: Option<u32>,
    },
}

impl Pace {
    /// That of some asks, in a zone.
    pub fn of(asks: &[Ask], zone: Tz, now: DateTime<Utc>) -> Pace {
        let people: BTreeSet<MemberId> = asks.iter().map(|ask| ask.learner).collect();
        if asks.len() < FEWEST_ASKS || (people.len() as u64) < FEWEST_PEOPLE {
            return Pace::TooFew;
        }
        let calendar = Terms::of(zone).calendar;
        let waited = |ask: &Ask| {
            let closed = match ask.stage {
                Stage::Closed { at, .. } => at,
                _ => now,
            };
            let until = ask.first_response.unwrap_or(closed);
            let after = calendar.working_between(ask.at, until).num_milliseconds();
            Observed { after, ended: ask.first_response.is_some() }
        };
        let curve = Curve::of(&counted(&asks.iter().map(waited).collect::<Vec<_>>()));
        let hours = |share: f64| curve.quantile(share).value.map(begun_hours);
        let asks = u32::try_from(asks.len()).unwrap_or(u32::MAX);
        match hours(0.5) {
            Some(half) => Pace::Known { asks, half, most: hours(0.9) },
            None => Pace::Slow { asks },
        }
    }

    /// It in words.
    pub(crate) fn says(self) -> Phrase {
        match self {
            Pace::TooFew => say("pace.too-few"),
            Pace::Slow { asks } => say("pace.slow").with("asks", asks),
            Pace::Known { asks, half, most } => {
                say("pace").with("asks", asks).with("half", half).with("most", most)
            }
        }
        .text()
    }
}

/// Milliseconds as hours, the last of which may only have begun.
fn begun_hours(millis: i64) -> u32 {
    let hours = (millis.max(0) + 3_599_999) / 3_600_000;
    u32::try_from(hours.max(1)).unwrap_or(u32::MAX)
}

/// What was worked out lately, by community.
#[derive(Debug, Default)]
pub(crate) struct Paces(Mutex<HashMap<CommunityId, (DateTime<Utc>, Pace)>>);

impl Paces {
    /// How soon asks of a community get a first answer. It is worked out anew only now and then.
    pub(crate) async fn of(
        &self,
        store: &dyn Store,
        community: &Community,
        now: DateTime<Utc>,
    ) -> Result<Pace, StoreError> {
        let scope = community.scope();
        let lately = self.known(scope.community()).filter(|(at, _)| *at <= now && now - *at < HOLDS);
        if let Some((_, pace)) = lately {
            return Ok(pace);
        }
        let pace = Pace::of(&store.latest_asks(scope, LAST).await?, community.zone, now);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(scope.community(), (now, pace));
        Ok(pace)
    }

    fn known(&self, community: CommunityId) -> Option<(DateTime<Utc>, Pace)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&community).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ask::Ending;
    use crate::sample::{ask, id, now};

    /// An ask of this morning a week ago, answered after so many hours.
    fn asked(who: usize, hours: Option<i64>) -> Ask {
        let at = now() - TimeDelta::days(7) + TimeDelta::minutes(who as i64);
        let first_response = hours.map(|hours| at + TimeDelta::hours(hours));
        Ask {
            id: id(&format!("ask{who}")),
            learner: id(&format!("p{}", who % 6)),
            at,
            first_response,
            ..ask()
        }
    }

    fn pace(asks: &[Ask]) -> Pace {
        Pace::of(asks, Tz::Europe__Berlin, now())
    }

    #[test]
    fn half_and_nine_in_ten_are_told_in_working_hours_that_are_begun() {
        let asks: Vec<Ask> = (0..10).map(|n| asked(n, Some(if n < 5 { 1 } else { 4 }))).collect();
        assert_eq!(pace(&asks), Pace::Known { asks: 10, half: 1, most: Some(4) });
        let told = pace(&asks).says();
        assert_eq!(
            told,
            "Half of the last 10 asks got a first answer within 1 working hour, nine in ten within 4."
        );
    }

    #[test]
    fn those_that_still_wait_make_it_longer_or_unknown() {
        let asks: Vec<Ask> = (0..10).map(|n| asked(n, (n < 6).then_some(2))).collect();
        assert_eq!(pace(&asks), Pace::Known { asks: 10, half: 2, most: None });
        assert!(pace(&asks).says().ends_with("the slowest still wait."));
        let asks: Vec<Ask> = (0..10).map(|n| asked(n, (n < 4).then_some(2))).collect();
        assert_eq!(pace(&asks), Pace::Slow { asks: 10 });
    }

    #[test]
    fn an_ask_that_was_taken_back_is_not_waited_for() {
        let mut asks: Vec<Ask> = (0..10).map(|n| asked(n, (n < 4).then_some(2))).collect();
        for ask in &mut asks[4..] {
            ask.stage = Stage::Closed { at: ask.at + TimeDelta::hours(1), ending: Ending::Withdrawn };
        }
        assert_eq!(pace(&asks), Pace::Known { asks: 10, half: 2, most: Some(2) });
    }

    #[test]
    fn a_night_between_is_not_waited() {
        let mut asks: Vec<Ask> = (0..10).map(|n| asked(n, Some(24))).collect();
        // Ten in the morning until ten the next: eight hours of the first day and one of the second.
        asks.iter_mut().for_each(|ask| ask.at = now() - TimeDelta::days(7));
        asks.iter_mut().for_each(|ask| ask.first_response = Some(ask.at + TimeDelta::days(1)));
        assert_eq!(pace(&asks), Pace::Known { asks: 10, half: 9, most: Some(9) });
    }

    #[test]
    fn nine_asks_or_those_of_four_people_are_too_few_to_say() {
        let asks: Vec<Ask> = (0..9).map(|n| asked(n, Some(2))).collect();
        assert_eq!(pace(&asks), Pace::TooFew);
        let mut asks: Vec<Ask> = (0..10).map(|n| asked(n, Some(2))).collect();
        asks.iter_mut().enumerate().for_each(|(n, ask)| ask.learner = id(&format!("p{}", n % 4)));
        assert_eq!(pace(&asks), Pace::TooFew);
        assert!(pace(&asks).says().contains("Too few"));
    }
}
