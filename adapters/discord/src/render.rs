//! What is said, as Discord's JSON: pure functions, and every limit of Discord's kept.
//!
//! A message is plain content and rows of buttons, and no embed: content is what a notification and a screen reader
//! say, it needs no permission, and everybody sees it, also those who turned previews off. Its looks are Markdown, in
//! which every mark is ours ([`markdown`]). Instants are left to Discord, which shows them in each reader's zone.
//! Nobody is mentioned but by the core, and no address is shown a preview of.
//!
//! Files in reading order: [`words`], [`escape`], [`address`], [`times`], [`markdown`]; [`custom_id`], [`buttons`],
//! [`parts`]; then [`pieces`] and [`pages`] (what is too long), and [`form`] with [`select`] and [`returned`].
//! [`homes`] asks where somebody belongs.

mod address;
mod buttons;
mod custom_id;
mod escape;
mod form;
mod homes;
mod markdown;
mod pages;
mod parts;
mod pieces;
mod returned;
mod select;
#[cfg(test)]
mod tests;
mod times;
mod words;

use serde::Serialize;
use serde_json::Value;
use smallwins_core::message::Message;

use markdown::mentioned;

pub(crate) use custom_id::{CustomId, Does, Given, Guild};
pub(crate) use form::{Opening, card, filled, modal, opening, values};
pub(crate) use homes::homes;
pub(crate) use returned::{SHOWN, typed};

/// Discord's marks on a message: no previews, for one reader alone, without a sound.
const SUPPRESS_EMBEDS: u64 = 1 << 2;
const EPHEMERAL: u64 = 1 << 6;
const SUPPRESS_NOTIFICATIONS: u64 = 1 << 12;

/// As many people as one message may call.
const MENTIONS: usize = 100;

/// One message as Discord takes it, whether it is sent, answered with or edited.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Post {
    /// What it says.
    pub(crate) content: String,
    /// What was typed into a form that comes back; nothing otherwise.
    pub(crate) embeds: Vec<Value>,
    /// Its rows of buttons.
    pub(crate) components: Vec<Value>,
    /// How it is shown.
    pub(crate) flags: u64,
    /// Whom it may mention.
    pub(crate) allowed_mentions: Mentions,
}

/// Whom a message may mention.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Mentions {
    /// Which kinds of mentions Discord may find in its words: none.
    pub(crate) parse: [&'static str; 0],
    /// Who is told of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) users: Vec<String>,
}

impl Post {
    fn of(content: String) -> Post {
        let users = mentioned(&content).into_iter().map(|user| user.to_string()).take(MENTIONS).collect();
        Post {
            content,
            embeds: Vec::new(),
            components: Vec::new(),
            flags: SUPPRESS_EMBEDS,
            allowed_mentions: Mentions { users, ..Mentions::default() },
        }
    }

    /// Lets it come without a sound, unless somebody is called by it.
    fn silence(&mut self) {
        if self.allowed_mentions.users.is_empty() {
            self.flags |= SUPPRESS_NOTIFICATIONS;
        }
    }

    /// It, for the one alone whom it answers.
    pub(crate) fn ephemeral(mut self) -> Post {
        self.flags |= EPHEMERAL;
        self
    }
}

/// A message, in as many posts as hold it.
pub(crate) fn posts(message: &Message, guild: Guild) -> Vec<Post> {
    pages::posts(&parts::parts(&message.blocks, guild))
}
