//! What comes over the gateway: taken up at once, and worked off beside the reading.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use serenity::all::{
    Context, EventHandler, Guild as Described, Interaction, Message, Ready, ResumedEvent,
    ShardStageUpdateEvent, UnavailableGuild,
};
use smallwins_chat::tally::Way;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::life::Signs;
use super::told;
use crate::api::ApiError;
use crate::discord::{Discord, PLATFORM};
use crate::hear::{Answered, Taken};
use crate::inbound::{Inbound, Token, Told, What};
use crate::render::Guild;

/// How it comes, in what is counted.
const WAY: Way = Way { platform: PLATFORM, transport: "gateway" };
/// As much as is answered at a time, and as much of what nobody waits for is worked off beside it.
const AT_ONCE: usize = 512;
/// How long somebody who types may wait for their turn: by then they have typed on.
const WAITS: Duration = Duration::from_millis(800);
/// When the first answer has to be there.
const OVERDUE: Duration = Duration::from_millis(2900);
/// How long to wait before an answer is tried again that did not reach Discord.
const A_BREATH: Duration = Duration::from_millis(150);

/// Discord's code: an interaction has its first answer already.
const ANSWERED: isize = 40060;

/// Who listens.
pub(super) struct Ear {
    discord: Arc<Discord>,
    /// For what somebody waits for,
    room: Arc<Semaphore>,
    /// and for what nobody does.
    beside: Arc<Semaphore>,
    /// What each shard has told of its sessions.
    signs: Mutex<HashMap<u32, Signs>>,
}

impl Ear {
    pub(super) fn of(discord: &Arc<Discord>) -> Ear {
        Ear::with_room(discord, AT_ONCE)
    }

    fn with_room(discord: &Arc<Discord>, at_once: usize) -> Ear {
        let room = || Arc::new(Semaphore::new(at_once));
        Ear { discord: Arc::clone(discord), room: room(), beside: room(), signs: Mutex::default() }
    }

