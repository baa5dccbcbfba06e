//! People's words on their way into Block Kit.

use std::borrow::Cow;

use smallwins_core::platform::Handle;
use smallwins_core::text::{clean, visible};
use unicode_segmentation::UnicodeSegmentation;

use super::kit::Words;

/// Whether nothing of these words can be seen. An ASCII sign can, whatever stands around it.
pub(super) fn is_blank(words: &str) -> bool {
    !words.bytes().any(|byte| byte.is_ascii_graphic()) && clean(words).is_empty()
}

/// The length of a text in UTF-16 units. Slack does not say what it counts; nothing it could sensibly count is
/// longer.
pub(super) fn length(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// As much of a text as a limit allows, with an ellipsis where something is left out. Graphemes stay whole.
pub(super) fn fit<'a>(text: impl Into<Cow<'a, str>>, most: usize) -> Cow<'a, str> {
    let text = text.into();
    // A text has no more UTF-16 units than bytes.
    if text.len() <= most || length(&text) <= most {
        return text;
    }
    cut(&text, most, str::to_owned).into()
}

/// Words in which Slack can read no mention, channel, link or entity.
/// Source: <https://docs.slack.dev/messaging/formatting-message-text#escaping>
pub(crate) fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// No id of a person is longer, by far: those that Slack gives have nine to eleven characters.
const LONGEST_ID: usize = 64;

/// Somebody's id in Slack's markup; `None` where it is not one, and nobody is called. It begins with `U` or `W`.
/// Source: <https://docs.slack.dev/messaging/formatting-message-text#mentioning-users>
pub(super) fn user(handle: &Handle) -> Option<&str> {
    let id = handle.0.as_str();
    let is_id = id.starts_with(['U', 'W'])
        && id.len() <= LONGEST_ID
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_id.then_some(id)
}

/// As [`fit`], escaped: an entity is as whole as a grapheme.
pub(super) fn fit_escaped(text: &str, most: usize) -> String {
    let whole = escaped(text);
    if length(&whole) <= most { whole } else { cut(text, most, escaped) }
}

fn cut(text: &str, most: usize, written: impl Fn(&str) -> String) -> String {
    let mut left = most.saturating_sub(1);
    let mut kept = String::new();
    for grapheme in text.graphemes(true) {
        let grapheme = written(grapheme);
        let Some(rest) = left.checked_sub(length(&grapheme)) else { break };
        left = rest;
        kept.push_str(&grapheme);
    }
    format!("{}…", kept.trim_end())
}

/// A text object in which nothing is markup; an ellipsis when there is nothing to see.
pub(super) fn plain<'a>(words: impl Into<Cow<'a, str>>, most: usize) -> Words<'a> {
    let words = words.into();
    let words = if is_blank(&words) { "…".into() } else { words };
    Words::PlainText { text: fit(visible(words), most), emoji: false }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    use super::*;

    #[test]
    fn nothing_that_is_typed_can_mention_anybody() {
        assert_eq!(escaped("<!channel> &lt;@U1&gt;"), "&lt;!channel&gt; &amp;lt;@U1&amp;gt;");
    }

    #[test]
    fn what_does_not_fit_ends_in_an_ellipsis_between_graphemes_and_entities() {
        assert_eq!(fit("ten minutes", 5), "ten…");
        assert_eq!(fit("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 12), "👨‍👩‍👧‍👦…");
        assert_eq!(fit_escaped("a<b<c", 8), "a&lt;b…");
    }

    #[test]
    fn invisible_words_leave_something_to_see() {
        for words in ["", "  ", "\u{200b}\u{202e}"] {
            assert_eq!(plain(words, 24), plain("…", 24), "{words:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_blank_has_nothing_left_when_it_is_cleaned(words in "[a !\u{200b}\u{301}\u{202e}\u{fe0f}é]{0,6}") {
            prop_assert_eq!(is_blank(&words), clean(&words).is_empty());
        }

        #[test]
        fn what_is_fitted_fits(text in any::<String>(), most in 1..40_usize) {
            prop_assert!(length(&fit(text.as_str(), most)) <= most);
            prop_assert!(length(&fit_escaped(&text, most)) <= most);
        }
    }
}
