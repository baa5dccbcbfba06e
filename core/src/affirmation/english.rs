//! What an English text names.

use std::ops::Range;

use super::lexicon::{List, english_words};
use super::words::Words;

pub(super) fn has(list: &str, word: &str) -> bool {
    english_words().list(list).has(word)
}

/// The place after adverbs, articles and adjectives.
fn after_all(words: &Words<'_>, mut at: usize, lists: &[&str]) -> usize {
    while at < words.len() && lists.iter().any(|list| has(list, words.get(at))) {
        at += 1;
    }
    at
}

/// The words that praise what the learner is, if there are any.
pub(super) fn trait_praise(words: &Words<'_>, name: &Words<'_>) -> Option<Range<usize>> {
    let unquoted = |at: &usize| words.word(*at).is_some_and(|word| !word.quoted);
    let of_a_person = || {
        (0..words.len()).filter(unquoted).find_map(|at| {
            let (from, needs_noun) = said_of_a_person(words, name, at)?;
            let end = trait_end(words, from, needs_noun)?;
            Some(at..end)
        })
    };
    of_a_person().or_else(|| words.find(english_words().list("trait phrases"), &List::default()))
}

/// Where the description begins if the words at `at` begin to describe a person, and whether it takes a noun
/// to be about the person: "what a brilliant solution" is about a solution.
fn said_of_a_person(words: &Words<'_>, name: &Words<'_>, at: usize) -> Option<(usize, bool)> {
    const BEING: [&str; 7] = ["are", "were", "seem", "look", "sound", "is", "r"];
    let (word, next) = (words.get(at), words.get(at + 1));
    let is_name = !word.is_empty() && name.get(0) == word;
    match word {
        "you're" | "youre" | "ur" | "she's" | "he's" | "they're" => Some((at + 1, false)),
        "you" if BEING.contains(&next) => Some((at + 2, false)),
        "you" if next == "must" && words.get(at + 2) == "be" => Some((at + 3, false)),
        "you" if next == "have" => Some((at + 2, true)),
        "you've" if next == "got" => Some((at + 2, true)),
        _ if is_name && next == "is" => Some((at + 2, false)),
        "what" | "such" if matches!(next, "a" | "an") => Some((at + 2, true)),
        _ if words.word(at).is_some_and(|word| word.begins_clause) => clause_of_a_person(words, at),
        _ => None,
    }
}

/// A clause that is nothing but a person's trait: "Absolute legend!", "So talented!"
fn clause_of_a_person(words: &Words<'_>, at: usize) -> Option<(usize, bool)> {
    let noun = after_all(words, at, &["articles", "adverbs"]);
    let ends = words.word(noun + 1).is_none_or(|word| word.begins_clause);
    let needs_noun = has("trait nouns", words.get(noun));
    (ends && (needs_noun || has("person adjectives", words.get(noun)))).then_some((at, needs_noun))
}

fn trait_end(words: &Words<'_>, from: usize, needs_noun: bool) -> Option<usize> {
    let nouns = english_words().list("trait nouns");
    let at = after_all(words, from, &["adverbs", "articles"]);
    let noun = after_all(words, at, &["adverbs", "articles", "trait adjectives"]);
    let length = nouns.begins(words.from(noun)).max(usize::from(nouns.has(words.get(at))));
    if length > 0 && nouns.begins(words.from(noun)) > 0 {
        return Some(noun + length);
    }
    let described = noun > at && !needs_noun && !is_behaviour(words, noun) && !is_thing(words, noun);
    described.then_some(noun).or_else(|| nouns.has(words.get(at)).then_some(at + 1))
}

/// "quick to ask", "kind enough to share": an adjective of what was done.
fn is_behaviour(words: &Words<'_>, after: usize) -> bool {
    matches!(words.get(after), "to" | "enough" | "with" | "about" | "in")
}

pub(super) fn is_thing(words: &Words<'_>, at: usize) -> bool {
    english_words().list("artifacts").begins(words.from(at)) > 0
}

/// Does the learner do something in this text?
pub(super) fn names_deed(words: &Words<'_>) -> bool {
    (0..words.len()).filter(|&at| words.word(at).is_some_and(|word| !word.quoted)).any(|at| {
        let word = words.get(at);
        let is_past = english_words().is_past_verb(word) && !is_empty_deed(words, at);
        let begins = words.word(at).is_some_and(|word| word.begins_clause);
        is_past && (begins || done_by_you(words, at))
            || is_watched(words, at)
            || is_doing(words, at)
            || is_acting(words, at)
    })
}

/// "you did great", "you nailed it": a deed that could be any.
fn is_empty_deed(words: &Words<'_>, at: usize) -> bool {
    let object = after_all(words, at + 1, &["adverbs", "articles", "trait adjectives"]);
    let ends = words.word(object).is_none_or(|word| word.begins_clause);
    let empty = has("empty objects", words.get(object)) || has("trait nouns", words.get(object));
    has("empty deeds", words.get(at)) && (ends || empty)
}

