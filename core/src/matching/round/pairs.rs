//! What pairs cost: all of them, or those that may be.

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

/// What the pairs of one ask cost.
#[derive(Clone, Copy)]
pub(super) enum Row<'a> {
    /// Places of mentors, and costs.
    Some(&'a [(u32, i32)]),
    /// A cost for each mentor, or [`FORBIDDEN`].
    All(&'a [i32]),
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

    /// The least and the largest cost of a pair that may be; nothing and nothing where none may be.
    pub(super) fn ends(&self) -> (i32, i32) {
        let mut ends = (i32::MAX, i32::MIN);
        match self {
            Pairs::Some(rows) => rows.iter().flatten().for_each(|(_, cost)| {
                ends = (ends.0.min(*cost), ends.1.max(*cost));
            }),
            // Piece by piece, so that the second look at each costs little.
            Pairs::All { costs, .. } => costs.chunks(1 << 12).for_each(|piece| {
                let high = |cost: &i32| if *cost == FORBIDDEN { i32::MIN } else { *cost };
                // What may not be is the largest number there is, so it is never the least.
                ends.0 = piece.iter().copied().fold(ends.0, i32::min);
                ends.1 = piece.iter().map(high).fold(ends.1, i32::max);
            }),
        }
        if ends.0 > ends.1 { (0, 0) } else { ends }
    }

    /// What the pairs of an ask cost.
    pub(super) fn row(&self, ask: usize) -> Row<'_> {
        match self {
            Pairs::Some(rows) => Row::Some(&rows[ask]),
            Pairs::All { mentors, costs } => Row::All(&costs[ask * mentors..][..*mentors]),
        }
    }

    /// The pairs of an ask that may be.
    pub(super) fn of(&self, ask: usize, mut each: impl FnMut(u32, i32)) {
        match self.row(ask) {
            Row::Some(row) => row.iter().for_each(|(mentor, cost)| each(*mentor, *cost)),
            Row::All(row) => {
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
}
