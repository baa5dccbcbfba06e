//! The same stories in Discord: on the real wiring, over the gateway or to our signed address, against the strict fake.

mod breaks;
mod listening;
mod screens;
mod stage;

pub(crate) use listening::By;
pub(crate) use stage::DiscordStage;
