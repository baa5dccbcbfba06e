use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::ask::Stage as AskStage;
use crate::fact::Fact;
use crate::sample::{
    at, calendar, following, id, later, meeting, member, mentor, moment, now, refused, session, words,
};
use crate::session::{Answer, Ending};
use crate::task::{Task, Work};

const WHOLE: &str = "1. write one test\n2. add the fuzz case\n@ fri 10:00 Did it become a test?";

fn meeting_now() -> SessionStory {
    meeting(Stage::Meeting { started_at: now() })
}

fn writes(story: SessionStory, who: &Member, lines: &str) -> Result<Decision, Refusal> {
    note(story, who, words(lines).as_ref(), SaidBefore::default(), &mut moment())
}

/// Ben, who lives in Chicago, seven hours behind.
fn ben() -> Member {
    Member { calendar: calendar(chrono_tz::America::Chicago, "mon-fri 9-18"), ..mentor("ben") }
}

fn due(decision: &Decision) -> DateTime<Utc> {
    decision.session().note().unwrap().checkpoint.due
}

#[test]
fn a_day_means_what_it_means_on_its_writers_clock_whoever_ends_the_note() {
    let by_ben = writes(meeting_now(), &ben(), "@ fri 10:00").unwrap();
    let mut story = meeting_now();
    story.session = by_ben.session().clone();
    let whole = writes(story, &member("ana"), "1. write one test\n2. add the fuzz case").unwrap();
    assert_eq!(due(&whole), at("2026-11-27T16:00:00Z"));
    let by_ana = writes(meeting_now(), &member("ana"), WHOLE).unwrap();
    assert_eq!(due(&by_ana), at("2026-11-27T09:00:00Z"));
}

#[test]
fn the_day_that_the_form_proposes_is_read_as_that_day_and_as_nothing_else() {
    for story in [meeting_now(), meeting(Stage::Noting { started_at: now(), ended_at: now() })] {
        for reader in [member("ana"), ben()] {
            let form = note(story.clone(), &reader, None, SaidBefore::default(), &mut moment())
                .unwrap()
                .reply
                .form
                .unwrap();
            let proposed = form.fields.iter().find(|field| field.name == "day").unwrap();
            let read = crate::note::parse_when(&proposed.value, reader.calendar.local(now()));
            let (when, rest) = read.unwrap();
            assert_eq!(rest, "", "{}", proposed.value);
            let ten = when.date.and_time(ten_oclock());
            let on_their_own = |time| reader.calendar.instant(when.date.and_time(time));
            let due = when.time.map_or_else(|| member("ana").calendar.instant(ten), on_their_own);
            assert_eq!(due, at("2026-11-27T09:00:00Z"), "{}", proposed.value);
        }
    }
}

#[test]
fn a_form_shows_a_draft_on_the_clock_of_who_opens_it() {
    let by_ben = writes(meeting_now(), &ben(), "@ fri 10:00").unwrap();
    let day = |who: &Member| {
        let mut story = meeting_now();
        story.session = by_ben.session().clone();
        note(story, who, None, SaidBefore::default(), &mut moment()).unwrap().reply.form.unwrap().fields[3]
            .value
            .clone()
    };
    assert_eq!(day(&ben()), "fri 27 nov 10:00");
    assert_eq!(day(&member("ana")), "fri 27 nov 17:00");
    // Where their clocks differ, what is proposed is the day alone.
    let empty = |who: &Member| {
        note(meeting_now(), who, None, SaidBefore::default(), &mut moment()).unwrap().reply.form.unwrap()
    };
    let proposed = [member("ana"), ben()].map(|who| empty(&who).fields[3].value.clone());
    assert_eq!(proposed, ["fri 27 nov 10:00", "fri 27 nov"]);
}

#[test]
fn a_day_that_has_passed_since_it_was_written_is_asked_for_again() {
    let first = writes(meeting_now(), &member("ana"), "@ tomorrow 10:00").unwrap();
    let mut story = meeting(Stage::Noting { started_at: now(), ended_at: now() });
    story.session.draft = first.session().draft.clone();
    let lines = words("1. write one test\n2. add the fuzz case");
    let decision =
        note(story, &member("ana"), lines.as_ref(), SaidBefore::default(), &mut later(TimeDelta::days(2)))
            .unwrap();
    assert_eq!(decision.answered(), "note.kept");
    assert_eq!(decision.session().draft.missing(), [Part::Affirmation, Part::Checkpoint]);
}

