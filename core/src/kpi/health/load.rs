//! Whether a few carry it all.
//!
//! - `health.load`: the Gini coefficient of the minutes of sessions that began in the window, over those who mentor at
//!   its end or did in such a session. It has no interval. From 10 sessions.
//! - Who left mentors no more.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::cell;
use crate::id::MemberId;
use crate::kpi::Window;
use crate::kpi::figure::{Figure, Unit};
use crate::kpi::journal::{Journal, Person};
use crate::kpi::sample::Sample;
use crate::stats::gini::gini;

pub(super) fn inequality(journal: &Journal, window: &Window) -> Figure {
    let mentors = journal.people.iter().filter(|(_, person)| mentors_at(person, window.to));
    let mut minutes: BTreeMap<MemberId, f64> = mentors.map(|(member, _)| (*member, 0.0)).collect();
    let mut sessions = 0;
    for (_, held, _) in journal.held(window.to).iter().filter(|(at, ..)| window.holds(*at)) {
        *minutes.entry(held.mentor).or_default() += f64::from(held.minutes.count());
        sessions += 1;
    }
    let people = minutes.len() as u64;
    let amounts: Vec<f64> = minutes.into_values().collect();
    let sample = Sample::Known(gini(&amounts).unwrap_or_default());
    cell(window, sessions, people, Vec::new()).figure("health.load", Unit::Coefficient, "Gini", sample)
}

fn mentors_at(person: &Person, at: DateTime<Utc>) -> bool {
    let Some((since, true)) = person.mentoring.last(at) else { return false };
    person.left.last(at).is_none_or(|(left, ())| left < since)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::Event;
    use crate::kpi::figure::{Limits, Reading};
    use crate::kpi::told::{Told, days_ago, last_days, value_of};

    fn held(told: &mut Told, n: i64, mentor: &str) {
        told.held(days_ago(3), &format!("s{n}"), &format!("p{n}"), mentor);
    }

    fn read(told: &Told) -> Figure {
        inequality(&told.journal(), &last_days(30))
    }

    #[test]
    fn equal_loads_are_zero() {
        let mut told = Told::default();
        (0..10).for_each(|n| held(&mut told, n, &format!("m{}", n % 5)));
        let value = Reading::Value { value: 0.0, limits: Limits::default() };
        assert_eq!((read(&told).n, read(&told).people, read(&told).reading), (10, 5, value));
    }

    #[test]
    fn those_who_mentor_and_were_not_asked_count_and_those_who_stopped_or_left_do_not() {
        let mut told = Told::default();
        (0..10).for_each(|n| held(&mut told, n, "busy"));
        for mentor in ["busy", "a", "b", "c", "d", "stopped", "left"] {
            told.say(days_ago(90), mentor, Event::BecameMentor);
        }
        told.say(days_ago(40), "stopped", Event::StoppedMentoring);
        told.say(days_ago(40), "left", Event::Left);
        // One of five has all: (n − 1)/n.
        assert!((value_of(&read(&told).reading) - 0.8).abs() < 1e-12);
        told.say(days_ago(2), "d", Event::StoppedMentoring);
        assert_eq!(read(&told).reading, Reading::Suppressed);
        told.say(days_ago(1), "d", Event::BecameMentor);
        assert!((value_of(&read(&told).reading) - 0.8).abs() < 1e-12);
    }

    #[test]
    fn who_stopped_after_a_session_of_the_window_counts_with_it() {
        let mut told = Told::default();
        (0..10).for_each(|n| held(&mut told, n, &format!("m{}", n % 5)));
        told.say(days_ago(1), "m0", Event::StoppedMentoring);
        assert_eq!(read(&told).people, 5);
    }
}
