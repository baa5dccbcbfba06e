//! Whether sessions that have a time take place.
//!
//! - `health.show-up`: sessions that began / sessions whose day was over on a day of the window. The last time that was
//!   agreed on counts. Wilson.
//! - A session that was called off late did not begin. Left out: sessions that were called off in time.
//!
//! That a session began does not say yet that both came.

use super::cell;
use crate::kpi::figure::{Figure, LeftOut, Unit};
use crate::kpi::frame::Frame;
use crate::kpi::journal::{Journal, Late, distinct};
use crate::kpi::sample::Sample;

/// What is counted.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(in crate::kpi) struct Tally {
    pub(in crate::kpi) held: u64,
    pub(in crate::kpi) n: u64,
    pub(in crate::kpi) people: u64,
    pub(in crate::kpi) in_time: u64,
}

pub(super) fn scan(journal: &Journal, frame: &Frame<'_>) -> Tally {
    let to = frame.until();
    let booked = journal.sessions.values().filter_map(|meeting| Some((meeting, meeting.booked.last(to)?.1)));
    let came = booked.filter(|(_, booking)| frame.holds(frame.day(booking.starts_at) + 1));
    let (in_time, counted): (Vec<_>, Vec<_>) = came.partition(|(meeting, _)| {
        meeting.held.first(to).is_none()
            && meeting.cancelled.first(to).is_some_and(|(_, late)| *late == Late(false))
    });
    Tally {
        held: counted.iter().filter(|(meeting, _)| meeting.held.first(to).is_some()).count() as u64,
        n: counted.len() as u64,
        people: distinct(counted.iter().map(|(_, booking)| booking.learner)),
        in_time: in_time.len() as u64,
    }
}

impl Tally {
    pub(super) fn figure(&self, frame: &Frame<'_>) -> Figure {
        let left_out = vec![LeftOut { what: "cancelled_in_time", n: self.in_time }];
        let share = Sample::Share { k: self.held, n: self.n };
        cell(frame, self.n, self.people, left_out).figure("health.show-up", Unit::Share, "Wilson", share)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::Event;
    use crate::kpi::Kpi;
    use crate::kpi::told::{Told, days_ago, figure, last_days, value_of};
    use crate::sample::id;

    fn booked(told: &mut Told, n: i64, days: i64, moved: bool) {
        let event = Event::SessionBooked { session: id(&format!("s{n}")), starts_at: days_ago(days), moved };
        told.say(days_ago(days + 2), &format!("p{n}"), event);
    }

    /// Ten sessions whose time came, of which none began.
    fn ten(days: i64) -> Told {
        let mut told = Told::default();
        (0..10).for_each(|n| booked(&mut told, n, days, false));
        told
    }

    fn read(told: &Told) -> Figure {
        figure(&told.read(Kpi::Health, last_days(30)), "health.show-up").clone()
    }

    #[test]
    fn who_calls_off_late_did_not_come_and_who_calls_off_in_time_is_left_out() {
        let mut told = ten(5);
        booked(&mut told, 10, 5, false);
        (0..7).for_each(|n| {
            told.held(days_ago(5), &format!("s{n}"), &format!("p{n}"), "ben");
        });
        told.say(days_ago(5), "p8", Event::Cancelled { session: id("s8"), late: true });
        told.say(days_ago(6), "p10", Event::Cancelled { session: id("s10"), late: false });
        let figure = read(&told);
        assert_eq!((figure.n, value_of(&figure.reading)), (10, 0.7));
        assert_eq!(figure.left_out, [LeftOut { what: "cancelled_in_time", n: 1 }]);
    }

    #[test]
    fn a_session_that_was_moved_counts_at_its_last_time() {
        let mut told = ten(5);
        booked(&mut told, 3, -1, true);
        assert_eq!(read(&told).n, 9);
        booked(&mut told, 4, 2, true);
        assert_eq!(read(&told).n, 9);
    }

    #[test]
    fn a_session_counts_when_its_time_has_come() {
        assert_eq!([1, 31].map(|days| read(&ten(days)).n), [10, 10]);
        assert_eq!([0, 32].map(|days| read(&ten(days)).n), [0, 0]);
    }
}
