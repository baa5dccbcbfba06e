//! A strict fake Discord for tests: real sockets on the loopback, the rules of the real one, and no mercy.
//!
//! It is written from Discord's documentation, not from anybody's client, and depends on none; twilight's types and
//! limits are a second judge of what comes in. discord.js 14.28.1 and discord.py 2.7.1, which were written against the
//! real one, log in and answer a command (`examples/outside.rs`, by hand; last on 26 November 2026). What Discord refuses it refuses, with the same status and code; what an
//! app should have known better it also writes down. Dropped with such a [`Violation`] that no test took, it panics: a
//! bad call cannot go unnoticed.
//!
//! A test starts a [`Discord`], adds a [`Guild`] with people and channels, says where the app listens ([`Transport`]),
//! and lets each [`Person`] do and see what people do and see. Time is a [`Clock`] of the test's; only how long
//! somebody waits for an answer is measured in real seconds.
//!
//! ```
//! use smallwins_fake_discord::{Discord, StandingClock, Transport};
//!
//! # async fn test(start_app: impl AsyncFn(String, String)) {
//! let clock = StandingClock::at("2026-11-23T08:00:00Z".parse().unwrap());
//! let discord = Discord::start(clock.clock()).await;
//! let acme = discord.guild("acme");
//! let ana = acme.person("ana", "en-US").living_in("Europe/Berlin");
//! discord.listen(Transport::Gateway);
//! start_app(discord.api(), discord.token()).await;
//! discord.until_connected(1).await;
//!
//! ana.slash(&ana.dm_channel(), "mentor win", &[]).await;
//! ana.submit(&[("What went well?", "A table of tests")]).await;
//! assert_eq!(ana.last().to_string(), "mentor (dm)\n  Noted: A table of tests\n  [Undo]\n");
//! ana.press("Undo").await;
//! # }
//! ```
//!
//! - `discord.rs`, `connection.rs`, `guild.rs`, `person.rs`: what a test holds; `person/` is what people do and see
//! - `screen.rs`: how messages and forms look, also as text
//! - `interact.rs`: from people to the app: payloads, signatures, first answers
//! - `gateway.rs`: sockets, sessions, events
//! - `server.rs`: the doors for the app, one of them behind a certificate; connections that can be cut
//! - `rest.rs`: the routes, a family to a file. To add a route, add a row there.
//! - `judge.rs`: what may be a message, a form or a command
//! - `world.rs`: the state behind it all
//! - `fault.rs`, `limit.rs`: what goes wrong, and what is too much

mod calls;
mod connection;
mod discord;
mod fault;
mod gateway;
mod guild;
mod inner;
mod interact;
mod judge;
mod limit;
mod person;
mod refusal;
mod request;
mod rest;
mod screen;
mod server;
mod signature;
mod snowflake;
mod world;

pub use calls::Called;
pub use connection::Connection;
pub use discord::Discord;
pub use fault::Fault;
pub use guild::Guild;
pub use interact::{Ack, Transport};
pub use person::{Choice, Person, Place};
pub use refusal::{Scope, Violation};
pub use screen::{Button, Field, Form, Line, Seen};
pub use server::Tls;
pub use signature::sign;
pub use smallwins_fake_chat::http;
pub use smallwins_fake_chat::{Clock, StandingClock, running};
pub use world::App;
