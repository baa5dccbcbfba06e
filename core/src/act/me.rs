//! `me` and `help`: what is open for somebody, and what they can say.

use std::collections::BTreeMap;

use super::needs::needs;
use super::roles;
use crate::action::{Action, answer_word, words};
use crate::ask::{Ask, OfferStage, Stage as AskStage};
use crate::calendar::Leave;
use crate::community::Community;
use crate::id::MemberId;
use crate::kpi::Span;
use crate::member::Member;
use crate::message::Message;
use crate::moment::Moment;
use crate::rights::Rank;
use crate::script::{Value, record, say};
use crate::session::{Actionable, CheckpointStage, Item, Note, Session, Stage};
use crate::signal::{Kind, Signal};
use crate::store::{Desk, OfferStory};
use crate::text::{Typed, cut};
use crate::tongue::Tongue;

/// The home card: the next sessions, what to do, asks with whose turn it is and until when, what waits for their hand,
/// hours and pause.
pub(super) fn me(
    member: &Member,
    desk: &Desk,
    offers: &[OfferStory],
    others: &BTreeMap<MemberId, Typed>,
    community: &Community,
    moment: &Moment,
) -> Message {
    let mut needs = needs(member, desk, offers, others, moment);
    needs.truncate(NEEDS_SHOWN);
    needs.push(foot(member, desk, moment));
    let tongue = member.tongue(community);
    let lengths = |message: &Message| message.clone().in_tongue(tongue).length();
    let beneath = needs.iter().map(lengths).sum::<usize>();
    let length = |message: &Message| lengths(message) + beneath;
    // What waits for somebody comes first: where not everything fits, the list above it is shorter.
    let heads = (0..=SESSIONS_SHOWN).rev().map(|most| head(member, desk, others, community, most, moment));
    let mut card = heads
        .reduce(|longer, shorter| if length(&longer) <= LONGEST { longer } else { shorter })
        .expect("there is a shortest one");
    for need in needs {
        card.blocks.extend(need.blocks);
    }
    card
}

/// What is open, with so many sessions.
fn head(
    member: &Member,
    desk: &Desk,
    others: &BTreeMap<MemberId, Typed>,
    community: &Community,
    most: usize,
    moment: &Moment,
) -> Message {
    let each = ITEMS_SHOWN / (2 * desk.sessions.len().clamp(1, SESSIONS_SHOWN));
    let sessions: Vec<Value> =
        desk.sessions.iter().filter_map(|session| session_slot(session, member, others, each)).collect();
    let waiting = desk.offers.iter().filter(|offer| matches!(offer.stage, OfferStage::Offered { .. }));
    say("me")
        .with("name", &member.name)
        .with("more", sessions.len().saturating_sub(most))
        .with("sessions", sessions.into_iter().take(most).collect::<Vec<_>>())
        .with("posted", community.channel.is_some())
        .with("asks", desk.asks.iter().filter_map(ask_slot).collect::<Vec<_>>())
        .with(
            "deadlines",
            desk.signals.iter().filter_map(deadline_slot).take(DEADLINES_SHOWN).collect::<Vec<_>>(),
        )
        .with("offers", waiting.count())
        .with("pause", member.pause_after(moment.now).map(|pause| pause.until))
        .with("off", days_off(member, moment))
        .with("rests", member.unanswered.rests)
        .message()
}

/// Their next days off.
fn days_off(member: &Member, moment: &Moment) -> Vec<Value> {
    let ahead = member.calendar.off.since(member.calendar.local_date(moment.now));
    let slot = |leave: Leave| {
        let last = (leave.to > leave.from).then_some(leave.to);
        record([("from", leave.from.into()), ("to", last.into())])
    };
    ahead.leaves().take(LEAVES_SHOWN).map(slot).collect()
}

/// Hours and what they offer, and what can be said at any time.
fn foot(member: &Member, desk: &Desk, moment: &Moment) -> Message {
    let room = member.mentor.as_ref().map(|mentor| {
        let room = mentor.room(&member.calendar, moment.now, None);
        record([("free", room.week.into()), ("of", mentor.caps.week.into())])
    });
    let topics = member.mentor.as_ref().map(|mentor| {
        let names = mentor.topics.iter().map(Value::from);
        let more = mentor.topics.len().saturating_sub(TOPICS_SHOWN);
        let shown =
            names.take(TOPICS_SHOWN).chain((more > 0).then(|| say("me.more").with("n", more).text().into()));
        shown.collect::<Vec<Value>>()
    });
    let office = member.mentor.as_ref().and_then(|mentor| mentor.office.as_ref());
    let paused = member.pause_after(moment.now).is_some() || member.rests();
    say("me.foot")
        .with("wins", desk.wins.len())
        .with("hours", cut(&member.calendar.hours.to_string(), HOURS_SHOWN))
        .with("zone", member.calendar.zone.name())
        .with("language", member.tongue.map(Tongue::name))
        .with("topics", topics)
        .with("room", room)
        .with("office", office.map(|office| cut(&office.to_string(), OFFICE_SHOWN)))
        .button("ask", Action::Ask(None))
        .button("win", Action::Win(None))
        .button_if(member.mentor.is_none(), "join", Action::Join(None))
        .button_if(paused, "resume", Action::Resume)
        .button_if(!paused, "pause", Action::Pause(None))
        .message()
}

