//! What the memory answers with, where that is more than the nouns.

use chrono::{DateTime, Utc};

use crate::ask::{Ask, Offer};
use crate::community::Community;
use crate::id::TaskId;
use crate::member::Member;
use crate::message::Reply;
use crate::session::Session;
use crate::signal::{AccountLink, Signal, Source, Whose};
use crate::task::{Address, Task};
use crate::win::Win;

/// Who is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sought {
    /// Those whom one of these words may mean: by their id, their handle, or their name, in small or capital letters.
    Called(Vec<String>),
    /// Those who run the community, or see how it goes.
    WithARole,
}

/// Who speaks, where, and whether this very call was answered before.
#[derive(Debug, Clone)]
pub struct Entrance {
    /// The community of the scope.
    pub community: Community,
    /// The speaker, when they are known.
    pub speaker: Option<Member>,
    /// The answer that the same call got before.
    pub answered: Option<Reply>,
}

/// Everything that concerns one member now.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    /// Wins since an instant, newest first, without those that were taken back.
    pub wins: Vec<Win>,
    /// Open asks as a learner, oldest first.
    pub asks: Vec<Ask>,
    /// Open offers as a mentor, oldest first.
    pub offers: Vec<Offer>,
    /// Open sessions in either role, oldest first.
    pub sessions: Vec<Session>,
    /// Signals about them that end after that same instant, without those that were taken back; the first to end first.
    pub signals: Vec<Signal>,
}

/// What is held about one member besides who they are: everything that they said, and that was said with them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Belongings {
    /// Wins, those that were taken back too, oldest first.
    pub wins: Vec<Win>,
    /// Asks as a learner, oldest first.
    pub asks: Vec<Ask>,
    /// Offers as a mentor, oldest first.
    pub offers: Vec<Offer>,
    /// Sessions in either role, oldest first.
    pub sessions: Vec<Session>,
    /// Reasons why now that are known of them, in no stated order.
    pub signals: Vec<Signal>,
    /// Their accounts elsewhere, in no stated order.
    pub links: Vec<AccountLink>,
    /// What waits to be said to them, in order of due time.
    pub waiting: Vec<Task>,
}

/// An ask and what belongs to it.
#[derive(Debug, Clone)]
pub struct AskStory {
    /// The ask.
    pub ask: Ask,
    /// Who asks.
    pub learner: Member,
    /// Its open offers.
    pub offers: Vec<Offer>,
    /// Recent wins of the learner, newest first, without those that were taken back.
    pub wins: Vec<Win>,
    /// Signals about the learner that end after the instant from which on wins are recent, without those that were
    /// taken back; the first to end first.
    pub signals: Vec<Signal>,
}

/// An offer and what belongs to it.
#[derive(Debug, Clone)]
pub struct OfferStory {
    /// The offer.
    pub offer: Offer,
    /// To whom.
    pub mentor: Member,
    /// Its ask.
    pub ask: AskStory,
}

/// A session and what belongs to it.
#[derive(Debug, Clone)]
pub struct SessionStory {
    /// The session.
    pub session: Session,
    /// Its ask.
    pub ask: Ask,
    /// Who asks.
    pub learner: Member,
    /// Who helps.
    pub mentor: Member,
}

/// What is promised in a community and not kept yet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waiting {
    /// How many promises.
    pub count: u32,
    /// When the first of them is due.
    pub oldest: Option<DateTime<Utc>>,
    /// When a message arrived last.
    pub said: Option<DateTime<Utc>>,
}

/// Something that was tried in vain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mishap {
    /// Which promise.
    pub task: TaskId,
    /// To whom it was to be said; `None` when it was something to decide.
    pub to: Option<Address>,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Why, free of people's words.
    pub why: String,
    /// What becomes of it.
    pub outlook: Outlook,
}

/// What becomes of something that was tried in vain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outlook {
    /// Nothing: it was given up.
    GivenUp,
    /// It may have arrived; before the next try that is looked at.
    InDoubt {
        /// When.
        again_at: DateTime<Utc>,
    },
    /// It is tried again.
    Waiting {
        /// When.
        again_at: DateTime<Utc>,
    },
}

/// Which signals are asked for.
#[derive(Debug, Clone, Copy)]
pub enum Which<'a> {
    /// Those about some.
    Of(&'a [Whose]),
    /// Those that a source told with that key, whoever they are about.
    Told(&'a Source, &'a str),
}
