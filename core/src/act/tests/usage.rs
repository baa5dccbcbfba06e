//! What a box shows as an example is read by the verb that it stands beside, in every language.

use crate::act::{digest, holidays, language, round, settings, signals, weights};
use crate::action::{Verb, Words, words};
use crate::member::Member;
use crate::sample::{community, member, now};
use crate::tongue::Tongue;

/// The examples of a usage, without the words between them.
fn examples(usage: &str) -> Vec<&str> {
    let parts =
        usage.split([',', ';']).flat_map(|part| part.split(" or ")).flat_map(|part| part.split(" oder "));
    let bare = parts.map(|part| part.trim().trim_start_matches("or ").trim_start_matches("oder "));
    bare.filter(|part| !["a channel", "ein Kanal"].contains(part)).collect()
}

#[test]
fn every_example_is_read_by_its_verb_in_every_language() {
    let dee = Member { admin: true, ..member("dee") };
    let place = community();
    type Reads<'a> = Box<dyn Fn(Option<&Words>) -> bool + 'a>;
    let days = |said: Option<&Words>| match holidays::wish(said, &dee) {
        Ok(holidays::Wish::Set(days, _)) => crate::holidays::read(&days, now().date_naive()).is_ok(),
        wish => wish.is_ok(),
    };
    let verbs: [(&str, Reads<'_>); 7] = [
        ("holidays", Box::new(days)),
        ("digest", Box::new(|said| digest::wish(said, &dee).is_ok())),
        ("round", Box::new(|said| round::wish(said, &dee).is_ok())),
        ("settings", Box::new(|said| settings::wish(said, &dee).is_ok())),
        ("weights", Box::new(|said| weights::wish(said, &dee, &place).is_ok())),
        ("signals", Box::new(|said| signals::wish(said, &dee).is_ok())),
        ("default-language", Box::new(|said| language::set_for_all(said, &dee, &place).is_ok())),
    ];
    for (name, reads) in verbs {
        for tongue in Tongue::ALL {
            let usage = Verb::named(name).unwrap().looks().in_tongue(tongue);
            for example in examples(&usage) {
                assert!(reads(words(example).as_ref()), "{name} does not read {example:?}");
            }
        }
    }
}
