//! What other tools tell Smallwins of a learner's real work: it arrives by itself, and becomes a win and a reason why
//! now.
//!
//! Three doors over HTTP, each open only where its secret is set:
//! - `POST /hooks/github`: GitHub's webhooks, signed with `X-Hub-Signature-256`.
//! - `POST /hooks/signals/{source}`: JSON of anybody's making, signed with `X-Smallwins-Signature-256`, in the form
//!   that `GET /hooks/signals/schema.json` tells.
//! - `POST /hooks/xapi`: statements of a learning system, one or many, by password or signature.
//!
//! Whatever comes is let in by what costs least first: its size, its signature, its form. What is not used is
//! acknowledged and counted, so that no sender tries it again; what cannot be read is answered with the name of the
//! field. Titles and links are taken, and never what stands in them. The rules of what becomes of it are the core's.
//!
//! In reading order: `door` (the routes; `let_in`, which community is meant), `proof` (who speaks), `reading` (a
//! payload, field by field), `github`, `signals` and `xapi` (what each says), `ledger` (what was refused, counted now
//! and then).
//!
//! To use another event of GitHub's: an arm in `github.rs` and a line in its tests.

mod door;
mod github;
mod ledger;
mod proof;
mod reading;
mod signals;
mod xapi;

pub use door::{Hooks, Secrets};
