//! By when somebody hears what is to be said to them, by the hours that they told.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use smallwins_core::task::Manner;

use crate::rehearse::cast::Told;
use crate::rehearse::checks::quiet::quiet;
use crate::rehearse::hours::date;

/// So long after its moment something is late: the next work-off is over by then.
pub(super) const STEP: TimeDelta = TimeDelta::minutes(5);
/// Within so much of their own hours somebody hears what is to be said to them.
pub(super) const HEARD: TimeDelta = TimeDelta::hours(1);
/// Within so long somebody hears what belongs to an appointment.
pub(super) const APPOINTED: TimeDelta = TimeDelta::minutes(30);
/// Who has no hours within so many days is not waited for.
const FAR: i64 = 60;

pub(super) fn within(manner: Manner) -> TimeDelta {
    match manner {
        Manner::Appointment => APPOINTED,
        Manner::Awaited | Manner::Proactive => HEARD,
    }
}

/// By when somebody has heard what is to be said to them from an instant on; none where they have no hours for long.
pub(super) fn heard_by(told: &Told, manner: Manner, from: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let within = within(manner);
    let quarters = (0..FAR * 96).map(|quarter| from + TimeDelta::minutes(15 * quarter));
    let is_open =
        |at: &DateTime<Utc>| [*at, *at + within].iter().all(|at| quiet(told, manner, *at).is_none());
    quarters.into_iter().find(is_open).map(|at| at + within)
}

/// Ten o'clock of a day, by a clock on the wall; where the clocks leave it out, the hour after.
pub(super) fn ten_oclock(zone: Tz, day: NaiveDate) -> DateTime<Utc> {
    let wall = |hour| day.and_hms_opt(hour, 0, 0).expect("a day has that hour");
    let hours = [10, 11].map(|hour| zone.from_local_datetime(&wall(hour)).earliest());
    hours.into_iter().flatten().next().expect("no two hours are left out").to_utc()
}

/// By when somebody has heard what is to be said to them at ten o'clock so many days after an instant.
pub(super) fn days_later(told: &Told, from: DateTime<Utc>, days: u64) -> Option<DateTime<Utc>> {
    heard_by(told, Manner::Proactive, ten_oclock(told.zone, date(told.zone, from) + Days::new(days)))
}

/// The same, so many of their working days after it: at ten on a day on which they have hours, too.
pub(super) fn working_days_later(told: &Told, from: DateTime<Utc>, days: u32) -> Option<DateTime<Utc>> {
    (0..days).try_fold(from, |from, _| {
        let opens = days_later(told, from, 1)? - HEARD;
        heard_by(told, Manner::Proactive, opens.max(ten_oclock(told.zone, date(told.zone, opens))))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rehearse::hours::{USUAL, WEEKS};

    #[test]
    fn days_end_within_an_hour_of_the_next_hours_and_working_days_at_ten() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let told = |week| Told::new(Tz::UTC, week);
        let (thursday, usual) = (at("2026-09-10T15:00:00Z"), told(&USUAL));
        // Two days later it is Saturday, and the hours begin on Monday at nine.
        assert_eq!(days_later(&usual, thursday, 2), Some(at("2026-09-14T10:00:00Z")));
        assert_eq!(working_days_later(&usual, thursday, 1), Some(at("2026-09-11T11:00:00Z")));
        assert_eq!(working_days_later(&usual, thursday, 2), Some(at("2026-09-14T11:00:00Z")));
        // Who works at night is open at ten in the evening.
        assert_eq!(working_days_later(&told(&WEEKS[4]), thursday, 1), Some(at("2026-09-11T23:00:00Z")));
        let paused = Told { pause: Some((thursday, at("2026-09-16T00:00:00Z"))), ..usual };
        assert_eq!(working_days_later(&paused, thursday, 1), Some(at("2026-09-16T11:00:00Z")));
    }
}
