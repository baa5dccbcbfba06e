//! What a seat of a scarce mentor was worth in the last round: their shadow price, which an ask between two rounds
//! pays.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::id::MemberId;

/// What a round says of prices holds until the next, and no longer than this.
pub const PRICES_LAST: TimeDelta = TimeDelta::weeks(1);
/// A price is at most so many points: a mentor whom everybody wants is asked all the same by whoever nobody else can
/// help.
pub const MOST_PRICE: i64 = 40;
/// So many prices are kept: the highest.
pub(super) const MOST_PRICES: usize = 50;

/// The shadow prices of a round, in points. Whoever is not named costs nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Prices {
    until: Option<DateTime<Utc>>,
    of: BTreeMap<MemberId, i64>,
}

impl Prices {
    /// The prices that a round ended with: by how many points its outcome would have been worse without one of that
    /// mentor's seats.
    pub fn since(now: DateTime<Utc>, prices: impl IntoIterator<Item = (MemberId, i64)>) -> Prices {
        let mut prices: Vec<_> = prices.into_iter().filter(|(_, price)| *price > 0).collect();
        prices.sort_by_key(|(mentor, price)| (-*price, *mentor));
        prices.truncate(MOST_PRICES);
        let of = prices.into_iter().map(|(mentor, price)| (mentor, price.min(MOST_PRICE))).collect();
        Prices { until: Some(now + PRICES_LAST), of }
    }

    /// With what a round ended with for those whom it looked at. What was known of others stays for as long as it held
    /// anyway, and what is new does not hold longer beside it.
    pub fn renewed(
        &self,
        now: DateTime<Utc>,
        looked_at: impl IntoIterator<Item = (MemberId, i64)>,
    ) -> Prices {
        let looked_at: BTreeMap<MemberId, i64> = looked_at.into_iter().collect();
        let known = self.of.keys().filter(|mentor| !looked_at.contains_key(mentor));
        let known: Vec<_> = known.map(|mentor| (*mentor, self.of(*mentor, now))).collect();
        let stays = known.iter().any(|(_, price)| *price > 0);
        let both = Prices::since(now, looked_at.into_iter().chain(known));
        Prices { until: if stays { self.until } else { both.until }, ..both }
    }

    /// What a mentor costs at an instant.
    pub fn of(&self, mentor: MemberId, now: DateTime<Utc>) -> i64 {
        let holds = self.until.is_some_and(|until| now < until);
        if holds { self.of.get(&mentor).copied().unwrap_or_default() } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{id, now};

    #[test]
    fn prices_are_bounded_and_end_after_a_week() {
        let prices = Prices::since(now(), [(id("ben"), 1_000_000), (id("cleo"), 7), (id("dan"), 0)]);
        let of = |name, after| prices.of(id(name), now() + after);
        assert_eq!(of("ben", TimeDelta::zero()), MOST_PRICE);
        assert_eq!((of("cleo", TimeDelta::days(6)), of("cleo", PRICES_LAST)), (7, 0));
        assert_eq!(of("dan", TimeDelta::zero()), 0);
    }

    #[test]
    fn a_round_between_two_does_not_forget_the_prices_of_those_whom_it_did_not_look_at() {
        let monday = Prices::since(now(), [(id("ben"), 20), (id("cleo"), 7)]);
        let tuesday = now() + TimeDelta::days(1);
        let renewed = monday.renewed(tuesday, [(id("cleo"), 0), (id("dan"), 9)]);
        let of =
            |days| ["ben", "cleo", "dan"].map(|name| renewed.of(id(name), now() + TimeDelta::days(days)));
        assert_eq!((of(1), of(7)), ([20, 0, 9], [0, 0, 0]));
        let later = monday.renewed(now() + PRICES_LAST, [(id("dan"), 9)]);
        assert_eq!(["ben", "dan"].map(|name| later.of(id(name), now() + TimeDelta::days(8))), [0, 9]);
    }

    #[test]
    fn of_many_prices_the_highest_are_kept() {
        let many = (0..60_u32).map(|n| (id(&format!("m{n}")), i64::from(n)));
        let prices = Prices::since(now(), many);
        assert_eq!(prices.of(id("m9"), now()), 0);
        assert_eq!(prices.of(id("m10"), now()), 10);
    }
}
