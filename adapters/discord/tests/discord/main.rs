//! Whether we speak Discord's protocol: the real adapter and the strict fake, over real sockets.

#![expect(clippy::unwrap_used, reason = "what helps a test fails as a test does")]

mod away;
mod charting;
mod delivering;
mod door;
mod doubting;
mod flood;
mod forms;
mod homes;
mod late;
mod looking;
mod outward;
mod raw;
mod registering;
mod removed;
mod shutting;
mod slow;
mod sockets;
mod stage;
mod talk;
mod uploading;
