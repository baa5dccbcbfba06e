//! The words of actions: what people can type, as help shows it, and the words inside.

use super::Whom;
use crate::session::{Answer, Item};

/// Words that a person can type, as help and completion list them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verb {
    /// The word.
    pub name: &'static str,
    /// What may follow it; empty when nothing may.
    pub usage: &'static str,
}

/// Every word that a person can type, in the order in which help shows them.
pub const VERBS: [Verb; 19] = [
    Verb { name: "ask", usage: "[15m] your question" },
    Verb { name: "win", usage: "what you did, and a link" },
    Verb { name: "me", usage: "" },
    Verb { name: "withdraw", usage: "" },
    Verb { name: "join", usage: "topics, with commas; week 3" },
    Verb { name: "leave", usage: "" },
    Verb { name: "hours", usage: "mon-fri 9-17 Europe/Berlin" },
    Verb { name: "pause", usage: "2w" },
    Verb { name: "resume", usage: "" },
    Verb { name: "start", usage: "" },
    Verb { name: "note", usage: "" },
    Verb { name: "move", usage: "" },
    Verb { name: "cancel", usage: "" },
    Verb { name: "done", usage: "" },
    Verb { name: "partly", usage: "" },
    Verb { name: "stuck", usage: "" },
    Verb { name: "dropped", usage: "" },
    Verb { name: "help", usage: "" },
    Verb { name: "undo", usage: "" },
];

pub(super) const ANSWERS: [(Answer, &str); 4] = [
    (Answer::Done, "done"),
    (Answer::Partly, "partly"),
    (Answer::Stuck, "stuck"),
    (Answer::Dropped, "dropped"),
];
pub(super) const ITEMS: [(Item, &str); 3] =
    [(Item::One, "1"), (Item::Two, "2"), (Item::Checkpoint, "checkpoint")];
pub(super) const WHOM: [(Whom, &str); 3] =
    [(Whom::Same, "same"), (Whom::Other, "other"), (Whom::Nobody, "nobody")];

/// The word for an answer.
pub fn answer_word(answer: Answer) -> &'static str {
    ANSWERS.into_iter().find(|(known, _)| *known == answer).expect("every answer has a word").1
}

pub(super) fn item_word(item: Item) -> &'static str {
    ITEMS.into_iter().find(|(known, _)| *known == item).expect("every item has a word").1
}

pub(super) fn whom_word(whom: Whom) -> &'static str {
    WHOM.into_iter().find(|(known, _)| *known == whom).expect("everybody has a word").1
}

/// The word that is spelt most like this one, when it is spelt alike at all.
pub(super) fn nearest_verb(word: &str) -> Option<&'static str> {
    VERBS
        .into_iter()
        .map(|verb| (strsim::damerau_levenshtein(word, verb.name), verb.name))
        .filter(|(distance, name)| *distance <= name.chars().count().div_ceil(3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}
