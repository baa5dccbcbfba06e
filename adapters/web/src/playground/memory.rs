//! What the playground remembers, and the keepsakes that it is made of.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use smallwins_core::community::Community;
use smallwins_core::decision::Change;
use smallwins_core::store::{Store, StoreError};

use super::players::Player;
use super::thread::{Draft, Entry};

const CLOCK: &str = "clock";
const PEOPLE: &str = "people/";
const THREAD: &str = "thread/";

/// The copy in memory of what the store keeps.
pub(super) struct Memory {
    /// Whose it is.
    pub(super) community: Community,
    /// Everybody, in the order in which they came.
    pub(super) players: Vec<Player>,
    /// Every line, in the order of its number.
    pub(super) entries: Vec<Arc<Entry>>,
    keys: HashSet<String>,
}

impl Memory {
    /// Nothing yet.
    pub(super) fn empty(community: Community) -> Memory {
        Memory { community, players: Vec::new(), entries: Vec::new(), keys: HashSet::new() }
    }

    /// What a community's keepsakes tell, and by how many milliseconds its clock is ahead, once that is kept.
    pub(super) async fn load(
        store: &dyn Store,
        community: Community,
    ) -> Result<(Memory, Option<i64>), StoreError> {
        let scope = community.scope();
        let clock = store.keepsakes(scope, CLOCK).await?;
        let offset = clock.iter().map(read::<i64>).next().transpose()?;
        let mut memory = Memory::empty(community);
        let players = store.keepsakes(scope, PEOPLE).await?;
        memory.players = players.iter().map(read).collect::<Result<_, _>>()?;
        let lines = store.keepsakes(scope, THREAD).await?;
        let mut entries: Vec<Entry> = lines.iter().map(read).collect::<Result<_, _>>()?;
        entries.sort_by_key(|entry| entry.seq);
        entries.into_iter().for_each(|entry| memory.hold(Arc::new(entry)));
        Ok((memory, offset))
    }

    /// The drafts that are new here, numbered on from the last line.
    pub(super) fn number(&self, drafts: Vec<Draft>, at: DateTime<Utc>) -> Vec<Arc<Entry>> {
        let new = drafts.into_iter().filter(|draft| !self.keys.contains(&draft.key));
        let numbers = self.last_line() + 1..;
        numbers
            .zip(new)
            .map(|(seq, Draft { key, also, place, what })| {
                Arc::new(Entry { key, also, seq, at, place, what, changed: false })
            })
            .collect()
    }

    /// Takes in a line that the store keeps.
    pub(super) fn hold(&mut self, entry: Arc<Entry>) {
        self.keys.insert(entry.key.clone());
        self.keys.extend(entry.also.iter().cloned());
        self.entries.push(entry);
    }

    /// Puts a line that the store keeps in the place of the one with its number.
    pub(super) fn change(&mut self, entry: Arc<Entry>) {
        if let Some(old) = self.entries.iter_mut().find(|old| old.seq == entry.seq) {
            *old = entry;
        }
    }

    /// The number of the last line; 0 before the first.
    pub(super) fn last_line(&self) -> u64 {
        self.entries.last().map_or(0, |entry| entry.seq)
    }
}

/// The keepsake of a line.
pub(super) fn keepsake_of_line(entry: &Entry) -> Change {
    keepsake(format!("{THREAD}{}", entry.key), entry)
}

/// The keepsake of a player; `place` is how many came before.
pub(super) fn keepsake_of_player(place: usize, player: &Player) -> Change {
    keepsake(format!("{PEOPLE}{place:03}/{}", player.handle.0), player)
}

/// The keepsake of the clock.
pub(super) fn keepsake_of_clock(offset: i64) -> Change {
    keepsake(CLOCK.to_owned(), &offset)
}

fn keepsake(key: String, value: &impl serde::Serialize) -> Change {
    let json = serde_json::to_string(value).expect("keys are text and no value refuses to be written");
    Change::Keepsake(key, Some(json))
}

fn read<T: DeserializeOwned>((key, json): &(String, String)) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(|error| StoreError::Corrupt {
        table: "keepsakes",
        id: key.clone(),
        why: format!("line {} column {}", error.line(), error.column()),
    })
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;
    use smallwins_core::moment::Moment;
    use smallwins_core::platform::PlatformName;

    use super::*;
    use crate::playground::thread::{Line, Place};

    fn draft(key: &str, also: &[&str]) -> Draft {
        let also = also.iter().map(|key| (*key).to_owned()).collect();
        Draft { key: key.to_owned(), also, place: Place::Channel, what: Line::Typed(key.to_owned()) }
    }

    #[test]
    fn what_was_said_with_something_else_is_not_said_again_alone() {
        let now = DateTime::UNIX_EPOCH;
        let name = PlatformName::new("playground");
        let community = Community::new(name, "here".to_owned(), Tz::UTC, &mut Moment::new(now, 1));
        let mut memory = Memory::empty(community);
        let bundle = memory.number(vec![draft("task_1", &["task_2"])], now);
        // It comes back out of the store, as after a restart.
        let json = serde_json::to_string(&*bundle[0]).unwrap();
        memory.hold(Arc::new(serde_json::from_str(&json).unwrap()));
        let again =
            memory.number(vec![draft("task_1", &[]), draft("task_2", &[]), draft("task_3", &[])], now);
        assert_eq!(again.iter().map(|entry| entry.key.as_str()).collect::<Vec<_>>(), ["task_3"]);
    }
}
