//! What the handle, the server and the people share.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::Notify;
use tokio::time::error::Elapsed;
use tokio::time::timeout;

use crate::interact::Transport;
use crate::world::World;
use smallwins_fake_chat::Clock;

/// How long people wait for a first answer.
const ANSWER: Duration = Duration::from_secs(3);

pub(crate) struct Inner {
    clock: Clock,
    /// `http://127.0.0.1:port`.
    pub(crate) base: String,
    world: Mutex<World>,
    /// Whenever something may have changed.
    stirred: Notify,
    transport: Mutex<Transport>,
    answer: Mutex<Duration>,
    /// What was last sent over HTTP, to be sent again to the letter.
    pub(crate) last_sent: Mutex<Option<Sent>>,
}

/// A signed request.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Inner {
    pub(crate) fn new(clock: Clock, base: String) -> Inner {
        Inner {
            clock,
            base,
            world: Mutex::new(World::new()),
            stirred: Notify::new(),
            transport: Mutex::new(Transport::Gateway),
            answer: Mutex::new(ANSWER),
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

    /// Says that something may have changed.
    pub(crate) fn stir(&self) {
        self.stirred.notify_waiters();
    }

    /// Waits until something is so.
    pub(crate) async fn until<T>(
        &self,
        within: Duration,
        look: impl Fn(&mut World) -> Option<T>,
    ) -> Result<T, Elapsed> {
        timeout(within, async {
            loop {
                let mut stirred = std::pin::pin!(self.stirred.notified());
                // From here on no change is missed.
                stirred.as_mut().enable();
                let found = look(&mut self.world());
                match found {
                    Some(found) => return found,
                    None => stirred.await,
                }
            }
        })
        .await
    }

    pub(crate) fn violate(&self, of: &str, code: u32, why: &str) {
        let now = self.now();
        self.world().violate(of, code, why, now);
    }

    pub(crate) fn listen(&self, transport: Transport) {
        *lock(&self.transport) = transport;
    }

    pub(crate) fn transport(&self) -> Transport {
        lock(&self.transport).clone()
    }

    pub(crate) fn answer_within(&self) -> Duration {
        *lock(&self.answer)
    }

    pub(crate) fn set_answer(&self, within: Duration) {
        *lock(&self.answer) = within;
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
