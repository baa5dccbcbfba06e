//! Shortest augmenting paths through reduced costs, over the pairs that are known.
//!
//! Nodes are asks, mentors and an end; every node has a potential, and an arc from `a` to `b` has the reduced cost
//! `cost + potential(a) − potential(b)`, which is never negative, and nothing where the arc is in use. The end's
//! potential is nothing, so a mentor's, turned round, is the price of one more of their seats. One search takes one
//! more ask in: from it along unused arcs to mentors, from a mentor back to those who sit there, and to the end where a
//! seat is free or an ask stays without.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::pairs::Known;
use super::{Outcome, Round};

const NOBODY: u32 = u32::MAX;

/// Where a path ends.
#[derive(Clone, Copy)]
enum End {
    /// An ask stays without.
    Without(u32),
    /// A free seat of a mentor is taken.
    Seat(u32),
}

struct Search<'a> {
    round: &'a Round,
    known: &'a Known,
    scale: i64,
    of_asks: Vec<i64>,
    of_mentors: Vec<i64>,
    mentor_of: Vec<u32>,
    sit: Vec<Vec<u32>>,
    // Of the search under way.
    far: Vec<i64>,
    from: Vec<u32>,
    touched: Vec<u32>,
    reached: Vec<u32>,
    heap: BinaryHeap<Reverse<(i64, u32)>>,
    nearest: i64,
    end: End,
}

/// The best outcome over the pairs that are known. Staying without costs `scale` beside its price.
pub(super) fn solve(round: &Round, known: &Known, scale: i64) -> Outcome {
    let (asks, mentors) = (round.unmatched.len(), round.seats.len());
    let mut search = Search {
        round,
        known,
        scale,
        of_asks: vec![0; asks],
        of_mentors: round.seats.iter().map(|seats| -i64::from(seats.first().copied().unwrap_or(0))).collect(),
        mentor_of: vec![NOBODY; asks],
        sit: vec![Vec::new(); mentors],
        far: vec![i64::MAX; mentors],
        from: vec![NOBODY; mentors],
        touched: Vec::new(),
        reached: Vec::new(),
        heap: BinaryHeap::new(),
        nearest: i64::MAX,
        end: End::Without(NOBODY),
    };
    (0..asks as u32).for_each(|ask| search.take_in(ask));
    search.outcome()
}

impl Search<'_> {
    fn take_in(&mut self, ask: u32) {
        let arcs = self.known.of(ask as usize).iter();
        let least = arcs.map(|(mentor, cost)| i64::from(*cost) - self.of_mentors[*mentor as usize]).min();
        self.of_asks[ask as usize] = -least.unwrap_or(i64::MAX).min(self.without(ask));
        self.nearest = i64::MAX;
        self.look_from(ask, 0);
        while let Some(Reverse((far, mentor))) = self.heap.pop() {
            if far >= self.nearest {
                break;
            }
            if far > self.far[mentor as usize] {
                continue;
            }
            self.reached.push(mentor);
            self.look_at(mentor, far);
        }
        self.reprice(ask);
        self.move_on(ask);
        self.forget();
    }

    /// What it costs when an ask stays without.
    fn without(&self, ask: u32) -> i64 {
        self.scale + i64::from(self.round.unmatched[ask as usize])
    }

    fn look_from(&mut self, ask: u32, far: i64) {
        let base = far + self.of_asks[ask as usize];
        let without = base + self.without(ask);
        if without < self.nearest {
            (self.nearest, self.end) = (without, End::Without(ask));
        }
        for (mentor, cost) in self.known.of(ask as usize) {
            let place = *mentor as usize;
            let there = base + i64::from(*cost) - self.of_mentors[place];
            if there < self.far[place] && there < self.nearest {
                if self.far[place] == i64::MAX {
                    self.touched.push(*mentor);
                }
                (self.far[place], self.from[place]) = (there, ask);
                self.heap.push(Reverse((there, *mentor)));
            }
        }
    }

    fn look_at(&mut self, mentor: u32, far: i64) {
        let place = mentor as usize;
        if let Some(price) = self.round.seats[place].get(self.sit[place].len()) {
            let there = far + i64::from(*price) + self.of_mentors[place];
            if there < self.nearest {
                (self.nearest, self.end) = (there, End::Seat(mentor));
            }
        }
        for seat in 0..self.sit[place].len() {
            self.look_from(self.sit[place][seat], far);
        }
    }

    /// Everything nearer than the end gets closer to it by as much, so that the path costs nothing.
    fn reprice(&mut self, ask: u32) {
        self.of_asks[ask as usize] -= self.nearest;
        for mentor in &self.reached {
            let place = *mentor as usize;
            let by = self.far[place] - self.nearest;
            self.of_mentors[place] += by;
            for sitting in &self.sit[place] {
                self.of_asks[*sitting as usize] += by;
            }
        }
    }

    /// Along the path everybody moves on by one.
    fn move_on(&mut self, ask: u32) {
        let mut free = match self.end {
            End::Seat(mentor) => mentor,
            End::Without(last) => {
                let left = std::mem::replace(&mut self.mentor_of[last as usize], NOBODY);
                if last == ask {
                    return;
                }
                self.stand_up(last, left);
                left
            }
        };
        loop {
            let next = self.from[free as usize];
            let left = std::mem::replace(&mut self.mentor_of[next as usize], free);
            self.sit[free as usize].push(next);
            if next == ask {
                return;
            }
            self.stand_up(next, left);
            free = left;
        }
    }

    fn stand_up(&mut self, ask: u32, mentor: u32) {
        let sit = &mut self.sit[mentor as usize];
        let seat = sit.iter().position(|sitting| *sitting == ask).expect("who has a mentor sits there");
        sit.swap_remove(seat);
    }

    fn forget(&mut self) {
        for mentor in self.touched.drain(..) {
            self.far[mentor as usize] = i64::MAX;
        }
        self.reached.clear();
        self.heap.clear();
    }

    fn outcome(self) -> Outcome {
        let mentors = self.mentor_of.into_iter().map(|mentor| (mentor != NOBODY).then_some(mentor)).collect();
        let prices = self.of_mentors.into_iter().map(|potential| -potential).collect();
        Outcome { mentors, prices, worth: self.of_asks.into_iter().map(|potential| -potential).collect() }
    }
}
