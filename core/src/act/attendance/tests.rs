mod another_time;

use super::*;
use crate::act::booking;
use crate::act::meeting::{on_time, start, unwritten, wrap_up};
use crate::act::note::note;
use crate::act::route::Field;
use crate::affirmation::SaidBefore;
use crate::sample::{following, id, later, meeting, member, mentor, moment, now, refused, session, words};
use crate::session::{Attendance, Ending};
use crate::task::Address;

fn minutes(minutes: i64) -> TimeDelta {
    TimeDelta::minutes(minutes)
}

/// A session that began at the present, of which the learner and the mentor said so much.
fn begun(learner: Option<Word>, mentor: Option<Word>) -> SessionStory {
    let mut story = meeting(Stage::Meeting { started_at: now() });
    story.session.attendance = Attendance { learner, mentor, ..Attendance::default() };
    story
}

/// The same once its minutes are over.
fn over(learner: Option<Word>, mentor: Option<Word>) -> SessionStory {
    let mut story = begun(learner, mentor);
    story.session.stage = Stage::Noting { started_at: now(), ended_at: now() + minutes(10) };
    story
}

fn says(story: SessionStory, who: &str, said: Met, after: i64) -> Decision {
    met(story, &member(who), said, &mut later(minutes(after))).unwrap()
}

fn facts(decision: &Decision) -> Vec<&'static str> {
    let facts = decision.changes.iter().filter_map(|change| match change {
        Change::Fact(fact) => match fact.event {
            Event::SessionHeld { .. } => Some("held"),
            Event::SessionMissed { .. } => Some("missed"),
            Event::SessionUnheard { .. } => Some("unheard"),
            Event::Noted { .. } => Some("noted"),
            _ => None,
        },
        _ => None,
    });
    facts.collect()
}

fn waits_for_another_time(decision: &Decision) -> bool {
    let choosing = matches!(decision.session().stage, Stage::Choosing { .. });
    choosing && decision.ask().stage == AskStage::AwaitingLearner { session: id("session") }
}

#[test]
fn nothing_is_held_only_because_its_time_has_come() {
    let decision = on_time(meeting(Stage::Booked { starts_at: now() }), &mut moment());
    assert!(facts(&decision).is_empty());
    assert_eq!(decision.member("ana").unwrap().met, [].into());
    assert_eq!(decision.session().attendance, Attendance::default());
}

#[test]
fn what_an_earlier_release_began_was_held_and_what_begins_now_is_not() {
    let mut kept = serde_json::to_value(session()).unwrap();
    kept.as_object_mut().unwrap().remove("attendance");
    let earlier: Session = serde_json::from_value(kept).unwrap();
    assert!(earlier.attendance.held);
    let mut story = meeting(Stage::Booked { starts_at: now() });
    story.session.attendance = earlier.attendance;
    assert!(!on_time(story, &mut moment()).session().attendance.held);
}

#[test]
fn whoever_begins_is_on_the_way_or_writes_a_line_has_come() {
    let booked = || meeting(Stage::Booked { starts_at: now() + minutes(9) });
    let word = |decision: &Decision| decision.session().attendance;
    let begins = start(booked(), &mentor("ben"), &[], &mut moment()).unwrap();
    assert_eq!((word(&begins).learner, word(&begins).mentor), (None, Some(Word::Came)));
    let on_the_way = booking::on_my_way(&booked(), &member("ana"), &mut moment()).unwrap();
    assert_eq!((word(&on_the_way).learner, word(&on_the_way).mentor), (Some(Word::Came), None));
    let line = note(
        begun(None, None),
        &member("ana"),
        words("1. write a test").as_ref(),
        SaidBefore::default(),
        &mut moment(),
    );
    assert_eq!(word(&line.unwrap()).learner, Some(Word::Came));
    // A line ahead of a session shows nothing yet, and neither does a word hours before it.
    let ahead = note(
        booked(),
        &member("ana"),
        words("1. write a test").as_ref(),
        SaidBefore::default(),
        &mut moment(),
    )
    .unwrap();
    assert_eq!(word(&ahead), Attendance::default());
    let early = meeting(Stage::Booked { starts_at: now() + TimeDelta::hours(5) });
    let early = booking::on_my_way(&early, &member("ana"), &mut moment()).unwrap();
    assert!(!early.changes.iter().any(|change| matches!(change, Change::Session(_))));
}

