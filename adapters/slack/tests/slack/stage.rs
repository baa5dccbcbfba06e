//! A strict fake Slack, the real adapter in front of it, and two people.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use smallwins_core::community::Community;
use smallwins_core::member::Member;
use smallwins_core::mentoring::Mentoring;
use smallwins_core::moment::{Moment, Moments};
use smallwins_core::platform::{Handle, PlatformName};
use smallwins_core::store::{CallId, Store};
use smallwins_core::win::Win;
use smallwins_fake_slack::{Person, StandingClock, Transport, Workspace};
use smallwins_slack::{Door, PLATFORM, Settings, Slack};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::slow::Slow;

/// A Tuesday noon in Lisbon.
pub(crate) const NOW: &str = "2026-11-24T12:00:00Z";
pub(crate) const SECRET: &str = "8f742231b10e8888abcd99yyyzzz85a5";

/// How Slack reaches us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    Http,
    Sockets,
}

pub(crate) const BOTH: [By; 2] = [By::Http, By::Sockets];

pub(crate) struct Stage {
    pub(crate) fake: smallwins_fake_slack::Slack,
    pub(crate) workspace: Workspace,
    pub(crate) ana: Person,
    pub(crate) ben: Person,
    pub(crate) clock: StandingClock,
    pub(crate) store: Arc<Slow>,
    /// Where Slack reaches us over HTTP.
    pub(crate) url: String,
    running: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

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

/// Settings that reach a Web API, for one workspace and over HTTP.
pub(crate) fn settings(api_url: &str, token: &str) -> Settings {
    Settings {
        api_url: api_url.to_owned(),
        public_url: "http://127.0.0.1:1".to_owned(),
        door: Door::One(token.into()),
        signing_secret: Some(SECRET.into()),
        app_token: None,
    }
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
        let fake = smallwins_fake_slack::Slack::start(clock.clock()).await;
        let workspace = fake.workspace("small");
        let (ana, ben) = (workspace.person("ana", "Europe/Lisbon"), workspace.person("ben", "Europe/Lisbon"));
        let store = Arc::new(Slow::over(memory().await));
        let mut settings = settings(&fake.api(), &workspace.token());
        if by == By::Sockets {
            settings.app_token = Some(fake.app(|_| {}).app_token.into());
        }
        let mentoring = Mentoring::new(store.clone(), Arc::new(Still::by(&clock)));
        let slack = Slack::open(settings, mentoring).await.unwrap();
        let url = format!("{}/slack/events", serve(slack.router()).await);
        let (stop, stopped) = oneshot::channel::<()>();
        let running = tokio::spawn(slack.run(async {
            let _ = stopped.await;
        }));
        match by {
            By::Http => {
                fake.listen(Transport::Http { url: url.clone(), signing_secret: SECRET.to_owned() });
            }
            By::Sockets => {
                fake.listen(Transport::Socket);
                fake.until_sockets(1).await;
            }
        }
        Stage { fake, workspace, ana, ben, clock, store, url, running: Some((stop, running)) }
    }

    /// Ends us, and waits until we have.
    pub(crate) async fn end(&mut self) {
        let (stop, running) = self.running.take().unwrap();
        stop.send(()).unwrap();
        running.await.unwrap();
    }

    /// The community of the workspace, as it is remembered.
    pub(crate) async fn community(&self) -> Community {
        let community = self.store.community(&PlatformName::new(PLATFORM), &self.workspace.id).await;
        community.unwrap().expect("it was founded at the start")
    }

    /// Somebody as they are remembered.
    pub(crate) async fn member(&self, person: &Person) -> Option<Member> {
        let scope = self.community().await.scope();
        let (nothing, handle) = (CallId("nothing".to_owned()), Handle(person.id.clone()));
        self.store.entrance(scope, &nothing, Some(&handle)).await.unwrap().speaker
    }

    /// What somebody has won, as it is remembered.
    pub(crate) async fn wins(&self, person: &Person) -> Vec<Win> {
        let scope = self.community().await.scope();
        match self.member(person).await {
            Some(member) => self.store.desk(scope, member.id, Default::default()).await.unwrap().wins,
            None => Vec::new(),
        }
    }
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

/// The bare words of everything on somebody's screen.
pub(crate) fn screen(person: &Person) -> String {
    person.messages().iter().map(|seen| seen.text.clone()).collect::<Vec<_>>().join("\n\n")
}

/// Waits until somebody reads this, and gives where it stands.
pub(crate) async fn reads(person: &Person, words: &str) -> smallwins_fake_slack::Seen {
    let found = || person.messages().into_iter().rev().find(|seen| seen.text.contains(words));
    for _ in 0..500 {
        if let Some(seen) = found() {
            return seen;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{person:?} does not read {words:?}, but:\n{}", screen(person))
}
