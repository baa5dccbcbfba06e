//! Whether the two met: what each of them did and said about it, and what becomes of a session that came to nothing.
//!
//! Whoever does anything in a session has come. After a grace, whoever is alone may say so; the other is told that
//! somebody waits. At the end the two are asked, unless both came and nobody says otherwise. A session is held once
//! both came or say that they met, once a note is written, or a day later where one says so and the other says
//! nothing. Where one says that they did not meet and the other says nothing, it did not take place: its ask keeps
//! its place, and both may find another time by one press.
//!
//! Where nobody did or said anything, or one says that they met and the other that they did not, nobody knows: it
//! counts as neither, and both may find another time or still say that they met. Of two words that differ neither is
//! overruled: both stay, and both hear both, from whoever is told first to whoever speaks last. A note that was
//! written stays too, and whoever said that they did not meet may take that back.
//!
//! Where one of the two leaves, [`super::parting`] does not wait for that day: what was done and said so far counts at
//! once. Whoever stays may still say that they met, as of any session that ended without anybody knowing.
//!
//! Nobody reads who was missed. Of a mentor it is kept for ninety days, and used for nothing but [`crate::matching`];
//! of a learner nothing is kept.

use chrono::{DateTime, TimeDelta, Utc};

use super::booking::{partner, unsaid, until_they_pick};
use super::route::working_days_later;
use crate::action::{Action, Met, Wake};
use crate::ask::{Ending as AskEnding, Stage as AskStage};
use crate::decision::{Change, Decision, Refusal, tell, tell_until, wake};
use crate::fact::{Event, Fact};
use crate::follow_up::{Policy, Wish};
use crate::member::{Held, Holding, Member};
use crate::message::Message;
use crate::moment::Moment;
use crate::script::{Saying, say};
use crate::session::{Attendance, Ending, Minutes, Session, Stage, Word};
use crate::store::SessionStory;
use crate::task::{Manner, Subject};

/// For so long nobody counts as missing.
fn grace(minutes: Minutes) -> TimeDelta {
    TimeDelta::minutes(match minutes {
        Minutes::Ten => 3,
        Minutes::Fifteen => 4,
        Minutes::Twenty => 5,
    })
}

/// One of the two says whether they met, or that they are alone.
pub(super) fn met(
    story: SessionStory,
    speaker: &Member,
    met: Met,
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    let other = partner(&story, speaker)?.clone();
    let said = if met == Met::Yes { Word::Met } else { Word::NotMet };
    let waits_for_another = matches!(story.session.stage, Stage::Choosing { .. });
    let unheard = story.session.attendance.unheard.is_some();
    if unheard && waits_for_another && story.session.word_of(speaker.id) == Some(said) {
        return Ok(Decision::reply(told_of_missing(&story, speaker)));
    }
    let (mut story, again) = taken_up(story, moment);
    let session = &mut story.session;
    let refused = |key| Err(Refusal::because(say(key)));
    match (&session.stage, met) {
        (Stage::Noting { .. } | Stage::Following { .. } | Stage::Closed { .. }, Met::Yes)
            if takes_back(session, speaker) =>
        {
            let changes = says_that_they_did(&mut story, speaker, moment);
            let agreed = say("met.agreed").with("partner", &other.name).with("question", &story.ask.question);
            let differs = story.session.attendance.differs();
            let reply = if differs { told_of_two_words(&story, speaker) } else { agreed };
            let decision = Decision::reply(reply.message()).and_all(changes);
            Ok(decision.and(Change::Session(Box::new(story.session))))
        }
        (Stage::Meeting { .. } | Stage::Noting { .. }, Met::Yes) => {
            Ok(they_met(story, speaker, &other, !again.is_empty(), moment).after(again))
        }
        (Stage::Meeting { .. } | Stage::Noting { .. } | Stage::Following { .. }, Met::No)
            if session.attendance.held =>
        {
            if session.word_of(speaker.id) == Some(Word::NotMet) {
                let noted = say("met.noted").button("yes", met_after_all(session));
                return Err(Refusal::because(noted));
            }
            session.say(speaker.id, Word::NotMet);
            if session.attendance.nobody_met() {
                return Ok(neither_met(story, speaker, &other, moment));
            }
            let reply = told_of_two_words(&story, speaker).message();
            let changes = other_word_beside(&story, &other, moment);
            Ok(Decision::reply(reply).and_all(changes).and(Change::Session(Box::new(story.session))))
        }
        (Stage::Meeting { started_at }, Met::No) if moment.now - *started_at < grace(session.minutes) => {
            let at = *started_at + grace(session.minutes);
            let again = Action::Met(session.id, Met::No);
            Err(Refusal::because(say("alone.early").with("at", at).button("alone", again)))
        }
        (Stage::Meeting { .. } | Stage::Noting { .. }, Met::No) => {
            let known = session.word_of(speaker.id) == Some(Word::NotMet);
            session.say(speaker.id, Word::NotMet);
            let attendance = session.attendance;
            if attendance.nobody_met() || attendance.differs() || !again.is_empty() {
                return Ok(did_not_take_place(story, Some(speaker), moment));
            }
            Ok(is_alone(story, &other, speaker, known, moment))
        }
        (Stage::Choosing { .. }, Met::No) if session.attendance.missed > 0 => {
            Ok(Decision::reply(told_of_missing(&story, speaker)))
        }
        (Stage::Choosing { .. }, Met::Yes) if session.attendance.missed > 0 => {
            let times = Action::Times(session.id, None);
            Err(Refusal::because(say("met.late").button("times", times)))
        }
        (Stage::Closed { .. }, Met::Yes) if session.attendance.unheard.is_some() => {
            Ok(known_at_last(story, speaker, moment))
        }
        (Stage::Choosing { .. } | Stage::Booked { .. }, _) => refused("met.ahead"),
        (Stage::Following { .. } | Stage::Closed { .. }, _) => refused("met.over"),
    }
}