#[test]
fn two_who_came_have_met_and_anybody_else_is_asked() {
    let ends = |learner, mentor| wrap_up(begun(learner, mentor), &mut later(minutes(10)));
    let both = ends(Some(Word::Came), Some(Word::Came));
    assert_eq!(facts(&both), ["held"]);
    assert_eq!(both.member("ana").unwrap().met.keys().collect::<Vec<_>>(), [&id("ben")]);
    assert!(matches!(both.ask().stage, AskStage::Closed { ending: AskEnding::Met, .. }));
    let asked = |decision: &Decision| {
        let messages = decision.deliveries().map(|(_, said)| crate::sample::buttons(&said.message).len());
        messages.collect::<Vec<_>>()
    };
    assert_eq!(asked(&both), [1, 1]);
    for (learner, mentor) in [(Some(Word::Came), None), (None, None), (None, Some(Word::Came))] {
        let one = ends(learner, mentor);
        assert_eq!((facts(&one), asked(&one)), (vec![], vec![3, 3]));
    }
    let alone = ends(Some(Word::NotMet), None);
    assert_eq!(alone.told(), [(Address::Member(id("ben")), "wrap-up")]);
}

/// A session that ended without anybody knowing whether the two met, whose ask went on.
fn ended_unheard(learner: Option<Word>, mentor: Option<Word>) -> SessionStory {
    let mut story = over(learner, mentor);
    story.session.attendance.unheard = Some(now());
    story.session.stage = Stage::Closed { at: now(), ending: Ending::Missed, note: None };
    story.ask.stage = AskStage::InPool { since: now(), tries: 1 };
    story
}

#[test]
fn that_they_met_can_still_be_said_of_a_session_that_ended_without_anybody_knowing() {
    let said = says(ended_unheard(None, None), "ana", Met::Yes, 60);
    assert_eq!((said.answered(), facts(&said)), ("met.at-last", vec!["held"]));
    assert!(said.member("ana").unwrap().met.contains_key(&id("ben")));
    let held = &said.member("ben").unwrap().mentor.as_ref().unwrap().held;
    assert!(held.iter().any(|held| held.what == Holding::Session(id("session")) && held.at == now()));
    let session = said.session();
    assert!(session.attendance.held && session.attendance.unheard.is_none());
    assert!(matches!(session.stage, Stage::Closed { ending: Ending::Unwritten, .. }));
    let reply = said.reply.message.as_ref().unwrap();
    assert_eq!(crate::sample::buttons(reply)[0].action, Action::Withdraw(Some(id("ask"))));
    // Once is enough, and the ask of somebody else is not theirs to take back.
    let again = SessionStory { session: session.clone(), ..ended_unheard(None, None) };
    assert_eq!(refused(met(again, &member("ana"), Met::Yes, &mut moment())), "met.over");
    let by_mentor = says(ended_unheard(None, None), "ben", Met::Yes, 60);
    assert!(crate::sample::buttons(by_mentor.reply.message.as_ref().unwrap()).is_empty());
    // Where the other said that they did not meet, both words stand and it counts as neither.
    let differs = says(ended_unheard(None, Some(Word::NotMet)), "ana", Met::Yes, 60);
    assert_eq!((differs.answered(), facts(&differs)), ("met.differs", vec![]));
}

#[test]
fn nobody_counts_as_missing_before_the_grace_is_over() {
    let early = |length, after| {
        let mut story = begun(None, None);
        story.session.minutes = length;
        let said = met(story, &member("ana"), Met::No, &mut later(minutes(after)));
        said.map(|decision| decision.answered().to_owned()).unwrap_or_else(|refusal| refusal.key().to_owned())
    };
    for (length, grace) in [(Minutes::Ten, 3), (Minutes::Fifteen, 4), (Minutes::Twenty, 5)] {
        assert_eq!(early(length, grace - 1), "alone.early");
        assert_eq!(early(length, grace), "alone");
    }
}

