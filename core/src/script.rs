//! Every sentence that Smallwins says, by key.
//!
//! The wording lives in a file for each language, such as `script/en.md`: a section for each key, with its version, then a
//! strict MiniJinja template.
//! What a template yields is a small markup, one block a line:
//!
//! ```text
//! # a heading            **strong**  *emphasis*
//! a paragraph            [label](https://…)
//! ~ a quiet paragraph    {{ at|daytime }}  an instant, shown in the reader's zone
//! > a quote
//! - an item of a list   {{ name|mention(handle) }}  somebody, who is called by it
//! [[key!|Label]] [[other|Label]]   buttons; `!` marks the primary one
//! ```
//!
//! Values are escaped on their way in, so people's words can never become markup. A button shows only when the
//! saying brings an action for its key.
//!
//! To add a sentence: a section in `en.md` and in the file of each other language, and [`say`] with its key. What a
//! language does not have is said in English.
//!
//! # To add a language
//! 1. Its script beside `en.md`: the same keys, slots and buttons, with its dates and numbers under `date.` and `number.`.
//! 2. A variant of [`Tongue`] with its locale, its name and its script.
//! 3. A line in `catalogue.rs` that reads it once.
//! 4. `cargo test -p smallwins-core script` tells what is missing in it, and what is too long for a platform.
//! 5. Where `n|count` needs more forms than two, they are named: `few="osoby", many="osób"`.

mod catalogue;
mod conventions;
mod markup;
mod phrase;
mod value;

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

use crate::action::Action;
use crate::message::{Block, Blocks, Message, Receipt};
use crate::tongue::Tongue;
use catalogue::{Catalogue, Unsayable, catalogue};

pub use catalogue::keys;
pub use conventions::Wall;
pub use phrase::Phrase;
pub use value::{Value, record};

/// Something to be said: a key of the script, with what its sentence needs.
#[derive(Debug, Clone, Serialize)]
pub struct Saying {
    key: &'static str,
    slots: BTreeMap<String, Value>,
    actions: BTreeMap<String, Action>,
}

/// A saying as it was kept.
#[derive(Deserialize)]
struct Kept {
    key: String,
    #[serde(default)]
    slots: BTreeMap<String, Value>,
    #[serde(default)]
    actions: BTreeMap<String, Action>,
}

/// A key that is gone since has no sentence any more.
impl<'de> Deserialize<'de> for Saying {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Kept { key, slots, actions } = Kept::deserialize(deserializer)?;
        Ok(Saying { key: keys().find(|known| *known == key).unwrap_or_default(), slots, actions })
    }
}

/// The sentence of that key, still to be completed.
pub fn say(key: &'static str) -> Saying {
    Saying { key, slots: BTreeMap::new(), actions: BTreeMap::new() }
}

/// A sentence that needs nothing, as bare text: the labels of forms and buttons.
pub fn label(key: &'static str) -> Phrase {
    say(key).text()
}

/// What a clock and a calendar on the wall show, as a language writes it.
pub fn wall(at: chrono::NaiveDateTime, form: Wall, tongue: Tongue) -> String {
    catalogue(tongue).conventions().show(at, form)
}

impl Saying {
    /// Which sentence.
    pub fn key(&self) -> &'static str {
        self.key
    }

    /// Every sentence of a key that stands in its slots, or in those of what stands there.
    pub(crate) fn within(&self, key: &str) -> Vec<&Saying> {
        self.slots.values().flat_map(|value| value.said(key)).collect()
    }

    /// Whether anything stands in a slot.
    pub(crate) fn holds(&self, slot: &str) -> bool {
        match self.slots.get(slot) {
            None | Some(Value::Nothing) => false,
            Some(Value::Text(words)) => !words.is_empty(),
            Some(_) => true,
        }
    }

    /// Whether these very words stand in a slot.
    pub(crate) fn says(&self, slot: &str, words: &str) -> bool {
        matches!(self.slots.get(slot), Some(Value::Text(text)) if text == words)
    }

    /// Fills a slot.
    pub fn with(mut self, slot: &'static str, value: impl Into<Value>) -> Saying {
        self.slots.insert(slot.to_owned(), value.into());
        self
    }

    /// Says what a button does.
    pub fn button(mut self, key: impl Into<String>, action: Action) -> Saying {
        self.actions.insert(key.into(), action);
        self
    }

    /// Says what a button does, if it is to be shown.
    pub fn button_if(self, shown: bool, key: impl Into<String>, action: Action) -> Saying {
        if shown { self.button(key, action) } else { self }
    }

    /// The message, in English until its reader is known.
    ///
    /// A sentence that the script lacks or cannot say is a mistake of ours. A debug build stops there, so that a test
    /// finds it; a release logs it and says the fallback, whose receipt tells that it was said.
    pub fn message(self) -> Message {
        let english = catalogue(Tongue::English);
        match spoken(english, &self) {
            Ok((receipt, blocks)) => Message { receipt, blocks: Blocks::said(blocks, self) },
            Err(unsayable) => {
                complain(&unsayable);
                fallback(english).expect("the fallback stands in the script and has no slot")
            }
        }
    }

    /// The sentence as bare text, without any markup: for labels, hints and problems of a form. Without its words it
    /// is an ellipsis; see [`Saying::message`].
    pub fn text(self) -> Phrase {
        match catalogue(Tongue::English).bare(&self) {
            Ok(words) => Phrase { words, saying: Some(Box::new(self)) },
            Err(unsayable) => {
                complain(&unsayable);
                "…".into()
            }
        }
    }

    /// Its blocks in a language, or in English where that does not have it.
    pub(crate) fn blocks_in(&self, tongue: Tongue) -> Option<Vec<Block>> {
        match spoken(catalogue(tongue), self) {
            Ok((_, blocks)) => Some(blocks),
            Err(unsayable) => {
                tracing::error!(error = %unsayable, locale = tongue.locale(), "A sentence is said in English");
                None
            }
        }
    }
}

impl Receipt {
    /// That of the same sentence in a language.
    pub(crate) fn in_tongue(self, tongue: Tongue) -> Receipt {
        receipt(catalogue(tongue), &self.key).unwrap_or(self)
    }
}

fn receipt(catalogue: &Catalogue, key: &str) -> Result<Receipt, Unsayable> {
    let catalogue = catalogue.that_has(key);
    let entry = catalogue.entry(key)?;
    let (version, hash) = (entry.version, entry.hash.clone());
    Ok(Receipt { key: key.to_owned(), version, hash, tongue: catalogue.tongue() })
}

/// A saying in the words of a catalogue.
fn spoken(catalogue: &Catalogue, saying: &Saying) -> Result<(Receipt, Vec<Block>), Unsayable> {
    let catalogue = catalogue.that_has(saying.key);
    let receipt = receipt(catalogue, saying.key)?;
    let rendered = catalogue.render(saying)?;
    Ok((receipt, markup::blocks(&rendered, &saying.actions, catalogue.tongue())))
}

/// What is said when something cannot be said.
fn fallback(catalogue: &Catalogue) -> Result<Message, Unsayable> {
    let saying = say("trouble.words").button("me", Action::Me);
    let (receipt, blocks) = spoken(catalogue, &saying)?;
    Ok(Message { receipt, blocks: Blocks::said(blocks, saying) })
}

fn complain(unsayable: &Unsayable) {
    if cfg!(debug_assertions) {
        panic!("{unsayable}");
    }
    tracing::error!(error = %unsayable, "A sentence could not be said");
}

#[cfg(test)]
mod tests;
