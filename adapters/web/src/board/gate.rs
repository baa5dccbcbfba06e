//! What stands before those who guess. A secret has 256 bits, so nobody will find one; but who guesses on is told to
//! wait. It counts the guesses of everybody together, so it is asked only once the memory knows nothing of a secret:
//! that is one read by an index, and those who were given a link or are inside never meet it.

use chrono::{DateTime, TimeDelta, Utc};

/// So many guesses within [`LATELY`] are answered as what they are.
pub(super) const MOST: u32 = 60;
/// How long a guess counts.
pub(super) const LATELY: TimeDelta = TimeDelta::minutes(1);

/// How much was guessed since an instant.
#[derive(Debug, Default)]
pub(super) struct Gate {
    since: DateTime<Utc>,
    guesses: u32,
}

impl Gate {
    /// Whether too much was guessed lately.
    pub(super) fn is_shut(&self, now: DateTime<Utc>) -> bool {
        self.is_recent(now) && self.guesses >= MOST
    }

    /// Counts one more.
    pub(super) fn note(&mut self, now: DateTime<Utc>) {
        if !self.is_recent(now) {
            *self = Gate { since: now, guesses: 0 };
        }
        self.guesses += 1;
    }

    /// A clock that was moved back begins anew.
    fn is_recent(&self, now: DateTime<Utc>) -> bool {
        (self.since..self.since + LATELY).contains(&now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_guesses_shut_the_gate_for_the_rest_of_their_minute() {
        let (mut gate, now) = (Gate::default(), DateTime::from_timestamp(1_795_000_000, 0).unwrap());
        for _ in 0..MOST {
            assert!(!gate.is_shut(now));
            gate.note(now);
        }
        assert!(gate.is_shut(now + TimeDelta::seconds(59)));
        assert!(!gate.is_shut(now + LATELY) && !gate.is_shut(now - TimeDelta::days(1)));
        gate.note(now + LATELY);
        assert!(!gate.is_shut(now + LATELY));
    }
}
