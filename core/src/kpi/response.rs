//! How long those who ask wait for a person.
//!
//! - Cases: the asks of the window. Their people are those who asked.
//! - The time from an ask to the first human act of a mentor, a compliment or a pass: `response.wall.median` and `.p90`
//!   on the wall, `response.working.median` and `.p90` in the mentor's working time. In milliseconds of whole minutes:
//!   each wait is cut down to them, so a value may be up to a minute too short.
//! - Kaplan–Meier: an ask that is still waiting has waited at least until the window's end, until it was taken back, or
//!   until the learner left. Quantiles with Brookmeyer–Crowley limits, from 10 asks.
//! - Nothing is left out. An act that was taken back is none.
//!
//! Whose working time an ask waited in that nobody answered is not known. It is taken by the community's hours.

use chrono::{DateTime, TimeDelta, Utc};

use super::figure::{Cell, Figure, Unit};
use super::frame::Frame;
use super::journal::{Asking, Journal, distinct};
use super::sample::Sample;
use super::{Kpi, Terms};
use crate::id::MemberId;
use crate::stats::survival::{Count, Curve};

const FROM: u64 = 10;
const MINUTE: i64 = 60_000;

/// What is counted.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) people: u64,
    pub(super) wall: Waits,
    pub(super) working: Waits,
}

/// Waits of fewer minutes stand in a list by their minutes: four weeks.
const LISTED: u32 = 28 * 24 * 60;

/// How many waited for how many minutes: those who were answered, and those for whom nobody waits. In between, while
/// lines of books are added that take back others, a count may be below zero.
#[derive(Debug, Default)]
pub(super) struct Waits {
    listed: Vec<[i64; 2]>,
    /// By their minutes, in any order and as often as somebody waited for so many.
    longer: Vec<(u32, [i64; 2])>,
}

/// Whole minutes of so many milliseconds; a clock that was set back is taken for no time at all.
pub(super) fn minutes(millis: i64) -> u32 {
    u32::try_from(millis.max(0) / MINUTE).unwrap_or(u32::MAX)
}

/// Whole minutes of working time between two instants, by the community's hours.
pub(super) fn working_minutes(from: DateTime<Utc>, to: DateTime<Utc>, terms: &Terms) -> u32 {
    minutes(terms.calendar.working_between(from, to).num_milliseconds())
}

impl Waits {
    /// So many waited for so many minutes, until somebody answered or until nobody waited any longer.
    pub(super) fn add(&mut self, minutes: u32, ended: bool, n: i64) {
        let counts = if ended { [n, 0] } else { [0, n] };
        if minutes >= LISTED {
            self.longer.push((minutes, counts));
            return;
        }
        if self.listed.is_empty() {
            self.listed.resize(LISTED as usize, [0; 2]);
        }
        let listed = &mut self.listed[minutes as usize];
        *listed = both(*listed, counts);
    }

    fn curve(mut self) -> Curve {
        let few = |n: i64| u32::try_from(n.max(0)).unwrap_or(u32::MAX);
        let listed = self.listed.iter().zip(0..).filter(|(counts, _)| **counts != [0; 2]);
        let listed = listed.map(|(counts, minutes)| (minutes, *counts));
        self.longer.sort_by_key(|(minutes, _)| *minutes);
        let longer = self.longer.chunk_by(|(one, _), (other, _)| one == other);
        let longer =
            longer.map(|same| (same[0].0, same.iter().map(|(_, counts)| *counts).fold([0; 2], both)));
        let counts = listed.chain(longer).map(|(minutes, [ended, censored])| Count {
            after: i64::from(minutes) * MINUTE,
            ended: few(ended),
            censored: few(censored),
        });
        Curve::of(&counts.collect::<Vec<_>>())
    }
}

fn both(one: [i64; 2], other: [i64; 2]) -> [i64; 2] {
    [one[0] + other[0], one[1] + other[1]]
}

