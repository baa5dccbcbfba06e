//! An offer on its way: shown in the mentor's hours, passed, missed, and put to the next.

use chrono::TimeDelta;

use super::ask::first_response;
use super::rest::unanswered;
use super::route::{Destination, Field, LAST_LOOK, Routed, WAITED, release, route, runs_out, tries};
use super::suggest::nobody_answered;
use super::why::left_out;
use super::why_now::why_now;
use crate::action::{Action, Affirmable, Saying as Compliment, Suggest, Undoable, Wake};
use crate::ask::{Ask, Ending, Offer, OfferStage, Pass, Stage};
use crate::calendar::WorkingTime;
use crate::decision::{Change, Decision, Refusal, wake};
use crate::fact::Event;
use crate::follow_up::{Policy, Speak, Wish, may_speak};
use crate::matching::{Excluded, Reason};
use crate::member::{Changed, Member};
use crate::message::{Message, TimeForm};
use crate::moment::Moment;
use crate::script::{Value, record, say};
use crate::store::{AskStory, OfferStory};
use crate::task::{Address, Delivery, Manner, Subject, Task, Work};
use crate::text::cut;
use crate::win::Win;

/// A mentor who is away for longer than this after all is not waited for.
pub(super) const LONGEST_DELAY: TimeDelta = TimeDelta::days(2);

/// The mentor's hours have begun: they see the offer, and their hours for it start.
///
/// When they have already heard from Smallwins three times today the offer waits for their next day; when that is
/// too far away it goes to somebody else.
pub(super) fn present(story: OfferStory, said_today: u32, field: Field, moment: &mut Moment) -> Decision {
    let OfferStory { mut offer, mentor, ask: mut about } = story;
    let OfferStage::Planned { opens_at } = offer.stage else { return Decision::silent() };
    let lasts = field.terms.pace.offer_lasts;
    match may_speak(&mentor.calendar, said_today, moment.now).filter(|_| !mentor.rests()) {
        Some(Speak::Now) => {}
        Some(Speak::Later(later)) if later - opens_at <= LONGEST_DELAY => {
            about.ask.stage =
                Stage::AwaitingMentor { offer: offer.id, until: runs_out(&mentor, later, lasts) };
            let wish = Wish::at(later, &mentor.calendar, Policy::InHours);
            let again = Action::Clock(Wake::Present(offer.id));
            let again = wake(again, later, Some(wish), Subject::Offer(offer.id), moment);
            let message = say("ask.later")
                .with("question", &about.ask.question)
                .with("at", later)
                .with("until", runs_out(&mentor, later, lasts))
                .button("withdraw", Action::Withdraw(Some(about.ask.id)))
                .message();
            let subject = Subject::Ask(about.ask.id);
            return Decision::silent()
                .and_tell(about.learner.id, subject, Manner::Awaited, message, moment)
                .and(Change::Ask(about.ask))
                .and(again);
        }
        _ => {
            let stage = OfferStage::Recalled { at: moment.now };
            return on_to_the_next(offer, mentor, stage, about.ask, &about.learner, field, moment);
        }
    }
    let until = runs_out(&mentor, moment.now, lasts);
    offer.stage = OfferStage::Offered { until };
    about.ask.stage = Stage::AwaitingMentor { offer: offer.id, until };
    let subject = Subject::Offer(offer.id);
    let message = prompt(&offer, &mentor, &about, moment);
    offer.prompt = Some(message.receipt.clone());
    let work = Work::Deliver(Delivery::new(Address::Member(mentor.id), message, Manner::Proactive));
    let task =
        Task { id: moment.id(), due: moment.now, wish: None, not_after: Some(until), about: subject, work };
    let expire = Action::Clock(Wake::Expire(offer.id));
    let wish = Wish::at(until, &mentor.calendar, Policy::Exactly);
    Decision::silent()
        .and(Change::Task(task))
        .and(wake(expire, until, Some(wish), subject, moment))
        .and_fact(mentor.id, Event::Offered { offer: offer.id, ask: about.ask.id }, moment)
        .and(Change::Ask(about.ask))
        .and(Change::Offer(offer))
}

/// The compliment-first prompt: who asks and for what, why this mentor, what can be noticed, and how to accept.
fn prompt(offer: &Offer, mentor: &Member, about: &AskStory, moment: &Moment) -> Message {
    let OfferStage::Offered { until } = offer.stage else { unreachable!("the offer has just been made") };
    let AskStory { ask, learner, .. } = about;
    let wins = win_slots(&about.wins, learner, moment);
    say("offer.prompt")
        .with("learner", &learner.name)
        .with("question", &ask.question)
        .with("minutes", ask.minutes)
        .with("why_now", why_now(about, moment))
        .with("reasons", reasons(&offer.reasons, mentor))
        .with("wins", wins)
        .with("until", until)
        .button("affirm", Action::Affirm(Affirmable::Offer(offer.id), Compliment::Open))
        .button("not_now", Action::NotNow(offer.id))
        .button("not_for_me", Action::NotForMe(offer.id))
        .message()
}

