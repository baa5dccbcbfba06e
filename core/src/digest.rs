//! When and where those who run a community read about its week.
//!
//! It comes to everyone who runs it, unless they said otherwise: on Monday at nine on the community's clock, into a
//! channel once one was chosen, and until then into the direct messages of the first few of them. It is planned as
//! soon as one of them is known, and always once: [`Digest::planned`] stands in the community's row, and whoever plans
//! writes that row, so of two who plan at the same time one comes too late.

use chrono::{DateTime, Datelike, Days, NaiveTime, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::calendar::{Calendar, Hours};
use crate::community::Community;
use crate::message::Message;
use crate::store::{Store, StoreError};

/// The wishes of those who run a community for its weekly digest, and for when it is planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Digest {
    /// Whether they want one.
    pub wanted: bool,
    /// On which day.
    pub day: Weekday,
    /// At which time of the community's clock.
    pub time: NaiveTime,
    /// In which channel, by the platform's id; without one it goes to their direct messages.
    pub channel: Option<String>,
    /// For when the next one is planned; none while none is.
    pub planned: Option<DateTime<Utc>>,
    /// When a week was told last.
    pub told: Option<DateTime<Utc>>,
}

/// So long after a week was told, no other time of the same day brings it again.
const SETTLED: TimeDelta = TimeDelta::hours(20);

impl Default for Digest {
    /// Monday at nine, in direct messages.
    fn default() -> Digest {
        let time = NaiveTime::MIN + TimeDelta::hours(9);
        Digest { wanted: true, day: Weekday::Mon, time, channel: None, planned: None, told: None }
    }
}

impl Digest {
    /// When the next one comes, as of an instant.
    pub fn upcoming(&self, now: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
        let settled = self.told.and_then(|told| told.checked_add_signed(SETTLED));
        self.next(settled.map_or(now, |settled| settled.max(now)), zone)
    }

    /// The midnight with which the last of its days began: up to there a week is told, however late that is done, so
    /// that each day is in one digest.
    pub fn week_ends(&self, now: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
        let calendar = Calendar::new(zone, Hours::none());
        let today = calendar.local_date(now);
        let ago = Days::new(u64::from(today.weekday().days_since(self.day)));
        calendar.start_of(today.checked_sub_days(ago).unwrap_or(today))
    }

    /// The first instant after another at which the clock of a zone shows the day and the time: the first that it shows
    /// after them where it skips them, the earlier where it shows them twice.
    pub fn next(&self, after: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
        let calendar = Calendar::new(zone, Hours::none());
        let today = calendar.local_date(after);
        let ahead = u64::from(self.day.days_since(today.weekday()));
        let on = |days: u64| calendar.instant((today + Days::new(days)).and_time(self.time));
        if on(ahead) > after { on(ahead) } else { on(ahead + 7) }
    }
}

/// How the last week of a community was, as those who run it would read it now. Nothing is said to anybody.
///
/// # Errors
/// The memory does not answer.
pub async fn week(
    store: &dyn Store,
    community: &Community,
    now: DateTime<Utc>,
) -> Result<Message, StoreError> {
    crate::act::week(store, community, now).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{at, now};

    const BERLIN: Tz = Tz::Europe__Berlin;

    #[test]
    fn the_next_one_is_on_monday_at_nine_and_never_now() {
        let digest = Digest::default();
        let monday = at("2026-11-30T08:00:00Z");
        assert_eq!(digest.next(now(), BERLIN), monday);
        assert_eq!(digest.next(monday - TimeDelta::seconds(1), BERLIN), monday);
        assert_eq!(digest.next(monday, BERLIN), at("2026-12-07T08:00:00Z"));
    }

    #[test]
    fn a_week_that_was_told_is_not_told_again_on_the_same_day_at_another_time() {
        let monday = at("2026-11-30T08:00:00Z");
        let later = NaiveTime::MIN + TimeDelta::hours(14);
        let told = Digest { time: later, told: Some(monday), ..Digest::default() };
        assert_eq!(told.upcoming(monday + TimeDelta::hours(1), BERLIN), at("2026-12-07T13:00:00Z"));
        let friday = Digest { day: Weekday::Fri, ..told.clone() };
        assert_eq!(friday.upcoming(monday + TimeDelta::hours(1), BERLIN), at("2026-12-04T13:00:00Z"));
        let fresh = Digest { told: None, ..told };
        assert_eq!(fresh.upcoming(monday, BERLIN), at("2026-11-30T13:00:00Z"));
    }

    #[test]
    fn a_week_ends_with_the_day_that_was_meant_also_where_it_is_told_late() {
        let digest = Digest::default();
        let monday = at("2026-11-22T23:00:00Z");
        for told in ["2026-11-23T08:00:00Z", "2026-11-24T08:00:00Z", "2026-11-29T22:59:00Z"] {
            assert_eq!(digest.week_ends(at(told), BERLIN), monday, "{told}");
        }
        assert_eq!(digest.week_ends(at("2026-11-29T23:00:00Z"), BERLIN), at("2026-11-29T23:00:00Z"));
        let friday = Digest { day: Weekday::Fri, ..digest };
        assert_eq!(friday.week_ends(at("2026-11-23T08:00:00Z"), BERLIN), at("2026-11-19T23:00:00Z"));
    }

    #[test]
    fn nine_is_nine_on_the_wall_before_and_after_the_clock_changes() {
        let digest = Digest::default();
        let next = |after| digest.next(at(after), BERLIN);
        assert_eq!(next("2026-10-19T07:00:00Z"), at("2026-10-26T08:00:00Z"));
        assert_eq!(next("2027-03-22T08:00:00Z"), at("2027-03-29T07:00:00Z"));
    }

    #[test]
    fn a_time_that_the_clock_skips_or_shows_twice_comes_once() {
        let sunday = Digest {
            day: Weekday::Sun,
            time: NaiveTime::from_hms_opt(2, 30, 0).unwrap(),
            ..Digest::default()
        };
        let next = |after| sunday.next(at(after), BERLIN);
        assert_eq!(next("2027-03-27T00:00:00Z"), at("2027-03-28T01:00:00Z"));
        let (first, again) = ("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z");
        assert_eq!(next("2026-10-24T00:00:00Z"), at(first));
        assert!(next(first) > at(again) + TimeDelta::days(6));
    }

    #[test]
    fn a_community_that_was_kept_before_digests_came_wants_one() {
        assert_eq!(serde_json::from_str::<Digest>("{}").unwrap(), Digest::default());
        let chosen = Digest { day: Weekday::Fri, channel: Some("C1".into()), ..Digest::default() };
        let kept = serde_json::to_string(&chosen).unwrap();
        assert_eq!(serde_json::from_str::<Digest>(&kept).unwrap(), chosen);
    }
}