/// "you (carefully) wrote", "you've written", "your answer in #help named".
fn done_by_you(words: &Words<'_>, verb: usize) -> bool {
    let before = (0..verb).rev().map(|at| words.get(at));
    let subject = before.clone().find(|word| !has("adverbs", word) && !matches!(*word, "have" | "had"));
    let yours = before.take(7).any(|word| matches!(word, "your" | "yours"));
    yours || subject.is_some_and(|word| matches!(word, "you" | "you've" | "you'd" | "u"))
}

/// "noticed how you handle errors", "I like that you ask first", "you were quick to ask".
fn is_watched(words: &Words<'_>, at: usize) -> bool {
    let is_you = words.get(at) == "you";
    let verb = after_all(words, at + 1, &["adverbs"]);
    let describes = matches!(
        words.get(verb),
        "" | "are"
            | "were"
            | "look"
            | "seem"
            | "have"
            | "had"
            | "can"
            | "do"
            | "will"
            | "would"
            | "could"
            | "should"
            | "may"
            | "must"
    );
    let seen = at > 0 && matches!(words.get(at - 1), "how" | "that" | "way" | "when" | "where" | "saw");
    let quick_to = matches!(words.get(verb), "are" | "were") && {
        let adjective = after_all(words, verb + 1, &["adverbs"]);
        adjective < words.len()
            && words.get(adjective + 1) == "to"
            && has("trait adjectives", words.get(adjective))
    };
    let empty = is_empty_deed(words, verb);
    is_you && (seen && !describes && !empty || quick_to)
}

/// "by asking first", "thanks for fixing", "your framing of", "Splitting the change was …", "nice catch on".
fn is_doing(words: &Words<'_>, at: usize) -> bool {
    let word = words.get(at);
    let is_verb = word.len() > 4 && word.ends_with("ing") && !matches!(word, "being" | "thing" | "doing");
    let before = |back: usize| at.checked_sub(back).map_or("", |at| words.get(at));
    let thanked =
        before(1) == "for" && matches!(before(2), "thanks" | "you" | "thx" | "kudos" | "props" | "credit");
    let begins = words.word(at).is_some_and(|word| word.begins_clause) && !has("trait adjectives", word);
    let deed_noun = matches!(word, "catch" | "find" | "fix" | "save" | "rewrite" | "cleanup");
    deed_noun && has("trait adjectives", before(1)) && matches!(words.get(at + 1), "on" | "of" | "in" | "for")
        || is_verb
            && (begins
                || before(1) == "by"
                || thanked
                || before(1) == "your" && matches!(words.get(at + 1), "of" | "the"))
}

/// "your second slide shows", "your rubric separates": the work acts for its maker.
fn is_acting(words: &Words<'_>, at: usize) -> bool {
    let acts = |at: usize| {
        let word = words.get(at);
        let is_verb = word.len() > 3 && word.ends_with('s') && !is_thing(words, at);
        (is_verb || has("plural verbs", word)) && !has("it verbs not effects", word)
    };
    words.get(at) == "your"
        && (at + 1..at + 4).any(|thing| is_thing(words, thing) && (thing + 1..thing + 7).any(acts))
}

pub(super) fn names_effect(text: &str, words: &Words<'_>) -> bool {
    let named = words.find(english_words().list("effects"), &List::default()).is_some();
    let goes_on = text.split(['.', '!', '?', ';', ':']).skip(1).any(is_consequence) && names_deed(words);
    named
        || goes_on
        || (0..words.len()).any(|at| changes_something(words, at) || leads_to_something(words, at))
}

/// A sentence after the deed that speaks of something else than the learner: most likely what followed.
fn is_consequence(sentence: &str) -> bool {
    let words = Words::of(sentence);
    words.len() > 3
        && !has("not a consequence", words.get(0))
        && words.word(0).is_some_and(|word| !word.quoted)
}

/// "It pins", "which cut", "the talk made"; not "it is" and not "you made".
fn changes_something(words: &Words<'_>, at: usize) -> bool {
    let verb = after_all(words, at + 1, &["adverbs"]);
    let word = words.get(verb);
    let acts = word.len() > 2 && word.ends_with('s') || english_words().is_past_verb(word);
    let it_acts = acts && !has("it verbs not effects", word);
    let it_made = matches!(words.get(at + 1), "made" | "makes" | "leaves" | "gives");
    match words.get(at) {
        "it" | "that" | "this" | "which" => it_acts,
        "you" | "you've" | "you'd" | "i" | "" => false,
        _ => it_made,
    }
}

/// "…, so two people stopped guessing", "…, and the room went quiet"; not "so smart", not "so much".
fn leads_to_something(words: &Words<'_>, at: usize) -> bool {
    let next = words.get(at + 1);
    let measures = ["adverbs", "trait adjectives", "so measures"].iter().any(|list| has(list, next));
    let begins = words.word(at).is_some_and(|word| word.begins_clause);
    let follows = begins
        && words.get(at) == "and"
        && matches!(next, "the" | "now" | "everyone" | "everybody" | "nobody");
    let so =
        words.get(at) == "so" && !next.is_empty() && !measures && (begins || has("function words", next));
    so || follows
}
