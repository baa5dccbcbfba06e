//! What happened, as the app hears it.

use serde_json::{Value, json};

use crate::world::World;
use crate::world::app::{DIRECT_MESSAGES, GUILDS};
use crate::world::message::Message;

/// Messages in channels of a guild.
const GUILD_MESSAGES: u64 = 1 << 9;

impl World {
    /// Tells of a message that is new or changed; of one that is for one person alone nobody hears.
    pub(crate) fn tell_of(&mut self, event: &str, message: &Message) {
        if message.only_for.is_some() {
            return;
        }
        let guild = self.channel(&message.channel).guild().map(str::to_owned);
        let mut data = self.message_json(message);
        if let Some(guild) = &guild {
            data["guild_id"] = json!(guild);
            if let Some(member) = self.guild(guild).members.get(&message.author) {
                data["member"] = member.json();
            }
        }
        self.sessions.tell(event, guild.as_deref(), messages(guild.as_deref()), &data);
    }

    /// Puts a changed message in the place of the old one.
    pub(crate) fn replace(&mut self, message: Message) {
        let id = message.id.clone();
        if let Some(old) = self.find_mut(&id) {
            *old = message.clone();
        }
        self.tell_of("MESSAGE_UPDATE", &message);
    }

    /// Deletes a message.
    pub(crate) fn delete(&mut self, id: &str) {
        let Some(message) = self.find_mut(id) else { return };
        message.deleted = true;
        if message.only_for.is_some() {
            return;
        }
        let mut data = json!({ "id": id, "channel_id": message.channel });
        let channel = message.channel.clone();
        let guild = self.channel(&channel).guild().map(str::to_owned);
        if let Some(guild) = &guild {
            data["guild_id"] = json!(guild);
        }
        self.sessions.tell("MESSAGE_DELETE", guild.as_deref(), messages(guild.as_deref()), &data);
    }

    /// Tells of a guild, or of something in it.
    pub(crate) fn tell_guild(&mut self, event: &str, guild: &str, data: &Value) {
        self.sessions.tell(event, Some(guild), GUILDS, data);
    }
}

/// The intent with which an app hears of messages in a guild, or in a conversation.
fn messages(guild: Option<&str>) -> u64 {
    if guild.is_some() { GUILD_MESSAGES } else { DIRECT_MESSAGES }
}
