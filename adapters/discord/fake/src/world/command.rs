//! The commands that the app has registered, everywhere and for single guilds.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

/// How many new commands a guild, or all together, may get in a day.
const CREATES: usize = 200;

/// Everything that is registered.
#[derive(Debug, Default)]
pub(crate) struct Commands {
    /// As they were sent, with ids.
    pub(crate) everywhere: Vec<Value>,
    pub(crate) guilds: BTreeMap<String, Vec<Value>>,
    created: BTreeMap<String, Vec<DateTime<Utc>>>,
}

impl Commands {
    /// Of a guild, or everywhere.
    pub(crate) fn of(&self, guild: Option<&str>) -> &[Value] {
        match guild {
            None => &self.everywhere,
            Some(guild) => self.guilds.get(guild).map_or(&[], Vec::as_slice),
        }
    }

    pub(crate) fn set(&mut self, guild: Option<&str>, commands: Vec<Value>) {
        match guild {
            None => self.everywhere = commands,
            Some(guild) => {
                self.guilds.insert(guild.to_owned(), commands);
            }
        }
    }

    /// What somebody can type in a guild, or in the conversation with the app.
    pub(crate) fn seen(&self, guild: Option<&str>) -> impl Iterator<Item = (&Value, Option<&str>)> {
        let own = guild.and_then(|id| self.guilds.get_key_value(id));
        let own = own.into_iter().flat_map(|(id, all)| all.iter().map(|one| (one, Some(id.as_str()))));
        own.chain(self.everywhere.iter().map(|one| (one, None)))
    }

    /// Counts commands that were not there before; whether that is too many for a day.
    pub(crate) fn create(&mut self, guild: Option<&str>, count: usize, now: DateTime<Utc>) -> bool {
        let created = self.created.entry(guild.unwrap_or_default().to_owned()).or_default();
        created.retain(|at| now - *at < TimeDelta::days(1));
        created.extend(std::iter::repeat_n(now, count));
        created.len() > CREATES
    }
}
