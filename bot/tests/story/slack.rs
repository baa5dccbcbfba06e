//! The same stories in Slack: on the real wiring, through the doors or the sockets that Slack knows, against the strict
//! fake. What a story comes to is the same wherever it is played; what people see of it in Slack is a snapshot.

mod breaks;
mod days;
pub(crate) mod listening;
pub(crate) mod log;
mod lost;
mod screens;
pub(crate) mod stage;
mod twice;
