//! The handle that a test holds.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::calls::Called;
use crate::fault::Fault;
use crate::inbound::{Ack, Transport, check_ssl, send, send_payload, verify_url};
use crate::inner::{Inner, lock};
use crate::person::Person;
use crate::refusal::Violation;
use crate::server;
use crate::workspace::{Event, Workspace};
use crate::world::App;
use crate::world::team::Team;
use smallwins_fake_chat::Clock;
use smallwins_fake_chat::http::Reply;

/// A whole Slack. When it is dropped, what the app did wrong and no test looked at becomes a panic.
pub struct Slack {
    inner: Arc<Inner>,
    server: JoinHandle<()>,
}

impl Slack {
    /// Starts on a free port of the loopback.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn start(clock: Clock) -> Slack {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let port = listener.local_addr().expect("a listener has an address").port();
        let inner = Arc::new(Inner::new(clock, format!("http://127.0.0.1:{port}")));
        let server = server::serve(listener, inner.clone());
        Slack { inner, server }
    }

    /// Where the Web API is: `http://127.0.0.1:port/api`, without a slash at the end.
    pub fn api(&self) -> String {
        format!("{}/api", self.inner.base)
    }

    /// The page where the app is allowed in. Whoever [`Slack::installer`] names presses "Allow" there.
    pub fn authorize_url(&self) -> String {
        format!("{}/oauth/v2/authorize", self.inner.base)
    }

    /// Says who presses "Allow" on the page of OAuth; nobody presses "Cancel" instead.
    pub fn installer(&self, person: Option<&Person>) {
        self.inner.world().installer = person.map(|person| (person.team.clone(), person.id.clone()));
    }

    /// Changes how the app is configured, and gives what it then is.
    pub fn app(&self, how: impl FnOnce(&mut App)) -> App {
        let mut world = self.inner.world();
        how(&mut world.app);
        world.app.clone()
    }

    /// Says where the app listens. Until then nobody can do anything.
    pub fn listen(&self, transport: Transport) {
        self.inner.listen(transport);
    }

    /// Adds a workspace in which the app is installed with the scopes of its manifest.
    pub fn workspace(&self, name: &str) -> Workspace {
        let workspace = self.empty_workspace(name);
        workspace.install();
        workspace
    }

    /// Adds a workspace in which the app is not installed.
    pub fn empty_workspace(&self, name: &str) -> Workspace {
        let mut world = self.inner.world();
        let id = world.id("T", name);
        let team = Team {
            id: id.clone(),
            name: name.to_owned(),
            users: Default::default(),
            channels: Default::default(),
            installs: Vec::new(),
        };
        world.teams.insert(id.clone(), team);
        Workspace::new(self.inner.clone(), id)
    }

    /// Declares a ping that the app means: `<@U00001ANA>`, `<!here>`, or the beginning of many, `<@`.
    pub fn intend(&self, mention: &str) {
        self.inner.world().intended.push(mention.to_owned());
    }

    /// Plans a fault for the next call of a method (`response_url` is one, too).
    pub fn fail(&self, method: &str, fault: Fault) {
        self.fail_after(0, method, fault);
    }

    /// Plans a fault for the call of a method that comes after so many others.
    pub fn fail_after(&self, spared: u32, method: &str, fault: Fault) {
        self.inner.world().faults.plan(method, spared, fault);
    }

    /// How many planned faults nobody has run into.
    pub fn faults_left(&self) -> usize {
        self.inner.world().faults.left()
    }

    /// From now on a channel takes one message a second, and so many at once.
    pub fn limit_posting(&self, burst: u32) {
        self.inner.world().limits.burst = Some(burst);
    }

    /// From now on every method may be called as often a minute as its tier allows.
    pub fn limit_methods(&self) {
        self.inner.world().limits.tiers = true;
    }

    /// Changes how long Slack waits for an acknowledgement; three seconds unless a test is in a hurry.
    pub fn acknowledge_within(&self, time: Duration) {
        self.inner.set_ack(time);
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

    /// The calls of one method.
    pub fn calls_of(&self, method: &str) -> Vec<Called> {
        self.calls().into_iter().filter(|called| called.method == method).collect()
    }

    /// The bytes of the files that were uploaded and completed, with name and alternative text.
    pub fn files(&self) -> Vec<(String, Option<String>, Vec<u8>)> {
        let world = self.inner.world();
        let completed = world.uploads.values().filter(|upload| upload.completed);
        completed
            .map(|upload| {
                (upload.name.clone(), upload.alt_text.clone(), upload.bytes.clone().unwrap_or_default())
            })
            .collect()
    }

    /// What happens when the Request URL is saved: the app has to say a challenge.
    pub async fn verify_url(&self) -> Ack {
        verify_url(&self.inner).await
    }

    /// What happens now and then: Slack looks whether the certificate is good.
    pub async fn check_ssl(&self) -> Ack {
        check_ssl(&self.inner).await
    }

    /// Sends the last request over HTTP again, to the letter, as somebody would who overheard it.
    ///
    /// # Panics
    /// When there was none, or nobody answers.
    pub async fn replay(&self) -> Reply {
        let sent = lock(&self.inner.last_sent).clone().expect("something was sent over HTTP");
        send(&sent).await.expect("the app answers")
    }

    /// Sends an event, for the first time or the fifth.
    pub async fn send(&self, event: &Event) -> Ack {
        send_payload(&self.inner, event.0.clone(), None).await
    }

    /// Sends what was not acknowledged and whose time has come: at once, after a minute, after five.
    pub async fn retry_events(&self) -> Vec<Ack> {
        let now = self.inner.now();
        let due: Vec<_> = self.inner.world().pending.extract_if(.., |pending| pending.due <= now).collect();
        let mut acks = Vec::new();
        for pending in due {
            acks.push(
                send_payload(&self.inner, pending.payload, Some((pending.attempt, pending.reason))).await,
            );
        }
        acks
    }

    /// How many events wait to be sent again.
    pub fn events_to_retry(&self) -> usize {
        self.inner.world().pending.len()
    }

    /// How many sockets the app has open.
    pub fn sockets(&self) -> usize {
        self.inner.links.count()
    }

    /// Waits until the app has so many sockets open.
    pub async fn until_sockets(&self, count: usize) {
        self.inner.links.at_least(count).await;
    }

    /// Tells the app to reconnect: `warning`, `refresh_requested`, `link_disabled`. Nothing more goes out on the old
    /// sockets, which stay open.
    pub fn disconnect(&self, reason: &str) {
        self.inner.links.disconnect(reason);
    }

    /// The same, on one socket, right behind the next command or press.
    pub fn disconnect_behind_next(&self, reason: &str) {
        self.inner.links.disconnect_behind_next(reason);
    }

    /// Closes every socket without a word.
    pub fn close_sockets(&self) {
        self.inner.links.close();
    }

    /// Lets every socket go dead while it stays open: not even a ping is answered.
    pub fn freeze_sockets(&self) {
        self.inner.links.freeze();
    }
}

impl Drop for Slack {
    fn drop(&mut self) {
        self.inner.links.close();
        self.server.abort();
        let violations = self.take_violations();
        if !violations.is_empty() && !std::thread::panicking() {
            let list: Vec<String> = violations.iter().map(ToString::to_string).collect();
            panic!("the app broke Slack's rules, and the test did not look:\n- {}", list.join("\n- "));
        }
    }
}

impl fmt::Debug for Slack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Slack({})", self.inner.base)
    }
}
