//! The port to the outside: where messages go.

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::community::Community;
use crate::id::TaskId;
use crate::member::Member;
use crate::message::Message;
use crate::task::Manner;

/// The name of a platform: `slack`, `discord`, `playground`. Open, so that a new platform is one folder.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PlatformName(String);

impl PlatformName {
    /// The platform of that name.
    pub fn new(name: impl Into<String>) -> Self {
        PlatformName(name.into())
    }

    /// Its name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PlatformName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A member's id on their platform.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Handle(pub String);

/// To whom a message goes.
#[derive(Debug, Clone, Copy)]
pub enum Recipient<'a> {
    /// To one member, in a direct message.
    Member(&'a Member),
    /// To everybody in a channel, by the platform's id; `None` while none was chosen.
    Channel(Option<&'a str>),
}

/// Where a message stands that was said to everybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posted {
    /// The channel, by the platform's id.
    pub channel: String,
    /// The message in it.
    pub message: MessageId,
}

/// One message on its way out.
#[derive(Debug, Clone, Copy)]
pub struct Outgoing<'a> {
    /// The task that promised it: the same at each attempt, so it serves as the platform's nonce.
    pub task: TaskId,
    /// The tasks whose messages are bundled into this one, besides the first. When it stays in doubt whether a bundle
    /// arrived, each of them comes back alone: a platform that looks has to know them all.
    pub also: &'a [TaskId],
    /// In which community.
    pub community: &'a Community,
    /// To whom.
    pub to: Recipient<'a>,
    /// What.
    pub message: &'a Message,
    /// The message of ours there whose place it takes; one that is gone needs no change. To change it again says the
    /// same, so nobody looks before that.
    pub instead_of: Option<&'a MessageId>,
    /// When it was to be said: the earliest of a bundle. After a wait, the end of that wait.
    pub due: DateTime<Utc>,
    /// How it treats the recipient's day: that of the first of a bundle, whose messages are all alike in this.
    pub manner: Manner,
    /// When it was tried for the first time, as far as that is known: before that it cannot have arrived.
    pub first_try: Option<DateTime<Utc>>,
    /// An earlier attempt may have arrived: look before sending again.
    pub in_doubt: bool,
}

/// The platform's id of a message that arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageId(pub String);

/// Why a message did not arrive, in terms of what is to be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeliveryError {
    /// Nothing was sent; worth another try after a while. An hour or more is nobody's failure, such as somebody who
    /// does not want to be disturbed, and is waited for as often as it is told; what is put off for less is tried for
    /// days.
    #[error("not now, again in {after:?}: {why}")]
    Later {
        /// How long to wait.
        after: Duration,
        /// The platform's reason, free of people's words.
        why: String,
    },
    /// Nothing was sent, and trying again would not help.
    #[error("never: {why}")]
    Never {
        /// The platform's reason, free of people's words.
        why: String,
    },
    /// It may have arrived, or not.
    #[error("unknown: {why}")]
    Unknown {
        /// What happened, free of people's words.
        why: String,
    },
    /// Nothing was sent, as nothing reaches this person.
    #[error("this person cannot be reached: {why}")]
    Unreachable {
        /// Whether they are gone.
        lost: Lost,
        /// The platform's reason, free of people's words.
        why: String,
    },
    /// Nothing was sent, as nobody of this community can be reached: the token was refused, or the app was removed.
    #[error("nobody here can be reached: {why}")]
    Closed {
        /// The platform's reason, free of people's words.
        why: String,
    },
}

/// In which way somebody is lost to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// They left, were deactivated, or are a bot.
    Gone,
    /// They are there, and their direct messages are closed to us.
    Shut,
}

/// A place where people are: Slack, Discord, the playground.
#[async_trait]
pub trait Platform: Send + Sync {
    /// Which one.
    fn name(&self) -> &PlatformName;

    /// To how many recipients it delivers at the same time. Messages to one recipient never overtake one another.
    fn at_once(&self) -> usize {
        1
    }

    /// Delivers one message. Called by [`crate::work_off`] alone.
    async fn deliver(&self, outgoing: Outgoing<'_>) -> Result<MessageId, DeliveryError>;
}
