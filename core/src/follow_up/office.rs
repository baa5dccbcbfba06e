//! Sessions one right after the other, within a block of a mentor's office hours: there alone they waive the ten
//! minutes between two and that nobody has three in a row. What is not theirs to waive holds there too: the learner's
//! time, noon, and whatever lies outside the block.

use chrono::{DateTime, TimeDelta, Utc};

use super::respect::rows;
use super::slots::{BUFFER, Busy, names, outside};
use crate::calendar::{Calendar, overlap};
use crate::id::MemberId;

/// Starts are at whole minutes of this many.
const STEP: i64 = 5;

/// What is in the way of a session between two people within a block, and what stays free so that nobody has three in a
/// row: what the mentor gives to others in the block has nothing around it and is in no row, and all else is as it is
/// anywhere.
pub fn packed(
    busy: &[Busy],
    block: (DateTime<Utc>, DateTime<Utc>),
    learner: MemberId,
    mentor: MemberId,
    minutes: u32,
) -> (Vec<Busy>, Vec<Busy>) {
    let waives = |busy: &Busy| {
        let lies_in_it = block.0 <= busy.from && busy.to <= block.1;
        lies_in_it && busy.two.is_some_and(|[other, gives]| gives == mentor && other != learner)
    };
    let (theirs, others): (Vec<Busy>, Vec<Busy>) = busy.iter().copied().partition(waives);
    let in_a_row = rows(&others, minutes);
    (theirs.into_iter().map(Busy::bare).chain(others).collect(), in_a_row)
}

/// The starts in a block, one right after the other from the beginning of each part of it that is free. What is taken
/// is as [`packed`] says; the rest is as for [`slots`](super::slots): within both people's hours, with the ten minutes
/// before it.
pub fn packed_starts(
    a: &Calendar,
    b: &Calendar,
    taken: &[Busy],
    block: (DateTime<Utc>, DateTime<Utc>),
    minutes: u32,
    from: DateTime<Utc>,
) -> Vec<DateTime<Utc>> {
    let length = TimeDelta::minutes(i64::from(minutes));
    let both = overlap(a, b, from.max(block.0 - BUFFER), block.1);
    let within = both.into_iter().map(|(opens, closes)| ((opens + BUFFER).max(block.0), closes));
    let free = within.flat_map(|stretch| outside(stretch, taken));
    let starts = free.flat_map(|(opens, closes)| {
        let first = on_a_step(opens);
        std::iter::successors(Some(first), move |at| Some(*at + length))
            .take_while(move |at| *at + length <= closes)
    });
    let mut starts: Vec<_> = starts.filter(|at| names(a, *at) && names(b, *at)).collect();
    starts.sort_unstable();
    starts.dedup();
    starts
}

/// The first step at an instant or after it. Every zone is whole quarters of an hour from UTC in our time.
fn on_a_step(at: DateTime<Utc>) -> DateTime<Utc> {
    let step = STEP * 60;
    let over = at.timestamp().rem_euclid(step);
    let up = if over == 0 && at.timestamp_subsec_nanos() == 0 { 0 } else { step - over };
    DateTime::from_timestamp(at.timestamp() + up, 0).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::*;
    use crate::sample::{at, calendar, id};

    const BLOCK: (&str, &str) = ("2026-11-24T13:00:00Z", "2026-11-24T14:30:00Z");

    fn busy(from: &str, learner: &str, mentor: &str) -> Busy {
        let from = at(&format!("2026-11-24T{from}:00Z"));
        Busy { from, to: from + TimeDelta::minutes(10), two: Some([id(learner), id(mentor)]) }
    }

    /// Starts of ten minutes for Ana with Ben, as their clock in UTC shows them.
    fn starts(taken: &[Busy], from: &str) -> Vec<String> {
        let utc = calendar(Tz::UTC, "mon-fri 8-18");
        let block = (at(BLOCK.0), at(BLOCK.1));
        let (taken, row) = packed(taken, block, id("ana"), id("ben"), 10);
        let starts = packed_starts(
            &utc,
            &utc,
            &[taken, row].concat(),
            block,
            10,
            at(&format!("2026-11-24T{from}:00Z")),
        );
        starts.into_iter().map(|at| at.format("%H:%M").to_string()).collect()
    }

    #[test]
    fn they_begin_where_the_block_does_and_go_on_where_the_last_one_ends() {
        assert_eq!(starts(&[], "09:00")[..3], ["13:00", "13:10", "13:20"]);
        assert_eq!(starts(&[], "09:00").len(), 9);
        let booked = [busy("13:00", "cleo", "ben"), busy("13:10", "dan", "ben")];
        assert_eq!(starts(&booked, "09:00")[..2], ["13:20", "13:30"]);
        // Somebody who looks in the middle of it has the ten minutes before the session.
        assert_eq!(starts(&[], "13:22")[..2], ["13:35", "13:45"]);
    }

    #[test]
    fn what_is_not_the_mentors_to_waive_holds_in_the_block_too() {
        // Ana has a session with somebody else, and Ben learns from somebody.
        for other in [busy("13:30", "ana", "cleo"), busy("13:30", "ben", "cleo"), busy("13:30", "ana", "ben")]
        {
            let shown = starts(&[other], "09:00");
            assert!(shown.contains(&"13:10".to_owned()) && !shown.contains(&"13:20".to_owned()), "{shown:?}");
            assert!(shown.contains(&"13:50".to_owned()) && !shown.contains(&"13:40".to_owned()), "{shown:?}");
        }
        // Ten minutes stay free after what lies before the block, and two in a row before it have no third.
        assert_eq!(starts(&[busy("12:50", "cleo", "ben")], "09:00")[0], "13:10");
        let row = [busy("12:30", "cleo", "ben"), busy("12:50", "dan", "ben")];
        assert_eq!(starts(&row, "09:00")[0], "13:30");
    }
}
