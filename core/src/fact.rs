//! Facts: the append-only journal from which every KPI is computed, in [`crate::kpi`].
//!
//! | KPI | from these facts |
//! |---|---|
//! | retention and lift | `asked` and `session_held` open a person's time; `asked`, `session_held`, `answered` are the acts that keep it open; `left` and the present end the watching |
//! | mentor-interaction NPS | `recommended` |
//! | compliment density | `affirmed` (specific, warned, repeated), the mentor’s compliment in `noted`, `landed`, over `session_held` |
//! | task completion | `noted` says what is due and when; `answered` and `went_quiet` say how it ended |
//! | first response | `asked` to the first `affirmed` or `passed` of its ask that no `reopened` took back; they carry both clocks |
//! | repeat-mentor rate | pairs of `session_held` |
//! | match health | `offered`, `affirmed`, `passed`, `missed`, `reopened`, `pooled`, `session_booked`, `session_held`, `session_missed`, `session_unheard`, `cancelled` |
//! | funnel | `joined_community`, `onboarded`, `asked`, `session_held`, `fitted`, `answered`; what is paid and visited joins with its own kinds |
//!
//! `session_held` says that both came, as far as anybody said, and is written when that is known; a journal of an
//! earlier release has it for every session that began. `session_missed` says that the two did not meet at the time
//! that was agreed on last, and `session_unheard` that nobody has said whether they did. Who did not come is in no
//! fact.
//!
//! A fact holds ids and numbers, never words that people wrote.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::id::{AskId, FactId, MemberId, OfferId, SessionId, WinId};
use crate::moment::Moment;
use crate::session::{Answer, Fit, Item, Minutes};

