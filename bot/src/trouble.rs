//! What goes wrong before or around the running of Smallwins, each with its fix and its exit status.

use std::io::{self, ErrorKind};
use std::process::ExitCode;

/// Something that a person at the command line can mend.
#[derive(Debug, thiserror::Error)]
#[error("{says}")]
pub struct Trouble {
    /// Whose turn it is.
    pub kind: Kind,
    /// What happened, free of secrets.
    pub says: String,
    /// What to do about it.
    pub fix: String,
}

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Smallwins was asked rightly and failed.
    Failed,
    /// A flag, a key or a value is not what Smallwins understands.
    Misused,
    /// Starting again soon makes it worse.
    NotNow,
    /// Nobody's: whoever read the answer has enough of it, as `head` has. Nothing is said of it.
    Enough,
}

impl Trouble {
    /// A failure, with what to do about it.
    pub fn failed(says: impl Into<String>, fix: impl Into<String>) -> Self {
        Trouble { kind: Kind::Failed, says: says.into(), fix: fix.into() }
    }

    /// A wrong use, with the right one.
    pub fn misused(says: impl Into<String>, fix: impl Into<String>) -> Self {
        Trouble { kind: Kind::Misused, says: says.into(), fix: fix.into() }
    }

    /// What has to rest, with what to do meanwhile.
    pub fn not_now(says: impl Into<String>, fix: impl Into<String>) -> Self {
        Trouble { kind: Kind::NotNow, says: says.into(), fix: fix.into() }
    }

    /// Standard output does not take what is written to it.
    pub fn unwritten(what: &str, error: &io::Error, fix: &str) -> Self {
        let trouble = Trouble::failed(format!("standard output does not take {what}: {error}"), fix);
        match error.kind() {
            ErrorKind::BrokenPipe => Trouble { kind: Kind::Enough, ..trouble },
            _ => trouble,
        }
    }

    /// The exit status: 1 for a failure, 2 for a wrong use, 3 for what has to rest; and what a shell says of a tool
    /// that ended because nobody read on, 128 and the number of SIGPIPE.
    pub fn status(&self) -> ExitCode {
        match self.kind {
            Kind::Failed => ExitCode::from(1),
            Kind::Misused => ExitCode::from(2),
            Kind::NotNow => ExitCode::from(3),
            Kind::Enough => ExitCode::from(128 + 13),
        }
    }
}
