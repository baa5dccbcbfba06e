//! What a compliment names: a deed, an artifact, an effect, or only a trait.

use std::collections::HashSet;
use std::ops::Range;

use super::evidence::Evidence;
use super::lexicon::{Lexicon, english_words, german_words};
use super::words::{Words, quoted};
use super::{english, german};
use crate::text::{Typed, split_link};
use crate::tongue::Tongue;

/// What a text names, as far as its surface tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// Something the learner did.
    pub deed: bool,
    /// A piece of work, by its name, its kind, a link, a quotation or the words of the evidence; in German also by any
    /// noun that may be one.
    pub artifact: bool,
    /// What the deed changed.
    pub effect: bool,
    /// What the learner is rather than did.
    pub trait_praise: bool,
    /// The language whose words the lint knows, so that a missing part is really missing; none where it reads as
    /// neither.
    pub tongue: Option<Tongue>,
}

/// Reads one compliment beside the evidence it may speak of.
pub fn read(text: &Typed, learner_name: &str, evidence: &[Evidence]) -> Reading {
    let words = Words::of(text.as_str());
    let name = Words::of(learner_name);
    let tongue = tongue_of(&words);
    let common = common_with(&words, evidence, tongue);
    let is_german = tongue == Some(Tongue::German);
    let (deed, effect) = if is_german {
        (german::names_deed(&words), german::names_effect(text.as_str(), &words))
    } else {
        (english::names_deed(&words), english::names_effect(text.as_str(), &words))
    };
    Reading {
        deed: deed || common >= RETOLD,
        artifact: common > 0
            || names_artifact(text.as_str(), &words, is_german)
            || is_german && german::names_something(&words, &name),
        effect,
        trait_praise: trait_praise(&words, &name, tongue).is_some(),
        tongue,
    }
}

/// Is a compliment specific: does it name a deed and the piece of work it is in? The KPI *specific affirmations*
/// counts these. A text in a language the lint does not know is specific when it uses the words of the evidence or a
/// reference.
pub fn is_specific(text: &Typed, evidence: &[Evidence]) -> bool {
    let reading = read(text, "", evidence);
    reading.artifact && (reading.deed || reading.tongue.is_none())
}

/// This many words of the evidence retell the deed.
const RETOLD: usize = 3;

/// The words that praise what the learner is, if there are any.
pub(super) fn trait_praise(
    words: &Words<'_>,
    name: &Words<'_>,
    tongue: Option<Tongue>,
) -> Option<Range<usize>> {
    match tongue {
        Some(Tongue::German) => german::trait_praise(words, name),
        Some(Tongue::English) | None => english::trait_praise(words, name),
    }
}

fn names_artifact(text: &str, words: &Words<'_>, is_german: bool) -> bool {
    let refers = |token: &str| {
        let token = token.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '#' | '_' | ')' | '('));
        let is_channel = token.len() > 1 && token.starts_with('#');
        let has_dot_inside = token.split('.').count() > 1 && token.split('.').all(|part| part.len() > 1);
        let is_camel =
            token.chars().zip(token.chars().skip(1)).any(|(a, b)| a.is_lowercase() && b.is_uppercase());
        is_channel
            || has_dot_inside
            || is_camel
            || token.contains('_')
            || token.contains("::")
            || token.ends_with("()")
    };
    let is_thing = |at| english::is_thing(words, at) || is_german && german::is_thing(words, at);
    (0..words.len()).any(is_thing)
        || quoted(text).iter().any(|range| text[range.clone()].chars().any(char::is_alphanumeric))
        || split_link(text).1.is_some()
        || text.split_whitespace().any(refers)
}

/// How many telling words a text has in common with the evidence.
fn common_with(words: &Words<'_>, evidence: &[Evidence], tongue: Option<Tongue>) -> usize {
    let telling = |words: &Words<'_>| -> HashSet<String> {
        words
            .folded()
            .filter(|word| word.chars().count() > 2 && !is_common(word))
            .map(|word| stem(word, tongue).to_owned())
            .collect()
    };
    let mine = telling(words);
    let theirs: HashSet<String> =
        evidence.iter().flat_map(|evidence| telling(&Words::of(evidence.deed.as_str()))).collect();
    mine.intersection(&theirs).count()
}

/// A word that tells nothing of what a text is about.
fn is_common(word: &str) -> bool {
    english_words().list("common words").has(word)
        || ["function words", "common words"].iter().any(|list| german_words().list(list).has(word))
}

/// A word without the commonest endings, where enough of it is left to be told from others.
fn stem(word: &str, tongue: Option<Tongue>) -> &str {
    let endings: &[&str] = match tongue {
        Some(Tongue::German) => &["en", "er", "es", "em", "e", "n", "s", "t"],
        Some(Tongue::English) | None => &["ing", "ed", "es", "s"],
    };
    endings
        .iter()
        .find_map(|ending| word.strip_suffix(ending).filter(|stem| stem.chars().count() > 3))
        .unwrap_or(word)
}

/// The language of which at least a third of the words are known, and more of them than of the other.
fn tongue_of(words: &Words<'_>) -> Option<Tongue> {
    const KNOWN: [&str; 6] =
        ["function words", "common words", "trait adjectives", "trait nouns", "artifacts", "adverbs"];
    let known = |lexicon: &Lexicon| {
        words.folded().filter(|word| KNOWN.iter().any(|list| lexicon.list(list).has(word))).count()
    };
    let (in_english, in_german) = (known(english_words()), known(german_words()));
    let (tongue, most) =
        if in_german > in_english { (Tongue::German, in_german) } else { (Tongue::English, in_english) };
    (most * 3 >= words.len()).then_some(tongue)
}