/// Wins as a list shows them, newest first: the deed, its link, and how many days ago. At most three, and no more
/// than a message of [`WINS_FIT`] characters holds beside the rest; a link that would fill it alone is left out.
pub(super) fn win_slots(wins: &[Win], learner: &Member, moment: &Moment) -> Vec<Value> {
    let mut left = WINS_FIT;
    let mut slots = Vec::new();
    for win in wins.iter().take(3) {
        let deed = cut(win.deed.as_str(), LONGEST_DEED);
        let link = win.link.as_ref().map(|link| link.as_str()).filter(|link| link.len() <= LONGEST_LINK);
        let length = deed.chars().count() + link.map_or(0, str::len);
        if length > left {
            break;
        }
        left -= length;
        let days = (learner.calendar.local_date(moment.now) - learner.calendar.local_date(win.at)).num_days();
        slots.push(record([("deed", deed.into()), ("link", link.into()), ("days", days.into())]));
    }
    slots
}

/// So many characters of an offer are for wins: Discord's messages hold 2000.
const WINS_FIT: usize = 1000;
/// The longest deed that a list of wins shows whole.
const LONGEST_DEED: usize = 160;
/// The longest link that a list of wins leads to.
const LONGEST_LINK: usize = 600;

/// The reasons for a match, each as a clause of its own.
pub(super) fn reasons(reasons: &[Reason], mentor: &Member) -> Vec<Value> {
    let clock = |at| Value::on_the_wall(at, mentor.calendar.zone, TimeForm::Clock);
    let clause = |reason: &Reason| match reason {
        Reason::Topic { topic } => record([("why", "topic".into()), ("topic", topic.as_str().into())]),
        Reason::NearTopic { topic } => record([("why", "near".into()), ("topic", topic.as_str().into())]),
        Reason::Overlap { from, to } => {
            record([("why", "overlap".into()), ("from", clock(*from)), ("to", clock(*to))])
        }
        Reason::Room { free, of } => {
            record([("why", "room".into()), ("free", (*free).into()), ("of", (*of).into())])
        }
        Reason::Again => record([("why", "again".into())]),
        Reason::Volunteer => record([("why", "volunteer".into())]),
    };
    reasons.iter().take(3).map(clause).collect()
}

/// A mentor passes: the ask goes to the next, and the mentor may hold offers for a while.
pub(super) fn pass(
    story: OfferStory,
    speaker: &Member,
    how: Pass,
    field: Field,
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    let OfferStory { offer, mentor, ask: about } = story;
    if mentor.id != speaker.id {
        return Err(Refusal::NotYours);
    }
    still_open(&offer)?;
    let mentor = mentor.changing(Changed::Pass(offer.id), moment.now);
    let undo = Action::Undo(Some(Undoable::Pass(offer.id)));
    let (id, mut ask) = (offer.id, about.ask);
    let response = first_response(&ask, &mentor, moment.now);
    ask.first_response.get_or_insert(moment.now);
    let event = Event::Passed { offer: id, ask: ask.id, first_response: response };
    let stage = OfferStage::Passed { at: moment.now, how };
    let mut decision = on_to_the_next(offer, mentor, stage, ask, &about.learner, field, moment);
    decision = decision.and_fact(speaker.id, event, moment);
    decision.reply = match how {
        Pass::NotNow => say("pass.not-now")
            .with("learner", &about.learner.name)
            .button("day", pause("1d"))
            .button("week", pause("1w"))
            .button("undo", undo)
            .message(),
        Pass::NotForMe => {
            say("pass.not-for-me").with("learner", &about.learner.name).button("undo", undo).message()
        }
    }
    .into();
    Ok(decision)
}

fn pause(words: &str) -> Action {
    Action::Pause(crate::action::words(words))
}

/// Whether an offer can still be answered; if not, why not.
pub(super) fn still_open(offer: &Offer) -> Result<(), Refusal> {
    let key = match offer.stage {
        OfferStage::Planned { .. } | OfferStage::Offered { .. } => return Ok(()),
        OfferStage::Accepted { .. } => "offer.accepted-already",
        OfferStage::Passed { .. } => "offer.passed-already",
        OfferStage::Missed { .. } => "offer.missed",
        OfferStage::Recalled { .. } => "offer.recalled",
    };
    Err(Refusal::because(say(key)))
}

