//! What follows a session: nudges, the checkpoint, their answers, and the quiet close.

use chrono::{DateTime, Utc};

use super::ask::already_asked;
use super::meeting::close_unwritten;
use super::note::QUIET_AFTER;
use super::recommend::asked_beneath;
use super::rest::unanswered;
use super::route::{Chosen, Destination, Field, Reach, offer, working_days_later};
use crate::action::{Action, Wake, Whom};
use crate::ask::{Ask, OPEN_ASKS, Stage as AskStage};
use crate::decision::{Change, Decision, Refusal, wake};
use crate::fact::Event;
use crate::id::SessionId;
use crate::matching::{MOST_REASONS, Reason, rank};
use crate::member::Member;
use crate::message::Message;
use crate::moment::Moment;
use crate::safety::{quotable, sounds_heavy};
use crate::script::{Saying, say};
use crate::session::{
    Actionable, ActionableStage, Answer, CheckpointStage, Ending, Fit, Item, Minutes, Note, Session, Stage,
};
use crate::store::{Desk, SessionStory};
use crate::task::{Manner, Subject};
use crate::text::{Limit, Typed};

/// Asks how the open actionables went.
pub(super) fn nudge(story: SessionStory, time: u32, moment: &mut Moment) -> Decision {
    let SessionStory { mut session, mut learner, mentor, .. } = story;
    let Stage::Following { started_at, note } = &mut session.stage else { return Decision::silent() };
    if learner.rests() {
        return Decision::silent();
    }
    // One question a day is enough, and the checkpoint's is the one that counts.
    if learner.calendar.local_date(note.checkpoint.due) <= learner.calendar.local_date(moment.now) {
        return Decision::silent();
    }
    let started_at = *started_at;
    let mut open = Vec::new();
    let left = has_left_a_question(note);
    for (item, actionable) in [Item::One, Item::Two].into_iter().zip(&mut note.actionables) {
        if let ActionableStage::Open { nudges } = &mut actionable.stage {
            *nudges += 1;
            open.extend(quotable(&actionable.words).map(|words| (item, words.clone())));
        }
    }
    if open.is_empty() {
        return Decision::silent();
    }
    let words = open.iter().map(|(_, words)| words).collect::<Vec<_>>();
    let mut saying = say("nudge")
        .with("partner", &mentor.name)
        .with("at", started_at)
        .with("actionables", words)
        .with("time", time);
    for (place, (item, _)) in open.iter().enumerate() {
        saying = answers(saying, session.id, *item, &place.to_string());
    }
    let about = Subject::Session(session.id);
    let decision = Decision::silent()
        .and_tell(learner.id, about, Manner::Proactive, saying.message(), moment)
        .and(Change::Session(Box::new(session)));
    if !left {
        return decision;
    }
    let notice = unanswered(&mut learner, moment);
    decision.and_all(notice).and(Change::Member(Box::new(learner)))
}

/// Whether something was asked of what was noted, and has no answer.
fn has_left_a_question(note: &Note) -> bool {
    let asked = |one: &Actionable| matches!(one.stage, ActionableStage::Open { nudges } if nudges > 0);
    matches!(note.checkpoint.stage, CheckpointStage::Asked { .. }) || note.actionables.iter().any(asked)
}

/// The four answers as buttons of a sentence.
pub(super) fn answers(saying: Saying, session: SessionId, item: Item, suffix: &str) -> Saying {
    [Answer::Done, Answer::Partly, Answer::Stuck, Answer::Dropped].into_iter().fold(
        saying,
        |saying, answer| {
            let key = format!("{}{suffix}", crate::action::answer_word(answer));
            saying.button(key, Action::Answer(answer, Some((session, item))))
        },
    )
}

