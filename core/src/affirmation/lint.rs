//! What would make a compliment land badly, and why.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::evidence::{Evidence, EvidenceKind};
use super::german;
use super::lexicon::{Lexicon, english_words, german_words};
use super::likeness::{Copied, SaidBefore};
use super::reading::{read, trait_praise};
use super::words::{Words, count, fold, quoted};
use crate::text::{Private, Typed};
use crate::tongue::Tongue;

/// Under this many words there is hardly room for a deed and its effect.
pub const FEWEST_WORDS: usize = 8;
/// Over this many words the one thing noticed is lost; it is also about what a phone shows at once.
pub const MOST_WORDS: usize = 45;

/// What is wrong with a compliment. Findings come in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// It praises what somebody is and names nothing they did. Praise for ability makes people avoid hard tasks
    /// after a failure, praise for the work does not (Mueller & Dweck 1998).
    TraitAlone,
    /// A slot of the frame was left as it is; the learner would read a form letter.
    Placeholder,
    /// It speaks of body, age, gender, origin or accent. None of these is work, whatever is meant.
    Personal,
    /// It runs the work down: there is nothing in it that could be heard as noticed.
    Harsh,
    /// It ranks the learner against others. Feedback that turns attention from the task to the self helps less
    /// and often harms (feedback intervention theory, Kluger & DeNisi 1996).
    Ranking,
    /// It turns: "but", "however". Wrapping advice in praise changes how feedback is perceived and not what
    /// people do afterwards (feedback sandwich, Parkes et al. 2013), and advice has its own message here.
    Pivot,
    /// Its words are larger than any work. Inflated praise makes those who doubt themselves choose easier tasks
    /// (Brummelman et al. 2014, with children).
    Inflated,
    /// It names no piece of work, so the learner cannot tell what to repeat.
    NoArtifact,
    /// It does not say what the deed changed, so the learner cannot tell why it was good.
    NoEffect,
    /// It has fewer than [`FEWEST_WORDS`] words.
    TooShort,
    /// It has more than [`MOST_WORDS`] words.
    TooLong,
    /// It is nearly the same as an earlier one of this mentor; people compare, and a stamp is not noticed.
    Repeated,
    /// It is a copy of what somebody said lately, or an echo of what the learner wrote. Nothing was noticed in it.
    Pasted,
}

/// What a fault does to sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// It is not sent like this.
    Block,
    /// It is sent when the mentor says so, which is recorded.
    Warn,
}

impl Fault {
    /// Does it stop the message or only ask?
    pub fn weight(self) -> Weight {
        match self {
            Fault::TraitAlone | Fault::Placeholder => Weight::Block,
            Fault::Personal
            | Fault::Harsh
            | Fault::Ranking
            | Fault::Pivot
            | Fault::Inflated
            | Fault::NoArtifact
            | Fault::NoEffect
            | Fault::TooShort
            | Fault::TooLong
            | Fault::Repeated
            | Fault::Pasted => Weight::Warn,
        }
    }
}

/// One fault of one text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What is wrong.
    pub fault: Fault,
    /// The words that made it, as typed; the earlier compliment for [`Fault::Repeated`]; the number of words for
    /// the two lengths; the learner's own words where these are echoed, and nothing of another's; nothing where something
    /// is missing.
    pub found: Option<Private<String>>,
}

/// Reads a compliment for faults: blocks first, then in the order of [`Fault`], each at most once.
pub fn lint(text: &Typed, learner_name: &str, evidence: &[Evidence], before: &SaidBefore) -> Vec<Finding> {
    let words = Words::of(text.as_str());
    let name = Words::of(learner_name);
    let reading = read(text, learner_name, evidence);
    let length = count(text.as_str());
    // Whoever has asked and done nothing yet has no piece of work that could be named.
    let has_work = evidence.is_empty() || evidence.iter().any(|evidence| evidence.kind == EvidenceKind::Win);
    let shown = |run: Range<usize>| words.text(run).to_owned();
    let is_german = reading.tongue == Some(Tongue::German);
    let lexicon = if is_german { german_words() } else { english_words() };
    let found = |list, except| words.find(lexicon.list(list), lexicon.list(except)).map(shown);
    let (ranking, pivot) = if is_german {
        (german::ranking(&words), german::pivot(&words))
    } else {
        (ranking(&words), pivot(&words))
    };

    let known = reading.tongue.is_some();
    // In German many a word for work ends like one for a gift (Freigabe, Signatur), so where work or its effect is
    // named, only "du bist" counts there: a false no stops a good compliment.
    let counts = |run: &Range<usize>| {
        !is_german || german::is_of_you(&words, run) || !(reading.artifact || reading.effect)
    };
    let praise = trait_praise(&words, &name, reading.tongue).filter(counts);
    let trait_alone = praise.filter(|_| known && !reading.deed).map(shown);
    let twin = before.repeated(text, learner_name);
    let copied = before.copied(text, learner_name, evidence).filter(|_| twin.is_none());
    let echoed = match copied {
        Some(Copied::Theirs(deed)) => Some(deed.to_string()),
        _ => None,
    };
    let with_words = [
        (Fault::TraitAlone, trait_alone),
        (Fault::Placeholder, placeholder(text.as_str())),
        (Fault::Personal, found("personal", "not personal")),
        (Fault::Harsh, found("harsh", "not harsh")),
        (Fault::Ranking, ranking.map(shown)),
        (Fault::Pivot, pivot.map(shown)),
        (Fault::Inflated, found("inflated", "not inflated")),
    ];
    let without_words = [
        (Fault::NoArtifact, has_work && known && !reading.artifact, None),
        (Fault::NoEffect, known && !reading.effect, None),
        (Fault::TooShort, length < FEWEST_WORDS, Some(length.to_string())),
        (Fault::TooLong, length > MOST_WORDS, Some(length.to_string())),
        (Fault::Repeated, twin.is_some(), twin.map(ToString::to_string)),
        (Fault::Pasted, copied.is_some(), echoed),
    ];
    let with_words = with_words.into_iter().filter(|(_, found)| found.is_some());
    let without_words =
        without_words.into_iter().filter_map(|(fault, there, found)| there.then_some((fault, found)));
    with_words
        .chain(without_words)
        .map(|(fault, found)| Finding { fault, found: found.map(Private::new) })
        .collect()
}

