//! A strict fake Discord, the real adapter in front of it, and two people.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use smallwins_core::community::Community;
use smallwins_core::member::Member;
use smallwins_core::mentoring::Mentoring;
use smallwins_core::moment::{Moment, Moments};
use smallwins_core::platform::{Handle, PlatformName};
use smallwins_core::store::{CallId, Store};
use smallwins_core::win::Win;
use smallwins_discord::{Discord, NotOpened, PLATFORM, Reach, Settings, Shards};
use smallwins_fake_discord::{Guild, Person, StandingClock, Transport};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::slow::Slow;

/// A Tuesday noon in Lisbon.
pub(crate) const NOW: &str = "2026-11-24T12:00:00Z";

/// How Discord reaches us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    Http,
    Gateway,
}

pub(crate) const BOTH: [By; 2] = [By::Http, By::Gateway];

pub(crate) struct Stage {
    pub(crate) fake: smallwins_fake_discord::Discord,
    pub(crate) guild: Guild,
    /// A channel that both see.
    pub(crate) general: String,
    pub(crate) ana: Person,
    pub(crate) ben: Person,
    pub(crate) clock: StandingClock,
    pub(crate) store: Arc<Slow>,
    /// Where Discord reaches us over HTTP.
    pub(crate) url: String,
    running: Option<Running>,
}

/// A process of ours, and what ends it.
type Running = (oneshot::Sender<()>, JoinHandle<Result<(), NotOpened>>);

/// The fake's clock, with other ids at each moment.
pub(crate) struct Still {
    clock: StandingClock,
    made: AtomicU64,
}

impl Still {
    pub(crate) fn by(clock: &StandingClock) -> Still {
        Still { clock: clock.clone(), made: AtomicU64::new(0) }
    }
}

impl Moments for Still {
    fn moment(&self) -> Moment {
        Moment::new(self.clock.now(), self.made.fetch_add(1, Ordering::SeqCst))
    }
}

pub(crate) async fn memory() -> Arc<dyn Store> {
    Arc::new(smallwins_store::open("sqlite::memory:").await.unwrap())
}

/// Settings that reach a Discord in this way.
pub(crate) fn settings(fake: &smallwins_fake_discord::Discord, by: By) -> Settings {
    let reach = match by {
        By::Http => Reach::Http { public_key: fake.public_key(), lines: None },
        By::Gateway => Reach::Gateway { shards: Shards::ALL },
    };
    Settings { api_url: fake.api(), token: fake.token().into(), application_id: None, reach }
}

/// Serves a router on a free port; where.
pub(crate) async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    format!("http://{address}")
}

impl Stage {
    pub(crate) async fn set(by: By) -> Stage {
        let clock = StandingClock::at(NOW.parse().unwrap());
        let fake = smallwins_fake_discord::Discord::start(clock.clock()).await;
        Stage::on(fake, clock, by).await
    }

    /// On a Discord that was furnished before.
    pub(crate) async fn on(fake: smallwins_fake_discord::Discord, clock: StandingClock, by: By) -> Stage {
        let guild = fake.guild("small");
        let general = guild.channel("general");
        let (ana, ben) = (guild.person("ana", "en-US"), guild.person("ben", "pt-BR"));
        let store = Arc::new(Slow::over(memory().await));
        let (url, running) = (String::new(), None);
        let mut stage = Stage { fake, guild, general, ana, ben, clock, store, url, running };
        stage.begin(by).await;
        stage
    }

    /// Starts a process of ours.
    pub(crate) async fn begin(&mut self, by: By) {
        let discord = Discord::open(settings(&self.fake, by), self.mentoring()).await.unwrap();
        self.url = format!("{}/discord/interactions", serve(discord.router()).await);
        let (stop, stopped) = oneshot::channel::<()>();
        let running = tokio::spawn(discord.run(async {
            let _ = stopped.await;
        }));
        self.running = Some((stop, running));
        match by {
            By::Http => self.fake.listen(Transport::Http { url: self.url.clone() }),
            By::Gateway => {
                self.fake.listen(Transport::Gateway);
                self.fake.until_connected(1).await;
            }
        }
        soon(|| (!self.fake.commands().is_empty()).then_some(())).await;
    }

    /// Mentoring on the memory and the clock of this stage.
    pub(crate) fn mentoring(&self) -> Mentoring {
        Mentoring::new(self.store.clone(), Arc::new(Still::by(&self.clock)))
    }

    /// Ends us, and waits until we have.
    pub(crate) async fn end(&mut self) {
        let (stop, running) = self.running.take().unwrap();
        stop.send(()).unwrap();
        running.await.unwrap().unwrap();
    }

    /// Whether we have ended by ourselves.
    pub(crate) fn has_ended(&self) -> bool {
        self.running.as_ref().is_some_and(|(_, running)| running.is_finished())
    }

    /// Waits until we end by ourselves; why.
    pub(crate) async fn ends(&mut self) -> NotOpened {
        let (_stop, running) = self.running.take().unwrap();
        let ended = tokio::time::timeout(Duration::from_secs(30), running).await;
        ended.expect("it ends within half a minute").unwrap().unwrap_err()
    }

    /// Waits until somebody has won so much.
    pub(crate) async fn until_wins(&self, person: &Person, count: usize) {
        for _ in 0..500 {
            if self.wins(person).await.len() == count {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{person:?} has not won {count} times, but:\n{:?}", self.wins(person).await);
    }

    /// The community of a guild, as it is remembered.
    pub(crate) async fn community(&self, guild: &Guild) -> Option<Community> {
        self.store.community(&PlatformName::new(PLATFORM), &guild.id).await.unwrap()
    }

    /// Somebody as they are remembered in a guild.
    pub(crate) async fn member(&self, guild: &Guild, person: &Person) -> Option<Member> {
        let scope = self.community(guild).await?.scope();
        let (nothing, handle) = (CallId("nothing".to_owned()), Handle(person.id.clone()));
        self.store.entrance(scope, &nothing, Some(&handle)).await.unwrap().speaker
    }

    /// What somebody has won in the guild, as it is remembered.
    pub(crate) async fn wins(&self, person: &Person) -> Vec<Win> {
        self.wins_in(&self.guild, person).await
    }

    /// What somebody has won in a guild, as it is remembered.
    pub(crate) async fn wins_in(&self, guild: &Guild, person: &Person) -> Vec<Win> {
        match self.member(guild, person).await {
            Some(member) => {
                let scope = self.community(guild).await.unwrap().scope();
                self.store.desk(scope, member.id, Default::default()).await.unwrap().wins
            }
            None => Vec::new(),
        }
    }
}

/// Waits for what comes much later: time flies a hundred times as fast as it does, so that sockets keep up.
pub(crate) async fn time_flies_until(is_so: impl Fn() -> bool) {
    tokio::time::pause();
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(20), "it did not come however time flew");
        std::thread::sleep(Duration::from_micros(200));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    tokio::time::resume();
}

/// Waits for what comes a little later.
pub(crate) async fn soon<T>(mut look: impl FnMut() -> Option<T>) -> T {
    for _ in 0..500 {
        if let Some(seen) = look() {
            return seen;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it did not come within five seconds")
}
