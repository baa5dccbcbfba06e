//! The wording of a language, read once: the sections of its script, their versions and hashes, and the strict
//! environment around them.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};
use minijinja::value::Kwargs;
use minijinja::{Environment, Output, State, UndefinedBehavior, Value};
use sha2::{Digest, Sha256};
use unic_langid::LanguageIdentifier;

use super::conventions::Conventions;
use super::{Saying, markup};
use crate::tongue::Tongue;

/// All sentences of one language.
pub(super) struct Catalogue {
    tongue: Tongue,
    environment: Environment<'static>,
    conventions: Arc<Conventions>,
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
    catalogue(Tongue::English).keys()
}

/// The sentences of a language.
pub(super) fn catalogue(tongue: Tongue) -> &'static Catalogue {
    static ENGLISH: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::of(Tongue::English));
    static GERMAN: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::of(Tongue::German));
    match tongue {
        Tongue::English => &ENGLISH,
        Tongue::German => &GERMAN,
    }
}

impl Catalogue {
    fn of(tongue: Tongue) -> Catalogue {
        Catalogue::read(tongue.script(), tongue, tongue.locale())
    }

    /// The sentences in a source, with the plural rules of a locale.
    pub(super) fn read(source: &'static str, tongue: Tongue, locale: &str) -> Catalogue {
        let plurals = Arc::new(plurals(locale));
        let mut environment = Environment::empty();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_formatter(escaping);
        environment.add_filter("clock", |at: i64| instant(at, "clock"));
        environment.add_filter("daytime", |at: i64| instant(at, "daytime"));
        environment.add_filter("day", |at: i64| instant(at, "day"));
        environment.add_filter("full", |at: i64| instant(at, "full"));
        environment.add_filter("linked", linked);
        environment.add_filter("mention", mention);
        let rules = Arc::clone(&plurals);
        environment.add_filter("count", move |n: u32, one: &str, other: &str, forms: Kwargs| {
            count(&rules, n, one, other, &forms)
        });
        environment.add_filter("plural", move |n: u32| category(plural(&plurals, n)));
        environment.add_filter("length", |items: Vec<Value>| items.len());
        let mut entries = BTreeMap::new();
        for section in source.split("\n## ").skip(1) {
            let (head, template) = section.split_once('\n').expect("a section has a head and a body");
            let (key, version) = head.split_once(" · v").expect("a head is `key · v1`");
            let template = template.trim();
            let hash = hex::encode(Sha256::digest(template));
            let version = version.trim().parse().expect("a version is a number");
            environment.add_template(key, template).expect("a template is well formed");
            let known = entries.insert(key, Entry { version, hash });
            assert!(known.is_none(), "the key {key} stands twice in the script");
        }
        let conventions = Arc::new(Conventions::read(&environment));
        let customs = Arc::clone(&conventions);
        environment.add_filter("list", move |items: Vec<String>| customs.list(&items));
        let customs = Arc::clone(&conventions);
        environment.add_filter("weekdays", move |hours: &str| customs.hours(hours));
        let customs = Arc::clone(&conventions);
        environment.add_filter("decimal", move |number: f64, places: usize| customs.decimal(number, places));
        Catalogue { tongue, environment, conventions, entries }
    }

    /// The language.
    pub(super) fn tongue(&self) -> Tongue {
        self.tongue
    }

    /// How it writes dates, numbers and lists.
    pub(super) fn conventions(&self) -> &Conventions {
        &self.conventions
    }

    /// The keys of its sentences.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'static str> {
        self.entries.keys().copied()
    }

    /// A sentence's version and hash.
    pub(super) fn entry(&self, key: &str) -> Result<&Entry, Unsayable> {
        self.entries.get(key).ok_or_else(|| Unsayable::Unknown { key: key.to_owned() })
    }

    /// The one that says a sentence: this, or English where this language does not have it.
    pub(super) fn that_has(&self, key: &str) -> &Catalogue {
        if self.entries.contains_key(key) || self.tongue.is_english() {
            self
        } else {
            catalogue(Tongue::English)
        }
    }

    /// A sentence as markup.
    pub(super) fn render(&self, saying: &Saying) -> Result<String, Unsayable> {
        let key = saying.key;
        let template = self.environment.get_template(key);
        let template = template.map_err(|_| Unsayable::Unknown { key: key.to_owned() })?;
        let slots = saying.slots.iter().map(|(slot, value)| Ok((&**slot, value.shown(self)?)));
        let slots = slots.collect::<Result<BTreeMap<&str, Value>, Unsayable>>()?;
        template
            .render(Value::from(slots))
            .map_err(|problem| Unsayable::Broken { key: key.to_owned(), why: why(&problem) })
    }

    /// A sentence as bare words.
    pub(super) fn bare(&self, saying: &Saying) -> Result<String, Unsayable> {
        let catalogue = self.that_has(saying.key);
        Ok(markup::bare(&catalogue.render(saying)?, catalogue.tongue))
    }
}

