//! The handle that a test holds.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::calls::Called;
use crate::connection::Connection;
use crate::fault::Fault;
use crate::guild::Guild;
use crate::inner::{Inner, lock};
use crate::interact::{Transport, send, verify_url};
use crate::refusal::Violation;
use crate::server::{self, Tls};
use crate::signature;
use crate::world::App;
use smallwins_fake_chat::Clock;
use smallwins_fake_chat::http::Reply;

/// A whole Discord. When it is dropped, what the app did wrong and no test looked at becomes a panic.
pub struct Discord {
    inner: Arc<Inner>,
    servers: std::sync::Mutex<Vec<JoinHandle<()>>>,
}

impl Discord {
    /// Starts on a free port of the loopback.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn start(clock: Clock) -> Discord {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let port = listener.local_addr().expect("a listener has an address").port();
        let inner = Arc::new(Inner::new(clock, format!("http://127.0.0.1:{port}")));
        let server = server::serve(listener, inner.clone());
        Discord { inner, servers: vec![server].into() }
    }

    /// Where it is: `http://127.0.0.1:port`, which stands for `https://discord.com`. `/api/v10` comes behind it.
    pub fn api(&self) -> String {
        self.inner.base.clone()
    }

    /// Opens a second door, behind a certificate for `discord.com`, for clients that go nowhere else.
    pub async fn tls(&self) -> Tls {
        let (tls, server) = server::serve_tls(self.inner.clone()).await;
        lock(&self.servers).push(server);
        tls
    }

    /// The bot's token, without `Bot ` before it.
    pub fn token(&self) -> String {
        self.inner.world().app.token.clone()
    }

    /// The app's id, which is its bot's, too.
    pub fn application_id(&self) -> String {
        self.inner.world().app.id.clone()
    }

    /// With what the app checks signatures: hex, as the developer portal shows it.
    pub fn public_key(&self) -> String {
        signature::public_key()
    }

    /// Changes how the app is configured, and gives what it then is.
    pub fn app(&self, how: impl FnOnce(&mut App)) -> App {
        let mut world = self.inner.world();
        how(&mut world.app);
        world.app.clone()
    }

    /// Makes a new token; the old one is good for nothing. The app is not told.
    pub fn reset_token(&self) -> String {
        self.app(|app| app.token.push('r')).token
    }

    /// Says where the app listens for interactions: on the gateway, until a test says otherwise.
    pub fn listen(&self, transport: Transport) {
        self.inner.listen(transport);
    }

    /// Adds a guild in which the app is.
    pub fn guild(&self, name: &str) -> Guild {
        let guild = self.empty_guild(name);
        guild.install();
        guild
    }

    /// Adds a guild in which the app is not.
    pub fn empty_guild(&self, name: &str) -> Guild {
        Guild::new(self.inner.clone(), name)
    }

    /// The sockets of the gateway, and what can be done to them.
    pub fn gateway(&self) -> Connection {
        Connection::new(self.inner.clone())
    }

    /// Waits until the app has so many sessions connected on the gateway.
    ///
    /// # Panics
    /// When that takes more than ten seconds.
    pub async fn until_connected(&self, count: usize) {
        self.gateway().until(count).await;
    }

    /// Declares a ping that the app means: `<@12…>`, `@here`, or the beginning of many, `<@`.
    pub fn intend(&self, mention: &str) {
        self.inner.world().intended.push(mention.to_owned());
    }

    /// Plans a fault for the next call of a route, `POST /channels/{channel}/messages`, or of any, `*`.
    pub fn fail(&self, route: &str, fault: Fault) {
        self.fail_times(1, route, fault);
    }

    /// Plans a fault for the next so many calls of a route.
    pub fn fail_times(&self, times: u32, route: &str, fault: Fault) {
        self.inner.world().faults.plan(route, 0, times, fault);
    }

    /// Plans a fault for the call of a route that comes after so many others.
    pub fn fail_after(&self, spared: u32, route: &str, fault: Fault) {
        self.inner.world().faults.plan(route, spared, 1, fault);
    }

    /// How many planned faults nobody has run into.
    pub fn faults_left(&self) -> usize {
        self.inner.world().faults.left()
    }

    /// From now on each bucket takes so many calls within this time, and all together take fifty a second.
    pub fn limit_rates(&self, calls: usize, within: TimeDelta) {
        self.inner.world().limits.bucket = Some((calls, within));
    }

    /// How many answers of 401, 403 and 429 there were within ten minutes: Discord bans for too many.
    pub fn bad_answers(&self) -> usize {
        let now = self.inner.now();
        self.inner.world().limits.bad_lately(now)
    }

    /// Changes how long people wait for a first answer; three seconds unless a test is in a hurry.
    pub fn answer_within(&self, time: Duration) {
        self.inner.set_answer(time);
    }

    /// What the app did wrong so far, without taking it off the record.
    pub fn violations(&self) -> Vec<Violation> {
        self.inner.world().violations.clone()
    }

    /// What the app did wrong so far. Whoever takes it has looked at it.
    pub fn take_violations(&self) -> Vec<Violation> {
        std::mem::take(&mut self.inner.world().violations)
    }

    /// Every call so far.
    pub fn calls(&self) -> Vec<Called> {
        self.inner.world().calls.clone()
    }

    /// The calls of one route.
    pub fn calls_of(&self, route: &str) -> Vec<Called> {
        self.calls().into_iter().filter(|called| called.route == route).collect()
    }

    /// Waits until a route was called so often.
    ///
    /// # Panics
    /// When that takes more than ten seconds.
    pub async fn until_called(&self, route: &str, times: usize) {
        let count = |world: &mut crate::world::World| {
            (world.calls.iter().filter(|called| called.route == route).count() >= times).then_some(())
        };
        let called = self.inner.until(Duration::from_secs(10), count).await;
        assert!(called.is_ok(), "{route} was not called {times} times");
    }

    /// The commands that the app has registered everywhere, as Discord keeps them.
    pub fn commands(&self) -> Vec<serde_json::Value> {
        self.inner.world().commands.everywhere.clone()
    }

    /// What happens when the app's URL is saved: a ping has to be answered, a forged one refused. Whether both were.
    ///
    /// # Panics
    /// When the app does not listen at a URL.
    pub async fn verify_url(&self) -> bool {
        verify_url(&self.inner).await
    }

    /// Sends the last interaction over HTTP again, to the letter, as somebody would who overheard it.
    ///
    /// # Panics
    /// When there was none, or nobody answers.
    pub async fn replay(&self) -> Reply {
        let sent = lock(&self.inner.last_sent).clone().expect("something was sent over HTTP");
        send(&sent).await.expect("the app answers")
    }
}

impl Drop for Discord {
    fn drop(&mut self) {
        self.gateway().end();
        lock(&self.servers).drain(..).for_each(|server| server.abort());
        let violations = self.take_violations();
        if !violations.is_empty() && !std::thread::panicking() {
            let list: Vec<String> = violations.iter().map(ToString::to_string).collect();
            panic!("the app broke Discord's rules, and the test did not look:\n- {}", list.join("\n- "));
        }
    }
}

impl fmt::Debug for Discord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Discord({})", self.inner.base)
    }
}
