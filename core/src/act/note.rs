//! `note`: what was good, two things to do, and the day on which Smallwins asks. `undo` opens it again.

mod clocks;

use chrono::{DateTime, Days, Utc};

use self::clocks::{on_the_clock_of, on_their_clock, still_ahead};
use super::attendance::{
    held, other_word_beside, says_that_they_did, taken_up, takes_back, told_of_two_words,
};
use super::later::LATEST_NUDGE;
use super::meeting::{EARLY, ten_oclock};
use super::route::working_days_later;
use super::{fit, forms, undo};
use crate::action::{Action, Undoable, Wake, Words};
use crate::affirmation::{SaidBefore, is_specific};
use crate::ask::Ask;
use crate::decision::{Change, Decision, Refusal, tell, wake};
use crate::fact::Event;
use crate::follow_up::{Policy, Wish};
use crate::id::SessionId;
use crate::member::Member;
use crate::moment::Moment;
use crate::note::{self, Draft, NoteProblem, Part, parse_lines};
use crate::script::{Phrase, Saying, say};
use crate::session::{Actionable, ActionableStage, Checkpoint, CheckpointStage, Note, Session, Stage};
use crate::store::{Desk, SessionStory};
use crate::task::{Address, Manner, Subject};

/// When Smallwins asks how the actionables went, for the first and the second time.
const NUDGES: [u64; 2] = [2, 5];
/// What is not answered by so many working days after the last question is closed quietly.
pub(super) const QUIET_AFTER: u32 = 2;

/// Which session a note without a name belongs to: of those under way and, where lines were typed, those whose note
/// was written just now and can still be taken back, the one that was latest so; else the latest that lacks a note;
/// else the latest of which nobody knows whether the two met, as a note says that they did; else the latest.
pub(super) fn which(lines: Option<&Words>, desk: &Desk, now: DateTime<Utc>) -> Result<SessionId, Refusal> {
    let just_now = desk.sessions.iter().filter_map(|session| match &session.stage {
        Stage::Meeting { started_at } => Some((*started_at, session.id)),
        Stage::Following { note, .. } if lines.is_some() && can_be_undone(note, now) => {
            Some((note.at, session.id))
        }
        _ => None,
    });
    let by_start = |wanted: fn(&Stage) -> bool| {
        let sessions = desk.sessions.iter().filter(move |session| wanted(&session.stage));
        sessions.max_by_key(|session| session.starts_at()).map(|session| session.id)
    };
    let unheard = desk.sessions.iter().filter_map(|session| Some((session.attendance.unheard?, session.id)));
    just_now
        .max()
        .map(|(_, session)| session)
        .or_else(|| by_start(|stage| matches!(stage, Stage::Noting { .. })))
        .or_else(|| unheard.max().map(|(_, session)| session))
        .or_else(|| by_start(|stage| matches!(stage, Stage::Following { .. })))
        .ok_or_else(|| Refusal::because(say("note.no-session")))
}

/// Whether a compliment may stand in a note with these lines: theirs, or one that was drafted before.
pub(super) fn may_praise(story: &SessionStory, lines: &Words, speaker: &Member, moment: &Moment) -> bool {
    let praises = |draft: Draft| draft.affirmation.is_some();
    let now = speaker.calendar.local(moment.now);
    parse_lines(lines.get(), now).is_ok_and(praises) || standing(&story.session).is_ok_and(praises)
}

