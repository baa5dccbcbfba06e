//! How long to wait before a socket is opened again: longer each time, and never all at once.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

const FIRST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(30);
/// What nobody but a person can mend.
const SLOWLY: Duration = Duration::from_secs(60);

/// A socket that was open for so long was a good one.
const GOOD: Duration = Duration::from_secs(60);

/// How often it failed in a row.
#[derive(Debug, Default)]
pub(super) struct Backoff {
    failures: u32,
}

impl Backoff {
    /// After one more failure: up to twice as long as the time before.
    pub(super) fn next(&mut self) -> Duration {
        let longest = FIRST.saturating_mul(1 << self.failures.min(10)).min(LONGEST);
        self.failures += 1;
        scattered(longest)
    }

    /// After a socket that was open for so long: what failed before a good one says nothing any more.
    pub(super) fn after(&mut self, lived: Duration) {
        if lived >= GOOD {
            *self = Backoff::default();
        }
    }

    /// After a failure that will not mend itself soon.
    pub(super) fn slowly(&mut self) -> Duration {
        self.failures += 1;
        scattered(SLOWLY)
    }
}

/// Between a half of it and all of it. Nothing is decided by it, so it needs no chance that can be replayed: the keys
/// that the standard library makes for its maps will do.
fn scattered(longest: Duration) -> Duration {
    let share = RandomState::new().hash_one(longest) % 1000;
    longest / 2 + longest.mul_f64(share as f64 / 2000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_grows_to_half_a_minute() {
        let mut backoff = Backoff::default();
        let waits: Vec<_> = std::iter::repeat_with(|| backoff.next()).take(40).collect();
        assert!(waits[0] >= FIRST / 2 && waits[0] <= FIRST);
        assert!(waits[3] >= FIRST * 4 && waits[3] <= FIRST * 8);
        assert!(waits[10..].iter().all(|wait| *wait >= LONGEST / 2 && *wait <= LONGEST));
        assert!(backoff.slowly() >= SLOWLY / 2);
    }

    #[test]
    fn a_socket_that_lived_for_a_minute_makes_up_for_all_that_failed_before() {
        let mut backoff = Backoff::default();
        let fail = |backoff: &mut Backoff| (0..10).map(|_| backoff.next()).last().unwrap();
        assert!(fail(&mut backoff) > FIRST);
        backoff.after(GOOD - Duration::from_secs(1));
        assert!(backoff.next() > FIRST);
        backoff.after(GOOD);
        assert!(backoff.next() <= FIRST);
    }

    #[test]
    fn no_two_wait_alike() {
        let waits: std::collections::HashSet<_> =
            std::iter::repeat_with(|| Backoff::default().slowly()).take(20).collect();
        assert!(waits.len() > 5);
    }
}
