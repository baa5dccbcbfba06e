//! Receipts: which wording each message that was sent was made from.

use smallwins_core::message::Receipt;

use crate::rows::Writing;
use crate::statement::Arg;

/// Writes a receipt for each message that was sent.
pub(crate) const PUT: Writing = Writing {
    head: "-- receipt::put
INSERT INTO receipt (community, task, at, member, script_key, script_version, script_hash, script_locale)",
    tail: "ON CONFLICT (community, task) DO NOTHING",
};

/// What stands in the columns of [`PUT`]; `sent` is community, task and time.
pub(crate) fn row(sent: [Arg; 3], member: Option<String>, receipt: Receipt) -> Vec<Arg> {
    let [community, task, at] = sent;
    let locale = receipt.tongue.locale().to_owned().into();
    let (key, version, hash) = (receipt.key.into(), receipt.version.into(), receipt.hash.into());
    vec![community, task, at, member.into(), key, version, hash, locale]
}
