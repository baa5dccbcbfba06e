//! What was said: the lines of every column and of the channel.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use smallwins_core::message::{Block, Button, Message};
use smallwins_core::platform::Handle;

/// One line of a thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// What makes it the same line at each attempt: the task's id, or the call's and which side of it.
    pub(crate) key: String,
    /// The keys of the other tasks that were said with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) also: Vec<String>,
    /// Its place among all lines of the playground; the first is 1.
    pub(crate) seq: u64,
    /// When it was said.
    pub(crate) at: DateTime<Utc>,
    /// Where.
    pub(crate) place: Place,
    /// What.
    pub(crate) what: Line,
    /// Whether it said something else at first.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) changed: bool,
}

/// Where something is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Place {
    /// Between one player and Smallwins.
    Direct(Handle),
    /// In the channel, which everybody reads.
    Channel,
}

/// What a line of a thread is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Line {
    /// The player typed this.
    Typed(String),
    /// The player pressed the button of this label.
    Chose(String),
    /// The player sent the form of this title.
    Sent(String),
    /// Smallwins answered, to be seen by the player alone.
    Answered(Message),
    /// Smallwins spoke.
    Delivered(Message),
}

/// A line on its way into a thread.
pub(crate) struct Draft {
    /// As in [`Entry`].
    pub(crate) key: String,
    /// As in [`Entry`].
    pub(crate) also: Vec<String>,
    /// Where.
    pub(crate) place: Place,
    /// What.
    pub(crate) what: Line,
}

impl Entry {
    /// The button at a place among all buttons of the message, from 0.
    pub(crate) fn button(&self, place: usize) -> Option<&Button> {
        let (Line::Answered(message) | Line::Delivered(message)) = &self.what else { return None };
        let buttons = message.blocks.iter().filter_map(|block| match block {
            Block::Buttons(buttons) => Some(buttons),
            _ => None,
        });
        buttons.flatten().nth(place)
    }

    /// Whether it stands in this player's column.
    pub(crate) fn is_seen_by(&self, handle: &Handle) -> bool {
        match &self.place {
            Place::Direct(to) => to == handle,
            Place::Channel => true,
        }
    }
}
