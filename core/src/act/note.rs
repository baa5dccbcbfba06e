//! `note`: what was good, two things to do, and the day on which Smallwins asks. `undo` opens it again.

use chrono::{DateTime, Days, TimeDelta, Utc};

use super::forms;
use super::meeting::ten_oclock;
use super::route::working_days_later;
use crate::action::{Action, Undoable, Wake, Words};
use crate::affirmation::is_specific;
use crate::ask::{Ending as AskEnding, Stage as AskStage};
use crate::decision::{Change, Decision, Refusal, wake};
use crate::fact::Event;
use crate::follow_up::{Policy, Wish};
use crate::id::SessionId;
use crate::member::Member;
use crate::moment::Moment;
use crate::note::{self, Draft, NoteProblem, Part, parse_lines};
use crate::script::{Saying, say};
use crate::session::{Actionable, ActionableStage, Checkpoint, CheckpointStage, Note, Session, Stage};
use crate::store::{Desk, SessionStory};
use crate::task::{Manner, Subject};

/// A note can be taken back for so long.
const UNDO: TimeDelta = TimeDelta::minutes(10);
/// When Smallwins asks how the actionables went, for the first and the second time.
const NUDGES: [u64; 2] = [2, 5];
/// What is not answered by so many working days after the last question is closed quietly.
const QUIET_AFTER: u32 = 2;

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
    let known = standing(&story.session)?;
    let now = speaker.calendar.local(moment.now);
    let Some(lines) = lines else {
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
    let draft = known.merge(newer);
    let missing = draft.missing();
    let whole = missing.iter().all(|part| *part == Part::Affirmation);
    if whole { Ok(write(story, speaker, draft, moment)) } else { Ok(keep(story, draft, &missing)) }
}

