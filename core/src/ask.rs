//! An ask: a learner's request, whose turn it is, and the offers made for it.
//!
//! ```text
//!            ┌────────────── passed or missed ◄──────────────┐
//!            ▼                                               │
//! Waiting ─► AwaitingMentor ──── three misses ──► InPool     │
//!    ▲            │  └── affirmed ─┐                │ claimed │
//!    └─ nobody ◄──┴────────────────┼────────────────┘         │
//!                                  ▼                          │
//!                          AwaitingLearner ─► Booked ─► Closed
//! ```

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::action::Meet;
use crate::affirmation::{Evidence, EvidenceKind};
use crate::id::{AskId, MemberId, OfferId, SessionId};
use crate::matching::{Reason, Why};
use crate::message::Receipt;
use crate::platform::Posted;
use crate::session::Minutes;
use crate::text::Typed;

/// How many asks of one learner may be open at once.
pub const OPEN_ASKS: usize = 2;

/// A learner's request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ask {
    /// Its own.
    pub id: AskId,
    /// How often it was written; 0 before the first time.
    #[serde(skip)]
    pub version: u32,
    /// Who asks.
    pub learner: MemberId,
    /// What they ask, in their words.
    pub question: Typed,
    /// How long it may take.
    pub minutes: Minutes,
    /// When they asked.
    pub at: DateTime<Utc>,
    /// Mentors who are not asked again for this: they passed, missed it, or the learner wants somebody else.
    pub tried: Vec<MemberId>,
    /// When a mentor first did something about it.
    pub first_response: Option<DateTime<Utc>>,
    /// Whose turn it is.
    pub stage: Stage,
    /// What tells everybody of it in the channel since it was last put there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cards: Vec<Card>,
    /// Whether those who run the community took it out of the channel: it does not come before everybody again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub taken_out: bool,
}

/// What tells everybody in the channel of an ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Card {
    /// It is promised.
    Promised,
    /// It stands there, and anybody can take the ask by it.
    Posted(Posted),
    /// It stands there, and says what became of the ask.
    Over(Posted),
}

/// Whose turn an ask is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// One mentor has it.
    AwaitingMentor {
        /// The offer that they have.
        offer: OfferId,
        /// Until when, as far as can be known before they have seen it.
        until: DateTime<Utc>,
    },
    /// Nobody has room for it now; the clock tries again.
    Waiting {
        /// When.
        again_at: DateTime<Utc>,
        /// How often the clock has tried.
        tries: u32,
    },
    /// Anybody in the community may take it.
    InPool {
        /// Since when.
        since: DateTime<Utc>,
        /// How often the clock has looked for somebody again.
        tries: u32,
    },
    /// A mentor accepted; the learner picks a time.
    AwaitingLearner {
        /// The session that waits for its time.
        session: SessionId,
    },
    /// It has a time.
    Booked {
        /// The session.
        session: SessionId,
    },
    /// It is nobody's turn any more.
    Closed {
        /// Since when.
        at: DateTime<Utc>,
        /// How it ended.
        ending: Ending,
    },
}

/// How an ask ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// The two met.
    Met,
    /// The learner took it back.
    Withdrawn,
    /// The session was cancelled, or no time was picked.
    Lapsed,
    /// Nobody came forward.
    Unanswered,
}

impl Ask {
    /// The question as something that can be affirmed.
    pub fn evidence(&self) -> Evidence {
        Evidence { deed: self.question.clone(), link: None, kind: EvidenceKind::Question }
    }

    /// Whether it is still somebody's turn.
    pub fn is_open(&self) -> bool {
        !matches!(self.stage, Stage::Closed { .. })
    }

    /// Whether it waits for a round, and nobody was looked for before.
    pub fn is_gathered(&self) -> bool {
        matches!(self.stage, Stage::Waiting { again_at, tries: 0 } if again_at > self.at)
    }
}

/// An ask put to one mentor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Offer {
    /// Its own.
    pub id: OfferId,
    /// How often it was written; 0 before the first time.
    #[serde(skip)]
    pub version: u32,
    /// For which ask.
    pub ask: AskId,
    /// To whom.
    pub mentor: MemberId,
    /// Why to them: up to three reasons, most telling first.
    pub reasons: Vec<Reason>,
    /// What the match went by, so that it can be told later. None where a mentor came forward, or was asked by an
    /// earlier release.
    #[serde(default)]
    pub why: Option<Why>,
    /// The wording in which the mentor was asked, once they were.
    #[serde(default)]
    pub prompt: Option<Receipt>,
    /// A compliment that was written and held back, so that nobody has to write it again.
    pub draft: Option<(Meet, Typed)>,
    /// What became of it.
    pub stage: OfferStage,
}

/// What became of an offer. Only [`OfferStage::Planned`] and [`OfferStage::Offered`] can change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferStage {
    /// It waits for the mentor's working hours.
    Planned {
        /// When they begin.
        opens_at: DateTime<Utc>,
    },
    /// The mentor has it.
    Offered {
        /// Until when: four of their working hours from the start.
        until: DateTime<Utc>,
    },
    /// They affirmed the learner.
    Accepted {
        /// When.
        at: DateTime<Utc>,
    },
    /// They passed.
    Passed {
        /// When.
        at: DateTime<Utc>,
        /// How.
        how: Pass,
    },
    /// They did not answer in time.
    Missed {
        /// When it ran out.
        at: DateTime<Utc>,
    },
    /// It was taken back: the learner withdrew, or somebody else was faster.
    Recalled {
        /// When.
        at: DateTime<Utc>,
    },
}

/// How a mentor passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pass {
    /// There is no room now.
    NotNow,
    /// It is not theirs to answer.
    NotForMe,
}

impl Offer {
    /// Whether the mentor came forward by themselves.
    pub fn is_volunteered(&self) -> bool {
        self.reasons == [Reason::Volunteer]
    }

    /// Whether the mentor may still answer it.
    pub fn is_open(&self) -> bool {
        matches!(self.stage, OfferStage::Planned { .. } | OfferStage::Offered { .. })
    }
}
