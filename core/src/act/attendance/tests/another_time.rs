//! Another time, for two who did not meet or of whom nobody knows.

use super::*;

#[test]
fn whoever_wants_another_time_for_what_the_other_says_was_held_is_asked_whether_it_was() {
    let mut story = silent();
    story.session = says(story.clone(), "ben", Met::Yes, 24 * 60 + 5).session().clone();
    let times = |story: &SessionStory, who: &str| {
        refused(booking::times(story, &member(who), None, &[], &later(minutes(24 * 60 + 9))))
    };
    let cancels = |story: &SessionStory, who: &str| {
        let moment = &mut later(minutes(24 * 60 + 9));
        refused(booking::cancel(story.clone(), &member(who), &[], Field::default(), moment))
    };
    assert_eq!((times(&story, "ana"), cancels(&story, "ana")), ("met.says", "met.says"));
    assert_eq!((times(&story, "ben"), cancels(&story, "ben")), ("book.held", "cancel.held"));
    let differ = says(story, "ana", Met::No, 24 * 60 + 9);
    assert_eq!((differ.answered(), facts(&differ)), ("met.differs", vec!["unheard"]));
}

#[test]
fn whoever_says_too_late_that_they_met_reads_what_was_said_meanwhile_and_finds_another_time() {
    let mut story = silent();
    let missed = says(story.clone(), "ben", Met::No, 24 * 60 + 5);
    story.session = missed.session().clone();
    let late = met(story.clone(), &member("ana"), Met::Yes, &mut later(minutes(24 * 60 + 9)));
    assert_eq!(refused(late), "met.late");
    story.session.attendance = Attendance::default();
    assert_eq!(refused(met(story, &member("ana"), Met::Yes, &mut moment())), "met.ahead");
}

#[test]
fn another_time_after_silence_is_a_time_like_any_other() {
    let at = now() + TimeDelta::days(2);
    let mut story = silent();
    let booked =
        booking::pick(story.clone(), &member("ana"), at, &[], &mut later(TimeDelta::days(1))).unwrap();
    assert_eq!((booked.answered(), facts(&booked).len()), ("booked", 0));
    story.session = booked.session().clone();
    assert_eq!(on_time(story, &mut later(TimeDelta::days(2))).session().attendance.unheard, None);
    // Nobody is missing where nobody says so.
    let ben = unwritten(over(None, None), &mut later(TimeDelta::days(1)));
    assert!(ben.member("ben").unwrap().mentor.as_ref().unwrap().absences.is_empty());
}

#[test]
fn who_is_alone_may_find_another_time_at_once_and_a_session_that_goes_on_keeps_its_own() {
    let alone = || begun(Some(Word::NotMet), None);
    let shown = booking::times(&alone(), &mentor("ben"), None, &[], &later(minutes(5))).unwrap();
    assert_eq!(shown.answered(), "times");
    let at = now() + TimeDelta::hours(1);
    let busy = [alone().session.busy().unwrap()];
    let decision = booking::pick(alone(), &member("ana"), at, &busy, &mut later(minutes(5))).unwrap();
    assert_eq!((decision.answered(), facts(&decision)), ("booked", vec!["missed"]));
    assert_eq!(decision.told(), [(Address::Member(id("ben")), "moved.by-partner")]);
    assert_eq!(decision.session().stage, Stage::Booked { starts_at: at });
    let goes_on = booking::pick(begun(Some(Word::Came), None), &member("ana"), at, &[], &mut moment());
    assert_eq!(refused(goes_on), "book.held");
}

#[test]
fn a_time_that_is_not_picked_again_ends_a_session_as_missed() {
    let mut story = meeting(Stage::Choosing { until: now() });
    story.session.attendance.missed = 1;
    let decision = booking::lapse(story, &[], Field::default(), &mut moment());
    assert!(matches!(decision.session().stage, Stage::Closed { ending: Ending::Missed, .. }));
}
