//! What is real about a learner's work, and the sentence it can begin.

use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;

use super::lexicon::english_words;
use super::words::Words;
use crate::text::{Link, Typed};

/// A recent piece of a learner's work, or the question the learner asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// What was done, in the learner's words; for a question, the question.
    pub deed: Typed,
    /// Where it can be seen.
    pub link: Option<Link>,
    /// A win or a question.
    pub kind: EvidenceKind,
}

/// What a piece of evidence is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// Something the learner did.
    Win,
    /// Something the learner asked, which is evidence while nothing is done yet.
    Question,
}

/// The sentence a mentor may start from, as far as it is true. The script turns it into words; a blank is shown
/// as a blank and is never filled by us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// `I noticed {deed} in {artifact}. It {effect}.`
    Noticed {
        /// The first win of the evidence.
        deed: Deed,
        /// Where it can be seen, which is the artifact.
        link: Option<Link>,
    },
    /// `In your question, "{question}", I noticed {deed}. That saves us {effect}.`
    Asked {
        /// The learner's own question.
        question: Typed,
    },
    /// Nothing is known: every part is the mentor's to fill.
    Open,
}

/// A deed as a frame can use it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// It begins with what was done, first letter folded, as it is said to whoever did it: "you {replaced your
    /// matches}".
    Did(String),
    /// It names a thing, as it was typed: "{The failing case for issue 12}".
    Thing(Typed),
}

/// What a frame leaves to the mentor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Blank {
    /// What the learner did.
    Deed,
    /// In which piece of work.
    Artifact,
    /// What it changed.
    Effect,
}

impl Frame {
    /// The blanks of the frame, in the order of the sentence.
    pub fn blanks(&self) -> &'static [Blank] {
        match self {
            Frame::Noticed { link: Some(_), .. } => &[Blank::Effect],
            Frame::Asked { .. } => &[Blank::Deed, Blank::Effect],
            Frame::Noticed { link: None, .. } => &[Blank::Artifact, Blank::Effect],
            Frame::Open => &[Blank::Deed, Blank::Artifact, Blank::Effect],
        }
    }
}

/// The frame for this evidence: its first win, else its first question. A win is never invented.
pub fn frame(evidence: &[Evidence]) -> Frame {
    let first = |kind| evidence.iter().find(|evidence| evidence.kind == kind);
    match (first(EvidenceKind::Win), first(EvidenceKind::Question)) {
        (Some(win), _) => Frame::Noticed { deed: deed(&win.deed), link: win.link.clone() },
        (None, Some(question)) => Frame::Asked { question: question.deed.clone() },
        (None, None) => Frame::Open,
    }
}

fn deed(typed: &Typed) -> Deed {
    let words = typed.as_str().strip_prefix("I ").unwrap_or(typed.as_str());
    let begins_with_a_deed =
        Words::of(words).folded().next().is_some_and(|word| english_words().is_past_verb(word));
    let words = addressed(words);
    let mut chars = words.chars();
    match chars.next() {
        Some(first) if begins_with_a_deed => Deed::Did(first.to_lowercase().chain(chars).collect()),
        _ => Deed::Thing(typed.clone()),
    }
}

/// What somebody said of their own, as it is said to them.
fn addressed(words: &str) -> String {
    let word = |word| match word {
        "my" => "your",
        "mine" => "yours",
        "myself" => "yourself",
        word => word,
    };
    words.split_word_bounds().map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::{Blank, Deed, Evidence, EvidenceKind, Frame, frame};
    use crate::text::{Limit, Link, Typed};

    fn evidence(kind: EvidenceKind, deed: &str, link: Option<&str>) -> Evidence {
        Evidence {
            deed: Typed::parse(deed, Limit::WIN).unwrap(),
            link: link.map(|link| Link::parse(link).unwrap()),
            kind,
        }
    }

    #[test]
    fn a_win_fills_the_frame_and_leaves_the_effect_to_the_mentor() {
        let link = "https://git.example/pull/41";
        let question = evidence(EvidenceKind::Question, "how do I test a parser", None);
        let win = evidence(EvidenceKind::Win, "Replaced the nested matches", Some(link));
        let frame = frame(&[question, win]);
        assert_eq!(
            frame,
            Frame::Noticed {
                deed: Deed::Did("replaced the nested matches".into()),
                link: Some(Link::parse(link).unwrap())
            }
        );
        assert_eq!(frame.blanks(), [Blank::Effect]);
    }

    #[test]
    fn what_somebody_tells_of_themselves_is_said_to_them() {
        for (told, said) in [
            ("Wrote my first parser", "wrote your first parser"),
            ("I wrote tests for mine by myself", "wrote tests for yours by yourself"),
            ("Wrote a myth-buster", "wrote a myth-buster"),
        ] {
            let frame = frame(&[evidence(EvidenceKind::Win, told, None)]);
            assert_eq!(frame, Frame::Noticed { deed: Deed::Did(said.into()), link: None });
        }
    }

    #[test]
    fn a_thing_keeps_the_learners_own_words() {
        let frame = frame(&[evidence(EvidenceKind::Win, "Élan chapter draft", None)]);
        let Frame::Noticed { deed: Deed::Thing(thing), link: None } = &frame else { panic!("{frame:?}") };
        assert_eq!(thing.as_str(), "Élan chapter draft");
        assert_eq!(frame.blanks(), [Blank::Artifact, Blank::Effect]);
    }

    #[test]
    fn without_a_win_the_question_is_the_evidence() {
        let question = evidence(EvidenceKind::Question, "how do I test a parser", None);
        assert_eq!(frame(std::slice::from_ref(&question)), Frame::Asked { question: question.deed });
        assert_eq!(frame(&[]), Frame::Open);
        assert_eq!(frame(&[]).blanks().len(), 3);
    }
}
