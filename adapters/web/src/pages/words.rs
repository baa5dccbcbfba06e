//! Texts and blocks of messages.

use askama::Template;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use smallwins_core::chart::{Chart, Look, svg};
use smallwins_core::message::{Block, Span, Text, TimeForm};
use smallwins_core::text::{self, Link};
use smallwins_core::tongue::Tongue;

use super::parts;

/// A line of text, with times in the reader's zone.
#[derive(Template)]
#[template(path = "words.html")]
pub(crate) struct Words<'a> {
    text: &'a Text,
    zone: Tz,
}
parts!(Words<'a>);

impl Words<'_> {
    fn time(&self, at: &DateTime<Utc>, form: &TimeForm, tongue: &Tongue) -> String {
        form.show(*at, self.zone, *tongue)
    }
}

/// A block that only says something.
#[derive(Template)]
#[template(path = "block.html")]
pub(crate) struct Said<'a> {
    block: &'a Block,
    zone: Tz,
}
parts!(Said<'a>);

impl<'a> Said<'a> {
    /// A block for a reader in a zone.
    pub(crate) fn new(block: &'a Block, zone: Tz) -> Self {
        Said { block, zone }
    }

    /// A chart as SVG, in which the core has escaped all words.
    fn drawn(&self, chart: &Chart) -> String {
        svg(chart, Look::Page)
    }

    fn words(&self, text: &'a Text) -> Words<'a> {
        Words { text, zone: self.zone }
    }
}

/// Text as it may be shown, line by line.
pub(crate) fn visible(words: &str) -> String {
    words.split('\n').map(text::visible).collect::<Vec<_>>().join("\n")
}

/// The address of a link, when it is one that may be followed.
fn followed(url: &str) -> Option<Link> {
    Link::parse(url).ok()
}
