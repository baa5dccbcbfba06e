//! When to speak: a follow-up never comes in the past, never in the night, and never as the fourth of a day.

mod office;
mod respect;
mod slots;

use chrono::{DateTime, Days, NaiveDateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
pub use office::{packed, packed_starts};
pub use respect::{noons, rows};
pub use slots::{BUFFER, Busy, slots};

/// How many messages nobody asked for a person gets on one local day.
pub const DMS_A_DAY: u32 = 3;

/// What was wished for, kept beside the instant that it came to.
///
/// A changed zone, changed hours or a new tz database change the instant and not the wish, so it can be
/// resolved again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// What the clock on the wall was to show.
    pub wall: NaiveDateTime,
    /// The zone in which that was said.
    pub zone: Tz,
    /// How closely it binds.
    pub policy: Policy,
}

/// How closely a wish binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// An appointment: the instant of the wall time, whatever the hours.
    Exactly,
    /// The first working instant at or after the wall time.
    InHours,
    /// On that local day: the first working instant of the day at or after the wall time, or the day's first
    /// when its hours are over by then; on a day without hours the next opening.
    ///
    /// An instant may so come to lie before the wall time, and never before its day. Whoever resolves a wish
    /// for today late in the day finds it due at once, and [`may_speak`] has the last word.
    OnDay,
}

impl Wish {
    /// The wish that the person's clock shows what it shows at this instant.
    ///
    /// Where the clock shows a wall time twice, a wish means the first; [`slots`] offers no other.
    pub fn at(instant: DateTime<Utc>, calendar: &Calendar, policy: Policy) -> Wish {
        Wish { wall: calendar.local(instant), zone: calendar.zone, policy }
    }

    /// The instant that the wish comes to, its wall time read in the calendar's zone.
    ///
    /// None when the calendar has no working time to offer within its horizon; never for an appointment.
    pub fn resolve(&self, calendar: &Calendar) -> Option<DateTime<Utc>> {
        let instant = calendar.instant(self.wall);
        match self.policy {
            Policy::Exactly => Some(instant),
            Policy::InHours => calendar.opening(instant),
            Policy::OnDay => {
                let later = calendar.opening(instant)?;
                if later < calendar.start_of(self.wall.date() + Days::new(1)) {
                    return Some(later);
                }
                calendar.opening(calendar.start_of(self.wall.date()))
            }
        }
    }
}

/// Whether a proactive message may go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speak {
    /// Yes.
    Now,
    /// Not before this instant, at which to ask again.
    Later(DateTime<Utc>),
}

