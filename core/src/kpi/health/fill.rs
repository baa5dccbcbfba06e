//! Whether an ask finds a mentor within two working days.
//!
//! - Asks that a mentor accepted before the second working day after that of the ask was over / asks for which it was
//!   over on a day of the window: the day after it, so that nobody is judged who still has time. Wilson.
//! - A working day is one of the community's, Monday to Friday, and ends at its midnight. Its holidays are working days
//!   here: books would have to be written anew with each that is named.
//! - A mentor's yes that they took back is none.
//! - Left out: asks that were taken back before, without a mentor, and those for which it is too early.

use chrono::{DateTime, Datelike, Utc};

use super::cell;
use crate::id::MemberId;
use crate::kpi::Terms;
use crate::kpi::figure::{Figure, LeftOut, Unit};
use crate::kpi::frame::{Day, Frame, date_of};
use crate::kpi::journal::{Asking, Journal, distinct};
use crate::kpi::sample::Sample;

const WORKING_DAYS: u32 = 2;

/// What is counted.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(in crate::kpi) struct Tally {
    pub(in crate::kpi) filled: u64,
    pub(in crate::kpi) n: u64,
    pub(in crate::kpi) people: u64,
    pub(in crate::kpi) withdrawn: u64,
    pub(in crate::kpi) early: u64,
}

pub(super) fn scan(journal: &Journal, frame: &Frame<'_>) -> Tally {
    let mut tally = Tally::default();
    let mut learners: Vec<MemberId> = Vec::new();
    for (ask, (at, learner)) in
        journal.asks.values().filter_map(|ask| Some((ask, ask.asked.first(frame.until())?)))
    {
        let Some(deadline) = last_day(at, frame.terms).filter(|day| judged_on(*day) <= frame.last) else {
            tally.early += 1;
            continue;
        };
        if !frame.holds(judged_on(deadline)) {
            continue;
        }
        match outcome(ask, end_of(deadline, frame.terms), frame) {
            Outcome::Withdrawn => {
                tally.withdrawn += 1;
                continue;
            }
            Outcome::Filled => tally.filled += 1,
            Outcome::Unfilled => {}
        }
        learners.push(*learner);
    }
    Tally { n: learners.len() as u64, people: distinct(learners), ..tally }
}

impl Tally {
    pub(super) fn figure(&self, frame: &Frame<'_>) -> Figure {
        let Tally { filled, n, people, withdrawn, early } = *self;
        let left_out =
            vec![LeftOut { what: "withdrawn", n: withdrawn }, LeftOut { what: "too_early", n: early }];
        let share = Sample::Share { k: filled, n };
        cell(frame, n, people, left_out).figure("health.filled", Unit::Share, "Wilson", share)
    }
}

enum Outcome {
    Filled,
    Withdrawn,
    Unfilled,
}

fn outcome(ask: &Asking, deadline: DateTime<Utc>, frame: &Frame<'_>) -> Outcome {
    match (ask.matched(deadline, frame.until()), ask.withdrew.first(deadline)) {
        (Some(_), _) => Outcome::Filled,
        (None, Some(_)) => Outcome::Withdrawn,
        (None, None) => Outcome::Unfilled,
    }
}

/// The second working day after that of the ask: when it is over, the ask is judged.
pub(in crate::kpi) fn last_day(asked: DateTime<Utc>, terms: &Terms) -> Option<Day> {
    Some(terms.calendar.working_days_after(asked, WORKING_DAYS)?.num_days_from_ce())
}

/// The day on which an ask is judged that had time until the end of another.
pub(in crate::kpi) fn judged_on(last: Day) -> Day {
    last + 1
}

