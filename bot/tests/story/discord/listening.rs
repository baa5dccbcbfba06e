//! How Discord reaches Smallwins in a story.

use std::sync::Arc;
use std::time::Duration;

use metrics_exporter_prometheus::PrometheusBuilder;
use smallwins::wire::House;
use smallwins_discord::{NotOpened, Reach, Shards};
use smallwins_fake_discord::{Discord, Transport};
use smallwins_web::Exposure;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

/// A step of the time that passes while something is waited for.
const A_LITTLE: Duration = Duration::from_millis(100);
/// What people take between two acts. The gateway's library goes by the machine's clock and beats once in half a minute
/// of that, so a long story must not come to the minute and a half after which silence counts as death.
const BREATH: Duration = Duration::from_secs(2);
/// How often others get their turn before each step.
const CHANCES: usize = 2_000;

/// By which way interactions come. Lines in direct messages, and servers that come and go, come over the gateway
/// always.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// Over the gateway, too.
    Gateway,
    /// Signed, to our address.
    Http,
}

impl By {
    pub(crate) fn reach(self, discord: &Discord) -> Reach {
        match self {
            By::Gateway => Reach::Gateway { shards: Shards::ALL },
            By::Http => Reach::Http { public_key: discord.public_key(), lines: Some(Shards::ALL) },
        }
    }
}

/// Somebody listens, until this is dropped.
pub(crate) struct Listening {
    /// Ends the gateway when it is dropped.
    stop: oneshot::Sender<()>,
    gateway: JoinSet<Result<(), NotOpened>>,
}

/// Opens our doors for good.
pub(crate) async fn open_doors(house: &House, discord: &Discord) -> JoinSet<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let port = listener.local_addr().expect("it listens").port();
    let url = format!("http://127.0.0.1:{port}/discord/interactions");
    discord.listen(Transport::Http { url });
    let counted = PrometheusBuilder::new().build_recorder().handle();
    let doors = axum::serve(listener, house.doors(Exposure::Loopback, counted)).into_future();
    let mut open = JoinSet::new();
    open.spawn(async move { doors.await.expect("doors stay open") });
    open
}

/// Waits for something for which a little time may have to pass: serenity looks up from a silent socket twice a second,
/// and a message waits for a moment rather than for its next turn. Sockets and the memory get their chance before each
/// step of time.
pub(crate) async fn in_time<T>(something: impl Future<Output = T>) -> T {
    tokio::pin!(something);
    loop {
        tokio::select! {
            biased;
            done = &mut something => return done,
            () = a_little_passes() => {}
        }
    }
}

/// Lets the time pass that people take between two acts. Direct messages are opened one in three seconds, so whoever
/// acts at once might find the turns used up or not.
pub(crate) async fn a_breath_passes() {
    step(BREATH).await;
}

async fn a_little_passes() {
    step(A_LITTLE).await;
}

async fn step(time: Duration) {
    for _ in 0..CHANCES {
        tokio::task::yield_now().await;
    }
    tokio::time::advance(time).await;
}

impl Listening {
    /// Opens the gateway.
    pub(crate) async fn begin(house: &House, discord: &Discord) -> Listening {
        let (stop, stopped) = oneshot::channel();
        let ours = Arc::clone(house.discord.as_ref().expect("the house is in Discord"));
        let mut gateway = JoinSet::new();
        gateway.spawn(ours.listen(async move {
            // Nobody says a word here: the other end is dropped.
            let _ = stopped.await;
        }));
        discord.until_connected(1).await;
        Listening { stop, gateway }
    }

    /// Ends it: no connection lives for days, and one on which nothing is heard for a jump of them would count as dead.
    pub(crate) async fn end(self) {
        drop(self.stop);
        let ended = in_time(self.gateway.join_all()).await;
        ended.into_iter().collect::<Result<(), _>>().expect("the gateway takes us");
    }
}
