//! Tasks: what Smallwins has promised to do, and when.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::action::Action;
use crate::community::Community;
use crate::follow_up::Wish;
use crate::id::{AskId, CommunityId, MemberId, OfferId, SessionId, TaskId, WinId};
use crate::message::{Message, Receipt};
use crate::platform::Posted;
use crate::tongue::Tongue;

/// Something due.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// Its own.
    pub id: TaskId,
    /// When it is due.
    pub due: DateTime<Utc>,
    /// The wall time that `due` was computed from, so that changed hours, zones and tzdata can move it.
    pub wish: Option<Wish>,
    /// After this instant it is dropped, with a reason, rather than done late.
    pub not_after: Option<DateTime<Utc>>,
    /// What it is about: when that comes to nothing, so do the waiting wake-ups.
    pub about: Subject,
    /// What is to be done.
    pub work: Work,
}

/// What waits for so long, or is due so much later, was put off; what waits for less waits for its turn at most.
pub const PUT_OFF: TimeDelta = TimeDelta::minutes(1);

/// What a task is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// An ask.
    Ask(AskId),
    /// An offer.
    Offer(OfferId),
    /// A session.
    Session(SessionId),
    /// A member.
    Member(MemberId),
    /// A member's pause: it ends, and what is promised them besides goes on.
    Pause(MemberId),
    /// A win.
    Win(WinId),
    /// The whole community.
    Community(CommunityId),
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    /// To decide something.
    Act(Action),
    /// To say something.
    Deliver(Delivery),
}

/// Something to be said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Delivery {
    /// To whom.
    pub to: Address,
    /// What.
    pub message: Message,
    /// How it treats the recipient's day.
    pub manner: Manner,
    /// What stands in the channel and is changed by it, when it is nothing new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<Posted>,
}

impl Delivery {
    /// Something new to be said.
    pub fn new(to: Address, message: Message, manner: Manner) -> Delivery {
        Delivery { to, message, manner, instead_of: None }
    }
}

/// Where something is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Address {
    /// In a member's direct messages.
    Member(MemberId),
    /// In the community's channel.
    Channel,
    /// In the channel that those who run the community chose for its digest.
    Digest,
}

/// How a delivery treats the recipient's day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Manner {
    /// Part of an appointment that the recipient made: said at its time.
    Appointment,
    /// An answer that the recipient waits for: said in their hours.
    Awaited,
    /// Smallwins speaks first: said in their hours, at most three messages a day.
    Proactive,
}

/// Which tasks a worker asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Those with something to decide.
    Act,
    /// Those with something to say.
    Deliver,
}

impl Work {
    /// Whether it decides or says.
    pub fn kind(&self) -> Kind {
        match self {
            Work::Act(_) => Kind::Act,
            Work::Deliver(_) => Kind::Deliver,
        }
    }
}

/// The right to do one task now. Whoever holds it says how it ended; a later holder makes it void.
#[derive(Debug, Clone)]
pub struct Lease {
    /// In which community.
    pub community: Community,
    /// What is to be done.
    pub task: Task,
    /// Which try this is, from 1: the fencing token of [`Settlement`].
    pub attempt: u32,
    /// When the first try began: before that it was not done. Not known of what was tried by an earlier release.
    pub first_try: Option<DateTime<Utc>>,
    /// An earlier try ended without saying how.
    pub in_doubt: bool,
    /// The tries that came to nothing, if any did.
    pub in_vain: Option<InVain>,
}

/// Tries that came to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InVain {
    /// How many.
    pub times: u32,
    /// When the first of them ended.
    pub since: DateTime<Utc>,
}

/// How a leased task ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// In which community.
    pub scope: crate::community::Scope,
    /// Which task.
    pub task: TaskId,
    /// Of which lease.
    pub attempt: u32,
    /// How.
    pub outcome: Outcome,
    /// The wording in which it was said, where that is known.
    pub said: Option<Receipt>,
}

/// How a task ended, or that it goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Decided, or said; the platform's message id in the second case.
    Done {
        /// The platform's id of the message. Messages said as one share it.
        message: Option<String>,
    },
    /// To be done at another time, which is nobody's failure and counts as no try.
    Later {
        /// When.
        due: DateTime<Utc>,
        /// Why, free of people's words.
        why: String,
    },
    /// Tried in vain, and worth another try.
    Again {
        /// When.
        due: DateTime<Utc>,
        /// Why, free of people's words.
        why: String,
    },
    /// Not to be done any more, as it would come too late or is settled otherwise.
    Dropped {
        /// Why, free of people's words.
        why: String,
    },
    /// It cannot be done.
    Failed {
        /// Why, free of people's words.
        why: String,
    },
    /// It may have been done or not; the next holder looks first.
    Unknown {
        /// When to look.
        due: DateTime<Utc>,
        /// Why, free of people's words.
        why: String,
    },
}

impl Lease {
    /// It with what is to be said as its reader reads it then, in their language.
    pub(crate) fn read_in(mut self, tongue: Tongue, now: DateTime<Utc>) -> Lease {
        if let Work::Deliver(delivery) = self.task.work {
            let message = delivery.message.in_tongue(tongue).read_at(now);
            self.task.work = Work::Deliver(Delivery { message, ..delivery });
        }
        self
    }

    /// The end of this lease.
    pub fn settle(&self, outcome: Outcome) -> Settlement {
        let said = match (&self.task.work, &outcome) {
            (Work::Deliver(delivery), Outcome::Done { .. }) => Some(delivery.message.receipt.clone()),
            _ => None,
        };
        Settlement { scope: self.community.scope(), task: self.task.id, attempt: self.attempt, outcome, said }
    }
}

/// What stands before a member where their pause is meant.
const PAUSE: &str = "pause/";

impl std::fmt::Display for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Subject::Ask(id) => id.fmt(f),
            Subject::Offer(id) => id.fmt(f),
            Subject::Session(id) => id.fmt(f),
            Subject::Member(id) => id.fmt(f),
            Subject::Pause(id) => write!(f, "{PAUSE}{id}"),
            Subject::Win(id) => id.fmt(f),
            Subject::Community(id) => id.fmt(f),
        }
    }
}

impl std::str::FromStr for Subject {
    type Err = NoSubject;

    fn from_str(text: &str) -> Result<Self, NoSubject> {
        if let Some(member) = text.strip_prefix(PAUSE) {
            return member.parse().map(Subject::Pause).map_err(|_| NoSubject);
        }
        let ask = text.parse().map(Subject::Ask);
        let offer = text.parse().map(Subject::Offer);
        let session = text.parse().map(Subject::Session);
        let member = text.parse().map(Subject::Member);
        let win = text.parse().map(Subject::Win);
        let community = text.parse().map(Subject::Community);
        ask.or(offer).or(session).or(member).or(win).or(community).map_err(|_| NoSubject)
    }
}

/// A text that names nothing a task can be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the id of an ask, an offer, a session, a member, a win or a community, and nobody's pause")]
pub struct NoSubject;

impl Serialize for Subject {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Subject {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