/// Asks the checkpoint's question on its day.
pub(super) fn check_in(story: SessionStory, moment: &mut Moment) -> Decision {
    let SessionStory { mut session, learner, .. } = story;
    let Stage::Following { note, .. } = &mut session.stage else { return Decision::silent() };
    let CheckpointStage::Planned = note.checkpoint.stage else { return Decision::silent() };
    note.checkpoint.stage = CheckpointStage::Asked { at: moment.now };
    let actionables = note.actionables.iter().filter_map(|actionable| quotable(&actionable.words));
    let actionables = actionables.collect::<Vec<_>>();
    let saying = say("checkpoint")
        .with("question", note.checkpoint.question.as_ref().and_then(quotable))
        .with("actionables", actionables);
    let message = answers(saying, session.id, Item::Checkpoint, "").message();
    let about = Subject::Session(session.id);
    Decision::silent()
        .and_tell(learner.id, about, Manner::Proactive, message, moment)
        .and(Change::Session(Box::new(session)))
}

/// Which item of the latest of these sessions an answer without a name is about: the checkpoint once it was asked, else
/// the first of which nothing was heard. Of a session that was closed quietly the two things come first, as they are
/// what its last message names.
pub(super) fn which(speaker: &Member, sessions: &[Session]) -> Option<(SessionId, Item)> {
    let mine = sessions.iter().filter(|session| session.learner == speaker.id && !session.forgotten);
    let waits = |session: &Session| {
        let note = session.note()?;
        let asked = matches!(note.checkpoint.stage, CheckpointStage::Asked { .. });
        let day = asked.then_some(Item::Checkpoint);
        let one = [Item::One, Item::Two].into_iter().find(|item| note.answer(*item).is_none());
        let item = if session.is_open() { day.or(one) } else { one.or(day) };
        item.map(|item| (session.id, item))
    };
    mine.rev().find_map(waits)
}

fn is_open(actionable: &Actionable) -> bool {
    matches!(actionable.stage, ActionableStage::Open { .. })
}

/// A learner says how something went.
pub(super) fn answer(
    story: SessionStory,
    speaker: &Member,
    answer: Answer,
    item: Item,
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    let SessionStory { mut session, learner, mentor, .. } = story;
    if speaker.id != learner.id {
        return Err(Refusal::NotYours);
    }
    let id = session.id;
    let words = note_words(&session, item).cloned();
    let with = Partner { mentor: &mentor, is_wanted: !learner.avoids(mentor.id) };
    let blocked = learner.blocked.contains(&mentor.id);
    let may_thank = item != Item::Checkpoint && session.thanks.is_none() && !blocked;
    let Some(note) = session.note_mut() else { return Err(Refusal::Gone) };
    let before = note.answer(item);
    let reply = replied(answer, item, id, &with, words.as_ref(), may_thank);
    if before == Some(answer) {
        return Ok(Decision::reply(reply));
    }
    note.set(item, answer, moment.now);
    let (settled, left) = (note.is_settled(), left_of(note));
    let about = Subject::Session(session.id);
    let mut decision = Decision::reply(reply);
    let event = Event::Answered { session: session.id, item, answer };
    decision = decision.and_fact(learner.id, event, moment);
    // The same answer twice was settled above, so this is the first that says so, or a change of mind for the better.
    if answer == Answer::Done {
        let thanks = thanks(item, words.as_ref(), &session, &learner);
        decision = decision.and_tell(mentor.id, about, Manner::Proactive, thanks, moment);
    }
    if settled && let Stage::Following { note, .. } = session.stage.clone() {
        session.stage = Stage::Closed { at: moment.now, ending: Ending::Answered, note: Some(note) };
        decision = decision.and(Change::Drop(about));
    }
    let decision = decision.and(Change::Session(Box::new(session)));
    if item != Item::Checkpoint {
        return Ok(decision);
    }
    // One answer about the day is none about the two things, so they are asked about where it came easily.
    let asks_on = matches!(answer, Answer::Done | Answer::Partly);
    let decision = if asks_on { left_beneath(decision, id, &left) } else { decision };
    Ok(asked_beneath(decision, learner, id, moment))
}

