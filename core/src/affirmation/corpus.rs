//! Compliments as people write them, each with the faults it should have: `corpus.txt` and `corpus.de.txt`.

use super::{Fault, SaidBefore, is_specific, lint, read};
use crate::text::{Limit, Typed};
use crate::tongue::Tongue;

const ENGLISH: &str = include_str!("corpus.txt");
const GERMAN: &str = include_str!("corpus.de.txt");

fn key(fault: Fault) -> &'static str {
    match fault {
        Fault::TraitAlone => "trait",
        Fault::Placeholder => "placeholder",
        Fault::Personal => "personal",
        Fault::Harsh => "harsh",
        Fault::Ranking => "ranking",
        Fault::Pivot => "pivot",
        Fault::Inflated => "inflated",
        Fault::NoArtifact => "no artifact",
        Fault::NoEffect => "no effect",
        Fault::TooShort => "short",
        Fault::TooLong => "long",
        Fault::Repeated => "repeated",
        Fault::Pasted => "pasted",
    }
}

/// The lines of a corpus: faults, then the compliment.
fn compliments(corpus: &'static str) -> impl Iterator<Item = (&'static str, Typed)> {
    corpus.lines().filter(|line| !line.starts_with(['#', '~']) && !line.is_empty()).map(|line| {
        let (faults, text) = line.split_once(" | ").expect("a line is faults | compliment");
        (
            faults.trim(),
            Typed::parse(text, Limit::COMPLIMENT).expect("a compliment of the corpus can be typed"),
        )
    })
}

#[test]
fn every_compliment_has_exactly_its_faults() {
    let mut wrong = Vec::new();
    for (expected, text) in compliments(ENGLISH).chain(compliments(GERMAN)) {
        let faults: Vec<&str> = lint(&text, "Ana", &[], &SaidBefore::default())
            .into_iter()
            .map(|finding| key(finding.fault))
            .collect();
        let faults = if faults.is_empty() { "good".to_owned() } else { faults.join(", ") };
        if faults != expected {
            wrong.push(format!("{faults} | {text}    (expected: {expected})"));
        }
    }
    assert!(wrong.is_empty(), "{}\n{} differ", wrong.join("\n"), wrong.len());
}

#[test]
fn a_good_compliment_is_specific_and_a_blocked_one_is_not() {
    let mut wrong = Vec::new();
    for (faults, text) in compliments(ENGLISH).chain(compliments(GERMAN)) {
        if faults == "good" && read(&text, "", &[]).tongue.is_some() {
            wrong.extend((!is_specific(&text, &[])).then(|| format!("not specific: {text}")));
        }
        if faults.starts_with("trait") {
            wrong.extend(is_specific(&text, &[]).then(|| format!("specific: {text}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn words_for_work_that_end_like_words_for_a_gift_stop_no_german_compliment() {
    for text in GERMAN.lines().filter_map(|line| line.strip_prefix("~ ")) {
        let typed = Typed::parse(text, Limit::COMPLIMENT).unwrap();
        let stops = lint(&typed, "Ana", &[], &SaidBefore::default())
            .iter()
            .any(|finding| finding.fault == Fault::TraitAlone);
        assert!(!stops, "{text}");
    }
}

#[test]
fn a_german_compliment_reads_as_german() {
    for (_, text) in compliments(GERMAN).filter(|(_, text)| text.as_str().split(' ').count() > 2) {
        assert_eq!(read(&text, "", &[]).tongue, Some(Tongue::German), "{text}");
    }
}

#[test]
fn the_corpus_is_large_enough_to_mean_something() {
    for (corpus, all, good) in [(ENGLISH, 80, 40), (GERMAN, 80, 40)] {
        assert!(compliments(corpus).count() >= all);
        assert!(compliments(corpus).filter(|(faults, _)| *faults == "good").count() >= good);
    }
}
