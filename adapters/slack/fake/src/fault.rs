//! What can go wrong between an app and Slack, and when it is planned to.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

/// One way for one call to go wrong.
#[derive(Debug, Clone)]
pub enum Fault {
    /// Status 429 with `Retry-After: n` seconds. Whoever comes back earlier, on the injected clock, breaks the rules.
    RateLimited(u32),
    /// This status (500, 503 …) and a page that is no JSON; nothing was done.
    Status(u16),
    /// The right answer, after this much real time.
    Slow(Duration),
    /// The right answer, as soon as the test lets it go.
    Held(Held),
    /// The connection is reset before anything is done.
    ResetBefore,
    /// The connection is reset after everything is done: the caller cannot know.
    ResetAfter,
    /// Everything is done, and half of the answer arrives.
    HalfBody,
    /// Everything is done, and no answer ever comes.
    SilentAfter,
    /// Nothing is done, and no answer ever comes.
    Silent,
    /// `ok: false` with this error.
    Error(String),
}

/// A call that stands still where a test wants it to: neither can miss the other, however slow the machine.
#[derive(Debug, Clone, Default)]
pub struct Held {
    arrived: Arc<Notify>,
    goes: Arc<Notify>,
}

impl Held {
    /// Until the call has arrived, and stands.
    pub async fn arrived(&self) {
        self.arrived.notified().await;
    }

    /// Lets it go.
    pub fn let_go(&self) {
        self.goes.notify_one();
    }

    pub(crate) async fn stand(&self) {
        self.arrived.notify_one();
        self.goes.notified().await;
    }
}

/// Faults that wait for their call.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Planned>);

#[derive(Debug)]
struct Planned {
    method: String,
    /// How many calls go by before it.
    spared: u32,
    fault: Fault,
}

impl Faults {
    pub(crate) fn plan(&mut self, method: &str, spared: u32, fault: Fault) {
        self.0.push(Planned { method: method.to_owned(), spared, fault });
    }

    /// What happens to this call: the earliest plan whose turn it is.
    pub(crate) fn next(&mut self, method: &str) -> Option<Fault> {
        let mut due = None;
        for (place, planned) in self.0.iter_mut().enumerate().filter(|(_, planned)| planned.method == method)
        {
            match planned.spared {
                0 => due = due.or(Some(place)),
                _ => planned.spared -= 1,
            }
        }
        due.map(|place| self.0.remove(place).fault)
    }

    /// What nobody has run into yet.
    pub(crate) fn left(&self) -> usize {
        self.0.len()
    }
}
