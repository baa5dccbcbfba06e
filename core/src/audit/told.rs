//! The audit as people read it: what is kept, with the names of those who are still there.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::line::{Head, Row};
use super::verify::{Report, Verifier};
use crate::community::{Community, Scope};
use crate::id::MemberId;
use crate::store::{Store, StoreError};
use crate::text::Typed;

/// So many lines are read at once.
const PAGE: u32 = 1_000;
/// What stands for somebody who is not known any more, and for what cannot be read.
const NOBODY: &str = "?";

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its number.
    pub number: u64,
    /// When; `None` where the line cannot be read.
    pub at: Option<DateTime<Utc>>,
    /// Who made the change.
    pub by: Speaker,
    /// What changed, by words.
    pub changes: Vec<Changed>,
}

/// Who made a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Speaker {
    /// A person, by name.
    Person(Typed),
    /// A person who is not known any more.
    Nobody,
    /// The platform.
    Platform,
    /// The clock.
    Clock,
    /// Whoever runs Smallwins, from its command line.
    Operator,
}

/// One thing that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Which.
    pub word: String,
    /// Of whom, where it is of people.
    pub whom: Vec<String>,
    /// What it was; nothing, where there was none.
    pub before: Option<String>,
    /// What it is from then on.
    pub after: Option<String>,
}

/// The lines after a number, in their order.
///
/// # Errors
/// The memory does not answer.
pub async fn told(store: &dyn Store, scope: Scope, after: u64) -> Result<Vec<Told>, StoreError> {
    with_names(store, scope, rows(store, scope, after).await?).await
}

async fn with_names(store: &dyn Store, scope: Scope, rows: Vec<Row>) -> Result<Vec<Told>, StoreError> {
    let mut ids: Vec<MemberId> = rows.iter().flat_map(|row| row.people().into_values()).collect();
    ids.sort();
    ids.dedup();
    let members = if ids.is_empty() { Vec::new() } else { store.members(scope, &ids).await? };
    let names: BTreeMap<MemberId, Typed> =
        members.into_iter().map(|member| (member.id, member.name)).collect();
    Ok(rows.iter().map(|row| line(row, &names)).collect())
}

/// The lines of what one member changed, in their order. What others changed of them is not theirs to read.
///
/// # Errors
/// The memory does not answer.
pub async fn told_by(store: &dyn Store, scope: Scope, member: MemberId) -> Result<Vec<Told>, StoreError> {
    let mut rows = rows(store, scope, 0).await?;
    rows.retain(|row| {
        let by = row.line().map(|line| line.by);
        by.is_some_and(|by| row.people().get(&by) == Some(&member))
    });
    with_names(store, scope, rows).await
}

/// Whether the audit of a community is as it was written; `kept` is a head that was kept elsewhere.
///
/// # Errors
/// The memory does not answer.
pub async fn verified(
    store: &dyn Store,
    community: &Community,
    kept: Option<Head>,
) -> Result<Report, StoreError> {
    Ok(looked(store, community, kept).await?.1)
}

/// All lines, and whether they are as they were written: one look for both.
///
/// # Errors
/// The memory does not answer.
pub async fn told_and_verified(
    store: &dyn Store,
    community: &Community,
) -> Result<(Vec<Told>, Report), StoreError> {
    let (rows, report) = looked(store, community, None).await?;
    Ok((with_names(store, community.scope(), rows).await?, report))
}

/// Changes are made while somebody looks, each with its line and the community's head in one commit. A head that was
/// read before the lines tells whether one of its own is missing, and one that was read behind them whether one is too
/// many; so where there are more lines than the one before them knew, it is read again, and then the lines behind the
/// last one.
async fn looked(
    store: &dyn Store,
    community: &Community,
    kept: Option<Head>,
) -> Result<(Vec<Row>, Report), StoreError> {
    let mut verifier = Verifier::of(community.scope());
    if let Some(kept) = kept {
        verifier = verifier.knowing(kept);
    }
    let head = async || {
        let now = store.community(&community.platform, &community.external).await?;
        Ok::<_, StoreError>(now.map_or_else(|| community.audit.clone(), |now| now.audit))
    };
    let (mut all, mut last, mut known) = (Vec::new(), 0, head().await?);
    loop {
        for row in rows(store, community.scope(), last).await? {
            verifier.look(&row);
            last = u64::try_from(row.number).unwrap_or(last);
            all.push(row);
        }
        if last <= known.number {
            return Ok((all, verifier.end(&known)));
        }
        known = head().await?;
        if known.number <= last {
            return Ok((all, verifier.end(&known)));
        }
    }
}

