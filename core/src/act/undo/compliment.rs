//! A compliment is taken back: what the learner has not read is not said, and the offer is the mentor's again.

use super::is_fresh;
use crate::act::cards;
use crate::act::route::{runs_out, working_days_later};
use crate::action::{Action, Affirmable, Meet, Saying as Compliment, Wake};
use crate::ask::{Ending as AskEnding, Offer, OfferStage, Stage as AskStage};
use crate::community::Community;
use crate::decision::{Change, Decision, Refusal, wake};
use crate::fact::Event;
use crate::follow_up::{Policy, Wish};
use crate::member::{Held, Holding, Member};
use crate::moment::Moment;
use crate::script::say;
use crate::session::{Ending, Stage};
use crate::store::SessionStory;
use crate::task::{Address, Manner, Subject};

/// The mentor takes their compliment back, and with it their yes. An ask that they took out of the pool lies there
/// again; one that they were asked about is theirs to answer, and what they wrote stands in the form. What was taken
/// out meanwhile is nobody's any more.
pub(in crate::act) fn undo(
    story: SessionStory,
    mut offer: Offer,
    speaker: &Member,
    community: &Community,
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    let SessionStory { mut session, mut ask, learner, mut mentor } = story;
    if speaker.id != mentor.id {
        return Err(Refusal::NotYours);
    }
    let late = |cancellable| {
        let cancel = Action::Cancel(Some(session.id));
        Err(Refusal::because(say("undo.compliment-late").with("open", cancellable).button_if(
            cancellable,
            "cancel",
            cancel,
        )))
    };
    match session.stage {
        Stage::Choosing { .. } => {}
        Stage::Closed { .. } => return Err(Refusal::because(say("undo.compliment-gone"))),
        _ => return late(matches!(session.stage, Stage::Booked { .. })),
    }
    let OfferStage::Accepted { at } = offer.stage else { return late(true) };
    let answered =
        session.affirmation.landed.is_some() || session.free_until(learner.id, moment.now).is_some();
    if answered || !is_fresh(at, moment.now) || session.attendance.missed_at.is_some() {
        return late(true);
    }
    let about = Subject::Session(session.id);
    // Outside their hours the learner has read nothing of it.
    let has_read = learner.calendar.is_open(at) || learner.calendar.is_open(moment.now);
    let (claimed, over) = (offer.is_volunteered(), ask.taken_out);
    let theirs = !claimed && !over;
    let until = runs_out(&mentor, moment.now, community.settings.pace().offer_lasts);
    let what = if claimed { Affirmable::Ask(ask.id) } else { Affirmable::Offer(offer.id) };
    let reply = say("undo.compliment")
        .with("learner", &learner.name)
        .with("read", has_read)
        .with("until", theirs.then_some(until))
        .with("over", over)
        .button_if(!over, "affirm", Action::Affirm(what, Compliment::Open))
        .button_if(theirs, "not_now", Action::NotNow(offer.id))
        .message();
    let mut decision = Decision::reply(reply)
        .and(Change::Drop(about))
        .and(Change::Unsay(Address::Member(learner.id), about))
        .and_fact(mentor.id, Event::Cancelled { session: session.id, late: false }, moment)
        .and_fact(mentor.id, Event::Reopened { offer: offer.id, ask: ask.id }, moment);
    super::unanswered(&mut ask, at);
    // That their session stands they may have read of what was taken out.
    if has_read || over {
        let told = say("undo.compliment-told").with("question", &ask.question).with("over", over).message();
        decision = decision.and_tell(learner.id, Subject::Ask(ask.id), Manner::Awaited, told, moment);
    }
    mentor.mentor = mentor.mentor.map(|mut profile| {
        profile.record.answered = profile.record.answered.saturating_sub(1);
        profile.without(Holding::Session(session.id))
    });
    if over {
        offer.stage = OfferStage::Recalled { at: moment.now };
        ask.stage = AskStage::Closed { at: moment.now, ending: AskEnding::Withdrawn };
        decision = decision.and_fact(learner.id, Event::Withdrew { ask: ask.id }, moment);
    } else if claimed {
        offer.stage = OfferStage::Recalled { at: moment.now };
        ask.stage = AskStage::InPool { since: ask.at, tries: 1 };
        let again_at = working_days_later(&learner, moment.now, 1);
        let rematch = Action::Clock(Wake::Rematch(ask.id));
        decision = decision
            .and(wake(rematch, again_at, None, Subject::Ask(ask.id), moment))
            .and_all(cards::reopened(&mut ask, session.id, &learner, community, moment));
    } else {
        offer.stage = OfferStage::Offered { until };
        offer.draft = Some((Meet::Times, session.affirmation.words.clone()));
        ask.stage = AskStage::AwaitingMentor { offer: offer.id, until };
        cards::untrue(&mut ask);
        let held = Held { what: Holding::Offer(offer.id), at: moment.now, minutes: ask.minutes };
        mentor.mentor = mentor.mentor.map(|profile| profile.holding(held, moment.now));
        let wish = Wish::at(until, &mentor.calendar, Policy::Exactly);
        let expire = Action::Clock(Wake::Expire(offer.id));
        decision = decision.and(wake(expire, until, Some(wish), Subject::Offer(offer.id), moment));
    }
    session.affirmation.undone = Some(moment.now);
    session.stage =
        Stage::Closed { at: moment.now, ending: Ending::Cancelled { by: speaker.id }, note: None };
    Ok(decision
        .and(Change::Ask(ask))
        .and(Change::Offer(offer))
        .and(Change::Session(Box::new(session)))
        .and(Change::Member(Box::new(mentor))))
}
