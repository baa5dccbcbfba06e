//! What an experiment could notice, before it is run: two-sided tests of two independent arms.
//!
//! Power is the probability, 0 to 1, that a test at level `alpha` says that there is a difference when there is one
//! of the given size. Two arms of n₁ and n₂ are worth 1/(1/n₁ + 1/n₂) pairs. `None` where no such test can be made:
//! empty arms, `alpha` or power not between 0 and 1, numbers that are not finite.

use super::distribution::first;

mod means;
mod proportions;

pub use means::{detectable_effect, needed_for_effect, power_of_two_means};
pub use proportions::{Detectable, detectable_difference, needed_for_proportions, power_of_two_proportions};

/// More people per arm than any experiment will have; whoever needs more is told that it cannot be done.
const MOST_PEOPLE: u64 = 1 << 50;

fn is_inside(probability: f64) -> bool {
    probability > 0.0 && probability < 1.0
}

/// The n₁ n₂ / (n₁ + n₂) of two arms.
fn pairs(n1: u64, n2: u64) -> f64 {
    1.0 / (1.0 / n1 as f64 + 1.0 / n2 as f64)
}

/// The fewest people from `least` on with whom a power is reached that only grows with them.
fn fewest(least: u64, is_enough: impl Fn(u64) -> bool) -> Option<u64> {
    let (mut low, mut high) = (least, least);
    while !is_enough(high) {
        if high >= MOST_PEOPLE {
            return None;
        }
        low = high + 1;
        high *= 2;
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if is_enough(middle) { high = middle } else { low = middle + 1 }
    }
    Some(high)
}

/// The smallest effect up to `most` with which a power is reached that only grows with it.
fn smallest(most: f64, is_enough: impl Fn(f64) -> bool) -> Option<f64> {
    is_enough(most).then(|| if is_enough(0.0) { 0.0 } else { first(0.0, most, is_enough) })
}

#[cfg(test)]
mod tests;
