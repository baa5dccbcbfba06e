//! The best outcome over the pairs that are known, from one that is near to it.
//!
//! Asks move and prices change in turns until all is balanced. Where hardly any two ways cost the same, a turn can move
//! a single ask. When that is seen, costs are rounded, so that many ways cost the same, and with what that came to
//! they are rounded less; at last not at all: Gabow and Tarjan's scaling.

use super::flow::Flow;
use super::known::Known;
use super::moves::moves;
use super::reach::Reach;
use super::{Outcome, Round};

/// In so many turns, half of what is out of balance should be in it; but for the last few.
const PATIENCE: usize = 8;
const A_FEW: usize = 16;
/// So many bits come back at a time.
const BITS: u32 = 2;
/// When rounded, all but one of so many asks are enough.
const BUT_ONE_OF: usize = 64;

/// From an outcome that need not be one over the pairs that are known. Staying without costs `lift` beside its price;
/// when costs are rounded, they lose so many bits at first.
pub(super) fn settle(round: &Round, known: &Known, (lift, bits): (i64, u32), before: &Outcome) -> Outcome {
    let mut flow = Flow::new(round, known, (lift, 0), before);
    moves(&mut flow);
    while flow.too_many() > 0 {
        let half = flow.too_many() / 2;
        balance(&mut flow, half, PATIENCE);
        if flow.too_many() > half.max(A_FEW) {
            return by_scaling(round, known, (lift, bits), flow.outcome());
        }
    }
    flow.outcome()
}

/// The same by scaling, from wherever asks are.
pub(super) fn by_scaling(
    round: &Round,
    known: &Known,
    (lift, bits): (i64, u32),
    mut outcome: Outcome,
) -> Outcome {
    for shift in (0..=bits / BITS).rev().map(|times| BITS * times) {
        let mut flow = Flow::new(round, known, (lift, shift), &outcome);
        moves(&mut flow);
        let enough = if shift == 0 { 0 } else { outcome.mentors.len() / BUT_ONE_OF };
        balance(&mut flow, enough, usize::MAX);
        outcome = flow.outcome();
    }
    outcome
}

/// Turns until no more than so much is out of balance, or so many turns are over.
fn balance(flow: &mut Flow<'_>, enough: usize, turns: usize) {
    let mut reach = Reach::new(flow.end + 1);
    for _ in 0..turns {
        if flow.too_many() <= enough {
            return;
        }
        reach.reprice(flow);
        moves(flow);
    }
}
