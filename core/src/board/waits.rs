//! What waits for somebody: what those who run a community can do something about.

use chrono::{DateTime, TimeDelta, Utc};

use super::every::{Every, every};
use super::load::{Load, mentors};
use super::turn::{Turn, Turned};
use crate::community::Scope;
use crate::store::{Store, StoreError};

/// A note that is missing for longer is told.
const UNWRITTEN: TimeDelta = TimeDelta::days(1);
/// What did not arrive is told for so long.
const TOLD: TimeDelta = TimeDelta::days(7);
/// So many mishaps and people out of reach are looked for.
const MOST: u32 = 100;

/// Something that waits, and how many of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// What.
    pub what: Wait,
    /// How many.
    pub count: usize,
    /// Whether there may be more: not everything was looked at.
    pub is_least: bool,
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
    /// Mentors to whom nothing is offered, as they did not answer.
    Resting,
    /// Sessions whose note is missing for more than a day.
    NoteMissing,
    /// People whom nothing reaches.
    Unreachable,
}

/// What waits in a community, the most pressing first, where so much is under way; and whether every mentor was looked
/// at.
///
/// # Errors
/// The memory does not answer.
pub async fn waiting(
    store: &dyn Store,
    scope: Scope,
    turns: &[Turned],
    now: DateTime<Utc>,
) -> Result<Every<Waiting>, StoreError> {
    let mentors = every(|after| mentors(store, scope, after, now)).await?;
    let mishaps = store.in_trouble(scope, now - TOLD, MOST).await?;
    let lost = store.unreachable(scope, MOST).await?;
    let full = mentors.rows.iter().filter(|load| Load::is_full(load));
    let resting = mentors.rows.iter().filter(|load| !load.unreachable).filter_map(|load| load.rests_since);
    let all = [
        told(Wait::Undelivered, is_all(&mishaps), mishaps.iter().map(|mishap| Some(mishap.since))),
        turned(Wait::InPool, turns, Turn::Anybody, |turned| turned.count),
        turned(Wait::NobodyHasRoom, turns, Turn::NobodyHasRoom, |turned| turned.count),
        turned(Wait::NoteMissing, turns, Turn::WriteTheNote, |turned| turned.long),
        told(Wait::Resting, mentors.is_all, resting.map(Some)),
        told(Wait::Full, mentors.is_all, full.map(|_| None)),
        told(Wait::Unreachable, is_all(&lost), lost.iter().map(|member| member.unreachable)),
    ];
    Ok(Every { rows: all.into_iter().flatten().collect(), is_all: mentors.is_all })
}

/// Since before when a turn is long: a note is missing.
pub fn long_before(now: DateTime<Utc>) -> DateTime<Utc> {
    now - UNWRITTEN
}

fn turned(what: Wait, turns: &[Turned], turn: Turn, count: fn(&Turned) -> u32) -> Option<Waiting> {
    let turned = turns.iter().find(|turned| turned.turn == turn)?;
    let count = count(turned) as usize;
    (count > 0).then_some(Waiting { what, count, is_least: false, since: Some(turned.since) })
}

fn is_all<Row>(rows: &[Row]) -> bool {
    rows.len() < MOST as usize
}

fn told(what: Wait, is_all: bool, since: impl Iterator<Item = Option<DateTime<Utc>>>) -> Option<Waiting> {
    let all: Vec<_> = since.collect();
    let (count, since) = (all.len(), all.into_iter().flatten().min());
    (count > 0).then_some(Waiting { what, count, is_least: !is_all, since })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::now;

    #[test]
    fn what_waits_says_how_many_and_since_when_the_first_and_nothing_says_nothing() {
        let earlier = now() - TimeDelta::hours(3);
        let some = told(Wait::InPool, true, [Some(now()), Some(earlier)].into_iter());
        let two = Waiting { what: Wait::InPool, count: 2, is_least: false, since: Some(earlier) };
        assert_eq!(some, Some(two));
        assert_eq!(told(Wait::InPool, true, std::iter::empty()), None);
        let least = told(Wait::Undelivered, is_all(&[(); MOST as usize]), [None].into_iter());
        assert!(least.is_some_and(|least| least.is_least) && is_all(&[(); MOST as usize - 1]));
    }

    #[test]
    fn a_note_is_missing_after_a_day() {
        let missing = |hours| {
            let turns =
                Turned::of([(Turn::WriteTheNote, now() - TimeDelta::hours(hours))], long_before(now()));
            turned(Wait::NoteMissing, &turns, Turn::WriteTheNote, |turned| turned.long)
        };
        assert_eq!(missing(24), None);
        assert_eq!(missing(25).map(|wait| wait.count), Some(1));
    }
}