/// One of the two says that they met: it is held once the other came or says so too. The other, who read that nobody
/// said anything, hears of it.
fn they_met(
    mut story: SessionStory,
    speaker: &Member,
    other: &Member,
    was_unheard: bool,
    moment: &mut Moment,
) -> Decision {
    story.session.say(speaker.id, Word::Met);
    if story.session.attendance.differs() && !story.session.attendance.held {
        return did_not_take_place(story, Some(speaker), moment);
    }
    let about = Subject::Session(story.session.id);
    let (story, changes) = match story.session.word_of(other.id) {
        None if was_unheard => {
            let told = told_of_one_word(&story, speaker).message();
            (story, vec![tell(other.id, about, Manner::Awaited, told, moment)])
        }
        None => (story, Vec::new()),
        Some(_) => held(story, moment),
    };
    let reply = say("met.yes")
        .with("is_learner", speaker.id == story.learner.id)
        .with("learner", &story.learner.name)
        .button("note", Action::Note(Some(story.session.id), None))
        .message();
    Decision::reply(reply).and_all(changes).and(Change::Session(Box::new(story.session)))
}

/// Of a session that is over nobody knew whether the two met, and one of them says now that they did: it counts, unless
/// the other says that they did not. What became of its ask meanwhile stays.
fn known_at_last(mut story: SessionStory, speaker: &Member, moment: &mut Moment) -> Decision {
    story.session.say(speaker.id, Word::Met);
    if story.session.attendance.differs() {
        let reply = told_of_two_words(&story, speaker).message();
        return Decision::reply(reply).and(Change::Session(Box::new(story.session)));
    }
    let SessionStory { mut session, ask, mut learner, mut mentor } = story;
    if let Some(at) = session.attendance.unheard {
        let place = Held { what: Holding::Session(session.id), at, minutes: session.minutes };
        mentor.mentor = mentor.mentor.map(|profile| profile.holding(place, moment.now));
    }
    session.attendance = Attendance { held: true, unheard: None, ..session.attendance };
    session.stage = Stage::Closed { at: moment.now, ending: Ending::Unwritten, note: None };
    learner.met.insert(mentor.id, moment.now);
    let goes_on = speaker.id == learner.id && ask.turn().is_some();
    let reply = say("met.at-last").with("question", &ask.question).with("open", goes_on).button_if(
        goes_on,
        "withdraw",
        Action::Withdraw(Some(ask.id)),
    );
    Decision::reply(reply.message())
        .and(Change::Fact(told_of_holding(&session, &learner, &mentor, moment)))
        .and(Change::Member(Box::new(learner)))
        .and(Change::Member(Box::new(mentor)))
        .and(Change::Session(Box::new(session)))
}

