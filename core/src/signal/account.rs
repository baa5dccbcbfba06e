//! Who a signal is about: a member, or an account at a source until a member says that it is theirs.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::id::MemberId;
use crate::text::clean;

/// The longest name of a source, and of an account there.
const LONGEST_SOURCE: usize = 20;
const LONGEST_LOGIN: usize = 60;
/// Where the name of the source is short, that of an account may be longer: together with a verb and a guild they fit
/// what a button of Discord's carries.
const LONGEST_TOGETHER: usize = 74;

/// Where signals come from: `github`, `xapi`, or a name that whoever runs Smallwins chose.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Source(String);

impl Source {
    /// GitHub's webhooks.
    pub fn github() -> Source {
        Source("github".to_owned())
    }

    /// What learners tell themselves.
    pub fn learner() -> Source {
        Source("learner".to_owned())
    }

    /// What Smallwins itself noticed.
    pub fn smallwins() -> Source {
        Source("smallwins".to_owned())
    }

    /// Statements of a learning management system.
    pub fn xapi() -> Source {
        Source("xapi".to_owned())
    }

    /// Reads a name: small letters, digits and hyphens, in any case. The learners' own is nobody else's, nor is
    /// Smallwins'.
    pub fn parse(text: &str) -> Result<Source, NoAccount> {
        let name = text.to_ascii_lowercase();
        let is_of_a_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let fits = (1..=LONGEST_SOURCE).contains(&name.len()) && name.chars().all(is_of_a_name);
        if fits && !["learner", "smallwins"].contains(&name.as_str()) {
            Ok(Source(name))
        } else {
            Err(NoAccount)
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An account at a source: `github/ana-dev`. Sources do not tell capitals from small letters, so neither does this.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Account {
    source: Source,
    login: String,
}

/// A text that is neither the name of a source nor that of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a source or of an account there")]
pub struct NoAccount;

impl Account {
    /// Reads a login at a source; an `@` in front of it is left out.
    pub fn parse(source: Source, login: &str) -> Result<Account, NoAccount> {
        let login = login.strip_prefix('@').unwrap_or(login).to_lowercase();
        let longest = LONGEST_LOGIN.max(LONGEST_TOGETHER - source.as_str().len());
        let fits = (1..=longest).contains(&login.len()) && clean(&login) == login;
        let is_one_word = !login.contains(|c: char| c.is_whitespace() || c == '/');
        if fits && is_one_word { Ok(Account { source, login }) } else { Err(NoAccount) }
    }

    /// Where it is.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// What it is called there.
    pub fn login(&self) -> &str {
        &self.login
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.source, self.login)
    }
}

/// A login is a name that somebody goes by, so no log shows it.
impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/[private]", self.source)
    }
}

impl FromStr for Account {
    type Err = NoAccount;

    fn from_str(text: &str) -> Result<Account, NoAccount> {
        let (source, login) = text.split_once('/').ok_or(NoAccount)?;
        Account::parse(Source::parse(source)?, login)
    }
}

impl Serialize for Account {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Account {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Whom something is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Whose {
    /// A member.
    Member(MemberId),
    /// Whoever has that account; nobody has said so yet.
    Account(Account),
}

impl fmt::Display for Whose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Whose::Member(member) => member.fmt(f),
            Whose::Account(account) => account.fmt(f),
        }
    }
}

impl FromStr for Whose {
    type Err = NoAccount;

    fn from_str(text: &str) -> Result<Whose, NoAccount> {
        let member = text.parse().map(Whose::Member);
        member.or_else(|_| text.parse().map(Whose::Account))
    }
}

impl Serialize for Whose {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Whose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Whose an account is. There is one for each account that is somebody's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AccountLink {
    /// Which account.
    pub account: Account,
    /// How often it was written; 0 before the first time.
    #[serde(skip)]
    pub version: u32,
    /// Whose it is; nobody's as it is let go, and then it is forgotten.
    pub member: Option<MemberId>,
    /// Since when.
    pub since: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::id;

    #[test]
    fn an_account_is_the_same_however_its_capitals_are_written() {
        let read = |text: &str| text.parse::<Account>();
        assert_eq!(read("github/Ana-Dev"), read("GitHub/ana-dev"));
        assert_eq!(Account::parse(Source::github(), "@Ana-Dev").unwrap().to_string(), "github/ana-dev");
        assert_eq!(format!("{:?}", read("github/ana-dev").unwrap()), "github/[private]");
    }

    #[test]
    fn what_is_no_name_of_an_account_is_not_taken_for_one() {
        let long = "x".repeat(69);
        for login in ["", "@", "ana dev", "ana/dev", "ana\u{202e}", "ana\n", &long] {
            assert_eq!(Account::parse(Source::github(), login), Err(NoAccount), "{login:?}");
        }
        let school = Source::parse("abcdefghijklmnopqrst").unwrap();
        assert!(Account::parse(Source::github(), &long[1..]).is_ok());
        assert!(Account::parse(school.clone(), &long[9..]).is_ok());
        assert_eq!(Account::parse(school, &long[8..]), Err(NoAccount));
        for source in ["", "git hub", "gît", "a/b", "learner", "abcdefghijklmnopqrstu"] {
            assert_eq!(Source::parse(source), Err(NoAccount), "{source:?}");
        }
    }

    #[test]
    fn whom_something_is_about_is_kept_as_one_text() {
        let account = Whose::Account("xapi/ana@school.example".parse().unwrap());
        for whose in [Whose::Member(id("ana")), account] {
            let json = serde_json::to_string(&whose).unwrap();
            assert_eq!(json, format!("\"{whose}\""));
            assert_eq!(serde_json::from_str::<Whose>(&json).unwrap(), whose);
        }
    }
}
