//! What is matched: a round in a file, drawn by lot.

use std::fs;
use std::path::{Path, PathBuf};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::json;

/// So many asks there are for each mentor, and so many seats each has: everybody may find one.
const SEATS: usize = 5;
/// So many of its cheapest mentors an ask may have in a sparse round.
const TOP: usize = 32;

/// What costs are like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Hardly two are the same.
    Uniform,
    /// A hundred different ones.
    Ties,
    /// Some mentors are wanted by everybody.
    Fame,
}

/// Which pairs may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pairs {
    /// All.
    Dense,
    /// The cheapest few of each ask.
    Sparse,
}

/// One round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Case {
    pub(crate) asks: usize,
    pub(crate) shape: Shape,
    pub(crate) pairs: Pairs,
}

impl Case {
    /// All that are measured: of each size, and of the largest in each shape.
    pub(crate) fn all(sizes: &[usize]) -> Vec<Case> {
        let largest = sizes.iter().max().copied().unwrap_or_default();
        let shapes = sizes.iter().map(|asks| (*asks, Shape::Uniform));
        let shapes = shapes.chain([(largest, Shape::Ties), (largest, Shape::Fame)]);
        shapes
            .flat_map(|(asks, shape)| [Pairs::Dense, Pairs::Sparse].map(|pairs| Case { asks, shape, pairs }))
            .collect()
    }

    pub(crate) fn mentors(self) -> usize {
        self.asks / SEATS
    }

    pub(crate) fn name(self) -> String {
        let (shape, pairs) = (format!("{:?}", self.shape), format!("{:?}", self.pairs));
        format!("{} × {} {} {}", self.asks, self.mentors(), pairs.to_lowercase(), shape.to_lowercase())
    }

    /// Where its table of costs lies, when it has one.
    pub(crate) fn table(self, folder: &Path) -> Option<PathBuf> {
        (self.pairs == Pairs::Dense).then(|| folder.join("costs.bin"))
    }

    /// Writes it to a file in a folder.
    pub(crate) fn write(self, folder: &Path) -> PathBuf {
        let mut chance = StdRng::seed_from_u64(self.asks as u64);
        let fame: Vec<i32> = (0..self.mentors()).map(|_| chance.random_range(0..500)).collect();
        let mut cost = |mentor: usize| match self.shape {
            Shape::Uniform => chance.random_range(0..1_000_000),
            Shape::Ties => chance.random_range(0..100),
            Shape::Fame => chance.random_range(0..1_000) - fame[mentor],
        };
        let rows = (0..self.asks).map(|_| (0..self.mentors()).map(&mut cost).collect::<Vec<i32>>());
        let told = match self.table(folder) {
            Some(table) => {
                let bytes: Vec<u8> = rows.flatten().flat_map(i32::to_le_bytes).collect();
                fs::write(&table, bytes).expect("the disk takes a table");
                json!({ "asks": self.asks, "mentors": vec![SEATS; self.mentors()], "matrix": "costs.bin" })
            }
            None => {
                let scores: Vec<_> = (0..).zip(rows).flat_map(|(ask, row)| cheapest(ask, &row)).collect();
                let ask = |id: usize| json!({ "id": id });
                let mentor = |id: usize| json!({ "id": id, "capacity": SEATS });
                let asks: Vec<_> = (0..self.asks).map(ask).collect();
                let mentors: Vec<_> = (0..self.mentors()).map(mentor).collect();
                json!({ "asks": asks, "mentors": mentors, "scores": scores })
            }
        };
        let file = folder.join("round.json");
        fs::write(&file, told.to_string()).expect("the disk takes a round");
        file
    }
}

/// The cheapest few of a row: the ask, the mentor and the points.
fn cheapest(ask: usize, row: &[i32]) -> Vec<(usize, usize, i32)> {
    let mut order: Vec<usize> = (0..row.len()).collect();
    order.sort_by_key(|mentor| row[*mentor]);
    order.into_iter().take(TOP).map(|mentor| (ask, mentor, -row[mentor])).collect()
}
