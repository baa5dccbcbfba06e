//! One message, and who can see it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::judge;
use crate::world::World;
use crate::world::guild::instant;
use crate::world::interaction::{COMMAND, COMPONENT, Interaction, SUBMIT};

/// Nobody but one person sees it.
pub(crate) const EPHEMERAL: u64 = 1 << 6;
/// "… is thinking".
pub(crate) const LOADING: u64 = 1 << 7;
/// Embeds are not shown.
pub(crate) const SUPPRESS_EMBEDS: u64 = 1 << 2;
/// Nothing rings.
pub(crate) const SUPPRESS_NOTIFICATIONS: u64 = 1 << 12;

#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) id: String,
    pub(crate) channel: String,
    pub(crate) author: String,
    pub(crate) content: String,
    pub(crate) embeds: Vec<Value>,
    pub(crate) components: Vec<Value>,
    pub(crate) attachments: Vec<Value>,
    pub(crate) flags: u64,
    pub(crate) tts: bool,
    pub(crate) nonce: Option<Value>,
    /// Whom it rings.
    pub(crate) mentions: Vec<String>,
    pub(crate) at: DateTime<Utc>,
    pub(crate) edited: Option<DateTime<Utc>>,
    /// The only one who sees it, where it is ephemeral.
    pub(crate) only_for: Option<String>,
    /// The interaction that it answers.
    pub(crate) answers: Option<String>,
    pub(crate) deleted: bool,
    /// What a person chose in its selects.
    pub(crate) chosen: BTreeMap<String, Vec<String>>,
}

impl Message {
    /// An empty one.
    pub(crate) fn new(id: String, channel: &str, author: &str, at: DateTime<Utc>) -> Message {
        Message {
            id,
            channel: channel.to_owned(),
            author: author.to_owned(),
            content: String::new(),
            embeds: Vec::new(),
            components: Vec::new(),
            attachments: Vec::new(),
            flags: 0,
            tts: false,
            nonce: None,
            mentions: Vec::new(),
            at,
            edited: None,
            only_for: None,
            answers: None,
            deleted: false,
            chosen: BTreeMap::new(),
        }
    }

    pub(crate) fn is_visible_to(&self, user: &str) -> bool {
        !self.deleted && self.only_for.as_deref().is_none_or(|only| only == user)
    }
}

impl World {
    /// A message as the app sees it.
    ///
    /// # Panics
    /// When twilight cannot read it.
    pub(crate) fn message_json(&self, message: &Message) -> Value {
        let mentions = message.mentions.iter().filter_map(|id| self.users.get(id)).map(|user| user.json());
        let kind = message.answers.as_ref().and_then(|id| self.interactions.get(id)).map(|one| one.kind);
        let mut shown = json!({
            "id": message.id,
            "channel_id": message.channel,
            "author": self.user(&message.author).json(),
            "type": if kind == Some(2) { 20 } else { 0 },
            "content": message.content,
            "timestamp": instant(message.at),
            "edited_timestamp": message.edited.map(instant),
            "tts": message.tts,
            "mention_everyone": false,
            "mentions": mentions.collect::<Vec<_>>(),
            "mention_roles": [],
            "attachments": message.attachments,
            "embeds": message.embeds,
            "components": message.components,
            "pinned": false,
            "flags": message.flags,
        });
        if let Some(nonce) = &message.nonce {
            shown["nonce"] = nonce.clone();
        }
        if message.author == self.app.id {
            shown["application_id"] = json!(self.app.id);
        }
        if let Some(interaction) = message.answers.as_ref().and_then(|id| self.interactions.get(id)) {
            shown["webhook_id"] = json!(self.app.id);
            shown["interaction_metadata"] = self.metadata(interaction, interaction.kind);
        }
        if let Err(why) = judge::is_message(&shown) {
            panic!("twilight cannot read this message: {why}\n{shown:#}");
        }
        shown
    }

    /// What a message tells of what it answers: also what opened a form, which was a command or a press.
    fn metadata(&self, interaction: &Interaction, kind: u8) -> Value {
        let mut metadata = json!({
            "id": interaction.id, "type": kind, "user": self.user(&interaction.user).json(),
            "authorizing_integration_owners": interaction.owners(),
        });
        match (kind, &interaction.message) {
            (COMPONENT, message) => metadata["interacted_message_id"] = json!(message),
            (SUBMIT, message) => {
                let opened = if message.is_some() { COMPONENT } else { COMMAND };
                metadata["triggering_interaction_metadata"] = self.metadata(interaction, opened);
            }
            _ => {}
        }
        metadata
    }
}
