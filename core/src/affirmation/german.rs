//! What a German text names.
//!
//! German says who did something far from what they did ("wie du den Fehler auf eine Zeile eingegrenzt hast"), so a
//! deed is looked for in the whole of a sentence. Nouns are written large, which tells a piece of work from other words
//! even where its kind is on no list; those who write all small are read by the lists alone.

mod person;
mod turns;

use std::ops::Range;

use super::lexicon::{List, german_words};
use super::words::Words;

pub(super) use person::{is_of_you, trait_praise};
pub(super) use turns::{pivot, ranking};

/// So many words may stand between what belongs together.
const FARTHEST: usize = 12;
const YOURS: [&str; 6] = ["dein", "deine", "deinen", "deinem", "deiner", "deines"];

fn has(list: &str, word: &str) -> bool {
    german_words().list(list).has(word)
}

/// The place after the words of these lists.
fn after_all(words: &Words<'_>, mut at: usize, lists: &[&str]) -> usize {
    while at < words.len() && lists.iter().any(|list| has(list, words.get(at))) {
        at += 1;
    }
    at
}

fn is_unquoted(words: &Words<'_>, at: usize) -> bool {
    words.word(at).is_some_and(|word| !word.quoted)
}

/// A word that is written as a noun is; not one of a text in capitals.
fn is_capital(words: &Words<'_>, at: usize) -> bool {
    let text = words.text(at..at + 1);
    text.starts_with(char::is_uppercase) && text.contains(char::is_lowercase)
}

/// A noun within a sentence, where only nouns are written large.
fn is_noun(words: &Words<'_>, at: usize) -> bool {
    is_capital(words, at) && words.word(at).is_some_and(|word| !word.begins_sentence)
}

/// The sentence that a word stands in.
fn sentence(words: &Words<'_>, at: usize) -> Range<usize> {
    let begins = |at: &usize| words.word(*at).is_some_and(|word| word.begins_sentence);
    let from = (0..=at).rev().find(begins).unwrap_or(0);
    let to = (at + 1..words.len()).find(begins).unwrap_or(words.len());
    from..to
}

/// A piece of work by its kind, alone or at the end of a compound: "Testfall".
pub(super) fn is_thing(words: &Words<'_>, at: usize) -> bool {
    let list = german_words().list("artifacts");
    list.begins(words.from(at)) > 0 || list.is_kind_of(words.get(at)) && !has("empty nouns", words.get(at))
}

/// A noun that is on no list and may be a piece of work; neither a person nor what anything can be called.
fn is_something(words: &Words<'_>, at: usize) -> bool {
    let word = words.get(at);
    let says_nothing =
        ["empty nouns", "trait nouns", "person nouns", "traits of yours"].iter().any(|list| has(list, word));
    let known = ["function words", "common words"].iter().any(|list| has(list, word));
    let is_trait =
        ["trait nouns", "traits of yours"].iter().any(|list| german_words().list(list).is_kind_of(word));
    is_noun(words, at) && !says_nothing && !known && !is_trait
}

fn is_work(words: &Words<'_>, at: usize) -> bool {
    is_thing(words, at) || is_something(words, at)
}

/// Is there a noun that may be a piece of work?
pub(super) fn names_something(words: &Words<'_>, name: &Words<'_>) -> bool {
    (0..words.len())
        .filter(|&at| is_unquoted(words, at))
        .any(|at| is_something(words, at) && !name.folded().any(|name| name == words.get(at)))
}

/// Does the learner do something in this text?
pub(super) fn names_deed(words: &Words<'_>) -> bool {
    (0..words.len()).filter(|&at| is_unquoted(words, at)).any(|at| {
        let deed = is_done(words, at) || is_doing(words, at);
        deed && (!has("empty deeds", words.get(at)) || says_what(words, at))
            || is_to_do(words, at)
            || is_thanked(words, at)
            || is_acting(words, at)
    })
}

/// "Das hast du toll gemacht" could be anything, "den Test hast du gut gemacht" is one thing.
fn says_what(words: &Words<'_>, at: usize) -> bool {
    sentence(words, at).any(|at| is_work(words, at))
}

/// "geschrieben", "eingegrenzt", "erklärt", "dokumentiert", "gefixed"; not "begabt" and not "Gesicht".
fn is_participle(words: &Words<'_>, at: usize) -> bool {
    const SEPARABLE: [&str; 40] = [
        "ab", "an", "auf", "aus", "bei", "bereit", "da", "dar", "dazu", "dran", "durch", "ein", "fern",
        "fertig", "fest", "her", "heran", "heraus", "herunter", "hin", "hinein", "klar", "los", "mit",
        "nach", "nieder", "offen", "raus", "rein", "rum", "runter", "um", "vor", "voran", "weg", "weiter",
        "wieder", "zu", "zurück", "zusammen",
    ];
    const UNSTRESSED: [&str; 12] =
        ["be", "ver", "er", "zer", "ent", "emp", "miss", "über", "unter", "hinter", "wider", "um"];
    let word = words.get(at);
    let ends = ["t", "en", "ed"].iter().any(|ending| word.ends_with(ending));
    let with_ge = |rest: &str| rest.starts_with("ge") && rest.chars().count() > 4;
    let separated = SEPARABLE.iter().filter_map(|prefix| word.strip_prefix(prefix)).any(|rest| {
        with_ge(rest) || UNSTRESSED.iter().any(|prefix| rest.len() > 6 && rest.starts_with(prefix))
    });
    let unstressed = UNSTRESSED.iter().any(|prefix| word.starts_with(prefix)) && word.chars().count() > 5;
    let shaped = with_ge(word) || separated || unstressed || word.ends_with("iert") || word.ends_with("ed");
    ends && shaped && !is_capital(words, at) && !has("not participles", word)
}

