//! Text that is too long for one message, in pieces.

use smallwins_core::message::{Span, Text};
use unicode_segmentation::UnicodeSegmentation;

use super::address::must_be_coded;
use super::words::length;

/// What a line may weigh: the 2000 characters of a message, with room for the mark before it.
pub(super) const HEAVIEST: usize = 1_900;

/// A link that is heavier stands in the open, its label before its address, so that both can be divided.
const HEAVIEST_LINK: usize = 1_200;

/// The text in pieces that weigh at most [`HEAVIEST`] each; nearly always one. Words and addresses stay whole where
/// they can, and graphemes unless one alone is too heavy. Together the pieces say what the text says.
pub(super) fn pieces(text: &Text) -> Vec<Text> {
    if weight(text) <= HEAVIEST {
        return vec![text.clone()];
    }
    let mut pieces = Pieces::default();
    for span in &text.0 {
        match span {
            Span::Link { label, url } if weight_of(span) > HEAVIEST_LINK => {
                let open = Span::Plain(format!("{label} {url}"));
                words(&open).split_inclusive(char::is_whitespace).for_each(|word| pieces.word(&open, word));
            }
            Span::Link { .. } | Span::Time { .. } | Span::Mention { .. } => pieces.push(span.clone()),
            _ => words(span).split_inclusive(char::is_whitespace).for_each(|word| pieces.word(span, word)),
        }
    }
    pieces.done.push(Text(pieces.spans));
    pieces.done.retain(|piece| !piece.0.is_empty());
    pieces.done
}

#[derive(Default)]
struct Pieces {
    done: Vec<Text>,
    spans: Vec<Span>,
    weight: usize,
}

impl Pieces {
    /// Adds a word of a span, in parts when it is longer than any word.
    fn word(&mut self, span: &Span, word: &str) {
        if weight_of_words(word) <= HEAVIEST / 2 {
            return self.push(like(span, word));
        }
        for grapheme in word.graphemes(true) {
            if weight_of_words(grapheme) <= HEAVIEST / 2 {
                self.push(like(span, grapheme));
            } else {
                grapheme.chars().for_each(|c| self.push(like(span, c.encode_utf8(&mut [0; 4]))));
            }
        }
    }

    fn push(&mut self, span: Span) {
        // What continues the span before it needs no marks of its own.
        let more = match (self.spans.last(), &span) {
            (Some(Span::Plain(_)), Span::Plain(words))
            | (Some(Span::Strong(_)), Span::Strong(words))
            | (Some(Span::Emphasis(_)), Span::Emphasis(words)) => weight_of_words(words),
            _ => weight_of(&span),
        };
        if self.weight + more > HEAVIEST {
            self.done.push(Text(std::mem::take(&mut self.spans)));
            self.weight = weight_of(&span);
            self.spans.push(span);
            return;
        }
        self.weight += more;
        match (self.spans.last_mut(), &span) {
            (Some(Span::Plain(before)), Span::Plain(words))
            | (Some(Span::Strong(before)), Span::Strong(words))
            | (Some(Span::Emphasis(before)), Span::Emphasis(words)) => before.push_str(words),
            _ => self.spans.push(span),
        }
    }
}

/// These words, looking as that span does.
fn like(span: &Span, words: &str) -> Span {
    match span {
        Span::Strong(_) => Span::Strong(words.to_owned()),
        Span::Emphasis(_) => Span::Emphasis(words.to_owned()),
        Span::Plain(_) | Span::Link { .. } | Span::Time { .. } | Span::Mention { .. } => {
            Span::Plain(words.to_owned())
        }
    }
}

fn words(span: &Span) -> &str {
    match span {
        Span::Plain(words)
        | Span::Strong(words)
        | Span::Emphasis(words)
        | Span::Link { label: words, .. } => words,
        Span::Time { .. } | Span::Mention { .. } => "",
    }
}

