//! How what people do reaches the app, over either transport, and what Slack makes of the answer.

mod ack;
mod deliver;
mod escape;
mod event;
mod handshake;
mod link;
mod payload;
pub(crate) mod signature;

pub use ack::Ack;
pub(crate) use ack::{answered_command, answered_press, answered_submission};
pub(crate) use deliver::{Delivery, deliver, send};
pub(crate) use escape::escape;
pub(crate) use event::{Pending, send_event, send_payload};
pub(crate) use handshake::{check_ssl, verify_url};
pub(crate) use link::{Links, link};
pub(crate) use payload::{Press, Surface, command, event_callback, press, submission, view_closed};

/// How the app listens.
#[derive(Debug, Clone)]
pub enum Transport {
    /// At one Request URL, for commands, interactivity and events.
    Http {
        /// Where: `http://127.0.0.1:port/slack/events`.
        url: String,
        /// With which Slack signs.
        signing_secret: String,
    },
    /// Over sockets that it opens itself.
    Socket,
}
