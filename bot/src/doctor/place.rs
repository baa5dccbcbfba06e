//! Whether the listen address can be had, and whether it may be.

use super::Verdict;
use crate::config::Config;
use crate::neighbour::{self, Neighbour};

pub(super) fn look(config: &Config) -> Verdict {
    if let Err(trouble) = config.guard_playground() {
        return Verdict::from(&trouble);
    }
    let address = config.listen;
    match neighbour::at(address) {
        Neighbour::Nobody => Verdict::well(format!("{address} is free")),
        Neighbour::Smallwins => Verdict::well(format!("Smallwins answers at {address}")),
        taken @ (Neighbour::Stranger | Neighbour::Forbidden(_)) => Verdict::from(&taken.trouble(address)),
    }
}
