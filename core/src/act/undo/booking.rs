//! A time for a session is taken back: it has the time before again, or none. What was known of one that had passed is
//! known again.

use super::is_fresh;
use crate::act::booking::{again_at, until_they_pick};
use crate::action::{Action, Wake};
use crate::ask::Stage as AskStage;
use crate::decision::{Change, Decision, Refusal, wake};
use crate::fact::Event;
use crate::follow_up::Busy;
use crate::member::{Held, Holding, Member};
use crate::moment::Moment;
use crate::script::say;
use crate::session::{Booked, Stage};
use crate::store::SessionStory;
use crate::task::{Manner, Subject};

/// Whoever picked a time takes it back.
pub(in crate::act) fn undo(
    story: SessionStory,
    speaker: &Member,
    busy: &[Busy],
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    let session = &story.session;
    let Some(Booked { by, at, was, before }) = session.booked else {
        return Err(Refusal::because(say("undo.no-booking")));
    };
    let Some(partner) = session.partner_of(speaker.id) else { return Err(Refusal::NotYours) };
    let Stage::Booked { starts_at } = session.stage else {
        return Err(Refusal::because(say("undo.no-booking")));
    };
    if by != speaker.id || !is_fresh(at, moment.now) || starts_at <= moment.now {
        let saying = say("undo.booking-late").button("move", Action::Move(Some(session.id)));
        return Err(Refusal::because(saying.button("cancel", Action::Cancel(Some(session.id)))));
    }
    // What began and was given up for this one has no time before it, but what was known of it.
    if let Some(was) = was.filter(|was| *was > moment.now) {
        return again_at(story, speaker, was, busy, moment);
    }
    let SessionStory { mut session, mut ask, learner, mut mentor } = story;
    let (about, until) = (Subject::Session(session.id), until_they_pick(&learner, moment.now));
    session.stage = Stage::Choosing { until };
    session.booked = None;
    session.attendance = before.unwrap_or(session.attendance);
    ask.stage = AskStage::AwaitingLearner { session: session.id };
    let held = Held { what: Holding::Session(session.id), at: until, minutes: session.minutes };
    mentor.mentor = mentor.mentor.map(|profile| profile.holding(held, moment.now));
    let times = Action::Times(session.id, None);
    let reply = say("undo.booking").with("at", starts_at).button("times", times.clone()).message();
    let told = say("undo.booking-told")
        .with("partner", &speaker.name)
        .with("at", starts_at)
        .button("times", times)
        .message();
    let lapse = Action::Clock(Wake::Lapse(session.id));
    Ok(Decision::reply(reply)
        .and(Change::Drop(about))
        .and(wake(lapse, until, None, about, moment))
        .and_fact(speaker.id, Event::Cancelled { session: session.id, late: false }, moment)
        .and_tell(partner, about, Manner::Awaited, told, moment)
        .and(Change::Ask(ask))
        .and(Change::Member(Box::new(mentor)))
        .and(Change::Session(Box::new(session))))
}
