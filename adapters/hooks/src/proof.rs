//! Who speaks: whoever knows a secret, and shows it by a signature over the raw body, or as a password.
//!
//! Each community has secrets of its own, which are made of those that are set: the HMAC-SHA256 of its name, such as
//! `slack/T0123`, in hexadecimal digits. Whoever has that of one knows neither those that are set nor that of another.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// Secrets, each of which proves who speaks: the one that is in use, and the one before it while both are.
#[derive(Clone)]
pub(crate) struct Proof {
    secrets: Vec<SecretString>,
}

impl Proof {
    /// A proof by any of these; an empty one proves nothing, and without any there is no proof.
    pub(crate) fn of(secrets: impl IntoIterator<Item = SecretString>) -> Option<Proof> {
        let secrets: Vec<SecretString> =
            secrets.into_iter().filter(|secret| !secret.expose_secret().is_empty()).collect();
        (!secrets.is_empty()).then_some(Proof { secrets })
    }

    /// The proof by the secrets of one community.
    pub(crate) fn of_community(&self, name: &str) -> Proof {
        let own = |secret: &SecretString| {
            let digits = mac(secret, name.as_bytes()).finalize().into_bytes();
            SecretString::from(hex::encode(digits))
        };
        Proof { secrets: self.secrets.iter().map(own).collect() }
    }

    /// Whether a header has the signature of this body: `sha256=` and 64 hexadecimal digits.
    pub(crate) fn is_signed(&self, headers: &HeaderMap, name: &str, body: &[u8]) -> bool {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        let Some(signature) = value.and_then(|value| value.strip_prefix("sha256=")).and_then(unhex) else {
            return false;
        };
        let is_by = |secret: &SecretString| mac(secret, body).verify_slice(&signature).is_ok();
        // Each is tried, so that the time does not tell which of them it was.
        self.secrets.iter().map(is_by).fold(false, |proven, is_by| proven | is_by)
    }

    /// Whether the password of a basic authorization is one of them; the user may be called anything.
    pub(crate) fn is_password(&self, headers: &HeaderMap) -> bool {
        let value = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let Some(pair) = value.and_then(|value| value.strip_prefix("Basic ")).and_then(unbase64) else {
            return false;
        };
        let Some(colon) = pair.iter().position(|byte| *byte == b':') else { return false };
        let password = &pair[colon + 1..];
        let is = |secret: &SecretString| bool::from(secret.expose_secret().as_bytes().ct_eq(password));
        self.secrets.iter().map(is).fold(false, |proven, is| proven | is)
    }
}

fn mac(secret: &SecretString, bytes: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes())
        .expect("HMAC takes keys of any length");
    mac.update(bytes);
    mac
}

/// The bytes of 64 hexadecimal digits.
fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(text, &mut bytes).ok()?;
    Some(bytes)
}

/// The bytes of a base 64 text (RFC 4648 §4), whether or not it is padded.
fn unbase64(text: &str) -> Option<Vec<u8>> {
    let padding = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    GeneralPurpose::new(&STANDARD, padding).decode(text.trim()).ok()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    /// The example of GitHub's documentation on validating deliveries.
    const SECRET: &str = "It's a Secret to Everybody";
    const BODY: &[u8] = b"Hello, World!";
    const SIGNATURE: &str = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    const NAME: &str = "x-hub-signature-256";

    fn proof(secrets: &[&str]) -> Proof {
        Proof::of(secrets.iter().map(|secret| SecretString::from(*secret))).unwrap()
    }

    fn headers(name: &'static str, value: &str) -> HeaderMap {
        [(name.parse().unwrap(), HeaderValue::from_str(value).unwrap())].into_iter().collect()
    }

    #[test]
    fn what_github_signed_is_proven_and_nothing_else_is() {
        let proven = |secret: &str, value: &str, body: &[u8]| {
            proof(&[secret]).is_signed(&headers(NAME, value), NAME, body)
        };
        assert!(proven(SECRET, SIGNATURE, BODY));
        assert!(!proven("another", SIGNATURE, BODY));
        assert!(!proven(SECRET, SIGNATURE, b"Hello, World?"));
        for value in ["", "sha256=", &SIGNATURE[7..], &SIGNATURE[..70], &SIGNATURE.to_uppercase(), "sha1=00"]
        {
            assert!(!proven(SECRET, value, BODY), "{value}");
        }
        assert!(!proof(&[SECRET]).is_signed(&HeaderMap::new(), NAME, BODY));
    }

    #[test]
    fn while_a_secret_is_changed_both_prove_who_speaks() {
        for secrets in [["new", SECRET], [SECRET, "old"]] {
            assert!(proof(&secrets).is_signed(&headers(NAME, SIGNATURE), NAME, BODY));
        }
    }

    #[test]
    fn a_secret_is_a_password_too_whatever_the_user_is_called() {
        let passes = |value: &str| proof(&["open:sesame"]).is_password(&headers("authorization", value));
        // moodle:open:sesame, :open:sesame
        assert!(passes("Basic bW9vZGxlOm9wZW46c2VzYW1l") && passes("Basic Om9wZW46c2VzYW1l"));
        for value in ["Basic bW9vZGxl", "Basic bW9vZGxlOm9wZW4=", "Basic ***", "Bearer open:sesame", "Basic "]
        {
            assert!(!passes(value), "{value}");
        }
    }

    /// As `printf %s slack/T0123 | openssl dgst -sha256 -hmac "$SECRET" -r` makes it.
    #[test]
    fn each_community_has_a_secret_of_its_own() {
        let own = |name: &str| proof(&[SECRET]).of_community(name).secrets[0].expose_secret().to_owned();
        assert_eq!(own("slack/T0123"), "cb251cdcaab49e279421ac639476c228a1988af0c6269336547a87d7d21033cb");
        assert_ne!(own("slack/T0123"), own("slack/T0124"));
    }

    #[test]
    fn nothing_is_proven_by_an_empty_secret() {
        assert!(Proof::of([SecretString::from("")]).is_none());
        assert!(Proof::of([]).is_none());
    }
}
