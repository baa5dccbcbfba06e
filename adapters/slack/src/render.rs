//! What is said, as Block Kit: pure functions, and every limit of Slack's kept.

use chrono_tz::Tz;
use serde_json::Value;
use smallwins_core::message::{Form, Message};

/// One message as `chat.postMessage`, an acknowledgement and a `response_url` take it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Post {
    /// What a notification and a screen reader say.
    pub(crate) text: String,
    /// What is shown.
    pub(crate) blocks: Vec<Value>,
}

/// A message for a reader in a zone; more than one post when a single one cannot hold it.
pub(crate) fn posts(message: &Message, zone: Tz) -> Vec<Post> {
    let _ = (message, zone);
    Vec::new()
}

/// A form as a modal. `metadata` comes back with what is sent.
pub(crate) fn modal(form: &Form, zone: Tz, metadata: &str) -> Value {
    let _ = (form, zone, metadata);
    Value::Null
}

/// A message as a modal that holds nothing to fill in.
pub(crate) fn notice(message: &Message, zone: Tz, metadata: &str) -> Value {
    let _ = (message, zone, metadata);
    Value::Null
}

/// A message as the Home tab.
pub(crate) fn home(message: &Message, zone: Tz) -> Value {
    let _ = (message, zone);
    Value::Null
}

/// What is wrong in a form, by the `block_id` of the field; `None` when nothing is.
pub(crate) fn problems(form: &Form) -> Option<Value> {
    let _ = form;
    None
}
