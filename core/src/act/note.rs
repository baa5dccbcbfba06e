//! `note`: what was good, two things to do, and the day on which Smallwins asks. `undo` opens it again.

mod clocks;

use chrono::{DateTime, Days, Utc};

use self::clocks::{on_the_clock_of, on_their_clock, still_ahead};
use super::attendance::{held, taken_up};
use super::meeting::{EARLY, ten_oclock};
use super::route::working_days_later;
use super::{fit, forms, undo};
use crate::action::{Action, Undoable, Wake, Words};
use crate::affirmation::{is_specific, repeats};
use crate::decision::{Change, Decision, Refusal, wake};
use crate::fact::Event;
use crate::follow_up::{Policy, Wish};
use crate::id::SessionId;
use crate::member::Member;
use crate::moment::Moment;
use crate::note::{self, Draft, NoteProblem, Part, parse_lines};
use crate::script::{Phrase, Saying, say};
use crate::session::{Actionable, ActionableStage, Checkpoint, CheckpointStage, Note, Session, Stage, Word};
use crate::store::{Desk, SessionStory};
use crate::task::{Manner, Subject};

/// When Smallwins asks how the actionables went, for the first and the second time.
const NUDGES: [u64; 2] = [2, 5];
/// What is not answered by so many working days after the last question is closed quietly.
pub(super) const QUIET_AFTER: u32 = 2;

/// Which session a note without a name belongs to: the one that is under way, else the latest one.
pub(super) fn which(named: Option<SessionId>, desk: &Desk) -> Result<SessionId, Refusal> {
    if let Some(session) = named {
        return Ok(session);
    }
    let by_start = |wanted: fn(&Stage) -> bool| {
        let sessions = desk.sessions.iter().filter(move |session| wanted(&session.stage));
        sessions.max_by_key(|session| session.starts_at()).map(|session| session.id)
    };
    by_start(|stage| matches!(stage, Stage::Meeting { .. }))
        .or_else(|| by_start(|stage| matches!(stage, Stage::Noting { .. })))
        .or_else(|| by_start(|stage| matches!(stage, Stage::Following { .. })))
        .ok_or_else(|| Refusal::because(say("note.no-session")))
}

/// One of the two writes the note, or a part of it. Without words the form opens.
pub(super) fn note(
    story: SessionStory,
    speaker: &Member,
    lines: Option<&Words>,
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    super::booking::partner(&story, speaker)?;
    let (story, again) = taken_up(story, moment);
    let theirs = &story.learner.calendar;
    let known = still_ahead(standing(&story.session)?, theirs, moment.now);
    let now = speaker.calendar.local(moment.now);
    let Some(lines) = lines else {
        let known = on_the_clock_of(&speaker.calendar, theirs, known);
        return Ok(Decision::reply(forms::note(story.session.id, &known, &story, speaker, moment, None)));
    };
    let newer = parse_lines(lines.get(), now).map_err(|problem| {
        let form = forms::note_again(story.session.id, lines.get(), &story, speaker, moment, &problem);
        Refusal::form(
            form,
            say("note.problem")
                .with("line", problem.part.is_none().then_some(problem.line))
                .with("problem", why(&problem)),
        )
    })?;
    let newer = Draft { by_learner: speaker.id == story.learner.id, ..newer };
    let draft = known.merge(on_the_clock_of(theirs, &speaker.calendar, newer));
    let missing = draft.missing();
    let whole = missing.iter().all(|part| *part == Part::Affirmation);
    let decision = match story.session.stage {
        Stage::Booked { starts_at } if whole => keep_until_they_meet(story, draft, starts_at, moment),
        _ if whole => write(story, speaker, draft, moment),
        _ => keep(story, speaker, draft, &missing),
    };
    Ok(decision.after(again))
}

/// What is wrong with a note, in words.
pub(super) fn why(problem: &NoteProblem) -> Phrase {
    let saying = match problem.why {
        note::Why::Unmarked => say("note.unmarked"),
        note::Why::Twice => say("note.twice"),
        note::Why::ThirdActionable => say("note.third"),
        note::Why::Text(problem) => return forms::text_problem(&problem),
        note::Why::When(problem) => return forms::when_problem(&problem),
    };
    saying.text()
}

