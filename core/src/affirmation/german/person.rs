//! German praise of what somebody is.

use std::ops::Range;

use super::{after_all, has, is_thing, is_unquoted};
use crate::affirmation::lexicon::{List, german_words};
use crate::affirmation::words::Words;

/// What must follow to be praise.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    /// "du bist": "klug", or "ein Talent".
    Either,
    /// "du hast": "Talent"; "was für ein": "Genie".
    Noun,
}

/// The words that praise what the learner is, if there are any.
pub(in crate::affirmation) fn trait_praise(words: &Words<'_>, name: &Words<'_>) -> Option<Range<usize>> {
    let of_a_person = || {
        (0..words.len()).filter(|&at| is_unquoted(words, at)).find_map(|at| {
            let forward =
                said_of_a_person(words, name, at).and_then(|(from, needs)| trait_end(words, from, needs));
            forward.or_else(|| being_at_the_end(words, at)).map(|end| at..end)
        })
    };
    of_a_person().or_else(|| words.find(german_words().list("trait phrases"), &List::default()))
}

/// Whether such words say plainly what the learner is: "du bist", "ich finde dich".
pub(in crate::affirmation) fn is_of_you(words: &Words<'_>, praise: &Range<usize>) -> bool {
    let [first, second] = [words.get(praise.start), words.get(praise.start + 1)];
    let end = praise.end.saturating_sub(1);
    matches!((first, second), ("du", "bist") | ("bist", "du") | ("finde" | "find" | "halte" | "halt", "dich"))
        || first == "du" && words.get(end) == "bist"
}

/// Where the description begins if the words at `at` begin to describe a person, and what it needs to be praise.
fn said_of_a_person(words: &Words<'_>, name: &Words<'_>, at: usize) -> Option<(usize, Needs)> {
    let (word, next) = (words.get(at), words.get(at + 1));
    let begins = words.word(at).is_some_and(|word| word.begins_clause);
    let is_name = !word.is_empty() && name.get(0) == word;
    match word {
        "du" if has("being", next) => Some((at + 2, Needs::Either)),
        "du" if matches!(next, "hast" | "musst" | "besitzt") => Some((at + 2, Needs::Noun)),
        "bist" | "wirkst" if next == "du" => Some((at + 2, Needs::Either)),
        "bist" if begins => Some((at + 1, Needs::Either)),
        "hast" if next == "du" => Some((at + 2, Needs::Noun)),
        "finde" | "find" if next == "dich" => Some((at + 2, Needs::Either)),
        "halte" | "halt" if next == "dich" && words.get(at + 2) == "für" => Some((at + 3, Needs::Either)),
        "wie" if is_how_you_are(words, at) => Some((at + 1, Needs::Either)),
        _ if is_name && next == "ist" => Some((at + 2, Needs::Either)),
        "was" if next == "für" => Some((at + 2, Needs::Noun)),
        "so" | "solch" if matches!(next, "ein" | "eine") => Some((at + 2, Needs::Noun)),
        "dein" | "deine" | "deinem" | "deinen" | "deiner" => yours(words, at),
        _ if begins => clause_of_a_person(words, at),
        _ => None,
    }
}

/// "wie klug du bist".
fn is_how_you_are(words: &Words<'_>, at: usize) -> bool {
    let you = after_all(words, at + 1, &["adverbs", "trait adjectives"]);
    words.get(you) == "du" && has("being", words.get(you + 1))
}

/// "dein großes Talent".
fn yours(words: &Words<'_>, at: usize) -> Option<(usize, Needs)> {
    let noun = after_all(words, at + 1, &["adverbs", "trait adjectives"]);
    is_trait_of_yours(words, noun).then_some((at + 1, Needs::Noun))
}

fn is_trait_of_yours(words: &Words<'_>, at: usize) -> bool {
    german_words().list("traits of yours").is_kind_of(words.get(at))
}

/// A clause that is nothing but a person's trait: "Absolutes Genie!", "So talentiert!"
fn clause_of_a_person(words: &Words<'_>, at: usize) -> Option<(usize, Needs)> {
    let noun = after_all(words, at, &["articles", "adverbs"]);
    let ends = words.word(noun + 1).is_none_or(|word| word.begins_clause);
    // "Der Hammer!" may be said of the work.
    let of_a_person = has("trait nouns", words.get(noun)) && !has("inflated", words.get(noun))
        || german_words().list("traits of yours").is_kind_of(words.get(noun));
    if ends && of_a_person {
        return Some((at, Needs::Noun));
    }
    (ends && has("person adjectives", words.get(noun))).then_some((at, Needs::Either))
}

fn trait_end(words: &Words<'_>, from: usize, needs: Needs) -> Option<usize> {
    let at = after_all(words, from, &["adverbs", "articles"]);
    let noun = after_all(words, from, &["adverbs", "articles", "trait adjectives"]);
    if is_trait_noun(words, noun) || needs == Needs::Noun && is_trait_of_yours(words, noun) {
        return Some(noun + 1);
    }
    if noun > at && has("person nouns", words.get(noun)) {
        return Some(noun + 1);
    }
    // The last of the adjectives may be the noun itself: "der Hammer", "die Beste".
    let last = (at..noun).rev().find(|&at| has("trait nouns", words.get(at)));
    if let Some(last) = last.filter(|_| needs == Needs::Either) {
        return Some(last + 1);
    }
    let described = (from..noun).any(|at| has("trait adjectives", words.get(at)));
    (needs == Needs::Either && described && is_over(words, noun)).then_some(noun)
}

fn is_trait_noun(words: &Words<'_>, at: usize) -> bool {
    german_words().list("trait nouns").is_kind_of(words.get(at)) && !is_thing(words, at)
}

/// Does the description end here? "Du bist klug und …", "du bist gut im Parsen"; not "du bist schnell fertig".
fn is_over(words: &Words<'_>, at: usize) -> bool {
    const GOES_ON: [&str; 13] =
        ["du", "und", "oder", "in", "im", "bei", "beim", "am", "als", "da", "hier", "dass", "darin"];
    words.word(at).is_none_or(|word| word.begins_clause) || GOES_ON.contains(&words.get(at))
}

/// "dass du sehr klug bist", "weil du ein Talent bist".
fn being_at_the_end(words: &Words<'_>, at: usize) -> Option<usize> {
    let end =
        after_all(words, at + 1, &["adverbs", "articles", "trait adjectives", "trait nouns", "person nouns"]);
    let is_trait = |at: usize| has("trait adjectives", words.get(at)) || is_trait_noun(words, at);
    let end = if is_trait_noun(words, end) { end + 1 } else { end };
    let is_praise = words.get(at) == "du" && (at + 1..end).any(is_trait);
    (is_praise && has("being", words.get(end))).then_some(end + 1)
}