#[test]
fn a_note_before_the_session_is_kept_until_the_two_have_met() {
    let story = meeting(Stage::Booked { starts_at: now() + TimeDelta::hours(2) });
    let decision = writes(story, &member("ana"), WHOLE).unwrap();
    assert_eq!(decision.answered(), "note.ahead");
    assert_eq!(decision.session().stage, Stage::Booked { starts_at: now() + TimeDelta::hours(2) });
    assert!(decision.tasks().next().is_none());
}

#[test]
fn a_mentor_in_another_zone_reads_when_it_is_for_the_learner_that_they_are_asked() {
    let read = |zone| {
        let mut story = meeting_now();
        story.mentor.calendar.zone = zone;
        let decision = writes(story, &member("ana"), WHOLE).unwrap();
        let (_, delivery) = decision.deliveries().next().unwrap();
        delivery.message.bare(zone)
    };
    let away = read(chrono_tz::Tz::America__Chicago);
    assert!(away.contains("I ask them on Fri 27 Nov, 10:00 by their clock: Did"), "{away}");
    let beside = read(member("ana").calendar.zone);
    assert!(beside.contains("I ask them on Fri 27 Nov, 10:00: Did"), "{beside}");
}

#[test]
fn a_whole_note_is_told_to_the_other_and_followed_up_before_its_checkpoint() {
    let decision = writes(meeting_now(), &member("ana"), WHOLE).unwrap();
    assert_eq!(decision.told(), [(crate::task::Address::Member(id("ben")), "note.written")]);
    let mut story = meeting_now();
    story.session = decision.session().clone();
    let told = |text| writes(story.clone(), &member("ana"), text).unwrap().told().len();
    assert_eq!(told(WHOLE), 0, "who has read it reads it once");
    assert_eq!(told(&WHOLE.replace("1.", "1. again")), 1);
    let wakes: Vec<_> = decision.wakes().into_iter().map(|(action, at)| (action.clone(), at)).collect();
    let session = id("session");
    assert_eq!(
        wakes,
        [
            (Action::Clock(Wake::Nudge(session, 1)), at("2026-11-26T09:00:00Z")),
            (Action::Clock(Wake::CheckIn(session)), at("2026-11-27T09:00:00Z")),
            (Action::Clock(Wake::Close(session)), at("2026-12-01T09:00:00Z")),
        ]
    );
}

#[test]
fn a_question_that_waited_for_other_hours_is_due_at_once_when_they_are_planned_anew() {
    let note = crate::sample::note();
    let day = note.at + TimeDelta::days(2);
    let nudges = |at: DateTime<Utc>| {
        let changes = follow_ups(id("session"), &note, &member("ana"), &mut Moment::new(at, 1));
        let due = changes.into_iter().filter_map(|change| match change {
            Change::Task(Task { due, work: Work::Act(Action::Clock(Wake::Nudge(_, 1))), .. }) => Some(due),
            _ => None,
        });
        due.collect::<Vec<_>>()
    };
    let planned = nudges(note.at);
    assert!(planned.len() == 1 && planned[0] > day - TimeDelta::days(1), "{planned:?}");
    let later = planned[0] + TimeDelta::hours(3);
    assert_eq!(nudges(later), [later]);
    assert!(nudges(planned[0] + TimeDelta::hours(49)).is_empty());
}

/// What the journal hears of the compliment in a note that is written line by line.
fn compliment(lines: &[(&str, &str)]) -> (Option<bool>, bool) {
    let mut story = meeting_now();
    let mut heard = None;
    for (who, text) in lines {
        let decision = writes(story.clone(), &member(who), text).unwrap();
        story.session = decision.session().clone();
        heard = decision.changes.into_iter().find_map(|change| match change {
            Change::Fact(Fact { event: Event::Noted { affirmation, repeated, .. }, .. }) => {
                Some((affirmation, repeated))
            }
            _ => None,
        });
    }
    heard.expect("the last line makes it whole")
}

