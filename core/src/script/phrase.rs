//! A few words that keep what they were said from: labels, hints, problems, and what stands within other sentences.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Serialize};

use super::{Saying, catalogue::catalogue, complain};
use crate::tongue::Tongue;

/// Bare words, in English until they are said in the language of whoever reads them. Two are equal that read the same.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(from = "Kept", into = "Kept")]
pub struct Phrase {
    pub(super) words: String,
    pub(super) saying: Option<Box<Saying>>,
}

/// A phrase on disk: its words alone where they are nobody's sentence, or were said for good.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Kept {
    Words(String),
    Said { words: String, saying: Box<Saying> },
}

impl Phrase {
    /// The words.
    pub fn as_str(&self) -> &str {
        &self.words
    }

    /// It in a language, for good.
    pub fn in_tongue(self, tongue: Tongue) -> Phrase {
        let Some(saying) = self.saying.filter(|_| !tongue.is_english()) else { return self.words.into() };
        catalogue(tongue).bare(&saying).map_or_else(
            |unsayable| {
                complain(&unsayable);
                self.words.into()
            },
            Phrase::from,
        )
    }
}

impl Deref for Phrase {
    type Target = str;

    fn deref(&self) -> &str {
        &self.words
    }
}

impl fmt::Display for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.words.fmt(f)
    }
}

impl From<&str> for Phrase {
    fn from(words: &str) -> Phrase {
        words.to_owned().into()
    }
}

impl From<String> for Phrase {
    fn from(words: String) -> Phrase {
        Phrase { words, saying: None }
    }
}

impl From<Phrase> for String {
    fn from(phrase: Phrase) -> String {
        phrase.words
    }
}

impl From<Kept> for Phrase {
    fn from(kept: Kept) -> Phrase {
        match kept {
            Kept::Words(words) => words.into(),
            Kept::Said { words, saying } => Phrase { words, saying: Some(saying) },
        }
    }
}

impl From<Phrase> for Kept {
    fn from(Phrase { words, saying }: Phrase) -> Kept {
        match saying {
            Some(saying) => Kept::Said { words, saying },
            None => Kept::Words(words),
        }
    }
}

impl<'a> From<&'a Phrase> for Cow<'a, str> {
    fn from(phrase: &'a Phrase) -> Cow<'a, str> {
        phrase.words.as_str().into()
    }
}

impl AsRef<str> for Phrase {
    fn as_ref(&self) -> &str {
        &self.words
    }
}

impl Borrow<str> for Phrase {
    fn borrow(&self) -> &str {
        &self.words
    }
}

impl PartialEq for Phrase {
    fn eq(&self, other: &Phrase) -> bool {
        self.words == other.words
    }
}

impl Eq for Phrase {}

impl PartialEq<str> for Phrase {
    fn eq(&self, other: &str) -> bool {
        self.words == other
    }
}

impl PartialEq<&str> for Phrase {
    fn eq(&self, other: &&str) -> bool {
        self.words == *other
    }
}

impl PartialEq<String> for Phrase {
    fn eq(&self, other: &String) -> bool {
        self.words == *other
    }
}

impl PartialEq<Phrase> for &str {
    fn eq(&self, other: &Phrase) -> bool {
        *self == other.words
    }
}

impl PartialEq<Phrase> for String {
    fn eq(&self, other: &Phrase) -> bool {
        *self == other.words
    }
}
