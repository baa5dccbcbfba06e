//! A clock that goes on from where it was set, and chance that repeats itself.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use smallwins_core::moment::{Moment, Moments};

pub(crate) struct Clock {
    millis: AtomicI64,
    since: Instant,
    seed: AtomicU64,
}

impl Clock {
    pub(crate) fn at(now: DateTime<Utc>) -> Clock {
        Clock {
            millis: AtomicI64::new(now.timestamp_millis()),
            since: Instant::now(),
            seed: AtomicU64::new(7),
        }
    }

    pub(crate) fn pass(&self, time: TimeDelta) {
        self.millis.fetch_add(time.num_milliseconds(), Ordering::Relaxed);
    }
}

impl Moments for Clock {
    fn moment(&self) -> Moment {
        let set = DateTime::from_timestamp_millis(self.millis.load(Ordering::Relaxed));
        let now = set.expect("it began at an instant") + self.since.elapsed();
        Moment::new(now, self.seed.fetch_add(1, Ordering::Relaxed))
    }
}
