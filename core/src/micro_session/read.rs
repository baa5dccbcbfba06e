//! From lines to facts: strictly, one by one.

use chrono::{DateTime, SubsecRound, Utc};
use chrono_tz::Tz;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::once::Once;
use super::write::fields;
use super::{FORMAT, VERSION};
use crate::fact::{Event, Fact, FirstResponse};
use crate::id::FactId;
use crate::session::{Minutes, Score};
use crate::text::cut;

/// A line is shorter: nothing that holds no words needs more.
const LONGEST: usize = 2000;

/// The versions that are read: every line of an earlier one is one of today's.
const KNOWN: std::ops::RangeInclusive<u64> = 1..=VERSION;

/// What came with a version after the first: kinds, and fields of kinds, and with which.
const CAME: [(&str, Option<&str>, u64); 3] =
    [("reopened", None, 2), ("noted", Some("repeated"), 2), ("session_unheard", None, 3)];

/// Reads the lines of one file in their order.
#[derive(Debug, Default)]
pub struct Reader {
    line: u64,
    zone: Option<Tz>,
    version: u64,
    last: Option<(DateTime<Utc>, FactId)>,
    facts: u64,
    ended: bool,
}

/// A line that cannot be read, or that is missing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct Unread {
    /// Which; the first is 1.
    pub line: u64,
    /// Why.
    pub why: Why,
}

/// Why a line cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// It is no JSON.
    #[error("it is no JSON from column {0} on")]
    Json(usize),
    /// It is JSON of another shape.
    #[error("it is no JSON object")]
    Shape,
    /// It is longer than any line is.
    #[error("it has more than {LONGEST} bytes")]
    Long,
    /// It holds something that is no text in UTF-8.
    #[error("it is no text in UTF-8")]
    Text,
    /// The first line does not say what follows.
    #[error("it does not begin with {{\"format\":\"micro-session\",\"version\":{VERSION}, …}}")]
    Format,
    /// The file is of a version that never was.
    #[error("the file is of version {0}, and only versions 1 to {VERSION} are known")]
    Version(String),
    /// The file is of a version that came later.
    #[error("the file is of version {0}, and this Smallwins knows versions 1 to {VERSION}")]
    Newer(u64),
    /// A line is of a kind, or has a field, that came with a later version.
    #[error("{what} came with version {since}, and the file is of version {version}")]
    Later {
        /// Which kind or field.
        what: String,
        /// With which version it came.
        since: u64,
        /// Which version the file says it is of.
        version: u64,
    },
    /// A field is missing.
    #[error("the field `{0}` is missing")]
    Missing(String),
    /// A field stands there more than once.
    #[error("the field `{0}` stands there more than once")]
    Repeated(String),
    /// There is a field that does not belong there.
    #[error("there is no field `{0}` in a line of this kind")]
    Extra(String),
    /// A field holds something else than belongs there.
    #[error("the field `{0}` does not hold what belongs there")]
    Wrong(String),
    /// It is no fact: its kind is not known, or a field is missing or of another type.
    #[error("it is no fact: {0}")]
    Fact(String),
    /// A session of somebody with themselves.
    #[error("the mentor is the learner of the same session")]
    Alone,
    /// It happened before what stands above it.
    #[error("it happened before what stands on the line above, or its id does not come after that one's")]
    Order,
    /// Its id stands on the line above, too.
    #[error("its id stands on the line above, too")]
    Twice,
    /// The file goes on after its end.
    #[error("the file should have ended on the line above")]
    AfterEnd,
    /// The last line counts otherwise.
    #[error("the file counts {counted} facts, and {read} were read")]
    Count {
        /// What the last line says.
        counted: u64,
        /// How many there were.
        read: u64,
    },
    /// The last line is missing.
    #[error("the file ends before it says {{\"end\":\"micro-session\"}}; it was cut off")]
    CutOff,
}

impl Reader {
    /// Reads the next line. It tells a fact, or nothing where it is the first or the last.
    ///
    /// # Errors
    /// See [`Why`].
    pub fn read(&mut self, line: &[u8]) -> Result<Option<Fact>, Unread> {
        self.line += 1;
        self.next(line).map_err(|why| Unread { line: self.line, why })
    }

    /// The zone of the community, once the first line was read.
    pub fn zone(&self) -> Option<Tz> {
        self.zone
    }

    /// How many facts the file held, once all of it was read.
    ///
    /// # Errors
    /// [`Why::CutOff`].
    pub fn finish(&self) -> Result<u64, Unread> {
        if self.ended { Ok(self.facts) } else { Err(Unread { line: self.line + 1, why: Why::CutOff }) }
    }

    fn next(&mut self, line: &[u8]) -> Result<Option<Fact>, Why> {
        if self.ended {
            return Err(Why::AfterEnd);
        }
        // Some tools begin a file with the mark by which others know UTF-8.
        let line = if self.line == 1 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line) } else { line };
        let mut fields = object(line)?;
        if self.zone.is_none() {
            let (version, zone) = begin(fields)?;
            (self.version, self.zone) = (version, Some(zone));
            return Ok(None);
        }
        if fields.contains_key("end") {
            end(fields, self.facts)?;
            self.ended = true;
            return Ok(None);
        }
        known_by(self.version, &fields)?;
        let (at, id, member) =
            (take(&mut fields, "at")?, take(&mut fields, "id")?, take(&mut fields, "person")?);
        let fact = Fact { id, at: to_the_millisecond(at)?, member, event: event(fields)? };
        if matches!(fact.event, Event::SessionHeld { mentor, .. } if mentor == fact.member) {
            return Err(Why::Alone);
        }
        if let Some((last, before)) = self.last.replace((fact.at, fact.id)) {
            match () {
                () if before == fact.id => return Err(Why::Twice),
                () if before > fact.id || last > fact.at => return Err(Why::Order),
                () => {}
            }
        }
        self.facts += 1;
        Ok(Some(fact))
    }
}

