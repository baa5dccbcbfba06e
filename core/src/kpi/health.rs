//! Whether those who ask find a mentor, and at whose cost.
//!
//! | figure | cases | people |
//! |---|---|---|
//! | `health.filled` ([`fill`]) | asks | learners |
//! | `health.offers` ([`offers`]) | asks that found a mentor | learners |
//! | `health.passed`, `health.missed` ([`offers`]) | offers that ended | mentors |
//! | `health.load`, `health.minutes` ([`load`]) | sessions | mentors |
//! | `health.show-up` ([`show_up`]) | sessions whose time came | learners |
//!
//! All of them from 10 cases. The heads of those files have the formulae.

pub mod fill;
pub mod load;
pub mod offers;
pub mod show_up;

use super::Kpi;
pub(super) use show_up::held_at;

use super::figure::{Cell, Figure, LeftOut};
use super::frame::Frame;
use super::journal::Journal;

const FROM: u64 = 10;

/// What is counted.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Tally {
    pub(super) fill: fill::Tally,
    pub(super) offers: offers::Tally,
    pub(super) load: load::Tally,
    pub(super) show_up: show_up::Tally,
}

pub(super) fn scan(journal: &Journal, frame: &Frame<'_>) -> Tally {
    Tally {
        fill: fill::scan(journal, frame),
        offers: offers::scan(journal, frame),
        load: load::scan(journal, frame),
        show_up: show_up::scan(journal, frame),
    }
}

impl Tally {
    pub(super) fn figures(&self, frame: &Frame<'_>) -> Vec<Figure> {
        let [per_match, passed, missed] = self.offers.figures(frame);
        let [load, minutes] = self.load.figures(frame);
        let (filled, shown_up) = (self.fill.figure(frame), self.show_up.figure(frame));
        vec![filled, per_match, passed, missed, load, minutes, shown_up]
    }
}

fn cell(frame: &Frame<'_>, n: u64, people: u64, left_out: Vec<LeftOut>) -> Cell {
    Cell { kpi: Kpi::Health, window: frame.window, n, people, needed: FROM, left_out }
}
