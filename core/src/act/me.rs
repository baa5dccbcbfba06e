//! `me` and `help`: what is open for somebody, and what they can say.

use std::collections::BTreeMap;

use minijinja::Value;

use crate::action::{Action, Affirmable, Saying as Compliment, VERBS};
use crate::ask::{Ask, OfferStage, Stage as AskStage};
use crate::id::MemberId;
use crate::member::Member;
use crate::message::{Message, TimeForm};
use crate::moment::Moment;
use crate::script::{record, say};
use crate::session::{CheckpointStage, Session, Stage};
use crate::store::Desk;
use crate::text::Typed;

/// The home card: the next session, what to do, asks with whose turn it is and until when, hours and pause.
pub(super) fn me(
    member: &Member,
    desk: &Desk,
    others: &BTreeMap<MemberId, Typed>,
    moment: &Moment,
) -> Message {
    let room = member.mentor.as_ref().map(|mentor| {
        let room = mentor.room(&member.calendar, moment.now, None);
        record([("free", room.week.into()), ("of", mentor.caps.week.into())])
    });
    let topics = member.mentor.as_ref().map(|mentor| mentor.topics.iter().collect::<Vec<_>>());
    let mut saying = say("me")
        .with("name", &member.name)
        .with(
            "sessions",
            desk.sessions
                .iter()
                .filter_map(|session| session_slot(session, member, others))
                .collect::<Vec<_>>(),
        )
        .with("asks", desk.asks.iter().filter_map(ask_slot).collect::<Vec<_>>())
        .with("offers", desk.offers.len())
        .with("wins", desk.wins.len())
        .with("hours", member.calendar.hours.to_string())
        .with("zone", member.calendar.zone.name())
        .with("pause", member.pause_after(moment.now).map(|pause| pause.until))
        .with("topics", topics)
        .with("room", room)
        .button("ask", Action::Ask(None))
        .button("win", Action::Win(None))
        .button_if(member.mentor.is_none(), "join", Action::Join(None))
        .button_if(member.pause_after(moment.now).is_some(), "resume", Action::Resume)
        .button_if(member.pause_after(moment.now).is_none(), "pause", Action::Pause(None));
    let shown = desk.offers.iter().find(|offer| matches!(offer.stage, OfferStage::Offered { .. }));
    if let Some(offer) = shown {
        let affirm = Action::Affirm(Affirmable::Offer(offer.id), Compliment::Open);
        saying = saying.button("affirm", affirm);
    }
    let choosing =
        |session: &&Session| matches!(session.stage, Stage::Choosing { .. }) && session.learner == member.id;
    if let Some(session) = desk.sessions.iter().find(choosing) {
        saying = saying.button("times", Action::Times(session.id, None));
    }
    saying.message()
}

fn session_slot(session: &Session, member: &Member, others: &BTreeMap<MemberId, Typed>) -> Option<Value> {
    let partner = others.get(&session.partner_of(member.id)?).map_or("", Typed::as_str);
    let mine = session.learner == member.id;
    let (stage, at) = match &session.stage {
        Stage::Choosing { until } => ("choosing", *until),
        Stage::Booked { starts_at } => ("booked", *starts_at),
        Stage::Meeting { started_at } => ("meeting", *started_at),
        Stage::Noting { ended_at, .. } => ("noting", *ended_at),
        Stage::Following { note, .. } => ("following", note.checkpoint.due),
        Stage::Closed { .. } => return None,
    };
    let asked = session.note().is_some_and(|note| !matches!(note.checkpoint.stage, CheckpointStage::Planned));
    let items = session.note().map(|note| note.items()).unwrap_or_default();
    Some(record([
        ("partner", partner.into()),
        ("mine", mine.into()),
        ("stage", stage.into()),
        ("at", at.timestamp_millis().into()),
        ("asked", asked.into()),
        ("items", items.into()),
    ]))
}

fn ask_slot(ask: &Ask) -> Option<Value> {
    let (turn, at) = match ask.stage {
        AskStage::AwaitingMentor { until, .. } => ("mentor", until),
        AskStage::Waiting { again_at, .. } => ("waiting", again_at),
        AskStage::InPool { since, .. } => ("pool", since),
        AskStage::AwaitingLearner { .. } | AskStage::Booked { .. } | AskStage::Closed { .. } => return None,
    };
    Some(record([
        ("question", ask.question.as_str().into()),
        ("turn", turn.into()),
        ("at", at.timestamp_millis().into()),
    ]))
}

/// What can be said, for whoever asks: their role's words first.
pub(super) fn help(member: &Member, moment: &Moment) -> Message {
    let open = member.calendar.is_open(moment.now);
    let opens = member.calendar.opening(moment.now).filter(|_| !open);
    say("help")
        .with("mentor", member.mentor.is_some())
        .with("quiet_until", opens.map(|at| TimeForm::DayClock.show(at, member.calendar.zone)))
        .with(
            "verbs",
            VERBS
                .iter()
                .map(|verb| record([("name", verb.name.into()), ("usage", verb.usage.into())]))
                .collect::<Vec<_>>(),
        )
        .button("ask", Action::Ask(None))
        .button("win", Action::Win(None))
        .button_if(member.mentor.is_none(), "join", Action::Join(None))
        .button("me", Action::Me)
        .message()
}
