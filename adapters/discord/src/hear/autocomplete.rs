//! What somebody could mean who is typing a command.
//!
//! Nobody is found or founded by what they have not said yet: who cannot be told where they are, or for whom the memory
//! is too slow, is proposed nothing.

use std::sync::Arc;
use std::time::Duration;

use smallwins_core::community::Scope;
use smallwins_core::complete::Choice;
use smallwins_core::store::StoreError;
use tokio::time::timeout;

use super::answer::{Answered, First};
use super::way::Way;
use crate::commands;
use crate::discord::Discord;
use crate::guilds::Home;
use crate::inbound::Speaker;
use crate::render::Guild;

/// How long the memory may take: what is proposed later concerns what was typed long ago.
const PATIENCE: Duration = Duration::from_millis(1500);

/// What is being typed: in which option of which word, and what so far.
pub(super) struct Typing<'a> {
    pub(super) verb: &'a str,
    pub(super) option: &'a str,
    pub(super) typed: &'a str,
}

pub(super) async fn hear(
    discord: &Arc<Discord>,
    way: Way,
    guild: Option<Guild>,
    from: &Speaker,
    typing: Typing<'_>,
) -> Answered {
    let choices = match timeout(PATIENCE, proposed(discord, guild, from, &typing)).await {
        Ok(Ok(choices)) => choices,
        Ok(Err(error)) => {
            tracing::warn!(%error, "Nothing could be proposed to somebody who types");
            Vec::new()
        }
        Err(_) => Vec::new(),
    };
    way.answer(First::Choices(commands::choices(&choices)))
}

async fn proposed(
    discord: &Discord,
    guild: Option<Guild>,
    from: &Speaker,
    typing: &Typing<'_>,
) -> Result<Vec<Choice>, StoreError> {
    let Some(blank) = commands::blank(typing.verb, typing.option) else { return Ok(Vec::new()) };
    let Some(scope) = scope(discord, guild, from).await? else { return Ok(Vec::new()) };
    discord.mentoring.complete(scope, &from.handle(), blank, typing.typed).await
}

async fn scope(discord: &Discord, guild: Option<Guild>, from: &Speaker) -> Result<Option<Scope>, StoreError> {
    let community = match guild {
        Some(guild) => discord.known_community(guild).await?,
        None => match discord.home(from).await? {
            Home::One(_, community) => Some(*community),
            Home::Several(_) | Home::Nowhere => None,
        },
    };
    Ok(community.map(|community| community.scope()))
}
