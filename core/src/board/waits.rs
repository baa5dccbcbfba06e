//! What waits for somebody: what those who run a community can do something about.

use chrono::{DateTime, TimeDelta, Utc};

use super::load::Load;
use super::under_way::{Row, Turn};
use super::{asks, mentors, sessions};
use crate::community::Scope;
use crate::store::{Store, StoreError};

/// A note that is missing for longer is told.
const UNWRITTEN: TimeDelta = TimeDelta::days(1);
/// What did not arrive is told for so long.
const TOLD: TimeDelta = TimeDelta::days(7);
/// So much of each is looked for.
const MOST: u32 = 100;

/// Something that waits, and how many of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// What.
    pub what: Wait,
    /// How many.
    pub count: usize,
    /// Since when the first of them does.
    pub since: Option<DateTime<Utc>>,
}

/// What waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// Messages that did not arrive.
    Undelivered,
    /// Asks in the pool.
    InPool,
    /// Asks for which nobody has room.
    NobodyHasRoom,
    /// Mentors without any room left this week.
    Full,
    /// Sessions whose note is missing for more than a day.
    NoteMissing,
    /// People whom nothing reaches.
    Unreachable,
}

/// What waits in a community, the most pressing first. What is more than a page of anything counts as a page.
///
/// # Errors
/// The memory does not answer.
pub async fn waiting(
    store: &dyn Store,
    scope: Scope,
    now: DateTime<Utc>,
) -> Result<Vec<Waiting>, StoreError> {
    let (asks, _) = asks(store, scope, None).await?;
    let (sessions, _) = sessions(store, scope, None).await?;
    let (mentors, _) = mentors(store, scope, None, now).await?;
    let mishaps = store.in_trouble(scope, now - TOLD, MOST).await?;
    let lost = store.unreachable(scope, MOST).await?;
    let all = [
        told(Wait::Undelivered, mishaps.iter().map(|mishap| Some(mishap.since))),
        told(Wait::InPool, turns(&asks, Turn::Anybody)),
        told(Wait::NobodyHasRoom, turns(&asks, Turn::NobodyHasRoom)),
        told(Wait::NoteMissing, turns(&sessions, Turn::WriteTheNote).filter(|since| is_long(*since, now))),
        told(Wait::Full, mentors.iter().filter(|load| Load::is_full(load)).map(|_| None)),
        told(Wait::Unreachable, lost.iter().map(|member| member.unreachable)),
    ];
    Ok(all.into_iter().flatten().collect())
}

fn is_long(since: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    since.is_some_and(|since| now - since > UNWRITTEN)
}

fn turns<Id>(rows: &[Row<Id>], turn: Turn) -> impl Iterator<Item = Option<DateTime<Utc>>> {
    rows.iter().filter(move |row| row.turn == turn).map(|row| Some(row.since))
}

fn told(what: Wait, since: impl Iterator<Item = Option<DateTime<Utc>>>) -> Option<Waiting> {
    let all: Vec<_> = since.collect();
    (!all.is_empty()).then(|| Waiting { what, count: all.len(), since: all.into_iter().flatten().min() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::now;

    #[test]
    fn what_waits_says_how_many_and_since_when_the_first_and_nothing_says_nothing() {
        let earlier = now() - TimeDelta::hours(3);
        let some = told(Wait::InPool, [Some(now()), Some(earlier)].into_iter());
        assert_eq!(some, Some(Waiting { what: Wait::InPool, count: 2, since: Some(earlier) }));
        assert_eq!(told(Wait::InPool, std::iter::empty()), None);
    }

    #[test]
    fn a_note_is_missing_after_a_day() {
        assert!(!is_long(Some(now() - TimeDelta::days(1)), now()));
        assert!(is_long(Some(now() - TimeDelta::hours(25)), now()));
    }
}
