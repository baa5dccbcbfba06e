//! Topics: what mentors offer, and the words by which asks find them.

use std::collections::{BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;

use crate::text::{Limit, Typed};

/// Words that say nothing about a subject.
static EMPTY_WORDS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("topic/empty_words.txt").split_whitespace().collect());
/// The most topics that one mentor offers.
pub const MOST_TOPICS: usize = 12;

/// Something that a mentor helps with, in their words: `parsing`, `SQL window functions`.
///
/// What it is found by is worked out once, when the topic is read, and shared by all who hold the same value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Topic {
    name: String,
    stems: Arc<BTreeSet<String>>,
    marks: Arc<[Mark]>,
}

/// What a stem is told apart by where thousands are compared: a hash of it, which two stems share once in 2⁶⁴ pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Mark(u64);

impl Mark {
    pub(crate) fn of(stem: &str) -> Mark {
        let mut hasher = DefaultHasher::new();
        stem.hash(&mut hasher);
        Mark(hasher.finish())
    }
}

impl From<String> for Topic {
    fn from(name: String) -> Topic {
        let stems = stems(&name);
        Topic { marks: stems.iter().map(|stem| Mark::of(stem)).collect(), stems: Arc::new(stems), name }
    }
}

impl From<Topic> for String {
    fn from(topic: Topic) -> String {
        topic.name
    }
}

impl Topic {
    /// The topic that a text names; `None` when nothing of it can be searched for.
    pub fn parse(raw: &str) -> Option<Topic> {
        let topic = Topic::from(Typed::shortened(raw, Limit::NAME)?.as_str().replace([',', ';'], " "));
        (!topic.stems.is_empty()).then_some(topic)
    }

    /// Its name as the mentor wrote it.
    pub fn as_str(&self) -> &str {
        &self.name
    }

    /// What it is found by.
    pub fn stems(&self) -> &BTreeSet<String> {
        &self.stems
    }

    /// The marks of its stems, in no stated order.
    pub(crate) fn marks(&self) -> &[Mark] {
        &self.marks
    }
}

/// The stems of the words of a text that can tell one subject from another, in lower case.
///
/// Light suffix stripping, so that *parser*, *parsers* and *parsing* meet; after the S-stemmer of Harman,
/// "How effective is suffixing?" (JASIS 1991), with the endings *-ing*, *-er* and *-ed* added.
pub fn stems(text: &str) -> BTreeSet<String> {
    text.unicode_words()
        .map(str::to_lowercase)
        .filter(|word| !EMPTY_WORDS.contains(word.as_str()))
        .map(|word| stem(&word))
        .collect()
}

fn stem(word: &str) -> String {
    let long = |stem: &&str| stem.chars().count() >= 4;
    let singular = match word {
        _ if word.ends_with("ss") || word.ends_with("us") || word.ends_with("is") => word.to_owned(),
        _ => match (word.strip_suffix("ies"), word.strip_suffix('s')) {
            (Some(stem), _) if stem.len() > 2 => format!("{stem}y"),
            (_, Some(stem)) if stem.chars().count() >= 3 => stem.to_owned(),
            _ => word.to_owned(),
        },
    };
    for ending in ["ing", "ers", "er", "ed", "e"] {
        if let Some(stem) = singular.strip_suffix(ending).filter(long) {
            return stem.to_owned();
        }
    }
    singular
}

/// The topic that is spelt most like one of a text's words, if any is near.
pub fn nearest<'a>(text: &str, topics: impl IntoIterator<Item = &'a Topic>) -> Option<&'a Topic> {
    let wanted = stems(text);
    let likeness = |topic: &Topic| {
        let pairs = topic.stems();
        let scores = wanted.iter().flat_map(|a| pairs.iter().map(|b| strsim::jaro_winkler(a, b)));
        scores.fold(0.0, f64::max)
    };
    topics
        .into_iter()
        .map(|topic| (likeness(topic), topic))
        .filter(|(score, _)| *score >= 0.8)
        .max_by(|(a, x), (b, y)| a.total_cmp(b).then_with(|| y.cmp(x)))
        .map(|(_, topic)| topic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_finds_the_topic_it_is_about() {
        let parsing = Topic::parse("parsing").unwrap();
        assert!(parsing.stems().is_subset(&stems("How do I test a parser?")));
        let sql = Topic::parse("SQL window functions").unwrap();
        assert!(sql.stems().is_subset(&stems("a function over a window in sql")));
    }

    #[test]
    fn words_that_say_nothing_find_nobody() {
        assert_eq!(stems("How do I do that with the"), BTreeSet::new());
        assert_eq!(Topic::parse("the"), None);
    }

    #[test]
    fn a_topic_has_no_separator_in_it_and_fits_a_name() {
        assert_eq!(Topic::parse("rust; macros, by example").unwrap().as_str(), "rust  macros  by example");
        assert!(Topic::parse(&"parsing ".repeat(40)).unwrap().as_str().chars().count() <= 60);
        assert_eq!(Topic::parse(" ,; "), None);
    }

    #[test]
    fn of_two_that_are_as_near_the_first_in_order_is_taken() {
        let topics = ["parsers", "parsing"].map(|name| Topic::parse(name).unwrap());
        let reversed = ["parsing", "parsers"].map(|name| Topic::parse(name).unwrap());
        assert_eq!(nearest("parser", &topics), nearest("parser", &reversed));
    }

    #[test]
    fn a_misspelt_topic_has_a_nearest_one() {
        let topics = ["kubernetes", "rust", "presenting numbers"].map(|name| Topic::parse(name).unwrap());
        assert_eq!(nearest("kubernets probes", &topics).map(Topic::as_str), Some("kubernetes"));
        assert_eq!(nearest("welding", &topics), None);
    }
}
