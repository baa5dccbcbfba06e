//! Whether sessions that have a time take place.
//!
//! - `health.show-up`: sessions that took place / times that were agreed on and whose day was over on a day of the
//!   window. Of a session that was moved the last time counts; one at which the two did not meet counts besides.
//!   Wilson.
//! - It took place at the last time that was not called off before one of the two said so.
//! - A session that was called off late did not take place, and neither did one of which the journal says nothing.
//!   Left out: sessions that were called off in time, and times of which neither of the two said whether they met, or
//!   each something else: then what was told last counts, that it was held or that nobody knows.

use chrono::{DateTime, Utc};

use super::cell;
use crate::kpi::figure::{Figure, LeftOut, Unit};
use crate::kpi::frame::Frame;
use crate::kpi::history::History;
use crate::kpi::journal::{Booking, Journal, Late, Meeting, distinct};
use crate::kpi::sample::Sample;

/// What is left out as it is not known whether the two met.
pub(in crate::kpi) const UNHEARD: &str = "unheard";

/// What is counted.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(in crate::kpi) struct Tally {
    pub(in crate::kpi) held: u64,
    pub(in crate::kpi) n: u64,
    pub(in crate::kpi) people: u64,
    pub(in crate::kpi) in_time: u64,
    pub(in crate::kpi) unheard: u64,
}

pub(super) fn scan(journal: &Journal, frame: &Frame<'_>) -> Tally {
    let to = frame.until();
    let times = journal.sessions.values().flat_map(|meeting| times(meeting, to));
    let came: Vec<_> = times.filter(|(booking, _)| frame.holds(frame.day(booking.starts_at) + 1)).collect();
    let of = |wanted: End| came.iter().filter(|(_, end)| *end == wanted).count() as u64;
    let (in_time, unheard) = (of(End::CalledOffInTime), of(End::Unheard));
    let counted = came.iter().filter(|(_, end)| matches!(end, End::Held | End::NotHeld));
    let counted: Vec<_> = counted.collect();
    Tally {
        held: of(End::Held),
        n: counted.len() as u64,
        people: distinct(counted.iter().map(|(booking, _)| booking.learner)),
        in_time,
        unheard,
    }
}

/// What became of a time that was agreed on.
#[derive(Debug, Clone, Copy, PartialEq)]
enum End {
    Held,
    NotHeld,
    CalledOffInTime,
    Unheard,
}

/// The times of a session that count: those at which the two did not meet, or of which it is not known whether they
/// did, and the last one.
fn times(meeting: &Meeting, to: DateTime<Utc>) -> Vec<(Booking, End)> {
    let stamps = |told: &History<()>| told.before(to).map(|(at, ())| at).collect::<Vec<_>>();
    let (missed, unheard) = (stamps(&meeting.missed), stamps(&meeting.unheard));
    let booked: Vec<(DateTime<Utc>, &Booking)> = meeting.booked.before(to).collect();
    let cancelled: Vec<_> = meeting.cancelled.before(to).map(|(at, _)| at).collect();
    let starts: Vec<_> = booked.iter().map(|(at, _)| *at).collect();
    let said = meeting.held.first(to).map(|(said, _)| said);
    let held = said.and_then(|said| held_at(&starts, &cancelled, said));
    let agreed = meeting.held.last(to).map(|(said, _)| said);
    if booked.is_empty() && meeting.is_in_doubt(to) {
        // Two who met at once had agreed on no time.
        let held = meeting.held.first(to);
        let at_once = held.map(|(at, held)| Booking { learner: held.learner, starts_at: at });
        return at_once.into_iter().map(|booking| (booking, End::Unheard)).collect();
    }
    let ends = booked.iter().enumerate().filter_map(|(place, (at, booking))| {
        let next = booked.get(place + 1).map(|(next, _)| *next);
        let counts_until = |said: &DateTime<Utc>| at <= said && next.is_none_or(|next| *said < next);
        let otherwise = |unknown: &&DateTime<Utc>| agreed.is_some_and(|agreed| agreed <= **unknown);
        let end = if missed.iter().any(counts_until) {
            End::NotHeld
        } else if held == Some(place) && !unheard.iter().filter(otherwise).any(counts_until) {
            End::Held
        } else if unheard.iter().any(counts_until) {
            End::Unheard
        } else if next.is_some() {
            return None;
        } else if meeting.cancelled.first(to).is_some_and(|(_, late)| *late == Late(false)) {
            End::CalledOffInTime
        } else {
            End::NotHeld
        };
        Some((**booking, end))
    });
    ends.collect()
}

/// Which of the times that were picked at these instants it is at which the two met, as they said at an instant: the
/// last that was not called off before; where each was, the last.
pub(in crate::kpi) fn held_at<T: PartialOrd + Copy>(booked: &[T], cancelled: &[T], said: T) -> Option<usize> {
    let stands = |place: &usize| {
        let next = booked.get(place + 1);
        let ends = |at: &&T| booked[*place] <= **at && next.is_none_or(|next| *at < next) && **at <= said;
        booked[*place] <= said && !cancelled.iter().any(|at| ends(&at))
    };
    (0..booked.len()).rev().find(stands).or(booked.len().checked_sub(1))
}

