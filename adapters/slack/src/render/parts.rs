//! The blocks of a message, one Block Kit block for each where it fits.

use std::borrow::Cow;

use chrono_tz::Tz;
use serde_json::{Value, json};
use smallwins_core::message::{Block, Span, Text};
use smallwins_core::text::visible;

use super::buttons::Rows;
use super::kit::{Json, Kit, Words};
use super::mrkdwn::Mrkdwn;
use super::pieces::{HEAVIEST, pieces, weight};
use super::rich::{self, Manner};
use super::words::{fit, is_blank, length, plain};

/// A header takes 150 characters; five in a hundred are left free.
const HEADER: usize = 142;
const TEXT: usize = 3000;

/// One block, and what it is to its neighbours.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    /// What is shown.
    pub(super) shown: Json,
    /// What it says, in bare words.
    pub(super) said: String,
    /// Where it belongs.
    pub(super) place: Place,
    /// How many characters it takes as JSON.
    pub(super) characters: usize,
}

impl Part {
    fn new(shown: Json, said: String, place: Place) -> Part {
        Part { characters: shown.as_str().chars().count(), shown, said, place }
    }
}

/// Where a part belongs when a message is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Anywhere.
    Free,
    /// With what follows it: a heading.
    Before,
    /// With what precedes it: buttons.
    After,
    /// Between two messages that were bundled.
    Border,
}

/// The blocks of a message, or of what stands above a form's fields. What cannot be seen is left out.
pub(super) fn parts(blocks: &[Block], zone: Tz) -> Vec<Part> {
    let mut rows = Rows::of(blocks);
    let mut parts = Vec::new();
    let mut about = String::new();
    for block in blocks {
        let made = match block {
            Block::Heading(text) => heading(text, zone),
            Block::Paragraph(text) => lines(text, zone, |piece| rich::line(piece, Manner::Section, zone)),
            Block::Quote(text) => lines(text, zone, |piece| rich::line(piece, Manner::Quote, zone)),
            Block::Quiet(text) => lines(text, zone, |piece| quiet(piece, zone)),
            Block::List(items) => list(items, zone),
            Block::Buttons(buttons) => {
                let rows = rows.next(buttons, &std::mem::take(&mut about)).into_iter();
                rows.map(|shown| Part::new(shown, String::new(), Place::After)).collect()
            }
            // A file stands beside the words, never among them.
            Block::Chart(_) | Block::Archive => Vec::new(),
            Block::Divider => {
                about.clear();
                vec![Part::new(Json::of(&Kit::Divider), String::new(), Place::Border)]
            }
        };
        if about.is_empty() {
            about = made.first().map_or(String::new(), |part| part.said.clone());
        }
        parts.extend(made);
    }
    parts
}

fn heading(text: &Text, zone: Tz) -> Vec<Part> {
    let words = visible(text.bare(zone)).into_owned();
    if is_more_than_words(text) || length(&words) > HEADER {
        let text = rich::strong(text.clone());
        let mut parts = lines(&text, zone, |piece| rich::line(piece, Manner::Section, zone));
        if let Some(last) = parts.last_mut() {
            last.place = Place::Before;
        }
        return parts;
    }
    if is_blank(&words) {
        return Vec::new();
    }
    let shown = Json::of(&Kit::Header { text: plain(&words, HEADER) });
    vec![Part::new(shown, words, Place::Before)]
}

/// Whether a text leads away, calls somebody or tells a time of its reader's clock, which plain words cannot.
fn is_more_than_words(text: &Text) -> bool {
    let is_more = |span: &Span| matches!(span, Span::Link { .. } | Span::Mention { .. } | Span::Time { .. });
    text.0.iter().any(is_more)
}

/// A line, in as many blocks as it needs.
fn lines(text: &Text, zone: Tz, show: impl Fn(&Text) -> Json) -> Vec<Part> {
    let part = |piece: &Text| {
        let said = visible(piece.bare(zone)).into_owned();
        (!is_blank(&said)).then(|| Part::new(show(piece), said, Place::Free))
    };
    pieces(text).iter().filter_map(|piece| part(piece)).collect()
}

/// Small print. Where its words could be read as marks it goes without any, and where that would lose an address,
/// somebody's call or a time of its reader's clock it is not small.
fn quiet(text: &Text, zone: Tz) -> Json {
    let small = |words: Words<'_>| Json::of(&Kit::Context { elements: [words] });
    if let Some(line) = Mrkdwn::of(text, zone) {
        small(line.object())
    } else if is_more_than_words(text) {
        rich::line(text, Manner::Section, zone)
    } else {
        small(plain(text.bare(zone), TEXT))
    }
}

