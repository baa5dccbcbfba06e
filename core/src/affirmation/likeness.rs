//! Are two compliments nearly the same?

use std::collections::HashSet;

use super::evidence::Evidence;
use super::lint::FEWEST_WORDS;
use super::words::{Words, count};
use crate::text::Typed;

/// From this share of common pairs on (two words exchanged in a dozen), a reader takes two texts for the same one
/// again.
const NEARLY_THE_SAME: f64 = 0.5;

/// From this share on it is a copy: a name and a word were exchanged in a dozen. Two who fill in one frame by
/// themselves stay below it.
const A_COPY: f64 = 0.7;

/// What was written before a compliment, against which it is held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Earlier {
    /// The latest compliments of its mentor.
    pub own: Vec<Typed>,
    /// The latest compliments of anybody in the community.
    pub anybodys: Vec<Typed>,
}

impl Earlier {
    /// The earlier compliment of its mentor that a compliment says once more, nearly word for word.
    pub(super) fn repeated(&self, text: &Typed, learner_name: &str) -> Option<&Typed> {
        self.own.iter().find(|other| likeness(text, other, learner_name) >= NEARLY_THE_SAME)
    }

    /// Whether a compliment is a copy of what anybody said, or of what the learner wrote. A few words come to many.
    pub(super) fn is_pasted(&self, text: &Typed, learner_name: &str, evidence: &[Evidence]) -> bool {
        let deeds = evidence.iter().map(|evidence| &evidence.deed);
        let mut others = self.anybodys.iter().chain(deeds);
        count(text.as_str()) >= FEWEST_WORDS
            && others.any(|other| likeness(text, other, learner_name) >= A_COPY)
    }

    /// Whether a compliment of the mentor's is none of its own: they said nearly that before, or it is a copy.
    pub fn holds(&self, text: &Typed, learner_name: &str) -> bool {
        self.repeated(text, learner_name).is_some() || self.is_pasted(text, learner_name, &[])
    }
}

/// Jaccard likeness of neighbouring folded words (shingles of two: Broder 1997), 0 to 1, leaving out the learner's
/// name. Two texts of nothing are not alike.
fn likeness(text: &Typed, other: &Typed, learner_name: &str) -> f64 {
    let [text, other, name] = [text.as_str(), other.as_str(), learner_name].map(Words::of);
    let (one, two) = (pairs(&text, &name), pairs(&other, &name));
    let common = one.intersection(&two).count();
    let all = one.len() + two.len() - common;
    if all == 0 { 0.0 } else { common as f64 / all as f64 }
}

/// The pairs of neighbours; the edges count as neighbours, so that a single word has pairs too.
fn pairs<'a>(words: &'a Words<'_>, name: &Words<'_>) -> HashSet<(&'a str, &'a str)> {
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
    use super::Earlier;
    use crate::affirmation::{Evidence, EvidenceKind};
    use crate::sample::typed;
    use crate::text::Typed;

    fn same(one: &str, two: &str) -> bool {
        let earlier = Earlier { own: vec![typed(two)], anybodys: Vec::new() };
        earlier.repeated(&typed(one), "Ana").is_some()
    }

    fn pasted(text: &str, anybodys: &str) -> bool {
        let earlier = Earlier { own: Vec::new(), anybodys: vec![typed(anybodys)] };
        let is_pasted = earlier.is_pasted(&typed(text), "Ana", &[]);
        assert_eq!(earlier.holds(&typed(text), "Ana"), is_pasted);
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

    const NOTICED: &str = "I noticed you cut the slow test down to two cases. It pins the hang to one byte.";

    #[test]
    fn what_somebody_else_said_with_another_name_is_a_copy() {
        assert!(pasted(&format!("Ana, {NOTICED}"), &format!("Ben, {NOTICED}")));
        assert!(pasted(NOTICED, &NOTICED.to_uppercase()));
    }

    #[test]
    fn who_fills_in_the_same_frame_or_says_few_words_copied_nothing() {
        let other = "I noticed you cut the slow test down to two cases. It makes the next step small.";
        assert!(!pasted(NOTICED, other));
        assert!(!pasted("Well done on the parser", "Well done on the parser"));
    }

    #[test]
    fn what_the_learner_wrote_is_no_compliment_until_something_is_added() {
        let deed: Typed = typed("replaced the nested matches in the parser with one table");
        let evidence = [Evidence { deed, link: None, kind: EvidenceKind::Win }];
        let is_pasted = |text: &str| Earlier::default().is_pasted(&typed(text), "Ana", &evidence);
        assert!(is_pasted("Replaced the nested matches in the parser with one table!"));
        let noticed =
            "You replaced the nested matches in the parser with one table, so a new case is one line.";
        assert!(!is_pasted(noticed));
    }
}
