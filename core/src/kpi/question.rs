//! What somebody wants to know.

use super::{Kpi, Window};

/// Some numbers of one window: a chart of twelve weeks needs few of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// Of which time.
    pub window: Window,
    /// Which numbers; their figures are told in this order.
    pub kpis: &'static [Kpi],
}

impl From<Window> for Question {
    /// All numbers.
    fn from(window: Window) -> Question {
        Question { window, kpis: &Kpi::ALL }
    }
}
