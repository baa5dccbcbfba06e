//! How long things took, in a table, and whether that is within what was promised.

use std::process::ExitCode;
use std::time::Duration;

/// How long each of many took, shortest first.
pub(crate) struct Times(Vec<Duration>);

impl Times {
    /// The times of at least one.
    pub(crate) fn of(mut times: Vec<Duration>) -> Times {
        assert!(!times.is_empty(), "nothing was timed");
        times.sort_unstable();
        Times(times)
    }

    /// The time within which so many of a thousand were done (nearest rank).
    pub(crate) fn within(&self, permille: usize) -> Duration {
        let rank = (self.0.len() * permille).div_ceil(1000);
        self.0[rank.max(1) - 1]
    }

    /// The time within which half of them were done.
    pub(crate) fn median(&self) -> Duration {
        self.within(500)
    }
}

/// What was promised, and what came of it.
#[derive(Default)]
pub(crate) struct Bounds {
    broken: u32,
}

impl Bounds {
    /// Holds a figure against the most that it may be.
    pub(crate) fn at_most(&mut self, what: &str, figure: f64, most: f64) {
        let holds = figure <= most;
        self.broken += u32::from(!holds);
        let verdict = if holds { "holds" } else { "BROKEN" };
        println!("{verdict:<7} {what}: {figure:.2}, at most {most:.2}");
    }

    /// Failure when a bound is broken.
    pub(crate) fn verdict(self) -> ExitCode {
        if self.broken == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// In milliseconds.
pub(crate) fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