#[test]
fn who_is_late_hears_that_somebody_waits_and_can_still_come() {
    let alone = says(begun(None, None), "ana", Met::No, 4);
    assert_eq!(alone.told(), [(Address::Member(id("ben")), "alone.partner")]);
    let mut story = begun(None, None);
    story.session = alone.session().clone();
    let again = says(story.clone(), "ana", Met::No, 5);
    assert_eq!((again.answered(), again.told()), ("alone", vec![]), "it is said once");
    let comes = booking::on_my_way(&story, &mentor("ben"), &mut later(minutes(5))).unwrap();
    assert_eq!(comes.told(), [(Address::Member(id("ana")), "on-my-way.told")]);
    let attendance = comes.session().attendance;
    assert!(attendance.both_came(), "{attendance:?}");
}

#[test]
fn when_both_say_that_they_did_not_meet_the_ask_keeps_its_place_and_both_may_find_another_time() {
    let decision = says(over(None, Some(Word::NotMet)), "ana", Met::No, 11);
    assert_eq!((decision.answered(), facts(&decision)), ("missed", vec!["missed"]));
    assert_eq!(decision.told(), [(Address::Member(id("ben")), "missed")]);
    assert!(waits_for_another_time(&decision));
    assert_eq!(
        decision.session().attendance,
        Attendance { missed: 1, missed_at: Some(now() + TimeDelta::minutes(11)), ..Attendance::default() }
    );
    assert_eq!(decision.wakes()[0].0, &Action::Clock(Wake::Lapse(id("session"))));
    assert_eq!(decision.member("ben").unwrap().mentor.as_ref().unwrap().held.len(), 1);
    // Pressed once more, it says the same and changes nothing.
    let mut again = over(None, None);
    again.session = decision.session().clone();
    let again = says(again, "ana", Met::No, 12);
    assert_eq!((again.answered(), again.changes.len()), ("missed", 0));
}

/// What Ana says, and then Ben, once the minutes are over.
fn differ(ana: Met, ben: Met) -> Decision {
    let mut story = over(None, None);
    story.session = says(over(None, None), "ana", ana, 11).session().clone();
    says(story, "ben", ben, 12)
}

#[test]
fn of_two_words_that_differ_neither_is_overruled_and_both_hear_both() {
    for (ana, ben, words) in
        [(Met::No, Met::Yes, (Word::NotMet, Word::Met)), (Met::Yes, Met::No, (Word::Met, Word::NotMet))]
    {
        let decision = differ(ana, ben);
        assert_eq!((decision.answered(), facts(&decision)), ("met.differs", vec!["unheard"]));
        assert_eq!(decision.told(), [(Address::Member(id("ana")), "met.differs")]);
        let Attendance { learner, mentor, held, missed, .. } = decision.session().attendance;
        assert_eq!((learner, mentor, held, missed), (Some(words.0), Some(words.1), false, 0));
        assert!(waits_for_another_time(&decision) && !decision.session().took_place());
        assert!(decision.member("ben").unwrap().mentor.as_ref().unwrap().absences.is_empty());
        // Said once more, it says the same and changes nothing.
        let mut story = over(None, None);
        story.session = decision.session().clone();
        let again = says(story, "ben", ben, 13);
        assert_eq!((again.answered(), again.changes.len()), ("met.differs", 0));
    }
}

#[test]
fn whoever_meant_something_else_says_so_and_then_both_words_count() {
    let then = |decision: Decision, who: &str, said| {
        let mut story = over(None, None);
        story.session = decision.session().clone();
        facts(&says(story, who, said, 13))
    };
    assert_eq!(then(differ(Met::No, Met::Yes), "ana", Met::Yes), ["held"]);
    assert_eq!(then(differ(Met::No, Met::Yes), "ben", Met::No), ["missed"]);
    let mut story = over(None, None);
    story.session = differ(Met::No, Met::Yes).session().clone();
    let at = now() + TimeDelta::days(1);
    let again = booking::pick(story, &member("ana"), at, &[], &mut later(minutes(14))).unwrap();
    let Attendance { learner, mentor, unheard, .. } = again.session().attendance;
    assert_eq!((learner, mentor, unheard), (None, None, None), "of another time nobody has said anything");
}

