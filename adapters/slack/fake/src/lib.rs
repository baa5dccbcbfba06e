//! A strict fake Slack for tests: real sockets on the loopback, the rules of the real one, and no mercy.
//!
//! It is written from Slack's documentation, not from anybody's client, and depends on none. What Slack refuses it
//! refuses, with HTTP 200 and `ok: false` as Slack does; what an app should have known better it also writes down.
//! Dropped with such a [`Violation`] that no test took, it panics: a bad call cannot go unnoticed.
//!
//! A test starts a [`Slack`], adds a [`Workspace`] with people and channels, says where the app listens
//! ([`Transport`]), and lets each [`Person`] do and see what people do and see. Time is a [`Clock`] of the test's;
//! only acknowledgements are timed in real seconds.
//!
//! ```
//! use smallwins_fake_slack::{Slack, StandingClock, Transport};
//!
//! # async fn test(start_app: impl AsyncFn(String, String) -> String) {
//! let clock = StandingClock::at("2026-11-23T08:00:00Z".parse().unwrap());
//! let slack = Slack::start(clock.clock()).await;
//! let acme = slack.workspace("acme");
//! let ana = acme.person("ana", "Europe/Berlin");
//! let url = start_app(slack.api(), acme.token()).await;
//! slack.listen(Transport::Http { url, signing_secret: "secret".to_owned() });
//!
//! ana.slash(&ana.im(), "/mentor", "win").await;
//! ana.submit(&[("What went well?", "A table of tests")]).await;
//! assert_eq!(ana.last().to_string(), "mentor (dm, only for you)\n  Noted: A table of tests\n  [Undo]\n");
//! ana.press("Undo").await;
//! # }
//! ```
//!
//! - `slack.rs`, `workspace.rs`, `person.rs`: what a test holds; `person/` is what people do and see
//! - `screen.rs`: how messages, modals and homes look, also as text
//! - `inbound.rs`: payloads, signatures, sockets, acknowledgements: from people to the app
//! - `server.rs`: the doors for the app: Web API, `response_url`, uploads, OAuth's page; connections that can be cut
//! - `method.rs`: the Web API, a family of methods to a file. To add a method, add a row there.
//! - `judge.rs`: what may be a message or a view
//! - `world.rs`: the state behind it all
//! - `fault.rs`, `limit.rs`: what goes wrong, and what is too much

mod calls;
mod elements;
mod fault;
pub mod form;
mod inbound;
mod inner;
mod judge;
mod limit;
mod method;
mod person;
mod refusal;
mod reply;
mod request;
mod screen;
mod server;
mod slack;
mod workspace;
mod world;

pub use calls::Called;
pub use fault::{Fault, Held};
pub use inbound::signature::sign;
pub use inbound::{Ack, Transport};
pub use person::{Person, Place};
pub use refusal::Violation;
pub use screen::{Button, Field, Form, Line, Seen};
pub use slack::Slack;
pub use smallwins_fake_chat::http;
pub use smallwins_fake_chat::{Clock, StandingClock};
pub use workspace::{Event, Workspace};
pub use world::App;
