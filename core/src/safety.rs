//! Safety: what a community has settled for it, and which words show that somebody needs a person.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::id::MemberId;
use crate::text::{Link, Typed};

/// What a community has settled for the safety of its people.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Safety {
    /// Who reads reports; without one, the first five who run it and are there do.
    pub owner: Option<MemberId>,
    /// Where it says what holds for everybody.
    pub conduct: Option<Link>,
    /// The person or the place that is shown to whoever writes what sounds like a crisis.
    pub contact: Option<Typed>,
}

/// Words of somebody who may be in a crisis, a line each. A line with a full stop is meant where a clause ends with it:
/// "I cannot any more" is heavy, and "I cannot any more print" is not, which is the order in which German says it.
const HEAVY: &str = include_str!("safety/heavy.txt");

/// What holds such words and says something else, a line each.
const QUIET: &str = include_str!("safety/quiet.txt");

/// Whether a text holds words of somebody who may be in a crisis. The list is short on purpose: whoever is shown a
/// contact for nothing loses a line, and nothing is kept of it.
pub(crate) fn sounds_heavy(text: &str) -> bool {
    static LISTS: LazyLock<[List; 2]> = LazyLock::new(|| [HEAVY, QUIET].map(List::read));
    let [heavy, quiet] = &*LISTS;
    let said = words(text);
    heavy
        .places(&said)
        .any(|heavy| !quiet.places(&said).any(|quiet| quiet.start <= heavy.start && heavy.end <= quiet.end))
}

/// What somebody wrote, where it may be quoted in what Smallwins says by itself later: what sounds heavy is not.
pub(crate) fn quotable(words: &Typed) -> Option<&Typed> {
    (!sounds_heavy(words.as_str())).then_some(words)
}

/// The lines of a list by their first word: every text that anybody writes is looked at.
struct List(HashMap<String, Vec<Line>>);

/// A line of a list, and whether a clause has to end with it.
struct Line {
    words: Vec<String>,
    ends: bool,
}

impl List {
    fn read(lines: &str) -> List {
        let mut list: HashMap<String, Vec<Line>> = HashMap::new();
        for line in lines.lines() {
            let ends = line.ends_with('.');
            let words: Vec<String> = words(line).into_iter().map(|word| word.word).collect();
            list.entry(words[0].clone()).or_default().push(Line { words, ends });
        }
        List(list)
    }

    /// Where in what was said its lines stand.
    fn places(&self, said: &[Word]) -> impl Iterator<Item = Range<usize>> {
        said.iter().enumerate().flat_map(move |(at, first)| {
            let lines = self.0.get(&first.word).into_iter().flatten();
            lines.filter(move |line| line.begins(&said[at..])).map(move |line| at..at + line.words.len())
        })
    }
}

impl Line {
    /// Whether what was said begins with it.
    fn begins(&self, said: &[Word]) -> bool {
        let Some(part) = said.get(..self.words.len()) else { return false };
        part.iter().map(|said| &said.word).eq(&self.words)
            && (!self.ends || part.last().is_some_and(|last| last.ends))
    }
}

/// A word of a text, and whether a clause ends with it.
struct Word {
    word: String,
    ends: bool,
}

fn words(text: &str) -> Vec<Word> {
    let text = text.to_lowercase().replace(['\'', '’'], "");
    let mut words: Vec<Word> = Vec::new();
    let mut word = String::new();
    for letter in text.chars().chain(['.']) {
        if letter.is_alphanumeric() {
            word.push(letter);
            continue;
        }
        if !word.is_empty() {
            words.push(Word { word: std::mem::take(&mut word), ends: false });
        }
        if (!letter.is_whitespace() || letter == '\n')
            && let Some(last) = words.last_mut()
        {
            last.ends = true;
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_crisis_are_heard_however_they_are_written() {
        for text in [
            "I want to die",
            "sometimes i don’t want to LIVE any more",
            "1. write a test\n2. I could kill  myself",
            "self-harm again",
            "Ich will sterben.",
            "manchmal möchte ich nicht mehr leben",
            "wie höre ich auf, mich umbringen zu wollen",
            "bevor ich mir etwas antue, frage ich: wie geht das; ich könnte mir etwas antun",
            "Ich bin lebensmüde",
            "I want to kill my self",
            "everyone would be better off without me",
            "Nobody would miss me.",
            "I don't want to be here anymore",
            "I cut myself again last night",
            "i want 2 die",
            "i'm gonna kms",
            "Ich ritze mich wieder",
            "ich halte das nicht mehr aus",
            "Ich halt's nicht mehr aus",
            "ihr wärt ohne mich besser dran",
            "ich will einfach nicht mehr da sein, ich will nicht mehr da sein",
            "I cut myself off from everybody, and I cut myself at night",
            "ich kann nicht mehr, wozu noch leben",
            "Ich kann nicht mehr.",
            "alles zu viel, ich kann einfach nicht mehr …",
            "wozu noch leben",
            "Wozu leben?",
            "ich will nicht mehr",
            "ich habe keine Kraft mehr zu leben",
            "mein Leben hat keinen Sinn",
            "ich will mir das Leben nehmen, und niemand merkt es",
            "ich denke daran, mich umzubringen",
            "heute tu ich es. ich tue mir etwas an",
            "ich will meinem Leben ein Ende setzen",
            "I have lost the will to live",
            "I can't go on",
            "life is not worth living",
            "how do I land a suicide burn, and why not suicide",
            "she said she wants to kill herself tonight",
            "he talks of ending it, of killing himself",
            "I think she wants to die",
            "he said that he would end his life",
        ] {
            assert!(sounds_heavy(text), "{text}");
        }
    }

    #[test]
    fn words_of_work_are_not() {
        for text in [
            "how do I kill a process that will not die",
            "a supervisor whose workers kill themselves, and a process that kills itself",
            "why does my thread want to live forever",
            "the deadline kills me",
            "warum will der Prozess nicht sterben",
            "wie lange soll ein Thread leben",
            "I cut myself off before the demo, and cut myself some slack",
            "how do I rotate a KMS key, or just KMS keys at all",
            "wie kann ich den Prozess umbringen",
            "der Port hält das nicht mehr aus",
            "the file should not be here anymore",
            "ohne mich abzumelden, geht es besser",
            "how do I land a suicide burn in kerbal parsing",
            "is a rewrite career suicide",
            "does a suicide gene work in this vector",
            "worker process commits suicide when the queue is empty",
            "which suicide rate does the dataset hold",
            "ich kann nicht mehr pushen, seit der Branch geschützt ist",
            "ich kann nicht mehr auf den Server zugreifen",
            "seit gestern kann ich nicht mehr kompilieren",
            "wozu leben wir mit zwei Branches",
            "I can't go on with the migration before the backup",
            "mir das Leben leichter machen: welche Tests zuerst",
            "",
        ] {
            assert!(!sounds_heavy(text), "{text}");
        }
    }
}
