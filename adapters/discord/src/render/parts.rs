//! The blocks of a message as lines of Markdown and rows of buttons.

use smallwins_core::message::{Block, Text};

use super::buttons::{Press, rows};
use super::custom_id::Guild;
use super::markdown::Markdown;
use super::pieces::pieces;
use super::words::is_blank;

/// What stands before a line of ours. A heading is of the smallest size: a question of two hundred characters is one.
const HEADING: &str = "### ";
const QUIET: &str = "-# ";
const QUOTE: &str = "> ";
const ITEM: &str = "- ";

/// A line, a row, or the border between two messages that were bundled.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    Line(Kind, String),
    Row(Vec<Press>),
    Border,
}

/// What a line is to its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It stays with what follows it.
    Heading,
    /// It stands apart from what is no paragraph before it.
    Paragraph,
    /// It follows closely: a quote, an item of a list, small print.
    Other,
}

/// The blocks of a message. What cannot be seen is left out.
pub(super) fn parts(blocks: &[Block], guild: Guild) -> Vec<Part> {
    let part = |block: &Block| match block {
        Block::Heading(text) => lines(text, Kind::Heading, HEADING),
        Block::Paragraph(text) => lines(text, Kind::Paragraph, ""),
        Block::Quiet(text) => lines(text, Kind::Other, QUIET),
        Block::Quote(text) => lines(text, Kind::Other, QUOTE),
        Block::List(items) => items.iter().flat_map(|item| lines(item, Kind::Other, ITEM)).collect(),
        Block::Buttons(buttons) => {
            let presses: Vec<_> = buttons.iter().map(|button| Press::says(button, guild)).collect();
            rows(&presses).into_iter().map(Part::Row).collect()
        }
        Block::Divider => vec![Part::Border],
        // A file stands beside the words, never among them.
        Block::Chart(_) | Block::Archive => Vec::new(),
    };
    blocks.iter().flat_map(part).collect()
}

/// A text, in as many lines as it needs.
fn lines(text: &Text, kind: Kind, mark: &str) -> Vec<Part> {
    let pieces = pieces(text).into_iter().filter(|piece| !is_blank(&piece.bare(chrono_tz::UTC)));
    pieces.map(|piece| Part::Line(kind, Markdown::of(&piece).behind(mark).as_str().to_owned())).collect()
}
