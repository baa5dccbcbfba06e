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

/// Writes the next version of each win whose row still stands at the version that was read. One that
/// is gone meanwhile stays so.
pub(crate) const PUT: Writing = Writing {
    head: "-- win::put
WITH fresh (community, id, version, learner, at, undone_at, body) AS (",
    tail: ")
INSERT INTO win (community, id, version, learner, at, undone_at, body)
SELECT community, id, version, learner, at, undone_at, body
FROM fresh
WHERE version = 1
    OR EXISTS (SELECT 1 FROM win AS known WHERE known.community = fresh.community AND known.id = fresh.id)
ON CONFLICT (community, id) DO UPDATE SET
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
