//! The fake is judged, too: what Discord refuses it has to refuse, and what Discord takes it has to take.

#![expect(clippy::unwrap_used, reason = "what helps a test fails as a test does")]

mod app;
mod call;
mod commands;
mod dms;
mod endpoint;
mod faults;
mod files;
mod followups;
mod gateway;
mod interactions;
mod messages;
mod people;
mod reads;
mod rules;
mod screens;
mod sessions;
mod socket;
mod tls;
mod transport;
