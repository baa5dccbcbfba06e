//! Prices to begin with: near what they will come to, for a few looks at each pair.
//!
//! A market. One ask after another takes whoever is best for it at the prices of the moment, whose price goes up by a
//! step; meanwhile all prices fall, each as fast as their mentor's seats would be taken if everybody who asks came by
//! once. A price stands still where as many come as there are seats. The step is large first, so that a mentor whom
//! everybody wants gets dear soon, and becomes smaller, so that prices get exact: a subgradient method on the dual.
//! Nothing depends on what is guessed here but the time that the search takes.

use super::Round;
use super::pairs::Row;

/// The first step is such a part of how far costs are apart.
const FIRST: f32 = 1.0 / 2.0;
/// So many times it is halved, unless it is less than a whole number before.
const TIMES: usize = 10;
/// The first few times prices fall more slowly, so that there is room below them: none falls below that of the first
/// seat, and too many that end there are too many that are wrong.
const SLOWLY: usize = 4;
/// So many times prices fall while everybody comes by.
const FALLS: usize = 64;

/// A price for each mentor.
pub(super) fn guess(round: &Round, without: i64, (least, most): (i32, i32)) -> Vec<i64> {
    let asks = round.unmatched.len();
    let first = |seats: &Vec<i32>| seats.first().map_or(0.0, |price| *price as f32);
    let first: Vec<f32> = round.seats.iter().map(first).collect();
    let mut prices = first.clone();
    let together = asks.div_ceil(FALLS).max(1);
    let mut step = (most as f32 - least as f32) * FIRST;
    for time in 0..TIMES {
        let fall = if time < SLOWLY { 0.75 * step } else { step };
        if step < 0.5 {
            break;
        }
        for from in (0..asks).step_by(together) {
            let some = from..asks.min(from + together);
            let fall = fall * some.len() as f32 / asks as f32;
            for ask in some {
                let without = (without + i64::from(round.unmatched[ask])) as f32;
                if let Some(mentor) = best(round.pairs.row(ask), &prices, without) {
                    prices[mentor] += step / round.seats[mentor].len().max(1) as f32;
                }
            }
            for ((price, first), seats) in prices.iter_mut().zip(&first).zip(&round.seats) {
                let offered = seats.partition_point(|seat| *seat as f32 <= *price);
                *price = (*price - fall * offered as f32 / seats.len().max(1) as f32).max(*first);
            }
        }
        step /= 2.0;
    }
    prices.into_iter().map(|price| price.round() as i64).collect()
}

/// Who is best for an ask, unless it is better off without.
fn best(row: Row<'_>, prices: &[f32], without: f32) -> Option<usize> {
    match row {
        Row::Some(row) => {
            let mut best = (without, None);
            for (mentor, cost) in row {
                let costs = *cost as f32 + prices[*mentor as usize];
                if costs < best.0 {
                    best = (costs, Some(*mentor as usize));
                }
            }
            best.1
        }
        Row::All(row) => {
            let least = lanes::least(row, prices);
            if least < without { lanes::first(row, prices, least) } else { None }
        }
    }
}

/// Sums of a row of costs and prices, written so that the compiler makes several at once.
mod lanes {
    const WIDE: usize = 16;

    /// The least sum.
    pub(super) fn least(costs: &[i32], prices: &[f32]) -> f32 {
        let mut least = [f32::INFINITY; WIDE];
        let (pieces, rest) = costs.as_chunks::<WIDE>();
        let (of_pieces, of_rest) = prices.as_chunks::<WIDE>();
        for (costs, prices) in pieces.iter().zip(of_pieces) {
            for lane in 0..WIDE {
                let sum = costs[lane] as f32 + prices[lane];
                least[lane] = if sum < least[lane] { sum } else { least[lane] };
            }
        }
        let rest = rest.iter().zip(of_rest).map(|(cost, price)| *cost as f32 + price);
        least.into_iter().chain(rest).fold(f32::INFINITY, f32::min)
    }

    /// The first place of a sum.
    pub(super) fn first(costs: &[i32], prices: &[f32], sum: f32) -> Option<usize> {
        let pieces = costs.chunks(2 * WIDE).zip(prices.chunks(2 * WIDE));
        for (piece, (costs, prices)) in pieces.enumerate() {
            let pairs = || costs.iter().zip(prices).map(|(cost, price)| *cost as f32 + price == sum);
            if pairs().fold(false, |any, is| any | is) {
                return pairs().position(|is| is).map(|place| 2 * WIDE * piece + place);
            }
        }
        None
    }
}
