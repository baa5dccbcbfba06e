//! The dashboard: what those who run a community see of it in a browser.
//!
//! In reading order:
//! - `door`: a link from the chat is looked at, pressed, and becomes a visit; and the way out. `cookie` is what the
//!   browser keeps of it, `gate` stands before those who guess.
//! - `inside`: who is inside, asked anew at each request: whether the visit lasts, and whether they still run the
//!   community as far as the memory knows, which hears of it with what they say or when they left.
//! - `routes`: which address shows what. `pages`: a struct with a template for each page. `span`: of how much time,
//!   which stands in the address. `files`: every table as a file, by `csv`.
//!
//! To add a page: a template that fills `board/frame.html`, a struct beside its siblings in `pages`, a line in `routes`
//! and one in the frame's navigation. It takes [`inside::Inside`], so nobody else sees it.

mod asked;
mod cookie;
mod csv;
mod door;
mod files;
mod gate;
mod inside;
mod pages;
mod routes;

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use smallwins_core::moment::Moments;
use smallwins_core::store::Store;

use cookie::Cookie;
use gate::Gate;
pub(crate) use routes::{nothing_here, routes};

/// What the dashboard is built on.
pub(crate) struct Board {
    store: Arc<dyn Store>,
    moments: Arc<dyn Moments>,
    cookie: Cookie,
    ground: Ground,
    gate: Mutex<Gate>,
}

/// Where those who look in come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ground {
    /// From a chat platform.
    Chat,
    /// From the playground, which is in the same browser.
    Playground,
}

impl Board {
    /// A dashboard that is found at an address.
    pub(crate) fn new(
        store: Arc<dyn Store>,
        moments: Arc<dyn Moments>,
        address: &str,
        ground: Ground,
    ) -> Arc<Board> {
        let cookie = Cookie::at(address);
        Arc::new(Board { store, moments, cookie, ground, gate: Mutex::default() })
    }

    fn now(&self) -> DateTime<Utc> {
        self.moments.now()
    }

    /// Whether so much was guessed lately that one guess more is held up. Whoever brings what they were given never is:
    /// otherwise those who guess would shut out everybody.
    fn is_beset(&self) -> bool {
        self.gate().is_shut(self.now())
    }

    /// A secret came that nobody was given.
    fn note_a_guess(&self) {
        self.gate().note(self.now());
    }

    fn gate(&self) -> std::sync::MutexGuard<'_, Gate> {
        self.gate.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
