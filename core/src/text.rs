//! What people type, parsed once at the edge.
//!
//! [`Typed`] is a person's text after [`clean`] and a [`Limit`]; from here on it is trusted and never logged.
//! Every `Typed` is a single line, so that a note, a button and a message can quote it without surprises.

mod clean;
mod link;
mod visible;

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;

pub use clean::{clean, clean_lines};
pub use link::{Link, LinkProblem, split_link};
pub use visible::visible;

/// Words that people wrote, kept out of logs: `Debug` says `[private]`, the stored form is the value itself.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Private<T>(T);

impl<T> Private<T> {
    /// Keeps a value out of logs.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, for those who store it or show it to its reader.
    pub fn get(&self) -> &T {
        &self.0
    }

    /// The value, when nobody else needs it.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> From<T> for Private<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> fmt::Debug for Private<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[private]")
    }
}

/// A person's text: clean, one line, within its limit. Deserialising trusts the store.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Typed(String);

impl Typed {
    /// What stands for words that are forgotten.
    pub(crate) fn forgotten() -> Typed {
        Typed("—".to_owned())
    }

    /// Cleans `raw` and holds it against `limit`.
    pub fn parse(raw: &str, limit: Limit) -> Result<Typed, TextProblem> {
        let text = clean(raw);
        let length = length(&text);
        if text.is_empty() {
            Err(TextProblem::Empty)
        } else if length > limit.graphemes {
            Err(TextProblem::TooLong { length, limit: limit.graphemes })
        } else {
            Ok(Typed(text))
        }
    }

    /// Cleans `raw` and keeps as much of it as the limit allows; `None` when nothing is left of it. For names that
    /// platforms give, which nobody is there to shorten.
    pub fn shortened(raw: &str, limit: Limit) -> Option<Typed> {
        let kept: String = clean(raw).graphemes(true).take(limit.graphemes).collect();
        Typed::parse(&kept, limit).ok()
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Typed {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[private]")
    }
}

/// As much of a text as fits into so many characters, with an ellipsis where something was left out. Graphemes stay
/// whole.
pub fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut left = most.saturating_sub(1);
    let fits = |grapheme: &&str| {
        let length = grapheme.chars().count();
        let fits = length <= left;
        left = left.saturating_sub(length);
        fits
    };
    let kept: String = text.graphemes(true).take_while(fits).collect();
    format!("{}…", kept.trim_end())
}

/// How long one kind of text may be.
///
/// Discord's forms take 4000 characters and Slack's plain text 3000; ours are far shorter because each is read
/// on a phone, and `graphemes * BYTES_PER_GRAPHEME` bytes stay below both even for the longest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Limit {
    /// The name of the text in messages and form fields, as a key for the script.
    pub name: &'static str,
    /// The longest it may be, as people count: in graphemes.
    pub graphemes: usize,
}

impl Limit {
    /// A recent piece of work.
    pub const WIN: Limit = Limit { name: "win", graphemes: 280 };
    /// What a learner wants help with.
    pub const ASK: Limit = Limit { name: "ask", graphemes: 200 };
    /// One affirmation.
    pub const COMPLIMENT: Limit = Limit { name: "compliment", graphemes: 600 };
    /// One thing to do.
    pub const ACTIONABLE: Limit = Limit { name: "actionable", graphemes: 300 };
    /// The yes/no question of a checkpoint.
    pub const QUESTION: Limit = Limit { name: "question", graphemes: 200 };
    /// What is due, or what a signal is about.
    pub const TITLE: Limit = Limit { name: "title", graphemes: 100 };
    /// What a member or a thing is called.
    pub const NAME: Limit = Limit { name: "name", graphemes: 60 };
}

/// Why a text is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum TextProblem {
    /// Nothing is left after cleaning.
    #[error("the text is empty")]
    Empty,
    /// It is longer than its limit; both count graphemes.
    #[error("the text has {length} characters, {limit} are allowed")]
    TooLong {
        /// How long it is.
        length: usize,
        /// How long it may be.
        limit: usize,
    },
}

/// A grapheme may weigh this many bytes on average: room for every script, not for stacked emoji by the page.
const BYTES_PER_GRAPHEME: usize = 6;

/// The length of a text in graphemes, or in sixths of its bytes where it is unusually heavy.
fn length(text: &str) -> usize {
    text.graphemes(true).count().max(text.len().div_ceil(BYTES_PER_GRAPHEME))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    use super::{Limit, Private, TextProblem, Typed, cut};

    #[test]
    fn a_log_never_shows_what_people_wrote() {
        let typed = Typed::parse("secret", Limit::ASK).unwrap();
        assert_eq!(format!("{typed:?} {:?}", Private::new("secret")), "[private] [private]");
    }

    #[test]
    fn the_stored_form_is_the_text_itself() {
        let typed = Typed::parse("naïve “parser” 🦀", Limit::ASK).unwrap();
        let json = serde_json::to_string(&typed).unwrap();
        assert_eq!(json, "\"naïve “parser” 🦀\"");
        assert_eq!(serde_json::from_str::<Typed>(&json).unwrap(), typed);
        assert_eq!(serde_json::to_string(&Private::new(7)).unwrap(), "7");
    }

    #[test]
    fn invisible_text_is_empty() {
        for raw in ["", " \n\t", "\u{200b}\u{feff}\u{202e}", "\u{3164}", "\u{fe0f}"] {
            assert_eq!(Typed::parse(raw, Limit::ASK), Err(TextProblem::Empty), "{raw:?}");
        }
    }

    #[test]
    fn length_counts_what_people_see() {
        let crabs = "🦀".repeat(60);
        assert!(Typed::parse(&crabs, Limit::NAME).is_ok());
        let accents = "e\u{301}".repeat(60);
        assert!(Typed::parse(&accents, Limit::NAME).is_ok());
        assert_eq!(
            Typed::parse(&"x".repeat(61), Limit::NAME),
            Err(TextProblem::TooLong { length: 61, limit: 60 })
        );
    }

    #[test]
    fn a_page_of_heavy_graphemes_is_too_long() {
        let families = "👨‍👩‍👧‍👦".repeat(60);
        assert_eq!(
            Typed::parse(&families, Limit::NAME),
            Err(TextProblem::TooLong { length: 250, limit: 60 })
        );
    }

    #[test]
    fn what_is_cut_says_so_and_keeps_graphemes_whole() {
        assert_eq!(cut("ten", 3), "ten");
        assert_eq!(cut("ten minutes", 5), "ten…");
        assert_eq!(cut("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 8), "👨‍👩‍👧‍👦…");
        assert_eq!(cut("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 3), "…");
    }

    proptest! {
        #[test]
        fn what_is_cut_fits(text in any::<String>(), most in 1..40_usize) {
            prop_assert!(cut(&text, most).chars().count() <= most);
        }

        #[test]
        fn parsed_text_parses_to_itself(raw in any::<String>()) {
            if let Ok(typed) = Typed::parse(&raw, Limit::COMPLIMENT) {
                prop_assert!(!typed.as_str().contains('\n'));
                prop_assert_eq!(Typed::parse(typed.as_str(), Limit::COMPLIMENT), Ok(typed));
            }
        }
    }
}
