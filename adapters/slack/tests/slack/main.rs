//! Whether we speak Slack's protocol: the real adapter and the strict fake, over real sockets.

#![expect(clippy::unwrap_used, reason = "what helps a test fails as a test does")]

mod answering;
mod away;
mod charting;
mod delivering;
mod door;
mod doubting;
mod envelopes;
mod flood;
mod forms;
mod installing;
mod late;
mod log;
mod looking;
mod outward;
mod raw;
mod secrets;
mod slow;
mod sockets;
mod stage;
mod talk;
mod uploading;
mod working;
