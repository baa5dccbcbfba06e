//! Smallwins over HTTP: the playground, the dashboard, health and metrics.
//!
//! The dashboard is what those who run a community see of it: eight numbers with how sure they are, what is under way,
//! who carries how much. A link from the chat lets in, once and for one browser; nothing of it can be changed from
//! there.
//!
//! The playground is a platform like Slack and Discord, real in every respect but the network: [`Playground`]
//! implements the core's `Platform`, keeps its own memory as keepsakes in the store, and has a clock that can be
//! moved. Whoever opens `/play` sees a learner, a mentor and an admin side by side and plays the whole loop.
//!
//! In reading order:
//! - [`playground`]: the platform. `players` who is there, `thread` what was said, `clock` and `travel` the movable
//!   clock, `speak` what people say, `stage` how it begins, `live` who watches.
//! - `pages`: what people see. A struct with a template for each part, and no words outside `templates/`.
//! - `board`: the dashboard, with its door, its pages and its files.
//! - `routes`: which request does what. `guard` refuses what other sites send, `assets` are inside the binary,
//!   `health` answers machines.
//!
//! To add a part to the page: a template in `templates/`, a struct beside its siblings in `pages`, and, when it
//! changes while somebody looks, a frame in `pages::frames` with an `sse-swap` of that name in the template.
//! To show a new kind of block: one arm in `templates/message.html`.

mod assets;
mod board;
mod guard;
mod health;
mod pages;
pub mod playground;
mod routes;

pub use guard::Exposure;
pub use health::{Counters, health};
pub use playground::Playground;
pub use routes::{doors, router};
