//! What Discord tells over sockets that we open: the gateway.
//!
//! serenity keeps a socket alive, resumes a session that broke and reads events. Left alone it also opens sessions
//! anew, as often as it likes: one that is never acknowledged would be opened more often in a day than Discord bears,
//! which then takes the token away. So a session is opened here, after [`breaker`] was asked.
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

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::discord::{Discord, NotOpened};
use crate::settings::Reach;
use berth::Berth;
use breaker::Breaker;
use ear::Ear;

/// How long to wait after a panic.
const BROKEN: Duration = Duration::from_secs(5);

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
        let (discord, url) = (Arc::clone(discord), limit.url.clone());
        let (breaker, ear, stopped) = (Arc::clone(&breaker), Arc::clone(&ear), stopped.clone());
        berths.spawn(again(move || {
            Berth::new(&discord, (shard, shards.total), &url, &breaker, &ear).keep(stopped.clone())
        }));
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

/// Keeps a berth, and another one in its place when it breaks.
async fn again<K>(mut keep: impl FnMut() -> K) -> Result<(), NotOpened>
where
    K: Future<Output = Result<(), NotOpened>>,
{
    loop {
        match AssertUnwindSafe(keep()).catch_unwind().await {
            Ok(ended) => return ended,
            Err(_) => tracing::error!("Listening to a shard broke, and begins again"),
        }
        sleep(BROKEN).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_breaks_while_it_listens_begins_again() {
        let mut times = 0;
        let kept = again(|| {
            times += 1;
            let is_first = times == 1;
            async move {
                assert!(!is_first, "a panic, as a bug may cause it");
                Err(NotOpened::Intents)
            }
        });
        assert!(matches!(kept.await, Err(NotOpened::Intents)));
        assert_eq!(times, 2);
    }
}