#[test]
fn a_word_alone_counts_a_day_later_and_with_the_others_at_once() {
    let alone = says(over(None, None), "ben", Met::Yes, 11);
    assert_eq!((alone.answered(), facts(&alone)), ("met.yes", vec![]));
    let mut story = over(None, None);
    story.session = alone.session().clone();
    assert_eq!(facts(&unwritten(story.clone(), &mut later(TimeDelta::days(1)))), ["held"]);
    assert_eq!(facts(&says(story.clone(), "ana", Met::Yes, 12)), ["held"]);
    let decision = says(over(Some(Word::Came), None), "ben", Met::Yes, 11);
    story.session = decision.session().clone();
    assert_eq!(facts(&decision), ["held"]);
    assert!(facts(&says(story, "ana", Met::Yes, 12)).is_empty(), "it is held once");
}

#[test]
fn a_note_stays_whatever_the_other_says_and_both_hear_that_their_words_differ() {
    let whole = "1. write one test\n2. add the fuzz case\n@ fri 10:00";
    let mut story = over(None, Some(Word::NotMet));
    let written =
        note(story.clone(), &member("ana"), words(whole).as_ref(), SaidBefore::default(), &mut moment())
            .unwrap();
    assert_eq!(facts(&written), ["held", "unheard", "noted"]);
    let told = written.told();
    let [ana, ben] = ["ana", "ben"].map(|name| Address::Member(id(name)));
    assert_eq!(told, [(ben, "met.differs"), (ana, "met.differs"), (ben, "note.written")]);
    assert_eq!(written.session().attendance.mentor, Some(Word::NotMet));
    // Or the other speaks after it.
    story = meeting(following());
    let said = says(story.clone(), "ben", Met::No, 12);
    assert_eq!((said.answered(), facts(&said)), ("met.differs", vec!["unheard"]));
    assert_eq!(said.told(), [(ana, "met.differs")]);
    assert!(matches!(said.session().stage, Stage::Following { .. }) && !said.session().took_place());
    story.session = said.session().clone();
    assert_eq!(refused(met(story, &member("ben"), Met::No, &mut later(minutes(13)))), "met.noted");
}

#[test]
fn whoever_takes_back_that_they_did_not_meet_agrees_with_the_note_and_the_other_hears_it() {
    for stage in [following(), over(None, None).session.stage] {
        let mut story = meeting(stage);
        story.session.attendance.held = true;
        story.session = says(story.clone(), "ben", Met::No, 12).session().clone();
        let back = says(story.clone(), "ben", Met::Yes, 13);
        assert_eq!((back.answered(), facts(&back)), ("met.agreed", vec!["held"]));
        assert_eq!(back.told(), [(Address::Member(id("ana")), "met.agreed-told")]);
        assert!(back.session().took_place());
        // Whoever writes in its note, or all of it, says so as well.
        for lines in ["1. write one test", "1. write one test\n2. add the fuzz case\n@ fri 10:00"] {
            let written = note(
                story.clone(),
                &member("ben"),
                words(lines).as_ref(),
                SaidBefore::default(),
                &mut later(minutes(13)),
            );
            let written = written.unwrap();
            assert!(facts(&written).contains(&"held") && written.session().took_place(), "{lines}");
            assert!(written.told().contains(&(Address::Member(id("ana")), "met.agreed-told")), "{lines}");
        }
        // And after it was closed, too.
        let mut closed = story.clone();
        let ending = crate::session::Ending::Unwritten;
        closed.session.stage = Stage::Closed { at: now(), ending, note: None };
        assert_eq!(facts(&says(closed, "ben", Met::Yes, 13)), ["held"]);
        // Whoever said nothing else has nothing to take back.
        let said = met(story, &member("ana"), Met::Yes, &mut later(minutes(13)));
        assert!(said.map_or(true, |said| facts(&said).is_empty()));
    }
}

