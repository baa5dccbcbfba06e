//! What came of something that somebody did.

use std::time::Duration;

use serde_json::Value;

/// The first answer to an interaction.
#[derive(Debug, Clone)]
pub struct Ack {
    /// Whether it came in time, and was one that Discord takes.
    pub in_time: bool,
    /// Its type: 4 a message, 5 later, 6 nothing yet, 7 the message changed, 8 choices, 9 a form. `None` where nothing
    /// came.
    pub kind: Option<u8>,
    /// What it said, all of it; `null` where nothing came.
    pub body: Value,
    /// HTTP's status, where it was sent over HTTP; 200 otherwise, 0 where nobody was reached.
    pub status: u16,
    /// How long it took, in real time.
    pub took: Duration,
}
