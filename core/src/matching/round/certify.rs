//! Whether an outcome is the best there is: by the prices that it comes with, over all pairs.
//!
//! Linear programming's complementary slackness: an outcome is best when there are a price for each mentor and a worth
//! for each ask such that no pair costs its ask less than its worth, every pair that was made costs exactly that, and
//! every seat is taken where it is worth its price and free where it is not. Whoever doubts the search can check it
//! here with a few additions for each pair.

use super::{NotARound, Outcome, Round};

/// Why an outcome is none, or not known to be the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// There is no such round.
    #[error(transparent)]
    NotARound(#[from] NotARound),
    /// It is an outcome of another round.
    #[error("it is an outcome of other asks and mentors")]
    Shape,
    /// A pair was made that may not be.
    #[error("ask {ask} has a mentor whom it may not have")]
    Forbidden {
        /// The place of the ask.
        ask: usize,
    },
    /// A mentor has more asks than seats.
    #[error("mentor {mentor} has more asks than seats")]
    Crowded {
        /// The place of the mentor.
        mentor: usize,
    },
    /// An ask would be better off elsewhere, or pays something else than it is worth.
    #[error("ask {ask} would be better off elsewhere")]
    Ask {
        /// The place of the ask.
        ask: usize,
    },
    /// A seat is free that is worth its price, or taken though it is not.
    #[error("mentor {mentor} has a seat that should be free, or taken")]
    Seat {
        /// The place of the mentor.
        mentor: usize,
    },
}

/// Checks that an outcome is the best of its round.
///
/// # Errors
/// The first [`Flaw`] that is found.
pub fn certify(round: &Round, outcome: &Outcome) -> Result<(), Flaw> {
    let scale = round.scale()?;
    let (asks, mentors) = (round.unmatched.len(), round.seats.len());
    let lengths = (outcome.mentors.len(), outcome.worth.len(), outcome.prices.len());
    if lengths != (asks, asks, mentors) {
        return Err(Flaw::Shape);
    }
    let mut taken = vec![0; mentors];
    for ask in 0..asks {
        let worth = outcome.worth[ask];
        let without = scale + i64::from(round.unmatched[ask]);
        let costs = match outcome.mentors[ask] {
            None => without,
            Some(mentor) => {
                let cost = round.pairs.cost(ask, mentor).ok_or(Flaw::Forbidden { ask })?;
                taken[mentor as usize] += 1;
                i64::from(cost) + outcome.prices[mentor as usize]
            }
        };
        let mut least = without;
        round.pairs.of(ask, |mentor, cost| {
            least = least.min(i64::from(cost) + outcome.prices[mentor as usize]);
        });
        if costs != worth || least != worth {
            return Err(Flaw::Ask { ask });
        }
    }
    for (mentor, (seats, taken)) in round.seats.iter().zip(taken).enumerate() {
        let price = outcome.prices[mentor];
        if taken > seats.len() {
            return Err(Flaw::Crowded { mentor });
        }
        let (below, above) = seats.split_at(taken);
        let is_sound = below.last().is_none_or(|last| i64::from(*last) <= price)
            && above.first().is_none_or(|next| price <= i64::from(*next));
        if !is_sound {
            return Err(Flaw::Seat { mentor });
        }
    }
    Ok(())
}
