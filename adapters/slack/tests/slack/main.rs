//! Whether we speak Slack's protocol: the real adapter and the strict fake, over real sockets.

#![expect(clippy::unwrap_used, reason = "what helps a test fails as a test does")]

mod away;
mod door;
mod envelopes;
mod flood;
mod forms;
mod late;
mod raw;
mod slow;
mod sockets;
mod stage;
mod talk;
