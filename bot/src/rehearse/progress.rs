//! How far a rehearsal has come, for whoever waits at a terminal.

use std::io::{self, IsTerminal, Write};

/// So many cells of a line.
const CELLS: u32 = 30;

/// A bar on standard error, or nothing where nobody looks.
pub(crate) struct Progress {
    days: u32,
    shown: bool,
}

impl Progress {
    pub(crate) fn of(days: u32) -> Progress {
        Progress { days, shown: io::stderr().is_terminal() }
    }

    /// So many days are over.
    pub(crate) fn show(&self, day: u32) {
        if self.shown {
            // Whether anybody sees it changes nothing.
            let _ = write!(io::stderr().lock(), "\r{}", bar(day, self.days));
        }
    }

    /// The line is free again.
    pub(crate) fn clear(&self) {
        if self.shown {
            let _ = write!(io::stderr().lock(), "\r\x1b[K");
        }
    }
}

fn bar(day: u32, days: u32) -> String {
    let full = (CELLS * day.min(days) / days) as usize;
    format!("{}{} day {day} of {days}", "█".repeat(full), "░".repeat(CELLS as usize - full))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_fills_with_the_days() {
        assert_eq!(bar(0, 90), format!("{} day 0 of 90", "░".repeat(30)));
        assert_eq!(bar(45, 90), format!("{}{} day 45 of 90", "█".repeat(15), "░".repeat(15)));
        assert_eq!(bar(90, 90), format!("{} day 90 of 90", "█".repeat(30)));
    }
}
