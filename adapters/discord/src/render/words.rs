//! People's words on their way into Discord's fields.

use smallwins_core::text::{clean, visible};
use unicode_segmentation::UnicodeSegmentation;

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
