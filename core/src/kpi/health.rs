//! Whether those who ask find a mentor, and at whose cost.
//!
//! | figure | cases | people |
//! |---|---|---|
//! | `health.filled` ([`fill`]) | asks | learners |
//! | `health.offers` ([`offers`]) | asks that found a mentor | learners |
//! | `health.passed`, `health.missed` ([`offers`]) | offers that ended | mentors |
//! | `health.load` ([`load`]) | sessions | mentors |
//! | `health.show-up` ([`show_up`]) | sessions whose time came | learners |
//!
//! All of them from 10 cases. The heads of those files have the formulae.

pub mod fill;
pub mod load;
pub mod offers;
pub mod show_up;

use super::figure::{Cell, Figure, LeftOut};
use super::journal::Journal;
use super::{Kpi, Terms, Window};

const FROM: u64 = 10;

pub(super) fn figures(journal: &Journal, window: &Window, terms: &Terms) -> Vec<Figure> {
    vec![
        fill::filled(journal, window, terms),
        offers::per_match(journal, window),
        offers::passed(journal, window),
        offers::missed(journal, window),
        load::inequality(journal, window),
        show_up::held(journal, window),
    ]
}

fn cell(window: &Window, n: u64, people: u64, left_out: Vec<LeftOut>) -> Cell {
    Cell { kpi: Kpi::Health, window: *window, n, people, needed: FROM, left_out }
}
