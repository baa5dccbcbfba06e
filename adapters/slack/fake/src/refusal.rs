//! What Slack says no to, and whether the app should have known better.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

/// Something the app did that Slack's contract forbids. Tests read these; one left unread fails the test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The method, or the door: `chat.postMessage`, `response_url`, `ack of /mentor`.
    pub of: String,
    /// Slack's word for it: `invalid_blocks`.
    pub error: String,
    /// What exactly is wrong, for whoever mends it.
    pub why: String,
    /// When, on the injected clock.
    pub at: DateTime<Utc>,
}

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {} ({})", self.of, self.error, self.why)
    }
}

/// An answer with `ok: false`.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) error: String,
    /// Why the app is at fault; `None` where the world merely is the way it is (a user left, a token was revoked).
    pub(crate) why: Option<String>,
    /// Further fields of the answer: `needed`, `provided`.
    pub(crate) details: Map<String, Value>,
}

impl Refusal {
    /// The world is the way it is; an app has to live with this answer.
    pub(crate) fn told(error: &str) -> Refusal {
        Refusal { error: error.to_owned(), why: None, details: Map::new() }
    }

    /// The app broke the contract.
    pub(crate) fn wrong(error: &str, why: impl Into<String>) -> Refusal {
        Refusal { error: error.to_owned(), why: Some(why.into()), details: Map::new() }
    }

    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Refusal {
        self.details.insert(name.to_owned(), value.into());
        self
    }

    /// The same, under another name; a ping keeps its own.
    pub(crate) fn renamed(mut self, error: &str) -> Refusal {
        if self.error != "unintended_mention" {
            error.clone_into(&mut self.error);
        }
        self
    }

    /// The body of the answer.
    pub(crate) fn body(&self) -> Value {
        let mut body = json!({ "ok": false, "error": self.error });
        if let Some(why) = &self.why {
            body["response_metadata"] = json!({ "messages": [format!("[ERROR] {why}")] });
        }
        for (name, value) in &self.details {
            body[name] = value.clone();
        }
        body
    }
}
