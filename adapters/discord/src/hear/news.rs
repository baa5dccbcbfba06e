//! What happens around people: a guild lets us in, or removes us.

use std::sync::Arc;
use std::time::Duration;

use smallwins_core::news::News;
use smallwins_core::store::{CallId, StoreError};
use tokio::time::{Instant, sleep};

use crate::discord::Discord;
use crate::render::Guild;

/// How soon what could not be done is tried again.
const A_BREATH: Duration = Duration::from_secs(1);
/// How seldom it is tried in the end.
const SELDOM: Duration = Duration::from_secs(5 * 60);
/// When it is given up.
const GIVES_UP: Duration = Duration::from_secs(60 * 60);

impl Discord {
    /// A guild lets us in: it did so just now, or before we began to listen.
    pub(crate) async fn guild_came(self: &Arc<Self>, guild: Guild, name: String) {
        self.guilds.came(guild, name);
        self.opened(&guild.0.to_string()).await;
        match self.known_community(guild).await {
            Ok(Some(community)) => self.is_heard_of(guild, &community),
            Ok(None) => {}
            Err(error) => tracing::debug!(guild = guild.0, %error, "Nobody knows whether a guild is known"),
        }
    }

    /// A guild has removed us. Discord tells of it once, so we remember it until the memory does.
    pub(crate) async fn guild_left(self: &Arc<Self>, guild: Guild) {
        self.guilds.left(guild);
        if self.removed(guild).await.is_err() {
            // Nobody who ends us waits for it.
            tokio::spawn(part(Arc::clone(self), guild));
        }
    }

    async fn removed(&self, guild: Guild) -> Result<(), StoreError> {
        let removed = match self.known_community(guild).await {
            Ok(Some(community)) => {
                let id = CallId(format!(
                    "discord/removed/{}/{}",
                    guild.0,
                    self.mentoring.now().timestamp_millis()
                ));
                // Nobody is there to read a reply.
                self.mentoring.tell(id, community.scope(), News::Removed).await.map(drop)
            }
            Ok(None) => Ok(()),
            Err(error) => Err(error),
        };
        removed
            .inspect_err(|error| tracing::warn!(%error, "A guild that removed us could not be let go so far"))
    }
}

/// Tries to let a guild go until that is written down or it lets us in again, more and more seldom.
async fn part(discord: Arc<Discord>, guild: Guild) {
    let (begun, mut wait) = (Instant::now(), A_BREATH);
    while begun.elapsed() < GIVES_UP {
        sleep(wait).await;
        if discord.guilds.is_here(guild) || discord.removed(guild).await.is_ok() {
            return;
        }
        wait = (wait * 2).min(SELDOM);
    }
    tracing::error!("A guild that removed us could not be let go; what is promised there is still tried");
}