fn end_of(day: Day, terms: &Terms) -> DateTime<Utc> {
    let after = date_of(day + 1).expect("a working day is within the calendar's horizon");
    terms.calendar.start_of(after)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use chrono_tz::Tz;

    use super::*;
    use crate::fact::Event;
    use crate::kpi::told::{Told, days_ago, figure, last_days, value_of};
    use crate::kpi::{Kpi, Window};
    use crate::sample::{at, id};

    fn terms() -> Terms {
        Terms::of(Tz::Europe__Berlin)
    }

    /// Ten asks, of Friday a week and a half ago; their deadline is the end of Tuesday, a week ago.
    fn ten() -> Told {
        let mut told = Told::default();
        (0..10).for_each(|n| {
            told.asked(days_ago(11), &format!("a{n}"), &format!("p{n}"));
        });
        told
    }

    fn affirmed(told: &mut Told, n: i64, at: DateTime<Utc>) {
        let (ask, offer, session) = (id(&format!("a{n}")), id(&format!("o{n}")), id(&format!("s{n}")));
        let (specific, warned, repeated, first_response) = (true, false, false, None);
        let event = Event::Affirmed { offer, ask, session, specific, warned, repeated, first_response };
        told.say(at, "ben", event);
    }

    fn read(told: &Told) -> Figure {
        figure(&told.read(Kpi::Health, last_days(30)), "health.filled").clone()
    }

    #[test]
    fn an_ask_is_filled_until_its_second_working_day_is_over() {
        let (mut told, over) = (ten(), at("2026-11-17T23:00:00Z"));
        affirmed(&mut told, 0, days_ago(10));
        affirmed(&mut told, 1, over - TimeDelta::milliseconds(1));
        affirmed(&mut told, 2, over);
        let figure = read(&told);
        assert_eq!((figure.n, figure.people, value_of(&figure.reading)), (10, 10, 0.2));
    }

    #[test]
    fn a_yes_that_was_taken_back_fills_no_ask_and_the_next_one_does() {
        let (mut told, minutes) = (ten(), TimeDelta::minutes);
        for n in 0..3 {
            affirmed(&mut told, n, days_ago(10));
            let event = Event::Reopened { offer: id(&format!("o{n}")), ask: id(&format!("a{n}")) };
            told.say(days_ago(10) + minutes(5), "ben", event);
        }
        affirmed(&mut told, 1, days_ago(10) + minutes(20));
        // It was somebody else's offer that was taken back.
        affirmed(&mut told, 3, days_ago(10));
        told.say(days_ago(9), "cleo", Event::Reopened { offer: id("another"), ask: id("a3") });
        assert_eq!(value_of(&read(&told).reading), 0.2);
    }

    #[test]
    fn an_ask_that_was_taken_back_first_is_left_out_and_one_that_was_filled_first_is_not() {
        let mut told = ten();
        told.asked(days_ago(11), "a10", "p10").asked(days_ago(1), "a11", "p11");
        affirmed(&mut told, 0, days_ago(10));
        told.say(days_ago(9), "p0", Event::Withdrew { ask: id("a0") });
        told.say(days_ago(9), "p10", Event::Withdrew { ask: id("a10") });
        told.say(days_ago(2), "p1", Event::Withdrew { ask: id("a1") });
        let figure = read(&told);
        let left_out = [("withdrawn", 1), ("too_early", 1)].map(|(what, n)| LeftOut { what, n });
        assert_eq!((figure.n, &figure.left_out[..], value_of(&figure.reading)), (10, &left_out[..], 0.1));
    }

    #[test]
    fn an_ask_is_judged_in_the_window_in_which_its_time_is_over() {
        let (told, over) = (ten(), at("2026-11-17T23:00:00Z"));
        let n =
            |from, to| figure(&told.read(Kpi::Health, Window { from: Some(from), to }), "health.filled").n;
        let day = TimeDelta::days(1);
        assert_eq!((n(over - day, over), n(over, over + day)), (0, 10));
        assert_eq!(n(over + day, over + day * 2), 0);
    }

    #[test]
    fn at_noon_of_its_last_day_an_ask_still_has_time() {
        let (told, over) = (ten(), at("2026-11-17T23:00:00Z"));
        let until = |to| {
            let figures = told.read(Kpi::Health, Window { from: None, to });
            let filled = figure(&figures, "health.filled");
            (filled.n, filled.left_out.clone())
        };
        let early = vec![LeftOut { what: "too_early", n: 10 }];
        assert_eq!(until(over - TimeDelta::hours(12)), (0, early));
        assert_eq!(until(over + TimeDelta::minutes(1)), (10, Vec::new()));
    }

    #[test]
    fn a_deadline_is_midnight_on_the_communitys_clock_before_and_after_it_changes() {
        let deadline = |asked| end_of(last_day(at(asked), &terms()).unwrap(), &terms());
        assert_eq!(deadline("2026-10-23T10:00:00Z"), at("2026-10-27T23:00:00Z"));
        assert_eq!(deadline("2026-10-21T10:00:00Z"), at("2026-10-23T22:00:00Z"));
    }
}
