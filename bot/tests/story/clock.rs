//! Time and chance in a story: a clock that stands still until it is moved, and chance that repeats itself.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use smallwins_core::id::MemberId;
use smallwins_core::moment::{Moment, Moments};

/// After so much real time a story hangs.
const HANGS: Duration = Duration::from_secs(60);
/// How many decisions may fall into one instant.
const MOMENTS: u64 = 512;

/// A clock that is moved by hand, and chance that repeats itself.
///
/// Of what is decided in one instant the first ids ascend: who comes first is first, wherever the story is played.
pub(crate) struct Clock {
    now: Mutex<DateTime<Utc>>,
    seeds: Vec<u64>,
    used: AtomicUsize,
}

impl Clock {
    pub(crate) fn at(now: DateTime<Utc>) -> Arc<Clock> {
        let mut seeds: Vec<u64> = (0..MOMENTS).collect();
        seeds.sort_by_cached_key(|seed| Moment::new(now, *seed).id::<MemberId>());
        Arc::new(Clock { now: Mutex::new(now), seeds, used: AtomicUsize::new(0) })
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        *self.now.lock().expect("nobody panics while moving the clock")
    }

    pub(crate) fn set(&self, now: DateTime<Utc>) {
        let before =
            std::mem::replace(&mut *self.now.lock().expect("nobody panics while moving the clock"), now);
        if before != now {
            self.used.store(0, Ordering::Relaxed);
        }
    }
}

impl Moments for Clock {
    fn moment(&self) -> Moment {
        let place = self.used.fetch_add(1, Ordering::Relaxed);
        Moment::new(Clock::now(self), *self.seeds.get(place).expect("not all of it happens in one instant"))
    }

    /// Takes no chance, so that the same decisions have the same ids wherever they are taken.
    fn now(&self) -> DateTime<Utc> {
        Clock::now(self)
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
        // Time does not pass by itself while a blocking task runs. This one ends when nobody can send any more; or when
        // a story hangs: then every limit is passed, and whoever waits says for what.
        tokio::task::spawn_blocking(move || ended.recv_timeout(HANGS));
        Standstill { _ends_with_it: ends }
    }
}

/// The instant at which a wall clock in a zone shows `2026-11-23 09:00`.
pub(crate) fn instant(wall: &str, zone: &str) -> DateTime<Utc> {
    let zone: Tz = zone.parse().expect("a zone");
    let wall = NaiveDateTime::parse_from_str(wall, "%Y-%m-%d %H:%M").expect("a wall time");
    zone.from_local_datetime(&wall).earliest().expect("a time that exists").to_utc()
}

/// When a scene is set, before its story begins: nothing of both falls into one instant.
pub(crate) fn before(begins: DateTime<Utc>) -> DateTime<Utc> {
    begins - TimeDelta::hours(1)
}

/// A stretch of time in words.
pub(crate) fn words(time: TimeDelta) -> String {
    match (time.num_days(), time.num_hours(), time.num_minutes()) {
        (days, hours, _) if days > 0 && hours % 24 == 0 => format!("{days} d"),
        (_, hours, minutes) if hours > 0 && minutes % 60 == 0 => format!("{hours} h"),
        (_, _, minutes) => format!("{minutes} min"),
    }
}
