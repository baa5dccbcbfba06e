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
    waiting: u32,
    unused: u32,
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
                waiting: count(&[Outcome::Unclaimed]),
                unused: count(&[
                    Outcome::Repeated,
                    Outcome::Unused,
                    Outcome::Late,
                    Outcome::Full,
                    Outcome::Left,
                    Outcome::SwitchedOff,
                ]),
                refused: count(&[Outcome::Malformed, Outcome::Unsigned]),
            }
        };
        let mut lines: Vec<Line> = sources.into_iter().map(line).collect();
        lines.sort_by_key(|line| std::cmp::Reverse(line.noted + line.waiting + line.unused + line.refused));
        Signals { frame: Frame::new(inside, Tab::Signals, span, "/signals".to_owned()), lines }
    }
}
