//! Whether a few carry it all.
//!
//! - `health.load`: the Gini coefficient of the minutes of sessions that took place in the window, over those who
//!   mentor at its end or did in such a session. Its interval goes by how it changes without each of them in turn
//!   (jackknife). From 10 sessions.
//! - `health.minutes`: those minutes together; a count, which has no interval. Likewise.
//! - Who left mentors no more.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::cell;
use crate::id::MemberId;
use crate::kpi::figure::{Figure, Unit};
use crate::kpi::frame::Frame;
use crate::kpi::journal::{Journal, Person};
use crate::kpi::sample::Sample;
use crate::stats::gini::spread;

/// What is counted.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::kpi) struct Tally {
    pub(in crate::kpi) sessions: u64,
    /// The minutes of each mentor.
    pub(in crate::kpi) minutes: Vec<u64>,
}

pub(super) fn scan(journal: &Journal, frame: &Frame<'_>) -> Tally {
    let mentors = journal.people.iter().filter(|(_, person)| mentors_at(person, frame.until()));
    let mut minutes: BTreeMap<MemberId, u64> = mentors.map(|(member, _)| (*member, 0)).collect();
    let mut sessions = 0;
    for (at, held, _) in journal.agreed(frame.until()) {
        if frame.holds(frame.day(at)) {
            *minutes.entry(held.mentor).or_default() += u64::from(held.minutes.count());
            sessions += 1;
        }
    }
    Tally { sessions, minutes: sorted(minutes.into_values()) }
}

/// Amounts without whose they are.
pub(in crate::kpi) fn sorted(minutes: impl IntoIterator<Item = u64>) -> Vec<u64> {
    let mut minutes: Vec<u64> = minutes.into_iter().collect();
    minutes.sort_unstable();
    minutes
}

fn mentors_at(person: &Person, at: DateTime<Utc>) -> bool {
    let Some((since, true)) = person.mentoring.last(at) else { return false };
    person.left.last(at).is_none_or(|(left, ())| left < since)
}

impl Tally {
    pub(super) fn figures(&self, frame: &Frame<'_>) -> [Figure; 2] {
        let amounts: Vec<f64> = self.minutes.iter().map(|minutes| *minutes as f64).collect();
        let spread = spread(&amounts).map_or(Sample::Known(0.0), Sample::Spread);
        let minutes = Sample::Known(amounts.iter().sum());
        let cell = cell(frame, self.sessions, amounts.len() as u64, Vec::new());
        [
            cell.figure("health.load", Unit::Coefficient, "Gini, jackknife over mentors", spread),
            cell.figure("health.minutes", Unit::Count, "counted", minutes),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::Event;
    use crate::kpi::Kpi;
    use crate::kpi::figure::{Limits, Reading};
    use crate::kpi::told::{Told, days_ago, figure, last_days, value_of};

    fn held(told: &mut Told, n: i64, mentor: &str) {
        told.held(days_ago(3), &format!("s{n}"), &format!("p{n}"), mentor);
    }

    fn read(told: &Told) -> Figure {
        figure(&told.read(Kpi::Health, last_days(30)), "health.load").clone()
    }

    #[test]
    fn a_load_says_what_else_it_could_be_and_minutes_are_counted() {
        let mut told = Told::default();
        (0..12).for_each(|n| held(&mut told, n, &format!("m{}", n % 5)));
        let Reading::Value { value, limits } = read(&told).reading else { panic!("twelve sessions") };
        // Thirty minutes each of two, and twenty each of three.
        assert!((value - 0.1).abs() < 1e-12);
        assert!(limits.low.unwrap() < value && value < limits.high.unwrap());
        let minutes = figure(&told.read(Kpi::Health, last_days(30)), "health.minutes").clone();
        assert_eq!((minutes.n, value_of(&minutes.reading)), (12, 120.0));
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
