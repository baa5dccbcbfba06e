//! Wins: recent work of learners.

use smallwins_core::community::Scope;
use smallwins_core::win::Win;

use crate::rows::{Kept, Writing, body, next};
use crate::statement::{Arg, id};

impl Kept for Win {
    const TABLE: &'static str = "win";

    fn key(&self) -> String {
        self.id.to_string()
    }

    fn version_mut(&mut self) -> &mut u32 {
        &mut self.version
    }
}

/// Writes the next version of each win whose row still stands at the version that was read.
pub(crate) const PUT: Writing = Writing {
    head: "-- win::put
INSERT INTO win (community, id, version, learner, at, undone_at, body)",
    tail: "ON CONFLICT (community, id) DO UPDATE SET
    version = excluded.version,
    learner = excluded.learner,
    at = excluded.at,
    undone_at = excluded.undone_at,
    body = excluded.body
WHERE win.version = excluded.version - 1
RETURNING id",
};

/// What stands in the columns of [`PUT`].
pub(crate) fn row(scope: Scope, win: &Win) -> Vec<Arg> {
    vec![
        scope.into(),
        id(win.id),
        next(win.version),
        id(win.learner),
        win.at.into(),
        win.undone.into(),
        body(win).into(),
    ]
}