/// What is told and journaled of a session that is noted as held, where one of the two says that they did not meet: the
/// other hears both words, and it counts as neither.
pub(super) fn other_word_beside(story: &SessionStory, other: &Member, moment: &mut Moment) -> [Change; 2] {
    let about = Subject::Session(story.session.id);
    let told = told_of_two_words(story, other).message();
    let fact = Fact::new(story.learner.id, Event::SessionUnheard { session: story.session.id }, moment);
    [Change::Fact(fact), tell(other.id, about, Manner::Awaited, told, moment)]
}

/// Whether somebody says that they did not meet, of a session that is held as far as the journal knows.
pub(super) fn takes_back(session: &Session, speaker: &Member) -> bool {
    session.attendance.held && session.word_of(speaker.id) == Some(Word::NotMet)
}

/// Of a session that is noted as held both say by now that they did not meet, and each may take that back. It counts as
/// neither since the first of them said so.
fn neither_met(story: SessionStory, speaker: &Member, other: &Member, moment: &mut Moment) -> Decision {
    let session = &story.session;
    let saying = |partner: &Member| {
        let said = say("met.neither").with("partner", &partner.name).with("question", &story.ask.question);
        said.with("written", session.note().is_some()).button("yes", met_after_all(session)).message()
    };
    let told = tell(other.id, Subject::Session(session.id), Manner::Awaited, saying(speaker), moment);
    Decision::reply(saying(other)).and(told).and(Change::Session(Box::new(story.session)))
}

/// Somebody says that they met, or does what only those do who did. Whoever said before, of a session that is held,
/// that they did not, takes that back: it is held again, unless the other says the same still, and the other, who heard
/// both words, hears that too.
pub(super) fn says_that_they_did(
    story: &mut SessionStory,
    speaker: &Member,
    moment: &mut Moment,
) -> Vec<Change> {
    let takes_back = takes_back(&story.session, speaker);
    story.session.say(speaker.id, Word::Met);
    if !takes_back {
        return Vec::new();
    }
    if story.session.attendance.differs() {
        let other = if speaker.id == story.learner.id { &story.mentor } else { &story.learner };
        return other_word_beside(story, other, moment).into();
    }
    let SessionStory { session, ask, learner, mentor } = story;
    let other = if speaker.id == learner.id { mentor.id } else { learner.id };
    let told = say("met.agreed-told").with("partner", &speaker.name).with("question", &ask.question);
    let about = Subject::Session(session.id);
    vec![
        Change::Fact(told_of_holding(session, learner, mentor, moment)),
        tell(other, about, Manner::Awaited, told.message(), moment),
    ]
}

/// What the journal hears of a session that took place.
fn told_of_holding(session: &Session, learner: &Member, mentor: &Member, moment: &mut Moment) -> Fact {
    let event = Event::SessionHeld { session: session.id, mentor: mentor.id, minutes: session.minutes };
    Fact::new(learner.id, event, moment)
}

/// What one of the two says about whether they met, and what the other does. Whoever says that they did not, of a
/// session that is noted as held, may take that back.
pub(super) fn told_of_two_words(story: &SessionStory, reader: &Member) -> Saying {
    let SessionStory { session, ask, learner, mentor } = story;
    say("met.differs")
        .with("partner", if reader.id == learner.id { &mentor.name } else { &learner.name })
        .with("question", &ask.question)
        .with("met", session.word_of(reader.id) != Some(Word::NotMet))
        .with("open", matches!(session.stage, Stage::Choosing { .. }))
        .with("written", session.note().is_some())
        .with("until", turn_ends(session, reader))
        .button_if(session.word_of(reader.id) == Some(Word::NotMet), "yes", met_after_all(session))
}

