//! A time for a session: suggested, picked, moved, called off; `refused` says why one cannot be picked, `remind` that it
//! comes near.
//!
//! What is picked is held to what is suggested, however old the button: in both people's hours, with room around it, not
//! at noon and no third in a row, within the mentor's caps. Two who both say that *now* suits them may meet at noon, or a
//! third time in a row: they look at their own day as they say so. Within hours, buffer and caps that is, too.

mod refused;
mod remind;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::attendance::{is_given_up, missed};
use super::meeting::begin;
use super::place::with_place;
use super::route::{Field, working_days_later};
use crate::action::{Action, Undoable};
use crate::ask::{Ask, Ending as AskEnding, Stage as AskStage};
use crate::decision::{Change, Decision, Refusal, tell_until};
use crate::fact::Event;
use crate::follow_up::{BUFFER, Busy, noons, rows, slots};
use crate::id::MemberId;
use crate::member::{Held, Holding, Member};
use crate::message::TimeForm;
use crate::moment::Moment;
use crate::script::{Phrase, Saying, Value, label, say};
use crate::session::{Booked, Ending, Free, Session, Stage};
use crate::store::SessionStory;
use crate::task::{Manner, Subject};

use refused::why_not;
pub(super) use remind::{on_my_way, remind, reminders};

/// A cancellation with less notice is counted as late.
const LATE: TimeDelta = TimeDelta::hours(3);
/// So many times are suggested at once.
const SUGGESTED: usize = 3;
/// Whoever says that they are free at once is so for this long.
pub(super) const FREE_FOR: TimeDelta = TimeDelta::minutes(30);
/// How far ahead times are suggested.
pub(super) const BOOKABLE: TimeDelta = TimeDelta::days(14);

/// Times that suit both, in the order in which they come, and why no others stand between them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Times(Vec<DateTime<Utc>>, Vec<Hidden>);

/// Why a time is not suggested though both work at it and neither has anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hidden {
    /// It is noon.
    Noon,
    /// It would be a third session in a row.
    Row,
    /// The mentor gives no more on that day or in that week.
    Full,
}

impl Hidden {
    fn says(self) -> Phrase {
        label(match self {
            Hidden::Noon => "hidden.noon",
            Hidden::Row => "hidden.row",
            Hidden::Full => "hidden.full",
        })
    }
}