#[test]
fn a_compliment_is_the_mentors_and_counts_once_however_often_it_is_said() {
    let said = format!("+ {}", session().affirmation.words);
    let deed = "+ I noticed that you wrote the test before the fix. It shows where the parser stops.";
    assert_eq!(compliment(&[("ben", deed), ("ana", WHOLE)]), (Some(true), false));
    assert_eq!(compliment(&[("ben", &said), ("ana", WHOLE)]), (Some(false), true));
    // What the learner typed is nobody's compliment, whoever ends the note, and sends the form with it.
    assert_eq!(compliment(&[("ana", &said), ("ben", WHOLE)]), (None, false));
    assert_eq!(compliment(&[("ana", deed), ("ben", &format!("{deed}\n{WHOLE}"))]), (None, false));
    assert_eq!(compliment(&[("ana", deed), ("ben", &format!("{said}\n{WHOLE}"))]), (Some(false), true));
    assert_eq!(compliment(&[("ana", WHOLE)]), (None, false));
}

#[test]
fn a_note_is_refused_where_nothing_can_be_noted() {
    let mut answered = crate::sample::note();
    answered.actionables[0].stage = ActionableStage::Answered { answer: Answer::Done, at: now() };
    let answered = Stage::Following { started_at: now(), note: answered };
    let closed = Stage::Closed { at: now(), ending: Ending::Unwritten, note: None };
    let key = |stage, who: &str| refused(writes(meeting(stage), &member(who), WHOLE));
    assert_eq!(key(session().stage, "ana"), "note.early");
    assert_eq!(key(answered, "ana"), "note.answered");
    assert_eq!(key(closed, "ben"), "note.closed");
    assert_eq!(key(following(), "eve"), "refusal.not-yours");
    assert_eq!(refused(writes(meeting_now(), &member("ana"), "@ 30 feb")), "note.problem");
}

/// A session of that name in a stage.
fn with(name: &str, stage: Stage) -> Session {
    Session { id: id(name), stage, ..session() }
}

fn noting(hours: i64) -> Stage {
    let started_at = now() - TimeDelta::hours(hours);
    Stage::Noting { started_at, ended_at: started_at + TimeDelta::minutes(10) }
}

fn meant(lines: &str, sessions: &[Session], after: TimeDelta) -> Result<SessionId, &'static str> {
    let desk = Desk { sessions: sessions.to_vec(), ..Desk::default() };
    which(words(lines).as_ref(), &desk, now() + after).map_err(|refusal| refusal.key())
}

#[test]
fn a_note_of_nobody_knows_where_belongs_to_the_session_under_way() {
    let long_ago = TimeDelta::hours(1);
    let meeting = with("meeting", Stage::Meeting { started_at: now() - TimeDelta::minutes(5) });
    let (noting, after) = (with("noting", noting(1)), with("after", following()));
    let all = [noting.clone(), meeting, after.clone()];
    for lines in ["", "1. write one test"] {
        assert_eq!(meant(lines, &all, long_ago), Ok(id("meeting")));
        assert_eq!(meant(lines, &[after.clone(), noting.clone()], long_ago), Ok(id("noting")));
        assert_eq!(meant(lines, std::slice::from_ref(&after), long_ago), Ok(id("after")));
        assert_eq!(meant(lines, &[session()], long_ago), Err("note.no-session"));
    }
}

#[test]
fn a_note_belongs_to_a_session_of_which_nobody_knows_whether_the_two_met_before_an_older_one() {
    let mut silent = with("silent", Stage::Choosing { until: now() });
    let older = with("older", following());
    let long_ago = TimeDelta::hours(1);
    assert_eq!(meant("", &[silent.clone(), older.clone()], long_ago), Ok(id("older")));
    silent.attendance.unheard = Some(now());
    for lines in ["", "1. write one test"] {
        assert_eq!(meant(lines, &[older.clone(), silent.clone()], long_ago), Ok(id("silent")));
        assert_eq!(meant(lines, &[silent.clone(), with("noting", noting(1))], long_ago), Ok(id("noting")));
    }
}

#[test]
fn lines_typed_again_change_the_note_that_was_written_just_now_and_not_an_older_session() {
    let two = [with("older", noting(3)), with("noted", following())];
    let three = TimeDelta::minutes(3);
    assert_eq!(meant("2. add the other case", &two, three), Ok(id("noted")));
    assert_eq!(meant("2. add the other case", &two, TimeDelta::minutes(11)), Ok(id("older")));
    // Whoever opens the form writes the note that is missing.
    assert_eq!(meant("", &two, three), Ok(id("older")));
    let mut answered = crate::sample::note();
    answered.actionables[0].stage = ActionableStage::Answered { answer: Answer::Done, at: now() };
    let answered = with("answered", Stage::Following { started_at: now(), note: answered });
    assert_eq!(meant("2. add the other case", &[two[0].clone(), answered], three), Ok(id("older")));
}