pub(super) fn scan(journal: &Journal, frame: &Frame<'_>) -> Tally {
    let until = frame.until();
    let asked = journal.asks.values().filter_map(|ask| Some((ask, ask.asked.first(until)?)));
    let (mut tally, mut learners): (Tally, Vec<MemberId>) = Default::default();
    for (ask, (at, learner)) in asked.filter(|(_, (at, _))| frame.holds(frame.day(*at))) {
        let wait = wait(journal, ask, at, *learner, frame);
        tally.wall.add(wait.wall, wait.ended, 1);
        tally.working.add(wait.working, wait.ended, 1);
        learners.push(*learner);
    }
    tally.people = distinct(learners);
    tally
}

/// How long one ask waited, in minutes.
#[derive(Debug, PartialEq)]
struct Wait {
    wall: u32,
    working: u32,
    ended: bool,
}

fn wait(journal: &Journal, ask: &Asking, asked: DateTime<Utc>, learner: MemberId, frame: &Frame<'_>) -> Wait {
    let until = frame.until();
    let withdrew = ask.withdrew.first(until).map(|(at, ())| at);
    let person = journal.people.get(&learner);
    let left = person.and_then(|person| person.left.before(until).map(|(at, ())| at).find(|at| *at >= asked));
    let stopped = [withdrew, left].into_iter().flatten().min();
    match ask.response(until) {
        Some((at, response)) if stopped.is_none_or(|stopped| at <= stopped) => {
            Wait { wall: minutes(response.wall), working: minutes(response.working), ended: true }
        }
        _ => {
            let watched = stopped.unwrap_or(frame.window.to);
            Wait {
                wall: minutes(millis(watched - asked)),
                working: working_minutes(asked, watched, frame.terms),
                ended: false,
            }
        }
    }
}

fn millis(time: TimeDelta) -> i64 {
    time.num_milliseconds()
}

