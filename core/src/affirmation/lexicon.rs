//! The English words the lint knows, read once from `en.txt`.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::words::fold;

const ENGLISH: &str = include_str!("en.txt");

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(ENGLISH));

/// The lists of `en.txt`.
pub(super) fn lexicon() -> &'static Lexicon {
    &LEXICON
}

pub(super) struct Lexicon {
    lists: HashMap<&'static str, List>,
}

/// Words and phrases; a phrase is found as a run of folded words.
#[derive(Default)]
pub(super) struct List {
    phrases: HashSet<Vec<String>>,
    longest: usize,
}

impl Lexicon {
    fn read(text: &'static str) -> Self {
        let mut lists: HashMap<&'static str, List> = HashMap::new();
        let mut name = "";
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                Some(section) => name = section,
                None => lists.entry(name).or_default().add(line),
            }
        }
        Self { lists }
    }

    /// A list by its section; every section asked for stands in `en.txt`.
    pub(super) fn list(&self, name: &str) -> &List {
        self.lists.get(name).expect("every list the lint asks for is a section of en.txt")
    }

    /// "wrote", "replaced"; not "need" and not "talented".
    pub(super) fn is_past_verb(&self, word: &str) -> bool {
        self.list("past verbs").has(word)
            || word.len() > 4 && word.ends_with("ed") && !self.list("not past verbs").has(word)
    }
}

impl List {
    fn add(&mut self, line: &str) {
        for entry in line.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
            let phrase: Vec<String> = entry.split([' ', '-']).map(fold).collect();
            self.longest = self.longest.max(phrase.len());
            self.phrases.insert(phrase);
        }
    }

    /// Is this one word on the list?
    pub(super) fn has(&self, word: &str) -> bool {
        self.phrases.contains(std::slice::from_ref(&word.to_owned()))
    }

    /// How many words the longest entry has that begins these words; zero if none does.
    pub(super) fn begins(&self, words: &[String]) -> usize {
        (1..=self.longest.min(words.len()))
            .rev()
            .find(|&length| self.phrases.contains(&words[..length]))
            .unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::{ENGLISH, lexicon};

    #[test]
    fn every_section_has_entries() {
        for section in ENGLISH.lines().filter_map(|line| line.strip_prefix('[')?.strip_suffix(']')) {
            assert!(!lexicon().list(section).phrases.is_empty(), "{section}");
        }
    }

    #[test]
    fn a_phrase_is_found_at_its_longest() {
        let words: Vec<String> = ["best", "in", "the", "team"].map(String::from).into();
        assert_eq!(lexicon().list("ranking").begins(&words), 3);
        assert_eq!(lexicon().list("ranking").begins(&words[1..]), 0);
    }

    #[test]
    fn a_past_verb_is_told_from_its_lookalikes() {
        assert!(["wrote", "replaced", "opened"].iter().all(|word| lexicon().is_past_verb(word)));
        assert!(!["need", "talented", "table", "red"].iter().any(|word| lexicon().is_past_verb(word)));
    }
}