fn list(items: &[Text], zone: Tz) -> Vec<Part> {
    let items = items.iter().flat_map(pieces).filter(|item| !is_blank(&item.bare(zone)));
    let mut lists: Vec<(usize, Vec<Cow<'_, Text>>)> = Vec::new();
    for item in items {
        // `{"type":"rich_text_section","elements":[]}` and a comma.
        let more = weight(&item) + 50;
        match lists.last_mut() {
            Some((weight, list)) if *weight + more <= HEAVIEST => {
                *weight += more;
                list.push(item);
            }
            _ => lists.push((more, vec![item])),
        }
    }
    let said = |items: &[Cow<'_, Text>]| {
        let lines = items.iter().map(|item| format!("• {}", visible(item.bare(zone))));
        lines.collect::<Vec<_>>().join("\n")
    };
    let lists = lists.into_iter();
    lists.map(|(_, items)| Part::new(rich::list(&items, zone), said(&items), Place::Free)).collect()
}

/// As many parts as a view takes, which cannot be continued elsewhere; an ellipsis stands for the rest.
pub(super) fn within(parts: Vec<Part>, most: usize) -> Vec<Value> {
    /// A view takes 250 kB.
    const BYTES: usize = 200_000;
    let all = parts.len();
    let mut left = BYTES;
    let mut shown = Vec::new();
    for Part { shown: block, .. } in parts {
        let Some(rest) = left.checked_sub(block.as_str().len()) else { break };
        left = rest;
        shown.push(block.value());
    }
    if shown.len() < all || all > most {
        shown.truncate(most.saturating_sub(1));
        shown.push(json!({ "type": "context", "elements": [plain("…", TEXT)] }));
    }
    shown
}

/// A problem or a remark in words alone.
pub(super) fn remark(marker: &str, words: &str, zone: Tz) -> Vec<Value> {
    let words = fit(words, HEAVIEST / 2);
    let text = match marker {
        "" => Text::plain(words),
        marker => Text(vec![Span::Strong(marker.to_owned()), Span::Plain(format!(" {words}"))]),
    };
    lines(&text, zone, |piece| rich::line(piece, Manner::Section, zone))
        .into_iter()
        .map(|part| part.shown.value())
        .collect()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use smallwins_core::message::TimeForm;
    use smallwins_core::platform::Handle;
    use smallwins_core::tongue::Tongue;

    use super::*;

    fn kind(block: Block) -> String {
        let parts = parts(&[block], Tz::UTC);
        let shown = parts.first().expect("a part").shown.value();
        let kind = |value: &Value| value["type"].as_str().expect("a type").to_owned();
        match kind(&shown).as_str() {
            "context" => format!("small {}", kind(&shown["elements"][0])),
            "rich_text" => kind(&shown["elements"][0]),
            kind => kind.to_owned(),
        }
    }

    fn link() -> Text {
        Text(vec![
            Span::Plain("a_b ".into()),
            Span::Link { label: "x".into(), url: "https://a.example".into() },
        ])
    }

    fn mention() -> Text {
        let ben = Span::Mention { handle: Handle("U1".into()), name: "Ben".into() };
        Text(vec![Span::Plain("a_b ".into()), ben])
    }

    fn time() -> Text {
        let at = DateTime::from_timestamp(1_795_424_400, 0).expect("an instant");
        Text(vec![
            Span::Plain("a_b ".into()),
            Span::Time { at, form: TimeForm::Full, tongue: Tongue::English },
        ])
    }

    #[test]
    fn a_heading_that_a_header_cannot_show_is_strong() {
        assert_eq!(kind(Block::Heading(Text::plain("Ana asks: why"))), "header");
        assert_eq!(kind(Block::Heading(Text::plain("why ".repeat(40)))), "rich_text_section");
        assert_eq!(kind(Block::Heading(link())), "rich_text_section");
        assert_eq!(kind(Block::Heading(mention())), "rich_text_section");
        assert_eq!(kind(Block::Heading(time())), "rich_text_section");
        let long = parts(&[Block::Heading(Text::plain("why ".repeat(40)))], Tz::UTC);
        assert_eq!(long[0].shown.value()["elements"][0]["elements"][0]["style"]["bold"], true);
    }

    #[test]
    fn small_print_keeps_its_words_and_its_addresses() {
        assert_eq!(kind(Block::Quiet(Text::plain("You hear from me."))), "small mrkdwn");
        assert_eq!(kind(Block::Quiet(Text::plain("You wrote a_b, *c*."))), "small plain_text");
        assert_eq!(kind(Block::Quiet(link())), "rich_text_section");
        assert_eq!(kind(Block::Quiet(mention())), "rich_text_section");
        assert_eq!(kind(Block::Quiet(time())), "rich_text_section");
    }

    #[test]
    fn what_cannot_be_seen_is_left_out() {
        let blank = || Text::plain(" \u{200b}");
        let blocks = [Block::Heading(blank()), Block::Quote(blank()), Block::List(vec![blank()])];
        assert_eq!(parts(&blocks, Tz::UTC), []);
    }

    #[test]
    fn a_view_that_is_too_long_ends_in_an_ellipsis() {
        let blocks = vec![Block::Paragraph(Text::plain("so")); 120];
        let shown = within(parts(&blocks, Tz::UTC), 100);
        assert_eq!((shown.len(), &shown[99]["elements"][0]["text"]), (100, &json!("…")));
        assert_eq!(within(parts(&blocks[..100], Tz::UTC), 100).len(), 100);
    }
}
