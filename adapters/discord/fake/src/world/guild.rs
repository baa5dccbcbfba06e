//! A guild: its members, its roles, and whether the app is in it.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use crate::world::World;

/// Everything.
pub(crate) const ADMINISTRATOR: u64 = 1 << 3;
/// To use commands.
pub(crate) const USE_COMMANDS: u64 = 1 << 31;
/// Reads, writes, embeds, attaches, uses commands: what everybody may.
pub(crate) const EVERYBODY: u64 = (1 << 10) | (1 << 11) | (1 << 14) | (1 << 15) | (1 << 16) | USE_COMMANDS;
/// Every bit that means something.
const ALL: u64 = (1 << 53) - 1;

#[derive(Debug)]
pub(crate) struct Guild {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) locale: String,
    pub(crate) owner: String,
    pub(crate) members: BTreeMap<String, Member>,
    /// Without the one that everybody has.
    pub(crate) roles: Vec<Role>,
    /// Whether the app is in it.
    pub(crate) installed: bool,
    /// Whether Discord can reach it.
    pub(crate) available: bool,
    pub(crate) deleted: bool,
    pub(crate) joined: DateTime<Utc>,
}

/// Somebody in a guild.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) roles: Vec<String>,
    pub(crate) joined: DateTime<Utc>,
}

/// What whoever has it may do.
#[derive(Debug, Clone)]
pub(crate) struct Role {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) permissions: u64,
}

impl Guild {
    /// Whether the app can do anything there.
    pub(crate) fn is_reached(&self) -> bool {
        self.installed && !self.deleted
    }

    /// What a member may do, all roles together.
    pub(crate) fn permissions(&self, user: &str) -> u64 {
        let Some(member) = self.members.get(user) else { return 0 };
        let held = self.roles.iter().filter(|role| member.roles.contains(&role.id));
        let bits = held.fold(EVERYBODY, |bits, role| bits | role.permissions);
        if user == self.owner || bits & ADMINISTRATOR != 0 { ALL } else { bits }
    }

    fn roles_json(&self) -> Vec<Value> {
        let everybody = Role { id: self.id.clone(), name: "@everyone".to_owned(), permissions: EVERYBODY };
        let roles = [&everybody].into_iter().chain(&self.roles).enumerate();
        let shown = roles.map(|(position, role)| {
            json!({
                "id": role.id, "name": role.name, "permissions": role.permissions.to_string(),
                "position": position, "color": 0, "hoist": false, "managed": false, "mentionable": false,
                "icon": null, "unicode_emoji": null, "flags": 0,
                "colors": { "primary_color": 0, "secondary_color": null, "tertiary_color": null },
            })
        });
        shown.collect()
    }

    /// As `GET /guilds/{guild}` shows it.
    pub(crate) fn json(&self) -> Value {
        json!({
            "id": self.id, "name": self.name, "icon": null, "splash": null, "discovery_splash": null,
            "owner_id": self.owner, "afk_channel_id": null, "afk_timeout": 300, "verification_level": 1,
            "default_message_notifications": 1, "explicit_content_filter": 0, "roles": self.roles_json(),
            "emojis": [], "stickers": [], "features": [], "mfa_level": 0, "application_id": null,
            "system_channel_id": null, "system_channel_flags": 0, "rules_channel_id": null, "max_members": 500_000,
            "vanity_url_code": null, "description": null, "banner": null, "premium_tier": 0,
            "premium_subscription_count": 0, "preferred_locale": self.locale, "public_updates_channel_id": null,
            "nsfw_level": 0, "premium_progress_bar_enabled": false, "safety_alerts_channel_id": null,
            "incidents_data": null, "region": "deprecated", "nsfw": false,
        })
    }
}

impl Member {
    /// Without the user.
    pub(crate) fn json(&self) -> Value {
        json!({
            "roles": self.roles, "nick": null, "avatar": null, "banner": null, "premium_since": null,
            "joined_at": instant(self.joined), "pending": false, "communication_disabled_until": null,
            "flags": 0, "deaf": false, "mute": false,
        })
    }
}

impl World {
    /// A member with their user, as guilds show them.
    pub(crate) fn member_json(&self, guild: &str, user: &str) -> Option<Value> {
        let mut shown = self.guild(guild).members.get(user)?.json();
        shown["user"] = self.user(user).json();
        Some(shown)
    }

    /// As `GUILD_CREATE` tells it to the app.
    pub(crate) fn guild_create(&self, id: &str) -> Value {
        let guild = self.guild(id);
        let mut shown = guild.json();
        let channels =
            self.channels.values().filter(|channel| channel.guild() == Some(id) && !channel.deleted);
        let bot = self.member_json(id, &self.app.id);
        let more = json!({
            "joined_at": instant(guild.joined), "large": false, "unavailable": false,
            "member_count": guild.members.len(), "voice_states": [], "members": bot.into_iter().collect::<Vec<_>>(),
            "channels": channels.map(|channel| channel.json(self)).collect::<Vec<_>>(), "threads": [],
            "presences": [], "stage_instances": [], "guild_scheduled_events": [], "soundboard_sounds": [],
        });
        for (name, value) in more.as_object().into_iter().flatten() {
            shown[name] = value.clone();
        }
        shown
    }
}

/// An instant as Discord writes it.
pub(crate) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, false)
}