/// An offer has run out, its mentor is away, or is kept apart from the learner meanwhile: the ask goes to the next.
pub(super) fn expire(story: OfferStory, field: Field, moment: &mut Moment) -> Decision {
    let OfferStory { offer, mut mentor, ask: about } = story;
    if offer.is_volunteered() {
        return lapse(offer, mentor, moment);
    }
    let away = mentor.mentor.is_none()
        || about.learner.is_apart_from(&mentor)
        || mentor.unreachable.is_some()
        || mentor.calendar.pause.is_some_and(|pause| pause.covers(moment.now))
        || mentor.calendar.off.covers(mentor.calendar.local_date(moment.now));
    if let OfferStage::Offered { until } = offer.stage
        && mentor.calendar.holidays.covers(mentor.calendar.local_date(until))
        && moment.now >= until
        && !away
    {
        let lasts = field.terms.pace.offer_lasts;
        return until_after_the_holiday(offer, &mentor, about.ask, lasts, moment);
    }
    let stage = match offer.stage {
        OfferStage::Planned { .. } | OfferStage::Offered { .. } if away => {
            OfferStage::Recalled { at: moment.now }
        }
        OfferStage::Offered { until } if moment.now >= until => OfferStage::Missed { at: moment.now },
        _ => return Decision::silent(),
    };
    let event = Event::Missed { offer: offer.id, ask: about.ask.id };
    let (mentor_id, missed) = (mentor.id, matches!(stage, OfferStage::Missed { .. }));
    let notice = if missed { unanswered(&mut mentor, moment) } else { None };
    let decision = on_to_the_next(offer, mentor, stage, about.ask, &about.learner, field, moment);
    if missed { decision.and_fact(mentor_id, event, moment).and_all(notice) } else { decision }
}

/// The hours in which an offer was to be answered have become a holiday of everybody: it lasts as long after that.
fn until_after_the_holiday(
    mut offer: Offer,
    mentor: &Member,
    mut ask: Ask,
    lasts: WorkingTime,
    moment: &mut Moment,
) -> Decision {
    let until = runs_out(mentor, moment.now, lasts);
    offer.stage = OfferStage::Offered { until };
    let expire = wake(Action::Clock(Wake::Expire(offer.id)), until, None, Subject::Offer(offer.id), moment);
    let decision = Decision::silent().and(expire);
    if !matches!(ask.stage, Stage::AwaitingMentor { .. }) {
        return decision.and(Change::Offer(offer));
    }
    ask.stage = Stage::AwaitingMentor { offer: offer.id, until };
    decision.and(Change::Ask(ask)).and(Change::Offer(offer))
}

/// Somebody who came forward kept a draft and did not send it: their place is free again, and the ask, which lies in
/// the pool all the while, is none the wiser.
fn lapse(offer: Offer, mentor: Member, moment: &Moment) -> Decision {
    if !offer.is_open() {
        return Decision::silent();
    }
    let about = Subject::Offer(offer.id);
    let (offer, mentor) = release(offer, mentor, OfferStage::Recalled { at: moment.now });
    Decision::silent()
        .and(Change::Drop(about))
        .and(Change::Offer(offer))
        .and(Change::Member(Box::new(mentor)))
}

/// Settles an offer and puts its ask to the next mentor; the learner hears where it went.
fn on_to_the_next(
    offer: Offer,
    mentor: Member,
    stage: OfferStage,
    mut ask: Ask,
    learner: &Member,
    mut field: Field,
    moment: &mut Moment,
) -> Decision {
    let subject = Subject::Offer(offer.id);
    let missed = matches!(stage, OfferStage::Missed { .. });
    let unseen = matches!(stage, OfferStage::Recalled { .. });
    ask.tried.push(mentor.id);
    let (offer, mentor) = release(offer, mentor, stage);
    field.on_topic.retain(|candidate| candidate.id != mentor.id);
    field.nearby.retain(|candidate| candidate.id != mentor.id);
    let decision = Decision::silent()
        .and(Change::Drop(subject))
        .and(Change::Offer(offer))
        .and(Change::Member(Box::new(mentor)));
    let Stage::AwaitingMentor { until: before, .. } = ask.stage else {
        return decision.and(Change::Ask(ask));
    };
    let found = if missed { "ask.next-missed" } else { "ask.next" };
    let routed = route(ask, learner, field, moment);
    // Of two in a row who cannot be asked now the learner heard when the first could not, to the letter.
    let is_heard = unseen
        && routed.ask.tried.len() > 1
        && matches!(routed.to, Destination::Mentor { until, .. } if until == before);
    if is_heard {
        return routed.into(decision);
    }
    tell_learner(found, routed, decision, learner, moment)
}

