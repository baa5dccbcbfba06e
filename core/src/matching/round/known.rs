//! The pairs that a search knows: a few of each ask at first, and more where they would be better.

use super::Outcome;
use super::pairs::{FORBIDDEN, Pairs, Row};

/// In one piece: those of ask `i` are `arcs[starts[i]..starts[i + 1]]`.
pub(super) struct Known {
    starts: Vec<usize>,
    arcs: Vec<(u32, i32)>,
}

impl Known {
    /// The few pairs of each ask that are best by prices.
    pub(super) fn best(pairs: &Pairs, asks: usize, few: usize, prices: &[i64]) -> Known {
        let mut known = Known { starts: vec![0], arcs: Vec::new() };
        let prices: Vec<f64> = prices.iter().map(|price| *price as f64).collect();
        let mut some = Vec::new();
        for ask in 0..asks {
            some.clear();
            let limit = limit(pairs.row(ask), &prices, few).next_up();
            below(pairs.row(ask), &prices, limit, &mut some);
            first_few(&mut some, few, ask, prices.len());
            known.arcs.extend(some.iter().map(|(_, mentor, cost)| (*mentor, *cost)));
            known.starts.push(known.arcs.len());
        }
        known
    }

    /// Adds the pairs that would be better for their ask than what it came to, by prices: the best few of each. Tells
    /// whether there were any.
    pub(super) fn learn(&mut self, pairs: &Pairs, few: usize, outcome: &Outcome) -> bool {
        let prices: Vec<f64> = outcome.prices.iter().map(|price| *price as f64).collect();
        let mut learnt = Known { starts: vec![0], arcs: Vec::new() };
        let (mut better, mut some) = (false, Vec::new());
        for (ask, worth) in outcome.worth.iter().enumerate() {
            some.clear();
            below(pairs.row(ask), &prices, *worth as f64, &mut some);
            if !some.is_empty() && !better {
                // Until then nothing had to be copied.
                better = true;
                learnt.starts.extend_from_slice(&self.starts[1..=ask]);
                learnt.arcs.extend_from_slice(&self.arcs[..self.starts[ask]]);
            }
            if better {
                first_few(&mut some, few, ask, prices.len());
                learnt.arcs.extend_from_slice(self.of(ask));
                learnt.arcs.extend(some.iter().map(|(_, mentor, cost)| (*mentor, *cost)));
                learnt.starts.push(learnt.arcs.len());
            }
        }
        if better {
            *self = learnt;
        }
        better
    }

    pub(super) fn of(&self, ask: usize) -> &[(u32, i32)] {
        &self.arcs[self.starts[ask]..self.starts[ask + 1]]
    }
}

/// A pair of an ask: what it costs with the price, the mentor, and what it costs.
type Priced = (f64, u32, i32);

/// So many that are looked at together.
const WIDE: usize = 16;

/// A sum of cost and price that at least a few pairs of a row do not exceed, and not many more: of pieces of the row
/// the least sums, and of those the one that a few do not exceed.
fn limit(row: Row<'_>, prices: &[f64], few: usize) -> f64 {
    let Row::All(costs) = row else { return f64::INFINITY };
    let pieces = costs.chunks(WIDE).zip(prices.chunks(WIDE));
    let mut least: Vec<f64> = pieces.map(|(costs, prices)| least(costs, prices)).collect();
    if least.len() <= few {
        return f64::INFINITY;
    }
    *least.select_nth_unstable_by(few - 1, f64::total_cmp).1
}

/// The pairs of a row that may be and whose sum of cost and price is below a limit. The sums are exact: see
/// [`Round::scale`](super::Round::scale).
fn below(row: Row<'_>, prices: &[f64], limit: f64, some: &mut Vec<Priced>) {
    let mut look = |mentor: usize, cost: i32| {
        let sum = f64::from(cost) + prices[mentor];
        if sum < limit && cost != FORBIDDEN {
            some.push((sum, mentor as u32, cost));
        }
    };
    match row {
        Row::Some(row) => row.iter().for_each(|(mentor, cost)| look(*mentor as usize, *cost)),
        Row::All(costs) => {
            for (piece, (costs, prices)) in costs.chunks(WIDE).zip(prices.chunks(WIDE)).enumerate() {
                if least(costs, prices) < limit {
                    costs.iter().enumerate().for_each(|(place, cost)| look(WIDE * piece + place, *cost));
                }
            }
        }
    }
}

/// The least sum of cost and price, written so that the compiler makes several at once.
fn least(costs: &[i32], prices: &[f64]) -> f64 {
    let (costs, of_rest) = costs.as_chunks::<4>();
    let (prices, rest) = prices.as_chunks::<4>();
    let mut least = [f64::INFINITY; 4];
    for (costs, prices) in costs.iter().zip(prices) {
        for lane in 0..4 {
            let sum = f64::from(costs[lane]) + prices[lane];
            least[lane] = if sum < least[lane] { sum } else { least[lane] };
        }
    }
    let rest = of_rest.iter().zip(rest).map(|(cost, price)| f64::from(*cost) + price);
    least.into_iter().chain(rest).fold(f64::INFINITY, f64::min)
}

/// Keeps the best few. Among equals each ask begins at another mentor, so that they do not all know the same.
fn first_few(some: &mut Vec<Priced>, few: usize, ask: usize, mentors: usize) {
    if some.len() <= few {
        return;
    }
    let turned = |mentor: u32| (mentor as usize + mentors - ask % mentors) % mentors;
    let order = |one: &Priced, other: &Priced| {
        one.0.total_cmp(&other.0).then_with(|| turned(one.1).cmp(&turned(other.1)))
    };
    some.select_nth_unstable_by(few - 1, order);
    some.truncate(few);
}
