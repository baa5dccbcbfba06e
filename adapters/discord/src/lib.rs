//! Smallwins in Discord: commands, buttons and forms come in, messages go out.
//!
//! The way in is one for both transports. [`ingress`] (signed HTTP) and [`gateway`] (sockets that we open) hand the
//! same interactions to [`inbound`], which makes one [`inbound::Inbound`] of each; [`hear`] asks the core what it comes
//! to and answers inside Discord's three seconds, or later by another way. The way out is [`deliver`], called by the
//! core's loop alone. [`render`] turns what is said into Discord's JSON, and decides nothing.
//!
//! # Reading order
//! 1. [`settings`] and [`discord`]: what it needs, and what runs. [`commands`] and [`register`]: what people can type.
//! 2. [`inbound`], [`hear`], [`render`]: from an interaction to a call, and from a reply to Discord's JSON. [`people`]
//!    and [`guilds`]: who speaks, and where.
//! 3. [`api`]: every call to Discord, under a time limit, and what an error means. [`deliver`], [`picture`];
//!    [`standing`]: who shuts us out, and [`missed`]: who did while nobody listened.
//! 4. [`manifest`] and [`examine`](examine()): how it is let in, and whether it is.
//!
//! No type of serenity and no shape of Discord's leaves this crate. Nothing here logs what a person wrote, nor a token.

mod api;
mod commands;
mod deliver;
mod discord;
mod examine;
mod gateway;
mod guilds;
mod hear;
mod inbound;
mod ingress;
mod manifest;
mod missed;
mod people;
mod picture;
mod register;
mod render;
mod settings;
mod standing;

pub use discord::{Discord, NotOpened, PLATFORM};
pub use examine::examine;
pub use manifest::{PERMISSIONS, SCOPES, application_of, invite, permissions};
pub use settings::{API_URL, Reach, Settings, Shards};
pub use smallwins_chat::examine::{Finding, Wrong};
pub use smallwins_chat::picture::Png;
