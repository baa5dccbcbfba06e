//! Does a compliment say what was said before?

use std::collections::HashSet;

use super::evidence::Evidence;
use super::lint::FEWEST_WORDS;
use super::words::{Words, count};
use crate::text::Typed;

/// From this share of common pairs on (two words exchanged in a dozen), a reader takes two texts for the same one
/// again.
const NEARLY_THE_SAME: f64 = 0.5;
/// From this share on it is a copy of what somebody else said: a name and a word were exchanged in a dozen.
const A_COPY: f64 = 0.7;

/// Fewer pairs beside the learner's words are a frame around them: "I noticed you asked: …" has five.
const ADDED: usize = 6;

/// Whose words a compliment copies.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Copied<'a> {
    /// The learner's own, with next to nothing beside them.
    Theirs(&'a Typed),
    /// Somebody's compliment.
    Another,
}

/// What was written before a compliment, against which it is held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SaidBefore {
    /// The latest compliments of its mentor.
    pub own: Vec<Typed>,
    /// The latest compliments of anybody in the community.
    pub anybodys: Vec<Typed>,
}

impl SaidBefore {
    /// Whether a compliment of the mentor's is none of its own: they said nearly that before, or it is a copy.
    pub fn has(&self, text: &Typed, learner_name: &str, evidence: &[Evidence]) -> bool {
        self.repeated(text, learner_name).is_some() || self.copied(text, learner_name, evidence).is_some()
    }

    /// The earlier compliment of its mentor that a compliment says once more, nearly word for word.
    pub(super) fn repeated(&self, text: &Typed, learner_name: &str) -> Option<&Typed> {
        let [words, name] = [text.as_str(), learner_name].map(Words::of);
        let said = pairs(&words, &name);
        let is_again =
            |other: &Typed| likeness(&said, &pairs(&Words::of(other.as_str()), &name)) >= NEARLY_THE_SAME;
        self.own.iter().find(|other| is_again(other))
    }

    /// Whose words a compliment copies, if it does. What two mentors take from the same evidence makes neither a copy
    /// of the other, so it is left out on both sides; and a few words come to many.
    pub(super) fn copied<'a>(
        &self,
        text: &Typed,
        learner_name: &str,
        evidence: &'a [Evidence],
    ) -> Option<Copied<'a>> {
        if count(text.as_str()) < FEWEST_WORDS {
            return None;
        }
        let [words, name] = [text.as_str(), learner_name].map(Words::of);
        let all = pairs(&words, &name).len();
        let deeds: Vec<(&Typed, Words<'_>)> =
            evidence.iter().map(|evidence| (&evidence.deed, Words::of(evidence.deed.as_str()))).collect();
        let echoed = deeds.iter().find(|(_, deed)| {
            let added = beside(&pairs(deed, &name), &words, &name).len();
            added < ADDED && 2 * added < all
        });
        if let Some((deed, _)) = echoed {
            return Some(Copied::Theirs(deed));
        }
        let theirs: HashSet<Pair<'_>> = deeds.iter().flat_map(|(_, deed)| pairs(deed, &name)).collect();
        let own = beside(&theirs, &words, &name);
        let is_copy = |other: &Typed| {
            let other = Words::of(other.as_str());
            likeness(&own, &beside(&theirs, &other, &name)) >= A_COPY
        };
        (own.len() >= FEWEST_WORDS && self.anybodys.iter().any(is_copy)).then_some(Copied::Another)
    }
}

/// The pairs of a text that do not stand in the learner's words.
fn beside<'a>(theirs: &HashSet<Pair<'_>>, words: &'a Words<'_>, name: &Words<'_>) -> HashSet<Pair<'a>> {
    let mut own = pairs(words, name);
    own.retain(|pair| !theirs.contains(pair));
    own
}

/// Two folded words that follow one another.
type Pair<'a> = (&'a str, &'a str);

/// Jaccard likeness of neighbouring words (shingles of two: Broder 1997), 0 to 1. Nothing is like nothing else.
fn likeness(one: &HashSet<Pair<'_>>, other: &HashSet<Pair<'_>>) -> f64 {
    let common = one.intersection(other).count();
    let all = one.len() + other.len() - common;
    if all == 0 { 0.0 } else { common as f64 / all as f64 }
}

