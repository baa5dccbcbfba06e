//! A clock that ticks like another one, some time away from it, and can be moved.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use smallwins_core::moment::{Moment, Moments};

/// The playground's time: a base clock and an offset in milliseconds.
pub(crate) struct PlayClock {
    base: Arc<dyn Moments>,
    offset: AtomicI64,
}

impl PlayClock {
    /// A clock that shows what the base shows.
    pub(crate) fn over(base: Arc<dyn Moments>) -> Self {
        PlayClock { base, offset: AtomicI64::new(0) }
    }

    /// How far it is ahead of its base, in milliseconds.
    pub(crate) fn offset(&self) -> i64 {
        self.offset.load(Ordering::SeqCst)
    }

    /// Sets how far it is ahead of its base, in milliseconds.
    pub(crate) fn keep_offset(&self, millis: i64) {
        self.offset.store(millis, Ordering::SeqCst);
    }

    /// Moves it so that it shows this instant now.
    pub(crate) fn set(&self, now: DateTime<Utc>) {
        self.keep_offset((now - self.base.moment().now).num_milliseconds());
    }

    /// What it shows.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.moment().now
    }

    /// What its base shows.
    pub(crate) fn base_now(&self) -> DateTime<Utc> {
        self.base.moment().now
    }
}

impl Moments for PlayClock {
    fn moment(&self) -> Moment {
        let mut moment = self.base.moment();
        moment.now += TimeDelta::milliseconds(self.offset());
        moment
    }
}
