//! Tokens at rest: sealed under the operator's key, and bound to the workspace that they are for.
//!
//! XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha): its nonce is long enough to be drawn at random. It is drawn from the
//! operating system and not from a `Moment`: a moment can be replayed, and a nonce must never come twice.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use rand::TryRngCore;
use rand::rngs::OsRng;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use crate::settings::SealKey;

/// How a sealed text begins: what it is made with, so that another way can be read beside it.
const VERSION: &str = "v1";
/// Bytes of a nonce.
const NONCE: usize = 24;
/// Bytes of a key's name.
const NAME: usize = 4;

/// Seals and opens under one key.
pub(crate) struct Seal {
    cipher: XChaCha20Poly1305,
    name: String,
}

/// Why a token cannot be opened, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unopened {
    /// It was sealed under another key.
    #[error(
        "the token is sealed under the key {sealed}, and ours is {ours}: \
         put the former SMALLWINS_SECRET_KEY back, or install again at /slack/install"
    )]
    OtherKey {
        /// The name of the key that it was sealed under.
        sealed: String,
        /// The name of ours.
        ours: String,
    },
    /// It was changed, cut off, or made for another workspace.
    #[error("the sealed token is damaged or another workspace's: install again at /slack/install")]
    Damaged,
}

impl Seal {
    /// The seal of a key.
    pub(crate) fn new(key: &SealKey) -> Seal {
        let digest = Sha256::new().chain_update("smallwins key name").chain_update(key.0).finalize();
        let cipher = XChaCha20Poly1305::new(&Key::from(key.0));
        Seal { cipher, name: hex::encode(&digest[..NAME]) }
    }

    /// A secret of a workspace, sealed.
    pub(crate) fn seal(&self, secret: &SecretString, team: &str) -> String {
        let nonce: [u8; NONCE] = random();
        let bound = bound(team);
        let payload = Payload { msg: secret.expose_secret().as_bytes(), aad: bound.as_bytes() };
        let sealed =
            self.cipher.encrypt(&XNonce::from(nonce), payload).expect("a token is short and memory is there");
        format!("{VERSION}.{}.{}.{}", self.name, hex::encode(nonce), hex::encode(sealed))
    }

    /// A sealed secret of a workspace.
    ///
    /// # Errors
    /// See [`Unopened`].
    pub(crate) fn open(&self, sealed: &str, team: &str) -> Result<SecretString, Unopened> {
        let parts: Vec<&str> = sealed.split('.').collect();
        let [VERSION, name, nonce, sealed] = parts[..] else { return Err(Unopened::Damaged) };
        if name != self.name {
            return Err(Unopened::OtherKey { sealed: name.to_owned(), ours: self.name.clone() });
        }
        let nonce: [u8; NONCE] =
            hex::decode(nonce).ok().and_then(|nonce| nonce.try_into().ok()).ok_or(Unopened::Damaged)?;
        let sealed = hex::decode(sealed).map_err(|_| Unopened::Damaged)?;
        let bound = bound(team);
        let payload = Payload { msg: &sealed, aad: bound.as_bytes() };
        let opened = self.cipher.decrypt(&XNonce::from(nonce), payload).map_err(|_| Unopened::Damaged)?;
        String::from_utf8(opened).map(SecretString::from).map_err(|_| Unopened::Damaged)
    }
}

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Seal({})", self.name)
    }
}

fn bound(team: &str) -> String {
    format!("smallwins slack token {VERSION} {team}")
}

/// Bytes that nobody can foresee.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    OsRng.try_fill_bytes(&mut bytes).expect("the operating system gives entropy");
    bytes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TOKEN: &str = "xoxb-1-secret";

    fn seal(key: u8) -> Seal {
        Seal::new(&SealKey([key; 32]))
    }

    fn token() -> SecretString {
        SecretString::from(TOKEN)
    }

    #[test]
    fn a_token_opens_under_its_key_and_for_its_workspace() {
        let sealed = seal(1).seal(&token(), "T1");
        assert!(!sealed.contains("xoxb") && !sealed.contains(&hex::encode(TOKEN.as_bytes())));
        assert_eq!(seal(1).open(&sealed, "T1").unwrap().expose_secret(), TOKEN);
        assert_eq!(seal(1).open(&sealed, "T2").unwrap_err(), Unopened::Damaged);
    }

    #[test]
    fn another_key_is_named_with_what_to_do() {
        let sealed = seal(1).seal(&token(), "T1");
        let error = seal(2).open(&sealed, "T1").unwrap_err();
        assert!(matches!(error, Unopened::OtherKey { .. }));
        let says = error.to_string();
        assert!(says.contains("SMALLWINS_SECRET_KEY") && says.contains("/slack/install"), "{says}");
    }

    #[test]
    fn the_same_token_is_never_sealed_the_same_way() {
        assert_ne!(seal(1).seal(&token(), "T1"), seal(1).seal(&token(), "T1"));
    }

    #[test]
    fn nothing_prints_the_key() {
        let key = SealKey([0xab; 32]);
        let printed = format!("{key:?} {:?}", Seal::new(&key));
        assert!(!printed.contains("abab") && !printed.contains("171"), "{printed}");
    }

    proptest! {
        #[test]
        fn whatever_is_changed_does_not_open(at in 0_usize..200, to in "[0-9a-f.v]") {
            let sealed = seal(1).seal(&token(), "T1");
            let at = at % sealed.len();
            let mut changed = sealed.clone();
            changed.replace_range(at..=at, &to);
            prop_assume!(changed != sealed);
            prop_assert!(seal(1).open(&changed, "T1").is_err());
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,80}") {
            prop_assert!(seal(1).open(&text, "T1").is_err());
        }
    }
}
