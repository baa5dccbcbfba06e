//! The wording, read once: sections of `en.md`, their versions and hashes, and the strict environment around them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use minijinja::{Environment, Output, State, UndefinedBehavior, Value};
use sha2::{Digest, Sha256};

use super::markup;

const ENGLISH: &str = include_str!("en.md");

/// All sentences of one language.
pub(super) struct Catalogue {
    environment: Environment<'static>,
    entries: BTreeMap<&'static str, Entry>,
}

/// One sentence.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) version: u32,
    pub(super) hash: String,
}

/// Why a sentence cannot be said.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unsayable {
    /// The script does not have it.
    #[error("the script has no sentence `{key}`")]
    Unknown {
        /// Which was looked for.
        key: String,
    },
    /// Its template lacks a slot, or cannot use what is in it.
    #[error("`{key}` cannot be said: {why}")]
    Broken {
        /// Which.
        key: String,
        /// What the template says, free of people's words.
        why: String,
    },
}

/// The keys of all sentences.
pub fn keys() -> impl Iterator<Item = &'static str> {
    catalogue().entries.keys().copied()
}

pub(super) fn catalogue() -> &'static Catalogue {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::read(ENGLISH));
    &CATALOGUE
}

impl Catalogue {
    pub(super) fn read(source: &'static str) -> Catalogue {
        let mut environment = Environment::empty();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_formatter(escaping);
        environment.add_filter("clock", |at: i64| instant(at, "clock"));
        environment.add_filter("daytime", |at: i64| instant(at, "daytime"));
        environment.add_filter("day", |at: i64| instant(at, "day"));
        environment.add_filter("full", |at: i64| instant(at, "full"));
        environment.add_filter("linked", linked);
        environment.add_filter("mention", mention);
        environment.add_filter("count", count);
        environment.add_filter("list", |items: Vec<Value>| list(&items));
        environment.add_filter("length", |items: Vec<Value>| items.len());
        let mut entries = BTreeMap::new();
        for section in source.split("\n## ").skip(1) {
            let (head, template) = section.split_once('\n').expect("a section has a head and a body");
            let (key, version) = head.split_once(" · v").expect("a head is `key · v1`");
            let template = template.trim();
            let hash = Sha256::digest(template).iter().map(|byte| format!("{byte:02x}")).collect();
            let version = version.trim().parse().expect("a version is a number");
            environment.add_template(key, template).expect("a template is well formed");
            let known = entries.insert(key, Entry { version, hash });
            assert!(known.is_none(), "the key {key} stands twice in the script");
        }
        Catalogue { environment, entries }
    }

    /// A sentence's version and hash.
    pub(super) fn entry(&self, key: &str) -> Result<&Entry, Unsayable> {
        self.entries.get(key).ok_or_else(|| Unsayable::Unknown { key: key.to_owned() })
    }

    /// A sentence as markup.
    pub(super) fn render(
        &self,
        key: &str,
        slots: &BTreeMap<&'static str, Value>,
    ) -> Result<String, Unsayable> {
        let template = self.environment.get_template(key);
        let template = template.map_err(|_| Unsayable::Unknown { key: key.to_owned() })?;
        template
            .render(slots)
            .map_err(|problem| Unsayable::Broken { key: key.to_owned(), why: why(&problem) })
    }
}

/// The kind of a problem and its line. Its details may hold what people wrote.
fn why(problem: &minijinja::Error) -> String {
    format!("{} in line {}", problem.kind(), problem.line().unwrap_or_default())
}

fn escaping(out: &mut Output, _: &mut State, value: &Value) -> Result<(), minijinja::Error> {
    if value.is_safe() {
        write!(out, "{value}")?;
    } else if value.is_undefined() {
        return Err(minijinja::Error::from(minijinja::ErrorKind::UndefinedError));
    } else if !value.is_none() {
        out.write_str(&markup::escaped(&value.to_string()))?;
    }
    Ok(())
}

fn instant(at: i64, form: &str) -> Value {
    Value::from_safe_string(format!("<t:{at}:{form}>"))
}

fn linked(label: &str, url: Option<&str>) -> Value {
    let label = markup::escaped(label);
    Value::from_safe_string(match url {
        Some(url) => format!("[{label}]({})", markup::escaped(url)),
        None => label,
    })
}

fn mention(name: &str, handle: &str) -> Value {
    Value::from_safe_string(format!("<@{}|{}>", markup::escaped(handle), markup::escaped(name)))
}

/// `{{ n|count("person", "people") }}` is *1 person* or *2 people*.
fn count(n: u32, one: &str, other: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { other })
}

/// *a*, *a and b*, *a, b and c*.
fn list(items: &[Value]) -> String {
    match items {
        [] => String::new(),
        [only] => only.to_string(),
        [init @ .., last] => {
            let init = init.iter().map(Value::to_string).collect::<Vec<_>>().join(", ");
            format!("{init} and {last}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_names_the_wording_and_nothing_else() {
        let script = Catalogue::read("\n## a · v1\nHello\n\n## b · v2\nHello\n");
        let (first, second) = (script.entry("a").unwrap(), script.entry("b").unwrap());
        assert_eq!(first.hash, second.hash);
        // printf Hello | sha256sum
        assert_eq!(first.hash, "185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969");
        assert_eq!(second.version, 2);
    }

    #[test]
    fn a_missing_slot_is_an_error_that_keeps_peoples_words_to_itself() {
        let script = Catalogue::read("\n## a · v1\n{{ name }}\n\n## b · v1\n\n{{ words|day }}\n");
        let broken = |key: &str, why: &str| Unsayable::Broken { key: key.to_owned(), why: why.to_owned() };
        let nothing = BTreeMap::new();
        assert_eq!(script.render("a", &nothing), Err(broken("a", "undefined value in line 1")));
        let words = BTreeMap::from([("words", Value::from("a secret"))]);
        assert_eq!(script.render("b", &words), Err(broken("b", "invalid operation in line 1")));
    }

    #[test]
    fn a_sentence_that_nobody_wrote_is_an_error() {
        let script = Catalogue::read("\n## a · v1\nHello\n");
        let unknown = Unsayable::Unknown { key: "b".to_owned() };
        assert_eq!(script.render("b", &BTreeMap::new()), Err(unknown.clone()));
        assert_eq!(script.entry("b").err(), Some(unknown));
    }
}