/// Whether a proactive message may go out now, after so many on this local day: inside working hours, and
/// within the budget of [`DMS_A_DAY`]. None when the calendar never opens again.
pub fn may_speak(calendar: &Calendar, said_today: u32, now: DateTime<Utc>) -> Option<Speak> {
    let tomorrow = || calendar.start_of(calendar.local_date(now) + Days::new(1));
    let earliest = if said_today < DMS_A_DAY { now } else { tomorrow() };
    let opening = calendar.opening(earliest)?;
    Some(if opening == now { Speak::Now } else { Speak::Later(opening) })
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::tests::{any_calendar, any_instant};

    fn calendar(zone: Tz, hours: &str) -> Calendar {
        Calendar::new(zone, hours.parse().unwrap())
    }

    fn berlin() -> Calendar {
        calendar(Tz::Europe__Berlin, "mon-fri 9-18")
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn wish(wall: &str, policy: Policy) -> Wish {
        Wish { wall: wall.parse().unwrap(), zone: Tz::Europe__Berlin, policy }
    }

    #[test]
    fn an_appointment_is_kept_whatever_the_hours() {
        let resolved = wish("2026-06-06T23:00:00", Policy::Exactly).resolve(&berlin());
        assert_eq!(resolved, Some(at("2026-06-06T21:00:00Z")));
    }

    #[test]
    fn a_wish_for_the_evening_waits_for_the_morning() {
        let resolved = wish("2026-06-05T20:00:00", Policy::InHours).resolve(&berlin());
        assert_eq!(resolved, Some(at("2026-06-08T07:00:00Z")));
    }

    #[test]
    fn a_wish_for_a_day_stays_on_it() {
        let on = |wall| wish(wall, Policy::OnDay).resolve(&berlin());
        assert_eq!(on("2026-06-05T05:00:00"), Some(at("2026-06-05T07:00:00Z")));
        assert_eq!(on("2026-06-05T15:00:00"), Some(at("2026-06-05T13:00:00Z")));
        assert_eq!(on("2026-06-05T20:00:00"), Some(at("2026-06-05T07:00:00Z")));
    }

    #[test]
    fn a_wish_for_a_day_without_hours_moves_to_the_next_with() {
        let resolved = wish("2026-06-06T10:00:00", Policy::OnDay).resolve(&berlin());
        assert_eq!(resolved, Some(at("2026-06-08T07:00:00Z")));
    }

    #[test]
    fn a_wish_for_a_day_whose_last_hour_is_skipped_stays_on_it() {
        // Scoresbysund puts its clock forward from 23:00 to midnight.
        let east = calendar(Tz::America__Scoresbysund, "daily 0-24");
        let resolved = wish("2026-03-28T23:30:00", Policy::OnDay).resolve(&east);
        assert_eq!(resolved.map(|at| east.local(at)), "2026-03-28T00:00:00".parse().ok());
    }

    #[test]
    fn a_changed_zone_moves_a_wish_and_not_its_wall_time() {
        let wish = Wish::at(at("2026-06-05T07:00:00Z"), &berlin(), Policy::InHours);
        let moved = calendar(Tz::America__New_York, "mon-fri 9-18");
        assert_eq!(wish.resolve(&berlin()), Some(at("2026-06-05T07:00:00Z")));
        assert_eq!(wish.resolve(&moved), Some(at("2026-06-05T13:00:00Z")));
    }

    #[test]
    fn the_fourth_message_of_a_day_waits_for_the_next() {
        let now = at("2026-06-05T10:00:00Z");
        assert_eq!(may_speak(&berlin(), 2, now), Some(Speak::Now));
        assert_eq!(may_speak(&berlin(), 3, now), Some(Speak::Later(at("2026-06-08T07:00:00Z"))));
    }

    #[test]
    fn the_night_is_quiet() {
        let now = at("2026-06-04T20:00:00Z");
        assert_eq!(may_speak(&berlin(), 0, now), Some(Speak::Later(at("2026-06-05T07:00:00Z"))));
        assert_eq!(may_speak(&calendar(Tz::UTC, "none"), 0, now), None);
    }

    #[test]
    fn a_wish_is_kept_as_json() {
        let wish = wish("2026-06-05T05:00:00", Policy::OnDay);
        let json = serde_json::to_string(&wish).unwrap();
        assert_eq!(json, r#"{"wall":"2026-06-05T05:00:00","zone":"Europe/Berlin","policy":"on_day"}"#);
        assert_eq!(serde_json::from_str::<Wish>(&json).unwrap(), wish);
    }

    proptest! {
        #[test]
        fn a_follow_up_is_never_in_the_past_nor_in_the_night(
            calendar in any_calendar(), now in any_instant(), said_today in 0..6_u32
        ) {
            match may_speak(&calendar, said_today, now).expect("some hours") {
                Speak::Now => {
                    prop_assert!(calendar.is_open(now) && said_today < DMS_A_DAY);
                }
                Speak::Later(then) => {
                    prop_assert!(then > now && calendar.is_open(then));
                    let later_day = calendar.local_date(then) > calendar.local_date(now);
                    prop_assert!(later_day || said_today < DMS_A_DAY);
                }
            }
        }

        #[test]
        fn a_wish_in_hours_is_never_early_nor_in_the_night(calendar in any_calendar(), at in any_instant()) {
            let wish = Wish::at(at, &calendar, Policy::InHours);
            let resolved = wish.resolve(&calendar).expect("some hours");
            prop_assert!(calendar.local(resolved) >= wish.wall && calendar.is_open(resolved));
            prop_assert!(resolved >= calendar.instant(wish.wall));
        }

        #[test]
        fn a_wish_for_a_day_is_on_it_or_the_day_has_no_hours(
            calendar in any_calendar(), at in any_instant()
        ) {
            let wish = Wish::at(at, &calendar, Policy::OnDay);
            let resolved = wish.resolve(&calendar).expect("some hours");
            prop_assert!(calendar.is_open(resolved));
            let (day, next_day) = (
                calendar.day_start(at),
                calendar.start_of(calendar.local_date(at) + Days::new(1)),
            );
            let without_hours = calendar.working_between(day, next_day) == TimeDelta::zero();
            prop_assert!(resolved >= day);
            prop_assert!((resolved < next_day) != without_hours);
        }
    }
}