/// What is noted so far. A whole note can be changed until something of it is answered.
fn standing(session: &Session) -> Result<Draft, Refusal> {
    match &session.stage {
        Stage::Booked { .. } | Stage::Meeting { .. } | Stage::Noting { .. } => Ok(session.draft.clone()),
        Stage::Following { note, .. } if untouched(note) => Ok(session.draft.clone()),
        Stage::Following { .. } => Err(Refusal::because(say("note.answered"))),
        Stage::Choosing { .. } => Err(Refusal::because(say("note.early"))),
        Stage::Closed { .. } => Err(Refusal::because(say("note.closed"))),
    }
}

fn untouched(note: &Note) -> bool {
    let open = |actionable: &Actionable| matches!(actionable.stage, ActionableStage::Open { nudges: 0 });
    note.actionables.iter().all(open) && matches!(note.checkpoint.stage, CheckpointStage::Planned)
}

/// Keeps what was written, and says what is missing.
fn keep(story: SessionStory, speaker: &Member, draft: Draft, missing: &[Part]) -> Decision {
    let parts: Vec<&str> = missing
        .iter()
        .map(|part| match part {
            Part::Affirmation => "affirmation",
            Part::FirstActionable => "first",
            Part::SecondActionable => "second",
            Part::Checkpoint => "checkpoint",
        })
        .filter(|part| *part != "affirmation")
        .collect();
    let SessionStory { mut session, learner, mentor, .. } = story;
    if matches!(session.stage, Stage::Meeting { .. } | Stage::Noting { .. }) {
        session.comes(speaker.id);
    }
    let partner = if speaker.id == learner.id { mentor } else { learner };
    session.draft = draft;
    let reply = say("note.kept")
        .with("partner", &partner.name)
        .with("missing", parts)
        .button("note", Action::Note(Some(session.id), None))
        .message();
    Decision::reply(reply).and(Change::Session(Box::new(session)))
}

/// Keeps a note that is whole before its session has begun. A session that did not take place is not followed up.
fn keep_until_they_meet(
    story: SessionStory,
    draft: Draft,
    starts_at: DateTime<Utc>,
    moment: &Moment,
) -> Decision {
    let mut session = story.session;
    session.draft = draft;
    let reply = say("note.ahead")
        .with("at", starts_at)
        .button_if(starts_at - moment.now <= EARLY, "start", Action::Start(Some(session.id)))
        .button("note", Action::Note(Some(session.id), None))
        .message();
    Decision::reply(reply).and(Change::Session(Box::new(session)))
}

/// The note is whole: the two have met, what follows is planned, and both read it.
fn write(mut story: SessionStory, speaker: &Member, draft: Draft, moment: &mut Moment) -> Decision {
    story.session.say(speaker.id, Word::Met);
    let (story, changes) = held(story, moment);
    let SessionStory { mut session, learner, mentor, .. } = story;
    let now = moment.now;
    let rewritten = session.note().is_some();
    let started_at = session.starts_at().unwrap_or(now);
    let note = to_note(&draft, &learner, now);
    let about = Subject::Session(session.id);
    let noted = noted(&session, &note, &draft, &learner);
    let saying = |reader: &Member, partner: &Member| {
        let message = written(&note, reader, partner, &learner)
            .button("change", Action::Note(Some(session.id), None))
            .button("undo", Action::Undo(Some(Undoable::Note(session.id))))
            .message();
        fit::asked_beneath(message, &session, reader, partner)
    };
    let (other, reply) = if speaker.id == learner.id {
        (&mentor, saying(&learner, &mentor))
    } else {
        (&learner, saying(&mentor, &learner))
    };
    let told = saying(other, speaker);
    let mut decision = Decision::reply(reply).and_all(changes).and(Change::Drop(about));
    decision = decision.and_all(follow_ups(session.id, &note, &learner, moment));
    if rewritten {
        decision = decision.and_fact(learner.id, Event::NoteUndone { session: session.id }, moment);
    }
    session.draft = draft;
    session.stage = Stage::Following { started_at, note };
    decision
        .and_fact(learner.id, noted, moment)
        .and_tell(other.id, about, Manner::Awaited, told, moment)
        .and(Change::Session(Box::new(session)))
}

/// What the journal hears of a note. What the learner says of themselves is no compliment of the mentor's, and what is
/// said a second time is one.
fn noted(session: &Session, note: &Note, draft: &Draft, learner: &Member) -> Event {
    let compliment = note.affirmation.as_ref().filter(|_| !draft.by_learner);
    let said = &session.affirmation.words;
    Event::Noted {
        session: session.id,
        due: note.checkpoint.due,
        affirmation: compliment.map(|words| is_specific(words, &[])),
        repeated: compliment.is_some_and(|words| repeats(words, said, learner.name.as_str())),
    }
}

