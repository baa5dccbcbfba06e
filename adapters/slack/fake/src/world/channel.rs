//! A place where messages stand: a channel, public or private, or the conversation with the bot.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::world::message::Message;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    Public,
    Private,
    /// Between the bot and this member.
    Im(String),
}

#[derive(Debug)]
pub(crate) struct Channel {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) members: BTreeSet<String>,
    pub(crate) archived: bool,
    /// In the order of their `ts`.
    pub(crate) messages: Vec<Message>,
    /// What `chat.scheduleMessage` promised: id, when, what.
    pub(crate) scheduled: Vec<(String, i64, Message)>,
    pub(crate) created: i64,
}

impl Channel {
    pub(crate) fn new(
        id: String,
        name: &str,
        kind: Kind,
        members: BTreeSet<String>,
        created: i64,
    ) -> Channel {
        let name = name.to_owned();
        Channel {
            id,
            name,
            kind,
            members,
            archived: false,
            messages: Vec::new(),
            scheduled: Vec::new(),
            created,
        }
    }

    pub(crate) fn im_with(&self) -> Option<&str> {
        match &self.kind {
            Kind::Im(user) => Some(user),
            Kind::Public | Kind::Private => None,
        }
    }

    /// Public channels are known to everybody, the others to their members.
    pub(crate) fn can_see(&self, user: &str) -> bool {
        self.kind == Kind::Public || self.members.contains(user)
    }

    /// The scopes with which its history and its facts can be read: `channels`, `groups`, `im`.
    pub(crate) fn family(&self) -> &'static str {
        match self.kind {
            Kind::Public => "channels",
            Kind::Private => "groups",
            Kind::Im(_) => "im",
        }
    }

    pub(crate) fn message(&self, ts: &str) -> Option<&Message> {
        self.messages.iter().find(|message| message.ts == ts)
    }

    pub(crate) fn message_mut(&mut self, ts: &str) -> Option<&mut Message> {
        self.messages.iter_mut().find(|message| message.ts == ts)
    }

    /// As `conversations.info` shows it to the bot.
    pub(crate) fn json(&self, team: &str, bot: &str) -> Value {
        let mut shown = json!({
            "id": self.id,
            "created": self.created,
            "is_archived": self.archived,
            "is_org_shared": false,
            "context_team_id": team,
            "updated": self.created * 1000,
        });
        let more = match &self.kind {
            Kind::Im(user) => json!({ "is_im": true, "user": user, "is_open": true, "priority": 0 }),
            Kind::Public | Kind::Private => json!({
                "name": self.name,
                "name_normalized": self.name,
                "is_channel": self.kind == Kind::Public,
                "is_group": self.kind == Kind::Private,
                "is_im": false,
                "is_mpim": false,
                "is_private": self.kind == Kind::Private,
                "is_general": false,
                "is_shared": false,
                "is_ext_shared": false,
                "is_pending_ext_shared": false,
                "is_member": self.members.contains(bot),
                "unlinked": 0,
                "creator": "",
                "topic": { "value": "", "creator": "", "last_set": 0 },
                "purpose": { "value": "", "creator": "", "last_set": 0 },
            }),
        };
        for (name, value) in more.as_object().into_iter().flatten() {
            shown[name] = value.clone();
        }
        shown
    }
}
