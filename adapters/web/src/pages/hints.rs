//! One thing that each player could do next, so that the loop can be found by somebody who has never seen it.

use askama::Template;
use smallwins_core::ask::{OfferStage, Stage as AskStage};
use smallwins_core::member::Member;
use smallwins_core::session::{Actionable, ActionableStage, CheckpointStage, Session, Stage};
use smallwins_core::store::Desk;

use super::parts;
use crate::playground::players::Player;

/// What a player could do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hint {
    /// Tell of a win.
    TellAWin,
    /// Ask something.
    Ask,
    /// Wait; the clock can be moved to when the mentor reads the offer.
    OfferTravels,
    /// Wait for the mentor, in the column beside.
    MentorsTurn,
    /// Accept the offer by a compliment.
    Affirm,
    /// Pick a time above.
    PickATime,
    /// Wait for the learner, in the column beside.
    LearnerPicks,
    /// Wait for the session; the clock can be moved there.
    SessionComes,
    /// Talk, and write the note at the end.
    Talk,
    /// Write the note of a session that is over.
    WriteTheNote,
    /// Wait for the follow-up; the clock can be moved there.
    FollowUpComes,
    /// Say how it went.
    SayHowItWent,
    /// See what is open.
    LookAround,
    /// Read what can be said.
    Help,
}

/// The hints above a composer.
#[derive(Template)]
#[template(path = "hints.html")]
pub(crate) struct Hints<'a> {
    /// Whose.
    pub(crate) player: &'a Player,
    /// Which.
    pub(crate) hints: &'a [Hint],
}
parts!(Hints<'a>);

/// What fits what is open on a player's desk: at most two things, the one that moves the loop on first.
pub(crate) fn hints(player: &Player, member: Option<&Member>, desk: &Desk) -> Vec<Hint> {
    let id = member.map(|member| member.id);
    let mentors = member.is_some_and(|member| member.mentor.is_some());
    if let Some(session) = desk.sessions.first() {
        return vec![in_session(session, id == Some(session.learner))];
    }
    if let Some(offer) = desk.offers.first() {
        let waits = matches!(offer.stage, OfferStage::Planned { .. });
        return vec![if waits { Hint::OfferTravels } else { Hint::Affirm }];
    }
    if let Some(ask) = desk.asks.first() {
        return vec![match ask.stage {
            AskStage::AwaitingMentor { .. } => Hint::MentorsTurn,
            _ => Hint::LookAround,
        }];
    }
    match (mentors, player.admin, desk.wins.is_empty()) {
        (true, _, _) => vec![Hint::LookAround],
        (false, true, _) => vec![Hint::Help, Hint::LookAround],
        (false, false, true) => vec![Hint::TellAWin, Hint::Ask],
        (false, false, false) => vec![Hint::Ask],
    }
}

fn in_session(session: &Session, learner: bool) -> Hint {
    match &session.stage {
        Stage::Choosing { .. } if learner => Hint::PickATime,
        Stage::Choosing { .. } => Hint::LearnerPicks,
        Stage::Booked { .. } => Hint::SessionComes,
        Stage::Meeting { .. } => Hint::Talk,
        Stage::Noting { .. } => Hint::WriteTheNote,
        Stage::Following { note, .. } if learner => {
            let asked = matches!(note.checkpoint.stage, CheckpointStage::Asked { .. });
            let nudged = note.actionables.iter().any(is_asked);
            if asked || nudged { Hint::SayHowItWent } else { Hint::FollowUpComes }
        }
        Stage::Following { .. } => Hint::FollowUpComes,
        Stage::Closed { .. } => Hint::LookAround,
    }
}

fn is_asked(actionable: &Actionable) -> bool {
    matches!(actionable.stage, ActionableStage::Open { nudges: 1.. })
}
