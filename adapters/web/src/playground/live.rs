//! Who watches, and what they are told.

use std::sync::Arc;

use tokio::sync::broadcast;

use super::Playground;
use super::players::Player;
use super::thread::Entry;

/// What whoever watches the page has to know.
#[derive(Debug, Clone)]
pub(crate) enum Live {
    /// A line was said.
    Line(Arc<Entry>),
    /// A line says something else from now on.
    Changed(Arc<Entry>),
    /// Somebody came.
    Player(Player),
    /// What is due, whose turn it is or what the clock shows may have changed.
    Moved,
    /// Everything begins anew.
    StartedOver,
    /// The house closes its doors.
    Closing,
}

impl Playground {
    /// From now on, everything that whoever watches has to know.
    pub(crate) fn watch(&self) -> broadcast::Receiver<Live> {
        self.live.subscribe()
    }

    /// Tells all who watch. That nobody does is fine.
    pub(super) fn tell(&self, live: Live) {
        let _ = self.live.send(live);
    }
}
