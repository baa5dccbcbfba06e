//! Smallwins in Slack: commands, buttons, forms and direct messages come in, messages go out.
//!
//! The way in is one for both transports. [`ingress`] (signed HTTP) and [`socket`] (Socket Mode) hand the same raw
//! payloads to [`inbound`], which makes one [`inbound::Inbound`] of each; [`hear`] asks the core what it comes to and
//! answers inside Slack's three seconds, or later by another way. The way out is [`deliver`], called by the core's
//! loop alone. [`render`] turns what is said into Block Kit, and decides nothing.
//!
//! # Reading order
//! 1. [`settings`] and [`slack`]: what it needs, and what runs.
//! 2. [`inbound`], [`hear`], [`render`]: from a payload to a call, and from a reply to Block Kit.
//! 3. [`api`]: every call to Slack, under a time limit, and what an error means. [`people`], [`deliver`], [`upload`].
//! 4. [`workspaces`] and [`install`]: whose token it is, and how it came here; [`seal`] keeps it. [`manifest`],
//!    [`examine`].
//!
//! No type of slack-morphism and no shape of Slack's leaves this crate. Nothing here logs what a person wrote, nor a
//! token: an error of the library prints the body that Slack answered with, so only its code is kept.

mod api;
mod deliver;
mod examine;
mod hear;
mod inbound;
mod ingress;
mod install;
mod manifest;
mod people;
mod render;
#[cfg(test)]
mod sample;
mod seal;
mod settings;
mod slack;
mod socket;
mod upload;
mod workspaces;

pub use examine::examine;
pub use manifest::{EVENTS, Reach, SCOPES, manifest};
pub use settings::{API_URL, Client, Door, SealKey, Settings};
pub use slack::{NotOpened, PLATFORM, Slack};
pub use smallwins_chat::examine::{Finding, Wrong};
pub use smallwins_chat::picture::Png;
