//! A pass is taken back: the offer is the mentor's again, unless somebody else has it by now.

use super::is_fresh;
use crate::act::route::{release, runs_out};
use crate::action::{Action, Affirmable, Saying as Compliment, Wake};
use crate::ask::{Offer, OfferStage, Stage};
use crate::calendar::WorkingTime;
use crate::decision::{Change, Decision, Refusal, wake};
use crate::fact::Event;
use crate::follow_up::{Policy, Wish};
use crate::member::{Held, Holding, Member, Mentor};
use crate::moment::Moment;
use crate::script::say;
use crate::store::OfferStory;
use crate::task::{Manner, Subject};

/// The mentor would like to answer after all. What somebody else has seen meanwhile is theirs.
pub(in crate::act) fn undo(
    story: OfferStory,
    others: Vec<(Offer, Member)>,
    speaker: &Member,
    lasts: WorkingTime,
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    let OfferStory { mut offer, mut mentor, ask: about } = story;
    if mentor.id != speaker.id {
        return Err(Refusal::NotYours);
    }
    let OfferStage::Passed { at, .. } = offer.stage else {
        return Err(Refusal::because(say("undo.no-pass")));
    };
    let mut ask = about.ask;
    let waits =
        matches!(ask.stage, Stage::AwaitingMentor { .. } | Stage::Waiting { .. } | Stage::InPool { .. });
    let seen = others.iter().any(|(other, _)| matches!(other.stage, OfferStage::Offered { .. }));
    if !waits || seen || !is_fresh(at, moment.now) || mentor.mentor.is_none() {
        return Err(Refusal::because(say("undo.pass-late")));
    }
    // Whoever came forward by themselves took nobody's turn: it lies open to them as to everybody.
    if offer.is_volunteered() {
        return Err(Refusal::because(say("undo.pass-open")));
    }
    let fits = |profile: &Mentor| profile.room(&mentor.calendar, moment.now, None).fits(ask.minutes);
    if !mentor.mentor.as_ref().is_some_and(fits) {
        let saying = say("undo.pass-full").button("change", Action::Join(None));
        return Err(Refusal::because(saying));
    }
    let until = runs_out(&mentor, moment.now, lasts);
    let (subject, learner) = (Subject::Offer(offer.id), about.learner);
    offer.stage = OfferStage::Offered { until };
    ask.tried.retain(|tried| *tried != mentor.id);
    super::unanswered(&mut ask, at);
    ask.stage = Stage::AwaitingMentor { offer: offer.id, until };
    let held = Held { what: Holding::Offer(offer.id), at: moment.now, minutes: ask.minutes };
    mentor.mentor = mentor.mentor.map(|mut profile| {
        profile.record.answered = profile.record.answered.saturating_sub(1);
        profile.holding(held, moment.now)
    });
    mentor.earlier = None;
    let reply = say("undo.pass")
        .with("learner", &learner.name)
        .with("question", &ask.question)
        .with("until", until)
        .button("affirm", Action::Affirm(Affirmable::Offer(offer.id), Compliment::Open))
        .button("not_now", Action::NotNow(offer.id))
        .message();
    let told = say("ask.found")
        .with("question", &ask.question)
        .with("until", until)
        .button("withdraw", Action::Withdraw(Some(ask.id)))
        .message();
    let wish = Wish::at(until, &mentor.calendar, Policy::Exactly);
    let expire = Action::Clock(Wake::Expire(offer.id));
    let mut decision = Decision::reply(reply)
        .and(Change::Drop(Subject::Ask(ask.id)))
        .and(wake(expire, until, Some(wish), subject, moment))
        .and_fact(mentor.id, Event::Reopened { offer: offer.id, ask: ask.id }, moment)
        .and_tell(learner.id, Subject::Ask(ask.id), Manner::Awaited, told, moment);
    for (other, its_mentor) in others {
        let about = Subject::Offer(other.id);
        let (other, its_mentor) = release(other, its_mentor, OfferStage::Recalled { at: moment.now });
        decision = decision
            .and(Change::Drop(about))
            .and(Change::Offer(other))
            .and(Change::Member(Box::new(its_mentor)));
    }
    Ok(decision.and(Change::Offer(offer)).and(Change::Ask(ask)).and(Change::Member(Box::new(mentor))))
}
