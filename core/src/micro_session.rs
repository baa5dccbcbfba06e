//! The open format *micro-session*, version 3: the journal of a community as lines of JSON, for anybody's own tools.
//!
//! ```text
//! {"format":"micro-session","version":3,"zone":"Europe/Berlin"}
//! {"at":"2026-11-24T10:00:00Z","kind":"asked","person":"mem_…","id":"fact_…","ask":"ask_…","minutes":10}
//! {"end":"micro-session","facts":1}
//! ```
//! One line says what follows, one line each what happened, and the last how many those were, so that what was cut off
//! is noticed. Lines are in the order in which things happened; an id of a fact never comes twice. What belongs to
//! each kind is in [`SCHEMA`], which is a JSON Schema (draft 2020-12) of a line; what the kinds mean, and which number
//! goes by which, in [`crate::fact`] and [`crate::kpi`].
//!
//! A fact holds ids, times and numbers, and no words that people wrote. Whoever exports gives other numbers to the ids
//! of people, asks, offers, sessions and wins, so that nothing leads back to a platform without the key that did it.
//! That is pseudonymous and not anonymous: who knows when two people met finds them by the time.
//!
//! Version 2 has the kind `reopened`, and says of a note whether its compliment was `repeated`; version 3 has the kind
//! `session_unheard`. Versions 1 and 2 are read too: of a note that does not say so it is taken that the compliment was
//! new, and a session that nobody spoke of is one that was missed there. One more kind or field makes another version,
//! as a reader takes nothing that it does not know.
//!
//! [`Writer`] makes lines, [`Reader`] reads them one by one, keeps nothing but the last, and takes nothing that it
//! does not know: no field twice, as readers differ in which of the two they take, and no session of somebody with
//! themselves. What lies in the future is no fault of a file: the clock of a playground is moved.

mod once;
mod read;
mod write;

pub use read::{Reader, Unread, Why};
pub use write::{Rename, Writer};

/// The name of the format.
pub const FORMAT: &str = "micro-session";
/// The version that is written. It is read, and those before it.
pub const VERSION: u64 = 3;
/// What a line may be: a JSON Schema.
pub const SCHEMA: &str = include_str!("micro_session/micro-session.schema.json");

#[cfg(test)]
mod tests;
