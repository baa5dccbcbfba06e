//! No sentence that is said to a person stands anywhere but in the script.
//!
//! What looks like one is text between quotes that begins with a capital and goes on with two more words. Words of
//! logs, of errors and of panics are none, and neither are the files below.

use super::*;

/// Files whose sentences nobody reads in a language of theirs, and why. All of `bot` is the command line and its log.
const EXEMPT: [(&str, &str); 12] = [
    ("store/cluster/", "a database for tests"),
    ("chat/samples/", "what people say in tests"),
    ("hooks/src/github.rs", "the title that a thing has on GitHub, as its author wrote it"),
    ("slack/src/deliver.rs", "why something was not delivered, for those who run it and the log"),
    ("slack/src/deliver/", "the same"),
    ("slack/src/examine.rs", "the doctor of the command line"),
    ("slack/src/install/", "pages for whoever installs the app, of whom no language is known yet"),
    ("slack/src/manifest.rs", "what the platform shows of the app before anybody speaks to it"),
    ("discord/src/commands.rs", "the same"),
    ("discord/src/deliver", "why something was not delivered, for those who run it and the log"),
    ("discord/src/examine.rs", "the doctor of the command line"),
    ("discord/src/gateway/", "the log"),
];

/// What stands before words that are for a log or a programmer.
const NO_SPEECH: [&str; 10] = [
    "tracing::",
    "info!(",
    "warn!(",
    "error!(",
    "debug!(",
    "expect(",
    "panic!(",
    "unreachable!(",
    "reason =",
    "error(",
];

fn sentences(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.to_string_lossy().replace('\\', "/");
        if path.is_dir() && !name.ends_with("/tests") && !name.ends_with("/target") {
            sentences(&path, found);
        }
        let is_code = name.ends_with(".rs") && name.contains("/src/") && !name.contains("/fake/");
        let is_test = name.ends_with("tests.rs") || name.ends_with("/sample.rs");
        if !is_code || is_test || EXEMPT.iter().any(|(exempt, _)| name.contains(exempt)) {
            continue;
        }
        let source = std::fs::read_to_string(&path).unwrap();
        let source = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let code: Vec<&str> = source.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let code = code.join("\n").replace("\\\"", "'").replace("'\"'", "' '");
        let mut before = String::new();
        for (place, part) in code.split('"').enumerate() {
            if place % 2 == 0 {
                before = part.rsplit(';').next().map_or_else(String::new, str::to_owned) + &before;
                continue;
            }
            let is_speech = !NO_SPEECH.iter().any(|mark| before.contains(mark));
            if is_speech && looks_like_a_sentence(part) {
                found.push(format!("{name}: {part}"));
            }
            before = String::new();
        }
    }
}

fn looks_like_a_sentence(text: &str) -> bool {
    let mut words = text.split(' ');
    let first = words.next().unwrap_or_default();
    let is_capital = first.starts_with(char::is_uppercase) && first.chars().skip(1).all(char::is_lowercase);
    is_capital && words.filter(|word| word.starts_with(char::is_lowercase)).count() >= 2
}

#[test]
fn every_sentence_that_is_said_to_a_person_stands_in_the_script() {
    let core = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in [core.join("src"), core.join("../adapters")] {
        sentences(&folder, &mut found);
    }
    assert!(found.is_empty(), "said without the script: {found:#?}");
}

#[test]
fn a_sentence_is_told_from_a_key_a_format_and_a_statement() {
    assert!(looks_like_a_sentence("That is not yours to answer."));
    for other in
        ["ask.empty", "SELECT id FROM win", "{name} has it", "Europe/Berlin", "Twelve weeks", "-- win::get"]
    {
        assert!(!looks_like_a_sentence(other), "{other}");
    }
}
