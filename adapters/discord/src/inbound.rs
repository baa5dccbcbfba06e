//! What Discord tells us, the same by either transport.
//!
//! Interactions are read by structs of our own that know the few fields we need and let the rest pass: Discord adds
//! fields and types whenever it likes. An id that stands in a button or a form is a claim: the core checks at each
//! press who may say so.

mod id;
mod interaction;
mod options;
#[cfg(test)]
mod tests;

use std::fmt;

use serde_json::Value;
use smallwins_core::message::Values;

pub(crate) use id::Id;
pub(crate) use interaction::{from_json, from_value};

use crate::render::{CustomId, Guild};

/// What an interaction is.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "one at a time, and looked at once")]
pub(crate) enum Told {
    /// Discord asks whether this address is ours.
    Ping,
    /// Somebody does something with what we show.
    Inbound(Inbound),
}

/// One thing that somebody does with what we show.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Inbound {
    /// Its id, which no other one has.
    pub(crate) id: u64,
    /// The application that it is for: ours.
    pub(crate) application: u64,
    /// Answers it, for fifteen minutes.
    pub(crate) token: Token,
    /// In which guild; `None` in a direct message.
    pub(crate) guild: Option<Guild>,
    /// In which channel.
    pub(crate) channel: Option<u64>,
    /// Who.
    pub(crate) from: Speaker,
    /// What.
    pub(crate) what: What,
}

/// What is done.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum What {
    /// Somebody sent the command.
    Command {
        /// What they say, in the core's words.
        line: String,
    },
    /// Somebody is typing the command.
    Autocomplete {
        /// Which sub-command.
        verb: String,
        /// Which of its options.
        option: String,
        /// What stands in it so far.
        typed: String,
    },
    /// Somebody pressed a button.
    Press {
        /// What it carries.
        carries: CustomId,
        /// The message that it stands in.
        message: Value,
        /// Which button it is: the same at each press of it.
        button: String,
    },
    /// Somebody sent a form.
    Submission {
        /// What it carries.
        carries: CustomId,
        /// What stands in its fields.
        values: Values,
    },
    /// Somebody used a button or a form that is not ours, or not any more.
    Strange {
        /// What stands in its fields.
        values: Values,
    },
    /// Something that does not concern us, by its name.
    Nothing(String),
}

impl What {
    /// Its name in what is counted.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            What::Command { .. } => "command",
            What::Autocomplete { .. } => "autocomplete",
            What::Press { .. } => "press",
            What::Submission { .. } => "submission",
            What::Strange { .. } => "strange",
            What::Nothing(_) => "nothing",
        }
    }
}

/// Who speaks, as Discord describes them with each interaction.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Speaker {
    /// Who.
    pub(crate) user: u64,
    /// What others call them there.
    pub(crate) name: Option<String>,
    /// Their language, as an IETF tag (`en-GB`).
    pub(crate) locale: Option<String>,
    /// What they may do there; `None` in a direct message.
    pub(crate) permissions: Option<u64>,
}

/// A line that somebody wrote in their direct message with Smallwins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// The message's id.
    pub(crate) id: u64,
    /// The direct message.
    pub(crate) channel: u64,
    /// Who.
    pub(crate) from: Speaker,
    /// What.
    pub(crate) text: String,
}

/// What answers an interaction; whoever has it speaks as we do.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Token(String);

impl Token {
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[sealed]")
    }
}

/// An interaction that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an unreadable interaction: {why}")]
pub(crate) struct Garbled {
    /// What is wrong with it, free of people's words.
    pub(crate) why: Why,
}

/// What is wrong with an interaction.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Why {
    /// It is no JSON, or not of the shape that it should have.
    #[error("{trouble} at {line}:{column}")]
    Json {
        /// What kind of trouble it is.
        trouble: &'static str,
        /// Where it was noticed.
        line: usize,
        /// Where in the line.
        column: usize,
    },
    /// Something that has to be there is not.
    #[error("no {0}")]
    Missing(&'static str),
}

impl Garbled {
    /// JSON that does not fit. What serde says of it quotes it, so only its kind and place are kept.
    fn json(error: &serde_json::Error) -> Garbled {
        let trouble = match error.classify() {
            serde_json::error::Category::Syntax => "no JSON",
            serde_json::error::Category::Data => "another shape",
            serde_json::error::Category::Eof => "cut off",
            serde_json::error::Category::Io => "unreadable",
        };
        Garbled { why: Why::Json { trouble, line: error.line(), column: error.column() } }
    }

    fn missing(name: &'static str) -> Garbled {
        Garbled { why: Why::Missing(name) }
    }
}