fn written(note: &Note, reader: &Member, partner: &Member, learner: &Member) -> Saying {
    say("note.written")
        .with("is_learner", reader.id == learner.id)
        .with("learner", &learner.name)
        .with("partner", &partner.name)
        .with("affirmation", note.affirmation.as_ref())
        .with("actionables", note.actionables.iter().map(|actionable| &actionable.words).collect::<Vec<_>>())
        .with("due", note.checkpoint.due)
        .with("clock", on_their_clock(note.checkpoint.due, learner, reader))
        .with("question", note.checkpoint.question.as_ref())
}

/// A whole draft as a note. Its checkpoint is asked in the learner's hours, and without a time at ten o'clock.
fn to_note(draft: &Draft, learner: &Member, now: DateTime<Utc>) -> Note {
    let actionable = |place: usize| Actionable {
        words: draft.actionables[place].clone().expect("a whole draft has both actionables"),
        stage: ActionableStage::Open { nudges: 0 },
    };
    let planned = draft.checkpoint.as_ref().expect("a whole draft has a checkpoint");
    let wall = planned.when.date.and_time(planned.when.time.unwrap_or_else(ten_oclock));
    let wish = Wish { wall, zone: learner.calendar.zone, policy: Policy::OnDay };
    let due = wish.resolve(&learner.calendar).unwrap_or_else(|| learner.calendar.instant(wall)).max(now);
    Note {
        affirmation: draft.affirmation.clone(),
        actionables: [actionable(0), actionable(1)],
        checkpoint: Checkpoint { due, question: planned.question.clone(), stage: CheckpointStage::Planned },
        at: now,
    }
}

/// The nudges, the checkpoint and the quiet close, as far as they lie ahead. A nudge on the checkpoint's day, or after
/// it, is left out: one question a day is enough.
pub(super) fn follow_ups(
    session: SessionId,
    note: &Note,
    learner: &Member,
    moment: &mut Moment,
) -> Vec<Change> {
    let about = Subject::Session(session);
    let checkpoint_day = learner.calendar.local_date(note.checkpoint.due);
    let asked = note.actionables.iter().map(|actionable| match actionable.stage {
        ActionableStage::Open { nudges } => nudges,
        ActionableStage::Answered { .. } | ActionableStage::Quiet { .. } => 0,
    });
    let asked = asked.max().unwrap_or_default();
    let mut changes = Vec::new();
    for (time, days) in (1..).zip(NUDGES).filter(|(time, _)| *time > asked) {
        let Some(day) = learner.calendar.local_date(note.at).checked_add_days(Days::new(days)) else {
            continue;
        };
        let wish =
            Wish { wall: day.and_time(ten_oclock()), zone: learner.calendar.zone, policy: Policy::OnDay };
        let Some(due) = wish.resolve(&learner.calendar).filter(|due| *due > moment.now) else { continue };
        if learner.calendar.local_date(due) < checkpoint_day {
            let nudge = Action::Clock(Wake::Nudge(session, time));
            changes.push(wake(nudge, due, Some(wish), about, moment));
        }
    }
    let last = match note.checkpoint.stage {
        CheckpointStage::Planned => {
            let due = note.checkpoint.due.max(moment.now);
            let wish = Wish::at(due, &learner.calendar, Policy::OnDay);
            let check_in = Action::Clock(Wake::CheckIn(session));
            changes.push(wake(check_in, due, Some(wish), about, moment));
            due
        }
        CheckpointStage::Asked { at } | CheckpointStage::Answered { at, .. } => at.max(note.checkpoint.due),
    };
    let close = working_days_later(learner, last, QUIET_AFTER).max(moment.now);
    changes.push(wake(Action::Clock(Wake::Close(session)), close, None, about, moment));
    changes
}

