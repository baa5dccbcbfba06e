//! Everything Discord knows: its guilds, people and channels, and what is said in them.

pub(crate) mod app;
pub(crate) mod channel;
pub(crate) mod command;
pub(crate) mod guild;
pub(crate) mod interaction;
mod make;
pub(crate) mod message;
pub(crate) mod modal;
pub(crate) mod user;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};

use crate::calls::Called;
use crate::fault::Faults;
use crate::gateway::Sessions;
use crate::limit::Limits;
use crate::refusal::Violation;
use crate::snowflake;

pub use app::App;
use channel::Channel;
use command::Commands;
use guild::Guild;
use interaction::Interaction;
use user::User;

/// The state behind every answer.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) app: App,
    pub(crate) guilds: BTreeMap<String, Guild>,
    pub(crate) users: BTreeMap<String, User>,
    /// Of guilds, and with people.
    pub(crate) channels: BTreeMap<String, Channel>,
    pub(crate) commands: Commands,
    pub(crate) interactions: BTreeMap<String, Interaction>,
    /// Messages that were sent under an enforced nonce: when, channel and id.
    pub(crate) nonces: HashMap<String, (DateTime<Utc>, String, String)>,
    /// When conversations were opened that had not been open before.
    pub(crate) openings: Vec<DateTime<Utc>>,
    pub(crate) violations: Vec<Violation>,
    pub(crate) calls: Vec<Called>,
    pub(crate) faults: Faults,
    pub(crate) limits: Limits,
    pub(crate) sessions: Sessions,
    /// Mentions that the test means: `<@…>`, `@here`, or the beginning of one.
    pub(crate) intended: Vec<String>,
    /// How many things were made.
    made: u64,
}

impl World {
    pub(crate) fn new() -> World {
        let mut world = World {
            app: App::default(),
            guilds: BTreeMap::new(),
            users: BTreeMap::new(),
            channels: BTreeMap::new(),
            commands: Commands::default(),
            interactions: BTreeMap::new(),
            nonces: HashMap::new(),
            openings: Vec::new(),
            violations: Vec::new(),
            calls: Vec::new(),
            faults: Faults::default(),
            limits: Limits::default(),
            sessions: Sessions::default(),
            intended: Vec::new(),
            made: 0,
        };
        let bot = User { is_bot: true, ..User::new(world.app.id.clone(), &world.app.name, "en-US") };
        world.users.insert(bot.id.clone(), bot);
        world
    }

    /// A number nobody has had before.
    pub(crate) fn number(&mut self) -> u64 {
        self.made += 1;
        self.made
    }

    /// The id of something that is made now.
    pub(crate) fn id(&mut self, now: DateTime<Utc>) -> String {
        snowflake::at(now, self.number())
    }

    /// The id of something that has been there for long.
    pub(crate) fn old_id(&mut self) -> String {
        snowflake::once(self.number())
    }

    pub(crate) fn violate(&mut self, of: &str, code: u32, why: &str, at: DateTime<Utc>) {
        let (of, why) = (of.to_owned(), why.to_owned());
        self.violations.push(Violation { of, code, why, at });
    }

    /// A guild that is known to exist.
    pub(crate) fn guild(&self, id: &str) -> &Guild {
        self.guilds.get(id).expect("a guild's id comes from the guild")
    }

    /// The same, to be changed.
    pub(crate) fn guild_mut(&mut self, id: &str) -> &mut Guild {
        self.guilds.get_mut(id).expect("a guild's id comes from the guild")
    }

    /// Somebody who is known to exist.
    pub(crate) fn user(&self, id: &str) -> &User {
        self.users.get(id).expect("a user's id comes from the user")
    }

    /// The same, to be changed.
    pub(crate) fn user_mut(&mut self, id: &str) -> &mut User {
        self.users.get_mut(id).expect("a user's id comes from the user")
    }

    /// A channel that is known to exist.
    pub(crate) fn channel(&self, id: &str) -> &Channel {
        self.channels.get(id).expect("a channel's id comes from the channel")
    }

    /// The same, to be changed.
    pub(crate) fn channel_mut(&mut self, id: &str) -> &mut Channel {
        self.channels.get_mut(id).expect("a channel's id comes from the channel")
    }
}
