//! `ask`: a learner wants ten minutes with somebody. `withdraw` takes it back.

use chrono::{DateTime, TimeDelta, Utc};

use super::route::{self, Destination, Field, Reach, release, route};
use super::why::left_out;
use super::{cards, forms, round};
use crate::action::{Action, Words};
use crate::ask::{Ask, Ending, OPEN_ASKS, Offer, OfferStage, Stage};
use crate::community::Community;
use crate::decision::{Change, Decision, Refusal};
use crate::fact::Event;
use crate::id::AskId;
use crate::matching::PRESSES;
use crate::member::Member;
use crate::message::Message;
use crate::moment::Moment;
use crate::pace::Pace;
use crate::script::{label, say};
use crate::session::Minutes;
use crate::store::{AskStory, Desk};
use crate::task::{Address, Manner, Subject};
use crate::text::{Limit, TextProblem, Typed};

/// What is asked, once it is read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Request {
    /// The question.
    pub question: Typed,
    /// How long it may take, when that was said.
    pub minutes: Option<Minutes>,
}

impl Request {
    /// Reads `15m how do I test a parser`: a length before the question is one of 10, 15 and 20.
    pub(super) fn parse(words: &str) -> Result<Request, TextProblem> {
        let (first, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
        let minutes = length(first).and_then(Minutes::of);
        let question = if minutes.is_some() { rest } else { words };
        Ok(Request { question: Typed::parse(question, Limit::ASK)?, minutes })
    }
}

/// The minutes that a first word says, whether or not a session ever lasts so long: `15m`, `90min`.
fn length(first: &str) -> Option<u32> {
    let count = first.strip_suffix("min").or_else(|| first.strip_suffix('m'));
    count.and_then(|count| count.parse().ok())
}

/// Reads what was asked, or answers with the form that asks for it.
pub(super) fn read(words: Option<&Words>) -> Result<Request, Refusal> {
    let typed = words.map_or("", |words| words.get());
    let says = typed.split_whitespace().next().and_then(length);
    if says.is_some_and(|minutes| Minutes::of(minutes).is_none()) {
        let problem = label("ask.no-such-length");
        let told = say("ask.too-long").with("problem", problem.clone());
        return Err(Refusal::form(forms::ask(typed, Some(problem)), told));
    }
    Request::parse(typed).map_err(|problem| match problem {
        TextProblem::Empty => {
            Refusal::form(forms::ask("", None), say("ask.empty").with("typed", None::<&str>))
        }
        problem => Refusal::form(
            forms::ask(typed, Some(forms::text_problem(&problem))),
            say("ask.too-long").with("problem", forms::text_problem(&problem)),
        ),
    })
}

/// A learner asks.
pub(super) fn ask(
    request: Request,
    learner: &Member,
    desk: &Desk,
    field: Field,
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    already_asked(&request.question, desk)?;
    if desk.asks.len() >= OPEN_ASKS {
        return Err(too_many(desk));
    }
    let minutes = request.minutes.unwrap_or(Minutes::Ten);
    let ask = Ask {
        id: moment.id(),
        version: 0,
        learner: learner.id,
        question: request.question,
        minutes,
        at: moment.now,
        tried: Vec::new(),
        first_response: None,
        stage: Stage::InPool { since: moment.now, tries: 0 },
        cards: Vec::new(),
        taken_out: false,
    };
    // What nobody offers is everybody's at once, and a closed community keeps what is asked in its place.
    let may_wait =
        field.reach == Reach::Open && !field.on_topic.is_empty() && field.terms.urgency.points() < PRESSES;
    match field.round_at.filter(|at| may_wait && *at > moment.now) {
        Some(at) => Ok(round::gathered(ask, learner, at, moment)),
        None => Ok(put(ask, learner, field, moment)),
    }
}

/// The mentor to whom an ask would come at this moment.
pub(super) fn comes_to(decision: &Decision, now: DateTime<Utc>) -> Option<&Member> {
    let whose = decision.changes.iter().find_map(|change| match change {
        Change::Offer(offer) if matches!(offer.stage, OfferStage::Planned { opens_at } if opens_at <= now) => {
            Some(offer.mentor)
        }
        _ => None,
    })?;
    decision.changes.iter().find_map(|change| match change {
        Change::Member(member) if member.id == whose => Some(&**member),
        _ => None,
    })
}

/// Puts a new ask to somebody, and says to whom.
pub(super) fn put(mut ask: Ask, learner: &Member, field: Field, moment: &mut Moment) -> Decision {
    let (id, minutes) = (ask.id, ask.minutes);
    ask.stage = Stage::Waiting { again_at: moment.now, tries: 0 };
    let pace = field.pace;
    let routed = route(ask, learner, field, moment);
    let reply = answer(&routed.ask, &routed.to, pace);
    let decision = Decision::reply(reply)
        .and_fact(learner.id, Event::Asked { ask: id, minutes }, moment)
        // The learner is written too, so that two asks at once cannot both be the second.
        .and(Change::Member(Box::new(learner.clone())));
    routed.into(decision)
}

fn answer(ask: &Ask, to: &Destination, pace: Option<Pace>) -> Message {
    let saying = match to {
        Destination::Mentor { able, more_later, until, near: None } => {
            say("ask.offered").with("able", *able).with("more_later", *more_later).with("until", *until)
        }
        Destination::Mentor { until, near: Some(near), .. } => {
            say("ask.offered-near").with("near", near).with("until", *until)
        }
        Destination::Waiting { again_at, lack } => {
            say("ask.waiting").with("again_at", *again_at).with("lack", lack.word())
        }
        Destination::Pool { known, posted, left, again_at } => say("ask.pooled")
            .with("known", *known)
            .with("left_out", left_out(left))
            .with("posted", *posted)
            .with("again_at", *again_at),
        Destination::Kept => say("ask.kept"),
    };
    saying
        .with("question", &ask.question)
        .with("minutes", ask.minutes)
        .with("pace", pace.map(Pace::says))
        .button("withdraw", Action::Withdraw(Some(ask.id)))
        .message()
}

/// The same question is not asked twice at once: a second click finds the first.
pub(super) fn already_asked(question: &Typed, desk: &Desk) -> Result<(), Refusal> {
    if desk.asks.iter().any(|ask| ask.question == *question) {
        let saying = say("ask.already").with("question", question);
        return Err(Refusal::because(saying.button("me", Action::Me)));
    }
    Ok(())
}

fn too_many(desk: &Desk) -> Refusal {
    let questions = desk.asks.iter().map(|ask| &ask.question).collect::<Vec<_>>();
    let mut saying = say("ask.too-many").with("asks", questions);
    for (place, ask) in desk.asks.iter().enumerate() {
        saying = saying.button(format!("withdraw{place}"), Action::Withdraw(Some(ask.id)));
    }
    Refusal::because(saying)
}

/// Which of the learner's open asks is meant, when none is named.
pub(super) fn which(named: Option<AskId>, desk: &Desk) -> Result<AskId, Refusal> {
    match (named, desk.asks.as_slice()) {
        (Some(ask), _) => Ok(ask),
        (None, [only]) => Ok(only.id),
        (None, []) => Err(Refusal::because(say("withdraw.nothing"))),
        (None, _) => {
            let questions = desk.asks.iter().map(|ask| &ask.question).collect::<Vec<_>>();
            let mut saying = say("withdraw.which").with("asks", questions);
            for (place, ask) in desk.asks.iter().enumerate() {
                saying = saying.button(format!("withdraw{place}"), Action::Withdraw(Some(ask.id)));
            }
            Err(Refusal::because(saying))
        }
    }
}

/// A learner does not need an answer any more.
pub(super) fn withdraw(
    mut ask: Ask,
    learner: &Member,
    offers: Vec<(Offer, Member)>,
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    if ask.learner != learner.id {
        return Err(Refusal::NotYours);
    }
    match ask.stage {
        Stage::Closed { .. } => return Err(Refusal::because(say("withdraw.over"))),
        Stage::AwaitingLearner { session } | Stage::Booked { session } => {
            let cancel = Action::Cancel(Some(session));
            return Err(Refusal::because(say("withdraw.has-session").button("cancel", cancel)));
        }
        Stage::AwaitingMentor { .. } | Stage::Waiting { .. } | Stage::InPool { .. } => {}
    }
    ask.stage = Stage::Closed { at: moment.now, ending: Ending::Withdrawn };
    cards::untrue(&mut ask);
    let reply = say("withdraw.done").with("question", &ask.question).message();
    let mut decision = Decision::reply(reply)
        .and_fact(learner.id, Event::Withdrew { ask: ask.id }, moment)
        .and(Change::Drop(Subject::Ask(ask.id)))
        .and(Change::Forgo(Address::Member(learner.id), Subject::Ask(ask.id)));
    for (offer, mentor) in offers {
        decision = recall(decision, offer, mentor, "withdraw.mentor", learner, &ask, moment);
    }
    Ok(decision.and(Change::Ask(ask)))
}

/// A learner does not wait any longer until somebody has room: their ask is opened to everybody.
pub(super) fn open_up(
    about: AskStory,
    learner: &Member,
    community: &Community,
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    let AskStory { ask, .. } = about;
    if ask.learner != learner.id {
        return Err(Refusal::NotYours);
    }
    match ask.stage {
        Stage::Waiting { .. } => {
            let id = ask.id;
            let posted = community.channel.is_some();
            let routed = route::open_up(ask, learner, posted, moment);
            let reply = say("open-up.done")
                .with("question", &routed.ask.question)
                .with("posted", posted)
                .button("withdraw", Action::Withdraw(Some(id)))
                .message();
            Ok(routed.into(Decision::reply(reply).and(Change::Drop(Subject::Ask(id)))))
        }
        Stage::InPool { .. } => Err(Refusal::because(say("open-up.already"))),
        Stage::AwaitingMentor { until, .. } => {
            Err(Refusal::because(say("open-up.asked").with("until", until)))
        }
        Stage::AwaitingLearner { .. } | Stage::Booked { .. } | Stage::Closed { .. } => {
            Err(Refusal::because(say("open-up.over")))
        }
    }
}

/// Takes an offer back, and tells the mentor if they had seen it.
pub(super) fn recall(
    decision: Decision,
    offer: Offer,
    mentor: Member,
    key: &'static str,
    learner: &Member,
    ask: &Ask,
    moment: &mut Moment,
) -> Decision {
    let seen = matches!(offer.stage, OfferStage::Offered { .. });
    let (offer, mentor) = release(offer, mentor, OfferStage::Recalled { at: moment.now });
    let about = Subject::Offer(offer.id);
    let untold = Change::Forgo(Address::Member(mentor.id), about);
    let mut decision = decision.and(Change::Drop(about)).and(untold);
    if seen {
        let message = say(key).with("learner", &learner.name).with("question", &ask.question).message();
        decision = decision.and_tell(mentor.id, about, Manner::Awaited, message, moment);
    }
    decision.and(Change::Offer(offer)).and(Change::Member(Box::new(mentor)))
}

/// The two clocks of a first response, when this is the first.
pub(super) fn first_response(
    ask: &Ask,
    mentor: &Member,
    now: DateTime<Utc>,
) -> Option<crate::fact::FirstResponse> {
    if ask.first_response.is_some() {
        return None;
    }
    let millis = |time: TimeDelta| time.num_milliseconds();
    let working = mentor.calendar.working_between(ask.at, now);
    Some(crate::fact::FirstResponse { wall: millis(now - ask.at), working: millis(working) })
}

#[cfg(test)]
mod tests;
