//! A place where messages stand: a channel of a guild, or the conversation of the app with somebody.

use serde_json::{Value, json};

use crate::world::World;
use crate::world::message::Message;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Of this guild.
    Text(String),
    /// With this person.
    Dm(String),
}

/// What the app may do in a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Look and write.
    Full,
    /// Look.
    Reads,
    /// Nothing.
    Nothing,
}

#[derive(Debug)]
pub(crate) struct Channel {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) access: Access,
    pub(crate) deleted: bool,
    /// Whether the app may read what was written before; who may not is shown nothing.
    pub(crate) has_history: bool,
    /// In the order in which they came; those that were deleted, too.
    pub(crate) messages: Vec<Message>,
}

impl Channel {
    pub(crate) fn new(id: String, name: &str, kind: Kind) -> Channel {
        let name = name.to_owned();
        Channel {
            id,
            name,
            kind,
            access: Access::Full,
            deleted: false,
            has_history: true,
            messages: Vec::new(),
        }
    }

    pub(crate) fn guild(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(guild) => Some(guild),
            Kind::Dm(_) => None,
        }
    }

    /// With whom the app talks there.
    pub(crate) fn with(&self) -> Option<&str> {
        match &self.kind {
            Kind::Dm(user) => Some(user),
            Kind::Text(_) => None,
        }
    }

    /// A message that is still there.
    pub(crate) fn message(&self, id: &str) -> Option<&Message> {
        self.messages.iter().find(|message| message.id == id && !message.deleted)
    }

    pub(crate) fn message_mut(&mut self, id: &str) -> Option<&mut Message> {
        self.messages.iter_mut().find(|message| message.id == id && !message.deleted)
    }

    /// As the app sees it.
    pub(crate) fn json(&self, world: &World) -> Value {
        let last = self.messages.iter().rev().find(|message| !message.deleted && message.only_for.is_none());
        let last = last.map(|message| message.id.clone());
        match &self.kind {
            Kind::Text(guild) => json!({
                "id": self.id, "type": 0, "guild_id": guild, "name": self.name, "topic": null, "position": 0,
                "permission_overwrites": [], "nsfw": false, "rate_limit_per_user": 0, "parent_id": null,
                "last_message_id": last, "flags": 0,
            }),
            Kind::Dm(user) => json!({
                "id": self.id, "type": 1, "last_message_id": last, "flags": 0,
                "recipients": [world.user(user).json()],
            }),
        }
    }
}
