//! A time for a session: suggested, picked, moved, called off; `hidden` says which starts are not suggested and why
//! each, `refused` why one cannot be picked, `off` what becomes of one that does not take place, `remind` that it comes
//! near.
//!
//! What is picked is held to what is suggested, however old the button: in both people's hours, with room around it,
//! not at noon and no third in a row, within the mentor's caps; in their office hours one may lie right after the
//! other. Two who both say that *now* suits them may meet at noon: they look at their own day as they say so. All else
//! holds for them, too.

mod hidden;
mod off;
mod refused;
mod remind;
mod times;

use chrono::{DateTime, TimeDelta, Utc};

use super::attendance::{is_given_up, missed, says_that_they_met};
use super::meeting::begin;
use super::place::with_place;
use super::route::{Field, working_days_later};
use crate::action::{Action, Undoable, Whom};
use crate::ask::{Ask, Stage as AskStage};
use crate::decision::{Change, Decision, Refusal, tell_until};
use crate::fact::Event;
use crate::follow_up::{BUFFER, Busy};
use crate::member::{Held, Holding, Member};
use crate::moment::Moment;
use crate::script::say;
use crate::session::{Attendance, Booked, Ending, Free, Session, Stage};
use crate::store::SessionStory;
use crate::task::{Address, Manner, Subject};

use hidden::{TOLD, hidden, told};
pub(super) use off::{call_off, called_off, came_to_nothing};
use refused::why_not;
pub(super) use remind::{on_my_way, remind, reminders};
use times::{Order, has_room, in_the_way, suggest};
pub(super) use times::{Times, Wanted, first_times, have_a_time};

/// Whoever says that they are free at once is so for this long.
pub(super) const FREE_FOR: TimeDelta = TimeDelta::minutes(30);
/// How far ahead times are suggested.
pub(super) const BOOKABLE: TimeDelta = TimeDelta::days(14);

/// How long a learner has to pick a time.
pub(super) fn until_they_pick(learner: &Member, now: DateTime<Utc>) -> DateTime<Utc> {
    working_days_later(learner, now, 2)
}

/// Shows times after a given one; from the beginning, and says so, when there are none left.
pub(super) fn times(
    story: &SessionStory,
    speaker: &Member,
    after: Option<DateTime<Utc>>,
    busy: &[Busy],
    moment: &Moment,
) -> Result<Decision, Refusal> {
    let SessionStory { session, learner, mentor, .. } = story;
    let partner = partner(story, speaker)?;
    can_be_booked(story, speaker)?;
    let in_order = |order| {
        let ahead = (moment.now, moment.now + BOOKABLE);
        suggest(session, learner, mentor, busy, ahead, order)
    };
    let later = after.map(|after| in_order(Order::After(after))).filter(|times| !times.is_empty());
    let again = after.is_some() && later.is_none();
    let times = later.unwrap_or_else(|| match in_order(Order::OfficeFirst) {
        first if again => first.in_order_of_time(),
        first => first,
    });
    let moving = !matches!(session.stage, Stage::Choosing { .. });
    let hidden = hidden(session, learner, mentor, busy, &times, (speaker, moment.now));
    let saying = say("times")
        .with("partner", &partner.name)
        .with("moving", moving)
        .with("again", again)
        .with("found", times.at.len())
        .with("opens", partner.calendar.opening(moment.now).filter(|opens| *opens > moment.now))
        .with("hidden", told(&hidden, speaker))
        .with("more", hidden.len().saturating_sub(TOLD));
    let decision = Decision::reply(times.offer_on(saying, session, speaker, moment.now).message());
    // Whoever has times before them is not told any more that none suits.
    let found = session.no_time && speaker.id == learner.id && !times.is_empty();
    let session = found.then(|| Change::Session(Box::new(Session { no_time: false, ..session.clone() })));
    Ok(decision.and_all(session))
}

/// One of the two picks a time; a session that has one is moved.
pub(super) fn pick(
    story: SessionStory,
    speaker: &Member,
    at: DateTime<Utc>,
    busy: &[Busy],
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    partner(&story, speaker)?;
    can_be_booked(&story, speaker)?;
    let (was, own) = (story.session.starts_at(), story.session.busy());
    let busy = busy.iter().copied().filter(|busy| Some(*busy) != own).collect::<Vec<_>>();
    let (story, missing) = if is_given_up(&story.session) {
        let (story, fact) = missed(story, moment);
        (story, Some(fact))
    } else {
        (story, None)
    };
    let SessionStory { mut session, ask, learner, mentor } = story;
    let before = matches!(session.stage, Stage::Choosing { .. }).then_some(session.attendance);
    if was == Some(at) {
        return Err(Refusal::because(say("booked.already").with("at", at)));
    }
    if let Some(key) = why_not(&session, &learner, &mentor, at, &busy, moment.now) {
        let others = times_from(&session, &learner, &mentor, &busy, moment.now);
        return Err(Refusal::because(others.offer_on(say(key), &session, speaker, moment.now)));
    }
    session.attendance = before.map_or(session.attendance, Attendance::of_another_time);
    session.booked = Some(Booked { by: speaker.id, at: moment.now, was, before });
    Ok(book(session, ask, learner, mentor, speaker, at, moment).and_all(missing))
}

