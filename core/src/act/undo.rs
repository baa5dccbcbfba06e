//! `undo`: what can be taken back, how, and for how long.
//!
//! | what | until | what becomes of it |
//! |---|---|---|
//! | a win, a deadline | at any time, by its button | nobody reads it any more |
//! | an ask | somebody has said yes | nobody is asked any more, and whoever read it hears so |
//! | a compliment, and with it a claim out of the pool | ten minutes, and nothing was answered to it | what was not read is not said; the offer is the mentor's again, with their words |
//! | a pass | ten minutes, and nobody else has seen the offer | the offer is theirs again |
//! | a time for a session, first or moved | ten minutes, and it has not begun | the time before, or none; the other one hears so |
//! | a note | ten minutes, and nothing of it was answered | it is a draft again |
//! | thanks | ten minutes: so long nobody reads them | they are gone |
//! | hours and zone, a pause, the end of one, to mentor, to mentor no more | ten minutes, and nothing else was changed since | as it was before |
//!
//! What somebody has read and acted on cannot be taken back: a report, an answer, a session that took place or was called
//! off. Nor can what holds for everybody: roles, weights, holidays. `undo` says so, and what can be done instead: whoever
//! called off what they asked for asks the same mentor again by one press, and a word settles anew what it settled.

mod booking;
mod compliment;
mod pass;
mod settled;

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::memory::Memory;
use super::{Trouble, ask, deadline, note, thank, win};
use crate::action::{Action, Undoable};
use crate::ask::{Ask, Stage as AskStage};
use crate::community::Community;
use crate::decision::{Decision, Refusal};
use crate::id::{MemberId, SessionId};
use crate::member::{Changed, Member};
use crate::moment::Moment;
use crate::safety::quotable;
use crate::script::{Saying, say};
use crate::session::{Session, Stage};
use crate::signal::{Kind, Signal, Source};
use crate::store::Desk;
use crate::text::Typed;

pub(super) use booking::undo as booking;
pub(super) use compliment::undo as compliment;
pub(super) use pass::undo as pass;
pub(super) use settled::undo as settled;

/// What others may act on can be taken back for so long.
pub(super) const FOR: TimeDelta = TimeDelta::minutes(10);

/// Whether something that happened then can still be taken back.
pub(super) fn is_fresh(at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - at < FOR
}

/// Takes back an answer to an ask. When it was the first act on it, the next one is.
fn unanswered(ask: &mut Ask, at: DateTime<Utc>) {
    ask.first_response = ask.first_response.filter(|first| *first != at);
}

/// Somebody takes something back. Without a name nothing is taken back: they read what the latest is that can be, as what
/// they did last may be something else.
pub(super) async fn undo(
    named: Option<Undoable>,
    memory: &Memory<'_>,
    me: &Member,
    community: &Community,
    moment: &mut Moment,
) -> Result<Decision, Trouble> {
    let lasts = community.settings.pace().offer_lasts;
    let what = match named {
        Some(what) => what,
        None => {
            let desk = memory.desk(me).await?;
            let partners = memory.partners(&desk.sessions, me).await?;
            return Ok(to_be_undone(latest(&desk, me, moment.now)?, &desk, &partners, me));
        }
    };
    Ok(match what {
        Undoable::Win(id) => {
            let found = memory.store.win(memory.scope, id).await?;
            win::undo(found.ok_or(Refusal::Gone)?, me, moment)?
        }
        Undoable::Signal(id) => deadline::undo(id, me, &memory.desk(me).await?, moment)?,
        Undoable::Ask(id) => {
            let story = memory.ask(id).await?;
            let offers = memory.with_mentors(story.offers).await?;
            ask::withdraw(story.ask, me, offers, moment)?
        }
        Undoable::Compliment(id) => {
            let story = memory.session(id).await?;
            let offer = memory.store.offers(memory.scope, &[story.session.offer]).await?.pop();
            compliment(story, offer.ok_or(Refusal::Gone)?, me, community, moment)?
        }
        Undoable::Pass(id) => {
            let story = memory.offer(id).await?;
            let others = memory.with_mentors(story.ask.offers.clone()).await?;
            pass(story, others, me, lasts, moment)?
        }
        Undoable::Booking(id) => {
            let (story, busy) = memory.session_and_busy(id).await?;
            booking(story, me, &busy, moment)?
        }
        Undoable::Note(id) => note::undo(memory.session(id).await?, me, moment)?,
        Undoable::Thanks(id) => thank::undo(memory.session(id).await?, me, moment)?,
        Undoable::Settled(at) => settled(me, at, &memory.desk(me).await?, &memory.given(me).await?, moment)?,
    })
}