/// The rules by which a language counts, from the Unicode CLDR.
fn plurals(locale: &str) -> PluralRules {
    let locale: LanguageIdentifier = locale.parse().expect("a locale is well formed");
    PluralRules::create(locale, PluralRuleType::CARDINAL).expect("every language that is spoken here counts")
}

fn plural(rules: &PluralRules, n: u32) -> PluralCategory {
    rules.select(n).unwrap_or(PluralCategory::OTHER)
}

fn category(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::ZERO => "zero",
        PluralCategory::ONE => "one",
        PluralCategory::TWO => "two",
        PluralCategory::FEW => "few",
        PluralCategory::MANY => "many",
        PluralCategory::OTHER => "other",
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

/// `{{ n|count("person", "people") }}` is *1 person* or *2 people*. A language with more forms names those between:
/// `{{ n|count("osoba", "osoby", few="osoby", many="osób") }}`.
fn count(
    rules: &PluralRules,
    n: u32,
    one: &str,
    other: &str,
    forms: &Kwargs,
) -> Result<String, minijinja::Error> {
    let named = |name| Ok::<_, minijinja::Error>(forms.get::<Option<&str>>(name)?.unwrap_or(other));
    let all = [named("zero")?, named("two")?, named("few")?, named("many")?];
    forms.assert_all_used()?;
    let form = match plural(rules, n) {
        PluralCategory::ONE => one,
        PluralCategory::ZERO => all[0],
        PluralCategory::TWO => all[1],
        PluralCategory::FEW => all[2],
        PluralCategory::MANY => all[3],
        PluralCategory::OTHER => other,
    };
    Ok(format!("{n} {form}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::say;

    fn read(source: &'static str) -> Catalogue {
        Catalogue::read(source, Tongue::English, "en")
    }

    #[test]
    fn a_hash_names_the_wording_and_nothing_else() {
        let script = read("\n## a · v1\nHello\n\n## b · v2\nHello\n");
        let (first, second) = (script.entry("a").unwrap(), script.entry("b").unwrap());
        assert_eq!(first.hash, second.hash);
        // printf Hello | sha256sum
        assert_eq!(first.hash, "185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969");
        assert_eq!(second.version, 2);
    }

    #[test]
    fn a_missing_slot_is_an_error_that_keeps_peoples_words_to_itself() {
        let script = read("\n## a · v1\n{{ name }}\n\n## b · v1\n\n{{ words|day }}\n");
        let broken = |key: &str, why: &str| Unsayable::Broken { key: key.to_owned(), why: why.to_owned() };
        assert_eq!(script.render(&say("a")), Err(broken("a", "undefined value in line 1")));
        let words = say("b").with("words", "a secret");
        assert_eq!(script.render(&words), Err(broken("b", "invalid operation in line 1")));
    }

    #[test]
    fn a_sentence_that_nobody_wrote_is_an_error() {
        let script = read("\n## a · v1\nHello\n");
        let unknown = Unsayable::Unknown { key: "b".to_owned() };
        assert_eq!(script.render(&say("b")), Err(unknown.clone()));
        assert_eq!(script.entry("b").err(), Some(unknown));
    }

    #[test]
    fn a_language_with_more_than_two_forms_counts_by_its_own_rules() {
        let polish = "\n## a · v1\n{{ n|count(\"osoba\", \"osoby\", few=\"osoby\", many=\"osób\") }}, {{ n|plural }}\n";
        let polish = Catalogue::read(polish, Tongue::English, "pl");
        for (n, told) in [
            (0, "0 osób, many"),
            (1, "1 osoba, one"),
            (2, "2 osoby, few"),
            (5, "5 osób, many"),
            (12, "12 osób, many"),
            (22, "22 osoby, few"),
            (101, "101 osób, many"),
        ] {
            assert_eq!(polish.render(&say("a").with("n", n)).unwrap(), told);
        }
        let misspelt = read("\n## a · v1\n{{ n|count(\"one\", \"more\", feww=\"some\") }}\n");
        assert!(misspelt.render(&say("a").with("n", 1)).is_err());
    }
}