/// The actionables of which nothing was heard.
fn left_of(note: &Note) -> Vec<(Item, Typed)> {
    let items = [Item::One, Item::Two].into_iter().zip(&note.actionables);
    let left = items.filter(|(item, _)| note.answer(*item).is_none());
    left.filter_map(|(item, actionable)| Some((item, quotable(&actionable.words)?.clone()))).collect()
}

/// An answer beneath which each actionable that is left can be answered by one press.
fn left_beneath(mut decision: Decision, session: SessionId, left: &[(Item, Typed)]) -> Decision {
    let Some(answer) = decision.reply.message.as_mut().filter(|_| !left.is_empty()) else { return decision };
    let words = left.iter().map(|(_, words)| words).collect::<Vec<_>>();
    let mut saying = say("answer.left").with("actionables", words);
    for (place, (item, _)) in left.iter().enumerate() {
        saying = answers(saying, session, *item, &place.to_string());
    }
    answer.blocks.extend(saying.message().blocks);
    decision
}

/// The mentor hears what came of the session.
fn thanks(item: Item, words: Option<&Typed>, session: &Session, learner: &Member) -> Message {
    let saying = match item {
        Item::One | Item::Two => say("thanks").with("actionable", words),
        Item::Checkpoint => say("thanks.checkpoint").with("minutes", session.minutes).with("question", words),
    };
    saying.with("learner", &learner.name).message()
}

/// The words of an actionable, or what is asked at the checkpoint, unless it is nothing to be quoted.
fn note_words(session: &Session, item: Item) -> Option<&Typed> {
    let note = session.note()?;
    let words = match item {
        Item::One => Some(&note.actionables[0].words),
        Item::Two => Some(&note.actionables[1].words),
        Item::Checkpoint => note.checkpoint.question.as_ref(),
    };
    words.and_then(quotable)
}

/// The mentor of a session, as its learner sees them.
struct Partner<'a> {
    mentor: &'a Member,
    /// Whether the learner would meet them again, as far as they said.
    is_wanted: bool,
}

fn replied(
    answer: Answer,
    item: Item,
    session: SessionId,
    partner: &Partner<'_>,
    words: Option<&Typed>,
    thanks: bool,
) -> Message {
    let key = match answer {
        Answer::Done => "answer.done",
        Answer::Partly => "answer.partly",
        Answer::Stuck => "answer.stuck",
        Answer::Dropped => "answer.dropped",
    };
    say(key)
        .with("words", words)
        .with("checkpoint", item == Item::Checkpoint)
        .with("mentor", &partner.mentor.name)
        .with("same", partner.is_wanted)
        .button_if(partner.is_wanted, "same", Action::Again(session, Whom::Same))
        .button("other", Action::Again(session, Whom::Other))
        .button("nobody", Action::Again(session, Whom::Nobody))
        .button_if(thanks, "thank", Action::Thank(session, None))
        .message()
}

