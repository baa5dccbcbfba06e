//! How the world comes to be what it is: people meet the app, messages are put in their place.

use chrono::{DateTime, Utc};

use crate::world::World;
use crate::world::channel::{Channel, Kind};
use crate::world::message::Message;

impl World {
    /// The conversation of the app with somebody, if it was ever opened.
    pub(crate) fn dm_with(&self, user: &str) -> Option<&Channel> {
        self.channels.values().find(|channel| channel.with() == Some(user))
    }

    /// The same, opened if need be: its id.
    pub(crate) fn open_dm(&mut self, user: &str, now: DateTime<Utc>) -> String {
        if let Some(channel) = self.dm_with(user) {
            return channel.id.clone();
        }
        let id = self.id(now);
        self.channels.insert(id.clone(), Channel::new(id.clone(), "", Kind::Dm(user.to_owned())));
        id
    }

    /// Whether somebody and the app meet in a guild.
    pub(crate) fn meets(&self, user: &str) -> bool {
        self.guilds.values().any(|guild| guild.is_reached() && guild.members.contains_key(user))
    }

    /// Whether somebody sees a channel.
    pub(crate) fn can_see(&self, user: &str, channel: &Channel) -> bool {
        !channel.deleted
            && match &channel.kind {
                Kind::Dm(with) => with == user,
                Kind::Text(guild) => {
                    self.guild(guild).members.contains_key(user) && !self.guild(guild).deleted
                }
            }
    }

    /// Puts a message where it belongs.
    pub(crate) fn put(&mut self, message: Message) {
        self.channel_mut(&message.channel.clone()).messages.push(message);
    }

    /// A message of the app that has this id, wherever it stands.
    pub(crate) fn find(&self, id: &str) -> Option<&Message> {
        self.channels.values().find_map(|channel| channel.message(id))
    }

    /// The same, to be changed.
    pub(crate) fn find_mut(&mut self, id: &str) -> Option<&mut Message> {
        self.channels.values_mut().find_map(|channel| channel.message_mut(id))
    }
}
