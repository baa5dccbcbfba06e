//! A clock that stands still until it is moved, and chance that repeats itself.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use smallwins_core::moment::{Moment, Moments};

pub(crate) struct Clock {
    millis: AtomicI64,
    seed: AtomicU64,
}

impl Clock {
    pub(crate) fn at(now: DateTime<Utc>) -> Clock {
        Clock { millis: AtomicI64::new(now.timestamp_millis()), seed: AtomicU64::new(7) }
    }

    pub(crate) fn pass(&self, time: TimeDelta) {
        self.millis.fetch_add(time.num_milliseconds(), Ordering::Relaxed);
    }
}

impl Moments for Clock {
    fn moment(&self) -> Moment {
        let now = DateTime::from_timestamp_millis(self.millis.load(Ordering::Relaxed));
        Moment::new(now.expect("it began at an instant"), self.seed.fetch_add(1, Ordering::Relaxed))
    }
}