/// A learner is stuck and wants ten minutes with the same mentor, with another one, or with nobody.
pub(super) fn again(
    story: SessionStory,
    speaker: &Member,
    whom: Whom,
    desk: &Desk,
    field: Field,
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    let SessionStory { session, ask, mut learner, mentor } = story;
    if speaker.id != learner.id {
        return Err(Refusal::NotYours);
    }
    if whom == Whom::Nobody {
        return Ok(Decision::reply(say("again.nobody").message()));
    }
    if whom == Whom::Same && field.reach == Reach::Closed {
        let saying = say("again.closed").with("mentor", &mentor.name);
        let saying = saying.button("same", Action::Again(session.id, Whom::Same));
        return Err(Refusal::because(saying.button("nobody", Action::Again(session.id, Whom::Nobody))));
    }
    let stuck = [Item::One, Item::Two]
        .into_iter()
        .find(|item| session.note().and_then(|note| note.answer(*item)) == Some(Answer::Stuck));
    let words = stuck.and_then(|item| note_words(&session, item)).unwrap_or(&ask.question);
    let question = Typed::shortened(words.as_str(), Limit::ASK).unwrap_or_else(|| ask.question.clone());
    if stuck.is_none() && ask.taken_out {
        return Err(Refusal::because(say("again.taken-out").button("ask", Action::Ask(None))));
    }
    if sounds_heavy(question.as_str()) {
        return Err(Refusal::because(say("again.heavy").button("ask", Action::Ask(None))));
    }
    already_asked(&question, desk)?;
    if desk.asks.len() >= OPEN_ASKS {
        return Err(Refusal::because(say("again.too-many").button("me", Action::Me)));
    }
    let mut fresh = Ask {
        id: moment.id(),
        version: 0,
        learner: learner.id,
        question,
        minutes: Minutes::Ten,
        at: moment.now,
        tried: Vec::new(),
        first_response: None,
        stage: AskStage::Waiting { again_at: moment.now, tries: 0 },
        cards: Vec::new(),
        taken_out: false,
    };
    if whom == Whom::Other {
        fresh.tried.push(mentor.id);
        return Ok(super::ask::put(fresh, &learner, field, moment));
    }
    // Who wants to go on says by that that they fit well enough.
    learner.fits.retain(|other, fit| *other != mentor.id || *fit != Fit::NotGood);
    let ranking = rank(&fresh, &learner, vec![mentor.clone()], &field.terms, moment.now);
    let Some(best) = ranking.candidates.first().cloned() else {
        let other = Action::Again(session.id, Whom::Other);
        let saying = say("again.no-room").with("mentor", &mentor.name).button("other", other);
        return Err(Refusal::because(saying.button("nobody", Action::Again(session.id, Whom::Nobody))));
    };
    let mut reasons = best.reasons();
    // Of a session that was called off nobody reads that the two met.
    let has_met = !matches!(session.stage, Stage::Closed { ending: Ending::Cancelled { .. }, .. });
    if has_met {
        reasons.insert(0, Reason::Again);
    }
    reasons.retain(|reason| !matches!(reason, Reason::NearTopic { .. }));
    reasons.truncate(MOST_REASONS);
    let (id, minutes) = (fresh.id, fresh.minutes);
    let why = ranking.why(&best, &field.terms);
    let routed = offer(fresh, Chosen { best, reasons, why }, field.terms.pace.offer_lasts, moment);
    let until = match routed.to {
        Destination::Mentor { until, .. } => Some(until),
        _ => None,
    };
    let reply = say("again.same")
        .with("mentor", &mentor.name)
        .with("until", until)
        .with("question", &routed.ask.question)
        .button("withdraw", Action::Withdraw(Some(id)))
        .message();
    let decision = Decision::reply(reply)
        .and_fact(learner.id, Event::Asked { ask: id, minutes }, moment)
        .and(Change::Member(Box::new(learner)));
    Ok(routed.into(decision))
}

