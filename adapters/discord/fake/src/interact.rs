//! What people do, as it reaches the app: payloads, deliveries, answers.

mod ack;
mod answer;
mod deliver;
mod endpoint;
mod payload;

pub use ack::Ack;
pub(crate) use answer::{answer, find};
pub(crate) use deliver::deliver;
pub(crate) use endpoint::{send, verify_url};
pub(crate) use payload::{Begun, begin, channel_json};

/// How the app listens.
#[derive(Debug, Clone)]
pub enum Transport {
    /// On the gateway, over sockets that it opens itself.
    Gateway,
    /// At one URL, for interactions; other events still go over the gateway, where it opens it.
    Http {
        /// Where: `http://127.0.0.1:port/discord/interactions`.
        url: String,
    },
}