#[test]
fn a_line_of_a_note_unsays_no_word_of_the_others_once_the_minutes_are_over() {
    let line = |story| {
        note(story, &member("ana"), words("1. write a test").as_ref(), SaidBefore::default(), &mut moment())
            .unwrap()
    };
    let after = line(over(None, Some(Word::NotMet)));
    assert_eq!(after.session().attendance.mentor, Some(Word::NotMet));
    let during = line(begun(None, Some(Word::NotMet)));
    assert_eq!(during.session().attendance.mentor, Some(Word::Came));
    let whole = words("1. write one test\n2. add the fuzz case\n@ fri 10:00");
    let alone = begun(None, Some(Word::NotMet));
    let written = note(alone, &member("ana"), whole.as_ref(), SaidBefore::default(), &mut moment()).unwrap();
    assert_eq!((facts(&written), written.session().attendance.differs()), (vec!["held", "noted"], false));
}

#[test]
fn of_a_session_that_is_held_the_second_who_says_that_they_did_not_meet_is_heard_too() {
    let mut story = over(Some(Word::Came), Some(Word::Came));
    story.session.attendance.held = true;
    story.session = says(story.clone(), "ben", Met::No, 12).session().clone();
    let neither = says(story.clone(), "ana", Met::No, 13);
    assert_eq!((neither.answered(), facts(&neither)), ("met.neither", vec![]));
    assert_eq!(neither.told(), [(Address::Member(id("ben")), "met.neither")]);
    story.session = neither.session().clone();
    assert!(story.session.attendance.nobody_met() && !story.session.took_place());
    assert_eq!(refused(met(story.clone(), &member("ana"), Met::No, &mut later(minutes(14)))), "met.noted");
    // One takes it back: their words differ again; then the other does: it is held.
    let one = says(story.clone(), "ana", Met::Yes, 15);
    assert_eq!((one.answered(), facts(&one)), ("met.differs", vec!["unheard"]));
    assert_eq!(one.told(), [(Address::Member(id("ben")), "met.differs")]);
    story.session = one.session().clone();
    let both = says(story, "ben", Met::Yes, 16);
    assert_eq!((both.answered(), facts(&both)), ("met.agreed", vec!["held"]));
    assert!(both.session().took_place());
}

#[test]
fn of_a_session_that_is_held_no_word_is_overruled_also_while_its_minutes_run() {
    let mut story = begun(Some(Word::NotMet), Some(Word::Met));
    story.session.attendance.held = true;
    let whole = words("1. write one test\n2. add the fuzz case\n@ fri 10:00");
    let written =
        note(story, &member("ben"), whole.as_ref(), SaidBefore::default(), &mut later(minutes(5))).unwrap();
    assert_eq!(written.session().attendance.learner, Some(Word::NotMet));
    assert!(!written.session().took_place() && !facts(&written).contains(&"held"));
}

#[test]
fn a_note_says_that_they_met_and_says_so_once() {
    let whole = "1. write one test\n2. add the fuzz case\n@ fri 10:00";
    let write = |story| {
        note(story, &member("ana"), words(whole).as_ref(), SaidBefore::default(), &mut moment()).unwrap()
    };
    let decision = write(over(None, None));
    assert_eq!(facts(&decision), ["held", "noted"]);
    let mut story = meeting(following());
    story.session.draft = decision.session().draft.clone();
    assert_eq!(facts(&write(story)), ["noted"]);
}

#[test]
fn a_day_later_what_was_done_and_said_counts_and_silence_is_neither() {
    let tomorrow = || later(TimeDelta::days(1));
    let comes_to = |learner, mentor| facts(&unwritten(over(learner, mentor), &mut tomorrow()));
    assert_eq!(comes_to(Some(Word::Came), None), ["held"]);
    assert_eq!(comes_to(None, None), ["unheard"]);
    assert_eq!(comes_to(Some(Word::NotMet), Some(Word::Came)), ["missed"]);
    let silence = unwritten(over(None, None), &mut tomorrow());
    assert!(waits_for_another_time(&silence));
    let [ana, ben] = ["ana", "ben"].map(|name| (Address::Member(id(name)), "unheard"));
    assert_eq!(silence.told(), [ana, ben]);
    assert_eq!(silence.session().attendance.missed, 0);
}