impl Tally {
    pub(super) fn figures(self, frame: &Frame<'_>) -> Vec<Figure> {
        let (wall, working) = (self.wall.curve(), self.working.curve());
        let cell = Cell {
            kpi: Kpi::Response,
            window: frame.window,
            n: wall.at_risk(0),
            people: self.people,
            needed: FROM,
            left_out: Vec::new(),
        };
        let figure = |name, curve: &Curve, share| {
            let time = Sample::Time(curve.quantile(share));
            cell.figure(name, Unit::Time, "Kaplan–Meier, Brookmeyer–Crowley", time)
        };
        vec![
            figure("response.wall.median", &wall, 0.5),
            figure("response.wall.p90", &wall, 0.9),
            figure("response.working.median", &working, 0.5),
            figure("response.working.p90", &working, 0.9),
        ]
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::*;
    use crate::fact::{Event, FirstResponse};
    use crate::kpi::Window;
    use crate::kpi::figure::Reading;
    use crate::kpi::told::{Told, days_ago, last_days, reading, value};
    use crate::sample::{at, id};

    const HOUR: i64 = 3_600_000;

    fn asked(told: &mut Told, n: i64, days: i64) {
        told.asked(days_ago(days), &format!("a{n}"), &format!("p{n}"));
    }

    fn answered(told: &mut Told, n: i64, days: i64, hours: i64) {
        let first_response = Some(FirstResponse { wall: hours * HOUR, working: hours * HOUR / 2 });
        let event = Event::Passed { offer: id("o"), ask: id(&format!("a{n}")), first_response };
        told.say(days_ago(days) + TimeDelta::hours(hours), "ben", event);
    }

    fn read(told: &Told) -> Vec<Figure> {
        told.read(Kpi::Response, last_days(30))
    }

    fn hours(told: &Told, name: &str) -> f64 {
        value(&read(told), name) / HOUR as f64
    }

    #[test]
    fn when_all_were_answered_the_median_is_that_of_the_answers() {
        let mut told = Told::default();
        for n in 0..11 {
            asked(&mut told, n, 10);
            answered(&mut told, n, 10, n + 1);
        }
        assert_eq!(
            (hours(&told, "response.wall.median"), hours(&told, "response.working.median")),
            (6.0, 3.0)
        );
        assert_eq!((hours(&told, "response.wall.p90"), hours(&told, "response.working.p90")), (10.0, 5.0));
    }

    #[test]
    fn those_who_still_wait_make_the_median_later_or_unknown() {
        let mut told = Told::default();
        for n in 0..11 {
            asked(&mut told, n, 10);
        }
        (0..8).for_each(|n| answered(&mut told, n, 10, n + 1));
        // Six of eleven had an answer after six hours; of nine tenths nobody knows.
        assert_eq!(hours(&told, "response.wall.median"), 6.0);
        assert!(matches!(
            reading(&read(&told), "response.wall.p90"),
            Reading::NotReached { at_least: Some(_) }
        ));
    }

    #[test]
    fn an_ask_that_was_taken_back_is_waited_for_no_longer() {
        let mut told = Told::default();
        (0..10).for_each(|n| asked(&mut told, n, 10));
        for n in 0..4 {
            told.say(
                days_ago(10) + TimeDelta::minutes(30),
                &format!("p{n}"),
                Event::Withdrew { ask: id(&format!("a{n}")) },
            );
            answered(&mut told, n, 10, 1);
        }
        told.say(days_ago(10) + TimeDelta::minutes(30), "p4", Event::Left);
        answered(&mut told, 4, 10, 1);
        (5..10).for_each(|n| answered(&mut told, n, 10, n));
        // Five at risk from then on; the third of them ends after seven hours.
        assert_eq!(hours(&told, "response.wall.median"), 7.0);
    }

    #[test]
    fn an_answer_that_was_taken_back_is_none_and_the_next_one_counts() {
        let mut told = Told::default();
        (0..11).for_each(|n| asked(&mut told, n, 10));
        (0..11).for_each(|n| answered(&mut told, n, 10, n + 1));
        for n in 0..11 {
            told.say(days_ago(8), "ben", Event::Reopened { offer: id("o"), ask: id(&format!("a{n}")) });
        }
        assert!(matches!(reading(&read(&told), "response.wall.median"), Reading::NotReached { .. }));
        (0..11).for_each(|n| answered(&mut told, n, 10, 50 + n));
        assert_eq!(hours(&told, "response.wall.median"), 55.0);
    }

    #[test]
    fn long_waits_of_as_many_minutes_are_added_up_and_what_is_taken_back_is_none() {
        let mut waits = Waits::default();
        for (minutes, ended, n) in
            [(LISTED, true, 2), (90_000, false, 4), (LISTED, true, 3), (7, true, 1), (90_000, false, -1)]
        {
            waits.add(minutes, ended, n);
        }
        let curve = waits.curve();
        let seen: Vec<_> =
            curve.steps().iter().map(|step| (step.after / MINUTE, step.ended, step.censored)).collect();
        assert_eq!(seen, [(7, 1, 0), (i64::from(LISTED), 5, 0), (90_000, 0, 3)]);
    }

    #[test]
    fn nine_asks_are_too_few_and_ten_of_four_people_are_not_shown() {
        let mut told = Told::default();
        (0..9).for_each(|n| asked(&mut told, n, 10));
        assert_eq!(reading(&read(&told), "response.wall.median"), Reading::TooFew { needed: 10 });
        let mut told = Told::default();
        (0..10).for_each(|n| {
            told.asked(days_ago(3), &format!("a{n}"), &format!("p{}", n % 4));
        });
        assert_eq!(reading(&read(&told), "response.wall.median"), Reading::Suppressed);
    }

    #[test]
    fn a_weekend_in_which_the_clock_is_set_back_is_an_hour_longer_on_the_wall_alone() {
        let mut told = Told::default();
        let (friday, monday) = (at("2026-10-23T15:00:00Z"), at("2026-10-26T09:00:00Z"));
        told.asked(friday, "a", "ana");
        let journal = told.journal();
        let ask = &journal.asks[&id("a")];
        let (terms, window) = (Terms::of(Tz::Europe__Berlin), Window { from: None, to: monday });
        let wait = wait(&journal, ask, friday, id("ana"), &Frame::of(window, &terms));
        // Friday 17:00 to 18:00 and Monday 9:00 to 10:00 in Berlin, where Sunday has 25 hours.
        assert_eq!(wait, Wait { wall: 66 * 60, working: 2 * 60, ended: false });
    }
}