async fn rows(store: &dyn Store, scope: Scope, mut after: u64) -> Result<Vec<Row>, StoreError> {
    let mut all = Vec::new();
    loop {
        let page = store.audit(scope, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(all) };
        after = u64::try_from(last.number).unwrap_or(u64::MAX);
        all.extend(page);
    }
}

fn line(row: &Row, names: &BTreeMap<MemberId, Typed>) -> Told {
    let number = u64::try_from(row.number).unwrap_or_default();
    let Some(line) = row.line() else {
        return Told { number, at: None, by: Speaker::Nobody, changes: Vec::new() };
    };
    let people = row.people();
    let name = |text: &str| people.get(text).and_then(|id| names.get(id));
    let by = match line.by.as_str() {
        "platform" => Speaker::Platform,
        "clock" => Speaker::Clock,
        "operator" => Speaker::Operator,
        person => name(person).map_or(Speaker::Nobody, |name| Speaker::Person(name.clone())),
    };
    let show = |value: Option<&Value>| value.and_then(|value| shown(value, &name));
    let change = |word: &str| {
        let (before, after) = (line.before.get(word), line.after.get(word));
        let whom = after.and_then(|after| after.get("who")).and_then(Value::as_array);
        let whom = whom.into_iter().flatten().filter_map(|whom| shown(whom, &name)).collect();
        Changed { word: word.to_owned(), whom, before: show(before), after: show(after) }
    };
    Told { number, at: Some(line.at), by, changes: line.words().map(change).collect() }
}

/// A value in words; nothing where it is none.
fn shown<'a>(value: &Value, name: &impl Fn(&str) -> Option<&'a Typed>) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) if text.starts_with("person ") => {
            Some(name(text).map_or_else(|| NOBODY.to_owned(), |name| name.as_str().to_owned()))
        }
        Value::String(text) => Some(text.clone()),
        Value::Array(items) if items.is_empty() => None,
        Value::Array(items) => {
            Some(items.iter().filter_map(|item| shown(item, name)).collect::<Vec<_>>().join(", "))
        }
        Value::Object(fields) => fields.get("is").and_then(|is| shown(is, name)),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::audit::{By, Entry, People};
    use crate::sample::{community, id, member, moment};

    #[test]
    fn people_are_called_by_their_names_as_long_as_they_are_known() {
        let mut people = People::default();
        let said: Vec<Value> = ["dee", "ana", "ben"].map(|name| people.say(id(name))).into();
        let apart = |is: &str| [("apart".to_owned(), json!({ "who": said[1..], "is": is }))].into();
        let entry = Entry::after(
            &Head::default(),
            community().scope(),
            By::Person(id("dee")),
            &people,
            (apart("together"), apart("apart")),
            &mut moment(),
        );
        let mut names: BTreeMap<MemberId, Typed> =
            ["dee", "ana", "ben"].map(|name| (id(name), member(name).name)).into();
        let told = line(&entry.row(), &names);
        assert_eq!(told.by, Speaker::Person(member("dee").name));
        let expected = Changed {
            word: "apart".to_owned(),
            whom: vec!["Ana".to_owned(), "Ben".to_owned()],
            before: Some("together".to_owned()),
            after: Some("apart".to_owned()),
        };
        assert_eq!(told.changes, [expected]);
        names.remove(&id("dee"));
        names.remove(&id("ana"));
        let told = line(&entry.row(), &names);
        assert_eq!((told.by, &told.changes[0].whom[0][..]), (Speaker::Nobody, "?"));
    }

    #[test]
    fn a_line_that_cannot_be_read_is_told_as_one_of_which_nothing_is_known() {
        let row = Row { number: 3, body: "{".to_owned(), hash: String::new(), names: Vec::new() };
        let told = line(&row, &BTreeMap::new());
        assert_eq!((told.number, told.at, told.changes.len()), (3, None, 0));
    }
}
