//! A whole round: which ask goes to which mentor when many wait at once, provably the best there is.
//!
//! Most pairs first; among those the least cost. The cost of an outcome is that of its pairs, plus the price of every
//! seat that is taken (a mentor's second seat may cost more than the first, which is fairness), plus the price of every
//! ask that stays without (which may grow with the rounds that it has waited). There is always an outcome.
//!
//! It is a minimum-cost flow from asks to seats. Costs are whole numbers and so is the flow, and linear programming's
//! duality gives every outcome a certificate: a price for each mentor, such that no ask would be better off elsewhere.
//! See [`certify`], which checks that over all pairs and knows nothing of how the outcome was found.
//!
//! # How it is found
//! 1. Each ask begins with its few cheapest mentors ([`TOP`] of them).
//! 2. One ask after another takes the shortest augmenting path through reduced costs, with whoever sits there moving on.
//! 3. All pairs are priced. Where an ask would be better off at a mentor whom it did not know, it gets to know them, and
//!    2 is done again. Where none would be, the outcome is the best over all pairs.
//!
//! The same round has the same outcome, also where several are best.

mod certify;
mod pairs;
mod solve;
#[cfg(test)]
mod tests;

pub use certify::{Flaw, certify};
pub use pairs::{FORBIDDEN, Pairs};

/// So many of its cheapest mentors each ask knows at first.
pub const TOP: usize = 64;

/// What is to be matched.
#[derive(Debug, Clone, PartialEq)]
pub struct Round {
    /// The price of each ask that stays without a mentor.
    pub unmatched: Vec<i32>,
    /// The prices of each mentor's seats, from the first on: none cheaper than the one before.
    pub seats: Vec<Vec<i32>>,
    /// What each pair costs.
    pub pairs: Pairs,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The place of the mentor of each ask.
    pub mentors: Vec<Option<u32>>,
    /// The price of one more seat of each mentor, by which [`certify`] goes: how much dearer the outcome would be
    /// without one of theirs.
    pub prices: Vec<i64>,
    /// What each ask costs those that were served, with prices: the other half of the certificate.
    pub worth: Vec<i64>,
}

/// A round that cannot be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotARound {
    /// There are as many rows of pairs as asks, and as many columns as mentors.
    #[error("the pairs are of other asks and mentors")]
    Shape,
    /// A mentor's later seat is cheaper than an earlier one.
    #[error("mentor {mentor} has a later seat that is cheaper than an earlier one")]
    Seats {
        /// The place of the mentor.
        mentor: usize,
    },
    /// The costs are so far apart and the asks so many that sums could overflow.
    #[error("costs that far apart cannot be added up for so many asks")]
    Large,
}

/// The best outcome of a round, beginning with so many mentors for each ask; see [`TOP`].
///
/// # Errors
/// See [`NotARound`].
pub fn round(round: &Round, top: usize) -> Result<Outcome, NotARound> {
    let scale = round.scale()?;
    let mut known = round.pairs.cheapest(round.unmatched.len(), top.max(1));
    loop {
        let outcome = solve::solve(round, &known, scale);
        let better = round.pairs.better(&outcome, &known);
        if better.is_empty() {
            return Ok(outcome);
        }
        known.learn(better);
    }
}

impl Round {
    /// What staying without costs beside its price: more than everything else could ever save.
    ///
    /// # Errors
    /// See [`NotARound`].
    pub(crate) fn scale(&self) -> Result<i64, NotARound> {
        if !self.pairs.fits(self.unmatched.len(), self.seats.len()) {
            return Err(NotARound::Shape);
        }
        let falls = |seats: &Vec<i32>| seats.windows(2).any(|two| two[1] < two[0]);
        if let Some(mentor) = self.seats.iter().position(falls) {
            return Err(NotARound::Seats { mentor });
        }
        let largest = |values: &mut dyn Iterator<Item = i32>| {
            values.map(|value| i64::from(value).abs()).max().unwrap_or(0)
        };
        let of_one = largest(&mut self.pairs.costs())
            + largest(&mut self.seats.iter().flatten().copied())
            + largest(&mut self.unmatched.iter().copied());
        let most = i64::try_from(self.unmatched.len()).map_err(|_| NotARound::Large)?;
        let scale = (of_one + 1).checked_mul(2 * most + 2);
        scale.filter(|scale| *scale < i64::MAX / 16).ok_or(NotARound::Large)
    }
}
