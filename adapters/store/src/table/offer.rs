//! Offers: asks put to one mentor.

use smallwins_core::ask::Offer;
use smallwins_core::community::Scope;

use crate::rows::{Kept, Writing, body, next};
use crate::statement::{Arg, id};

impl Kept for Offer {
    const TABLE: &'static str = "offer";

    fn key(&self) -> String {
        self.id.to_string()
    }

    fn version_mut(&mut self) -> &mut u32 {
        &mut self.version
    }
}

/// Writes the next version of each offer whose row still stands at the version that was read.
pub(crate) const PUT: Writing = Writing {
    head: "-- offer::put
INSERT INTO offer (community, id, version, ask, mentor, open, body)",
    tail: "ON CONFLICT (community, id) DO UPDATE SET
    version = excluded.version,
    ask = excluded.ask,
    mentor = excluded.mentor,
    open = excluded.open,
    body = excluded.body
WHERE offer.version = excluded.version - 1
RETURNING id",
};

/// What stands in the columns of [`PUT`].
pub(crate) fn row(scope: Scope, offer: &Offer) -> Vec<Arg> {
    vec![
        scope.into(),
        id(offer.id),
        next(offer.version),
        id(offer.ask),
        id(offer.mentor),
        offer.is_open().into(),
        body(offer).into(),
    ]
}
