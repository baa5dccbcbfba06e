//! The time and the chance of one decision, passed in so that a decision can be replayed.

use chrono::{DateTime, SubsecRound, Utc};
use rand::rngs::StdRng;
use rand::{RngCore, SeedableRng};
use uuid::{Builder, Uuid};

/// When a decision is taken, and where its ids come from.
pub struct Moment {
    /// The present of this decision; nothing in it asks any other clock.
    pub now: DateTime<Utc>,
    chance: StdRng,
    made: u16,
}

impl Moment {
    /// The moment `now` with the randomness that grows out of `seed`.
    ///
    /// It is as fine as the memory, which keeps milliseconds: a finer instant that something waits for would be read
    /// back as an earlier one, and whoever wakes up then would find that it has not come yet.
    pub fn new(now: DateTime<Utc>, seed: u64) -> Self {
        let now = now.trunc_subsecs(3);
        Self { now, chance: StdRng::seed_from_u64(seed), made: 0 }
    }

    /// As [`Moment::new`], with as much randomness as a secret needs: a seed of 256 bits that nobody can guess.
    pub fn seeded(now: DateTime<Utc>, seed: [u8; 32]) -> Self {
        Self { chance: StdRng::from_seed(seed), ..Moment::new(now, 0) }
    }

    /// 256 bits for a secret. They are as good as the seed, and nothing else of the moment tells of them: the generator
    /// is one for cryptography.
    pub(crate) fn secret(&mut self) -> [u8; 32] {
        let mut secret = [0; 32];
        self.chance.fill_bytes(&mut secret);
        secret
    }

    /// A fresh id. Ids of one moment ascend in the order in which they were made.
    ///
    /// RFC 9562 §6.2, method 1: the twelve bits behind the version count up within the millisecond.
    pub fn id<T: From<Uuid>>(&mut self) -> T {
        let mut random = [0_u8; 10];
        self.chance.fill_bytes(&mut random);
        [random[0], random[1]] = (self.made & 0x0fff).to_be_bytes();
        self.made += 1;
        let millis = u64::try_from(self.now.timestamp_millis()).unwrap_or_default();
        Builder::from_unix_timestamp_millis(millis, &random).into_uuid().into()
    }
}

/// Where moments come from: the machine's clock and entropy, a playground's movable clock, or a test's.
pub trait Moments: Send + Sync {
    /// The moment of a decision that begins now.
    fn moment(&self) -> Moment;

    /// The present alone, for whoever decides nothing.
    fn now(&self) -> DateTime<Utc> {
        self.moment().now
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::AskId;

    #[test]
    fn a_moment_is_as_fine_as_what_the_memory_keeps() {
        let now = DateTime::from_timestamp(1_795_000_000, 123_999_999).unwrap();
        let kept = DateTime::from_timestamp_millis(now.timestamp_millis()).unwrap();
        assert_eq!(Moment::new(now, 1).now, kept);
    }

    #[test]
    fn secrets_of_one_moment_differ_and_come_from_the_whole_seed() {
        let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
        let secret = |last| {
            let mut seed = [7; 32];
            seed[31] = last;
            let mut moment = Moment::seeded(now, seed);
            [moment.secret(), moment.secret()]
        };
        assert_eq!(secret(1), secret(1));
        assert_ne!(secret(1)[0], secret(1)[1]);
        assert_ne!(secret(1)[0], secret(2)[0]);
    }

    #[test]
    fn ids_of_one_moment_ascend_and_a_seed_repeats_them() {
        let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
        let ids = |seed| {
            let mut moment = Moment::new(now, seed);
            std::array::from_fn::<AskId, 50, _>(|_| moment.id())
        };
        assert!(ids(1).is_sorted());
        assert_eq!(ids(1), ids(1));
        assert_ne!(ids(1), ids(2));
    }
}