/// The words by which a text runs work or somebody down, in either language.
pub fn runs_down(text: &Typed) -> Option<Private<String>> {
    let words = Words::of(text.as_str());
    let lexicons = [english_words(), german_words()];
    let harsh = |lexicon: &Lexicon| words.find(lexicon.list("harsh"), lexicon.list("not harsh"));
    lexicons.into_iter().find_map(harsh).map(|run| Private::new(words.text(run).to_owned()))
}

/// "best in the team", "faster than the others"; not "faster than before".
fn ranking(words: &Words<'_>) -> Option<Range<usize>> {
    let people = english_words().list("people");
    let compared = || {
        (0..words.len()).filter(|&at| words.get(at) == "than").find_map(|at| {
            let length = people.begins(words.from(at + 1));
            let from = (at.saturating_sub(4)..at).rev().find(|&at| {
                let word = words.get(at);
                english_words().list("comparatives").has(word) || word.len() > 4 && word.ends_with("er")
            })?;
            (length > 0 && words.word(at).is_some_and(|word| !word.quoted)).then_some(from..at + 1 + length)
        })
    };
    words
        .find(english_words().list("ranking"), english_words().list("not ranking"))
        .or_else(compared)
        .or_else(|| topmost(words))
}

/// "the best tests in this class".
fn topmost(words: &Words<'_>) -> Option<Range<usize>> {
    let is = |list: &str, at: usize| english_words().list(list).has(words.get(at));
    let unquoted = |at: usize| words.word(at).is_some_and(|word| !word.quoted);
    (0..words.len()).filter(|&at| is("superlatives", at) && unquoted(at)).find_map(|at| {
        let within = (at + 1..at + 5).find(|&at| matches!(words.get(at), "in" | "on" | "of"))?;
        let group = (within + 1..within + 4).find(|&at| is("groups", at))?;
        Some(at..group + 1)
    })
}

/// A pivot that turns against what was said. "Not the symptom but the cause" turns nothing.
fn pivot(words: &Words<'_>) -> Option<Range<usize>> {
    const SCOPE_OF_NOT: usize = 9;
    let list = english_words().list("pivots");
    let except = english_words().list("not pivots");
    let is_negated = |run: &Range<usize>| {
        words.get(run.start) == "but"
            && (run.start.saturating_sub(SCOPE_OF_NOT)..run.start)
                .any(|at| english_words().list("negations").has(words.get(at)))
    };
    words.find(list, except).filter(|run| !is_negated(run))
}

/// A slot of the frame as it stood there: `{deed}`, `[effect]`, `<…>`, `___`.
fn placeholder(text: &str) -> Option<String> {
    let quotes = quoted(text);
    let is_code =
        |at: usize| quotes.iter().any(|range| range.contains(&at) && text[..range.start].ends_with('`'));
    let is_quoted = |at: usize| quotes.iter().any(|range| range.contains(&at));
    let slot = text.char_indices().filter(|(at, _)| !is_code(*at)).find_map(|(at, open)| {
        let close = match open {
            '{' => '}',
            '[' => ']',
            '<' => '>',
            _ => return None,
        };
        let end = at + text[at..].find(close)?;
        let inside = text[at + 1..end].trim_matches(|c: char| c == open || c.is_whitespace());
        let is_blank = !inside.is_empty() && inside.chars().all(|c| matches!(c, '.' | '…' | '_' | '-' | '?'));
        let is_link = text[end + 1..].starts_with('(');
        let is_slot = is_slot_name(inside) && !is_link || is_blank && !is_quoted(at);
        is_slot.then(|| text[at..=end].to_owned())
    });
    slot.or_else(|| {
        text.split_whitespace()
            .map(|word| word.trim_matches(|c: char| c != '_' && !c.is_alphanumeric()))
            .find(|word| word.len() > 2 && word.chars().all(|c| c == '_'))
            .map(str::to_owned)
    })
}