/// The pairs of neighbours, leaving out the learner's name; the edges count as neighbours, so that a single word has
/// pairs too.
fn pairs<'a>(words: &'a Words<'_>, name: &Words<'_>) -> HashSet<Pair<'a>> {
    let words: Vec<&str> = words.folded().filter(|word| !name.folded().any(|name| name == *word)).collect();
    if words.is_empty() {
        return HashSet::new();
    }
    let before = std::iter::once("").chain(words.iter().copied());
    let after = words.iter().copied().chain(std::iter::once(""));
    before.zip(after).collect()
}

#[cfg(test)]
mod tests {
    use super::SaidBefore;
    use crate::affirmation::{Evidence, EvidenceKind};
    use crate::sample::typed;

    fn same(one: &str, two: &str) -> bool {
        let before = SaidBefore { own: vec![typed(two)], anybodys: Vec::new() };
        before.repeated(&typed(one), "Ana").is_some()
    }

    /// Whether a compliment is a copy, where somebody said another about what Ana did.
    fn pasted(text: &str, anybodys: &str, deed: &str) -> bool {
        let before = SaidBefore { own: Vec::new(), anybodys: vec![typed(anybodys)] };
        let evidence = [Evidence { deed: typed(deed), link: None, kind: EvidenceKind::Win }];
        let is_pasted = before.copied(&typed(text), "Ana", &evidence).is_some();
        assert_eq!(before.has(&typed(text), "Ana", &evidence), is_pasted);
        is_pasted
    }

    #[test]
    fn a_swapped_word_is_nearly_the_same() {
        assert!(same(
            "Great job on the parser PR, it saves us time",
            "great job on the LEXER PR it saves us time!"
        ));
        assert!(same("Well done, Ana!", "Well done"));
        assert!(same("Thanks", "thanks"));
    }

    #[test]
    fn the_same_frame_with_other_work_is_another_compliment() {
        assert!(!same(
            "I noticed the failing case you put in the issue. It pins the hang to one byte.",
            "I noticed the table you put in the parser. It shows every token on one line."
        ));
        assert!(!same("Ana", "Ana"));
    }

    const DEED: &str = "wrote a failing test for the tokenizer, found by bisection that the hang came with the move to \
                        streaming, and put the shortest input that shows it into the issue for everybody";
    const NOTICED: &str = "I noticed you cut the slow test down to two cases. It pins the hang to one byte.";

    #[test]
    fn what_somebody_else_said_with_another_name_is_a_copy() {
        assert!(pasted(&format!("Ana, {NOTICED}"), &format!("Ben, {NOTICED}"), DEED));
        assert!(pasted(NOTICED, &NOTICED.to_uppercase(), DEED));
    }

    #[test]
    fn who_fills_in_the_same_frame_or_says_few_words_copied_nothing() {
        let other = "I noticed you cut the slow test down to two cases. It makes the next step small.";
        assert!(!pasted(NOTICED, other, DEED));
        assert!(!pasted("Well done on the parser", "Well done on the parser", DEED));
    }

    #[test]
    fn the_frame_with_long_evidence_in_it_is_no_copy_of_the_evidence_nor_of_another_mentors() {
        let with = |effect: &str| format!("I noticed you {DEED}. It {effect}.");
        assert!(!pasted(&with("saves time"), NOTICED, DEED));
        assert!(!pasted(&with("saves us all an afternoon"), &with("makes the next step small"), DEED));
        assert!(pasted(&with("saves us all an afternoon"), &with("saves us all an afternoon"), DEED));
    }

    #[test]
    fn what_the_learner_wrote_is_no_compliment_until_something_is_added() {
        let deed = "replaced the nested matches in the parser with one table";
        assert!(pasted("You replaced the nested matches in the parser with one table!", NOTICED, deed));
        assert!(pasted(
            "Replaced the nested matches in the parser with one table",
            NOTICED,
            &format!("{deed} and more")
        ));
        assert!(pasted("You asked: how do I test a parser", NOTICED, "how do I test a parser"));
        assert!(pasted("I noticed you asked: how do I test a parser", NOTICED, "how do I test a parser"));
        for noticed in [
            "You replaced the nested matches in the parser with one table, so a new case is one line.",
            "Your question on how to test a parser is precise",
        ] {
            assert!(!pasted(noticed, NOTICED, deed), "{noticed}");
        }
        // Most of so short a sentence is its mentor's.
        let short = "Your failing case into the issue saved days";
        assert!(!pasted(short, NOTICED, "put the failing case into the issue"));
    }
}
