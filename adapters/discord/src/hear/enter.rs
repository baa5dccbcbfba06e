//! The community in which somebody speaks.

use std::sync::Arc;
use std::time::Duration;

use smallwins_core::community::{Community, Scope};
use smallwins_core::store::StoreError;
use tokio::time::timeout;

use super::away::Away;
use crate::discord::Discord;
use crate::guilds::Home;
use crate::inbound::Speaker;
use crate::render::Guild;

/// How long the memory may take to say which community a guild is.
const ENTERS: Duration = Duration::from_secs(1);

/// Where something is said.
#[derive(Debug, Clone)]
pub(super) struct At {
    pub(super) guild: Guild,
    pub(super) scope: Scope,
    /// What the speaker is called there, as far as Discord tells.
    pub(super) name: Option<String>,
}

impl Discord {
    /// Where somebody types: in a guild, or in a direct message, which tells none.
    pub(super) async fn enter(self: &Arc<Self>, guild: Option<Guild>, from: &Speaker) -> Result<At, Away> {
        let Some(guild) = guild else {
            return match in_time(self.home(from)).await? {
                Home::One(guild, community) => Ok(self.entered_directly(guild, &community, from)),
                Home::Several(guilds) => Err(Away::Undecided(guilds)),
                Home::Nowhere => Err(Away::Unknown),
            };
        };
        let community = in_time(self.community(guild)).await?;
        self.lets_us_in(guild, &community);
        self.is_heard_of(guild, &community);
        self.guilds.spoke(from.user, guild, from.name.as_deref());
        Ok(At { guild, scope: community.scope(), name: from.name.clone() })
    }

    /// Where somebody uses what we showed, which carries its guild.
    pub(super) async fn enter_by(
        self: &Arc<Self>,
        carried: Guild,
        guild: Option<Guild>,
        from: &Speaker,
    ) -> Result<At, Away> {
        match guild {
            Some(guild) if guild != carried => {
                tracing::warn!("Somebody used what belongs to another guild");
                Err(Away::Elsewhere)
            }
            Some(guild) => self.enter(Some(guild), from).await,
            // A community that was forgotten is not founded again by what it left behind.
            None => match in_time(self.known_community(carried)).await? {
                Some(community) => Ok(self.entered_directly(carried, &community, from)),
                None => Err(Away::Gone(None)),
            },
        }
    }

    /// A direct message tells what somebody is called everywhere, and not what they are called in this community.
    fn entered_directly(&self, guild: Guild, community: &Community, from: &Speaker) -> At {
        self.guilds.spoke(from.user, guild, None);
        At { guild, scope: community.scope(), name: self.guilds.called(from.user, guild) }
    }

    /// Whoever speaks in a guild shows that it lets us in.
    fn lets_us_in(self: &Arc<Self>, guild: Guild, community: &Community) {
        if community.is_closed() {
            let discord = Arc::clone(self);
            self.errands.run(async move { discord.opened(&guild.0.to_string()).await });
        }
    }
}

async fn in_time<T>(asked: impl Future<Output = Result<T, StoreError>>) -> Result<T, Away> {
    match timeout(ENTERS, asked).await {
        Ok(Ok(told)) => Ok(told),
        Ok(Err(error)) => {
            tracing::error!(%error, "Nobody can be heard");
            Err(Away::NotNow)
        }
        Err(_) => {
            tracing::error!("Nobody can be heard: the memory does not answer in time");
            Err(Away::NotNow)
        }
    }
}