/// What a text weighs: at least the characters that it takes in Markdown, whichever way it is written there.
fn weight(text: &Text) -> usize {
    text.0.iter().map(weight_of).sum()
}

fn weight_of(span: &Span) -> usize {
    /// `**` on either side, and what keeps it from its neighbour.
    const MARKS: usize = 5;
    /// What a command is called that is for admins, beyond what the core calls it.
    const CALLED: usize = 7;
    /// `[](<>)`, or a space and the brackets of an address.
    const LINK: usize = 6;
    /// `<t:1795424400:F>`, for every instant that there is.
    const TIME: usize = 30;
    /// `<@80351110224678912>`, or `@` and a name.
    const MENTION: usize = 250;
    match span {
        Span::Time { .. } => TIME,
        Span::Mention { .. } => MENTION,
        Span::Link { label, url } => {
            LINK + weight_of_words(label) + length(url) + 2 * url.matches(must_be_coded).count()
        }
        Span::Strong(words) => MARKS + CALLED + weight_of_words(words),
        Span::Plain(words) | Span::Emphasis(words) => MARKS + weight_of_words(words),
    }
}

/// At least the characters that words take, however they are escaped.
pub(super) fn weight_of_words(words: &str) -> usize {
    words.chars().map(|c| if c.is_ascii_punctuation() { 2 } else { c.len_utf16() }).sum()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use chrono_tz::Tz;
    use proptest::collection::vec;
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};
    use smallwins_core::message::TimeForm;
    use smallwins_core::tongue::Tongue;

    use super::*;
    use crate::render::markdown::Markdown;
    use crate::render::tests::hostile;

    #[test]
    fn a_piece_ends_between_words() {
        let pieces = pieces(&Text::plain("wordy ".repeat(1000)));
        assert_eq!(pieces.len(), 4);
        assert!(pieces.iter().all(|piece| piece.bare(Tz::UTC).trim().split(' ').all(|word| word == "wordy")));
    }

    #[test]
    fn a_grapheme_stays_whole() {
        let family = "👨‍👩‍👧‍👦";
        let pieces = pieces(&Text(vec![Span::Emphasis(family.repeat(1000))]));
        assert!(pieces.len() > 2);
        for piece in pieces {
            assert_eq!(piece.bare(Tz::UTC).replace(family, ""), "");
        }
    }

    #[test]
    fn a_link_stays_whole_unless_it_alone_is_too_long() {
        let url = format!("https://a.example/{}", "x".repeat(900));
        let link = |words: usize| Span::Link { label: "here ".repeat(words), url: url.clone() };
        let whole = pieces(&Text(vec![Span::Plain("wordy ".repeat(300)), link(1)]));
        assert_eq!(whole[1].0, [link(1)]);
        let open = pieces(&Text(vec![link(400)]));
        let said: String = open.iter().map(|piece| piece.bare(Tz::UTC)).collect();
        assert_eq!(said, format!("{} {url}", "here ".repeat(400)));
        assert!(Markdown::of(open.last().unwrap()).as_str().ends_with(&format!("<{url}>")));
    }

    proptest! {
        #[test]
        fn together_the_pieces_say_what_the_text_says(words in vec(hostile(), 0..6)) {
            let at = DateTime::from_timestamp(1_795_162_800, 0).unwrap();
            let spans = words.into_iter().flat_map(|words| {
                [Span::Strong(words.clone()), Span::Time { at, form: TimeForm::Full, tongue: Tongue::English }, Span::Emphasis(words)]
            });
            let text = Text(spans.collect());
            let pieces = pieces(&text);
            prop_assert!(pieces.iter().all(|piece| weight(piece) <= HEAVIEST));
            prop_assert!(pieces.iter().all(|piece| length(Markdown::of(piece).as_str()) <= weight(piece)));
            let said: String = pieces.iter().map(|piece| piece.bare(Tz::UTC)).collect();
            prop_assert_eq!(said, text.bare(Tz::UTC));
        }
    }
}