/// What one of the two says about whether they met, while the other has said nothing.
fn told_of_one_word(story: &SessionStory, speaker: &Member) -> Saying {
    let id = story.session.id;
    say("met.says")
        .with("partner", &speaker.name)
        .with("question", &story.ask.question)
        .button("yes", Action::Met(id, Met::Yes))
        .button("no", Action::Met(id, Met::No))
        .button("note", Action::Note(Some(id), None))
}

/// Why somebody can neither find another time for a session that began nor call it off, if that is because the other
/// says that they met: they say whether that is so.
pub(super) fn says_that_they_met(story: &SessionStory, speaker: &Member) -> Option<Refusal> {
    let SessionStory { session, learner, mentor, .. } = story;
    let other = if speaker.id == learner.id { mentor } else { learner };
    let waits = matches!(session.stage, Stage::Noting { .. }) && !session.attendance.held;
    let is_asked = session.word_of(speaker.id).is_none() && session.word_of(other.id) == Some(Word::Met);
    (waits && is_asked).then(|| Refusal::because(told_of_one_word(story, other)))
}

fn met_after_all(session: &Session) -> Action {
    Action::Met(session.id, Met::Yes)
}

/// One of the two is alone: they may wait or find another time, and while the minutes run the other hears of it, once.
fn is_alone(
    story: SessionStory,
    other: &Member,
    speaker: &Member,
    known: bool,
    moment: &mut Moment,
) -> Decision {
    let SessionStory { session, ask, .. } = story;
    let about = Subject::Session(session.id);
    let ends = match session.stage {
        Stage::Meeting { started_at } => Some(started_at + session.minutes.time()),
        _ => None,
    };
    let times = || Action::Times(session.id, None);
    let reply =
        say("alone").with("partner", &other.name).with("waits", ends.is_some()).button("times", times());
    let mut decision = Decision::reply(reply.message());
    if let Some(ends) = ends.filter(|_| !known) {
        let told = say("alone.partner")
            .with("partner", &speaker.name)
            .with("question", &ask.question)
            .button("on_my_way", Action::OnMyWay(session.id))
            .button("times", times());
        decision =
            decision.and(tell_until(ends, other.id, about, Manner::Appointment, told.message(), moment));
    }
    decision.and(Change::Session(Box::new(session)))
}

/// The two have met, as far as anybody said: the ask has what it wanted, and from now on it counts.
pub(super) fn held(mut story: SessionStory, moment: &mut Moment) -> (SessionStory, Vec<Change>) {
    if story.session.attendance.held {
        return (story, Vec::new());
    }
    let SessionStory { session, ask, learner, mentor } = &mut story;
    session.attendance.held = true;
    ask.stage = AskStage::Closed { at: moment.now, ending: AskEnding::Met };
    learner.met.insert(mentor.id, moment.now);
    let changes = vec![
        Change::Fact(told_of_holding(session, learner, mentor, moment)),
        Change::Ask(ask.clone()),
        Change::Member(Box::new(learner.clone())),
    ];
    (story, changes)
}

/// A session of which nobody had said whether the two met, once one of them does something that tells: it is as if its
/// minutes were just over, and so a day later what was done and said counts.
pub(super) fn taken_up(mut story: SessionStory, moment: &mut Moment) -> (SessionStory, Vec<Change>) {
    let SessionStory { session, learner, mentor, .. } = &mut story;
    let (Stage::Choosing { .. }, Some(started_at)) = (&session.stage, session.attendance.unheard) else {
        return (story, Vec::new());
    };
    session.attendance.unheard = None;
    session.stage = Stage::Noting { started_at, ended_at: started_at + session.minutes.time() };
    let place = Held { what: Holding::Session(session.id), at: started_at, minutes: session.minutes };
    mentor.mentor = mentor.mentor.take().map(|profile| profile.holding(place, moment.now));
    let about = Subject::Session(session.id);
    let later = working_days_later(learner, moment.now, 1);
    let wish = Wish::at(later, &learner.calendar, Policy::OnDay);
    let unwritten = wake(Action::Clock(Wake::Unwritten(session.id)), later, Some(wish), about, moment);
    let mut changes = vec![Change::Drop(about), unwritten, Change::Member(Box::new(mentor.clone()))];
    changes.extend(unsaid(session, learner, mentor, moment.now));
    (story, changes)
}

