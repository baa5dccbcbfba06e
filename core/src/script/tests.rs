mod elsewhere;
mod limits;
mod tongues;

use std::collections::BTreeSet;
use std::path::Path;

use super::*;
use crate::sample::buttons;

/// Every source file of this crate, its tests left out.
fn sources(folder: &Path) -> Vec<String> {
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if path.is_dir() && name != "tests" {
            texts.extend(sources(&path));
        } else if name.ends_with(".rs") && name != "tests.rs" && name != "sample.rs" {
            let text = std::fs::read_to_string(&path).unwrap();
            let end = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
            texts.push(text[..end].to_owned());
        }
    }
    texts
}

/// What stands between quotes in a source and has the shape of a key.
fn quoted(source: &str) -> impl Iterator<Item = &str> {
    let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    let parts = code.flat_map(|line| line.split('"').skip(1).step_by(2));
    let of_a_key = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-');
    parts.filter(move |part| !part.is_empty() && part.chars().all(of_a_key))
}

#[test]
fn every_sentence_is_said_somewhere() {
    let sources = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let said: BTreeSet<&str> = sources.iter().flat_map(|source| quoted(source)).collect();
    let unsaid: Vec<_> = keys().filter(|key| !said.contains(key)).collect();
    assert!(unsaid.is_empty(), "nobody says {unsaid:?}");
}

#[test]
fn everything_that_is_said_has_its_sentence() {
    let known: BTreeSet<&str> = keys().collect();
    let families: BTreeSet<&str> = known.iter().filter_map(|key| Some(key.split_once('.')?.0)).collect();
    for source in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let after = |call: &'static str| {
            source
                .split(call)
                .skip(1)
                .filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next())
        };
        let said = after("say(").chain(after("label(")).chain(after("Err(again("));
        let looks_like_a_key = |part: &&str| {
            part.split_once('.').is_some_and(|(family, rest)| families.contains(family) && !rest.is_empty())
        };
        for key in said.chain(quoted(&source).filter(looks_like_a_key)) {
            assert!(known.contains(key), "`{key}` has no sentence");
        }
    }
}

#[test]
fn what_cannot_be_said_has_a_fallback_with_a_receipt_of_its_own() {
    let message = fallback(catalogue(Tongue::English)).unwrap();
    assert_eq!(message.receipt.key, "trouble.words");
    assert_eq!(buttons(&message)[0].action, Action::Me);
}

#[test]
fn a_catalogue_says_what_it_has_and_tells_what_it_has_not() {
    let source = "\n## hello · v3\n# Hello {{ name }}\n[[me|Mine]]\n";
    let catalogue = Catalogue::read(source, Tongue::English, "en");
    let spoken_by = |saying: Saying| spoken(&catalogue, &saying);
    let (receipt, blocks) = spoken_by(say("hello").with("name", "*Ana*").button("me", Action::Me)).unwrap();
    assert_eq!((receipt.key.as_str(), receipt.version), ("hello", 3));
    assert_eq!(blocks.len(), 2);
    assert!(matches!(spoken_by(say("hello")), Err(Unsayable::Broken { .. })));
    assert!(matches!(spoken_by(say("goodbye")), Err(Unsayable::Unknown { .. })));
}

#[test]
#[cfg(debug_assertions)]
#[should_panic(expected = "`thanks` cannot be said")]
fn a_debug_build_stops_where_a_slot_is_missing() {
    let _ = say("thanks").message();
}

#[test]
#[cfg(not(debug_assertions))]
fn a_release_says_the_fallback_where_a_slot_is_missing() {
    assert_eq!(say("thanks").message().receipt.key, "trouble.words");
    assert_eq!(say("thanks").text(), "…");
}
