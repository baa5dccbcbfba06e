//! The archive of a member: everything that is held about them, as one file that a person and a program can read.
//!
//! It is a ZIP file: `smallwins.json` holds all of it in the form that [`SCHEMA`] tells (JSON Schema, draft 2020-12),
//! and the lists in it stand once more as CSV, one file each. Of a session it has what both know of it: what the other
//! said to Smallwins alone is not the member's.

mod files;
mod value;

use chrono::{DateTime, TimeDelta, Utc};

use crate::act::{REPORTS_READ, REPORTS_SENT, reports_kept};
use crate::audit::{Told, told_by};
use crate::community::Community;
use crate::fact::Fact;
use crate::id::{FactId, MemberId, SessionId, earliest};
use crate::member::Member;
use crate::store::{Belongings, Store, StoreError};
use crate::waiting::Waiting;

/// The name of the format.
pub const FORMAT: &str = "smallwins-member";
/// The version that is written.
pub const VERSION: u64 = 1;
/// What `smallwins.json` may be: a JSON Schema.
pub const SCHEMA: &str = include_str!("archive/member-archive.schema.json");

/// What the file is called.
pub const NAME: &str = "smallwins-archive.zip";
/// What kind of file it is, as HTTP names it.
pub const KIND: &str = "application/zip";

/// So many lines of the journal are read at once.
const PAGE: u32 = 2_000;
/// So long before they came, by the clock of whoever wrote it down, something may be told of a member.
const BEFORE: TimeDelta = TimeDelta::days(1);

/// The archive of a member, as the bytes of its file.
///
/// # Errors
/// The memory does not answer.
pub async fn archive(
    store: &dyn Store,
    community: &Community,
    member: &Member,
    now: DateTime<Utc>,
) -> Result<Vec<u8>, StoreError> {
    let scope = community.scope();
    let waits = Waiting::all_of(store, scope, &member.handle, now).await?;
    let held = store.belongings(scope, member.id).await?;
    let met = held.sessions.iter().filter_map(|session| session.partner_of(member.id));
    let others: Vec<MemberId> = met.chain(member.blocked.iter().copied()).collect();
    let others = if others.is_empty() { Vec::new() } else { store.members(scope, &others).await? };
    let mut journal = Vec::new();
    // Nothing is told of somebody long before they came.
    let mut after = Some(earliest::<FactId>(member.since - BEFORE));
    loop {
        let facts = store.facts_about(scope, member.id, after, PAGE).await?;
        let full = facts.len() == PAGE as usize;
        after = facts.last().map(|fact| fact.id);
        journal.extend(facts);
        if !full {
            break;
        }
    }
    let read = reports_kept(store.keepsakes(scope, REPORTS_READ).await?, REPORTS_READ, member.id);
    let sent = reports_kept(store.keepsakes(scope, REPORTS_SENT).await?, REPORTS_SENT, member.id);
    let changes = told_by(store, scope, member.id).await?;
    let (held, others, journal, changes, waits) = (&held, &*others, &*journal, &*changes, &*waits);
    let (read, sent) = (&*read, &*sent);
    let everything = Everything { community, member, held, others, journal, changes, waits, read, sent };
    Ok(files::zip(&value::value(&everything, now)))
}

/// Everything that is held about a member.
struct Everything<'a> {
    community: &'a Community,
    member: &'a Member,
    held: &'a Belongings,
    /// Those whom they met, and those whom they block.
    others: &'a [Member],
    journal: &'a [Fact],
    /// What they changed for everybody.
    changes: &'a [Told],
    /// What they said a moment ago, and did not go on with.
    waits: &'a [Waiting],
    /// About which sessions a report of theirs was read, and when.
    read: &'a [(SessionId, DateTime<Utc>)],
    /// About which sessions they sent a report, and when.
    sent: &'a [(SessionId, DateTime<Utc>)],
}

#[cfg(test)]
mod tests;
