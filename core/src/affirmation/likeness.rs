//! Are two compliments nearly the same?

use std::collections::HashSet;

use super::words::Words;
use crate::text::Typed;

/// From this share of common pairs on (two words exchanged in a dozen), a reader takes two texts for the same one
/// again.
const NEARLY_THE_SAME: f64 = 0.5;

/// Whether a compliment says nearly the same as another, whoever they are said to.
pub fn repeats(text: &Typed, other: &Typed, learner_name: &str) -> bool {
    let [text, other] = [text, other].map(|text| Words::of(text.as_str()));
    is_nearly_the_same(&text, &other, &Words::of(learner_name))
}

/// Jaccard likeness of neighbouring folded words (shingles of two: Broder 1997), leaving out the learner's name.
pub(super) fn is_nearly_the_same(text: &Words<'_>, other: &Words<'_>, name: &Words<'_>) -> bool {
    let one = pairs(text, name);
    let two = pairs(other, name);
    let common = one.intersection(&two).count();
    let all = one.len() + two.len() - common;
    all > 0 && common as f64 / all as f64 >= NEARLY_THE_SAME
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
    use super::is_nearly_the_same;
    use crate::affirmation::words::Words;

    fn same(one: &str, two: &str) -> bool {
        is_nearly_the_same(&Words::of(one), &Words::of(two), &Words::of("Ana"))
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
        assert!(!same("", ""));
        assert!(!same("Ana", "Ana"));
    }
}