/// The latest thing that was done just now and can be taken back; of what was done earlier, the latest win, deadline or
/// ask, which can be at any time.
fn latest(desk: &Desk, me: &Member, now: DateTime<Utc>) -> Result<(DateTime<Utc>, Undoable), Refusal> {
    let wins = || desk.wins.iter().map(|win| (win.at, Undoable::Win(win.id)));
    let told = |signal: &&Signal| signal.kind == Kind::Deadline && signal.source == Source::learner();
    let deadlines = desk.signals.iter().filter(told);
    let deadlines = deadlines.map(|signal| (signal.at, Undoable::Signal(signal.id)));
    let deadlines: Vec<_> = deadlines.collect();
    let has_no_session = |ask: &&Ask| {
        matches!(
            ask.stage,
            AskStage::Waiting { .. } | AskStage::AwaitingMentor { .. } | AskStage::InPool { .. }
        )
    };
    let asks = desk.asks.iter().filter(has_no_session).map(|ask| (ask.at, Undoable::Ask(ask.id)));
    let asks: Vec<_> = asks.collect();
    let at_any_time = || wins().chain(deadlines.iter().copied()).chain(asks.iter().copied());
    let of_sessions = desk.sessions.iter().flat_map(|session| of_a_session(session, me));
    let settled = me.earlier.iter().map(|earlier| match earlier.changed {
        Changed::Pass(offer) => (earlier.at, Undoable::Pass(offer)),
        _ => (earlier.at, Undoable::Settled(earlier.at)),
    });
    // Of two at the same instant the later in this order is meant.
    let all = settled.chain(at_any_time()).chain(of_sessions);
    let latest = all.filter(|(at, _)| is_fresh(*at, now)).max_by_key(|(at, _)| *at);
    let latest = latest.or_else(|| at_any_time().max_by_key(|(at, _)| *at));
    latest.ok_or_else(|| Refusal::because(with_blocks(say("undo.nothing"), me)))
}

/// What can be taken back, by name, and the button that does so.
fn to_be_undone(
    (at, what): (DateTime<Utc>, Undoable),
    desk: &Desk,
    partners: &BTreeMap<MemberId, Typed>,
    me: &Member,
) -> Decision {
    let of_session = |id: SessionId| desk.sessions.iter().find(|session| session.id == id);
    let partner = |id| partners.get(&of_session(id)?.partner_of(me.id)?);
    let (kind, quote, with) = match what {
        Undoable::Win(id) => ("win", desk.wins.iter().find(|win| win.id == id).map(|win| &win.deed), None),
        Undoable::Signal(id) => {
            let signal = desk.signals.iter().find(|signal| signal.id == id);
            ("deadline", signal.map(|signal| &signal.what), None)
        }
        Undoable::Ask(id) => {
            ("ask", desk.asks.iter().find(|ask| ask.id == id).map(|ask| &ask.question), None)
        }
        Undoable::Compliment(id) => ("compliment", None, partner(id)),
        Undoable::Booking(id) => ("booking", None, partner(id)),
        Undoable::Note(id) => ("note", None, partner(id)),
        Undoable::Thanks(id) => ("thanks", None, partner(id)),
        Undoable::Pass(_) => ("pass", None, None),
        Undoable::Settled(_) => match me.earlier.as_deref().map(|earlier| earlier.changed) {
            Some(Changed::Pause) => ("pause", None, None),
            Some(Changed::Resume) => ("resume", None, None),
            Some(Changed::Join) => ("join", None, None),
            Some(Changed::Leave) => ("leave", None, None),
            Some(Changed::Hours | Changed::Pass(_)) | None => ("hours", None, None),
        },
    };
    let saying = with_blocks(say("undo.latest"), me).with("what", kind).with("at", at).with("partner", with);
    let undo = Action::Undo(Some(what));
    Decision::reply(saying.with("deed", quote.and_then(quotable)).button("undo", undo).message())
}

/// Whoever keeps somebody apart from themselves reads where that is lifted.
fn with_blocks(said: Saying, me: &Member) -> Saying {
    let keeps = !me.blocked.is_empty();
    said.with("keeps", keeps).button_if(keeps, "lift", Action::Block(None))
}

/// What somebody did in a session that is open, and nothing was answered to.
fn of_a_session(session: &Session, me: &Member) -> Vec<(DateTime<Utc>, Undoable)> {
    let id = session.id;
    let mine = session.mentor == me.id
        && matches!(session.stage, Stage::Choosing { .. })
        && session.affirmation.landed.is_none()
        && session.free.is_none();
    let compliment = mine.then(|| (id.made_at(), Undoable::Compliment(id)));
    let booked =
        session.booked.filter(|booked| booked.by == me.id && matches!(session.stage, Stage::Booked { .. }));
    let booking = booked.map(|booked| (booked.at, Undoable::Booking(id)));
    let note = session.note().filter(|note| note.is_by(session, me.id) && note::untouched(note));
    let note = note.map(|note| (note.at, Undoable::Note(id)));
    let thanks = session.thanks.as_ref().filter(|_| session.learner == me.id);
    let thanks = thanks.map(|thanks| (thanks.at, Undoable::Thanks(id)));
    [compliment, booking, note, thanks].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests;
