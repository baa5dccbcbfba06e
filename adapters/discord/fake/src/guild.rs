//! A guild, as a test furnishes it.

use std::fmt;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::inner::Inner;
use crate::person::Person;
use crate::world::channel::{Access, Channel, Kind};
use crate::world::guild::{Guild as State, Member};
use crate::world::user::User;

/// A guild. Cloning gives the same one.
#[derive(Clone)]
pub struct Guild {
    inner: Arc<Inner>,
    /// Its id.
    pub id: String,
}

impl Guild {
    pub(crate) fn new(inner: Arc<Inner>, name: &str) -> Guild {
        let now = inner.now();
        let mut world = inner.world();
        let (id, owner) = (world.old_id(), world.old_id());
        world.users.insert(owner.clone(), User::new(owner.clone(), "owner", "en-US"));
        let guild = State {
            id: id.clone(),
            name: name.to_owned(),
            locale: "en-US".to_owned(),
            owner: owner.clone(),
            members: [(owner, Member { roles: Vec::new(), joined: now })].into(),
            roles: Vec::new(),
            installed: false,
            available: true,
            deleted: false,
            joined: now,
        };
        world.guilds.insert(id.clone(), guild);
        drop(world);
        Guild { inner, id }
    }

    /// Adds somebody who has never been here, with the language of their client: `en-US`.
    pub fn person(&self, name: &str, locale: &str) -> Person {
        let mut world = self.inner.world();
        let id = world.old_id();
        world.users.insert(id.clone(), User::new(id.clone(), name, locale));
        drop(world);
        self.join(&id);
        Person { inner: self.inner.clone(), guild: self.id.clone(), id, name: name.to_owned() }
    }

    /// Lets somebody from another guild in, and gives them as they are here.
    pub fn welcomes(&self, person: &Person) -> Person {
        self.join(&person.id);
        Person { guild: self.id.clone(), ..person.clone() }
    }

    fn join(&self, user: &str) {
        let joined = self.inner.now();
        let mut world = self.inner.world();
        world.guild_mut(&self.id).members.insert(user.to_owned(), Member { roles: Vec::new(), joined });
    }

    /// Gives the guild a language: `de`.
    pub fn speaking(self, locale: &str) -> Guild {
        locale.clone_into(&mut self.inner.world().guild_mut(&self.id).locale);
        self
    }

    /// Adds a channel, and gives its id.
    pub fn channel(&self, name: &str) -> String {
        let mut world = self.inner.world();
        let id = world.old_id();
        let channel = Channel::new(id.clone(), name, Kind::Text(self.id.clone()));
        let data = channel.json(&world);
        world.channels.insert(id.clone(), channel);
        if world.guild(&self.id).is_reached() {
            world.tell_guild("CHANNEL_CREATE", &self.id, &data);
        }
        id
    }

    /// Deletes a channel: nobody finds it any more.
    pub fn delete_channel(&self, channel: &str) {
        let mut world = self.inner.world();
        world.channel_mut(channel).deleted = true;
        let data = world.channel(channel).json(&world);
        world.tell_guild("CHANNEL_DELETE", &self.id, &data);
    }

    /// Lets the app look into a channel, but not write there.
    pub fn mute_app(&self, channel: &str) {
        self.inner.world().channel_mut(channel).access = Access::Reads;
    }

    /// Hides a channel from the app.
    pub fn hide_channel(&self, channel: &str) {
        self.inner.world().channel_mut(channel).access = Access::Nothing;
    }

    /// Takes the right to read what was written before from the app: Discord shows it an empty channel.
    pub fn hide_history(&self, channel: &str) {
        self.inner.world().channel_mut(channel).has_history = false;
    }

    /// Lets the app look into a channel and write there.
    pub fn show_channel(&self, channel: &str) {
        self.inner.world().channel_mut(channel).access = Access::Full;
    }

    /// Installs the app; it hears `GUILD_CREATE`.
    pub fn install(&self) {
        let joined = self.inner.now();
        let mut world = self.inner.world();
        let app = world.app.id.clone();
        let guild = world.guild_mut(&self.id);
        guild.installed = true;
        guild.joined = joined;
        guild.members.insert(app, Member { roles: Vec::new(), joined });
        let data = world.guild_create(&self.id);
        world.tell_guild("GUILD_CREATE", &self.id, &data);
    }

    /// Somebody removes the app; it hears `GUILD_DELETE`.
    pub fn remove_app(&self) {
        let mut world = self.inner.world();
        let app = world.app.id.clone();
        let guild = world.guild_mut(&self.id);
        guild.installed = false;
        guild.members.remove(&app);
        self.gone(&mut world, &json!({ "id": self.id }));
    }

    /// The guild is deleted; the app hears `GUILD_DELETE`.
    pub fn delete(&self) {
        let mut world = self.inner.world();
        world.guild_mut(&self.id).deleted = true;
        self.gone(&mut world, &json!({ "id": self.id }));
    }

    /// Discord cannot reach the guild for a while: `GUILD_DELETE` with `unavailable`. The app is still in it.
    pub fn outage(&self) {
        let mut world = self.inner.world();
        world.guild_mut(&self.id).available = false;
        self.gone(&mut world, &json!({ "id": self.id, "unavailable": true }));
    }

    /// The outage is over: `GUILD_CREATE`.
    pub fn recovers(&self) {
        let mut world = self.inner.world();
        world.guild_mut(&self.id).available = true;
        let data = world.guild_create(&self.id);
        world.tell_guild("GUILD_CREATE", &self.id, &data);
    }

    fn gone(&self, world: &mut crate::world::World, data: &Value) {
        world.tell_guild("GUILD_DELETE", &self.id, data);
    }
}

impl fmt::Debug for Guild {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Guild({})", self.id)
    }
}
