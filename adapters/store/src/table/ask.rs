//! Asks: what learners want to know.

use smallwins_core::ask::Ask;
use smallwins_core::community::Scope;

use crate::rows::{Kept, Writing, body, next};
use crate::statement::{Arg, id};

impl Kept for Ask {
    const TABLE: &'static str = "ask";

    fn key(&self) -> String {
        self.id.to_string()
    }

    fn version_mut(&mut self) -> &mut u32 {
        &mut self.version
    }
}

/// Writes the next version of each ask whose row still stands at the version that was read.
pub(crate) const PUT: Writing = Writing {
    head: "-- ask::put
INSERT INTO ask (community, id, version, learner, at, open, body)",
    tail: "ON CONFLICT (community, id) DO UPDATE SET
    version = excluded.version,
    learner = excluded.learner,
    at = excluded.at,
    open = excluded.open,
    body = excluded.body
WHERE ask.version = excluded.version - 1
RETURNING id",
};

/// What stands in the columns of [`PUT`].
pub(crate) fn row(scope: Scope, ask: &Ask) -> Vec<Arg> {
    vec![
        scope.into(),
        id(ask.id),
        next(ask.version),
        id(ask.learner),
        ask.at.into(),
        ask.is_open().into(),
        body(ask).into(),
    ]
}