fn is_slot_name(inside: &str) -> bool {
    let words: Vec<String> =
        inside.split([' ', '-', '_']).filter(|word| !word.is_empty()).map(fold).collect();
    let names = |lexicon: &Lexicon| lexicon.list("placeholders").begins(&words) == words.len();
    !words.is_empty() && (names(english_words()) || names(german_words()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert, proptest};

    use super::{Fault, Finding, SaidBefore, Weight, lint};
    use crate::affirmation::{Evidence, EvidenceKind, is_specific};
    use crate::text::{Limit, Typed};

    fn typed(text: &str) -> Typed {
        Typed::parse(text, Limit::COMPLIMENT).unwrap()
    }

    #[test]
    fn a_finding_carries_the_words_that_made_it() {
        let text = typed("You’re a NATURAL at parsing!");
        let findings = lint(&text, "Ana", &[], &SaidBefore::default());
        assert_eq!(findings[0].fault, Fault::TraitAlone);
        assert_eq!(findings[0].found.as_ref().unwrap().get(), "You’re a NATURAL");
        assert!(!format!("{findings:?}").contains("NATURAL"));
    }

    #[test]
    fn a_stamp_is_noticed_whoever_it_names() {
        let said = typed("Ben, the test you wrote pins the hang to one byte.");
        let earlier = SaidBefore { own: vec![said.clone()], anybodys: vec![said.clone()] };
        let text = typed("Ana, the test you wrote pins the hang to one line.");
        let findings = lint(&text, "Ana", &[], &earlier);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].fault, Fault::Repeated);
        assert_eq!(findings[0].found.as_ref().unwrap().get(), said.as_str());
    }

    #[test]
    fn a_copy_of_what_another_said_is_noticed_and_tells_nobody_their_words() {
        let text =
            typed("Ana, the test you wrote for the parser pins the hang to one byte, so I can begin there.");
        let earlier = SaidBefore { own: Vec::new(), anybodys: vec![text.clone()] };
        let findings = lint(&text, "Ana", &[], &earlier);
        assert_eq!(findings, [Finding { fault: Fault::Pasted, found: None }]);
    }

    #[test]
    fn whoever_has_only_asked_is_not_missed_a_piece_of_work() {
        let question =
            Evidence { deed: typed("how do I test a parser"), link: None, kind: EvidenceKind::Question };
        let win = Evidence { kind: EvidenceKind::Win, ..question.clone() };
        let text = typed("That was kind of you yesterday. It saves us all a long search.");
        let misses = |evidence: &[Evidence]| {
            lint(&text, "Ana", evidence, &SaidBefore::default())
                .iter()
                .any(|finding| finding.fault == Fault::NoArtifact)
        };
        assert!(!misses(std::slice::from_ref(&question)));
        assert!(misses(&[question, win]) && misses(&[]));
    }

    #[test]
    fn the_words_of_the_evidence_are_an_artifact() {
        let win = Evidence {
            deed: typed("Opened \"fuzz input hangs\" with a failing case"),
            link: None,
            kind: EvidenceKind::Win,
        };
        let text = typed("You tracked down where the fuzz input hangs, so nobody else has to.");
        assert!(is_specific(&text, std::slice::from_ref(&win)));
        assert!(lint(&text, "Ana", &[win], &SaidBefore::default()).is_empty());
    }

    proptest! {
        #[test]
        fn any_text_can_be_read(raw in any::<String>(), name in any::<String>()) {
            if let Ok(text) = Typed::parse(&raw, Limit::COMPLIMENT) {
                lint(&text, &name, &[], &SaidBefore { own: vec![text.clone()], anybodys: vec![text.clone()] });
            }
        }

        #[test]
        fn blocks_come_first_and_each_fault_once(
            raw in "(you're |you |are |so |a |natural |\\{deed\\} |___ |better than |others |but |not |wrote |“|\"|`|it |pins |é|perfect |your accent |Ana |is ){1,20}"
        ) {
            if let Ok(text) = Typed::parse(&raw, Limit::COMPLIMENT) {
                let findings = lint(&text, "Ana", &[], &SaidBefore::default());
                prop_assert!(findings.is_sorted_by(|a, b| a.fault < b.fault));
                prop_assert!(findings.is_sorted_by_key(|finding| finding.fault.weight() == Weight::Warn));
            }
        }
    }
}
