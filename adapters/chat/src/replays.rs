//! Which signatures were let in lately: nobody is heard by the same one twice.
//!
//! A signature is good for a while on either side of our clock, so it is remembered for twice as long. Whoever floods
//! us with properly signed requests makes us forget the oldest sooner; then the core still answers the same call once.

use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many are remembered: 64 bytes each.
const MOST: usize = 1 << 17;

/// The signatures that still hold.
#[derive(Debug)]
pub struct Replays {
    leeway: i64,
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    known: HashSet<u128, BuildHasherDefault<AsItIs>>,
    in_order: VecDeque<(u128, i64)>,
}

impl Replays {
    /// None yet, of signatures that hold for so many seconds before and after their time.
    pub fn of_signatures_that_hold(leeway: i64) -> Replays {
        Replays { leeway, seen: Mutex::default() }
    }

    /// Lets a signature in that comes for the first time, at an instant in Unix seconds. Its first sixteen bytes, as
    /// good as random, tell it from every other.
    pub fn admit<const N: usize>(&self, signature: &[u8; N], now: i64) -> Option<Admitted<'_>> {
        let (half, _) = signature.split_first_chunk::<16>().expect("signatures are longer");
        let half = u128::from_ne_bytes(*half);
        let mut seen = self.lock();
        seen.forget(now, 2 * self.leeway);
        if !seen.known.insert(half) {
            return None;
        }
        seen.in_order.push_back((half, now));
        Some(Admitted { replays: self, half })
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One who was let in. Unless it is heard to its end it may come again, by the same signature too.
#[derive(Debug)]
pub struct Admitted<'a> {
    replays: &'a Replays,
    half: u128,
}

impl Admitted<'_> {
    /// It was heard.
    pub fn heard(self) {
        std::mem::forget(self);
    }
}

impl Drop for Admitted<'_> {
    fn drop(&mut self) {
        self.replays.lock().known.remove(&self.half);
    }
}

impl Seen {
    /// Forgets what has run out, and the oldest when there are too many.
    fn forget(&mut self, now: i64, after: i64) {
        while let Some((half, since)) = self.in_order.front() {
            if now - since <= after && self.in_order.len() < MOST {
                break;
            }
            self.known.remove(half);
            self.in_order.pop_front();
        }
    }
}

/// A signature is as good as random already, and nobody chooses it without our secret.
#[derive(Debug, Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn write(&mut self, _: &[u8]) {}

    fn write_u128(&mut self, half: u128) {
        let bytes = half.to_ne_bytes();
        let (first, _) = bytes.split_first_chunk::<8>().expect("sixteen bytes");
        self.0 = u64::from_ne_bytes(*first);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signature(of: u64) -> [u8; 32] {
        let mut signature = [7; 32];
        signature[..8].copy_from_slice(&of.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_ne_bytes());
        signature
    }

    #[test]
    fn nobody_is_heard_twice_within_ten_minutes() {
        let replays = Replays::of_signatures_that_hold(300);
        let is_heard = |of, now| replays.admit(&signature(of), now).map(Admitted::heard).is_some();
        assert!(is_heard(1, 0));
        assert!(!is_heard(1, 600));
        assert!(is_heard(2, 600));
        assert!(is_heard(1, 601));
    }

    #[test]
    fn what_was_not_heard_to_its_end_may_come_again() {
        let replays = Replays::of_signatures_that_hold(300);
        drop(replays.admit(&signature(1), 0).expect("the first time"));
        assert!(replays.admit(&signature(1), 0).is_some());
    }

    #[test]
    fn the_oldest_are_forgotten_when_there_are_too_many() {
        let replays = Replays::of_signatures_that_hold(300);
        for of in 0..(MOST as u64 + 10) {
            replays.admit(&signature(of), 0).expect("the first time").heard();
        }
        assert_eq!(replays.seen.lock().unwrap().known.len(), MOST);
        assert!(replays.admit(&signature(0), 0).is_some());
        assert!(replays.admit(&signature(MOST as u64 + 9), 0).is_none());
    }
}