#[test]
fn lines_belong_to_a_session_that_began_after_the_last_note() {
    let begun = |minutes| with("begun", Stage::Meeting { started_at: now() + TimeDelta::minutes(minutes) });
    let of =
        |session| meant("1. write one test", &[with("noted", following()), session], TimeDelta::minutes(3));
    assert_eq!(of(begun(2)), Ok(id("begun")));
    assert_eq!(of(begun(-20)), Ok(id("noted")));
}

#[test]
fn a_note_is_taken_back_for_ten_minutes_and_the_ask_stays_closed() {
    let decision = undo(meeting(following()), &member("ben"), &mut later(TimeDelta::minutes(10))).unwrap();
    assert!(matches!(decision.session().stage, Stage::Noting { .. }));
    assert!(!decision.changes.iter().any(|change| matches!(change, Change::Ask(_))));
    let late = undo(meeting(following()), &member("ben"), &mut later(TimeDelta::minutes(11)));
    assert_eq!(refused(late), "undo.late");
    assert_eq!(refused(undo(meeting_now(), &member("ana"), &mut moment())), "undo.no-note");
    assert_eq!(refused(undo(meeting(following()), &member("eve"), &mut moment())), "refusal.not-yours");
    assert!(matches!(meeting(following()).ask.stage, AskStage::Closed { .. }));
}

#[test]
fn whoever_has_read_a_note_hears_that_it_was_taken_back_and_nothing_of_it_is_asked() {
    let three = || later(TimeDelta::minutes(3));
    for (who, other) in [("ana", "ben"), ("ben", "ana")] {
        let decision = undo(meeting(following()), &member(who), &mut three()).unwrap();
        assert_eq!(decision.told(), [(Address::Member(id(other)), "undo.note-told")]);
        let about = Subject::Session(id("session"));
        assert!(decision.changes.contains(&Change::Drop(about)));
        assert!(decision.changes.contains(&Change::Unsay(Address::Member(id(other)), about)));
        let Action::Clock(Wake::Unwritten(_)) = decision.wakes()[0].0 else {
            panic!("the note is asked for")
        };
    }
    let mut story = meeting(following());
    story.learner.calendar = calendar(chrono_tz::Asia::Tokyo, "mon-fri 9-17");
    let decision = undo(story, &member("ben"), &mut three()).unwrap();
    assert!(decision.told().is_empty(), "who has read nothing of it hears nothing");
    // Whoever has no hours at all reads what they wait for at once, but in no pause.
    let mut story = meeting(following());
    story.learner.calendar.hours = crate::calendar::Hours::parse("none").unwrap();
    let paused = crate::calendar::Pause { from: now(), until: now() + TimeDelta::days(2) };
    let decision = undo(story.clone(), &member("ben"), &mut three()).unwrap();
    assert_eq!(decision.told(), [(Address::Member(id("ana")), "undo.note-told")]);
    story.learner.calendar.pause = Some(paused);
    assert!(undo(story, &member("ben"), &mut three()).unwrap().told().is_empty());
}

#[test]
fn that_two_words_differ_is_still_said_when_the_note_beside_it_is_taken_back() {
    let mut story = meeting(following());
    story.session.attendance.learner = Some(crate::session::Word::NotMet);
    story.learner.calendar = calendar(chrono_tz::Asia::Tokyo, "mon-fri 9-17");
    let decision = undo(story, &member("ben"), &mut later(TimeDelta::minutes(3))).unwrap();
    assert_eq!(decision.told(), [(Address::Member(id("ana")), "met.differs")]);
}

/// What stands in the form that comes back, by field.
fn form_again(story: SessionStory, lines: &str) -> Vec<String> {
    let refusal = writes(story, &member("ana"), lines).unwrap_err();
    let form = refusal.reply(words(lines)).form.expect("the form comes back");
    assert_eq!(form.fields.iter().filter(|field| field.problem.is_some()).count(), 1);
    form.fields.into_iter().map(|field| field.value).collect()
}

