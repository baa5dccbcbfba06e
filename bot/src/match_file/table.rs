//! A table of all pairs, as it lies in a file of its own: costs row by row, little-endian, 32 bits each.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use smallwins_core::matching::round::{Pairs, Round};

use super::read::misused;
use crate::trouble::Trouble;

/// So many asks at most may stand in a table without any mentor: its length of nothing says nothing of how many there
/// are.
const MOST_WITHOUT: u32 = 1_000_000;

/// What stands in the file that names the table.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    asks: u32,
    mentors: Vec<u32>,
    matrix: PathBuf,
}

/// Reads the table that is named beside `beside`.
pub(super) fn read(Table { asks, mentors, matrix }: Table, beside: &Path) -> Result<Round, Trouble> {
    let path = beside.parent().unwrap_or(Path::new("")).join(matrix);
    if mentors.is_empty() && asks > MOST_WITHOUT {
        let most = format!("a table without mentors has at most {MOST_WITHOUT} asks");
        return Err(misused(format!("{} names {asks} asks, and {most}", beside.display())));
    }
    let unreadable = |error: io::Error| misused(format!("{} cannot be read: {error}", path.display()));
    let mut file = File::open(&path).map_err(unreadable)?;
    let (asks, columns) = (asks as usize, mentors.len());
    let bytes = file.metadata().map_err(unreadable)?.len();
    let expected = 4 * (asks as u64).saturating_mul(columns as u64);
    if bytes != expected {
        let of = format!("a table of {asks} asks and {columns} mentors has {expected}");
        return Err(misused(format!("{} has {bytes} bytes, and {of}", path.display())));
    }
    let costs = costs(BufReader::with_capacity(1 << 20, &mut file), asks * columns).map_err(unreadable)?;
    let seats = mentors.iter().map(|capacity| vec![0; asks.min(*capacity as usize)]).collect();
    Ok(Round { unmatched: vec![0; asks], seats, pairs: Pairs::All { mentors: columns, costs } })
}

fn costs(mut file: impl Read, count: usize) -> io::Result<Vec<i32>> {
    let mut costs = Vec::with_capacity(count);
    let mut piece = vec![0; 1 << 18];
    while costs.len() < count {
        let bytes = piece.len().min(4 * (count - costs.len()));
        file.read_exact(&mut piece[..bytes])?;
        let (words, _) = piece[..bytes].as_chunks::<4>();
        costs.extend(words.iter().map(|word| i32::from_le_bytes(*word)));
    }
    Ok(costs)
}