/// What is wrong with a note, in words.
pub(super) fn why(problem: &NoteProblem) -> String {
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
fn keep(story: SessionStory, draft: Draft, missing: &[Part]) -> Decision {
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
    let mut session = story.session;
    session.draft = draft;
    let reply = say("note.kept")
        .with("missing", parts)
        .button("note", Action::Note(Some(session.id), None))
        .message();
    Decision::reply(reply).and(Change::Session(Box::new(session)))
}

/// The note is whole: what follows is planned, and both read it.
fn write(story: SessionStory, speaker: &Member, draft: Draft, moment: &mut Moment) -> Decision {
    let SessionStory { mut session, mut ask, learner, mentor } = story;
    let now = moment.now;
    let rewritten = session.note().is_some();
    let started_at = session.starts_at().unwrap_or(now);
    let note = to_note(&draft, speaker, &learner, now);
    let about = Subject::Session(session.id);
    let specific = note.affirmation.as_ref().map(|words| is_specific(words, &[]));
    let noted = Event::Noted { session: session.id, due: note.checkpoint.due, affirmation: specific };
    let saying = |reader: &Member, partner: &Member| {
        written(&note, reader, partner, &learner)
            .button("change", Action::Note(Some(session.id), None))
            .button("undo", Action::Undo(Some(Undoable::Note(session.id))))
            .message()
    };
    let (other, reply) = if speaker.id == learner.id {
        (&mentor, saying(&learner, &mentor))
    } else {
        (&learner, saying(&mentor, &learner))
    };
    let told = saying(other, speaker);
    let mut decision = Decision::reply(reply).and(Change::Drop(about));
    decision = decision.and_all(follow_ups(&session, &note, &learner, moment));
    if rewritten {
        decision = decision.and_fact(learner.id, Event::NoteUndone { session: session.id }, moment);
    }
    ask.stage = AskStage::Closed { at: now, ending: AskEnding::Met };
    session.draft = draft;
    session.stage = Stage::Following { started_at, note };
    decision
        .and_fact(learner.id, noted, moment)
        .and_tell(other.id, about, Manner::Awaited, told, moment)
        .and(Change::Ask(ask))
        .and(Change::Session(Box::new(session)))
}

fn written(note: &Note, reader: &Member, partner: &Member, learner: &Member) -> Saying {
    say("note.written")
        .with("is_learner", reader.id == learner.id)
        .with("learner", &learner.name)
        .with("partner", &partner.name)
        .with("affirmation", note.affirmation.as_ref())
        .with("actionables", note.actionables.iter().map(|actionable| &actionable.words).collect::<Vec<_>>())
        .with("due", note.checkpoint.due)
        .with("question", note.checkpoint.question.as_ref())
}

/// A whole draft as a note. The checkpoint's day was read in the writer's zone; without a time it is asked at ten
/// o'clock of the learner's, in their hours.
fn to_note(draft: &Draft, speaker: &Member, learner: &Member, now: DateTime<Utc>) -> Note {
    let actionable = |place: usize| Actionable {
        words: draft.actionables[place].clone().expect("a whole draft has both actionables"),
        stage: ActionableStage::Open { nudges: 0 },
    };
    let planned = draft.checkpoint.as_ref().expect("a whole draft has a checkpoint");
    let (wall, zone) = match planned.when.time {
        Some(time) => (speaker.calendar.instant(planned.when.date.and_time(time)), learner.calendar.zone),
        None => (learner.calendar.instant(planned.when.date.and_time(ten_oclock())), learner.calendar.zone),
    };
    let wish = Wish { wall: wall.with_timezone(&zone).naive_local(), zone, policy: Policy::OnDay };
    let due = wish.resolve(&learner.calendar).unwrap_or(wall).max(now);
    Note {
        affirmation: draft.affirmation.clone(),
        actionables: [actionable(0), actionable(1)],
        checkpoint: Checkpoint { due, question: planned.question.clone(), stage: CheckpointStage::Planned },
        at: now,
    }
}

/// The nudges, the checkpoint and the quiet close. A nudge on the checkpoint's day, or after it, is left out: one
/// question a day is enough.
fn follow_ups(session: &Session, note: &Note, learner: &Member, moment: &mut Moment) -> Vec<Change> {
    let about = Subject::Session(session.id);
    let checkpoint_day = learner.calendar.local_date(note.checkpoint.due);
    let mut changes = Vec::new();
    for (time, days) in (1..).zip(NUDGES) {
        let Some(day) = learner.calendar.local_date(moment.now).checked_add_days(Days::new(days)) else {
            continue;
        };
        let wish =
            Wish { wall: day.and_time(ten_oclock()), zone: learner.calendar.zone, policy: Policy::OnDay };
        let Some(due) = wish.resolve(&learner.calendar) else { continue };
        if learner.calendar.local_date(due) < checkpoint_day {
            let nudge = Action::Clock(Wake::Nudge(session.id, time));
            changes.push(wake(nudge, due, Some(wish), about, moment));
        }
    }
    let wish = Wish::at(note.checkpoint.due, &learner.calendar, Policy::OnDay);
    let check_in = Action::Clock(Wake::CheckIn(session.id));
    changes.push(wake(check_in, note.checkpoint.due, Some(wish), about, moment));
    let close = working_days_later(learner, note.checkpoint.due, QUIET_AFTER);
    changes.push(wake(Action::Clock(Wake::Close(session.id)), close, None, about, moment));
    changes
}

/// A note is taken back, for a short while: what was written becomes a draft again.
pub(super) fn undo(story: SessionStory, speaker: &Member, moment: &mut Moment) -> Result<Decision, Refusal> {
    super::booking::partner(&story, speaker)?;
    let SessionStory { mut session, mut ask, learner, .. } = story;
    let Stage::Following { started_at, note } = &session.stage else {
        return Err(Refusal::because(say("undo.no-note")));
    };
    if !untouched(note) || moment.now - note.at > UNDO {
        let change = Action::Note(Some(session.id), None);
        return Err(Refusal::because(say("undo.late").button_if(untouched(note), "change", change)));
    }
    let started_at = *started_at;
    session.stage =
        Stage::Noting { started_at, ended_at: (started_at + session.minutes.time()).min(moment.now) };
    ask.stage = AskStage::Booked { session: session.id };
    let about = Subject::Session(session.id);
    let later = working_days_later(&learner, moment.now, 1);
    let unwritten = Action::Clock(Wake::Unwritten(session.id));
    let reply = say("undo.note").button("note", Action::Note(Some(session.id), None)).message();
    Ok(Decision::reply(reply)
        .and(Change::Drop(about))
        .and(wake(unwritten, later, None, about, moment))
        .and_fact(learner.id, Event::NoteUndone { session: session.id }, moment)
        .and(Change::Ask(ask))
        .and(Change::Session(Box::new(session))))
}