/// A session that did not take place, as far as anybody said, waits for another time; the fact is all that has to be
/// written besides the story.
pub(super) fn missed(mut story: SessionStory, moment: &mut Moment) -> (SessionStory, Change) {
    let SessionStory { session, ask, learner, mentor } = &mut story;
    let before = session.attendance;
    let absent = before.is_mentor_missing();
    let event = match session.starts_at() {
        Some(at) if !before.somebody_is_alone() || before.differs() => {
            session.attendance = before.left_open(at, moment.now);
            Event::SessionUnheard { session: session.id }
        }
        _ => {
            session.attendance = before.after_missing(moment.now);
            Event::SessionMissed { session: session.id }
        }
    };
    session.stage = Stage::Choosing { until: until_they_pick(learner, moment.now) };
    session.free = None;
    ask.stage = AskStage::AwaitingLearner { session: session.id };
    let place = Held { what: Holding::Session(session.id), at: moment.now, minutes: session.minutes };
    mentor.mentor = mentor.mentor.take().map(|profile| {
        let profile = profile.holding(place, moment.now);
        if absent { profile.absent(moment.now) } else { profile }
    });
    let fact = Fact::new(learner.id, event, moment);
    (story, Change::Fact(fact))
}

/// Both hear that they did not meet, or that it is not known whether they did, in words that blame nobody.
pub(super) fn did_not_take_place(
    story: SessionStory,
    speaker: Option<&Member>,
    moment: &mut Moment,
) -> Decision {
    let (story, fact) = missed(story, moment);
    let about = Subject::Session(story.session.id);
    let until = until_they_pick(&story.learner, moment.now);
    let outdated = unsaid(&story.session, &story.learner, &story.mentor, moment.now);
    let mut decision = Decision::silent().and(Change::Drop(about)).and_all(outdated);
    for reader in [&story.learner, &story.mentor] {
        let message = told_of_missing(&story, reader);
        match speaker {
            Some(speaker) if speaker.id == reader.id => decision.reply = message.into(),
            _ => {
                let manner = if speaker.is_some() { Manner::Awaited } else { Manner::Proactive };
                decision = decision.and(tell_until(until, reader.id, about, manner, message, moment));
            }
        }
    }
    let lapse = Action::Clock(Wake::Lapse(story.session.id));
    let SessionStory { session, ask, learner, mentor } = story;
    decision
        .and(wake(lapse, until, None, about, moment))
        .and(fact)
        .and(Change::Ask(ask))
        .and(Change::Member(Box::new(learner)))
        .and(Change::Member(Box::new(mentor)))
        .and(Change::Session(Box::new(session)))
}

fn told_of_missing(story: &SessionStory, reader: &Member) -> Message {
    let SessionStory { session, ask, learner, mentor } = story;
    let is_learner = reader.id == learner.id;
    let saying = match session.attendance {
        attendance @ Attendance { unheard: Some(_), .. } if attendance.differs() => {
            let says_so = session.word_of(reader.id) == Some(Word::Met);
            told_of_two_words(story, reader).button_if(says_so, "no", Action::Met(session.id, Met::No))
        }
        Attendance { unheard: Some(_), .. } => say("unheard").button("yes", met_after_all(session)),
        _ => say("missed"),
    };
    saying
        .with("partner", if is_learner { &mentor.name } else { &learner.name })
        .with("question", &ask.question)
        .with("until", turn_ends(session, reader))
        .button("times", Action::Times(session.id, None))
        .button("cancel", Action::Cancel(Some(session.id)))
        .message()
}

/// Until when somebody may pick another time, where it is their turn.
fn turn_ends(session: &Session, reader: &Member) -> Option<DateTime<Utc>> {
    match session.stage {
        Stage::Choosing { until } if reader.id == session.learner => Some(until),
        _ => None,
    }
}

/// Whether somebody is alone in a session, so that it may get another time while its minutes run, or after.
pub(super) fn is_given_up(session: &Session) -> bool {
    let began = matches!(session.stage, Stage::Meeting { .. } | Stage::Noting { .. });
    began && !session.attendance.held && session.attendance.somebody_is_alone()
}

#[cfg(test)]
mod tests;
