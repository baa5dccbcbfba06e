//! The fake is judged, too: what Slack refuses it has to refuse, and what Slack takes it has to take.

#![expect(clippy::unwrap_used, reason = "what helps a test fails as a test does")]

mod app;
mod call;
mod faults;
mod fields;
mod files;
mod inbound;
mod messages;
mod oauth;
mod reads;
mod replies;
mod socket;
mod socket_mode;
mod transport;
mod valid;
mod views;
