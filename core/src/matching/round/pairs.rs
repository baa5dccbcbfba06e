//! What pairs cost: all of them, or those that may be.

use super::Outcome;

/// The cost of a pair that may not be, in a table of all pairs.
pub const FORBIDDEN: i32 = i32::MAX;

/// What pairs cost.
#[derive(Debug, Clone, PartialEq)]
pub enum Pairs {
    /// The pairs that may be: for each ask the place of a mentor and the cost, in the order of places.
    Some(Vec<Vec<(u32, i32)>>),
    /// A row for each ask and in it a cost for each mentor, or [`FORBIDDEN`].
    All {
        /// How many mentors there are.
        mentors: usize,
        /// The rows, one behind the other.
        costs: Vec<i32>,
    },
}

/// The pairs that a search knows, in one piece: those of ask `i` are `arcs[starts[i]..starts[i + 1]]`.
pub(super) struct Known {
    starts: Vec<usize>,
    arcs: Vec<(u32, i32)>,
}

impl Pairs {
    /// Whether they are of so many asks and mentors.
    pub(super) fn fits(&self, asks: usize, mentors: usize) -> bool {
        match self {
            Pairs::Some(rows) => {
                let ascend = |row: &Vec<(u32, i32)>| row.windows(2).all(|two| two[0].0 < two[1].0);
                let known =
                    |row: &Vec<(u32, i32)>| row.last().is_none_or(|(last, _)| (*last as usize) < mentors);
                rows.len() == asks && rows.iter().all(|row| ascend(row) && known(row))
            }
            Pairs::All { mentors: columns, costs } => {
                *columns == mentors && asks.checked_mul(mentors) == Some(costs.len())
            }
        }
    }

    /// The costs of all pairs that may be.
    pub(super) fn costs(&self) -> Box<dyn Iterator<Item = i32> + '_> {
        match self {
            Pairs::Some(rows) => Box::new(rows.iter().flatten().map(|(_, cost)| *cost)),
            Pairs::All { costs, .. } => Box::new(costs.iter().copied().filter(|cost| *cost != FORBIDDEN)),
        }
    }

    /// The pairs of an ask that may be.
    pub(super) fn of(&self, ask: usize, mut each: impl FnMut(u32, i32)) {
        match self {
            Pairs::Some(rows) => rows[ask].iter().for_each(|(mentor, cost)| each(*mentor, *cost)),
            Pairs::All { mentors, costs } => {
                let row = &costs[ask * mentors..][..*mentors];
                for (mentor, cost) in (0..).zip(row).filter(|(_, cost)| **cost != FORBIDDEN) {
                    each(mentor, *cost);
                }
            }
        }
    }

    /// What a pair costs, by the places of its ask and its mentor, if it may be.
    pub fn cost(&self, ask: usize, mentor: u32) -> Option<i32> {
        match self {
            Pairs::Some(rows) => {
                let place = rows[ask].binary_search_by_key(&mentor, |(mentor, _)| *mentor).ok()?;
                Some(rows[ask][place].1)
            }
            Pairs::All { mentors, costs } => {
                costs.get(ask * mentors + mentor as usize).copied().filter(|cost| *cost != FORBIDDEN)
            }
        }
    }

    /// The cheapest few of each ask.
    pub(super) fn cheapest(&self, asks: usize, few: usize) -> Known {
        let mut known = Known { starts: vec![0], arcs: Vec::new() };
        let mut row: Vec<(i32, u32)> = Vec::new();
        for ask in 0..asks {
            row.clear();
            // Twice as many are kept before the dearer half is let go, so that most are looked at once.
            let mut dearest = i32::MAX;
            self.of(ask, |mentor, cost| {
                if cost >= dearest {
                    return;
                }
                row.push((cost, mentor));
                if row.len() == 2 * few {
                    row.select_nth_unstable(few - 1);
                    row.truncate(few);
                    dearest = row[few - 1].0;
                }
            });
            if row.len() > few {
                row.select_nth_unstable(few - 1);
                row.truncate(few);
            }
            row.sort_unstable();
            known.arcs.extend(row.iter().map(|(cost, mentor)| (*mentor, *cost)));
            known.starts.push(known.arcs.len());
        }
        known
    }

    /// The pairs that would be better for their ask than what it came to, by the prices of the outcome, and are not
    /// known yet: the best few of each ask.
    pub(super) fn better(&self, outcome: &Outcome, known: &Known) -> Vec<(usize, u32, i32)> {
        const FEW: usize = 16;
        let mut better = Vec::new();
        let mut of_ask: Vec<(i64, u32, i32)> = Vec::new();
        for (ask, worth) in outcome.worth.iter().enumerate() {
            of_ask.clear();
            self.of(ask, |mentor, cost| {
                let gains = i64::from(cost) + outcome.prices[mentor as usize] - worth;
                if gains < 0 {
                    of_ask.push((gains, mentor, cost));
                }
            });
            of_ask.retain(|(_, mentor, _)| known.of(ask).iter().all(|(known, _)| known != mentor));
            of_ask.sort_unstable();
            better.extend(of_ask.iter().take(FEW).map(|(_, mentor, cost)| (ask, *mentor, *cost)));
        }
        better
    }
}

impl Known {
    pub(super) fn of(&self, ask: usize) -> &[(u32, i32)] {
        &self.arcs[self.starts[ask]..self.starts[ask + 1]]
    }

    /// Adds pairs, which come in the order of asks.
    pub(super) fn learn(&mut self, more: Vec<(usize, u32, i32)>) {
        let mut learnt = Known { starts: vec![0], arcs: Vec::with_capacity(self.arcs.len() + more.len()) };
        let mut more = more.into_iter().peekable();
        for ask in 0..self.starts.len() - 1 {
            learnt.arcs.extend_from_slice(self.of(ask));
            while let Some((_, mentor, cost)) = more.next_if(|(of, ..)| *of == ask) {
                learnt.arcs.push((mentor, cost));
            }
            learnt.starts.push(learnt.arcs.len());
        }
        *self = learnt;
    }
}