/// What was not answered is closed: quietly, and `me` still has it.
pub(super) fn close(story: SessionStory, moment: &mut Moment) -> Decision {
    let SessionStory { mut session, mut learner, .. } = story;
    match session.stage.clone() {
        Stage::Noting { .. } => close_unwritten(session, moment),
        Stage::Following { mut note, .. } => {
            if let Some(until) = time_to_answer(&note, &learner, moment.now) {
                let again = Action::Clock(Wake::Close(session.id));
                let about = Subject::Session(session.id);
                return Decision::silent().and(wake(again, until, None, about, moment));
            }
            let left = has_left_a_question(&note);
            let mut quiet = Vec::new();
            for (item, actionable) in [Item::One, Item::Two].into_iter().zip(&mut note.actionables) {
                if is_open(actionable) {
                    actionable.stage = ActionableStage::Quiet { at: moment.now };
                    quiet.extend(quotable(&actionable.words).map(|words| (item, words.clone())));
                }
            }
            session.stage = Stage::Closed { at: moment.now, ending: Ending::Quiet, note: Some(note) };
            let about = Subject::Session(session.id);
            let event = Event::WentQuiet { session: session.id };
            let words = quiet.iter().map(|(_, words)| words).collect::<Vec<_>>();
            let mut saying = say("closed-quietly").with("actionables", words);
            for (place, (item, _)) in quiet.iter().enumerate() {
                saying = answers(saying, session.id, *item, &place.to_string());
            }
            let message = saying.message();
            let decision = Decision::silent()
                .and_fact(learner.id, event, moment)
                .and_tell(learner.id, about, Manner::Proactive, message, moment)
                .and(Change::Session(Box::new(session)));
            if !left {
                return decision;
            }
            let notice = unanswered(&mut learner, moment);
            decision.and_all(notice).and(Change::Member(Box::new(learner)))
        }
        _ => Decision::silent(),
    }
}

/// Until when the learner has time to answer the checkpoint, when it was asked later than planned or not yet.
fn time_to_answer(note: &Note, learner: &Member, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let asked = match note.checkpoint.stage {
        CheckpointStage::Planned => now,
        CheckpointStage::Asked { at } => at,
        CheckpointStage::Answered { .. } => return None,
    };
    let until = working_days_later(learner, asked, QUIET_AFTER);
    (until > now).then_some(until)
}

/// The learner says that the compliment landed, and the mentor hears it once; of one that was taken back they hear
/// nothing.
pub(super) fn landed(
    story: SessionStory,
    speaker: &Member,
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    let SessionStory { mut session, learner, mentor, .. } = story;
    if speaker.id != learner.id {
        return Err(Refusal::NotYours);
    }
    if session.affirmation.undone.is_some() {
        return Err(Refusal::because(say("landed.undone")));
    }
    if session.affirmation.landed.is_some() {
        return Ok(Decision::reply(say("landed.before").with("mentor", &mentor.name).message()));
    }
    let reply = say("landed").with("mentor", &mentor.name).message();
    session.affirmation.landed = Some(moment.now);
    let about = Subject::Session(session.id);
    let message = say("landed.mentor").with("learner", &learner.name).message();
    Ok(Decision::reply(reply)
        .and_fact(learner.id, Event::Landed { session: session.id }, moment)
        .and_tell(mentor.id, about, Manner::Proactive, message, moment)
        .and(Change::Session(Box::new(session))))
}

impl Note {
    /// How an item went, once the learner said so.
    pub fn answer(&self, item: Item) -> Option<Answer> {
        let actionable = |actionable: &Actionable| match actionable.stage {
            ActionableStage::Answered { answer, .. } => Some(answer),
            ActionableStage::Open { .. } | ActionableStage::Quiet { .. } => None,
        };
        match item {
            Item::One => actionable(&self.actionables[0]),
            Item::Two => actionable(&self.actionables[1]),
            Item::Checkpoint => match self.checkpoint.stage {
                CheckpointStage::Answered { answer, .. } => Some(answer),
                CheckpointStage::Planned | CheckpointStage::Asked { .. } => None,
            },
        }
    }

    fn set(&mut self, item: Item, answer: Answer, at: DateTime<Utc>) {
        match item {
            Item::One => self.actionables[0].stage = ActionableStage::Answered { answer, at },
            Item::Two => self.actionables[1].stage = ActionableStage::Answered { answer, at },
            Item::Checkpoint => self.checkpoint.stage = CheckpointStage::Answered { answer, at },
        }
    }

    /// Whether everything was answered.
    pub fn is_settled(&self) -> bool {
        [Item::One, Item::Two, Item::Checkpoint].into_iter().all(|item| self.answer(item).is_some())
    }
}

#[cfg(test)]
mod tests;
