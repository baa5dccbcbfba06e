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
    let told =
        ["the hour of noon (Tue 12:00–12:45, Wed 12:00–12:45)", "a third session in a row (Wed 10:15)"];
    assert_eq!(words, told);
}

fn told_to_ana(hidden: &[Stretch]) -> Vec<String> {
    told(hidden, &member("ana")).iter().map(|phrase| phrase.as_str().to_owned()).collect()
}

#[test]
fn each_reason_is_told_once_with_all_that_it_hides_and_what_goes_beyond_is_counted() {
    let on = |day: u32, clock: &str| at(&format!("2026-11-{day}T{clock}:00Z"));
    let noon = |day| Stretch { why: Hidden::Noon, first: on(day, "11:00"), last: on(day, "11:45") };
    let gap = |clock: &str| Stretch { why: Hidden::Office, first: on(24, clock), last: on(24, clock) };
    let hidden = [noon(24), gap("13:15"), gap("13:45"), noon(25), gap("14:15"), noon(26), noon(27)];
    assert_eq!(
        told_to_ana(&hidden),
        [
            "the hour of noon (Tue 12:00–12:45, Wed 12:00–12:45, Thu 12:00–12:45)",
            "what would leave a gap in the office hours (Tue 14:15, Tue 14:45, Tue 15:15)",
        ]
    );
    // Ben has three times two sessions on each day, so that more is hidden than is told.
    let rows: Vec<Busy> = (23..=27)
        .flat_map(|day| {
            ["08:30", "08:50", "12:30", "12:50", "15:30", "15:50"].map(|clock| busy(on(day, clock)))
        })
        .collect();
    let story = choosing();
    let shown = times(&story, &story.learner, None, &rows, &moment()).unwrap().reply.message.unwrap();
    let told = shown.bare(chrono_tz::Europe::Berlin);
    assert!(told.contains("Nor 2 other stretches of these days."), "{told}");
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
