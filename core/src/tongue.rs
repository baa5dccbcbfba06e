//! In which language somebody is spoken to.
//!
//! Whoever reads decides: what they chose themselves comes first, then what their platform tells of them, then what is
//! settled for their community, and English last. What several read is said in the language of the community.
//!
//! A message is made in English and keeps what it was said from ([`crate::message::Blocks`],
//! [`crate::script::Phrase`]). Where its reader is known it is said in their language: an answer in
//! [`crate::mentoring`], everything else in [`work_off`](crate::work_off()), so that a decision needs to know nothing
//! of languages.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::script::{Phrase, label};

/// A language in which there is a script.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tongue {
    /// English, in which everything can be said.
    #[default]
    English,
    /// German.
    German,
}

impl Tongue {
    /// All of them.
    pub const ALL: [Tongue; 2] = [Tongue::English, Tongue::German];

    /// Its locale, as an IETF tag.
    pub fn locale(self) -> &'static str {
        match self {
            Tongue::English => "en",
            Tongue::German => "de",
        }
    }

    /// What those who speak it call it.
    pub fn name(self) -> &'static str {
        match self {
            Tongue::English => "English",
            Tongue::German => "Deutsch",
        }
    }

    /// What it is called in the language that is spoken.
    pub(crate) fn called(self) -> Phrase {
        label(match self {
            Tongue::English => "tongue.english",
            Tongue::German => "tongue.german",
        })
    }

    /// Its script.
    pub(crate) fn script(self) -> &'static str {
        match self {
            Tongue::English => include_str!("script/en.md"),
            Tongue::German => include_str!("script/de.md"),
        }
    }

    /// The one of a locale, or of the nearest that it is a kind of: `de-AT`, then `de`. None where nobody wrote a
    /// script.
    pub fn of(locale: &str) -> Option<Tongue> {
        let locale = locale.trim().replace('_', "-").to_lowercase();
        let kinds =
            std::iter::successors(Some(locale.as_str()), |kind| kind.rsplit_once('-').map(|(kind, _)| kind));
        kinds.into_iter().find_map(|kind| Tongue::ALL.into_iter().find(|tongue| tongue.locale() == kind))
    }

    /// The one that is meant by its locale or its name, in any language that is spoken here.
    pub fn named(text: &str) -> Option<Tongue> {
        let text = text.trim();
        let called = |tongue: &Tongue| text.to_lowercase() == tongue.name().to_lowercase();
        Tongue::of(text).or_else(|| Tongue::ALL.into_iter().find(called)).or(
            match text.to_lowercase().as_str() {
                "german" => Some(Tongue::German),
                "englisch" => Some(Tongue::English),
                _ => None,
            },
        )
    }

    pub(crate) fn is_english(&self) -> bool {
        *self == Tongue::English
    }
}

impl Serialize for Tongue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.locale())
    }
}

/// A language whose script is gone is read as English.
impl<'de> Deserialize<'de> for Tongue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let locale = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Ok(Tongue::of(&locale).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_falls_back_to_what_it_is_a_kind_of_and_an_unknown_one_to_none() {
        for locale in ["de", "de-AT", "de_CH", "DE-de", "de-Latn-DE", " de "] {
            assert_eq!(Tongue::of(locale), Some(Tongue::German), "{locale}");
        }
        assert_eq!(Tongue::of("en-GB"), Some(Tongue::English));
        for locale in ["", "-", "fr", "den", "d"] {
            assert_eq!(Tongue::of(locale), None, "{locale}");
        }
    }

    #[test]
    fn a_language_is_named_by_its_locale_or_as_people_call_it() {
        for name in ["de", "Deutsch", "german", "DEUTSCH"] {
            assert_eq!(Tongue::named(name), Some(Tongue::German), "{name}");
        }
        assert_eq!(Tongue::named("Englisch"), Some(Tongue::English));
        assert_eq!(Tongue::named("klingon"), None);
    }

    #[test]
    fn what_was_kept_in_a_language_that_is_gone_is_read_as_english() {
        let read = |json: &str| serde_json::from_str::<Tongue>(json).unwrap();
        assert_eq!(read("\"fr\""), Tongue::English);
        for tongue in Tongue::ALL {
            assert_eq!(read(&serde_json::to_string(&tongue).unwrap()), tongue);
        }
    }
}