/// So many sessions and topics the card shows, and so much of each text, that it fits on a phone and into the 2000
/// characters of a Discord message.
const SESSIONS_SHOWN: usize = 4;
const TOPICS_SHOWN: usize = 3;
const QUESTION_SHOWN: usize = 70;
const DEADLINES_SHOWN: usize = 3;
const LEAVES_SHOWN: usize = 3;
const WHAT_SHOWN: usize = 50;
const ITEMS_SHOWN: usize = 400;
const HOURS_SHOWN: usize = 120;
const OFFICE_SHOWN: usize = 60;
/// With the row at its foot, a Discord message has five rows of buttons.
const NEEDS_SHOWN: usize = 4;
const LONGEST: usize = 1900;

fn session_slot(
    session: &Session,
    member: &Member,
    others: &BTreeMap<MemberId, Typed>,
    most: usize,
) -> Option<Value> {
    let partner = others.get(&session.partner_of(member.id)?).map_or("", Typed::as_str);
    let mine = session.learner == member.id;
    let (stage, at) = match &session.stage {
        Stage::Choosing { until } => ("choosing", *until),
        Stage::Booked { starts_at } => ("booked", *starts_at),
        Stage::Meeting { started_at } => ("meeting", *started_at),
        Stage::Noting { started_at, .. } => ("noting", *started_at),
        Stage::Following { note, .. } => ("following", note.checkpoint.due),
        Stage::Closed { .. } => return None,
    };
    let asked = session.note().is_some_and(|note| !matches!(note.checkpoint.stage, CheckpointStage::Planned));
    let items = session.note().map(|note| items(note, most)).unwrap_or_default();
    Some(record([
        ("partner", partner.into()),
        ("mine", mine.into()),
        ("stage", stage.into()),
        ("at", at.timestamp_millis().into()),
        ("asked", asked.into()),
        ("items", items.into()),
    ]))
}

/// The two things to do, with what was said of them; each in so many characters.
fn items(note: &Note, most: usize) -> Vec<Value> {
    let item = |(item, actionable): (Item, &Actionable)| {
        let words = cut(actionable.words.as_str(), most);
        record([("words", words.into()), ("answer", note.answer(item).map(answer_word).into())])
    };
    [Item::One, Item::Two].into_iter().zip(&note.actionables).map(item).collect()
}

/// What is due.
fn deadline_slot(signal: &Signal) -> Option<Value> {
    let slot = || {
        record([
            ("what", cut(signal.what.as_str(), WHAT_SHOWN).into()),
            ("at", signal.until.timestamp_millis().into()),
        ])
    };
    (signal.kind == Kind::Deadline).then(slot)
}

fn ask_slot(ask: &Ask) -> Option<Value> {
    let (turn, at) = match ask.stage {
        AskStage::AwaitingMentor { until, .. } => ("mentor", until),
        AskStage::Waiting { again_at, .. } if ask.is_gathered() => ("round", again_at),
        AskStage::Waiting { again_at, .. } => ("waiting", again_at),
        AskStage::InPool { since, .. } => ("pool", since),
        AskStage::AwaitingLearner { .. } | AskStage::Booked { .. } | AskStage::Closed { .. } => return None,
    };
    Some(record([
        ("question", cut(ask.question.as_str(), QUESTION_SHOWN).into()),
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
        .with("quiet_until", opens.map(|at| Value::day_on_the_wall(at, member.calendar.zone, moment.now)))
        .with("admin", member.admin)
        .with(
            "sees",
            if member.rank() == Rank::Organiser { roles::words_of(Rank::Organiser) } else { Vec::new() },
        )
        .button("ask", Action::Ask(None))
        .button("win", Action::Win(None))
        .button_if(member.mentor.is_none(), "join", Action::Join(None))
        .button("me", Action::Me)
        .button("language", Action::Language(None))
        .button_if(member.rank() == Rank::Organiser, "kpis", Action::Kpis(Span::Days30))
        .button_if(member.rank() == Rank::Organiser, "dashboard", Action::Dashboard)
        .button_if(member.rank() == Rank::Organiser, "health", Action::Health)
        .button_if(member.rank() == Rank::Organiser, "round", Action::Round(words("preview")))
        .message()
}

#[cfg(test)]
mod tests;