#[test]
fn after_a_day_that_cannot_be_read_the_form_has_what_was_typed_and_what_was_noted_before() {
    let typed =
        "+ the failing case came first\n1) write one test\n   until it fails\n2: add the case\n@ 30 feb";
    let fields = form_again(meeting_now(), typed);
    let kept = ["the failing case came first", "write one test until it fails", "add the case", "30 feb", ""];
    assert_eq!(fields, kept);
    let by_line = writes(meeting_now(), &member("ana"), "1. write one test\n2. add the case").unwrap();
    let mut story = meeting_now();
    story.session = by_line.session().clone();
    assert_eq!(form_again(story, "@ someday"), ["", "write one test", "add the case", "someday", ""]);
}

#[test]
fn what_is_wrong_elsewhere_leaves_the_day_and_its_question_where_they_belong() {
    let typed = "1. write one test\n2. add the case\n3. rest\n@ fri 10:00 Did it become a test?";
    let fields = form_again(meeting_now(), typed);
    assert_eq!(fields, ["", "write one test", "add the case", "fri 10:00", "Did it become a test?"]);
}

#[test]
fn a_question_without_a_day_brings_the_form_back_instead_of_being_lost() {
    let values = [("first", "write one test"), ("day", " "), ("question", "Friday, is it a test?")];
    let values = values.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let Action::Note(_, lines) = Action::Note(None, None).filled_in(&values) else { panic!("it is a note") };
    let refusal = note(meeting_now(), &member("ana"), lines.as_ref(), SaidBefore::default(), &mut moment())
        .unwrap_err();
    let Refusal::Form(form, _) = refusal else { panic!("the form comes back") };
    let wrong: Vec<_> = form.fields.iter().filter(|field| field.problem.is_some()).collect();
    assert_eq!(wrong.iter().map(|field| field.name.as_str()).collect::<Vec<_>>(), ["day"]);
}

#[test]
fn each_field_of_a_note_comes_back_with_what_was_typed_into_it() {
    let question = "Friday, is it a test — or two?";
    for (day, back) in
        [(" ", ""), ("30 feb", "30 feb"), ("fri 25:00", "fri 25:00"), ("next year", "next year")]
    {
        let values = [("first", "write one test"), ("day", day), ("question", question)];
        let values = values.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let Action::Note(_, lines) = Action::Note(None, None).filled_in(&values) else { panic!("a note") };
        let refusal =
            note(meeting_now(), &member("ana"), lines.as_ref(), SaidBefore::default(), &mut moment())
                .unwrap_err();
        let Refusal::Form(form, _) = refusal else { panic!("the form comes back") };
        let value = |name: &str| form.fields.iter().find(|field| field.name == name).unwrap().value.clone();
        assert_eq!((value("day").as_str(), value("question").as_str()), (back, question));
        assert_eq!(value("first"), "write one test");
    }
    // A day that can be read goes on to the question.
    let values = [("first", "a"), ("second", "b"), ("day", "fri 10:00"), ("question", question)];
    let values = values.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let Action::Note(_, lines) = Action::Note(None, None).filled_in(&values) else { panic!("a note") };
    let written =
        note(meeting_now(), &member("ana"), lines.as_ref(), SaidBefore::default(), &mut moment()).unwrap();
    let asked = &written.session().note().unwrap().checkpoint.question;
    assert_eq!(asked.as_ref().map(|asked| asked.as_str()), Some(question));
}

#[test]
fn a_compliment_of_a_note_that_its_mentor_wrote_before_is_said_to_be_the_same() {
    let lines =
        "+ You cut the slow test down to two cases\n1. write one test\n2. ask for a review\n@ fri 10:00";
    let repeated = |own: &[&str], anybodys: &[&str]| {
        let typed = |texts: &[&str]| texts.iter().map(|text| crate::sample::typed(text)).collect();
        let earlier = SaidBefore { own: typed(own), anybodys: typed(anybodys) };
        let decision =
            note(meeting(noting(1)), &mentor("ben"), words(lines).as_ref(), earlier, &mut moment()).unwrap();
        let noted = decision.changes.iter().find_map(|change| match change {
            Change::Fact(Fact { event: Event::Noted { repeated, .. }, .. }) => Some(*repeated),
            _ => None,
        });
        noted.expect("a note is journaled")
    };
    assert!(!repeated(&["You asked before you guessed"], &["You asked before you guessed"]));
    assert!(repeated(&["You asked before you guessed", "You cut the slow test down to two cases"], &[]));
    assert!(repeated(&[], &["You cut the slow test down to two cases"]));
}
