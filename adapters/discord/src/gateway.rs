//! What Discord tells over sockets that we open: the gateway.
//!
//! serenity keeps a socket alive, resumes a session that broke and reads events. Left alone it also opens sessions anew,
//! as often as it likes: one that is never acknowledged would be opened more often in a day than Discord bears, which
//! then takes the token away. So a session is opened here, after [`breaker`] was asked.
//!
//! Files in reading order: [`limit`] (how often we may), [`breaker`], [`berth`] (a place in which one shard is kept, as
//! long as the memory says that it is ours), [`session`] (one session of serenity's), [`life`] (whether it lives),
//! [`ear`] (what comes over it) and [`told`] (what of it concerns us).

mod berth;
mod breaker;
mod ear;
mod life;
mod limit;
mod session;
mod told;

use std::sync::Arc;

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::discord::{Discord, NotOpened};
use crate::settings::Reach;
use berth::Berth;
use breaker::Breaker;
use ear::Ear;

/// Listens until the shutdown, where people are heard over the gateway, or that part of them which nobody tells over
/// HTTP.
///
/// # Errors
/// Discord lets us listen no longer, and trying again would make it worse.
pub(crate) async fn listen(
    discord: &Arc<Discord>,
    shutdown: impl Future<Output = ()>,
) -> Result<(), NotOpened> {
    let (Reach::Gateway { shards } | Reach::Http { lines: Some(shards), .. }) = discord.settings.reach else {
        shutdown.await;
        return Ok(());
    };
    let (stop, stopped) = watch::channel(false);
    tokio::pin!(shutdown);
    let limit = tokio::select! {
        limit = limit::asked(discord, shards) => limit?,
        () = &mut shutdown => return Ok(()),
    };
    let (breaker, ear) = (Arc::new(Breaker::of(limit.sessions)), Arc::new(Ear::of(discord)));
    let mut berths = JoinSet::new();
    for shard in shards.first..=shards.last {
        let berth = Berth::new(discord, (shard, shards.total), &limit.url, &breaker, &ear);
        berths.spawn(berth.keep(stopped.clone()));
    }
    let ended = tokio::select! {
        ended = first_trouble(&mut berths) => ended,
        () = &mut shutdown => Ok(()),
    };
    stop.send_replace(true);
    while berths.join_next().await.is_some() {}
    ended
}

/// Waits for a berth that can be kept no longer.
async fn first_trouble(berths: &mut JoinSet<Result<(), NotOpened>>) -> Result<(), NotOpened> {
    while let Some(ended) = berths.join_next().await {
        match ended {
            Ok(ended) => ended?,
            Err(error) => tracing::error!(panicked = error.is_panic(), "A shard is not listened to any more"),
        }
    }
    Ok(())
}
