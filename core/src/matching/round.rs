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
//! 1. Prices are guessed (`guess`): a few looks at each pair bring them near to what they will come to.
//! 2. Each ask gets to know the few mentors that are best for it at those prices ([`TOP`] of them; `known`).
//! 3. Over those, asks move and prices change until nobody could do better (`flow`, `moves`, `reach`).
//! 4. All pairs are priced. Where an ask would be better off at a mentor whom it did not know, it gets to know them,
//!    and 3 goes on from where it was. Where none would be, the outcome is the best over all pairs.
//!
//! As long as asks do not know enough mentors, whoever stays without would drive prices up beyond all measure, and all
//! that was guessed would be lost. So staying without is only somewhat dear first, and as dear as it is at the end.
//!
//! The same round has the same outcome, also where several are best.

mod certify;
mod flow;
mod guess;
mod known;
mod moves;
mod pairs;
mod reach;
mod settle;
#[cfg(test)]
mod tests;

use known::Known;

pub use certify::{Flaw, certify};
pub use pairs::{FORBIDDEN, Pairs};

/// So many mentors each ask knows at first.
pub const TOP: usize = 32;
/// So many more it gets to know when there are better ones, and twice as many each time after.
const MORE: usize = 16;
/// Where costs are rounded, it is to such a part of how far they are apart, as a power of two, and to less then.
const PART: u32 = 6;

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
    let ends = round.pairs.ends();
    let somewhat = round.somewhat(ends).min(scale);
    let bits = ends.0.abs_diff(ends.1).checked_ilog2().unwrap_or(0).saturating_sub(PART);
    let prices = guess::guess(round, somewhat, ends);
    let mut known = Known::best(&round.pairs, round.unmatched.len(), top.max(1), &prices);
    let mut outcome = Outcome { mentors: vec![None; round.unmatched.len()], prices, worth: Vec::new() };
    let mut more = MORE;
    for lift in [somewhat, scale] {
        loop {
            outcome = settle::settle(round, &known, (lift, bits), &outcome);
            if !known.learn(&round.pairs, more, &outcome) {
                break;
            }
            more *= 2;
        }
        if outcome.mentors.iter().all(Option::is_some) {
            break;
        }
        // Whoever has no seat left is as much dearer as it is to stay without.
        let mut left: Vec<usize> = round.seats.iter().map(Vec::len).collect();
        outcome.mentors.iter().flatten().for_each(|mentor| left[*mentor as usize] -= 1);
        if lift < scale {
            let full = outcome.prices.iter_mut().zip(left).filter(|(_, left)| *left == 0);
            full.for_each(|(price, _)| *price += scale - lift);
        }
    }
    Ok(outcome)
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
        let (least, most) = self.pairs.ends();
        let of_one = largest(&mut [least, most].into_iter())
            + largest(&mut self.seats.iter().flatten().copied())
            + largest(&mut self.unmatched.iter().copied());
        let asks = i64::try_from(self.unmatched.len()).map_err(|_| NotARound::Large)?;
        let scale = (of_one + 1).checked_mul(2 * asks + 2);
        // Sums of that size and a cost are exact, also as floating-point numbers.
        scale.filter(|scale| *scale < 1 << 50).ok_or(NotARound::Large)
    }

    /// What staying without costs beside its price as long as that need not be exact: more than any price that is
    /// likely.
    fn somewhat(&self, (least, most): (i32, i32)) -> i64 {
        let dearest = self.seats.iter().filter_map(|seats| seats.last()).max().copied().unwrap_or(0);
        let cheapest = self.unmatched.iter().min().copied().unwrap_or(0);
        let (least, most) = (i64::from(least), i64::from(most));
        most + 2 * (most - least) + i64::from(dearest) + 1 - i64::from(cheapest)
    }
}
