//! Text that is too long for one block, in pieces.

use std::borrow::Cow;

use smallwins_core::message::{Span, Text};
use unicode_segmentation::UnicodeSegmentation;

/// What a block may weigh: the 3000 characters of a text object, with room to spare.
pub(super) const HEAVIEST: usize = 2800;

/// The text in pieces that weigh at most [`HEAVIEST`] each; nearly always one. Words stay whole where they can, and
/// graphemes unless one alone is heavier than a tenth of a block. Together the pieces say what the text says.
pub(super) fn pieces(text: &Text) -> Vec<Cow<'_, Text>> {
    if weight(text) <= HEAVIEST {
        return vec![Cow::Borrowed(text)];
    }
    let mut pieces = Pieces::default();
    for (place, span) in text.0.iter().enumerate() {
        match words(span) {
            Some(words) => words.split_word_bounds().for_each(|word| pieces.word(place, span, word)),
            None => pieces.push(place, span.clone(), weight_of(span)),
        }
    }
    pieces.done.push(Text(pieces.spans));
    pieces.done.retain(|piece| !piece.0.is_empty());
    pieces.done.into_iter().map(Cow::Owned).collect()
}

/// What a text weighs: at least the characters that it takes in Block Kit, whichever way it is written there.
pub(super) fn weight(text: &Text) -> usize {
    text.0.iter().map(weight_of).sum()
}

#[derive(Default)]
struct Pieces {
    done: Vec<Text>,
    spans: Vec<Span>,
    weight: usize,
    last: Option<usize>,
}

impl Pieces {
    fn word(&mut self, place: usize, span: &Span, word: &str) {
        const LONG: usize = HEAVIEST / 10;
        if weight_of_words(word) <= LONG {
            return self.part(place, span, word);
        }
        for grapheme in word.graphemes(true) {
            if weight_of_words(grapheme) <= LONG {
                self.part(place, span, grapheme);
            } else {
                grapheme.chars().for_each(|c| self.part(place, span, c.encode_utf8(&mut [0; 4])));
            }
        }
    }

    /// Adds a part of a span to the span's part before it, or begins with it.
    fn part(&mut self, place: usize, span: &Span, part: &str) {
        let weight = weight_of_words(part);
        if self.last == Some(place)
            && self.weight + weight <= HEAVIEST
            && let Some(
                Span::Plain(words)
                | Span::Strong(words)
                | Span::Emphasis(words)
                | Span::Link { label: words, .. },
            ) = self.spans.last_mut()
        {
            words.push_str(part);
            self.weight += weight;
            return;
        }
        let span = match span {
            Span::Strong(_) => Span::Strong(part.to_owned()),
            Span::Emphasis(_) => Span::Emphasis(part.to_owned()),
            Span::Link { url, .. } => Span::Link { label: part.to_owned(), url: url.clone() },
            Span::Plain(_) | Span::Time { .. } | Span::Mention { .. } => Span::Plain(part.to_owned()),
        };
        let weight = weight_of(&span);
        self.push(place, span, weight);
    }

    fn push(&mut self, place: usize, span: Span, weight: usize) {
        if self.weight + weight > HEAVIEST {
            self.done.push(Text(std::mem::take(&mut self.spans)));
            self.weight = 0;
        }
        self.spans.push(span);
        self.weight += weight;
        self.last = Some(place);
    }
}

/// The words of a span; an instant has none that could be cut, and somebody's name stays whole.
fn words(span: &Span) -> Option<&str> {
    match span {
        Span::Plain(words)
        | Span::Strong(words)
        | Span::Emphasis(words)
        | Span::Link { label: words, .. } => Some(words),
        Span::Time { .. } | Span::Mention { .. } => None,
    }
}

fn weight_of(span: &Span) -> usize {
    // `{"type":"text","text":"","style":{"italic":true}}` and a comma.
    const SPAN: usize = 60;
    const TIME: usize = 160;
    match span {
        Span::Time { .. } => TIME,
        Span::Mention { handle, name } => SPAN + weight_of_words(&handle.0).max(weight_of_words(name) + 1),
        Span::Link { label, url } => SPAN + weight_of_words(label) + weight_of_words(url),
        Span::Plain(words) | Span::Strong(words) | Span::Emphasis(words) => SPAN + weight_of_words(words),
    }
}

fn weight_of_words(words: &str) -> usize {
    let weight = |c| match c {
        '&' => 5,
        '<' | '>' => 4,
        '"' | '\\' => 2,
        c => c.len_utf16(),
    };
    words.chars().map(weight).sum()
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
    use crate::render::tests::hostile;

    #[test]
    fn a_piece_ends_between_words() {
        let text = Text::plain("wordy ".repeat(1000));
        let pieces = pieces(&text);
        assert_eq!(pieces.len(), 3);
        assert!(pieces.iter().all(|piece| piece.bare(Tz::UTC).trim().split(' ').all(|word| word == "wordy")));
    }

    #[test]
    fn a_grapheme_stays_whole() {
        let family = "👨‍👩‍👧‍👦";
        let text = Text(vec![Span::Emphasis(family.repeat(1000))]);
        let pieces = pieces(&text);
        assert!(pieces.len() > 2);
        for piece in pieces {
            assert_eq!(piece.bare(Tz::UTC).replace(family, ""), "");
        }
    }

    #[test]
    fn each_piece_of_a_link_leads_to_the_same_place() {
        let link = Span::Link { label: "here and there ".repeat(300), url: "https://a.example".into() };
        let text = Text(vec![link]);
        let pieces = pieces(&text);
        assert!(pieces.len() > 1);
        let leads = |piece: &Cow<'_, Text>| matches!(&piece.0[..], [Span::Link { url, .. }] if url == "https://a.example");
        assert!(pieces.iter().all(leads));
    }

    proptest! {
        #[test]
        fn together_the_pieces_say_what_the_text_says(words in vec(hostile(), 0..6)) {
            let at = DateTime::from_timestamp(1_795_162_800, 0).unwrap();
            let spans = words.into_iter().flat_map(|words| {
                [Span::Strong(words), Span::Time { at, form: TimeForm::Full, tongue: Tongue::English }]
            });
            let text = Text(spans.collect());
            let pieces = pieces(&text);
            prop_assert!(pieces.iter().all(|piece| weight(piece) <= HEAVIEST));
            let said: String = pieces.iter().map(|piece| piece.bare(Tz::UTC)).collect();
            prop_assert_eq!(said, text.bare(Tz::UTC));
        }
    }
}
