//! Which starts are hidden, and why each.

use super::super::hidden::{Hidden, Stretch};
use super::*;

/// Each start that is hidden on the days of the first times.
pub(super) fn hidden_of(learner: &Member, mentor: &Member, busy: &[Busy]) -> Vec<Stretch> {
    let session = choosing().session;
    let times = first_times(&session, learner, mentor, busy, now());
    hidden(&session, learner, mentor, busy, &times, (learner, now()))
}

#[test]
fn each_hidden_start_of_the_days_that_are_shown_has_its_one_reason() {
    let on = |clock: &str| at(&format!("2026-11-25T{clock}:00Z"));
    // Two in a row at half past nine in Berlin, so that nobody has a third around them.
    let row = [busy(on("08:30")), busy(on("08:50"))];
    let hidden = hidden_of(&member("ana"), &mentor("ben"), &row);
    let wednesday: Vec<_> =
        hidden.iter().filter(|of| of.first >= on("00:00") && of.last < on("23:00")).collect();
    let told = |first: &str, last: &str, why| Stretch { why, first: on(first), last: on(last) };
    let noon = told("11:00", "11:45", Hidden::Noon);
    let third = told("09:15", "09:15", Hidden::Row);
    assert_eq!(wednesday, [&third, &noon], "{hidden:?}");
    // What is offered, and what somebody has at the time, is not told.
    let offered = first_times(&choosing().session, &member("ana"), &mentor("ben"), &row, now()).at;
    assert!(
        offered.iter().all(|at| !hidden.iter().any(|of| of.first <= *at && *at <= of.last)),
        "{offered:?}"
    );
    let words = told_to_ana(&hidden);
    assert!(words.iter().any(|words| words == "Wed 12:00–12:45 (the hour of noon)"), "{words:?}");
    assert!(words.iter().any(|words| words == "Wed 10:15 (a third session in a row)"), "{words:?}");
}

fn told_to_ana(hidden: &[Stretch]) -> Vec<String> {
    told(hidden, &member("ana")).iter().map(|phrase| phrase.as_str().to_owned()).collect()
}

#[test]
fn noon_is_no_reason_where_one_of_the_two_does_not_work_at_it() {
    let why = |learner: &Member| {
        let hidden = hidden_of(learner, &choosing().mentor, &[]);
        let mut why: Vec<Hidden> = hidden.iter().map(|of| of.why).collect();
        why.dedup();
        why
    };
    let afternoons = calendar(chrono_tz::Europe::Berlin, "mon-fri 15-18");
    assert_eq!(why(&Member { calendar: afternoons, ..member("ana") }), []);
    let around_noon = calendar(chrono_tz::Europe::Berlin, "mon-fri 12-14");
    assert_eq!(why(&Member { calendar: around_noon, ..member("ana") }), [Hidden::Noon]);
}