/// A note is taken back, for a short while: what was written becomes a draft again.
pub(super) fn undo(story: SessionStory, speaker: &Member, moment: &mut Moment) -> Result<Decision, Refusal> {
    super::booking::partner(&story, speaker)?;
    let SessionStory { mut session, learner, .. } = story;
    let Stage::Following { started_at, note } = &session.stage else {
        return Err(Refusal::because(say("undo.no-note")));
    };
    if !untouched(note) || moment.now - note.at > undo::FOR {
        let change = Action::Note(Some(session.id), None);
        return Err(Refusal::because(say("undo.late").button_if(untouched(note), "change", change)));
    }
    let started_at = *started_at;
    session.stage =
        Stage::Noting { started_at, ended_at: (started_at + session.minutes.time()).min(moment.now) };
    let about = Subject::Session(session.id);
    let later = working_days_later(&learner, moment.now, 1);
    let unwritten = Action::Clock(Wake::Unwritten(session.id));
    let reply = say("undo.note").button("note", Action::Note(Some(session.id), None)).message();
    Ok(Decision::reply(reply)
        .and(Change::Drop(about))
        .and(wake(unwritten, later, None, about, moment))
        .and_fact(learner.id, Event::NoteUndone { session: session.id }, moment)
        .and(Change::Session(Box::new(session))))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::ask::Stage as AskStage;
    use crate::fact::Fact;
    use crate::sample::{
        at, calendar, following, id, later, meeting, member, mentor, moment, now, refused, session, words,
    };
    use crate::session::{Answer, Ending};

    const WHOLE: &str = "1. write one test\n2. add the fuzz case\n@ fri 10:00 Did it become a test?";

    fn meeting_now() -> SessionStory {
        meeting(Stage::Meeting { started_at: now() })
    }

    fn writes(story: SessionStory, who: &Member, lines: &str) -> Result<Decision, Refusal> {
        note(story, who, words(lines).as_ref(), &mut moment())
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
                let form = note(story.clone(), &reader, None, &mut moment()).unwrap().reply.form.unwrap();
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
            note(story, who, None, &mut moment()).unwrap().reply.form.unwrap().fields[3].value.clone()
        };
        assert_eq!(day(&ben()), "2026-11-27 10:00");
        assert_eq!(day(&member("ana")), "2026-11-27 17:00");
        // Where their clocks differ, what is proposed is the day alone.
        let empty = |who: &Member| note(meeting_now(), who, None, &mut moment()).unwrap().reply.form.unwrap();
        let proposed = [member("ana"), ben()].map(|who| empty(&who).fields[3].value.clone());
        assert_eq!(proposed, ["fri 27 nov 10:00", "fri 27 nov"]);
    }

    #[test]
    fn a_day_that_has_passed_since_it_was_written_is_asked_for_again() {
        let first = writes(meeting_now(), &member("ana"), "@ tomorrow 10:00").unwrap();
        let mut story = meeting(Stage::Noting { started_at: now(), ended_at: now() });
        story.session.draft = first.session().draft.clone();
        let lines = words("1. write one test\n2. add the fuzz case");
        let decision = note(story, &member("ana"), lines.as_ref(), &mut later(TimeDelta::days(2))).unwrap();
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

    #[test]
    fn a_note_of_nobody_knows_where_belongs_to_the_session_under_way() {
        let with = |name: &str, stage: Stage| Session { id: id(name), stage, ..session() };
        let started_at = now() - TimeDelta::hours(1);
        let noting = with("noting", Stage::Noting { started_at, ended_at: now() });
        let meeting = with("meeting", Stage::Meeting { started_at });
        let after = with("after", following());
        let desk = |sessions| Desk { sessions, ..Desk::default() };
        let which = |sessions| which(None, &desk(sessions)).map_err(|refusal| refusal.key());
        assert_eq!(which(vec![noting.clone(), meeting.clone(), after.clone()]), Ok(id("meeting")));
        assert_eq!(which(vec![after.clone(), noting]), Ok(id("noting")));
        assert_eq!(which(vec![after]), Ok(id("after")));
        assert_eq!(which(vec![session()]), Err("note.no-session"));
    }

    #[test]
    fn a_note_is_taken_back_for_ten_minutes_and_the_ask_stays_closed() {
        let decision =
            undo(meeting(following()), &member("ben"), &mut later(TimeDelta::minutes(10))).unwrap();
        assert!(matches!(decision.session().stage, Stage::Noting { .. }));
        assert!(!decision.changes.iter().any(|change| matches!(change, Change::Ask(_))));
        let late = undo(meeting(following()), &member("ben"), &mut later(TimeDelta::minutes(11)));
        assert_eq!(refused(late), "undo.late");
        assert_eq!(refused(undo(meeting_now(), &member("ana"), &mut moment())), "undo.no-note");
        assert_eq!(refused(undo(meeting(following()), &member("eve"), &mut moment())), "refusal.not-yours");
        assert!(matches!(meeting(following()).ask.stage, AskStage::Closed { .. }));
    }
}