/// A session that was moved has its time before again, as long as that still suits both. That cannot be taken back in
/// turn.
pub(super) fn again_at(
    story: SessionStory,
    speaker: &Member,
    at: DateTime<Utc>,
    busy: &[Busy],
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    let mut decision = pick(story, speaker, at, busy, moment)?;
    for change in &mut decision.changes {
        if let Change::Session(session) = change {
            session.booked = None;
        }
    }
    Ok(decision)
}

/// The next times from now on.
fn times_from(
    session: &Session,
    learner: &Member,
    mentor: &Member,
    busy: &[Busy],
    now: DateTime<Utc>,
) -> Times {
    suggest(session, learner, mentor, busy, (now, now + BOOKABLE), Order::OfficeFirst)
}

/// What is busy besides a session.
fn besides(session: &Session, busy: &[Busy]) -> Vec<Busy> {
    let own = session.busy();
    busy.iter().copied().filter(|busy| Some(*busy) != own).collect()
}

/// Whether what is in the way leaves it, with what stays free around that.
fn is_free(session: &Session, at: DateTime<Utc>, in_the_way: &[Busy]) -> bool {
    let (from, to) = (at - BUFFER, at + session.minutes.time() + BUFFER);
    !in_the_way.iter().any(|busy| busy.from < to && busy.to > from)
}

/// Whether another session of one of the two would go on at the same time.
pub(super) fn collides(session: &Session, busy: &[Busy], at: DateTime<Utc>) -> bool {
    let bare: Vec<Busy> = besides(session, busy).into_iter().map(Busy::bare).collect();
    !is_free(session, at, &bare)
}

fn book(
    mut session: Session,
    mut ask: Ask,
    learner: Member,
    mentor: Member,
    speaker: &Member,
    at: DateTime<Utc>,
    moment: &mut Moment,
) -> Decision {
    let about = Subject::Session(session.id);
    let was = session.booked.and_then(|booked| booked.was);
    session.stage = Stage::Booked { starts_at: at };
    session.no_time = false;
    ask.stage = AskStage::Booked { session: session.id };
    let (reader, partner) = if speaker.id == learner.id { (&learner, &mentor) } else { (&mentor, &learner) };
    let booked = |key, other: &Member| {
        say(key)
            .with("partner", &other.name)
            .with("at", at)
            .with("was", was)
            .with("ends", at + session.minutes.time())
            .with("question", &ask.question)
            .with("minutes", session.minutes)
            .with("learner", &learner.name)
            .button("move", Action::Move(Some(session.id)))
            .button("cancel", Action::Cancel(Some(session.id)))
    };
    let undo = Action::Undo(Some(Undoable::Booking(session.id)));
    let reply =
        booked("booked", partner).with("is_learner", speaker.id == learner.id).button("undo", undo).message();
    let reply = with_place(reply, reader, &learner, &mentor);
    let key = if was.is_some() { "moved.by-partner" } else { "booked" };
    let told = booked(key, reader).with("is_learner", partner.id == learner.id).message();
    let told = with_place(told, partner, &learner, &mentor);
    let event = Event::SessionBooked { session: session.id, starts_at: at, moved: was.is_some() };
    let held = Held { what: Holding::Session(session.id), at, minutes: session.minutes };
    let mut booked_mentor = mentor.clone();
    booked_mentor.mentor = booked_mentor.mentor.map(|profile| profile.holding(held, moment.now));
    let reminders = reminders(&session, &learner, &mentor, at, moment);
    let outdated = was.into_iter().flat_map(|_| unsaid(&session, &learner, &mentor, moment.now));
    Decision::reply(reply)
        .and(Change::Drop(about))
        .and_all(outdated)
        .and_all(reminders)
        .and(tell_until(at, partner.id, about, Manner::Awaited, told, moment))
        .and_fact(learner.id, event, moment)
        .and(Change::Ask(ask))
        // Both are written, so that two sessions at once cannot both take the same minutes of either.
        .and(Change::Member(Box::new(learner)))
        .and(Change::Member(Box::new(booked_mentor)))
        .and(Change::Session(Box::new(session)))
}

