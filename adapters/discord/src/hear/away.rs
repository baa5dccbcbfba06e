//! Whoever cannot be heard: the memory is away, or nobody can tell which community is meant.

use futures_util::future::join_all;
use smallwins_core::interlude;
use smallwins_core::message::{Block, Message, Text};
use smallwins_core::text::{clean_lines, cut};

use crate::discord::Discord;
use crate::inbound::Speaker;
use crate::render::{self, Guild, Post};

/// As much as is quoted of what somebody typed: what the core quotes.
const LONGEST_ECHO: usize = 1200;

/// Of a message without buttons, which are all that belongs to a guild.
const NONE: Guild = Guild(0);

/// Why somebody is not heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Away {
    /// The memory does not answer.
    NotNow,
    /// What they used belongs to another guild.
    Elsewhere,
    /// What they used says nothing any more. Where they are, when that is known.
    Gone(Option<Guild>),
    /// They are in several communities, and speak in none of them.
    Undecided(Vec<Guild>),
    /// They are in no community that is known, and speak in none.
    Unknown,
}

impl Discord {
    /// What somebody is told who is not heard, with what they typed.
    pub(super) async fn turned(&self, away: Away, call: u64, typed: &str, from: &Speaker) -> Vec<Post> {
        let tongue = from.tongue();
        let message = match away {
            Away::NotNow => interlude::memory_is_away(&call.to_string(), tongue),
            Away::Elsewhere => interlude::of_another_community(tongue),
            Away::Gone(Some(guild)) => {
                return render::posts(&quoting(interlude::not_understood_press(tongue), typed), guild);
            }
            Away::Gone(None) => without_buttons(interlude::not_understood_press(tongue)),
            Away::Undecided(guilds) => {
                let homes = self.named(guilds).await;
                return render::homes(&quoting(interlude::several_communities(tongue), typed), &homes);
            }
            Away::Unknown => interlude::no_community(tongue),
        };
        render::posts(&quoting(message, typed), NONE)
    }

    async fn named(&self, guilds: Vec<Guild>) -> Vec<(Guild, String)> {
        let named = guilds.into_iter().map(async |guild| {
            let name = self.guild_name(guild).await;
            (guild, name.unwrap_or_else(|| guild.0.to_string()))
        });
        join_all(named).await
    }
}

/// A message of which nobody knows to which guild its buttons would belong.
fn without_buttons(message: Message) -> Message {
    let mut blocks = message.blocks.into_shown();
    blocks.retain(|block| !matches!(block, Block::Buttons(_)));
    Message { blocks: blocks.into(), ..message }
}

/// A message with what was typed below it, and above its buttons, so that nothing is lost.
fn quoting(mut message: Message, typed: &str) -> Message {
    let typed = clean_lines(typed);
    if !typed.is_empty() {
        let quote = Block::Quote(Text::plain(cut(&typed, LONGEST_ECHO)));
        message.blocks.extend_above_buttons(vec![quote]);
    }
    message
}
