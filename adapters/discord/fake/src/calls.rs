//! Which calls came in.

use chrono::{DateTime, Utc};
use serde_json::Value;

/// One call over HTTP, answered or not.
#[derive(Debug, Clone)]
pub struct Called {
    /// The route as it is documented: `POST /channels/{channel}/messages`.
    pub route: String,
    /// The path as it came, without the query: `/channels/12/messages`.
    pub path: String,
    /// What came behind the question mark.
    pub query: String,
    /// The JSON that came in; `null` where there was none, or none that could be read.
    pub body: Value,
    /// The files beside it: name and bytes.
    pub files: Vec<(String, Vec<u8>)>,
    /// The status of the answer; 0 where none was given.
    pub status: u16,
    /// Discord's code in the answer: `50007`. `None` when it went well.
    pub code: Option<u32>,
    /// When, on the injected clock.
    pub at: DateTime<Utc>,
}
