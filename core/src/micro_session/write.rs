//! From facts to lines.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{FORMAT, VERSION};
use crate::fact::{Event, Fact};
use crate::id::{FactId, renamed};
use crate::session::Minutes;

/// What gives an id of a kind (`mem`, `ask` …) another number than its own.
pub type Rename<'a> = &'a dyn Fn(&str, u128) -> u128;

/// Makes lines of facts, and counts them.
pub struct Writer<'a> {
    rename: Option<Rename<'a>>,
    facts: u64,
}

/// A fact as a line holds it.
#[derive(Serialize)]
struct Line {
    at: DateTime<Utc>,
    kind: String,
    person: String,
    id: FactId,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

impl<'a> Writer<'a> {
    /// A writer that gives every id another number, by its kind and its number: the same one for the same, and another
    /// one for another.
    pub fn renaming(rename: Rename<'a>) -> Writer<'a> {
        Writer { rename: Some(rename), facts: 0 }
    }

    /// A writer for facts whose ids mean nobody already.
    pub fn verbatim() -> Writer<'a> {
        Writer { rename: None, facts: 0 }
    }

    /// The first line: what follows, of a community in that zone.
    pub fn begin(&self, zone: Tz) -> String {
        #[derive(Serialize)]
        struct Begin {
            format: &'static str,
            version: u64,
            zone: Tz,
        }
        line(&Begin { format: FORMAT, version: VERSION, zone })
    }

    /// What happened.
    pub fn fact(&mut self, fact: &Fact) -> String {
        self.facts += 1;
        let mut rest = fields(&fact.event);
        let kind = match rest.remove("kind") {
            Some(Value::String(kind)) => kind,
            _ => unreachable!("an event is tagged with its kind"),
        };
        for value in rest.values_mut() {
            if let Value::String(id) = value {
                *id = self.renamed(std::mem::take(id));
            }
        }
        line(&Line { at: fact.at, kind, person: self.renamed(fact.member.to_string()), id: fact.id, rest })
    }

    /// The last line.
    pub fn end(self) -> String {
        #[derive(Serialize)]
        struct End {
            end: &'static str,
            facts: u64,
        }
        line(&End { end: FORMAT, facts: self.facts })
    }

    fn renamed(&self, text: String) -> String {
        self.rename.and_then(|rename| renamed(&text, rename)).unwrap_or(text)
    }
}

/// The fields of an event in the open format: as the journal keeps them, and lengths as numbers.
pub(super) fn fields(event: &Event) -> Map<String, Value> {
    let Ok(Value::Object(mut fields)) = serde_json::to_value(event) else {
        unreachable!("an event is an object with text keys")
    };
    if let Some(minutes) = fields.get_mut("minutes") {
        *minutes = json!(count(minutes));
    }
    fields
}

fn count(minutes: &Value) -> Option<u32> {
    serde_json::from_value(minutes.clone()).ok().map(Minutes::count)
}

fn line(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("a line has text keys only")
}
