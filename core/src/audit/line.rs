//! A line of the audit: what it holds, how it is sealed, and how it is read.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::canonical::canonical;
use super::facets::People;
use crate::community::Scope;
use crate::id::{CommunityId, MemberId};
use crate::moment::Moment;

/// The hash that stands before the first line.
const BEFORE_THE_FIRST: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// How far the audit of a community has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The number of its last line; 0 before the first.
    pub number: u64,
    /// The hash of its last line, in hexadecimal.
    pub hash: String,
}

impl Default for Head {
    fn default() -> Head {
        Head { number: 0, hash: BEFORE_THE_FIRST.to_owned() }
    }
}

/// Who made a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// A person.
    Person(MemberId),
    /// The platform, which told that somebody did: put Smallwins into a channel, say.
    Platform,
    /// The clock.
    Clock,
    /// Whoever runs Smallwins, from its command line.
    Operator,
}

/// A line that is to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number.
    pub number: u64,
    /// What it holds, as canonical JSON.
    pub body: String,
    /// The SHA-256 of its body, in hexadecimal.
    pub hash: String,
    /// Of whom it speaks.
    pub names: Vec<Name>,
}

/// Of whom a line speaks at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Which person of the line, from 1.
    pub place: u32,
    /// Who.
    pub member: MemberId,
    /// What their mark is made with, in hexadecimal.
    pub salt: String,
}

/// A line as it stands in the memory, whatever stands there: somebody may have altered it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number.
    pub number: i64,
    /// What should be canonical JSON.
    pub body: String,
    /// What should be the SHA-256 of that.
    pub hash: String,
    /// Of whom it speaks: a place, what should be an id, and a salt.
    pub names: Vec<(i64, String, String)>,
}

/// What a line holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// What is there from then on, by words.
    pub after: Map<String, Value>,
    /// When.
    pub at: DateTime<Utc>,
    /// What was there before.
    pub before: Map<String, Value>,
    /// Who: `person 1`, `platform`, `clock` or `operator`.
    pub by: String,
    /// In which community.
    pub community: CommunityId,
    /// The marks of the people of whom it speaks.
    pub people: Vec<String>,
    /// The hash of the line before.
    pub previous: String,
    /// Its number.
    pub number: u64,
}

impl Entry {
    /// The line after a head, with what was there before and is after it, by words. `people` begins with whoever made
    /// the change, where a person did.
    pub fn after(
        head: &Head,
        scope: Scope,
        by: By,
        people: &People,
        (before, after): (BTreeMap<String, Value>, BTreeMap<String, Value>),
        moment: &mut Moment,
    ) -> Entry {
        let number = head.number + 1;
        let names: Vec<Name> = (1..)
            .zip(&people.0)
            .map(|(place, member)| Name { place, member: *member, salt: hex::encode(&moment.secret()[..16]) })
            .collect();
        let marks: Vec<String> =
            names.iter().map(|name| mark(&name.salt, &name.member.to_string())).collect();
        let body = canonical(&json!({
            "after": after,
            "at": moment.now.to_rfc3339_opts(SecondsFormat::Millis, true),
            "before": before,
            "by": match by {
                By::Person(_) => "person 1",
                By::Platform => "platform",
                By::Clock => "clock",
                By::Operator => "operator",
            },
            "community": scope.community(),
            "number": number,
            "people": marks,
            "previous": head.hash,
        }));
        Entry { number, hash: hash(&body), body, names }
    }

    /// The head with this line as its last.
    pub fn head(&self) -> Head {
        Head { number: self.number, hash: self.hash.clone() }
    }

    /// The line as it stands in a memory.
    pub fn row(&self) -> Row {
        let names = self.names.iter();
        let names = names.map(|name| (name.place.into(), name.member.to_string(), name.salt.clone()));
        let number = i64::try_from(self.number).unwrap_or(i64::MAX);
        Row { number, body: self.body.clone(), hash: self.hash.clone(), names: names.collect() }
    }
}

impl Row {
    /// What the line holds; `None` where that is no line.
    pub fn line(&self) -> Option<Line> {
        serde_json::from_str(&self.body).ok()
    }

    /// Who the people of the line are, as far as they are still known.
    pub fn people(&self) -> BTreeMap<String, MemberId> {
        let known = self
            .names
            .iter()
            .filter_map(|(place, member, _)| Some((format!("person {place}"), member.parse().ok()?)));
        known.collect()
    }
}

impl Line {
    /// The words of what changed, in their order.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let only_after = self.after.keys().filter(|word| !self.before.contains_key(*word));
        self.before.keys().chain(only_after).map(String::as_str)
    }
}

/// The SHA-256 of a body, in hexadecimal.
pub(super) fn hash(body: &str) -> String {
    hex::encode(Sha256::digest(body))
}

/// The mark of somebody: without the salt, nobody can try whose it is.
pub(super) fn mark(salt: &str, member: &str) -> String {
    let mut keyed = Hmac::<Sha256>::new_from_slice(salt.as_bytes()).expect("HMAC takes keys of any length");
    keyed.update(member.as_bytes());
    hex::encode(keyed.finalize().into_bytes())
}
