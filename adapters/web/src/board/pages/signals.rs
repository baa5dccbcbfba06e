//! What arrives from other tools, and what becomes of it.

use askama::Template;
use smallwins_core::kpi::Span;
use smallwins_core::signal::{Outcome, Source, Tally};

use super::frame::{Frame, Tab};
use crate::board::inside::Inside;

/// What arrived in the last week, a line for each source.
#[derive(Template)]
#[template(path = "board/signals.html")]
pub(crate) struct Signals {
    frame: Frame,
    lines: Vec<Line>,
}

/// A source, and what became of what it told.
struct Line {
    source: Source,
    is_off: bool,
    noted: u32,
    unclaimed: u32,
    repeated: u32,
    unused: u32,
    while_off: u32,
    refused: u32,
}

impl Signals {
    /// The page: those with most first.
    pub(crate) fn new(tallies: &[Tally], inside: &Inside, span: Span) -> Signals {
        let silenced = &inside.guest.community.silenced;
        let mut sources: Vec<&Source> = tallies.iter().map(|tally| &tally.source).chain(silenced).collect();
        sources.sort();
        sources.dedup();
        let line = |source: &Source| {
            let count = |outcomes: &[Outcome]| {
                let of_it = tallies.iter().filter(|tally| tally.source == *source);
                of_it.filter(|tally| outcomes.contains(&tally.outcome)).map(|tally| tally.count).sum()
            };
            Line {
                source: source.clone(),
                is_off: silenced.contains(source),
                noted: count(&[Outcome::Noted]),
                unclaimed: count(&[Outcome::Unclaimed]),
                repeated: count(&[Outcome::Repeated]),
                unused: count(&[Outcome::Unused, Outcome::Late, Outcome::Full, Outcome::Left]),
                while_off: count(&[Outcome::SwitchedOff]),
                refused: count(&[Outcome::Malformed, Outcome::Unsigned]),
            }
        };
        let mut lines: Vec<Line> = sources.into_iter().map(line).collect();
        let total = |source: &Source| -> u32 {
            tallies.iter().filter(|tally| tally.source == *source).map(|tally| tally.count).sum()
        };
        lines.sort_by_key(|line| std::cmp::Reverse(total(&line.source)));
        Signals { frame: Frame::new(inside, Tab::Signals, span, "/signals".to_owned()), lines }
    }
}
