//! How somebody leaves, or is erased.
//!
//! ```text
//! here ─► Going ─► Left       they say something ─► here
//!           └────► nobody     they say that they want to be known again ─► here
//! ```
//!
//! What is open between them and others is settled one thing at a time, each in a commit of its own: whoever waited for
//! them hears neutrally that they need not. Until they say something again, nothing is said to them.
//!
//! Of somebody who was erased a [`MarkKey`] mark stays, so that an event that comes late does not make them known
//! again: only they can, by saying so. Whoever did not want to be put together with them, and whoever is kept apart
//! from them by those who run the community, has an id in its place that is made under the same key. It is theirs when
//! they begin anew, so what others settled about them holds again until it is lifted, for as long as those others are
//! here themselves and the key is the same; what they settled themselves is gone. The same mark stays of each account
//! elsewhere that was theirs, and of one that somebody let go: what other tools tell of it is not kept until somebody
//! says anew that it is theirs. The journal stays too, under a random name that leads to nobody.

use std::fmt;

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use uuid::Uuid;

use crate::community::Scope;
use crate::decision::Change;
use crate::id::MemberId;
use crate::member::Member;
use crate::moment::Moment;
use crate::platform::Handle;
use crate::signal::Account;
use crate::store::{Store, StoreError};

/// How far somebody has left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Parting {
    /// What is open for them is being settled.
    Going {
        /// Since when.
        since: DateTime<Utc>,
        /// What becomes of what is held about them.
        then: Then,
        /// Whether they had left before, so that the journal knows it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        left: bool,
    },
    /// Nothing is open for them, and nothing is said to them.
    Left {
        /// Since when.
        since: DateTime<Utc>,
    },
}

/// What becomes of what is held about somebody who leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Then {
    /// It stays, should they come back.
    Keep,
    /// It goes, for good.
    Erase,
}

/// A member who is to be erased, and the name that the journal has for them from then on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// Who.
    pub member: MemberId,
    /// Their id on the platform.
    pub handle: Handle,
    /// The name: random, so that nothing of it tells who they were or when they came.
    pub then: MemberId,
    /// The id that they have if they begin anew, which those have who are not to be put together with them.
    pub again: MemberId,
}

impl Erasure {
    /// The erasure of a member who can begin anew.
    pub(crate) fn of(member: &Member, key: &MarkKey, scope: Scope, moment: &mut Moment) -> Erasure {
        let again = key.id_again(scope, &member.handle);
        Erasure { again, ..Erasure::unmarked(member, moment) }
    }

    /// The erasure of a member of whom no mark stays: nothing that others settled leads to them.
    pub(crate) fn unmarked(member: &Member, moment: &mut Moment) -> Erasure {
        let then = id_of(&moment.secret());
        Erasure { member: member.id, handle: member.handle.clone(), then, again: then }
    }
}

fn id_of(bytes: &[u8; 32]) -> MemberId {
    let first = bytes[..16].try_into().expect("it has 32 bytes");
    Uuid::from_u128(u128::from_be_bytes(first)).into()
}

/// What the marks of those who were erased begin with, among the keepsakes.
const ERASED: &str = "erased/";
/// What the marks of accounts begin with that were theirs, or that somebody let go.
const LEFT: &str = "left/";
/// What the mark of somebody says who begins anew and has not said yes yet.
const ANEW: &str = "anew";

/// What the mark of a person tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// They were erased.
    Erased,
    /// They were, and begin anew.
    Anew,
}

/// The key under which marks are made: without it, nobody can try whose mark it is.
#[derive(Clone, Default)]
pub struct MarkKey([u8; 32]);

impl fmt::Debug for MarkKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[private]")
    }
}

impl MarkKey {
    /// A key of 32 bytes that nobody else knows.
    pub fn new(key: [u8; 32]) -> MarkKey {
        MarkKey(key)
    }

    /// What the mark of a person in a community is kept as.
    fn mark(&self, scope: Scope, handle: &Handle) -> String {
        format!("{ERASED}{}", self.digits("erased", scope, &handle.0))
    }

    /// What the mark of an account in a community is kept as.
    fn mark_of_account(&self, scope: Scope, account: &Account) -> String {
        format!("{LEFT}{}", self.digits("left", scope, &account.to_string()))
    }