    /// What a shard has told of its sessions so far.
    pub(super) fn signs(&self, shard: u32) -> Signs {
        self.lock().get(&shard).copied().unwrap_or_default()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u32, Signs>> {
        self.signs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Works off what nobody waits for, as soon as there is room for it.
    async fn take_up(&self, errand: impl Future<Output = ()> + Send + 'static) {
        // The room is ours, and never closed.
        if let Ok(room) = Arc::clone(&self.beside).acquire_owned().await {
            self.discord.errands.run(async move {
                let _room = room;
                errand.await;
            });
        }
    }

    /// Answers an interaction as soon as there is room for it. What somebody did is done late rather than never: they
    /// are answered by a direct message then.
    async fn take_up_interaction(&self, inbound: Inbound, begun: Instant) {
        let room = Arc::clone(&self.room).acquire_owned();
        let room = match inbound.what {
            What::Autocomplete { .. } => timeout(WAITS, room).await,
            _ => Ok(room.await),
        };
        match room {
            Ok(Ok(room)) => {
                drop(self.discord.errands.run(hear(Arc::clone(&self.discord), inbound, begun, room)))
            }
            Ok(Err(_)) | Err(_) => {
                WAY.refused("crowded");
                tracing::error!("Too much comes at once: to somebody who types nothing is proposed");
            }
        }
    }
}

#[async_trait]
impl EventHandler for Ear {
    async fn interaction_create(&self, _: Context, interaction: Interaction) {
        let begun = Instant::now();
        match told::interaction(&interaction) {
            Ok(Told::Inbound(inbound)) => self.take_up_interaction(inbound, begun).await,
            Ok(Told::Ping) => {}
            Err(garbled) => {
                WAY.garbled("interaction");
                tracing::warn!(%garbled, "Discord sent something that cannot be read");
            }
        }
    }

    async fn message(&self, _: Context, message: Message) {
        let begun = Instant::now();
        let Some(line) = told::line(message) else { return };
        let discord = Arc::clone(&self.discord);
        let heard = async move {
            discord.hear_line(line).await;
            WAY.heard("line", begun);
        };
        self.take_up(heard).await;
    }

    async fn guild_create(&self, _: Context, guild: Described, _: Option<bool>) {
        let (discord, id) = (Arc::clone(&self.discord), Guild(guild.id.get()));
        self.take_up(async move { discord.guild_came(id, guild.name).await }).await;
    }

    async fn guild_delete(&self, _: Context, guild: UnavailableGuild, _: Option<Described>) {
        // Discord has trouble with it, and tells when that is over.
        if guild.unavailable {
            return;
        }
        let (discord, id) = (Arc::clone(&self.discord), Guild(guild.id.get()));
        self.take_up(async move { discord.guild_left(id).await }).await;
    }

    async fn ready(&self, context: Context, ready: Ready) {
        self.lock().entry(context.shard_id.0).or_default().ready += 1;
        metrics::counter!("discord_sessions_ready_total").increment(1);
        tracing::info!(shard = context.shard_id.0, guilds = ready.guilds.len(), "Discord's gateway is ready");
        let shard = ready.shard.map_or((0, 1), |info| (info.id.0, info.total));
        let discord = Arc::clone(&self.discord);
        let guilds = ready.guilds.iter().map(|guild| Guild(guild.id.get())).collect();
        self.take_up(async move { discord.listed(shard, &guilds).await }).await;
    }

    async fn resume(&self, context: Context, _: ResumedEvent) {
        self.lock().entry(context.shard_id.0).or_default().resumed += 1;
        metrics::counter!("discord_sessions_resumed_total").increment(1);
        tracing::info!(shard = context.shard_id.0, "A session on Discord's gateway goes on");
    }

    async fn shard_stage_update(&self, _: Context, stage: ShardStageUpdateEvent) {
        tracing::debug!(shard = stage.shard_id.0, from = %stage.old, to = %stage.new, "A session has changed");
    }
}

/// Hears an interaction and answers it. After a broken connection Discord may tell it again. Once the first answer is
/// given, others have room: what follows may take long.
async fn hear(discord: Arc<Discord>, inbound: Inbound, begun: Instant, room: OwnedSemaphorePermit) {
    let (id, token, kind) = (inbound.id, inbound.token.clone(), inbound.what.kind());
    match discord.events.begin("interaction", &id.to_string()) {
        Some(hearing) => hearing.taken_up(),
        None => {
            tracing::debug!(interaction.id = id, "Discord told again what was heard");
            return;
        }
    }
    let answered = discord.hear(inbound, begun.elapsed()).await;
    let taken = answer(&discord, id, &token, &answered, begun).await;
    WAY.heard(kind, begun);
    drop(room);
    answered.go_on(taken).await;
}

/// Says the first answer, as long as somebody waits for it. Discord takes one, so it may be said again when it did not
/// say what became of it; that there is one already is what became of it then.
async fn answer(discord: &Discord, id: u64, token: &Token, answered: &Answered, begun: Instant) -> Taken {
    let callback = answered.callback();
    let mut taken = Taken::No;
    while let Some(left) = OVERDUE.checked_sub(begun.elapsed()).filter(|left| !left.is_zero()) {
        let error = match discord.api.answer(id, token, &callback, left).await {
            Ok(()) => return Taken::Yes,
            Err(error) => error,
        };
        match &error {
            ApiError::Refused { code: ANSWERED, .. } if taken == Taken::Perhaps => return Taken::Yes,
            ApiError::Refused { code: ANSWERED, .. } => {
                tracing::info!(interaction.id = id, "Another process has answered this");
                return Taken::ByAnother;
            }
            ApiError::Unknown(_) => taken = Taken::Perhaps,
            ApiError::NotReached => {}
            ApiError::Refused { .. } | ApiError::TooMany(_) => {
                tracing::warn!(interaction.id = id, %error, "Discord did not take a first answer");
                return taken;
            }
        }
        tracing::info!(interaction.id = id, %error, "A first answer is said again");
        tokio::time::sleep(A_BREATH).await;
    }
    tracing::warn!(interaction.id = id, "A first answer was not taken in time");
    taken
}

#[cfg(test)]
mod tests;