/// A session of which nobody had said anything a day later.
fn silent() -> SessionStory {
    let tomorrow = unwritten(over(None, None), &mut later(TimeDelta::days(1)));
    let mut story = over(None, None);
    story.session = tomorrow.session().clone();
    story
}

#[test]
fn of_what_nobody_spoke_of_it_can_still_be_said_whether_they_met() {
    let met = says(silent(), "ben", Met::Yes, 24 * 60 + 5);
    assert_eq!((met.answered(), facts(&met)), ("met.yes", vec![]));
    assert_eq!(met.session().attendance.mentor, Some(Word::Met));
    assert_eq!(met.session().stage, over(None, None).session.stage);
    assert_eq!(met.wakes()[0].0, &Action::Clock(Wake::Unwritten(id("session"))));
    assert_eq!(met.told(), [(Address::Member(id("ana")), "met.says")], "she read that nothing was heard");
    let missed = says(silent(), "ana", Met::No, 24 * 60 + 5);
    assert_eq!((missed.answered(), facts(&missed)), ("missed", vec!["missed"]));
    assert!(waits_for_another_time(&missed));
    assert_eq!(missed.session().attendance.unheard, None);
    let write = |words_of: &str| {
        let moment = &mut later(TimeDelta::days(1));
        note(silent(), &member("ana"), words(words_of).as_ref(), SaidBefore::default(), moment).unwrap()
    };
    assert_eq!(facts(&write("1. write one test\n2. add the fuzz case\n@ fri 10:00")), ["held", "noted"]);
    let part = write("1. write one test");
    assert_eq!(part.session().attendance.learner, Some(Word::Came));
    assert!(matches!(part.session().stage, Stage::Noting { .. }));
}

#[test]
fn what_waits_to_be_said_is_not_said_any_more_once_more_is_known_of_it() {
    let about = Subject::Session(id("session"));
    let outdated = |decision: &Decision| {
        ["ana", "ben"].map(|who| decision.changes.contains(&Change::Forgo(Address::Member(id(who)), about)))
    };
    // Ben reads in the morning what became of it, and not that nothing was heard of him.
    assert_eq!(outdated(&says(silent(), "ben", Met::No, 24 * 60 + 5)), [true, true]);
    assert_eq!(outdated(&says(over(Some(Word::Met), None), "ben", Met::No, 12)), [true, true]);
    assert_eq!(outdated(&says(silent(), "ben", Met::Yes, 24 * 60 + 5)), [true, true]);
    assert_eq!(outdated(&says(over(None, None), "ben", Met::Yes, 12)), [false, false]);
}

#[test]
fn a_mentor_of_whom_nothing_was_heard_is_asked_later_from_the_second_time_on_for_ninety_days() {
    let decision = says(over(None, None), "ana", Met::No, 11);
    let mut story = over(None, None);
    story.session = decision.session().clone();
    let missed = unwritten(story, &mut later(TimeDelta::days(1)));
    let profile = missed.member("ben").unwrap().mentor.clone().unwrap();
    assert_eq!(profile.absences.len(), 1);
    let at = now() + TimeDelta::days(1);
    assert_eq!(profile.repeated_absences(at), 0);
    let twice = profile.absent(at + TimeDelta::days(30));
    assert_eq!(twice.repeated_absences(at + TimeDelta::days(30)), 1);
    assert_eq!(twice.repeated_absences(at + TimeDelta::days(90)), 0);
    // Where both say that they did not meet, nobody was missing.
    let both = says(over(Some(Word::NotMet), None), "ben", Met::No, 11);
    assert!(both.member("ben").unwrap().mentor.as_ref().unwrap().absences.is_empty());
}

#[test]
fn only_the_two_say_whether_they_met_and_only_of_what_has_begun() {
    let said = |story, who: &str| refused(met(story, &member(who), Met::Yes, &mut moment()));
    assert_eq!(said(over(None, None), "eve"), "refusal.not-yours");
    assert_eq!(said(meeting(session().stage), "ana"), "met.ahead");
    assert_eq!(said(meeting(Stage::Booked { starts_at: now() }), "ana"), "met.ahead");
    assert_eq!(said(meeting(following()), "ana"), "met.over");
}
