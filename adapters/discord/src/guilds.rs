//! Which guild is which community, and which community somebody means who writes to Smallwins directly.
//!
//! A direct message belongs to no guild. What we show there carries its guild, and whoever was heard of one last speaks
//! in it; anybody else does in the only community that they are in, or is asked.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono_tz::UTC;
use smallwins_core::community::Community;
use smallwins_core::store::StoreError;
use tokio::time::timeout;

use crate::discord::Discord;
use crate::inbound::Speaker;
use crate::render::Guild;

/// How many people's last guild is remembered; beyond that all are asked of the memory again.
const MOST: usize = 1 << 16;

/// How long Discord may take to tell a guild's name.
const PATIENCE: Duration = Duration::from_millis(700);

/// What is known of guilds in this process.
#[derive(Debug, Default)]
pub(crate) struct Guilds {
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    names: HashMap<Guild, String>,
    /// The guilds that let us in, as the gateway tells.
    here: HashSet<Guild>,
    /// The guilds of which it is kept that this application was heard of there.
    heard_of: HashSet<Guild>,
    /// Where somebody was heard or written to last.
    last: HashMap<u64, Last>,
}

/// Where somebody was last.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Last {
    guild: Guild,
    /// What they are called there, if they were heard there: a direct message does not tell.
    name: Option<String>,
}

/// Which community somebody means.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Home {
    /// This one.
    One(Guild, Box<Community>),
    /// One of these.
    Several(Vec<Guild>),
    /// Nobody knows them anywhere.
    Nowhere,
}

impl Guilds {
    /// A guild lets us in, or did before we began to listen.
    pub(crate) fn came(&self, guild: Guild, name: String) {
        let mut known = self.lock();
        known.here.insert(guild);
        known.names.insert(guild, name);
    }

    /// A guild has removed us.
    pub(crate) fn left(&self, guild: Guild) {
        let mut known = self.lock();
        known.here.remove(&guild);
        known.heard_of.remove(&guild);
        known.names.remove(&guild);
        known.last.retain(|_, last| last.guild != guild);
    }

    /// Whether a guild lets us in, as far as the gateway has told.
    pub(crate) fn is_here(&self, guild: Guild) -> bool {
        self.lock().here.contains(&guild)
    }

    /// Whether it is the first time that a guild is heard of in this process.
    pub(crate) fn is_first_heard_of(&self, guild: Guild) -> bool {
        self.lock().heard_of.insert(guild)
    }

    /// That a guild was heard of could not be kept.
    pub(crate) fn is_not_heard_of(&self, guild: Guild) {
        self.lock().heard_of.remove(&guild);
    }

    /// Somebody speaks in a guild under a name, or in a direct message, or is written to there.
    pub(crate) fn spoke(&self, user: u64, guild: Guild, name: Option<&str>) {
        let mut known = self.lock();
        if known.last.len() >= MOST && !known.last.contains_key(&user) {
            known.last.clear();
        }
        let last = known.last.entry(user).or_insert(Last { guild, name: None });
        if last.guild != guild {
            *last = Last { guild, name: None };
        }
        if let Some(name) = name {
            last.name = Some(name.to_owned());
        }
    }

    /// What somebody is called in a guild, when they were heard there last.
    pub(crate) fn called(&self, user: u64, guild: Guild) -> Option<String> {
        self.lock().last.get(&user).filter(|last| last.guild == guild)?.name.clone()
    }

    fn last(&self, user: u64) -> Option<Guild> {
        self.lock().last.get(&user).map(|last| last.guild)
    }

    fn name(&self, guild: Guild) -> Option<String> {
        self.lock().names.get(&guild).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Discord {
    /// The community of a guild that somebody speaks in; it is founded at first sight.
    pub(crate) async fn community(&self, guild: Guild) -> Result<Community, StoreError> {
        self.mentoring.community(&self.name, &guild.0.to_string(), UTC).await
    }

    /// The community of a guild, when there is one.
    pub(crate) async fn known_community(&self, guild: Guild) -> Result<Option<Community>, StoreError> {
        self.mentoring.store().community(&self.name, &guild.0.to_string()).await
    }

    /// The community that somebody means who speaks in no guild.
    pub(crate) async fn home(&self, from: &Speaker) -> Result<Home, StoreError> {
        if let Some(guild) = self.guilds.last(from.user)
            && let Some(community) = self.known_community(guild).await?
        {
            return Ok(Home::One(guild, Box::new(community)));
        }
        let mut homes = self.mentoring.store().homes(&self.name, &from.handle()).await?;
        if !homes.iter().all(Community::is_closed) {
            homes.retain(|home| !home.is_closed());
        }
        let guild = |home: &Community| home.external.parse().map(Guild).ok();
        let mut guilds: Vec<_> = homes.into_iter().filter_map(|home| Some((guild(&home)?, home))).collect();
        Ok(match guilds.len() {
            0 | 1 => guilds.pop().map_or(Home::Nowhere, |(guild, home)| Home::One(guild, Box::new(home))),
            _ => Home::Several(guilds.into_iter().map(|(guild, _)| guild).collect()),
        })
    }

    /// What a guild is called.
    pub(crate) async fn guild_name(&self, guild: Guild) -> Option<String> {
        if let Some(name) = self.guilds.name(guild) {
            return Some(name);
        }
        let name = timeout(PATIENCE, self.api.guild_name(&guild.0.to_string())).await.ok()?.ok()?;
        self.guilds.lock().names.insert(guild, name.clone());
        Some(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_somebody_spoke_last_is_remembered_until_that_is_gone() {
        let guilds = Guilds::default();
        guilds.spoke(1, Guild(10), Some("Ana"));
        guilds.spoke(1, Guild(20), Some("Anita"));
        guilds.spoke(1, Guild(20), None);
        guilds.spoke(2, Guild(10), None);
        assert_eq!(guilds.last(1), Some(Guild(20)));
        assert_eq!(guilds.called(1, Guild(20)).as_deref(), Some("Anita"));
        assert_eq!((guilds.called(1, Guild(10)), guilds.called(2, Guild(10))), (None, None));
        guilds.left(Guild(10));
        assert_eq!((guilds.last(1), guilds.last(2)), (Some(Guild(20)), None));
    }

    #[test]
    fn a_crowd_is_not_remembered_for_ever() {
        let guilds = Guilds::default();
        for user in 1..=(MOST as u64 + 10) {
            guilds.spoke(user, Guild(10), None);
        }
        assert!(guilds.lock().last.len() <= MOST);
        assert_eq!(guilds.last(MOST as u64 + 10), Some(Guild(10)));
    }

    #[test]
    fn a_guild_is_here_from_when_it_lets_us_in_until_it_removes_us() {
        let guilds = Guilds::default();
        guilds.came(Guild(10), "acme".to_owned());
        assert!(guilds.is_here(Guild(10)) && !guilds.is_here(Guild(20)));
        assert_eq!(guilds.name(Guild(10)).as_deref(), Some("acme"));
        guilds.left(Guild(10));
        assert!(!guilds.is_here(Guild(10)));
        assert_eq!(guilds.name(Guild(10)), None);
    }
}
