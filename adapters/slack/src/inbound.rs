//! What Slack tells us, the same by either transport.
//!
//! Payloads are read by structs of our own that know the few fields we need and let the rest pass: Slack adds fields
//! and event types whenever it likes. An id that stands in a button, in `private_metadata` or in a `block_id` is a
//! claim: the core checks at each press who may say so.

mod body;
mod command;
mod event;
mod interaction;
mod mention;
mod user;

use std::fmt;

use serde::{Deserialize, Deserializer};
use smallwins_core::message::Values;

pub(crate) use body::{Told, told};
pub(crate) use command::from_json as command;
pub(crate) use event::event;
pub(crate) use interaction::interaction;
pub(crate) use user::{Dnd, User};

/// One thing that Slack tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Inbound {
    /// In which workspace (`T…`).
    pub(crate) team: String,
    /// What makes it the same at each retry: the trigger, the event's id, or the view and what stands in it.
    pub(crate) id: String,
    /// What.
    pub(crate) what: What,
}

/// What is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum What {
    /// Somebody typed the command.
    Command {
        /// Who (`U…`), and where and how they can be answered.
        from: Speaker,
        /// What follows the command, with mentions as people read them.
        text: String,
    },
    /// Somebody pressed a button.
    Press {
        /// Who, and where and how they can be answered.
        from: Speaker,
        /// The text form of the action that the button carries.
        action: String,
        /// Where the button stands.
        on: On,
        /// Which button it is: the same at each press of it.
        button: String,
    },
    /// Somebody sent a form.
    Submission {
        /// Who, and where and how they can be answered.
        from: Speaker,
        /// The text form of the action that the form carries.
        action: String,
        /// What stands in its fields.
        values: Values,
        /// The form.
        view: View,
    },
    /// Somebody pressed or sent this, and a part of it belongs to another workspace.
    Strayed(Box<What>),
    /// Somebody wrote a line in their direct message with Smallwins.
    Line {
        /// Who.
        user: String,
        /// The direct message (`D…`).
        channel: String,
        /// What.
        text: String,
    },
    /// Somebody opened the Home tab.
    HomeOpened {
        /// Who.
        user: String,
    },
    /// Somebody is described anew.
    Described(Profile),
    /// Somebody's Do Not Disturb changed.
    Quiet {
        /// Who.
        user: String,
        /// The stretch in which they are not to be disturbed, in Unix seconds; `None` when there is none.
        stretch: Option<(i64, i64)>,
    },
    /// Somebody entered a channel: Smallwins itself, when it is its own user.
    Entered {
        /// Who.
        user: String,
        /// Where (`C…`).
        channel: String,
        /// Who invited them (`U…`), when somebody did.
        inviter: Option<String>,
        /// Whether other workspaces share the channel.
        shared: bool,
    },
    /// The app was removed from the workspace.
    Uninstalled,
    /// The bot's token holds no longer.
    Revoked,
    /// Slack keeps events from us for a while, as there were too many.
    Withheld,
    /// Something that does not concern us, by its name: Slack's, or one behind which we say why.
    Nothing(String),
}

impl What {
    /// Whether Slack tells it by itself, and nobody waits for what is said to it.
    pub(crate) fn is_event(&self) -> bool {
        match self {
            What::Command { .. } | What::Press { .. } | What::Submission { .. } | What::Strayed(_) => false,
            What::Line { .. }
            | What::HomeOpened { .. }
            | What::Described(_)
            | What::Quiet { .. }
            | What::Entered { .. }
            | What::Uninstalled
            | What::Revoked
            | What::Withheld
            | What::Nothing(_) => true,
        }
    }

    /// Its name in what is counted.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            What::Command { .. } => "command",
            What::Press { .. } => "press",
            What::Submission { .. } => "submission",
            What::Strayed(_) => "strayed",
            What::Line { .. } => "line",
            What::HomeOpened { .. } => "home",
            What::Described(_) => "described",
            What::Quiet { .. } => "quiet",
            What::Entered { .. } => "entered",
            What::Uninstalled => "uninstalled",
            What::Revoked => "revoked",
            What::Withheld => "withheld",
            What::Nothing(_) => "nothing",
        }
    }
}

/// Who speaks, and the ways in which they can be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Speaker {
    /// Who (`U…`).
    pub(crate) user: String,
    /// The channel they spoke in, when they did in one (`C…`, `D…`).
    pub(crate) channel: Option<String>,
    /// Opens one modal within three seconds.
    pub(crate) trigger: Option<String>,
    /// Takes up to five messages within thirty minutes.
    pub(crate) response_url: Option<String>,
}

/// Where a button stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum On {
    /// In a message that stays.
    Message,
    /// In a message that only its reader sees.
    Ephemeral,
    /// In a modal, with what stands in its fields.
    Modal(View, Values),
    /// On the Home tab.
    Home,
}

/// A modal that is open for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct View {
    /// Its id (`V…`).
    pub(crate) id: String,
    /// Its state, which guards an update against another one.
    pub(crate) hash: String,
    /// What we put into it for ourselves.
    pub(crate) metadata: String,
}

/// A person as Slack describes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Profile {
    /// Who (`U…`).
    pub(crate) user: String,
    /// What they want to be called.
    pub(crate) name: Option<String>,
    /// Their IANA zone.
    pub(crate) zone: Option<String>,
    /// Their language, as an IETF tag (`en-GB`).
    pub(crate) locale: Option<String>,
    /// Whether they run the workspace.
    pub(crate) admin: bool,
    /// Whether they are a machine, or gone.
    pub(crate) gone: bool,
}

/// Reads what may be left out or `null`: Slack does both.
fn lenient<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(payload: D) -> Result<T, D::Error> {
    Option::<T>::deserialize(payload).map(Option::unwrap_or_default)
}

/// A payload that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unreadable {what}: {why}")]
pub(crate) struct Garbled {
    /// What it should have been.
    pub(crate) what: &'static str,
    /// What is wrong with it, free of people's words.
    pub(crate) why: Why,
}

/// What is wrong with a payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Why {
    /// It is no JSON, or not of the shape that it should have.
    Json {
        /// What kind of trouble it is.
        trouble: &'static str,
        /// Where it was noticed: line and column.
        at: (usize, usize),
    },
    /// Something that has to be there is not.
    Missing(&'static str),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::Json { trouble, at: (line, column) } => write!(f, "{trouble} at {line}:{column}"),
            Why::Missing(name) => write!(f, "no {name}"),
        }
    }
}

impl Garbled {
    /// JSON that does not fit. What serde says of it quotes it, so only its kind and place are kept.
    fn json(what: &'static str, error: &serde_json::Error) -> Garbled {
        let trouble = match error.classify() {
            serde_json::error::Category::Syntax => "no JSON",
            serde_json::error::Category::Data => "another shape",
            serde_json::error::Category::Eof => "cut off",
            serde_json::error::Category::Io => "unreadable",
        };
        Garbled { what, why: Why::Json { trouble, at: (error.line(), error.column()) } }
    }

    fn missing(what: &'static str, name: &'static str) -> Garbled {
        Garbled { what, why: Why::Missing(name) }
    }
}

#[cfg(test)]
mod tests;
