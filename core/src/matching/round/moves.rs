//! Units that are too many go to where one is lacking, through what costs nothing: a search in depth.
//!
//! Whoever was looked at in vain is not looked at again in the same turn, and every list is gone through once; so a
//! turn takes no longer than a look at all pairs that are known.

use super::flow::Flow;

/// How a unit goes on.
#[derive(Clone, Copy)]
enum Step {
    /// An ask moves there.
    Ask(u32),
    /// A seat is taken, or given back where the step comes from the end.
    Seat,
}

/// One turn.
pub(super) struct Moves<'f, 'a> {
    flow: &'f mut Flow<'a>,
    /// Of each ask, how many of its pairs were looked at.
    pairs: Vec<u32>,
    /// Of each mentor and the end, how many of those who sit there.
    sitting: Vec<u32>,
    /// How many mentors the end has looked at.
    mentors: usize,
    /// Whoever is under way or was looked at in vain.
    closed: Vec<bool>,
    path: Vec<(Step, usize)>,
}

/// Moves as many units as are found to be able to.
pub(super) fn moves(flow: &mut Flow<'_>) {
    let (asks, nodes) = (flow.worth.len(), flow.end + 1);
    let adrift = std::mem::take(&mut flow.adrift);
    let mut moves = Moves {
        flow,
        pairs: vec![0; asks],
        sitting: vec![0; nodes],
        mentors: 0,
        closed: vec![false; nodes],
        path: Vec::new(),
    };
    for ask in adrift {
        if !moves.send(ask) {
            moves.flow.adrift.push(ask);
        }
    }
    while moves.flow.lack < 0 && moves.give_back() {}
}

impl Moves<'_, '_> {
    /// From an ask that is adrift.
    fn send(&mut self, ask: u32) -> bool {
        while let Some(node) = self.next_of(ask) {
            if self.search(Step::Ask(ask), node) {
                return true;
            }
        }
        false
    }

    /// From the end, where it has too many.
    fn give_back(&mut self) -> bool {
        let end = self.flow.end;
        self.closed[end] = true;
        while let Some((step, node)) = self.next(end) {
            if self.search(step, node) {
                self.flow.lack += 1;
                return true;
            }
        }
        false
    }

    /// A way from a node to where a unit is lacking.
    fn search(&mut self, step: Step, node: usize) -> bool {
        self.path.push((step, node));
        self.closed[node] = true;
        while let Some((_, node)) = self.path.last().copied() {
            if self.flow.lacks(node) > 0 {
                self.go();
                return true;
            }
            match self.next(node) {
                Some((step, node)) => {
                    self.closed[node] = true;
                    self.path.push((step, node));
                }
                None => {
                    self.path.pop();
                }
            }
        }
        false
    }

    /// Everybody along the path moves on by one.
    fn go(&mut self) {
        let end = self.flow.end;
        let mut from = end;
        for (step, node) in self.path.drain(..) {
            self.closed[node] = false;
            match step {
                Step::Ask(ask) => {
                    self.flow.stand_up(ask);
                    self.flow.sit_down(ask, node);
                }
                Step::Seat if node == end => self.flow.taken[from] += 1,
                Step::Seat => self.flow.taken[node] -= 1,
            }
            from = node;
        }
        if from == end {
            self.flow.lack -= 1;
        }
    }

    /// The next step out of a node that costs nothing.
    fn next(&mut self, node: usize) -> Option<(Step, usize)> {
        while let Some(ask) = self.flow.sit[node].get(self.sitting[node] as usize).copied() {
            if let Some(to) = self.next_of(ask) {
                return Some((Step::Ask(ask), to));
            }
            self.sitting[node] += 1;
        }
        let end = self.flow.end;
        if node != end {
            let is_free = !self.closed[end] && self.flow.next_seat(node) == Some(self.flow.prices[node]);
            return is_free.then_some((Step::Seat, end));
        }
        while self.mentors < end {
            let mentor = self.mentors;
            if !self.closed[mentor] && self.flow.last_seat(mentor) == Some(self.flow.prices[mentor]) {
                return Some((Step::Seat, mentor));
            }
            self.mentors += 1;
        }
        None
    }

    /// Where an ask could sit next at no cost.
    fn next_of(&mut self, ask: u32) -> Option<usize> {
        let flow = &*self.flow;
        let (known, worth) = (flow.known.of(ask as usize), flow.worth[ask as usize]);
        let looked = &mut self.pairs[ask as usize];
        while let Some((mentor, cost)) = known.get(*looked as usize) {
            *looked += 1;
            let node = *mentor as usize;
            if flow.rounded(*cost) + flow.prices[node] == worth && !self.closed[node] {
                return Some(node);
            }
        }
        if *looked as usize > known.len() {
            return None;
        }
        *looked += 1;
        (flow.without(ask) == worth && !self.closed[flow.end]).then_some(flow.end)
    }
}