/// Times between two instants that suit both people of a session, on days on which the mentor has room for it.
pub(super) fn suggest(
    session: &Session,
    learner: &Member,
    mentor: &Member,
    busy: &[Busy],
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Times {
    let own = session.busy();
    let mut taken = busy.iter().copied().filter(|busy| Some(*busy) != own).collect::<Vec<_>>();
    let mut noons = [learner, mentor].map(|member| noons(&member.calendar, from, until)).concat();
    // Where one of them does not work at it, nothing is kept free for noon.
    noons.retain(|noon| {
        let (from, to) = (noon.from - BUFFER, noon.to + BUFFER);
        [learner, mentor].iter().all(|member| member.calendar.working_between(from, to) > TimeDelta::zero())
    });
    let why = [
        (Hidden::Noon, noons),
        (Hidden::Row, rows(&taken, session.minutes.count())),
        (Hidden::Full, full_days(session, mentor, from, until)),
    ];
    taken.extend(why.iter().flat_map(|(_, kept_free)| kept_free));
    let minutes = session.minutes.count();
    // Another time is not the one that it has.
    let has = session.starts_at();
    let most = SUGGESTED + usize::from(has.is_some());
    let mut times = slots(&learner.calendar, &mentor.calendar, &taken, minutes, from, until, most);
    times.retain(|at| Some(*at) != has);
    times.truncate(SUGGESTED);
    let last = times.last().copied().unwrap_or(until);
    let between = |kept_free: &[Busy]| kept_free.iter().any(|busy| busy.to > from && busy.from < last);
    let hidden = why.iter().filter(|(_, kept_free)| between(kept_free)).map(|(why, _)| *why);
    Times(times, hidden.collect())
}

/// The mentor's days between two instants on which their caps leave no room.
fn full_days(session: &Session, mentor: &Member, from: DateTime<Utc>, until: DateTime<Utc>) -> Vec<Busy> {
    let next = |day: &DateTime<Utc>| mentor.calendar.day_start(*day + TimeDelta::hours(36));
    let first = mentor.calendar.day_start(from);
    let days = std::iter::successors(Some(first), |day| Some(next(day))).take_while(|day| *day < until);
    let full = days.filter(|day| !has_room(mentor, session, *day));
    // What is busy keeps a buffer around itself; the night around a day needs none.
    full.map(|day| Busy { from: day + BUFFER, to: next(&day) - BUFFER }).collect()
}

impl Times {
    /// Puts the times on the buttons of a sentence, in the reader's zone.
    pub(super) fn offer_on(&self, saying: Saying, session: &Session, reader: &Member) -> Saying {
        let label = |at: &DateTime<Utc>| Value::on_the_wall(*at, reader.calendar.zone, TimeForm::DayClock);
        let mut saying = saying
            .with("times", self.0.iter().map(label).collect::<Vec<_>>())
            .button("other", Action::Times(session.id, self.0.last().copied()))
            .button("now", Action::Now(session.id))
            .button("cancel", Action::Cancel(Some(session.id)));
        for (place, at) in self.0.iter().enumerate() {
            saying = saying.button(format!("pick{place}"), Action::Pick(session.id, *at));
        }
        saying
    }
}

/// How long a learner has to pick a time.
pub(super) fn until_they_pick(learner: &Member, now: DateTime<Utc>) -> DateTime<Utc> {
    working_days_later(learner, now, 2)
}

/// Shows times after a given one; from the beginning when there are none left.
pub(super) fn times(
    story: &SessionStory,
    speaker: &Member,
    after: Option<DateTime<Utc>>,
    busy: &[Busy],
    moment: &Moment,
) -> Result<Decision, Refusal> {
    let SessionStory { session, learner, mentor, .. } = story;
    let partner = partner(story, speaker)?;
    can_be_booked(session)?;
    let (from, until) = (after.map_or(moment.now, |after| after.max(moment.now)), moment.now + BOOKABLE);
    let mut times = suggest(session, learner, mentor, busy, from, until);
    if times.0.is_empty() && after.is_some() {
        times = suggest(session, learner, mentor, busy, moment.now, until);
    }
    let moving = !matches!(session.stage, Stage::Choosing { .. });
    let saying =
        say("times").with("partner", &partner.name).with("moving", moving).with("found", times.0.len());
    let saying = saying.with("hidden", times.1.iter().map(|why| why.says()).collect::<Vec<_>>());
    Ok(Decision::reply(times.offer_on(saying, session, speaker).message()))
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
    can_be_booked(&story.session)?;
    let (was, own) = (story.session.starts_at(), story.session.busy());
    let busy = busy.iter().copied().filter(|busy| Some(*busy) != own).collect::<Vec<_>>();
    let (story, missing) = if is_given_up(&story.session) {
        let (story, fact) = missed(story, moment);
        (story, Some(fact))
    } else {
        (story, None)
    };
    let SessionStory { session, ask, learner, mentor } = story;
    if was == Some(at) {
        return Err(Refusal::because(say("booked.already").with("at", at)));
    }
    if let Some(key) = why_not(&session, &learner, &mentor, at, &busy, moment.now) {
        let others = suggest(&session, &learner, &mentor, &busy, moment.now, moment.now + BOOKABLE);
        return Err(Refusal::because(others.offer_on(say(key), &session, speaker)));
    }
    Ok(book(session, ask, learner, mentor, speaker, at, was, moment).and_all(missing))
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

fn is_free(session: &Session, at: DateTime<Utc>, busy: &[Busy]) -> bool {
    let (from, to) = (at - BUFFER, at + session.minutes.time() + BUFFER);
    let own = session.busy();
    !busy.iter().any(|busy| Some(*busy) != own && busy.from < to && busy.to > from)
}

fn has_room(mentor: &Member, session: &Session, at: DateTime<Utc>) -> bool {
    mentor.mentor.as_ref().is_none_or(|profile| {
        profile.room(&mentor.calendar, at, Some(Holding::Session(session.id))).fits(session.minutes)
    })
}

#[expect(clippy::too_many_arguments, reason = "everything that a booking touches, once")]
fn book(
    mut session: Session,
    mut ask: Ask,
    learner: Member,
    mentor: Member,
    speaker: &Member,
    at: DateTime<Utc>,
    was: Option<DateTime<Utc>>,
    moment: &mut Moment,
) -> Decision {
    let about = Subject::Session(session.id);
    session.stage = Stage::Booked { starts_at: at };
    session.booked = Some(Booked { by: speaker.id, at: moment.now, was });
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
    Decision::reply(reply)
        .and(Change::Drop(about))
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
    can_be_booked(&story.session)?;
    can_begin_now(&story, partner, busy, moment)?;
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

/// A session begins before its time, or without one, only while the other works, and neither of the two has anything
/// else.
fn can_begin_now(
    story: &SessionStory,
    partner: &Member,
    busy: &[Busy],
    moment: &Moment,
) -> Result<(), Refusal> {
    let again = |key| {
        let saying = say(key).with("partner", &partner.name);
        Refusal::because(saying.button("times", Action::Times(story.session.id, None)))
    };
    if !partner.calendar.is_open(moment.now) {
        return Err(again("now.not-working"));
    }
    if !is_free(&story.session, moment.now, busy) {
        return Err(again("now.busy"));
    }
    if !has_room(&story.mentor, &story.session, moment.now) {
        return Err(again("now.no-room"));
    }
    Ok(())
}

/// One of the two calls it off.
pub(super) fn cancel(
    story: SessionStory,
    speaker: &Member,
    field: Field,
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    let partner = partner(&story, speaker)?;
    let starts_at = match story.session.stage {
        Stage::Choosing { .. } => None,
        Stage::Booked { starts_at } => Some(starts_at),
        Stage::Closed { .. } => return Err(Refusal::because(say("cancel.over"))),
        _ => return Err(Refusal::because(say("cancel.held"))),
    };
    let by_learner = speaker.id == story.learner.id;
    let saying = |key, other: &Member| {
        say(key).with("partner", &other.name).with("at", starts_at).with("question", &story.ask.question)
    };
    let key = if by_learner { "cancelled.by-learner" } else { "cancelled.by-mentor" };
    let told = saying(key, speaker).message();
    let reply = saying("cancelled", partner).with("is_learner", by_learner).message();
    let (partner, about) = (partner.id, Subject::Session(story.session.id));
    let decision = Decision::reply(reply).and_tell(partner, about, Manner::Awaited, told, moment);
    Ok(call_off(decision, story, speaker, field, moment))
}

/// A session that has not begun does not take place. What its ask keeps is its place, when it is the mentor who cannot.
pub(super) fn call_off(
    decision: Decision,
    story: SessionStory,
    by: &Member,
    field: Field,
    moment: &mut Moment,
) -> Decision {
    let keeps_its_place = by.id != story.learner.id;
    called_off(decision, story, by.id, keeps_its_place, field, moment)
}

/// As [`call_off`], also by somebody who is neither of the two.
pub(super) fn called_off(
    decision: Decision,
    story: SessionStory,
    by: MemberId,
    keeps_its_place: bool,
    field: Field,
    moment: &mut Moment,
) -> Decision {
    let SessionStory { mut session, mut ask, learner, mut mentor } = story;
    let late = session.starts_at().is_some_and(|at| at - moment.now < LATE);
    session.stage = Stage::Closed { at: moment.now, ending: Ending::Cancelled { by }, note: None };
    mentor.mentor = mentor.mentor.map(|profile| profile.without(Holding::Session(session.id)));
    let event = Event::Cancelled { session: session.id, late };
    let decision = decision
        .and(Change::Drop(Subject::Session(session.id)))
        .and_fact(by, event, moment)
        .and(Change::Session(Box::new(session)));
    if !keeps_its_place {
        ask.stage = AskStage::Closed { at: moment.now, ending: AskEnding::Lapsed };
        return decision.and(Change::Ask(ask)).and(Change::Member(Box::new(mentor)));
    }
    ask.tried.push(mentor.id);
    let mentor_id = mentor.id;
    let without =
        |field: Vec<Arc<Member>>| field.into_iter().filter(|member| member.id != mentor_id).collect();
    let field = Field { on_topic: without(field.on_topic), nearby: without(field.nearby), ..field };
    ask.stage = AskStage::Waiting { again_at: moment.now, tries: 0 };
    let routed = super::route::route(ask, &learner, field, moment);
    routed.into(decision).and(Change::Member(Box::new(mentor)))
}

/// No time was picked: the mentor is freed, and both hear it.
pub(super) fn lapse(story: SessionStory, moment: &mut Moment) -> Decision {
    let SessionStory { mut session, mut ask, learner, mut mentor } = story;
    let Stage::Choosing { until } = session.stage else { return Decision::silent() };
    if moment.now < until {
        return Decision::silent();
    }
    let about = Subject::Session(session.id);
    let what = Holding::Session(session.id);
    mentor.mentor = mentor.mentor.map(|profile| profile.without(what));
    let ending = if session.attendance.missed > 0 { Ending::Missed } else { Ending::Lapsed };
    session.stage = Stage::Closed { at: moment.now, ending, note: None };
    ask.stage = AskStage::Closed { at: moment.now, ending: AskEnding::Lapsed };
    let saying = |key, other: &Member| say(key).with("partner", &other.name).with("question", &ask.question);
    let to_learner = saying("lapsed.learner", &mentor).message();
    let to_mentor = saying("lapsed.mentor", &learner).message();
    Decision::silent()
        .and_tell(learner.id, about, Manner::Proactive, to_learner, moment)
        .and_tell(mentor.id, about, Manner::Proactive, to_mentor, moment)
        .and(Change::Ask(ask))
        .and(Change::Member(Box::new(mentor)))
        .and(Change::Session(Box::new(session)))
}

/// The other of the two, when the speaker is one of them.
pub(super) fn partner<'a>(story: &'a SessionStory, speaker: &Member) -> Result<&'a Member, Refusal> {
    match story.session.partner_of(speaker.id) {
        Some(id) if id == story.learner.id => Ok(&story.learner),
        Some(_) => Ok(&story.mentor),
        None => Err(Refusal::NotYours),
    }
}

fn can_be_booked(session: &Session) -> Result<(), Refusal> {
    match session.stage {
        Stage::Choosing { .. } | Stage::Booked { .. } => Ok(()),
        Stage::Closed { .. } => Err(Refusal::because(say("book.over"))),
        _ if is_given_up(session) => Ok(()),
        _ => Err(Refusal::because(say("book.held"))),
    }
}

#[cfg(test)]
mod tests;
