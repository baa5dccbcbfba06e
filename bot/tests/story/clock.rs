//! Time and chance in a story: a clock that stands still until it is moved, and chance that repeats itself.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, mpsc};

use chrono::{DateTime, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use smallwins_core::moment::{Moment, Moments};

/// A clock that is moved by hand, and chance that repeats itself.
pub(crate) struct Clock {
    now: Mutex<DateTime<Utc>>,
    seed: AtomicU64,
}

impl Clock {
    pub(crate) fn at(now: DateTime<Utc>) -> Arc<Clock> {
        Arc::new(Clock { now: Mutex::new(now), seed: AtomicU64::new(7) })
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        *self.now.lock().expect("nobody panics while moving the clock")
    }

    pub(crate) fn set(&self, now: DateTime<Utc>) {
        *self.now.lock().expect("nobody panics while moving the clock") = now;
    }
}

impl Moments for Clock {
    fn moment(&self) -> Moment {
        Moment::new(self.now(), self.seed.fetch_add(1, Ordering::Relaxed))
    }
}

/// As long as it lives, the time of a paused runtime moves by hand alone. Otherwise it would jump to the next time
/// limit whenever everybody waits for an answer out of a socket, and every limit would be passed at once.
pub(crate) struct Standstill {
    _ends_with_it: mpsc::Sender<()>,
}

impl Standstill {
    /// Begins, on a runtime that was started with its time paused.
    pub(crate) fn begin() -> Standstill {
        let (ends, ended) = mpsc::channel::<()>();
        // Time does not pass by itself while a blocking task runs. This one ends when nobody can send any more.
        tokio::task::spawn_blocking(move || ended.recv());
        Standstill { _ends_with_it: ends }
    }
}

/// The instant at which a wall clock in a zone shows `2026-11-23 09:00`.
pub(crate) fn instant(wall: &str, zone: &str) -> DateTime<Utc> {
    let zone: Tz = zone.parse().expect("a zone");
    let wall = NaiveDateTime::parse_from_str(wall, "%Y-%m-%d %H:%M").expect("a wall time");
    zone.from_local_datetime(&wall).earliest().expect("a time that exists").to_utc()
}

/// A stretch of time in words.
pub(crate) fn words(time: TimeDelta) -> String {
    match (time.num_days(), time.num_hours(), time.num_minutes()) {
        (days, hours, _) if days > 0 && hours % 24 == 0 => format!("{days} d"),
        (_, hours, minutes) if hours > 0 && minutes % 60 == 0 => format!("{hours} h"),
        (_, _, minutes) => format!("{minutes} min"),
    }
}
