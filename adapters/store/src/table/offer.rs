//! Offers: asks put to one mentor.

use smallwins_core::ask::Offer;
use smallwins_core::community::Scope;
use smallwins_core::id::OfferId;

use crate::db::Pool;
use crate::fault::Fault;
use crate::rows::{Kept, Writing, body, next, values};
use crate::statement::{Arg, MOST_ROWS, Statement, id};

impl Kept for Offer {
    const TABLE: &'static str = "offer";

    fn key(&self) -> String {
        self.id.to_string()
    }

    fn version_mut(&mut self) -> &mut u32 {
        &mut self.version
    }
}

/// Writes the next version of each offer whose row still stands at the version that was read. One that
/// is gone meanwhile stays so.
pub(crate) const PUT: Writing = Writing {
    head: "-- offer::put
WITH fresh (community, id, version, ask, mentor, open, body) AS (",
    tail: ")
INSERT INTO offer (community, id, version, ask, mentor, open, body)
SELECT community, id, version, ask, mentor, open, body
FROM fresh
WHERE version = 1
    OR EXISTS (SELECT 1 FROM offer AS known WHERE known.community = fresh.community AND known.id = fresh.id)
ON CONFLICT (community, id) DO UPDATE SET
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

/// The offers of those ids that exist.
pub(crate) async fn some(pool: &Pool, scope: Scope, ids: &[OfferId]) -> Result<Vec<Offer>, Fault> {
    let mut offers = Vec::with_capacity(ids.len());
    for ids in ids.chunks(MOST_ROWS) {
        let statement = Statement::new(
            "-- offer::some
SELECT id, version, body
FROM offer
WHERE community = $1 AND id IN ({list})",
        );
        let statement = statement.with(scope).for_list("{list}", ids.iter().map(id));
        offers.extend(values::<Offer>(&pool.rows(&scope.into(), &statement).await?)?);
    }
    Ok(offers)
}
