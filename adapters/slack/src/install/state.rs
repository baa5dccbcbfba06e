//! The state of an installation: a badge that lies in a cookie, signed, and comes back with Slack's answer.
//!
//! Whoever is lured to the callback with somebody else's code has no such cookie (RFC 6749 §10.12). The badge is signed
//! and dated rather than remembered, so that another process may see the end of what this one began.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::seal::random;
use crate::settings::SealKey;

/// The name of the cookie.
const NAME: &str = "smallwins_install";
/// How long an installation may take, in seconds.
const LASTS: i64 = 600;
/// So much another machine's clock may be ahead of ours, in seconds.
const AHEAD: i64 = 60;
/// How many badges are remembered as spent. Slack takes each code once, whatever is forgotten here.
const MOST: usize = 10_000;

/// A one-time state and when it was given.
pub(super) struct Badge {
    state: String,
    given: i64,
}

/// Why a badge does not let anybody in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Invalid {
    /// There is none, or it is not the one that was given to this browser.
    Stranger,
    /// It was given too long ago.
    Late,
    /// It was used before.
    Used,
}

impl Badge {
    /// A new one, with 256 bits that nobody can foresee.
    pub(super) fn new(now: i64) -> Badge {
        Badge { state: hex::encode(random::<32>()), given: now }
    }

    /// What Slack brings back.
    pub(super) fn state(&self) -> &str {
        &self.state
    }

    /// The `Set-Cookie` that gives it to a browser.
    pub(super) fn cookie(&self, key: &SealKey, is_secure: bool) -> String {
        let Badge { state, given } = self;
        let signature = hex::encode(signer(key, state, *given).finalize().into_bytes());
        set_cookie(&format!("{given}.{state}.{signature}"), LASTS, is_secure)
    }

    /// The badge among a browser's cookies.
    pub(super) fn read<'a>(
        cookies: impl Iterator<Item = &'a str>,
        key: &SealKey,
        now: i64,
    ) -> Result<Badge, Invalid> {
        let mut all = cookies.flat_map(|line| line.split(';'));
        let worn = all.find_map(|cookie| cookie.trim().strip_prefix(NAME)?.strip_prefix('='));
        let parts: Vec<&str> = worn.ok_or(Invalid::Stranger)?.split('.').collect();
        let [given, state, signature] = parts[..] else { return Err(Invalid::Stranger) };
        let given = given.parse().map_err(|_| Invalid::Stranger)?;
        let signature = hex::decode(signature).map_err(|_| Invalid::Stranger)?;
        signer(key, state, given).verify_slice(&signature).map_err(|_| Invalid::Stranger)?;
        if (now - LASTS..=now + AHEAD).contains(&given) {
            Ok(Badge { state: state.to_owned(), given })
        } else {
            Err(Invalid::Late)
        }
    }

    /// Whether this is the state that was brought back. The comparison takes the same time wherever they differ.
    pub(super) fn is_brought_by(&self, state: &SecretString) -> bool {
        self.state.as_bytes().ct_eq(state.expose_secret().as_bytes()).into()
    }
}

/// The `Set-Cookie` that takes it away.
pub(super) fn no_cookie(is_secure: bool) -> String {
    set_cookie("", 0, is_secure)
}

fn set_cookie(value: &str, lasts: i64, is_secure: bool) -> String {
    let secure = if is_secure { "; Secure" } else { "" };
    format!("{NAME}={value}; HttpOnly{secure}; SameSite=Lax; Path=/slack; Max-Age={lasts}")
}

/// A signature with a key of its own, so that no signature can ever be mistaken for something sealed.
fn signer(key: &SealKey, state: &str, given: i64) -> Hmac<Sha256> {
    let mac = |key: &[u8]| Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    let own = mac(&key.0).chain_update("smallwins slack install cookie v1").finalize().into_bytes();
    mac(&own).chain_update(format!("{given}.{state}"))
}

/// The badges that have been used.
#[derive(Debug, Default)]
pub(crate) struct Spent(Mutex<HashMap<String, i64>>);

impl Spent {
    /// Uses a badge; `false` when it was used before.
    pub(super) fn spend(&self, badge: &Badge, now: i64) -> bool {
        let mut spent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        spent.retain(|_, given| *given >= now - LASTS);
        if spent.len() >= MOST {
            spent.clear();
        }
        spent.insert(badge.state.clone(), badge.given).is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_000_000;

    fn key() -> SealKey {
        SealKey([7; 32])
    }

    /// What a browser sends back of a `Set-Cookie`.
    fn worn(set: &str) -> String {
        format!("theme=dark; {}", set.split(';').next().unwrap())
    }

    fn read(cookie: &str, now: i64) -> Result<Badge, Invalid> {
        Badge::read([cookie].into_iter(), &key(), now)
    }

    #[test]
    fn a_badge_lets_in_the_browser_that_it_was_given_to() {
        let given = Badge::new(NOW);
        let badge = read(&worn(&given.cookie(&key(), true)), NOW + 599).unwrap();
        assert!(badge.is_brought_by(&SecretString::from(given.state())));
        assert!(!badge.is_brought_by(&SecretString::from(Badge::new(NOW).state())));
        assert!(!badge.is_brought_by(&SecretString::from("")));
    }

    #[test]
    fn no_two_badges_are_alike_and_each_has_256_bits() {
        let (one, other) = (Badge::new(NOW), Badge::new(NOW));
        assert_ne!(one.state(), other.state());
        assert_eq!(one.state().len(), 64);
    }

    #[test]
    fn a_badge_that_is_missing_forged_or_late_lets_nobody_in() {
        let cookie = worn(&Badge::new(NOW).cookie(&key(), true));
        let invalid = |cookie: &str, now| read(cookie, now).err();
        assert_eq!(invalid("theme=dark", NOW), Some(Invalid::Stranger));
        assert_eq!(invalid("smallwins_install=", NOW), Some(Invalid::Stranger));
        assert_eq!(
            invalid(&cookie.replace(&NOW.to_string(), &(NOW + 1).to_string()), NOW),
            Some(Invalid::Stranger)
        );
        assert_eq!(invalid(&cookie[..cookie.len() - 2], NOW), Some(Invalid::Stranger));
        assert_eq!(invalid(&cookie, NOW + 601), Some(Invalid::Late));
        assert_eq!(invalid(&cookie, NOW - 61), Some(Invalid::Late));
        let other = SealKey([8; 32]);
        assert_eq!(Badge::read([&*cookie].into_iter(), &other, NOW).err(), Some(Invalid::Stranger));
    }

    #[test]
    fn a_badge_is_used_once() {
        let (spent, badge) = (Spent::default(), Badge::new(NOW));
        assert!(spent.spend(&badge, NOW));
        assert!(!spent.spend(&badge, NOW + 1));
        assert!(spent.spend(&Badge::new(NOW), NOW + 1));
        // What is late anyway need not be remembered.
        assert!(spent.spend(&Badge::new(NOW + 700), NOW + 700));
        assert_eq!(spent.0.lock().unwrap().len(), 1);
    }

    #[test]
    fn the_cookie_is_for_the_browser_alone_and_for_these_addresses() {
        let cookie = Badge::new(NOW).cookie(&key(), true);
        assert!(cookie.ends_with("; HttpOnly; Secure; SameSite=Lax; Path=/slack; Max-Age=600"), "{cookie}");
        assert!(!Badge::new(NOW).cookie(&key(), false).contains("Secure"));
        assert_eq!(
            no_cookie(true),
            "smallwins_install=; HttpOnly; Secure; SameSite=Lax; Path=/slack; Max-Age=0"
        );
    }
}
