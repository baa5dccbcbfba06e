//! Every sentence that Smallwins says, by key.
//!
//! The wording lives in `script/en.md`: a section for each key, with its version, then a strict MiniJinja template.
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
//! saying brings an action for its key. To add a sentence: a section in `en.md`, and [`say`] with its key.

mod catalogue;
mod markup;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use minijinja::Value;

use crate::action::Action;
use crate::message::{Message, Receipt};
use crate::session::Minutes;
use crate::text::Typed;
use crate::topic::Topic;
use catalogue::{Catalogue, Unsayable, catalogue};

pub use catalogue::keys;

/// Something to be said: a key of the script, with what its sentence needs.
#[derive(Debug, Clone)]
pub struct Saying {
    key: &'static str,
    slots: BTreeMap<&'static str, Value>,
    actions: BTreeMap<String, Action>,
}

/// The sentence of that key, still to be completed.
pub fn say(key: &'static str) -> Saying {
    Saying { key, slots: BTreeMap::new(), actions: BTreeMap::new() }
}

/// A sentence that needs nothing, as bare text: the labels of forms and buttons.
pub fn label(key: &'static str) -> String {
    say(key).text()
}

impl Saying {
    /// Which sentence.
    pub fn key(&self) -> &'static str {
        self.key
    }

    /// Fills a slot.
    pub fn with(mut self, slot: &'static str, value: impl Slot) -> Saying {
        self.slots.insert(slot, value.slot());
        self
    }

    /// Says what a button does.
    pub fn button(mut self, key: impl Into<String>, action: Action) -> Saying {
        self.actions.insert(key.into(), action);
        self
    }

    /// Says what a button does, if it is to be shown.
    pub fn button_if(self, shown: bool, key: &'static str, action: Action) -> Saying {
        if shown { self.button(key, action) } else { self }
    }

    /// The message.
    ///
    /// A sentence that the script lacks or cannot say is a mistake of ours. A debug build stops there, so that a test
    /// finds it; a release logs it and says the fallback, whose receipt tells that it was said.
    pub fn message(self) -> Message {
        let unsayable = match spoken(catalogue(), &self) {
            Ok(message) => return message,
            Err(unsayable) => unsayable,
        };
        complain(&unsayable);
        fallback(catalogue()).expect("the fallback stands in the script and has no slot")
    }

    /// The sentence as bare text, without any markup: for labels, hints and problems of a form. Without its words it
    /// is an ellipsis; see [`Saying::message`].
    pub fn text(self) -> String {
        let rendered = catalogue().render(self.key, &self.slots);
        rendered.map(|rendered| markup::bare(&rendered)).unwrap_or_else(|unsayable| {
            complain(&unsayable);
            "…".to_owned()
        })
    }
}

/// A saying in the words of a catalogue.
fn spoken(catalogue: &Catalogue, saying: &Saying) -> Result<Message, Unsayable> {
    let Saying { key, slots, actions } = saying;
    let entry = catalogue.entry(key)?;
    let blocks = markup::blocks(&catalogue.render(key, slots)?, actions);
    let receipt = Receipt { key: (*key).to_owned(), version: entry.version, hash: entry.hash.clone() };
    Ok(Message { receipt, blocks })
}

/// What is said when something cannot be said.
fn fallback(catalogue: &Catalogue) -> Result<Message, Unsayable> {
    spoken(catalogue, &say("trouble.words").button("me", Action::Me))
}

fn complain(unsayable: &Unsayable) {
    if cfg!(debug_assertions) {
        panic!("{unsayable}");
    }
    tracing::error!(error = %unsayable, "A sentence could not be said");
}

/// What can stand in a slot.
pub trait Slot {
    /// As the template sees it. Instants are milliseconds since 1970.
    fn slot(self) -> Value;
}

impl Slot for &str {
    fn slot(self) -> Value {
        Value::from(self)
    }
}

impl Slot for String {
    fn slot(self) -> Value {
        Value::from(self)
    }
}

impl Slot for &Typed {
    fn slot(self) -> Value {
        Value::from(self.as_str())
    }
}

impl Slot for &Topic {
    fn slot(self) -> Value {
        Value::from(self.as_str())
    }
}

impl Slot for Minutes {
    fn slot(self) -> Value {
        Value::from(self.count())
    }
}

impl Slot for DateTime<Utc> {
    fn slot(self) -> Value {
        Value::from(self.timestamp_millis())
    }
}

impl Slot for bool {
    fn slot(self) -> Value {
        Value::from(self)
    }
}

impl Slot for u32 {
    fn slot(self) -> Value {
        Value::from(self)
    }
}

impl Slot for usize {
    fn slot(self) -> Value {
        Value::from(self)
    }
}

impl Slot for Value {
    fn slot(self) -> Value {
        self
    }
}

impl<T: Slot> Slot for Option<T> {
    fn slot(self) -> Value {
        self.map_or(Value::from(()), Slot::slot)
    }
}

impl<T: Slot> Slot for Vec<T> {
    fn slot(self) -> Value {
        self.into_iter().map(Slot::slot).collect()
    }
}

/// Several slots under one name, for the items of a list.
pub fn record<const N: usize>(fields: [(&'static str, Value); N]) -> Value {
    fields.into_iter().collect::<BTreeMap<_, _>>().into()
}

#[cfg(test)]
mod tests;
