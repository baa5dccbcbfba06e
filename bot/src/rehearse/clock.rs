//! A clock that stands still until it is moved, and chance that grows out of a seed.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use chrono::{DateTime, Utc};
use smallwins_core::moment::{Moment, Moments};

/// The time and the chance of a rehearsal.
pub(crate) struct Clock {
    millis: AtomicI64,
    seed: u64,
    made: AtomicU64,
}

impl Clock {
    pub(crate) fn at(now: DateTime<Utc>, seed: u64) -> Clock {
        Clock { millis: AtomicI64::new(now.timestamp_millis()), seed, made: AtomicU64::new(0) }
    }

    /// Moves on; never back.
    pub(crate) fn move_to(&self, now: DateTime<Utc>) {
        self.millis.fetch_max(now.timestamp_millis(), Ordering::Relaxed);
    }
}

impl Moments for Clock {
    fn moment(&self) -> Moment {
        let made = self.made.fetch_add(1, Ordering::Relaxed);
        Moment::new(self.now(), mixed(self.seed, made))
    }

    fn now(&self) -> DateTime<Utc> {
        let millis = self.millis.load(Ordering::Relaxed);
        DateTime::from_timestamp_millis(millis).expect("it was set to an instant")
    }
}

/// A seed for the n-th of many, so that each has a chance of its own.
///
/// The finalizer of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
pub(crate) fn mixed(seed: u64, number: u64) -> u64 {
    let mut mixed = seed.wrapping_add(number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn the_clock_never_goes_back() {
        let noon = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        let clock = Clock::at(noon, 7);
        clock.move_to(noon + TimeDelta::hours(1));
        clock.move_to(noon);
        assert_eq!(clock.now(), noon + TimeDelta::hours(1));
    }

    #[test]
    fn each_moment_has_a_chance_of_its_own() {
        let clock = Clock::at(DateTime::from_timestamp(1_790_000_000, 0).unwrap(), 7);
        let [one, other] = [(); 2].map(|()| clock.moment().id::<smallwins_core::id::AskId>());
        assert_ne!(one, other);
        assert_ne!(mixed(7, 1), mixed(8, 0));
    }
}
