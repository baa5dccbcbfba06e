//! What serenity has read, as we read it.
//!
//! serenity gives values of its own types. An interaction is written as JSON again and read by the same reader as one
//! that comes over HTTP: nothing that we look at is lost but its type, which serenity knows by the variant.

use serenity::all::{Interaction, Message, MessageType};

use crate::inbound::{self, Garbled, Line, Speaker, Told};

/// What an interaction tells.
pub(super) fn interaction(interaction: &Interaction) -> Result<Told, Garbled> {
    let mut value = serde_json::to_value(interaction).unwrap_or_default();
    value["type"] = u8::from(interaction.kind()).into();
    inbound::from_value(value)
}

/// A line that a person wrote to us directly.
pub(super) fn line(message: Message) -> Option<Line> {
    let is_line = matches!(message.kind, MessageType::Regular | MessageType::InlineReply);
    if message.author.bot || message.guild_id.is_some() || !is_line {
        return None;
    }
    let from = Speaker {
        user: message.author.id.get(),
        name: Some(message.author.global_name.unwrap_or(message.author.name)),
        locale: None,
        permissions: None,
    };
    Some(Line { id: message.id.get(), channel: message.channel_id.get(), from, text: message.content })
}

#[cfg(test)]
mod tests;