/// One of the two wants to meet at once: it begins when the other has said so too, and else they are asked.
pub(super) fn now(
    story: SessionStory,
    speaker: &Member,
    busy: &[Busy],
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    let partner = partner(&story, speaker)?;
    can_be_booked(&story, speaker)?;
    can_begin_now(&story, speaker, partner, busy, moment)?;
    match story.session.free_until(partner.id, moment.now) {
        Some(_) => Ok(begin(story, Some(speaker), moment)),
        None => Ok(ask_partner(&story, speaker, partner, moment)),
    }
}

/// The other hears that somebody is free now, once.
fn ask_partner(story: &SessionStory, speaker: &Member, partner: &Member, moment: &mut Moment) -> Decision {
    let mut session = story.session.clone();
    let asked_before = session.free_until(speaker.id, moment.now);
    let until = asked_before.unwrap_or(moment.now + FREE_FOR);
    let saying = |key, other: &Member| {
        say(key)
            .with("partner", &other.name)
            .with("question", &story.ask.question)
            .with("until", until)
            .button("now", Action::Now(session.id))
            .button("times", Action::Times(session.id, None))
            .message()
    };
    let decision = Decision::reply(saying("now.asked", partner));
    if asked_before.is_some() {
        return decision;
    }
    let (about, told) = (Subject::Session(session.id), saying("now.suits", speaker));
    session.free = Some(Free { who: speaker.id, until });
    decision
        .and(tell_until(until, partner.id, about, Manner::Awaited, told, moment))
        .and(Change::Session(Box::new(session)))
}

/// A session begins before its time, or without one, only while the other works or says that they are free, and neither
/// of the two has anything else.
fn can_begin_now(
    story: &SessionStory,
    speaker: &Member,
    partner: &Member,
    busy: &[Busy],
    moment: &Moment,
) -> Result<(), Refusal> {
    let SessionStory { session, learner, mentor, .. } = story;
    let again = |key| {
        let saying = say(key).with("partner", &partner.name);
        saying.button("times", Action::Times(session.id, None)).button("now", Action::Now(session.id))
    };
    let has_said_so = session.free_until(partner.id, moment.now).is_some();
    if !has_said_so && !partner.calendar.is_open(moment.now) {
        let found = have_a_time(session, learner, mentor, busy, moment.now);
        let opens = partner.calendar.opening(moment.now);
        return Err(Refusal::because(again("now.not-working").with("found", found).with("opens", opens)));
    }
    let (taken, row) = in_the_way(session, learner, mentor, moment.now, busy);
    if !is_free(session, moment.now, &taken) {
        return Err(Refusal::because(again("now.busy")));
    }
    if !is_free(session, moment.now, &row) {
        let others = times_from(session, learner, mentor, busy, moment.now);
        return Err(Refusal::because(others.offer_on(say("pick.row"), session, speaker, moment.now)));
    }
    if !has_room(&story.mentor, &story.session, moment.now) {
        return Err(Refusal::because(again("now.no-room")));
    }
    Ok(())
}

/// One of the two calls it off. Where no time suits both, that is nobody's doing: the ask keeps its place whoever says
/// so. The other one hears it at once, so it cannot be taken back; a learner can ask them again.
pub(super) fn cancel(
    story: SessionStory,
    speaker: &Member,
    busy: &[Busy],
    field: Field,
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    let by_learner = speaker.id == story.learner.id;
    let chooses = matches!(story.session.stage, Stage::Choosing { .. });
    let no_time = by_learner && chooses && none_was_found(&story, busy, moment.now);
    cancelled(story, speaker, no_time, field, moment)
}

/// Whoever read that no time suits both wants somebody else, and gets them also where one was found by then.
pub(super) fn somebody_else(
    story: SessionStory,
    speaker: &Member,
    field: Field,
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    if speaker.id != story.learner.id {
        return Err(Refusal::NotYours);
    }
    let no_time = !story.ask.taken_out;
    cancelled(story, speaker, no_time, field, moment)
}

