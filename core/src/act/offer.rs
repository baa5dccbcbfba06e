//! An offer on its way: shown in the mentor's hours, passed, missed, and put to the next.

use chrono::TimeDelta;

use super::ask::first_response;
use super::route::{Destination, Field, Routed, release, route, runs_out};
use crate::action::{Action, Affirmable, Saying as Compliment, Wake};
use crate::ask::{Ask, Ending, Offer, OfferStage, Pass, Stage};
use crate::decision::{Change, Decision, Refusal, wake};
use crate::fact::Event;
use crate::follow_up::{Policy, Speak, Wish, may_speak};
use crate::matching::Reason;
use crate::member::Member;
use crate::message::{Message, TimeForm};
use crate::moment::Moment;
use crate::script::{record, say};
use crate::store::OfferStory;
use crate::task::{Address, Delivery, Manner, Subject, Task, Work};
use crate::text::cut;
use crate::win::Win;

/// A mentor who is away for longer than this after all is not waited for.
const LONGEST_DELAY: TimeDelta = TimeDelta::days(2);

/// The mentor's hours have begun: they see the offer, and their four hours start.
///
/// When they have already heard from Smallwins three times today the offer waits for their next day; when that is
/// too far away it goes to somebody else.
pub(super) fn present(story: OfferStory, said_today: u32, field: Field, moment: &mut Moment) -> Decision {
    let OfferStory { mut offer, mentor, ask: mut about } = story;
    let OfferStage::Planned { opens_at } = offer.stage else { return Decision::silent() };
    match may_speak(&mentor.calendar, said_today, moment.now) {
        Some(Speak::Now) => {}
        Some(Speak::Later(later)) if later - opens_at <= LONGEST_DELAY => {
            about.ask.stage = Stage::AwaitingMentor { offer: offer.id, until: runs_out(&mentor, later) };
            let wish = Wish::at(later, &mentor.calendar, Policy::InHours);
            let again = Action::Clock(Wake::Present(offer.id));
            let again = wake(again, later, Some(wish), Subject::Offer(offer.id), moment);
            return Decision::silent().and(Change::Ask(about.ask)).and(again);
        }
        _ => {
            let stage = OfferStage::Recalled { at: moment.now };
            return on_to_the_next(offer, mentor, stage, about.ask, &about.learner, field, moment).0;
        }
    }
    let until = runs_out(&mentor, moment.now);
    offer.stage = OfferStage::Offered { until };
    about.ask.stage = Stage::AwaitingMentor { offer: offer.id, until };
    let subject = Subject::Offer(offer.id);
    let message = prompt(&offer, &mentor, &about.ask, &about.learner, &about.wins, moment);
    let work = Work::Deliver(Delivery { to: Address::Member(mentor.id), message, manner: Manner::Proactive });
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
fn prompt(
    offer: &Offer,
    mentor: &Member,
    ask: &Ask,
    learner: &Member,
    wins: &[Win],
    moment: &Moment,
) -> Message {
    let OfferStage::Offered { until } = offer.stage else { unreachable!("the offer has just been made") };
    let wins = win_slots(wins, learner, moment);
    say("offer.prompt")
        .with("learner", &learner.name)
        .with("question", &ask.question)
        .with("minutes", ask.minutes)
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
pub(super) fn win_slots(wins: &[Win], learner: &Member, moment: &Moment) -> Vec<minijinja::Value> {
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
pub(super) fn reasons(reasons: &[Reason], mentor: &Member) -> Vec<minijinja::Value> {
    let clock = |at| TimeForm::Clock.show(at, mentor.calendar.zone);
    let clause = |reason: &Reason| match reason {
        Reason::Topic { topic } => record([("why", "topic".into()), ("topic", topic.as_str().into())]),
        Reason::NearTopic { topic } => record([("why", "near".into()), ("topic", topic.as_str().into())]),
        Reason::Overlap { from, to } => {
            record([("why", "overlap".into()), ("from", clock(*from).into()), ("to", clock(*to).into())])
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
    let (id, mut ask) = (offer.id, about.ask);
    let response = first_response(&ask, &mentor, moment.now);
    ask.first_response.get_or_insert(moment.now);
    let event = Event::Passed { offer: id, ask: ask.id, first_response: response };
    let stage = OfferStage::Passed { at: moment.now, how };
    let (mut decision, to) = on_to_the_next(offer, mentor, stage, ask, &about.learner, field, moment);
    decision = decision.and_fact(speaker.id, event, moment);
    decision.reply = match how {
        Pass::NotNow => say("pass.not-now")
            .with("learner", &about.learner.name)
            .button("day", pause("1d"))
            .button("week", pause("1w"))
            .message(),
        Pass::NotForMe => say("pass.not-for-me").with("learner", &about.learner.name).message(),
    }
    .into();
    debug_assert!(to.is_some(), "an open offer belongs to an open ask");
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

/// An offer has run out, or its mentor is away: the ask goes to the next.
pub(super) fn expire(story: OfferStory, field: Field, moment: &mut Moment) -> Decision {
    let OfferStory { offer, mentor, ask: about } = story;
    let away = mentor.mentor.is_none() || mentor.calendar.pause.is_some_and(|pause| pause.covers(moment.now));
    let stage = match offer.stage {
        OfferStage::Planned { .. } | OfferStage::Offered { .. } if away => {
            OfferStage::Recalled { at: moment.now }
        }
        OfferStage::Offered { until } if moment.now >= until => OfferStage::Missed { at: moment.now },
        _ => return Decision::silent(),
    };
    let event = Event::Missed { offer: offer.id, ask: about.ask.id };
    let (mentor_id, missed) = (mentor.id, matches!(stage, OfferStage::Missed { .. }));
    let decision = on_to_the_next(offer, mentor, stage, about.ask, &about.learner, field, moment).0;
    if missed { decision.and_fact(mentor_id, event, moment) } else { decision }
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
) -> (Decision, Option<Destination>) {
    let subject = Subject::Offer(offer.id);
    ask.tried.push(mentor.id);
    let (offer, mentor) = release(offer, mentor, stage);
    field.on_topic.retain(|candidate| candidate.id != mentor.id);
    field.nearby.retain(|candidate| candidate.id != mentor.id);
    let decision = Decision::silent()
        .and(Change::Drop(subject))
        .and(Change::Offer(offer))
        .and(Change::Member(Box::new(mentor)));
    if !matches!(ask.stage, Stage::AwaitingMentor { .. }) {
        return (decision.and(Change::Ask(ask)), None);
    }
    let routed = route(ask, learner, field, moment);
    let to = routed.to.clone();
    let decision = tell_learner("ask.next", routed, decision, learner, moment);
    (decision, Some(to))
}

/// The learner hears where their ask went; `found` is the sentence for a mentor.
fn tell_learner(
    found: &'static str,
    routed: Routed,
    decision: Decision,
    learner: &Member,
    moment: &mut Moment,
) -> Decision {
    let about = Subject::Ask(routed.ask.id);
    let saying = match &routed.to {
        Destination::Mentor { until, .. } => say(found).with("until", *until),
        Destination::Waiting { again_at } => say("ask.next-waiting").with("again_at", *again_at),
        Destination::Pool { .. } => say("ask.next-pool"),
    };
    let message = saying
        .with("question", &routed.ask.question)
        .button("withdraw", Action::Withdraw(Some(routed.ask.id)))
        .message();
    routed.into(decision).and_tell(learner.id, about, Manner::Awaited, message, moment)
}

/// The clock looks for somebody again: for an ask that waits, or one that lies in the pool.
pub(super) fn rematch(mut ask: Ask, learner: &Member, field: Field, moment: &mut Moment) -> Decision {
    match ask.stage {
        Stage::Waiting { again_at, .. } if moment.now >= again_at => {
            let routed = route(ask, learner, field, moment);
            match routed.to {
                // Still nobody: the learner hears of it when something changes, not each day.
                Destination::Waiting { .. } => routed.into(Decision::silent()),
                _ => tell_learner("ask.found", routed, Decision::silent(), learner, moment),
            }
        }
        Stage::InPool { tries, .. } if tries >= LAST_LOOK => {
            ask.stage = Stage::Closed { at: moment.now, ending: Ending::Unanswered };
            let (about, id) = (Subject::Ask(ask.id), learner.id);
            let message = say("pool.closed").with("question", &ask.question).message();
            Decision::silent().and(Change::Ask(ask)).and_tell(id, about, Manner::Awaited, message, moment)
        }
        Stage::InPool { tries, .. } => {
            let first = tries == 1;
            // Those who joined since then have not been asked. The third offer was the last that goes out unasked, so
            // they are looked for among the nearby.
            let routed = route(ask, learner, Field { nearby: field.on_topic, ..Field::default() }, moment);
            match &routed.to {
                Destination::Pool { .. } if !first => routed.into(Decision::silent()),
                Destination::Pool { .. } => {
                    let message = say("pool.still")
                        .with("question", &routed.ask.question)
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

/// After so many looks, two working days apart, an ask in the pool is closed with a word.
const LAST_LOOK: u32 = 5;
