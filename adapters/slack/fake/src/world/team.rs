//! A workspace: its members, its channels, and the app's installation in it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::{OffsetComponents, OffsetName, Tz};
use serde_json::{Value, json};

use crate::refusal::Refusal;
use crate::world::channel::Channel;

/// What an app needs to do its work, as its manifest asks for it.
pub(crate) const SCOPES: &[&str] = &[
    "commands",
    "chat:write",
    "im:write",
    "users:read",
    "dnd:read",
    "files:write",
    "channels:read",
    "groups:read",
    "im:history",
];

#[derive(Debug)]
pub(crate) struct Team {
    pub(crate) id: String,
    /// What people call it; also its domain.
    pub(crate) name: String,
    pub(crate) users: BTreeMap<String, User>,
    pub(crate) channels: BTreeMap<String, Channel>,
    /// Every installation there was; the last is the present one, unless it is revoked.
    pub(crate) installs: Vec<Install>,
}

/// The app in a workspace.
#[derive(Debug, Clone)]
pub(crate) struct Install {
    pub(crate) token: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) bot_user: String,
    pub(crate) bot_id: String,
    pub(crate) revoked: bool,
}

/// A member, human or not.
#[derive(Debug, Clone)]
pub(crate) struct User {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) real_name: String,
    pub(crate) tz: Tz,
    pub(crate) locale: String,
    pub(crate) is_admin: bool,
    pub(crate) is_bot: bool,
    pub(crate) deleted: bool,
    /// The next time that nothing rings: from, until.
    pub(crate) dnd: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// The modals in front of them, the topmost last.
    pub(crate) modals: Vec<String>,
    /// The app's home, once it was published.
    pub(crate) home: Option<String>,
}

impl Team {
    pub(crate) fn install(&self) -> Option<&Install> {
        self.installs.last().filter(|install| !install.revoked)
    }

    pub(crate) fn user(&self, id: &str) -> Result<&User, Refusal> {
        self.users.get(id).ok_or_else(|| Refusal::told("user_not_found"))
    }

    /// A member that is known to exist.
    pub(crate) fn user_mut(&mut self, id: &str) -> &mut User {
        self.users.get_mut(id).expect("a member's id comes from the team")
    }

    /// A channel that the bot can see.
    pub(crate) fn channel(&self, id: &str) -> Result<&Channel, Refusal> {
        let bot = self.install().map(|install| install.bot_user.as_str());
        self.channels
            .get(id)
            .filter(|channel| bot.is_some_and(|bot| channel.can_see(bot)))
            .ok_or_else(|| Refusal::told("channel_not_found"))
    }

    /// The conversation between the bot and a member, if it was ever opened.
    pub(crate) fn im_with(&self, user: &str) -> Option<&Channel> {
        self.channels.values().find(|channel| channel.im_with() == Some(user))
    }
}

impl User {
    pub(crate) fn new(id: String, name: &str, tz: Tz) -> User {
        let mut real_name = name.to_owned();
        if let Some(first) = real_name.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        User {
            id,
            name: name.to_owned(),
            real_name,
            tz,
            locale: "en-US".to_owned(),
            is_admin: false,
            is_bot: false,
            deleted: false,
            dnd: None,
            modals: Vec::new(),
            home: None,
        }
    }

    /// As `users.info` and `user_change` show it.
    pub(crate) fn json(&self, team: &str, now: DateTime<Utc>) -> Value {
        let offset = *now.with_timezone(&self.tz).offset();
        let seconds = (offset.base_utc_offset() + offset.dst_offset()).num_seconds();
        json!({
            "id": self.id,
            "team_id": team,
            "name": self.name,
            "deleted": self.deleted,
            "color": "9f69e7",
            "real_name": self.real_name,
            "tz": self.tz.name(),
            "tz_label": offset.abbreviation().unwrap_or_default(),
            "tz_offset": seconds,
            "profile": {
                "title": "",
                "real_name": self.real_name,
                "real_name_normalized": self.real_name,
                "display_name": self.name,
                "display_name_normalized": self.name,
                "avatar_hash": "g0",
                "team": team,
            },
            "is_admin": self.is_admin,
            "is_owner": false,
            "is_primary_owner": false,
            "is_restricted": false,
            "is_ultra_restricted": false,
            "is_bot": self.is_bot,
            "is_app_user": false,
            "updated": now.timestamp(),
            "is_email_confirmed": true,
            "who_can_share_contact_card": "EVERYONE",
        })
    }
}