/// One of the two writes the note, or a part of it. Without words the form opens.
pub(super) fn note(
    story: SessionStory,
    speaker: &Member,
    lines: Option<&Words>,
    before: SaidBefore,
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    super::booking::partner(&story, speaker)?;
    let (story, again) = taken_up(story, moment);
    let theirs = &story.learner.calendar;
    let known = still_ahead(standing(&story.session)?, theirs, moment.now);
    let now = speaker.calendar.local(moment.now);
    let on_their_own = on_the_clock_of(&speaker.calendar, theirs, known.clone());
    let Some(lines) = lines else {
        let id = story.session.id;
        return Ok(Decision::reply(forms::note(id, &on_their_own, &story, speaker, moment, None)));
    };
    let newer = parse_lines(lines.get(), now).map_err(|problem| {
        let id = story.session.id;
        let form = forms::note_again(id, &on_their_own, lines.get(), &story, speaker, moment, &problem);
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
        _ if whole => write(story, speaker, draft, before, moment),
        _ => keep(story, speaker, draft, &missing, moment),
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

pub(super) fn untouched(note: &Note) -> bool {
    let open = |actionable: &Actionable| matches!(actionable.stage, ActionableStage::Open { nudges: 0 });
    note.actionables.iter().all(open) && matches!(note.checkpoint.stage, CheckpointStage::Planned)
}

/// Keeps what was written, and says what is missing.
fn keep(
    mut story: SessionStory,
    speaker: &Member,
    draft: Draft,
    missing: &[Part],
    moment: &mut Moment,
) -> Decision {
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
    let mut agrees = Vec::new();
    if takes_back(&story.session, speaker) {
        agrees = says_that_they_did(&mut story, speaker, moment);
    } else if matches!(story.session.stage, Stage::Meeting { .. } | Stage::Noting { .. }) {
        story.session.comes(speaker.id);
    }
    let SessionStory { mut session, learner, mentor, .. } = story;
    let partner = if speaker.id == learner.id { mentor } else { learner };
    session.draft = draft;
    let reply = say("note.kept")
        .with("partner", &partner.name)
        .with("missing", parts)
        .button("note", Action::Note(Some(session.id), None))
        .message();
    Decision::reply(reply).and_all(agrees).and(Change::Session(Box::new(session)))
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
fn write(
    mut story: SessionStory,
    speaker: &Member,
    draft: Draft,
    before: SaidBefore,
    moment: &mut Moment,
) -> Decision {
    if matches!(story.session.stage, Stage::Meeting { .. }) {
        story.session.comes(speaker.id);
    }
    let agrees = says_that_they_did(&mut story, speaker, moment);
    let known = story.session.attendance.differs() && story.session.attendance.held;
    let (story, mut changes) = held(story, moment);
    changes.extend(agrees);
    if story.session.attendance.differs() && !known {
        let other = if speaker.id == story.learner.id { &story.mentor } else { &story.learner };
        changes.extend(other_word_beside(&story, other, moment));
        let told = told_of_two_words(&story, speaker).message();
        changes.push(tell(speaker.id, Subject::Session(story.session.id), Manner::Awaited, told, moment));
    }
    let SessionStory { mut session, learner, mentor, ask } = story;
    let now = moment.now;
    let rewritten = session.note().is_some();
    let started_at = session.starts_at().unwrap_or(now);
    let note = Note { by_mentor: speaker.id == mentor.id, ..to_note(&draft, &learner, now) };
    let about = Subject::Session(session.id);
    let noted = noted(&session, &ask, &note, &draft, &learner, before);
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
    // Who reads the same words already does not read them again.
    let words = |note: &Note| written(note, other, speaker, &learner).message();
    let is_news = session.note().is_none_or(|before| words(before) != words(&note));
    let mut decision = Decision::reply(reply).and_all(changes).and(Change::Drop(about));
    decision = decision.and_all(follow_ups(session.id, &note, &learner, moment));
    if rewritten {
        decision = decision.and_fact(learner.id, Event::NoteUndone { session: session.id }, moment);
    }
    session.draft = draft;
    session.stage = Stage::Following { started_at, note };
    decision = decision.and_fact(learner.id, noted, moment);
    if is_news {
        decision = decision.and_tell(other.id, about, Manner::Awaited, told, moment);
    }
    decision.and(Change::Session(Box::new(session)))
}

/// What the journal hears of a note. What the learner says of themselves is no compliment of the mentor's, and what the
/// mentor says a second time, in this session or after an earlier one, or copied, is said to be that.
fn noted(
    session: &Session,
    ask: &Ask,
    note: &Note,
    draft: &Draft,
    learner: &Member,
    mut before: SaidBefore,
) -> Event {
    let compliment = note.affirmation.as_ref().filter(|_| !draft.by_learner);
    before.own.push(session.affirmation.words.clone());
    let question = [ask.evidence()];
    Event::Noted {
        session: session.id,
        due: note.checkpoint.due,
        affirmation: compliment.map(|words| is_specific(words, &[])),
        repeated: compliment.is_some_and(|words| before.has(words, learner.name.as_str(), &question)),
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
        by_mentor: false,
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
        // What waited for other hours than those that hold by now is due at once.
        let due = wish.resolve(&learner.calendar).filter(|due| moment.now - *due <= LATEST_NUDGE);
        let Some(due) = due.map(|due| due.max(moment.now)) else { continue };
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

/// Whether what was noted can still be taken back.
fn can_be_undone(note: &Note, now: DateTime<Utc>) -> bool {
    untouched(note) && now - note.at <= undo::FOR
}

/// A note is taken back, for a short while: what was written becomes a draft again, and nothing is asked of it. Whoever
/// of the two may have read it hears so.
pub(super) fn undo(
    mut story: SessionStory,
    speaker: &Member,
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    let other = super::booking::partner(&story, speaker)?.clone();
    let session = &mut story.session;
    let Stage::Following { started_at, note } = &session.stage else {
        return Err(Refusal::because(say("undo.no-note")));
    };
    if !can_be_undone(note, moment.now) {
        let change = Action::Note(Some(session.id), None);
        return Err(Refusal::because(say("undo.late").button_if(untouched(note), "change", change)));
    }
    let is_theirs = note.is_by(session, speaker.id);
    let has_read = [note.at, moment.now].iter().any(|at| is_reached(&other, *at));
    let started_at = *started_at;
    session.stage =
        Stage::Noting { started_at, ended_at: (started_at + session.minutes.time()).min(moment.now) };
    let about = Subject::Session(session.id);
    let later = working_days_later(&story.learner, moment.now, 1);
    let unwritten = Action::Clock(Wake::Unwritten(session.id));
    let open = Action::Note(Some(session.id), None);
    let undone = Event::NoteUndone { session: session.id };
    let reply = say("undo.note").with("mine", is_theirs).button("note", open.clone()).message();
    let decision = Decision::reply(reply)
        .and(Change::Drop(about))
        .and(Change::Unsay(Address::Member(other.id), about))
        .and(wake(unwritten, later, None, about, moment))
        .and_fact(story.learner.id, undone, moment);
    let told = if has_read {
        Some(say("undo.note-told").with("partner", &speaker.name).button("note", open))
    } else {
        // What waited along with the note was that their words differ, and that is still so.
        story.session.attendance.differs().then(|| told_of_two_words(&story, &other))
    };
    let told = told.map(|told| tell(other.id, about, Manner::Awaited, told.message(), moment));
    Ok(decision.and_all(told).and(Change::Session(Box::new(story.session))))
}

/// Whether an answer that somebody waits for reaches them at an instant: in their hours, or at any time where they have
/// none, but in no pause.
fn is_reached(member: &Member, at: DateTime<Utc>) -> bool {
    let is_paused = member.calendar.pause.is_some_and(|pause| pause.covers(at));
    !is_paused && member.calendar.opening(at).is_none_or(|opens| opens <= at)
}

#[cfg(test)]
mod tests;
