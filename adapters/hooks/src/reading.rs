//! A payload, field by field: what is wrong is said with the name of the field, and never with what stands in it.

use chrono::{DateTime, Utc};
use serde_json::Value;
use smallwins_core::text::{Limit, Link, Typed};

/// Why a payload cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Malformed {
    /// Which field, as a path: `statements[1].actor.account.name`; empty when it is the whole.
    pub(crate) field: String,
    /// What is wrong with it.
    pub(crate) why: &'static str,
}

impl Malformed {
    /// Something is wrong with a field.
    pub(crate) fn at(field: impl Into<String>, why: &'static str) -> Malformed {
        Malformed { field: field.into(), why }
    }

    /// The same, of a field inside another.
    pub(crate) fn within(self, place: &str) -> Malformed {
        let dot = if self.field.is_empty() || place.is_empty() { "" } else { "." };
        Malformed { field: format!("{place}{dot}{}", self.field), why: self.why }
    }
}

/// What stands at a path of names, if anything does.
pub(crate) fn find<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    let found = path.split('.').try_fold(value, |value, name| value.get(name))?;
    (!found.is_null()).then_some(found)
}

/// The text at a path, if there is one.
pub(crate) fn text<'a>(value: &'a Value, path: &str) -> Option<&'a str> {
    find(value, path)?.as_str()
}

/// The text at a path, which has to be there.
pub(crate) fn needed<'a>(value: &'a Value, path: &str) -> Result<&'a str, Malformed> {
    match find(value, path) {
        None => Err(Malformed::at(path, "it is missing")),
        Some(found) => found.as_str().ok_or_else(|| Malformed::at(path, "it is not a text")),
    }
}

/// The instant at a path, as RFC 3339 writes it, if there is one.
pub(crate) fn instant(value: &Value, path: &str) -> Result<Option<DateTime<Utc>>, Malformed> {
    let Some(found) = find(value, path) else { return Ok(None) };
    let read = found.as_str().and_then(|text| DateTime::parse_from_rfc3339(text).ok());
    let read =
        read.ok_or_else(|| Malformed::at(path, "it is not an instant, such as 2026-11-27T17:00:00Z"))?;
    Ok(Some(read.to_utc()))
}

/// A text as a short title. What is longer is cut; nothing is left of what cannot be seen.
pub(crate) fn title(text: &str) -> Option<Typed> {
    Typed::shortened(text, Limit::TITLE)
}

/// What somebody did to something, as a win says it.
pub(crate) fn deed(verb: &str, title: &Typed) -> Option<Typed> {
    Typed::shortened(&format!("{verb} “{title}”"), Limit::WIN)
}

/// An address that can be led to; anything else is left out.
pub(crate) fn link(text: Option<&str>) -> Option<Link> {
    text.and_then(|text| Link::parse(text).ok())
}
