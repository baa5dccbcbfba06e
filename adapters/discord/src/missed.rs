//! Removals that nobody heard of: a server removed us while no process listened to its shard.
//!
//! A session begins with a list of every server of its shard in which we are, also of those that are out of reach just
//! now. That is Discord's own word: a community that is remembered and missing there has removed us. Its admins may
//! have chosen that everything is forgotten then, and a token of another application brings a list without any of ours.
//! So it is kept which application was heard of in a server, and only where that one is also refused the server by
//! itself is anything forgotten. Otherwise the server is shut, which mends itself.

use std::collections::HashSet;
use std::sync::Arc;

use smallwins_core::community::{Community, OnRemoval};
use smallwins_core::decision::Change;
use smallwins_core::message::Reply;
use smallwins_core::news::News;
use smallwins_core::store::{CallId, Commit, StoreError};

use crate::api::ApiError;
use crate::discord::Discord;
use crate::render::Guild;

/// The name under which the application is kept.
const KEEPSAKE: &str = "discord application";

impl Discord {
    /// Keeps that this application was heard of in a guild, the first time that it is in this process.
    pub(crate) fn is_heard_of(self: &Arc<Self>, guild: Guild, community: &Community) {
        if !self.guilds.is_first_heard_of(guild) {
            return;
        }
        let (discord, community) = (Arc::clone(self), community.clone());
        self.errands.run(async move {
            if let Err(error) = discord.keep_application(&community).await {
                tracing::warn!(%error, guild = guild.0, "It is not kept so far which application a server lets in");
                discord.guilds.is_not_heard_of(guild);
            }
        });
    }

    async fn keep_application(&self, community: &Community) -> Result<(), StoreError> {
        if self.is_ours(community).await? {
            return Ok(());
        }
        let (scope, at) = (community.scope(), self.mentoring.now());
        let call = CallId(format!("discord/application/{}/{}", self.application, at.timestamp_millis()));
        let changes = vec![Change::Keepsake(KEEPSAKE.to_owned(), Some(self.application.to_string()))];
        self.mentoring
            .store()
            .commit(Commit { scope, call, at, reply: Reply::default(), changes })
            .await
            .map(drop)
    }

    /// Whether it was this application that was last heard of in a community.
    async fn is_ours(&self, community: &Community) -> Result<bool, StoreError> {
        let kept = self.mentoring.store().keepsakes(community.scope(), KEEPSAKE).await?;
        Ok(kept.iter().any(|(_, application)| *application == self.application.to_string()))
    }

    /// Discord lists the guilds of a shard of so many: whatever is missing has removed us.
    pub(crate) async fn listed(self: &Arc<Self>, (shard, shards): (u32, u32), listed: &HashSet<Guild>) {
        let known = match self.mentoring.store().communities(&self.name).await {
            Ok(known) => known,
            Err(error) => {
                tracing::warn!(%error, "Nobody knows which servers removed us while nobody listened");
                return;
            }
        };
        for community in &known {
            let Ok(guild) = community.external.parse().map(Guild) else { continue };
            let is_over = community.is_closed() && community.on_removal == OnRemoval::Keep;
            if !is_of(guild, shard, shards) || listed.contains(&guild) || is_over {
                continue;
            }
            if let Err(error) = self.is_missing(guild, community).await {
                tracing::warn!(guild = guild.0, %error, "A server that is not listed is open all the same");
            }
        }
    }

    /// A community is missing in a list: it has removed us, or is another application's.
    async fn is_missing(self: &Arc<Self>, guild: Guild, community: &Community) -> Result<(), StoreError> {
        let is_erased = community.on_removal == OnRemoval::Erase;
        if !is_erased || self.is_ours(community).await? && self.is_refused(guild).await {
            self.guild_left(guild).await;
            return Ok(());
        }
        let now = self.mentoring.now().timestamp_millis();
        let id = CallId(format!("discord/missing/{}/{now}", guild.0));
        let news = News::Closed { why: "the server is not among those of this application".to_owned() };
        self.mentoring.tell(id, community.scope(), news).await.map(drop)
    }

    /// Whether Discord says of a guild by itself, too, that we are not in it: what is forgotten does not come back.
    async fn is_refused(&self, guild: Guild) -> bool {
        let asked = self.api.guild(&guild.0.to_string()).await;
        matches!(asked, Err(ApiError::Refused { status: 403 | 404, .. }))
    }
}

/// Whether a guild is of this shard.
/// Source: <https://discord.com/developers/docs/events/gateway#sharding>
fn is_of(Guild(guild): Guild, shard: u32, shards: u32) -> bool {
    (guild >> 22) % u64::from(shards.max(1)) == u64::from(shard)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_guild_is_of_one_shard() {
        let guild = Guild(1_234_567_890_123_456_789);
        let shards: Vec<_> = (0..16).filter(|shard| is_of(guild, *shard, 16)).collect();
        assert_eq!(shards, [(1_234_567_890_123_456_789_u64 / 4_194_304 % 16) as u32]);
        assert!(is_of(guild, 0, 1));
    }
}
