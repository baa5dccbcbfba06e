//! What the handle, the server and the people share.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::inbound::{Links, Transport};
use crate::world::World;
use smallwins_fake_chat::Clock;

/// How long Slack waits for an acknowledgement.
pub(crate) const ACK: Duration = Duration::from_secs(3);

pub(crate) struct Inner {
    clock: Clock,
    /// `http://127.0.0.1:port`.
    pub(crate) base: String,
    world: Mutex<World>,
    pub(crate) links: Links,
    transport: Mutex<Option<Transport>>,
    ack: Mutex<Duration>,
    /// What was last sent over HTTP, to be sent again to the letter.
    pub(crate) last_sent: Mutex<Option<Sent>>,
}

/// A signed request.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Inner {
    pub(crate) fn new(clock: Clock, base: String) -> Inner {
        Inner {
            clock,
            base,
            world: Mutex::new(World::new()),
            links: Links::default(),
            transport: Mutex::new(None),
            ack: Mutex::new(ACK),
            last_sent: Mutex::new(None),
        }
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        (self.clock)()
    }

    /// The state, to be looked at and changed in one go.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        lock(&self.world)
    }

    pub(crate) fn violate(&self, of: &str, error: &str, why: &str) {
        let now = self.now();
        self.world().violate(of, error, why, now);
    }

    pub(crate) fn listen(&self, transport: Transport) {
        *lock(&self.transport) = Some(transport);
    }

    pub(crate) fn transport(&self) -> Transport {
        lock(&self.transport).clone().expect("Slack was told where the app listens")
    }

    /// Whether anybody would hear of an event.
    pub(crate) fn is_heard(&self) -> bool {
        lock(&self.transport).is_some()
    }

    pub(crate) fn ack_within(&self) -> Duration {
        *lock(&self.ack)
    }

    pub(crate) fn set_ack(&self, within: Duration) {
        *lock(&self.ack) = within;
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
