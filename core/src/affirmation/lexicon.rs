//! The words the lint knows, read once from `en.txt` and `de.txt`.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::words::fold;

const EN: &str = include_str!("en.txt");
const DE: &str = include_str!("de.txt");

static ENGLISH: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(EN));
static GERMAN: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(DE));

/// The lists of `en.txt`.
pub(super) fn english_words() -> &'static Lexicon {
    &ENGLISH
}

/// The lists of `de.txt`.
pub(super) fn german_words() -> &'static Lexicon {
    &GERMAN
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

    /// A list by its section; every section asked for stands in its file.
    pub(super) fn list(&self, name: &str) -> &List {
        self.lists.get(name).expect("every list the lint asks for is a section of its file")
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
            for entry in spellings(entry) {
                let phrase: Vec<String> = entry.split([' ', '-']).map(fold).collect();
                self.longest = self.longest.max(phrase.len());
                self.phrases.insert(phrase);
            }
        }
    }

    /// Is this one word on the list?
    pub(super) fn has(&self, word: &str) -> bool {
        self.phrases.contains(std::slice::from_ref(&word.to_owned()))
    }

    /// Is this word on the list, or made of others and one of the list at its end? "Testfall" is a kind of "Fall".
    pub(super) fn is_kind_of(&self, word: &str) -> bool {
        const SHORTEST: usize = 4;
        let ends = word.char_indices().map(|(at, _)| &word[at..]);
        self.has(word) || ends.filter(|end| end.chars().count() >= SHORTEST).any(|end| self.has(end))
    }

    /// How many words the longest entry has that begins these words; zero if none does.
    pub(super) fn begins(&self, words: &[String]) -> usize {
        (1..=self.longest.min(words.len()))
            .rev()
            .find(|&length| self.phrases.contains(&words[..length]))
            .unwrap_or(0)
    }
}

/// The ways to write an entry: each ending of an adjective for `*`, and umlauts as they are typed where there are none.
fn spellings(entry: &str) -> Vec<String> {
    const ENDINGS: [&str; 6] = ["", "e", "en", "er", "es", "em"];
    let forms: Vec<String> = match entry.strip_suffix('*') {
        Some(stem) => {
            let stem_of = |ending: &str| if ending.is_empty() { stem } else { stem.trim_end_matches('e') };
            ENDINGS.iter().map(|ending| format!("{}{ending}", stem_of(ending))).collect()
        }
        None => vec![entry.to_owned()],
    };
    let sharp = |form: &String| form.replace('ß', "ss");
    let plain = |form: &String| sharp(form).replace('ä', "ae").replace('ö', "oe").replace('ü', "ue");
    forms.iter().flat_map(|form| [form.clone(), sharp(form), plain(form)]).collect()
}

#[cfg(test)]
mod tests {
    use super::{DE, EN, english_words, german_words};

    #[test]
    fn every_section_has_entries() {
        for (file, lexicon) in [(EN, english_words()), (DE, german_words())] {
            for section in file.lines().filter_map(|line| line.strip_prefix('[')?.strip_suffix(']')) {
                assert!(!lexicon.list(section).phrases.is_empty(), "{section}");
            }
        }
    }

    #[test]
    fn a_phrase_is_found_at_its_longest() {
        let words: Vec<String> = ["best", "in", "the", "team"].map(String::from).into();
        assert_eq!(english_words().list("ranking").begins(&words), 3);
        assert_eq!(english_words().list("ranking").begins(&words[1..]), 0);
    }

    #[test]
    fn a_past_verb_is_told_from_its_lookalikes() {
        assert!(["wrote", "replaced", "opened"].iter().all(|word| english_words().is_past_verb(word)));
        assert!(!["need", "talented", "table", "red"].iter().any(|word| english_words().is_past_verb(word)));
    }

    #[test]
    fn a_german_word_is_found_with_its_endings_without_umlauts_and_at_the_end_of_a_compound() {
        let praise = german_words().list("trait adjectives");
        let spelt =
            ["klug", "kluges", "großartiger", "grossartiger", "fleissig", "phaenomenal", "weise", "weiser"];
        assert!(spelt.iter().all(|word| praise.has(word)));
        assert!(!["klugheit", "krug"].iter().any(|word| praise.has(word)));
        let work = german_words().list("artifacts");
        assert!(["fall", "testfall", "parsertabelle", "pr"].iter().all(|word| work.is_kind_of(word)));
        assert!(!["überfallen", "app2pr", "fal", ""].iter().any(|word| work.is_kind_of(word)));
    }
}
