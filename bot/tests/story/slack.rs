//! The same stories in Slack: on the real wiring, through the doors or the sockets that Slack knows, against the strict
//! fake. What a story comes to is the same wherever it is played; what people see of it in Slack is a snapshot.

mod effects;
mod everywhere;
mod listening;
mod screens;
mod stage;

pub(crate) use everywhere::{assert_read, everywhere};