impl Tally {
    pub(super) fn figure(&self, frame: &Frame<'_>) -> Figure {
        let left_out = vec![
            LeftOut { what: "cancelled_in_time", n: self.in_time },
            LeftOut { what: UNHEARD, n: self.unheard },
        ];
        let share = Sample::Share { k: self.held, n: self.n };
        cell(frame, self.n, self.people, left_out).figure("health.show-up", Unit::Share, "Wilson", share)
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::fact::Event;
    use crate::kpi::Kpi;
    use crate::kpi::told::{Told, days_ago, figure, last_days, value_of};
    use crate::sample::id;

    fn booking(n: i64, days: i64, moved: bool) -> Event {
        Event::SessionBooked { session: id(&format!("s{n}")), starts_at: days_ago(days), moved }
    }

    fn booked(told: &mut Told, n: i64, days: i64, moved: bool) {
        told.say(days_ago(days + 2), &format!("p{n}"), booking(n, days, moved));
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
    fn a_time_at_which_nobody_met_counts_besides_the_one_at_which_they_did() {
        let mut told = ten(5);
        told.say(days_ago(5), "p3", Event::SessionMissed { session: id("s3") });
        assert_eq!((read(&told).n, value_of(&read(&told).reading)), (10, 0.0));
        told.say(days_ago(4), "p3", booking(3, 3, true));
        told.held(days_ago(3), "s3", "p3", "ben");
        assert_eq!((read(&told).n, value_of(&read(&told).reading)), (11, 1.0 / 11.0));
        // Moved once more before it was missed, the first time counts no longer.
        told.say(days_ago(6), "p3", booking(3, 1, true));
        assert_eq!(read(&told).n, 11);
    }

    #[test]
    fn a_time_of_which_neither_says_whether_they_met_is_left_out_until_one_of_them_does() {
        let mut told = ten(5);
        booked(&mut told, 10, 5, false);
        let read = |told: &Told| {
            let figure = read(told);
            (figure.n, value_of(&figure.reading), figure.left_out)
        };
        assert_eq!(read(&told), (11, 0.0, vec![]));
        told.say(days_ago(4), "p10", Event::SessionUnheard { session: id("s10") });
        let left_out = vec![LeftOut { what: "unheard", n: 1 }];
        assert_eq!(read(&told), (10, 0.0, left_out.clone()));
        // What is said later counts, and another time besides.
        let mut met = told.clone();
        met.held(days_ago(3), "s10", "p10", "ben");
        assert_eq!(read(&met), (11, 1.0 / 11.0, vec![]));
        let mut missed = told.clone();
        missed.say(days_ago(3), "p10", Event::SessionMissed { session: id("s10") });
        assert_eq!(read(&missed), (11, 0.0, vec![]));
        told.say(days_ago(3), "p10", booking(10, 2, false));
        told.held(days_ago(2), "s10", "p10", "ben");
        assert_eq!(read(&told), (11, 1.0 / 11.0, left_out));
    }

    #[test]
    fn a_time_of_which_each_says_something_else_is_left_out_whoever_spoke_first() {
        let mut told = ten(5);
        booked(&mut told, 10, 5, false);
        told.held(days_ago(5), "s10", "p10", "ben");
        let read = |told: &Told| {
            let figure = read(told);
            (figure.n, value_of(&figure.reading), figure.left_out)
        };
        assert_eq!(read(&told), (11, 1.0 / 11.0, vec![]));
        told.say(days_ago(4), "p10", Event::SessionUnheard { session: id("s10") });
        assert_eq!(read(&told), (10, 0.0, vec![LeftOut { what: "unheard", n: 1 }]));
        // Until both say so.
        told.held(days_ago(3), "s10", "p10", "ben");
        assert_eq!(read(&told), (11, 1.0 / 11.0, vec![]));
    }

    #[test]
    fn two_who_say_that_they_met_mean_no_time_that_was_called_off_before() {
        let mut told = ten(5);
        booked(&mut told, 10, 5, false);
        told.say(days_ago(4), "p10", Event::SessionUnheard { session: id("s10") });
        told.say(days_ago(4) + TimeDelta::hours(1), "p10", booking(10, -1, false));
        let undone = Event::Cancelled { session: id("s10"), late: false };
        told.say(days_ago(4) + TimeDelta::hours(2), "p10", undone);
        told.held(days_ago(3), "s10", "p10", "ben");
        let figure = read(&told);
        assert_eq!((figure.n, value_of(&figure.reading)), (11, 1.0 / 11.0));
        assert_eq!(figure.left_out, []);
        // Of those that stand the last is meant, and where each was called off the last as well.
        assert_eq!(held_at(&[1, 3], &[], 5), Some(1));
        assert_eq!(held_at(&[1, 3], &[4], 5), Some(0));
        assert_eq!(held_at(&[1, 3], &[6], 5), Some(1));
        assert_eq!(held_at(&[1, 3], &[2, 4], 5), Some(1));
        assert_eq!(held_at(&[], &[2], 5), None);
    }

    #[test]
    fn a_session_counts_when_its_time_has_come() {
        assert_eq!([1, 31].map(|days| read(&ten(days)).n), [10, 10]);
        assert_eq!([0, 32].map(|days| read(&ten(days)).n), [0, 0]);
    }
}
