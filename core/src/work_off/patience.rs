//! When something that was tried in vain is tried again, and when it is given up.
//!
//! What waits for a reader's hours, or may not be said on a day any more, was not tried: that is [`Outcome::Later`],
//! however often it happens, and so is what a platform puts off by an hour or more, as it does for somebody who does
//! not want to be disturbed. What it puts off for less, and what may have arrived or not, was tried in vain, and is
//! tried again, at longer and longer intervals, for three days and at least eight times, or until it is of no use any
//! more: an outage of a weekend loses nothing.

use chrono::{DateTime, TimeDelta, Utc};

use crate::store::StoreError;
use crate::task::{Lease, Outcome};

/// Nothing is given up that was tried in vain less often,
const TRIES: u32 = 8;
/// or for a shorter time.
const PATIENCE: TimeDelta = TimeDelta::days(3);
/// A platform that puts something off for so long knows that nothing is wrong.
const NOT_NOW: TimeDelta = TimeDelta::hours(1);
/// The longest interval is two to the power of this, in seconds: about half an hour.
const LONGEST: u32 = 11;

/// What becomes of a message that its platform puts off.
pub(super) fn put_off(lease: &Lease, after: TimeDelta, why: &str, now: DateTime<Utc>) -> Outcome {
    if after >= NOT_NOW {
        Outcome::Later { due: now + after, why: why.to_owned() }
    } else {
        again(lease, after, why, now)
    }
}

/// What becomes of a task that was tried in vain, and that should rest for at least so long.
fn again(lease: &Lease, after: TimeDelta, why: &str, now: DateTime<Utc>) -> Outcome {
    match given_up(lease, why, now) {
        Some(failed) => failed,
        None => Outcome::Again { due: now + after.max(interval(lease)), why: why.to_owned() },
    }
}

/// What becomes of a message that may have arrived or not.
pub(super) fn in_doubt(lease: &Lease, why: &str, now: DateTime<Utc>) -> Outcome {
    match given_up(lease, why, now) {
        Some(failed) => failed,
        None => Outcome::Unknown { due: now + interval(lease), why: why.to_owned() },
    }
}

/// What becomes of a task that the memory could not do. A row that cannot be read stays so, and is given up in the
/// end; trouble of any other kind passes, however long it takes, so nothing is given up for it.
pub(super) fn after_trouble(lease: &Lease, error: &StoreError, now: DateTime<Utc>) -> Outcome {
    tracing::error!(task.id = %lease.task.id, attempt = lease.attempt, error = %error, "A task could not be done");
    match error {
        StoreError::Corrupt { .. } => again(lease, TimeDelta::zero(), "a row of it cannot be read", now),
        StoreError::Conflict | StoreError::Full(_) | StoreError::Unavailable(_) => {
            Outcome::Again { due: now + interval(lease), why: "the memory did not take it".into() }
        }
    }
}

fn given_up(lease: &Lease, why: &str, now: DateTime<Utc>) -> Option<Outcome> {
    let in_vain = lease.in_vain.filter(|in_vain| in_vain.times + 1 >= TRIES)?;
    let tried = in_vain.times + 1;
    (now - in_vain.since >= PATIENCE)
        .then(|| Outcome::Failed { why: format!("given up after {tried} tries: {why}") })
}

/// 2 s, 4 s, 8 s … at most about half an hour.
fn interval(lease: &Lease) -> TimeDelta {
    let before = lease.in_vain.map_or(0, |in_vain| in_vain.times);
    TimeDelta::seconds(1 << (before + 1).min(LONGEST))
}
