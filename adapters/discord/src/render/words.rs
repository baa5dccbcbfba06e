//! People's words on their way into Discord's fields.

use smallwins_core::text::clean;
use unicode_segmentation::UnicodeSegmentation;

/// Words as they may be shown, on one line: control characters become spaces or vanish, and so do the characters
/// that turn the direction of what follows them (Unicode UAX #9). Nobody's words may rearrange the words of others.
pub(super) fn visible(words: &str) -> String {
    let shown = |c: char| match c {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
        '\u{2028}' | '\u{2029}' => Some(' '),
        c if c.is_control() => c.is_whitespace().then_some(' '),
        c => Some(c),
    };
    words.chars().filter_map(shown).collect()
}

/// Whether nothing of these words can be seen.
pub(super) fn is_blank(words: &str) -> bool {
    clean(words).is_empty()
}

/// The length of a text in UTF-16 units. Discord does not say what it counts; nothing it could sensibly count is
/// longer.
pub(super) fn length(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// As much of a text as a limit allows, with an ellipsis where something is left out. Graphemes stay whole.
pub(super) fn fit(text: &str, most: usize) -> String {
    if length(text) <= most {
        return text.to_owned();
    }
    let mut left = most.saturating_sub(1);
    let mut kept = String::new();
    for grapheme in text.graphemes(true) {
        let Some(rest) = left.checked_sub(length(grapheme)) else { break };
        left = rest;
        kept.push_str(grapheme);
    }
    format!("{}…", kept.trim_end())
}

/// Words for a field in which nothing is markup; an ellipsis when there is nothing to see, as Discord takes no blank.
pub(super) fn plain(words: &str, most: usize) -> String {
    let words = if is_blank(words) { "…" } else { words };
    fit(&visible(words), most)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert, proptest};

    use super::*;

    #[test]
    fn words_cannot_turn_what_follows_them() {
        assert_eq!(visible("gpj.\u{202e}exe\u{2069}\u{0}\tx\r\n"), "gpj.exe x  ");
        assert_eq!(visible("שלום 👨‍👩‍👧‍👦 e\u{301}"), "שלום 👨‍👩‍👧‍👦 e\u{301}");
    }

    #[test]
    fn what_does_not_fit_ends_in_an_ellipsis_between_graphemes() {
        assert_eq!(fit("ten minutes", 5), "ten…");
        assert_eq!(fit("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 12), "👨‍👩‍👧‍👦…");
    }

    #[test]
    fn invisible_words_leave_something_to_see() {
        for words in ["", "  ", "\u{200b}\u{202e}"] {
            assert_eq!(plain(words, 24), "…");
        }
    }

    proptest! {
        #[test]
        fn what_is_fitted_fits(text in any::<String>(), most in 1..40_usize) {
            prop_assert!(length(&fit(&text, most)) <= most);
        }
    }
}
