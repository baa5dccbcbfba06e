//! What may be used once, or not for long: triggers, `response_url`s, OAuth codes.

use chrono::{DateTime, TimeDelta, Utc};

/// A trigger opens one modal, within this time.
pub(crate) const TRIGGER_LASTS: TimeDelta = TimeDelta::seconds(3);
/// A `response_url` is good for so long …
pub(crate) const REPLY_LASTS: TimeDelta = TimeDelta::minutes(30);
/// … and for so many messages.
pub(crate) const REPLY_USES: u32 = 5;
/// An OAuth code has to be exchanged within this time.
pub(crate) const CODE_LASTS: TimeDelta = TimeDelta::minutes(10);
/// The ticket of a socket has to be used within this time.
pub(crate) const SOCKET_TICKET_LASTS: TimeDelta = TimeDelta::seconds(30);

/// A `trigger_id`.
#[derive(Debug, Clone)]
pub(crate) struct Trigger {
    pub(crate) team: String,
    pub(crate) user: String,
    pub(crate) at: DateTime<Utc>,
    pub(crate) used: bool,
    /// The modal it was pressed in; only such a one can push another.
    pub(crate) in_modal: Option<String>,
}

/// A `response_url`.
#[derive(Debug, Clone)]
pub(crate) struct ReplyUrl {
    pub(crate) team: String,
    pub(crate) channel: String,
    pub(crate) user: String,
    pub(crate) at: DateTime<Utc>,
    pub(crate) uses: u32,
    /// The `ts` of the message whose button was pressed.
    pub(crate) original: Option<String>,
}

/// A code that OAuth hands to the redirect.
#[derive(Debug, Clone)]
pub(crate) struct Code {
    pub(crate) team: String,
    pub(crate) user: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) redirect: String,
    pub(crate) at: DateTime<Utc>,
    pub(crate) used: bool,
}
