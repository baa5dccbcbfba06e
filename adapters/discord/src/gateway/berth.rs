//! A place in which one shard is kept, as long as the memory says that it is ours: of several processes one listens to
//! each.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use smallwins_core::store::StoreError;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};

use super::breaker::Breaker;
use super::ear::Ear;
use super::life::{End, Signs};
use super::session::{Opener, Session};
use crate::discord::{Discord, NotOpened};

/// How long a shard is ours when we say nothing more: so long nobody hears it when we are killed. The clocks of two
/// machines may lie apart by the better part of it.
const LASTS: TimeDelta = TimeDelta::seconds(20);
/// How often we say that we go on.
const RENEWED: Duration = Duration::from_secs(5);
/// How often we ask for a shard that is another's, or while the memory is away.
const ASKED: Duration = Duration::from_secs(2);
/// How long Discord may take to say goodbye.
const ENDS: Duration = Duration::from_millis(900);
/// How long to wait after a session, and how long at most when none lives.
const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(5 * 60);
/// What lasts so long is a session that lived.
const LIVES: Duration = Duration::from_secs(60);

/// Such a place.
pub(super) struct Berth {
    discord: Arc<Discord>,
    shard: u32,
    /// What the shard is called, and who we are.
    name: String,
    holder: String,
    opener: Opener,
    breaker: Arc<Breaker>,
    ear: Arc<Ear>,
}

impl Berth {
    pub(super) fn new(
        discord: &Arc<Discord>,
        (shard, total): (u32, u32),
        url: &str,
        breaker: &Arc<Breaker>,
        ear: &Arc<Ear>,
    ) -> Berth {
        Berth {
            discord: Arc::clone(discord),
            shard,
            name: format!("discord/{}/shard {shard} of {total}", discord.application),
            holder: somebody(),
            opener: Opener::new((shard, total), url, discord.api.http(), ear),
            breaker: Arc::clone(breaker),
            ear: Arc::clone(ear),
        }
    }

    /// Listens whenever the shard is ours, until we are stopped.
    pub(super) async fn keep(self, mut stopped: watch::Receiver<bool>) -> Result<(), NotOpened> {
        let ended = loop {
            tokio::select! {
                () = self.held() => {}
                () = stop(&mut stopped) => break Ok(()),
            }
            tokio::select! {
                ended = self.sessions(stopped.clone()) => break ended,
                () = self.lost() => {}
            }
            tracing::warn!(shard = self.name, "Another process listens to what was our shard");
        };
        self.opener.close().await;
        if let Err(error) = self.discord.mentoring.store().let_go(&self.name, &self.holder).await {
            tracing::warn!(%error, shard = self.name, "A shard is ours for a while, though we have gone");
        }
        ended
    }

    /// Waits until the shard is ours.
    async fn held(&self) {
        let mut is_told = false;
        loop {
            match self.hold().await {
                Ok(true) => return,
                Ok(false) if is_told => {}
                Ok(false) => {
                    is_told = true;
                    tracing::info!(
                        shard = self.name,
                        seconds = LASTS.num_seconds(),
                        "Another process listens to this shard, or was killed while it did: then it is ours in so many seconds"
                    );
                }
                Err(error) => tracing::warn!(%error, shard = self.name, "Nobody says whose shard this is"),
            }
            sleep(ASKED).await;
        }
    }

    /// Waits until the shard is another's. While the memory is away it is nobody else's.
    async fn lost(&self) {
        loop {
            sleep(RENEWED).await;
            match self.hold().await {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => tracing::warn!(%error, shard = self.name, "Nobody says whose shard this is"),
            }
        }
    }

    async fn hold(&self) -> Result<bool, StoreError> {
        let (store, now) = (self.discord.mentoring.store(), self.discord.mentoring.now());
        store.hold(&self.name, &self.holder, now, LASTS).await
    }

    /// Opens one session after another until we are stopped.
    async fn sessions(&self, mut stopped: watch::Receiver<bool>) -> Result<(), NotOpened> {
        let mut wait = FIRST;
        while !*stopped.borrow() {
            let lived = self.session(&mut stopped).await?;
            if lived >= LIVES {
                wait = FIRST;
            }
            tokio::select! {
                () = sleep(wait) => wait = (wait * 2).min(LONGEST),
                () = stop(&mut stopped) => {}
            }
        }
        Ok(())
    }

    /// One session, from its opening until another one is wanted; how long it lived.
    async fn session(&self, stopped: &mut watch::Receiver<bool>) -> Result<Duration, NotOpened> {
        let session = tokio::select! {
            session = self.open() => session?,
            () = stop(stopped) => None,
        };
        let Some(session) = session else { return Ok(Duration::ZERO) };
        let (ender, begun, before) = (session.ender(), Instant::now(), self.ear.signs(self.shard));
        let listening = session.listen();
        tokio::pin!(listening);
        tokio::select! {
            ended = &mut listening => self.ended(ended?, begun.elapsed(), before),
            () = stop(stopped) => {
                ender.end();
                if let Ok(ended) = timeout(ENDS, listening).await {
                    ended?;
                }
            }
        }
        Ok(begun.elapsed())
    }

    /// Writes down how a session ended.
    fn ended(&self, end: End, lived: Duration, before: Signs) {
        let now = self.ear.signs(self.shard);
        metrics::counter!("discord_sessions_ended_total", "end" => end.name()).increment(1);
        tracing::warn!(
            shard = self.name,
            end = end.name(),
            seconds = lived.as_secs(),
            was_ready = now.ready > before.ready,
            resumed = now.resumed - before.resumed,
            "A session on Discord's gateway has ended"
        );
    }

    async fn open(&self) -> Result<Option<Session>, NotOpened> {
        let turn = self.breaker.turn().await?;
        match self.opener.open().await {
            Ok(session) => {
                turn.taken();
                Ok(Some(session))
            }
            Err(error) => {
                tracing::warn!(%error, shard = self.name, "Discord's gateway could not be opened");
                Ok(None)
            }
        }
    }
}

async fn stop(stopped: &mut watch::Receiver<bool>) {
    // Whoever could stop us is gone: that is a stop as well.
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

/// A name of our own. Nothing is decided by it, so it needs no chance that can be replayed: the keys that the standard
/// library makes for its maps will do.
fn somebody() -> String {
    let random = || RandomState::new().hash_one(0_u8);
    format!("{:016x}{:016x}", random(), random())
}
