//! Which calls came in.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

/// One call to the Web API, answered or not.
#[derive(Debug, Clone)]
pub struct Called {
    /// The method: `chat.postMessage`.
    pub method: String,
    /// Whose token it bore.
    pub team: Option<String>,
    /// What was asked, as far as it could be read.
    pub args: Map<String, Value>,
    /// The answer's `error`; `None` when it went well.
    pub error: Option<String>,
    /// When, on the injected clock.
    pub at: DateTime<Utc>,
}
