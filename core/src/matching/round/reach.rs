//! Prices change until units that are too many reach where one is lacking: Dijkstra's search through reduced costs.
//!
//! How far it is to somebody is how much better off the units become on their way if prices change by so much; once
//! they have, all shortest ways cost nothing.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::flow::Flow;

/// A search, and what can be used again for the next.
pub(super) struct Reach {
    far: Vec<i64>,
    heap: BinaryHeap<Reverse<(i64, u32)>>,
}

impl Reach {
    pub(super) fn new(nodes: usize) -> Self {
        Reach { far: vec![i64::MAX; nodes], heap: BinaryHeap::new() }
    }

    /// Changes prices so that everybody who lacks a unit is reached at no cost, or as many as there are units.
    pub(super) fn reprice(&mut self, flow: &mut Flow<'_>) {
        self.far.fill(i64::MAX);
        self.heap.clear();
        let farthest = self.search(flow);
        let of_end = self.far[flow.end].min(farthest);
        for node in 0..=flow.end {
            let by = of_end - self.far[node].min(farthest);
            flow.prices[node] += by;
            for ask in &flow.sit[node] {
                flow.worth[*ask as usize] += by;
            }
        }
        for ask in &flow.adrift {
            flow.worth[*ask as usize] += of_end;
        }
    }

    /// How far the search went.
    fn search(&mut self, flow: &Flow<'_>) -> i64 {
        for ask in &flow.adrift {
            self.look_from(flow, *ask, 0);
        }
        if flow.lack < 0 {
            self.come(flow.end, 0);
        }
        let (mut found, mut farthest) = (0, 0);
        while let Some(Reverse((far, node))) = self.heap.pop() {
            let node = node as usize;
            if far > self.far[node] {
                continue;
            }
            farthest = far;
            found += flow.lacks(node);
            if found >= flow.too_many() {
                break;
            }
            for ask in &flow.sit[node] {
                self.look_from(flow, *ask, far);
            }
            self.look_at_seats(flow, node, far);
        }
        farthest
    }

    fn look_from(&mut self, flow: &Flow<'_>, ask: u32, far: i64) {
        let base = far - flow.worth[ask as usize];
        for (mentor, cost) in flow.known.of(ask as usize) {
            let node = *mentor as usize;
            self.come(node, base + flow.rounded(*cost) + flow.prices[node]);
        }
        self.come(flow.end, base + flow.without(ask));
    }

    fn look_at_seats(&mut self, flow: &Flow<'_>, node: usize, far: i64) {
        if node != flow.end {
            if let Some(seat) = flow.next_seat(node) {
                self.come(flow.end, far + seat - flow.prices[node]);
            }
            return;
        }
        for mentor in 0..flow.end {
            if let Some(seat) = flow.last_seat(mentor) {
                self.come(mentor, far + flow.prices[mentor] - seat);
            }
        }
    }

    fn come(&mut self, node: usize, far: i64) {
        if far < self.far[node] {
            self.far[node] = far;
            self.heap.push(Reverse((far, node as u32)));
        }
    }
}
