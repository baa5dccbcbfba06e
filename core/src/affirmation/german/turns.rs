//! Where a German compliment ranks or turns.

use std::ops::Range;

use super::{has, is_capital, is_unquoted};
use crate::affirmation::lexicon::german_words;
use crate::affirmation::words::Words;

/// "besser als die anderen", "die Beste im Team"; not "schneller als vorher".
pub(in crate::affirmation) fn ranking(words: &Words<'_>) -> Option<Range<usize>> {
    words
        .find(german_words().list("ranking"), german_words().list("not ranking"))
        .or_else(|| compared(words))
        .or_else(|| topmost(words))
}

fn compared(words: &Words<'_>) -> Option<Range<usize>> {
    const FARTHEST: usize = 4;
    let people = german_words().list("people");
    let unquoted = (0..words.len()).filter(|&at| is_unquoted(words, at));
    unquoted.filter(|&at| words.get(at) == "als").find_map(|at| {
        let length = people.begins(words.from(at + 1));
        let compares = |at: &usize| has("comparatives", words.get(*at)) && !is_capital(words, *at);
        let from = (at.saturating_sub(FARTHEST)..at).rev().find(compares)?;
        // "als alle Tests zusammen" is about tests.
        let of_things = length == 1 && is_capital(words, at + 2);
        (length > 0 && !of_things).then_some(from..at + 1 + length)
    })
}

/// "die besten Tests in der Gruppe".
fn topmost(words: &Words<'_>) -> Option<Range<usize>> {
    let topmost = (0..words.len()).filter(|&at| is_unquoted(words, at) && has("superlatives", words.get(at)));
    topmost.filter(|&at| at == 0 || words.get(at - 1) != "am").find_map(|at| {
        let within = (at + 1..at + 4)
            .find(|&at| matches!(words.get(at), "im" | "in" | "aus" | "von" | "unserer" | "der" | "des"))?;
        let group = (within + 1..within + 3).find(|&at| has("groups", words.get(at)))?;
        Some(at..group + 1)
    })
}

/// A pivot that turns against what was said. "Nicht das Symptom, aber die Ursache" turns nothing, and "das war aber
/// gut" is a particle.
pub(in crate::affirmation) fn pivot(words: &Words<'_>) -> Option<Range<usize>> {
    const SCOPE_OF_NOT: usize = 9;
    let except = german_words().list("not pivots");
    let turns = |run: &Range<usize>| {
        let at = run.start;
        let begins = words.word(at).is_some_and(|word| word.begins_clause);
        let may_be_a_particle = at == 0 || has("particle after", words.get(at - 1));
        let is_negated = (at.saturating_sub(SCOPE_OF_NOT)..at).any(|at| has("negations", words.get(at)));
        let goes_on = run.end < words.len();
        match words.get(at) {
            "aber" => (begins || !may_be_a_particle) && !is_negated && goes_on,
            _ => begins && goes_on,
        }
    };
    let beginning = german_words().list("pivots at the beginning");
    let found = |at: usize| words.find_at(beginning, except, at).filter(turns);
    words.find(german_words().list("pivots"), except).or_else(|| (0..words.len()).find_map(found))
}
