//! One session of serenity's: from when it is opened until serenity wants another one.
//!
//! serenity opens a shard by its `ShardManager`, which opens it again by itself. Ours is one that knows no address, so
//! that nothing comes of it; and its runners are started here.

use std::sync::Arc;
use std::time::Duration;

use serenity::all::{
    ConnectionStage, EventHandler, GatewayError, GatewayIntents, Http, Shard, ShardId, ShardInfo,
    ShardManager, ShardManagerOptions, ShardMessenger, ShardRunner, ShardRunnerInfo, ShardRunnerMessage,
    ShardRunnerOptions,
};
use tokio::sync::Mutex;
use tokio::time::{sleep, timeout};

use super::ear::Ear;
use super::life::{End, LOOKS, Life, Signs};
use crate::discord::NotOpened;

/// What we hear of: servers, and what is written to us directly. What people press and type into forms always comes.
const INTENTS: GatewayIntents = GatewayIntents::GUILDS.union(GatewayIntents::DIRECT_MESSAGES);
/// How long a socket may take to open.
const OPENS: Duration = Duration::from_secs(10);
/// How Discord hears that we leave for good.
const LEAVES: u16 = 1000;

/// Why no socket could be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unopened {
    /// It took too long.
    #[error("no answer in time")]
    Late,
    /// It was refused, or broke.
    #[error("nobody there")]
    Refused,
}

/// What opens the sessions of one shard.
pub(super) struct Opener {
    shard: ShardInfo,
    url: Arc<Mutex<String>>,
    http: Arc<Http>,
    ear: Arc<Ear>,
    manager: Arc<ShardManager>,
}

/// A session whose socket is open.
pub(super) struct Session {
    runner: ShardRunner,
    watched: Watched,
}

/// What shows whether a session lives. Dropped, it is connected no longer.
struct Watched {
    manager: Arc<ShardManager>,
    ear: Arc<Ear>,
    shard: ShardId,
}

/// Ends a session in order.
pub(super) struct Ender {
    messenger: ShardMessenger,
    shard: ShardId,
}

impl Opener {
    /// An opener for a shard of so many, at an address.
    pub(super) fn new((shard, total): (u32, u32), url: &str, http: &Arc<Http>, ear: &Arc<Ear>) -> Opener {
        let (manager, _) = ShardManager::new(ShardManagerOptions {
            data: Arc::default(),
            event_handlers: Vec::new(),
            raw_event_handlers: Vec::new(),
            shard_index: shard,
            shard_init: 1,
            shard_total: total,
            ws_url: Arc::default(),
            http: Arc::clone(http),
            intents: INTENTS,
            presence: None,
        });
        Opener {
            shard: ShardInfo { id: ShardId(shard), total },
            url: Arc::new(Mutex::new(url.to_owned())),
            http: Arc::clone(http),
            ear: Arc::clone(ear),
            manager,
        }
    }

    /// Opens a socket, over which a session is opened next.
    pub(super) async fn open(&self) -> Result<Session, Unopened> {
        let opening = Shard::new(Arc::clone(&self.url), self.http.token(), self.shard, INTENTS, None);
        // What serenity says of it quotes the address.
        let shard =
            timeout(OPENS, opening).await.map_err(|_| Unopened::Late)?.map_err(|_| Unopened::Refused)?;
        let runner = ShardRunner::new(ShardRunnerOptions {
            data: Arc::default(),
            event_handlers: vec![Arc::clone(&self.ear) as Arc<dyn EventHandler>],
            raw_event_handlers: Vec::new(),
            manager: Arc::clone(&self.manager),
            shard,
            http: Arc::clone(&self.http),
        });
        let info = ShardRunnerInfo {
            latency: None,
            runner_tx: ShardMessenger::new(&runner),
            stage: ConnectionStage::Disconnected,
        };
        self.manager.runners.lock().await.insert(self.shard.id, info);
        let (manager, ear) = (Arc::clone(&self.manager), Arc::clone(&self.ear));
        Ok(Session { runner, watched: Watched { manager, ear, shard: self.shard.id } })
    }

    /// Opens no session any more.
    pub(super) async fn close(&self) {
        self.manager.shutdown_all().await;
    }
}

impl Session {
    /// What ends it.
    pub(super) fn ender(&self) -> Ender {
        Ender { messenger: ShardMessenger::new(&self.runner), shard: self.watched.shard }
    }

    /// Listens until another session is to be opened, or it was ended.
    ///
    /// # Errors
    /// Discord lets us listen no longer.
    pub(super) async fn listen(mut self) -> Result<End, NotOpened> {
        // A runner that wants another session waits for its own end first, five seconds long: it has ended.
        self.watched.manager.shutdown_finished(self.watched.shard);
        let ended = tokio::select! {
            ended = self.runner.run() => ended,
            end = self.watched.over() => return Ok(end),
        };
        match ended {
            Err(serenity::Error::Gateway(GatewayError::InvalidAuthentication)) => Err(NotOpened::Token),
            Err(serenity::Error::Gateway(
                GatewayError::InvalidGatewayIntents | GatewayError::DisallowedGatewayIntents,
            )) => Err(NotOpened::Intents),
            Ok(()) | Err(_) => Ok(End::GivenUp),
        }
    }
}

impl Watched {
    /// Waits until the session lives no longer.
    async fn over(&self) -> End {
        let mut life = Life::begins(self.signs().await);
        loop {
            sleep(LOOKS).await;
            if let Some(end) = life.look(self.signs().await) {
                return end;
            }
        }
    }

    async fn signs(&self) -> Signs {
        let runners = self.manager.runners.lock().await;
        let runner = runners.get(&self.shard).filter(|runner| runner.stage == ConnectionStage::Connected);
        self.is_connected(runner.is_some());
        Signs { beat: runner.and_then(|runner| runner.latency), ..self.ear.signs(self.shard.0) }
    }

    fn is_connected(&self, is_connected: bool) {
        let shard = self.shard.0.to_string();
        metrics::gauge!("discord_shard_connected", "shard" => shard).set(u8::from(is_connected));
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.is_connected(false);
    }
}

impl Ender {
    /// Tells Discord that we leave.
    pub(super) fn end(&self) {
        self.messenger.send_to_shard(ShardRunnerMessage::Shutdown(self.shard, LEAVES));
    }
}