fn object(line: &[u8]) -> Result<Map<String, Value>, Why> {
    if line.len() > LONGEST {
        return Err(Why::Long);
    }
    let text = str::from_utf8(line).map_err(|_| Why::Text)?;
    match serde_json::from_str(text) {
        Ok(Once { twice: Some(name), .. }) => Err(Why::Repeated(shown(&name))),
        Ok(Once { value: Value::Object(fields), .. }) => Ok(fields),
        Ok(_) => Err(Why::Shape),
        Err(error) => Err(Why::Json(error.column())),
    }
}

/// A file holds no kind and no field that its version does not know.
fn known_by(version: u64, fields: &Map<String, Value>) -> Result<(), Why> {
    let kind = fields.get("kind").and_then(Value::as_str);
    let later = CAME.iter().find(|(later, field, since)| {
        *since > version && Some(*later) == kind && field.is_none_or(|field| fields.contains_key(field))
    });
    let Some((kind, field, since)) = later else { return Ok(()) };
    let what = match field {
        Some(field) => format!("the field `{field}` of `{kind}`"),
        None => format!("the kind `{kind}`"),
    };
    Err(Why::Later { what, since: *since, version })
}

fn begin(mut fields: Map<String, Value>) -> Result<(u64, Tz), Why> {
    if fields.remove("format") != Some(json!(FORMAT)) {
        return Err(Why::Format);
    }
    let version = fields.remove("version").ok_or(Why::Missing("version".to_owned()))?;
    let known = match version.as_u64() {
        Some(known) if KNOWN.contains(&known) => known,
        Some(later) if later > VERSION => return Err(Why::Newer(later)),
        _ => return Err(Why::Version(version.to_string().chars().take(20).collect())),
    };
    let zone = take(&mut fields, "zone")?;
    nothing_else(&fields)?;
    Ok((known, zone))
}

fn end(mut fields: Map<String, Value>, read: u64) -> Result<(), Why> {
    if fields.remove("end") != Some(json!(FORMAT)) {
        return Err(Why::Wrong("end".to_owned()));
    }
    let counted = take(&mut fields, "facts")?;
    nothing_else(&fields)?;
    if counted == read { Ok(()) } else { Err(Why::Count { counted, read }) }
}

fn take<T: DeserializeOwned>(fields: &mut Map<String, Value>, name: &str) -> Result<T, Why> {
    let value = fields.remove(name).ok_or_else(|| Why::Missing(name.to_owned()))?;
    serde_json::from_value(value).map_err(|_| Why::Wrong(name.to_owned()))
}

fn nothing_else(fields: &Map<String, Value>) -> Result<(), Why> {
    fields.keys().next().map_or(Ok(()), |extra| Err(Why::Extra(shown(extra))))
}

/// The memory keeps nothing finer.
fn to_the_millisecond(at: DateTime<Utc>) -> Result<DateTime<Utc>, Why> {
    if at.trunc_subsecs(3) == at { Ok(at) } else { Err(Why::Wrong("at".to_owned())) }
}

/// What happened, when its fields are those of its kind: all of them and no other.
fn event(given: Map<String, Value>) -> Result<Event, Why> {
    let mut kept = given.clone();
    if let Some(minutes) = kept.get_mut("minutes") {
        let count = minutes.as_u64().and_then(|count| Minutes::of(u32::try_from(count).ok()?));
        *minutes = json!(count.ok_or_else(|| Why::Wrong("minutes".to_owned()))?);
    }
    let event: Event =
        serde_json::from_value(Value::Object(kept)).map_err(|error| Why::Fact(shown(&error.to_string())))?;
    let known = fields(&event);
    if let Some(extra) = given.keys().find(|name| !known.contains_key(*name)) {
        return Err(Why::Extra(shown(extra)));
    }
    for (name, value) in &known {
        let given = given.get(name).ok_or_else(|| Why::Missing(name.clone()))?;
        if !are_alike(given, value) {
            return Err(Why::Wrong(name.clone()));
        }
    }
    match out_of_bounds(&event) {
        Some(name) => Err(Why::Wrong(name.to_owned())),
        None => Ok(event),
    }
}

/// Whether two values say the same; an instant can be written in more than one way.
fn are_alike(one: &Value, other: &Value) -> bool {
    let instant = |value: &Value| {
        let at = DateTime::parse_from_rfc3339(value.as_str()?).ok()?;
        to_the_millisecond(at.to_utc()).ok()
    };
    one == other || instant(one).is_some_and(|at| instant(other) == Some(at))
}

/// The field that holds a number which cannot be.
fn out_of_bounds(event: &Event) -> Option<&'static str> {
    match event {
        Event::Recommended { score, .. } => Score::try_from(*score).is_err().then_some("score"),
        Event::Passed { first_response: Some(first), .. }
        | Event::Affirmed { first_response: Some(first), .. } => {
            let FirstResponse { wall, working } = first;
            (*wall < 0 || *working < 0).then_some("first_response")
        }
        _ => None,
    }
}

/// So much of what a file holds is repeated.
fn shown(text: &str) -> String {
    cut(text, 120)
}
