//! Facts: the journal. It is only ever added to; the one way out is that its community is forgotten.

use smallwins_core::community::Scope;
use smallwins_core::fact::Fact;

use crate::rows::{Writing, body};
use crate::statement::{Arg, id};

/// Adds facts.
pub(crate) const PUT: Writing = Writing {
    head: "-- fact::put
INSERT INTO fact (community, id, at, member, kind, body)",
    tail: "ON CONFLICT (community, id) DO NOTHING
RETURNING id",
};

/// What stands in the columns of [`PUT`].
pub(crate) fn row(scope: Scope, fact: &Fact) -> Vec<Arg> {
    vec![scope.into(), id(fact.id), fact.at.into(), id(fact.member), kind(fact).into(), body(fact).into()]
}

/// The kind of an event as its own serialised form names it, so that there is one list of names.
fn kind(fact: &Fact) -> String {
    let event = serde_json::to_value(&fact.event).expect("an event is an object with text keys");
    event["kind"].as_str().expect("an event is tagged with its kind").to_owned()
}
