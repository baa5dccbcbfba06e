//! Compliments as people write them, each with the faults it should have: `corpus.txt`.

use super::{Fault, is_specific, lint, read};
use crate::text::{Limit, Typed};

const CORPUS: &str = include_str!("corpus.txt");

fn key(fault: Fault) -> &'static str {
    match fault {
        Fault::TraitAlone => "trait",
        Fault::Placeholder => "placeholder",
        Fault::Personal => "personal",
        Fault::Ranking => "ranking",
        Fault::Pivot => "pivot",
        Fault::Inflated => "inflated",
        Fault::NoArtifact => "no artifact",
        Fault::NoEffect => "no effect",
        Fault::TooShort => "short",
        Fault::TooLong => "long",
        Fault::Repeated => "repeated",
    }
}

/// The lines of the corpus: faults, then the compliment.
fn compliments() -> impl Iterator<Item = (&'static str, Typed)> {
    CORPUS.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(|line| {
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
    for (expected, text) in compliments() {
        let faults: Vec<&str> =
            lint(&text, "Ana", &[], &[]).into_iter().map(|finding| key(finding.fault)).collect();
        let faults = if faults.is_empty() { "good".to_owned() } else { faults.join(", ") };
        if faults != expected {
            wrong.push(format!("{faults} | {text}    (expected: {expected})"));
        }
    }
    assert!(wrong.is_empty(), "{}\n{} differ", wrong.join("\n"), wrong.len());
}

#[test]
fn a_good_compliment_is_specific_and_a_blocked_one_is_not() {
    for (faults, text) in compliments() {
        if faults == "good" && read(&text, "", &[]).english {
            assert!(is_specific(&text, &[]), "{text}");
        }
        if faults.starts_with("trait") {
            assert!(!is_specific(&text, &[]), "{text}");
        }
    }
}

#[test]
fn the_corpus_is_large_enough_to_mean_something() {
    assert!(compliments().count() >= 80);
    assert!(compliments().filter(|(faults, _)| *faults == "good").count() >= 40);
}