/// "du hast den Fall geschrieben", "wie du ihn eingegrenzt hast", "du bist drangeblieben", "von dir gefunden", "gut
/// gelöst".
fn is_done(words: &Words<'_>, at: usize) -> bool {
    const HELPING: [&str; 7] = ["hast", "hattest", "habt", "hattet", "bist", "warst", "seid"];
    let by_you = |other: usize| {
        let (word, next) = (words.get(other), words.get(other + 1));
        HELPING.contains(&word)
            || matches!((word, next), ("von", "dir" | "euch") | ("sie", "haben") | ("haben", "sie"))
    };
    let within = sentence(words, at);
    let begins = after_all(words, within.start, &["adverbs", "trait adjectives"]) == at;
    is_participle(words, at) && (begins || within.clone().any(by_you))
}

/// "wie du Fehler behandelst", "du schriebst", "zuerst erklärst du".
fn is_doing(words: &Words<'_>, at: usize) -> bool {
    let word = words.get(at);
    let is_verb = word.len() > 3
        && word.ends_with("st")
        && !is_capital(words, at)
        && !has("not what you do", word)
        && !is_thing(words, at);
    let within = sentence(words, at);
    let from = within.start.max(at.saturating_sub(FARTHEST));
    is_verb && (words.get(at + 1) == "du" || (from..at).any(|at| words.get(at) == "du"))
}

/// "den Umbau zu teilen", "ihn aufzuteilen".
fn is_to_do(words: &Words<'_>, at: usize) -> bool {
    let word = words.get(at);
    let is_verb = |word: &str| {
        word.chars().count() > 4
            && ["en", "eln", "ern"].iter().any(|ending| word.ends_with(ending))
            && !has("not to do", word)
    };
    let apart = word == "zu" && is_verb(words.get(at + 1)) && !is_capital(words, at + 1);
    let joined = word.find("zu").is_some_and(|zu| zu > 1 && is_verb(&word[zu + 2..]));
    apart || joined && !is_capital(words, at)
}

/// "danke für den Hinweis", "danke fürs Aufschreiben", "durch das Kürzen".
fn is_thanked(words: &Words<'_>, at: usize) -> bool {
    let given = words.get(at) == "für" && at > 0 && matches!(words.get(at - 1), "danke" | "dank");
    let thing = after_all(words, at + 1, &["articles", "trait adjectives"]);
    let thing = if YOURS.contains(&words.get(thing)) { thing + 1 } else { thing };
    if given && is_work(words, thing) {
        return true;
    }
    let verb = match words.get(at) {
        "fürs" | "durchs" => at + 1,
        "für" | "durch" if matches!(words.get(at + 1), "das" | "dein" | "ein") => at + 2,
        _ => return false,
    };
    let word = words.get(verb);
    word.chars().count() > 5 && word.ends_with("en") && is_capital(words, verb) && !has("empty nouns", word)
}

/// "dein Testfall zeigt", "deine Antwort im Kanal nannte": the work acts for its maker.
fn is_acting(words: &Words<'_>, at: usize) -> bool {
    let acts = |at: usize| {
        let word = words.get(at);
        let ends = ["t", "te", "ten"].iter().any(|ending| word.ends_with(ending));
        let is_verb = has("strong past", word) || ends && word.len() > 3 && !has("not verbs", word);
        (is_verb || is_participle(words, at)) && !is_capital(words, at)
    };
    YOURS.contains(&words.get(at))
        && (at + 1..at + 4)
            .find(|&at| is_work(words, at))
            .is_some_and(|thing| (thing + 1..=thing + FARTHEST).any(acts))
}

/// Does the text say what the deed changed?
pub(super) fn names_effect(text: &str, words: &Words<'_>) -> bool {
    let named = words.find(german_words().list("effects"), &List::default()).is_some();
    let sentences = text.split(['.', '!', '?', ';', ':', '–', '—']);
    let goes_on = sentences.skip(1).any(is_consequence) && names_deed(words);
    named || goes_on || (0..words.len()).any(|at| leads_to_something(words, at))
}

/// A sentence after the deed that speaks of something else than the learner: most likely what followed.
fn is_consequence(sentence: &str) -> bool {
    let words = Words::of(sentence);
    words.len() > 2
        && german_words().list("not a consequence").begins(words.from(0)) == 0
        && is_unquoted(&words, 0)
}

/// "…, was uns einen Tag spart", "… und niemand rät mehr", "so konnte ich", "…, der Build läuft wieder".
fn leads_to_something(words: &Words<'_>, at: usize) -> bool {
    let (word, next) = (words.get(at), words.get(at + 1));
    let begins = words.word(at).is_some_and(|word| word.begins_clause);
    let verb_follows = || (at + 1..at + 4).any(|at| has("follows after so", words.get(at)));
    at > 0
        && (begins && has("begins another clause", word) && verb_follows()
            || begins && has("begins what follows", word)
            || word == "und" && (begins && next != "du" && next != "dass" || has("follows after und", next))
            || matches!((word, next), ("und", "ich" | "wir")) && has("follows after so", words.get(at + 2))
            || word == "so" && has("follows after so", next))
}
