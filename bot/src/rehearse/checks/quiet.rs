//! Nothing is said outside somebody's hours or in their pause, but for what belongs to an appointment of theirs.

use chrono::{DateTime, Utc};
use smallwins_core::task::Manner;

use crate::rehearse::cast::Told;

/// What is wrong with saying something to somebody then.
pub(crate) fn quiet(told: &Told, manner: Manner, at: DateTime<Utc>) -> Option<&'static str> {
    match manner {
        Manner::Appointment => None,
        _ if told.paused(at) => Some("in their pause"),
        // Who has no hours still gets the answers that they wait for.
        Manner::Awaited if told.week.shifts.is_empty() => None,
        _ if told.week.covers(told.zone, at) => None,
        _ => Some("outside their hours"),
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::*;
    use crate::rehearse::hours::{NEVER, USUAL};

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn told() -> Told {
        Told::new(Tz::Asia__Tokyo, &USUAL)
    }

    #[test]
    fn a_word_in_the_night_is_found() {
        let (night, day) = (at("2026-09-07T20:00:00Z"), at("2026-09-08T01:00:00Z"));
        for manner in [Manner::Proactive, Manner::Awaited] {
            assert_eq!(quiet(&told(), manner, night), Some("outside their hours"));
            assert_eq!(quiet(&told(), manner, day), None);
        }
        assert_eq!(quiet(&told(), Manner::Appointment, night), None);
    }

    #[test]
    fn a_word_in_a_pause_is_found_up_to_its_last_second() {
        let pause = Some((at("2026-09-08T00:00:00Z"), at("2026-09-09T00:30:00Z")));
        let paused = Told { pause, ..told() };
        let found = |text| quiet(&paused, Manner::Awaited, at(text));
        assert_eq!(found("2026-09-09T00:29:59Z"), Some("in their pause"));
        assert_eq!(found("2026-09-09T00:30:00Z"), None);
    }

    #[test]
    fn who_has_no_hours_is_told_nothing_unasked() {
        let never = Told { week: &NEVER, ..told() };
        let day = at("2026-09-08T01:00:00Z");
        assert_eq!(quiet(&never, Manner::Proactive, day), Some("outside their hours"));
        assert_eq!(quiet(&never, Manner::Awaited, day), None);
        let pause = Some((at("2026-09-08T00:00:00Z"), at("2026-09-09T00:30:00Z")));
        assert_eq!(quiet(&Told { pause, ..never }, Manner::Awaited, day), Some("in their pause"));
    }
}
