//! What Discord says no to, and whether the app should have known better.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

/// Something the app did that Discord's contract forbids. Tests read these; one left unread fails the test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The route, or the door: `POST /channels/{channel}/messages`, `gateway`, `answer to /mentor win`.
    pub of: String,
    /// Discord's code: of an error (`50035`), or of a close on the gateway (`4004`). 0 where Discord has none.
    pub code: u32,
    /// What exactly is wrong, for whoever mends it.
    pub why: String,
    /// When, on the injected clock.
    pub at: DateTime<Utc>,
}

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {} ({})", self.of, self.code, self.why)
    }
}

/// An answer with an error in it.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) code: u32,
    pub(crate) message: String,
    /// Why the app is at fault; `None` where the world merely is the way it is (somebody left, a channel is gone).
    pub(crate) why: Option<String>,
    /// Which field of the body it is about: `/embeds/0/title`.
    field: Option<String>,
    /// Where there were too many calls: how long to wait, and whose limit it is.
    pub(crate) wait: Option<Wait>,
}

/// How long to stay away.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Wait {
    pub(crate) seconds: f64,
    pub(crate) scope: Scope,
}

/// Whose limit was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The app's, for one route.
    User,
    /// The app's, for all routes.
    Global,
    /// Everybody's, for one channel or guild: nobody's fault.
    Shared,
}

impl Scope {
    /// As the header says it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Scope::User => "user",
            Scope::Global => "global",
            Scope::Shared => "shared",
        }
    }
}

impl Refusal {
    /// The world is the way it is; an app has to live with this answer.
    pub(crate) fn told(status: u16, code: u32, message: &str) -> Refusal {
        Refusal { status, code, message: message.to_owned(), why: None, field: None, wait: None }
    }

    /// The app broke the contract.
    pub(crate) fn wrong(status: u16, code: u32, message: &str, why: impl Into<String>) -> Refusal {
        Refusal { why: Some(why.into()), ..Refusal::told(status, code, message) }
    }

    /// The body is not of the form that it has to have, in this field.
    pub(crate) fn form(field: &str, why: impl Into<String>) -> Refusal {
        let why = why.into();
        let named = if field.is_empty() { why } else { format!("{field}: {why}") };
        Refusal { field: Some(field.to_owned()), ..Refusal::wrong(400, 50035, "Invalid Form Body", named) }
    }

    /// Too many calls.
    pub(crate) fn limited(wait: Wait) -> Refusal {
        let message = match wait.scope {
            Scope::User | Scope::Global => "You are being rate limited.",
            Scope::Shared => "The resource is being rate limited.",
        };
        Refusal { wait: Some(wait), ..Refusal::told(429, 0, message) }
    }

    /// There is no such thing: a message, a channel, a user.
    pub(crate) fn unknown(code: u32, what: &str) -> Refusal {
        Refusal::told(404, code, &format!("Unknown {what}"))
    }

    /// The same, and the app is at fault.
    pub(crate) fn because(self, why: impl Into<String>) -> Refusal {
        Refusal { why: Some(why.into()), ..self }
    }

    /// The same, of something that stands in a field.
    pub(crate) fn within(mut self, field: &str) -> Refusal {
        self.field = self.field.map(|inner| format!("{field}{inner}"));
        self
    }

    /// The body of the answer.
    pub(crate) fn body(&self) -> Value {
        let mut body = json!({ "message": self.message, "code": self.code });
        if let Some(wait) = &self.wait {
            return json!({
                "message": self.message, "retry_after": wait.seconds, "global": wait.scope == Scope::Global,
            });
        }
        if let Some(field) = &self.field {
            let why = self.why.as_deref().unwrap_or_default();
            let said = json!({ "_errors": [{ "code": "BASE_TYPE_BAD", "message": why }] });
            let names = field.split('/').filter(|name| !name.is_empty()).rev();
            body["errors"] = names.fold(said, |inner, name| json!({ name: inner }));
        }
        body
    }
}