/// One line of the journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// Its own.
    pub id: FactId,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Whom it is about first.
    pub member: MemberId,
    /// What happened.
    pub event: Event,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// Somebody spoke to Smallwins for the first time.
    JoinedCommunity,
    /// A member said yes to what is held about them. Nothing was said to them unasked before.
    Onboarded,
    /// A member began to mentor.
    BecameMentor,
    /// A member stopped mentoring.
    StoppedMentoring,
    /// A member paused.
    Paused {
        /// Until when.
        until: DateTime<Utc>,
    },
    /// A member was back before or at the end of a pause.
    Resumed,
    /// A learner told of a win.
    WonSomething {
        /// Which.
        win: WinId,
    },
    /// A learner took a win back.
    WinUndone {
        /// Which.
        win: WinId,
    },
    /// A learner asked.
    Asked {
        /// What.
        ask: AskId,
        /// For how long.
        minutes: Minutes,
    },
    /// A learner took an ask back.
    Withdrew {
        /// Which.
        ask: AskId,
    },
    /// A mentor was given an offer.
    Offered {
        /// Which.
        offer: OfferId,
        /// For what.
        ask: AskId,
    },
    /// A mentor passed.
    Passed {
        /// On which offer.
        offer: OfferId,
        /// For what.
        ask: AskId,
        /// The two clocks, when this was the first human act on the ask.
        first_response: Option<FirstResponse>,
    },
    /// An offer ran out.
    Missed {
        /// Which.
        offer: OfferId,
        /// For what.
        ask: AskId,
    },
    /// A mentor took back their yes, or that they passed, while that could be done. What an offer was answered with
    /// before counts as not said.
    Reopened {
        /// On which offer.
        offer: OfferId,
        /// For what.
        ask: AskId,
    },
    /// An ask was opened to everybody.
    Pooled {
        /// Which.
        ask: AskId,
    },
    /// A mentor accepted by affirming.
    Affirmed {
        /// By which offer.
        offer: OfferId,
        /// For what.
        ask: AskId,
        /// In which session.
        session: SessionId,
        /// Whether it named a deed or a piece of work.
        specific: bool,
        /// Whether a warning was overridden.
        warned: bool,
        /// Whether it was nearly the same as an earlier one of the mentor's, or a copy of what somebody else said
        /// lately, or an echo of what the learner wrote. Facts of earlier releases know the first alone.
        repeated: bool,
        /// The two clocks, when this was the first human act on the ask.
        first_response: Option<FirstResponse>,
    },
    /// A compliment was held back with an explanation.
    Rewritten {
        /// On which offer or ask.
        ask: AskId,
    },
    /// A learner said that the affirmation landed.
    Landed {
        /// In which session.
        session: SessionId,
    },
    /// A session got a time, or another time.
    SessionBooked {
        /// Which.
        session: SessionId,
        /// When.
        starts_at: DateTime<Utc>,
        /// Whether it had another time before.
        moved: bool,
    },
    /// A session was called off.
    Cancelled {
        /// Which.
        session: SessionId,
        /// Whether less than three hours were left.
        late: bool,
    },
    /// A session took place. Told again after [`Event::SessionUnheard`], both agree on it by now; it is one session.
    SessionHeld {
        /// Which.
        session: SessionId,
        /// With whom.
        mentor: MemberId,
        /// For how long.
        minutes: Minutes,
    },
    /// The two did not meet at the time that they had agreed on.
    SessionMissed {
        /// In which session.
        session: SessionId,
    },
    /// It is not known whether the two met at the time that they had agreed on: neither of them did or said anything
    /// that tells, or what they say differs. Said of a session that was held, it takes nothing back but that both
    /// know so.
    SessionUnheard {
        /// In which session.
        session: SessionId,
    },
    /// A note was written: two actionables and a checkpoint are due.
    Noted {
        /// In which session.
        session: SessionId,
        /// When the checkpoint is asked; the actionables are due by then.
        due: DateTime<Utc>,
        /// Whether the note holds a compliment of the mentor's, and whether that is specific.
        affirmation: Option<bool>,
        /// Whether that says nearly the same as the one by which the mentor accepted, or as one of theirs in the
        /// sessions before, or is a copy of what somebody else said before the session, or an echo of what the learner
        /// asked. Of notes of earlier releases the first alone is known.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        repeated: bool,
    },
    /// A note was taken back.
    NoteUndone {
        /// In which session.
        session: SessionId,
    },
    /// A learner said how something went.
    Answered {
        /// In which session.
        session: SessionId,
        /// About what.
        item: Item,
        /// How.
        answer: Answer,
    },
    /// A learner was asked twice and did not answer.
    WentQuiet {
        /// In which session.
        session: SessionId,
    },
    /// One of the two said how well they fit.
    Fitted {
        /// After which session.
        session: SessionId,
        /// How well.
        fit: Fit,
    },
    /// A learner thanked their mentor.
    Thanked {
        /// For which session.
        session: SessionId,
        /// Whether before everybody.
        shared: bool,
    },
    /// A learner said how likely they are to recommend it, from 0 to 10.
    Recommended {
        /// After which session.
        session: SessionId,
        /// How likely.
        score: u8,
    },
    /// A member left, or was removed.
    Left,
}

/// The time from an ask to the first human act on it, by two clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstResponse {
    /// Milliseconds on the wall.
    pub wall: i64,
    /// Milliseconds of the mentor's working time, from when they could have known.
    pub working: i64,
}

impl Fact {
    /// Something that happened to a member now.
    pub fn new(member: MemberId, event: Event, moment: &mut Moment) -> Fact {
        Fact { id: moment.id(), at: moment.now, member, event }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{id, moment, now};

    #[test]
    fn a_fact_is_kept_as_flat_json_under_the_name_of_its_kind() {
        let event = Event::Answered { session: id("session"), item: Item::One, answer: Answer::Done };
        let json = serde_json::to_value(&event).unwrap();
        assert_eq!(json["kind"], "answered");
        assert_eq!((&json["item"], &json["answer"]), (&"one".into(), &"done".into()));
        assert_eq!(serde_json::from_value::<Event>(json).unwrap(), event);
    }

    #[test]
    fn a_fact_happens_at_the_moment_of_its_decision() {
        let mut moment = moment();
        let facts = [(); 2].map(|()| Fact::new(id("ana"), Event::Resumed, &mut moment));
        assert!(facts[0].id < facts[1].id);
        assert!(facts.iter().all(|fact| fact.at == now() && fact.member == id("ana")));
    }
}
