//! How long those who ask wait for a person.
//!
//! - Cases: the asks of the window. Their people are those who asked.
//! - The time from an ask to the first human act of a mentor, a compliment or a pass, in milliseconds:
//!   `response.wall.median` and `.p90` on the wall, `response.working.median` and `.p90` in the mentor's working time.
//! - Kaplan–Meier: an ask that is still waiting has waited at least until the window's end, until it was taken back, or
//!   until the learner left. Quantiles with Brookmeyer–Crowley limits, from 10 asks.
//! - Nothing is left out.
//!
//! Whose working time an ask waited in that nobody answered is not known. It is taken by the community's hours.

use chrono::{DateTime, TimeDelta, Utc};

use super::figure::{Cell, Figure, Unit};
use super::journal::{Asking, Journal, distinct};
use super::sample::Sample;
use super::{Kpi, Terms, Window};
use crate::id::MemberId;
use crate::stats::survival::{Curve, Observed, counted};

const FROM: u64 = 10;

pub(super) fn figures(journal: &Journal, window: &Window, terms: &Terms) -> Vec<Figure> {
    let asked = journal.asks.values().filter_map(|ask| Some((ask, ask.asked.first(window.to)?)));
    let waits: Vec<Wait> = asked
        .filter(|(_, (at, _))| window.holds(*at))
        .map(|(ask, (at, learner))| wait(journal, ask, at, *learner, window.to, terms))
        .collect();
    let curve = |clock: fn(&Wait) -> i64| {
        let observed = waits.iter().map(|wait| Observed { after: clock(wait), ended: wait.ended });
        Curve::of(&counted(&observed.collect::<Vec<_>>()))
    };
    let (wall, working) = (curve(|wait| wait.wall), curve(|wait| wait.working));
    let cell = Cell {
        kpi: Kpi::Response,
        window: *window,
        n: waits.len() as u64,
        people: distinct(waits.iter().map(|wait| wait.learner)),
        needed: FROM,
        left_out: Vec::new(),
    };
    let figure = |name, curve: &Curve, share| {
        cell.figure(name, Unit::Time, "Kaplan–Meier, Brookmeyer–Crowley", Sample::Time(curve.quantile(share)))
    };
    vec![
        figure("response.wall.median", &wall, 0.5),
        figure("response.wall.p90", &wall, 0.9),
        figure("response.working.median", &working, 0.5),
        figure("response.working.p90", &working, 0.9),
    ]
}

/// How long one ask waited, in milliseconds.
struct Wait {
    learner: MemberId,
    wall: i64,
    working: i64,
    ended: bool,
}

fn wait(
    journal: &Journal,
    ask: &Asking,
    asked: DateTime<Utc>,
    learner: MemberId,
    to: DateTime<Utc>,
    terms: &Terms,
) -> Wait {
    let withdrew = ask.withdrew.first(to).map(|(at, ())| at);
    let person = journal.people.get(&learner);
    let left = person.and_then(|person| person.left.before(to).map(|(at, ())| at).find(|at| *at >= asked));
    let watched = [withdrew, left].into_iter().flatten().fold(to, DateTime::min);
    match ask.responses.first(to) {
        Some((at, response)) if at <= watched => {
            Wait { learner, wall: response.wall, working: response.working, ended: true }
        }
        _ => Wait {
            learner,
            wall: millis(watched - asked),
            working: millis(terms.calendar.working_between(asked, watched)),
            ended: false,
        },
    }
}

fn millis(time: TimeDelta) -> i64 {
    time.num_milliseconds()
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::*;
    use crate::fact::{Event, FirstResponse};
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
        figures(&told.journal(), &last_days(30), &Terms::of(Tz::Europe__Berlin))
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
        assert_eq!(
            reading(&read(&told), "response.wall.median"),
            reading(&read(&told), "response.wall.median")
        );
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
        let wait = wait(&journal, ask, friday, id("ana"), monday, &Terms::of(Tz::Europe__Berlin));
        // Friday 17:00 to 18:00 and Monday 9:00 to 10:00 in Berlin, where Sunday has 25 hours.
        assert_eq!((wait.wall, wait.working, wait.ended), (66 * HOUR, 2 * HOUR, false));
    }
}
