//! The app's sockets on the gateway, as a test treats them.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::gateway::Order;
use crate::inner::Inner;
use crate::world::World;

/// Closes after which a session cannot be resumed.
const FINAL: &[u16] = &[4004, 4006, 4007, 4009, 4010, 4011, 4012, 4013, 4014];

/// All sockets of the app. Cloning gives the same.
#[derive(Clone)]
pub struct Connection {
    inner: Arc<Inner>,
}

impl Connection {
    pub(crate) fn new(inner: Arc<Inner>) -> Connection {
        Connection { inner }
    }

    /// How many sessions are connected.
    pub fn count(&self) -> usize {
        self.inner.world().sessions.connected()
    }

    /// Waits until so many sessions are connected.
    ///
    /// # Panics
    /// When that takes more than ten seconds.
    pub async fn until(&self, count: usize) {
        self.waits("connected", |world| world.sessions.connected() >= count).await;
    }

    /// How often the app has identified itself.
    pub fn identified(&self) -> usize {
        self.inner.world().sessions.identified.len()
    }

    /// Waits until the app has identified itself so often.
    ///
    /// # Panics
    /// When that takes more than ten seconds.
    pub async fn until_identified(&self, times: usize) {
        self.waits("identified", |world| world.sessions.identified.len() >= times).await;
    }

    /// How often the app has resumed a session.
    pub fn resumed(&self) -> usize {
        self.inner.world().sessions.resumed
    }

    /// Waits until the app has resumed so often.
    ///
    /// # Panics
    /// When that takes more than ten seconds.
    pub async fn until_resumed(&self, times: usize) {
        self.waits("resumed", |world| world.sessions.resumed >= times).await;
    }

    /// How many heartbeats came in.
    pub fn heartbeats(&self) -> usize {
        self.inner.world().sessions.heartbeats
    }

    /// Waits until so many heartbeats have come in.
    ///
    /// # Panics
    /// When that takes more than ten seconds.
    pub async fn until_heartbeats(&self, times: usize) {
        self.waits("alive", |world| world.sessions.heartbeats >= times).await;
    }

    /// How often a heartbeat is wanted, on the sockets that are opened from now on.
    pub fn heartbeat_every(&self, time: Duration) {
        self.inner.world().sessions.heartbeat = time;
    }

    /// From now on heartbeats are acknowledged, or not.
    pub fn acknowledges(&self, acknowledges: bool) {
        self.inner.world().sessions.is_silent = !acknowledges;
    }

    /// Wants a heartbeat at once.
    pub fn wants_heartbeat(&self) {
        self.says(1, &json!(null));
    }

    /// Tells the app to reconnect.
    pub fn reconnect(&self) {
        self.says(7, &json!(null));
    }

    /// Tells the app that its session is invalid, and whether it may be resumed all the same.
    pub fn invalidate(&self, may_resume: bool) {
        self.says(9, &json!(may_resume));
        if !may_resume {
            self.inner.world().sessions.all.clear();
        }
    }

    /// The next so many sessions that are to be resumed cannot be: `INVALID_SESSION`.
    pub fn refuse_resumes(&self, times: u32) {
        self.inner.world().sessions.unresumable = times;
    }

    /// The next so many sockets are taken, and nobody ever says a word on them.
    pub fn leave_waiting(&self, times: u32) {
        self.inner.world().sessions.unopened = times;
    }

    /// The next so many IDENTIFY are taken, and READY never comes.
    pub fn ignore_identify(&self, times: u32) {
        self.inner.world().sessions.unready = times;
    }

    /// Closes every socket with this code. After some the session is gone: 4004, 4006, 4007, 4009 to 4014.
    pub fn close(&self, code: u16) {
        self.orders(&Order::Close(code), FINAL.contains(&code));
    }

    /// Ends every connection without a word; sessions may be resumed.
    pub fn end(&self) {
        self.orders(&Order::End, false);
    }

    /// Resets every connection; sessions may be resumed.
    pub fn reset(&self) {
        self.orders(&Order::Reset, false);
    }

    /// Tells every shard an event that this Discord does not know how to make, as it stands.
    pub fn tell(&self, event: &str, data: &Value) {
        let mut world = self.inner.world();
        world.sessions.all.values_mut().for_each(|session| session.tell(event, data.clone()));
    }

    /// Tells the last event of this kind again, under a new number.
    ///
    /// # Panics
    /// When there was none.
    pub fn tell_again(&self, event: &str) {
        let mut world = self.inner.world();
        let mut told = false;
        for session in world.sessions.all.values_mut() {
            let last = session.events.iter().rev().find(|packet| packet["t"] == event).cloned();
            if let Some(last) = last {
                session.tell(event, last["d"].clone());
                told = true;
            }
        }
        assert!(told, "there was no {event}");
    }

    fn says(&self, op: u64, data: &Value) {
        self.inner.world().sessions.say(&json!({ "op": op, "s": null, "t": null, "d": data }));
    }

    fn orders(&self, order: &Order, ends: bool) {
        self.inner.world().sessions.order(order, ends);
        self.inner.stir();
    }

    async fn waits(&self, what: &str, is_so: impl Fn(&World) -> bool) {
        let so = self.inner.until(Duration::from_secs(10), |world| is_so(world).then_some(())).await;
        assert!(so.is_ok(), "the app is not {what} as often as it should be");
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Connection({} connected)", self.count())
    }
}
