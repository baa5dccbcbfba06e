//! A text as folded words, each knowing where it stands.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::lexicon::List;
use crate::text::split_link;

/// One word of a text.
pub(super) struct Word {
    /// Where it stands in the text, in bytes.
    pub(super) at: Range<usize>,
    /// It is quoted or code: somebody else's words.
    pub(super) quoted: bool,
    /// A sentence or clause begins with it.
    pub(super) begins_clause: bool,
    /// A sentence begins with it.
    pub(super) begins_sentence: bool,
}

/// The words of a text. Hyphenated compounds are their parts, an apostrophe stays inside its word.
pub(super) struct Words<'a> {
    text: &'a str,
    words: Vec<Word>,
    folded: Vec<String>,
}

impl<'a> Words<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let quotes = quoted(text);
        let mut end = 0;
        let (mut begins_clause, mut begins_sentence) = (true, true);
        let mut words = Vec::new();
        let mut folded = Vec::new();
        for (start, word) in text.unicode_word_indices() {
            begins_sentence |= text[end..start].contains(['.', ';', ':', '!', '?', '\n']);
            begins_clause |= text[end..start].contains([',', '.', ';', ':', '!', '?', '–', '—', '(', '\n']);
            end = start + word.len();
            let quoted = quotes.iter().any(|range| range.contains(&start));
            words.push(Word { at: start..end, quoted, begins_clause, begins_sentence });
            folded.push(fold(word));
            (begins_clause, begins_sentence) = (false, false);
        }
        Self { text, words, folded }
    }

    /// The folded words: lower case, straight apostrophes, "you are" as "you're" stays what it is.
    pub(super) fn folded(&self) -> impl Iterator<Item = &str> {
        self.folded.iter().map(String::as_str)
    }

    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// The folded word at a place; empty before the beginning and after the end.
    pub(super) fn get(&self, at: usize) -> &str {
        self.folded.get(at).map_or("", String::as_str)
    }

    pub(super) fn from(&self, at: usize) -> &[String] {
        self.folded.get(at..).unwrap_or_default()
    }

    pub(super) fn word(&self, at: usize) -> Option<&Word> {
        self.words.get(at)
    }

    /// The text of a run of words, as it was typed.
    pub(super) fn text(&self, run: Range<usize>) -> &'a str {
        match (self.words.get(run.start), run.end.checked_sub(1).and_then(|last| self.words.get(last))) {
            (Some(first), Some(last)) if first.at.start <= last.at.end => {
                &self.text[first.at.start..last.at.end]
            }
            _ => "",
        }
    }

    /// The first unquoted entry of `list` that no entry of `except` covers.
    pub(super) fn find(&self, list: &List, except: &List) -> Option<Range<usize>> {
        (0..self.len()).find_map(|at| self.find_at(list, except, at))
    }

    /// The unquoted entry of `list` that begins here, unless an entry of `except` covers it.
    pub(super) fn find_at(&self, list: &List, except: &List, at: usize) -> Option<Range<usize>> {
        let length = list.begins(self.from(at));
        let run = at..at + length;
        let unquoted = self.word(at).is_some_and(|word| !word.quoted);
        (unquoted && length > 0 && !self.is_covered(&run, except)).then_some(run)
    }

    /// Does an entry of `list` overlap this run and begin at most four words before it?
    fn is_covered(&self, run: &Range<usize>, list: &List) -> bool {
        (run.start.saturating_sub(4)..run.end).any(|at| {
            let length = list.begins(self.from(at));
            length > 0 && at + length > run.start
        })
    }
}

/// Lower case with straight apostrophes.
pub(super) fn fold(word: &str) -> String {
    word.to_lowercase().replace(['’', 'ʼ', '`'], "'")
}

/// How many words people would count: a link is one, two ideographs or kana are about one.
pub(super) fn count(text: &str) -> usize {
    let (mut rest, mut links) = (text.to_owned(), 0);
    while let (words, Some(_)) = split_link(&rest) {
        (rest, links) = (words, links + 1);
    }
    let (dense, spaced): (Vec<&str>, Vec<&str>) =
        rest.unicode_words().partition(|word| word.chars().all(is_dense));
    let dense: usize = dense.iter().map(|word| word.chars().count()).sum();
    spaced.len() + dense.div_ceil(2) + links
}

/// Scripts written without spaces.
fn is_dense(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

/// The ranges inside quotation marks and backticks. A straight quotation mark pairs with the next one.
pub(super) fn quoted(text: &str) -> Vec<Range<usize>> {
    const PAIRS: [(char, &[char]); 6] = [
        ('"', &['"']),
        ('`', &['`']),
        ('“', &['”', '“', '"']),
        ('„', &['“', '”']),
        ('«', &['»']),
        ('»', &['«']),
    ];
    let mut ranges = Vec::new();
    let mut from = 0;
    while let Some(found) = text[from..].find(|c| PAIRS.iter().any(|(open, _)| *open == c)) {
        let start = from + found;
        let open = text[start..].chars().next().unwrap_or_default();
        let inside = start + open.len_utf8();
        let closing =
            PAIRS.iter().find(|(opening, _)| *opening == open).map_or(&[][..], |(_, closing)| closing);
        match text[inside..].find(closing) {
            Some(length) => {
                let end = inside + length;
                ranges.push(inside..end);
                from = end + text[end..].chars().next().map_or(0, char::len_utf8);
            }
            None => from = inside,
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::{Words, count, quoted};

    #[test]
    fn words_are_folded_and_know_their_place() {
        let words = Words::of("You’re here: “not THERE” now");
        assert_eq!(words.folded().collect::<Vec<_>>(), ["you're", "here", "not", "there", "now"]);
        assert_eq!(words.text(0..2), "You’re here");
        let quoted: Vec<bool> = (0..words.len()).map(|at| words.word(at).unwrap().quoted).collect();
        assert_eq!(quoted, [false, false, true, true, false]);
    }

    #[test]
    fn a_quotation_that_never_ends_quotes_nothing() {
        assert!(quoted("5\" wide but `fine").is_empty());
        assert_eq!(quoted("a \"b\" c `d`").len(), 2);
    }

    #[test]
    fn words_are_counted_as_people_count() {
        assert_eq!(count("You’re in https://git.example/pull/41?a=b now"), 4);
        assert_eq!(count("well-known fuzz_case"), 3);
        assert_eq!(count("失敗するテスト"), 4);
        assert_eq!(count(""), 0);
    }
}