/// The learner hears where their ask went; `found` is the sentence for a mentor.
pub(super) fn tell_learner(
    found: &'static str,
    routed: Routed,
    decision: Decision,
    learner: &Member,
    moment: &mut Moment,
) -> Decision {
    let about = Subject::Ask(routed.ask.id);
    let after = match found {
        "ask.next-missed" => Some("missed"),
        "ask.next" => Some("passed"),
        _ => None,
    };
    let saying = match &routed.to {
        Destination::Mentor { until, .. } => say(found).with("until", *until),
        Destination::Waiting { again_at, lack } => say("ask.next-waiting")
            .with("after", after)
            .with("again_at", *again_at)
            .with("lack", lack.word())
            .with("passed", !routed.ask.tried.is_empty()),
        // That they were asked is told already.
        Destination::Pool { posted, left, again_at, .. } => say("ask.next-pool")
            .with("after", after)
            .with("left_out", left_out(&Excluded { asked: 0, ..*left }))
            .with("posted", *posted)
            .with("again_at", *again_at),
        Destination::Kept => say("ask.kept").with("minutes", routed.ask.minutes),
    };
    let message = saying
        .with("question", &routed.ask.question)
        .button("withdraw", Action::Withdraw(Some(routed.ask.id)))
        .message();
    let decision = decision.and(Change::Forgo(Address::Member(learner.id), about));
    routed.into(decision).and_tell(learner.id, about, Manner::Awaited, message, moment)
}

/// The clock looks for somebody again: for an ask that waits, or one that lies in the pool. Whoever has come forward
/// for it and is still writing is not asked as well.
pub(super) fn rematch(about: AskStory, mut field: Field, moment: &mut Moment) -> Decision {
    let AskStory { mut ask, ref learner, ref offers, .. } = about;
    field.on_topic.retain(|mentor| offers.iter().all(|offer| offer.mentor != mentor.id));
    field.nearby.retain(|mentor| offers.iter().all(|offer| offer.mentor != mentor.id));
    match ask.stage {
        Stage::Waiting { again_at, .. } if moment.now >= again_at => {
            // Whoever waited for a round hears what came of it, either way.
            let first = ask.is_gathered();
            let routed = route(ask, learner, field, moment);
            match routed.to {
                // Still nobody: the learner hears of it when something changes, not each day. After some days they
                // choose whether they wait on.
                Destination::Waiting { again_at, lack } if !first && tries(&routed.ask) == WAITED => {
                    let id = routed.ask.id;
                    let message = say("ask.still")
                        .with("question", &routed.ask.question)
                        .with("lack", lack.word())
                        .with("again_at", again_at)
                        .button("open", Action::OpenUp(id))
                        .button("withdraw", Action::Withdraw(Some(id)))
                        .message();
                    let decision = routed.into(Decision::silent());
                    decision.and_tell(learner.id, Subject::Ask(id), Manner::Proactive, message, moment)
                }
                Destination::Waiting { .. } if !first => routed.into(Decision::silent()),
                Destination::Kept => routed.into(Decision::silent()),
                _ => tell_learner("ask.found", routed, Decision::silent(), learner, moment),
            }
        }
        Stage::InPool { tries, .. } if tries >= LAST_LOOK => {
            ask.stage = Stage::Closed { at: moment.now, ending: Ending::Unanswered };
            let (about, id) = (Subject::Ask(ask.id), learner.id);
            let signal = nobody_answered(&ask, moment);
            let message = say("pool.closed")
                .with("question", &ask.question)
                .button("about", Action::Suggest(Suggest::About(signal.id)))
                .message();
            let decision = Decision::silent().and(Change::Ask(ask)).and(Change::Signal(signal));
            decision.and_tell(id, about, Manner::Awaited, message, moment)
        }
        Stage::InPool { tries, .. } => {
            let first = tries == 1;
            // Those who joined since then have not been asked. The third offer was the last that goes out unasked, so
            // they are looked for among the nearby.
            let field = Field { nearby: field.on_topic, on_topic: Vec::new(), ..field };
            let routed = route(ask, learner, field, moment);
            match &routed.to {
                Destination::Pool { .. } if !first => routed.into(Decision::silent()),
                Destination::Pool { posted, .. } => {
                    let message = say("pool.still")
                        .with("question", &routed.ask.question)
                        .with("posted", *posted)
                        .button("withdraw", Action::Withdraw(Some(routed.ask.id)))
                        .message();
                    let about = Subject::Ask(routed.ask.id);
                    let decision = routed.into(Decision::silent());
                    decision.and_tell(learner.id, about, Manner::Proactive, message, moment)
                }
                _ => tell_learner("ask.found", routed, Decision::silent(), learner, moment),
            }
        }
        _ => Decision::silent(),
    }
}

#[cfg(test)]
mod tests;
