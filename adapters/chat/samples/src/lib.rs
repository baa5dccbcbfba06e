//! What each renderer of a chat platform is tried with, the same for all of them.
//!
//! - `messages.rs`: messages that people get
//! - `forms.rs`: forms that they fill in
//! - `anything.rs`: whatever may be said, also by somebody who means no good

mod anything;
mod forms;
mod messages;

use chrono::{DateTime, Utc};

pub use anything::{Speech, said};
pub use forms::{compliment, corrected, field, known, note, warned};
pub use messages::{
    action, affirmed, agenda, asked, bundle, checkpoint, me, misheard, noted, nudge, offer, pooled, times,
};

/// Friday, 20 November 2026, at 09:20 in Berlin.
pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_162_800, 0).expect("an instant")
}