    /// The id that a person has in a community who begins anew there.
    pub(crate) fn id_again(&self, scope: Scope, handle: &Handle) -> MemberId {
        id_of(&self.keyed("again", scope, &handle.0))
    }

    fn digits(&self, what: &str, scope: Scope, name: &str) -> String {
        hex::encode(self.keyed(what, scope, name))
    }

    fn keyed(&self, what: &str, scope: Scope, name: &str) -> [u8; 32] {
        let mut keyed = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        keyed.update(format!("smallwins {what}\0{}\0{name}", scope.community()).as_bytes());
        keyed.finalize().into_bytes().into()
    }

    /// Marks a person as erased.
    pub(crate) fn marked(&self, scope: Scope, handle: &Handle, now: DateTime<Utc>) -> Change {
        Change::Keepsake(self.mark(scope, handle), Some(now.to_rfc3339()))
    }

    /// The mark of a person says that they begin anew.
    pub(crate) fn begun_anew(&self, scope: Scope, handle: &Handle) -> Change {
        Change::Keepsake(self.mark(scope, handle), Some(ANEW.to_owned()))
    }

    /// Takes the mark of a person away.
    pub(crate) fn unmarked(&self, scope: Scope, handle: &Handle) -> Change {
        Change::Keepsake(self.mark(scope, handle), None)
    }

    /// What the mark of a person tells, if there is one.
    pub(crate) async fn mark_of(
        &self,
        store: &dyn Store,
        scope: Scope,
        handle: &Handle,
    ) -> Result<Option<Mark>, StoreError> {
        let kept = store.keepsakes(scope, &self.mark(scope, handle)).await?.pop();
        Ok(kept.map(|(_, told)| if told == ANEW { Mark::Anew } else { Mark::Erased }))
    }

    /// Marks an account as one of which nothing is kept while it is nobody's.
    pub(crate) fn marked_account(&self, scope: Scope, account: &Account, now: DateTime<Utc>) -> Change {
        Change::Keepsake(self.mark_of_account(scope, account), Some(now.to_rfc3339()))
    }

    /// Whether an account was let go, or was that of somebody who was erased.
    pub(crate) async fn has_marked_account(
        &self,
        store: &dyn Store,
        scope: Scope,
        account: &Account,
    ) -> Result<bool, StoreError> {
        Ok(!store.keepsakes(scope, &self.mark_of_account(scope, account)).await?.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{community, member, moment};

    #[test]
    fn a_mark_tells_nothing_without_its_key_and_is_another_in_each_place_and_for_each_person() {
        let (here, ana, ben) = (community().scope(), Handle("ana".to_owned()), Handle("ben".to_owned()));
        let elsewhere = crate::community::Community::new(
            community().platform,
            "elsewhere".to_owned(),
            community().zone,
            &mut crate::sample::later(chrono::TimeDelta::hours(1)),
        );
        let (key, other) = (MarkKey::new([1; 32]), MarkKey::new([2; 32]));
        let mark = key.mark(here, &ana);
        assert_eq!(mark, key.mark(here, &ana));
        for different in [other.mark(here, &ana), key.mark(here, &ben), key.mark(elsewhere.scope(), &ana)] {
            assert_ne!(mark, different);
        }
        assert!(!mark.contains("ana"));
        let account = |text: &str| key.mark_of_account(here, &text.parse().unwrap());
        assert_eq!(account("github/Ana-Dev"), account("github/ana-dev"));
        assert_ne!(account("github/ana-dev"), account("school/ana-dev"));
        assert!(!account("github/ana-dev").contains("ana"));
        assert_eq!(format!("{key:?}"), "[private]");
    }

    #[test]
    fn the_name_of_somebody_who_was_erased_is_another_each_time() {
        let mut moment = moment();
        let (key, scope) = (MarkKey::default(), community().scope());
        let erased = [(); 2].map(|()| Erasure::of(&member("ana"), &key, scope, &mut moment));
        assert_ne!(erased[0].then, erased[1].then);
        assert!(erased.iter().all(|erasure| erasure.then != member("ana").id));
        // What leads back to them is the same each time, and nothing that the journal has.
        assert_eq!(erased[0].again, erased[1].again);
        assert!(erased.iter().all(|erasure| erasure.then != erasure.again));
        assert_ne!(erased[0].again, MarkKey::new([1; 32]).id_again(scope, &member("ana").handle));
    }
}
