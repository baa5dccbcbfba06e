//! What was typed, in fields of an embed; and back.
//!
//! A field holds 1024 characters and no space at its ends. Longer words go on in fields whose names cannot be seen, and
//! say what stood between.

use serde_json::Value;
use smallwins_core::text::clean_lines;
use unicode_segmentation::UnicodeSegmentation;

use crate::render::escape::unescaped;
use crate::render::markdown::Markdown;
use crate::render::pieces::weight_of_words;
use crate::render::words::plain;

/// So much of a label is shown; Discord takes 256 characters.
pub(super) const NAME: usize = 100;
/// What Discord takes of a value.
pub(super) const VALUE: usize = 1_024;

/// The names of fields that continue the one before them, and what stood between the two. Discord takes no empty name,
/// and leaves these as they are.
const JOINTS: [(&str, &str); 4] = [
    ("\u{200b}", ""),
    ("\u{200b}\u{200b}", " "),
    ("\u{200b}\u{200b}\u{200b}", "\n"),
    ("\u{200b}\u{200b}\u{200b}\u{200b}", "\n\n"),
];

/// Words in pieces that a field holds each, each behind what stood before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Typed {
    pieces: Vec<(&'static str, String)>,
    /// Whether they are the beginning only.
    pub(super) is_cut: bool,
}

impl Typed {
    /// Words as the core reads them, without what cannot be seen; as many as weigh so much at most.
    pub(super) fn of(words: &str, most: usize) -> Typed {
        let mut typed = Typed { pieces: Vec::new(), is_cut: false };
        let (mut all, mut last) = (0, 0);
        for (joint, part) in parts(&clean_lines(words)) {
            let weight = joint.len() + weight_of_words(&part);
            all += weight;
            if all > most {
                typed.is_cut = true;
                break;
            }
            match typed.pieces.last_mut() {
                Some((_, piece)) if last + weight <= VALUE => {
                    piece.push_str(joint);
                    piece.push_str(&part);
                    last += weight;
                }
                _ => {
                    typed.pieces.push((joint, part));
                    last = weight;
                }
            }
        }
        typed
    }

    /// Whether there is nothing to show.
    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// As names and values of fields.
    pub(super) fn fields(&self, label: &str) -> Vec<(String, String)> {
        let name = |place: usize, joint: &str| match JOINTS.iter().find(|(_, between)| *between == joint) {
            Some((name, _)) if place > 0 => (*name).to_owned(),
            _ => plain(label, NAME),
        };
        let pieces = self.pieces.iter().enumerate();
        pieces
            .map(|(place, (joint, piece))| (name(place, joint), Markdown::typed(piece).as_str().to_owned()))
            .collect()
    }
}

/// The words in the fields of a message's embeds, each with those that continue it.
pub(super) fn read(message: &Value) -> Vec<String> {
    let embeds = message["embeds"].as_array().into_iter().flatten();
    let fields = embeds.filter_map(|embed| embed["fields"].as_array()).flatten();
    let mut all: Vec<String> = Vec::new();
    for field in fields {
        let words = unescaped(field["value"].as_str().unwrap_or_default());
        let joint = JOINTS.iter().find(|(name, _)| field["name"] == *name);
        match (joint, all.last_mut()) {
            (Some((_, between)), Some(last)) => *last = format!("{last}{between}{words}"),
            _ => all.push(words),
        }
    }
    all
}

/// Words, each with what stands before it; in parts when one is longer than any word.
fn parts(whole: &str) -> Vec<(&'static str, String)> {
    let mut parts = Vec::new();
    let mut rest = whole;
    while !rest.is_empty() {
        let word_at = rest.len() - rest.trim_start().len();
        let (gap, after) = rest.split_at(word_at);
        let (word, after) = after.split_at(after.find(char::is_whitespace).unwrap_or(after.len()));
        let joint = JOINTS.iter().find(|(_, between)| *between == gap).map_or(" ", |(_, between)| between);
        let pieces = pieces_of(word).into_iter().enumerate();
        parts.extend(pieces.map(|(place, piece)| (if place == 0 { joint } else { "" }, piece)));
        rest = after;
    }
    parts
}

fn pieces_of(word: &str) -> Vec<String> {
    const LONG: usize = VALUE / 2;
    if weight_of_words(word) <= LONG {
        return vec![word.to_owned()];
    }
    let whole = |grapheme: &&str| weight_of_words(grapheme) <= LONG;
    let graphemes = word.graphemes(true);
    let atoms =
        graphemes.flat_map(|it| if whole(&it) { vec![it] } else { it.split_inclusive(|_| true).collect() });
    let mut pieces: Vec<String> = Vec::new();
    let mut last = 0;
    for atom in atoms {
        let weight = weight_of_words(atom);
        match pieces.last_mut() {
            Some(piece) if last + weight <= LONG => {
                piece.push_str(atom);
                last += weight;
            }
            _ => {
                pieces.push(atom.to_owned());
                last = weight;
            }
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};
    use serde_json::json;

    use super::*;
    use crate::render::tests::hostile;
    use crate::render::words::length;

    /// What Discord makes of fields: no space stays at an end of a value.
    fn sent(fields: &[(String, String)]) -> Value {
        let fields: Vec<_> =
            fields.iter().map(|(name, value)| json!({ "name": name, "value": value.trim() })).collect();
        json!({ "embeds": [{ "fields": fields }] })
    }

    #[test]
    fn long_words_go_on_in_fields_without_a_name() {
        let words = format!("{}\n\n{}", "wordy ".repeat(150).trim(), "x".repeat(1500));
        let fields = Typed::of(&words, usize::MAX).fields("What you did");
        let names: Vec<_> = fields.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["What you did", "\u{200b}\u{200b}\u{200b}\u{200b}", "\u{200b}"]);
        assert_eq!(read(&sent(&fields)), [words]);
    }

    #[test]
    fn what_is_cut_says_so() {
        let typed = Typed::of(&"wordy ".repeat(100), 300);
        assert!(typed.is_cut && !typed.is_empty());
        assert!(!Typed::of("wordy", 300).is_cut);
        assert!(Typed::of(" \u{200b}", 300).is_empty());
    }

    proptest! {
        #[test]
        fn what_was_typed_is_read_back_as_the_core_would_have_read_it(words in hostile()) {
            let typed = Typed::of(&words, usize::MAX);
            let fields = typed.fields("Words");
            prop_assert!(fields.iter().all(|(_, value)| (1..=VALUE).contains(&length(value))));
            let read = read(&sent(&fields));
            prop_assert_eq!(read.concat(), clean_lines(&words));
            prop_assert_eq!(read.len(), usize::from(!typed.is_empty()));
        }
    }
}
