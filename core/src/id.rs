//! Ids: UUIDv7 with a readable prefix, so that an id says what it names and sorts by the time it was made.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::{Builder, Uuid};

/// Crockford's base 32: no I, L, O or U, and in the order of its bytes.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 128 bits in steps of five.
const LENGTH: usize = 26;

/// A text that is not an id of the kind that was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id that begins with `{prefix}_`")]
pub struct NotAnId {
    /// The prefix that was expected.
    pub prefix: &'static str,
}

/// The first 48 bits are milliseconds since 1970 (RFC 9562 §5.7), which is less than the last instant there is.
fn made_at(uuid: Uuid) -> DateTime<Utc> {
    let millis = (uuid.as_u128() >> 80) as i64;
    DateTime::from_timestamp_millis(millis).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

fn encode(prefix: &str, uuid: Uuid, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut rest = uuid.as_u128();
    let mut digits = [b'0'; LENGTH];
    for digit in digits.iter_mut().rev() {
        *digit = ALPHABET[(rest & 31) as usize];
        rest >>= 5;
    }
    f.write_str(prefix)?;
    f.write_str("_")?;
    f.write_str(str::from_utf8(&digits).expect("the alphabet is ASCII"))
}

fn decode(prefix: &'static str, text: &str) -> Result<Uuid, NotAnId> {
    let problem = NotAnId { prefix };
    let digits = text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_')).ok_or(problem)?;
    if digits.len() != LENGTH {
        return Err(problem);
    }
    let mut value: u128 = 0;
    for (place, byte) in digits.bytes().enumerate() {
        let digit = ALPHABET.iter().position(|known| *known == byte).ok_or(problem)? as u128;
        if place == 0 && digit > 7 {
            return Err(problem);
        }
        value = (value << 5) | digit;
    }
    Ok(Uuid::from_u128(value))
}

/// The text of an id of the same kind with another number; `None` for a text that is no id.
pub(crate) fn renamed(text: &str, rename: impl Fn(&str, u128) -> u128) -> Option<String> {
    struct Shown<'a>(&'a str, Uuid);
    impl fmt::Display for Shown<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            encode(self.0, self.1, f)
        }
    }
    let prefix = PREFIXES
        .into_iter()
        .find(|prefix| text.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('_')))?;
    let number = decode(prefix, text).ok()?.as_u128();
    Some(Shown(prefix, Uuid::from_u128(rename(prefix, number))).to_string())
}

macro_rules! ids {
    ($($(#[doc = $doc:literal])+ $name:ident = $prefix:literal;)+) => {
        /// What the texts of ids begin with.
        const PREFIXES: [&str; [$($prefix),+].len()] = [$($prefix),+];

    $(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// What the text of such an id begins with.
            pub const PREFIX: &'static str = $prefix;

            /// When it was made, to the millisecond.
            pub fn made_at(self) -> DateTime<Utc> {
                made_at(self.0)
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                encode($prefix, self.0, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                decode($prefix, text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )+};
}

ids! {
    /// A tenant: a Slack workspace, a Discord server or the playground.
    CommunityId = "com";
    /// A person in one community.
    MemberId = "mem";
    /// A recent piece of a learner's work.
    WinId = "win";
    /// A learner's request.
    AskId = "ask";
    /// An ask put to one mentor.
    OfferId = "offer";
    /// A meeting of the two.
    SessionId = "ses";
    /// Something due.
    TaskId = "task";
    /// A line of the journal.
    FactId = "fact";
    /// A reason why now.
    SignalId = "sig";
}

/// The least id that can be made at an instant: what was made since then has this one or a greater.
pub fn earliest<T: From<Uuid>>(at: DateTime<Utc>) -> T {
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
    Builder::from_unix_timestamp_millis(millis, &[0; 10]).into_uuid().into()
}

/// An id that stands behind all others of its kind.
pub fn last<Id: From<Uuid>>() -> Id {
    Uuid::max().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn an_id_reads_back_what_it_writes(value: u128) {
            let id = AskId::from(Uuid::from_u128(value));
            proptest::prop_assert_eq!(id.to_string().parse(), Ok(id));
        }

        #[test]
        fn ids_sort_as_their_texts_do(a: u128, b: u128) {
            let (a, b) = (AskId::from(Uuid::from_u128(a)), AskId::from(Uuid::from_u128(b)));
            proptest::prop_assert_eq!(a.cmp(&b), a.to_string().cmp(&b.to_string()));
        }

        #[test]
        fn no_text_makes_the_reader_stumble(text: String) {
            let _ = text.parse::<AskId>();
            let _ = format!("ask_{text}").parse::<AskId>();
        }
    }

    #[test]
    fn what_was_made_since_an_instant_has_no_lesser_id_than_the_earliest_of_it() {
        let now = DateTime::from_timestamp_millis(1_795_000_000_123).unwrap();
        let tick = chrono::TimeDelta::milliseconds(1);
        let made = |at| crate::moment::Moment::new(at, 7).id::<AskId>();
        assert_eq!((made(now).made_at(), earliest::<AskId>(now).made_at()), (now, now));
        assert!(earliest::<AskId>(now) <= made(now) && earliest::<AskId>(now) > made(now - tick));
    }

    #[test]
    fn an_id_gets_another_number_and_stays_of_its_kind() {
        let offer = OfferId::from(Uuid::from_u128(7));
        let other = renamed(&offer.to_string(), |prefix, number| {
            assert_eq!((prefix, number), ("offer", 7));
            9
        });
        assert_eq!(other.unwrap().parse(), Ok(OfferId::from(Uuid::from_u128(9))));
        assert_eq!(renamed("offer_7", |_, number| number), None);
        assert_eq!(renamed("done", |_, number| number), None);
    }

    #[test]
    fn an_id_of_one_kind_is_not_an_id_of_another() {
        let ask = AskId::from(Uuid::from_u128(7)).to_string();
        assert_eq!(ask.parse::<OfferId>(), Err(NotAnId { prefix: "offer" }));
    }
}