fn cancelled(
    story: SessionStory,
    speaker: &Member,
    no_time: bool,
    field: Field,
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    let partner = partner(&story, speaker)?;
    let starts_at = match story.session.stage {
        Stage::Choosing { .. } => None,
        Stage::Booked { starts_at } => Some(starts_at),
        Stage::Closed { .. } => return Err(Refusal::because(say("cancel.over"))),
        _ => {
            let why = says_that_they_met(&story, speaker);
            return Err(why.unwrap_or_else(|| Refusal::because(say("cancel.held"))));
        }
    };
    let by_learner = speaker.id == story.learner.id;
    let saying = |key, other: &Member| {
        let said = say(key).with("partner", &other.name).with("at", starts_at);
        said.with("question", &story.ask.question).with("over", story.ask.taken_out)
    };
    let told = match by_learner {
        true if no_time => saying("lapsed.mentor", speaker).with("no_time", true),
        true => saying("cancelled.by-learner", speaker),
        false => saying("cancelled.by-mentor", speaker),
    };
    let again = Action::Again(story.session.id, Whom::Same);
    let reply = saying("cancelled", partner).with("is_learner", by_learner).with("kept", no_time);
    let may_ask_again = by_learner && !no_time && !story.ask.taken_out;
    let reply = reply.button_if(may_ask_again, "same", again).message();
    let (partner, about) = (partner.id, Subject::Session(story.session.id));
    let outdated = unsaid(&story.session, &story.learner, &story.mentor, moment.now);
    let decision = Decision::reply(reply).and_all(outdated);
    let decision = decision.and_tell(partner, about, Manner::Awaited, told.message(), moment);
    Ok(called_off(decision, story, speaker.id, !by_learner || no_time, field, moment))
}

/// What waits to be said of a session's time to either of the two, once it has another or none, or more is known of it,
/// is not said any more: it would not be true. To a learner who was not in their hours since they were complimented,
/// that is to be said first.
pub(super) fn unsaid(
    session: &Session,
    learner: &Member,
    mentor: &Member,
    now: DateTime<Utc>,
) -> impl Iterator<Item = Change> {
    let heard = learner.calendar.opening(session.id.made_at()).is_none_or(|opens| opens <= now);
    let about = Subject::Session(session.id);
    let whom = [Some(mentor.id), heard.then_some(learner.id)];
    whom.into_iter().flatten().map(move |who| Change::Forgo(Address::Member(who), about))
}

/// Whether a session waits for its time, and its learner read that none suits both, or none in the days ahead does.
fn none_was_found(story: &SessionStory, busy: &[Busy], now: DateTime<Utc>) -> bool {
    let SessionStory { session, ask, learner, mentor } = story;
    let unheard = session.attendance.unheard.is_some();
    !ask.taken_out && !unheard && (session.no_time || !have_a_time(session, learner, mentor, busy, now))
}

/// No time was picked: the mentor is freed, and both hear it. Where none was there to be picked when its learner was
/// asked, or is there now, the ask goes on.
pub(super) fn lapse(mut story: SessionStory, busy: &[Busy], field: Field, moment: &mut Moment) -> Decision {
    let Stage::Choosing { until } = story.session.stage else { return Decision::silent() };
    if moment.now < until {
        return Decision::silent();
    }
    let no_time = none_was_found(&story, busy, moment.now);
    let SessionStory { session, ask, learner, mentor } = &mut story;
    let about = Subject::Session(session.id);
    let ending = if session.attendance.missed > 0 { Ending::Missed } else { Ending::Lapsed };
    session.stage = Stage::Closed { at: moment.now, ending, note: None };
    let saying = |key, other: &Member| {
        say(key).with("partner", &other.name).with("question", &ask.question).with("no_time", no_time)
    };
    let to_learner = saying("lapsed.learner", mentor).message();
    let to_mentor = saying("lapsed.mentor", learner).message();
    let decision = Decision::silent()
        .and_tell(learner.id, about, Manner::Proactive, to_learner, moment)
        .and_tell(mentor.id, about, Manner::Proactive, to_mentor, moment);
    came_to_nothing(decision, story, no_time, field, moment)
}

/// The other of the two, when the speaker is one of them.
pub(super) fn partner<'a>(story: &'a SessionStory, speaker: &Member) -> Result<&'a Member, Refusal> {
    match story.session.partner_of(speaker.id) {
        Some(id) if id == story.learner.id => Ok(&story.learner),
        Some(_) => Ok(&story.mentor),
        None => Err(Refusal::NotYours),
    }
}

fn can_be_booked(story: &SessionStory, speaker: &Member) -> Result<(), Refusal> {
    let session = &story.session;
    match session.stage {
        Stage::Choosing { .. } | Stage::Booked { .. } => Ok(()),
        Stage::Closed { .. } => Err(Refusal::because(say("book.over"))),
        _ if is_given_up(session) => Ok(()),
        _ => Err(says_that_they_met(story, speaker).unwrap_or_else(|| Refusal::because(say("book.held")))),
    }
}

#[cfg(test)]
mod tests;
