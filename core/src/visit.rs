//! A visit: somebody who runs a community looks at its numbers in a browser.
//!
//! ```text
//! Invited ─► Used       the link was pressed
//!    │         └──────► Inside ─► signed out
//!    └─► too late          └────► too late
//! ```
//!
//! Who asks for the dashboard is given a link with a [`Secret`] in it, and the browser that presses it another one. The
//! memory has the [`Print`] of either and neither secret, so whoever reads the database cannot look in. A visit belongs
//! to one member of one community; whether they still run it is asked anew at each request, by [`admit`].

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::community::{Community, Scope};
use crate::id::MemberId;
use crate::member::Member;
use crate::moment::Moment;
use crate::platform::PlatformName;
use crate::rights::Right;
use crate::store::{Store, StoreError};

/// How long a link can be pressed.
pub const INVITED: TimeDelta = TimeDelta::minutes(10);
/// How long a visit lasts.
pub const INSIDE: TimeDelta = TimeDelta::hours(12);
/// How long it can be said of a link that it is over: then it is forgotten.
pub const REMEMBERED: TimeDelta = TimeDelta::days(1);

/// 256 bits that nobody can guess. It is in a link or in a cookie, and nowhere else.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 32]);

impl Secret {
    /// A fresh one.
    pub fn new(moment: &mut Moment) -> Secret {
        Secret(moment.secret())
    }

    /// The one of that text, if it has the form of one.
    pub fn parse(text: &str) -> Option<Secret> {
        let mut bytes = [0; 32];
        // It has one text, which is in small letters.
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return None;
        }
        hex::decode_to_slice(text, &mut bytes).ok()?;
        Some(Secret(bytes))
    }

    /// Its text: 64 hexadecimal digits. Only for the one whom it is for.
    pub fn text(&self) -> String {
        hex::encode(self.0)
    }

    /// What the memory knows it by.
    pub fn print(&self) -> Print {
        Print(self.derived("visit"))
    }

    /// What every form of a visit carries, so that no other site's page can send it: whoever knows it knows nothing of
    /// the secret.
    pub fn of_forms(&self) -> String {
        self.derived("forms")
    }

    fn derived(&self, purpose: &str) -> String {
        let hash = Sha256::new().chain_update(purpose).chain_update(self.0).finalize();
        hex::encode(hash)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[private]")
    }
}

/// The SHA-256 of a secret, in hexadecimal digits: enough to know it again, and nothing to look in with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Print(String);

impl Print {
    /// As it is kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A link that was given out, or a browser that is inside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// What it is known by.
    pub print: Print,
    /// The platform of the community.
    pub platform: PlatformName,
    /// The community's id there.
    pub external: String,
    /// Whose it is.
    pub member: MemberId,
    /// Until when.
    pub until: DateTime<Utc>,
    /// Where it stands. It is kept beside the rest, so that one statement moves it on.
    #[serde(skip)]
    pub stage: Stage,
}

/// Where a visit stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Stage {
    /// The link was given out.
    #[default]
    Invited,
    /// The link was pressed, and opens nothing any more.
    Used,
    /// A browser is inside.
    Inside,
}

impl Visit {
    /// A link for a member, and the secret that goes into it.
    pub fn invite(member: &Member, community: &Community, moment: &mut Moment) -> (Visit, Secret) {
        let secret = Secret::new(moment);
        let visit = Visit {
            print: secret.print(),
            platform: community.platform.clone(),
            external: community.external.clone(),
            member: member.id,
            until: moment.now + INVITED,
            stage: Stage::Invited,
        };
        (visit, secret)
    }

    /// The visit of the browser that presses the link, and the secret that it is given.
    pub fn enter(&self, moment: &mut Moment) -> (Visit, Secret) {
        let secret = Secret::new(moment);
        let (print, until) = (secret.print(), moment.now + INSIDE);
        (Visit { print, until, stage: Stage::Inside, ..self.clone() }, secret)
    }

    /// Whether it is over by its time.
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        self.until <= now
    }
}

/// Somebody who may look in.
#[derive(Debug, Clone)]
pub struct Guest {
    /// Whose numbers they see.
    pub community: Community,
    /// Who they are.
    pub member: Member,
    /// The visit, or the link that leads to it.
    pub visit: Visit,
}

impl Guest {
    /// The walls inside which they look.
    pub fn scope(&self) -> Scope {
        self.community.scope()
    }
}

/// Why somebody may not look in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shut {
    /// Nothing is known of that secret: it was never given out, or is forgotten.
    Unknown,
    /// The link was pressed before.
    Used,
    /// It is too late.
    Late,
    /// The community is closed.
    Closed,
    /// They do not run the community any more, nor are they an organiser.
    NotAdmin,
}

/// Who brings a secret at a stage, if they may look in now.
///
/// # Errors
/// The memory does not answer.
pub async fn admit(
    store: &dyn Store,
    secret: &Secret,
    stage: Stage,
    now: DateTime<Utc>,
) -> Result<Result<Guest, Shut>, StoreError> {
    let Some(visit) = store.visit(&secret.print()).await? else { return Ok(Err(Shut::Unknown)) };
    let shut = match visit.stage {
        Stage::Used => Some(Shut::Used),
        known if known != stage => Some(Shut::Unknown),
        _ if visit.is_over(now) => Some(Shut::Late),
        _ => None,
    };
    if let Some(shut) = shut {
        return Ok(Err(shut));
    }
    let community = store.community(&visit.platform, &visit.external).await?;
    let Some(community) = community else { return Ok(Err(Shut::Unknown)) };
    if community.is_closed() {
        return Ok(Err(Shut::Closed));
    }
    let member = store.members(community.scope(), &[visit.member]).await?.pop();
    match member {
        Some(member) if Right::Dashboard.is_of(member.rank()) => Ok(Ok(Guest { community, member, visit })),
        Some(_) | None => Ok(Err(Shut::NotAdmin)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{community, member, moment, now};

    #[test]
    fn a_secret_reads_back_from_its_text_and_nothing_else_is_one() {
        let secret = Secret::new(&mut moment());
        assert_eq!(Secret::parse(&secret.text()), Some(secret.clone()));
        for text in ["", "0a", &"0A".repeat(32), &"é".repeat(32), &format!("{}0", secret.text())] {
            assert_eq!(Secret::parse(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_kept_and_what_forms_carry_tell_nothing_of_the_secret_nor_of_one_another() {
        let secret = Secret::new(&mut moment());
        let (print, forms) = (secret.print(), secret.of_forms());
        assert!(print.as_str() != forms && print.as_str() != secret.text() && forms != secret.text());
        assert_eq!(format!("{secret:?}"), "[private]");
        assert_eq!(print, Secret::parse(&secret.text()).unwrap().print());
    }

    #[test]
    fn a_link_is_good_for_ten_minutes_and_a_visit_for_twelve_hours() {
        let mut moment = moment();
        let (link, of_link) = Visit::invite(&member("dee"), &community(), &mut moment);
        assert!(!link.is_over(now() + TimeDelta::minutes(10) - TimeDelta::milliseconds(1)));
        assert!(link.is_over(now() + TimeDelta::minutes(10)));
        let (visit, of_visit) = link.enter(&mut moment);
        assert_eq!((visit.until, visit.stage), (now() + TimeDelta::hours(12), Stage::Inside));
        assert_ne!(of_link, of_visit);
        assert_eq!((visit.member, &visit.external), (link.member, &link.external));
    }
}
