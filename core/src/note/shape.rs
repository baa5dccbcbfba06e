//! Does an actionable say when, what and until when?

use crate::text::Typed;

/// The parts of `When {cue}, I will {verb} {object} until {visible end}` that an actionable has.
///
/// A plan that names its moment is carried out more often (implementation intentions: Gollwitzer & Sheeran
/// 2006). It is a hint beside the field and never keeps a learner from writing it another way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Shape {
    /// It begins or ends with a moment: "When I open the parser", "tomorrow".
    pub cue: bool,
    /// It says who does it: "I will", "I'll".
    pub intention: bool,
    /// It says what one will see when it is done: "until the suite runs".
    pub end: bool,
}

impl Shape {
    /// All three parts are there.
    pub fn is_whole(self) -> bool {
        self.cue && self.intention && self.end
    }
}

const CUES: [&str; 17] = [
    "when",
    "whenever",
    "after",
    "before",
    "once",
    "as soon as",
    "every time",
    "each time",
    "next time",
    "while",
    "on",
    "at",
    "tomorrow",
    "today",
    "tonight",
    "this",
    "if",
];
const INTENTIONS: [&str; 9] = [
    "i will",
    "i'll",
    "i am going to",
    "i'm going to",
    "we will",
    "we'll",
    "i want to",
    "i plan to",
    "i shall",
];
const ENDS: [&str; 7] =
    ["until", "till", "so that", "such that", "and stop when", "then stop", "to the point where"];

/// Which parts of the recommended form are in an actionable, in English.
pub fn shape(actionable: &Typed) -> Shape {
    let text = actionable.as_str().to_lowercase().replace('’', "'");
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty()).collect();
    let text = format!(" {} ", words.join(" "));
    let has = |phrase: &&str| text.contains(&format!(" {phrase} "));
    let first = |phrase: &&str| text.starts_with(&format!(" {phrase} "));
    let cue_after = |phrase: &&str| has(phrase) && !matches!(*phrase, "on" | "at" | "this");
    Shape {
        cue: CUES.iter().any(|cue| first(cue) || cue_after(cue)),
        intention: INTENTIONS.iter().any(has),
        end: ENDS.iter().any(has),
    }
}

#[cfg(test)]
mod tests {
    use super::{Shape, shape};
    use crate::text::{Limit, Typed};

    fn of(text: &str) -> Shape {
        shape(&Typed::parse(text, Limit::ACTIONABLE).unwrap())
    }

    #[test]
    fn the_recommended_form_is_whole() {
        for text in [
            "When I open the parser tomorrow, I will write one table-driven test until it fails for the right reason.",
            "When it passes, I will add the fuzz case until the suite runs without the hang.",
            "After stand-up I’ll sketch the intro until it fits on one slide",
        ] {
            assert!(of(text).is_whole(), "{text}");
        }
    }

    #[test]
    fn a_part_that_is_not_there_is_told() {
        assert_eq!(of("Write tests"), Shape { cue: false, intention: false, end: false });
        assert_eq!(of("I will write a test"), Shape { cue: false, intention: true, end: false });
        assert_eq!(
            of("Tomorrow: write a test until it fails"),
            Shape { cue: true, intention: false, end: true }
        );
        assert_eq!(of("Work on the parser"), Shape { cue: false, intention: false, end: false });
    }
}
