//! Who may speak to us over HTTP: Discord alone, and not later than five minutes after it spoke.
//!
//! A request is signed by Ed25519 over its timestamp and its raw bytes. serenity has a verifier for it, which does not
//! look at the time and takes a few signatures that can be changed without the key; this one is strict.

use axum::http::HeaderMap;
use ed25519_dalek::VerifyingKey;
use smallwins_chat::signed::{Unproven, header, stamp};

/// The signature of one request; its first half tells it from every other.
pub(super) type Signature = [u8; 64];

/// What a request says of itself, before its body is read.
#[derive(Debug)]
pub(super) struct Claim<'a> {
    stamp: &'a str,
    signature: Signature,
}

/// What the headers claim, when it is of this time (in Unix seconds).
pub(super) fn claim(headers: &HeaderMap, now: i64) -> Result<Claim<'_>, Unproven> {
    let stamp = stamp(headers, "x-signature-timestamp", now)?;
    let mut signature = [0; 64];
    let digits = header(headers, "x-signature-ed25519")?;
    hex::decode_to_slice(digits, &mut signature).map_err(|_| Unproven::Unsigned)?;
    Ok(Claim { stamp, signature })
}

/// The application's public key.
#[derive(Debug, Clone)]
pub(crate) struct PublicKey(VerifyingKey);

impl PublicKey {
    /// The key of 64 hexadecimal digits. A weak one would prove anything, so it is none.
    pub(crate) fn read(digits: &str) -> Option<PublicKey> {
        let mut key = [0; 32];
        hex::decode_to_slice(digits, &mut key).ok()?;
        let key = VerifyingKey::from_bytes(&key).ok()?;
        (!key.is_weak()).then_some(PublicKey(key))
    }

    /// The signature, once it is proven to be that of the body.
    pub(super) fn prove(&self, claim: &Claim<'_>, body: &[u8]) -> Result<Signature, Unproven> {
        let message = [claim.stamp.as_bytes(), body].concat();
        let signature = ed25519_dalek::Signature::from_bytes(&claim.signature);
        let proven = self.0.verify_strict(&message, &signature);
        proven.map(|()| claim.signature).map_err(|_| Unproven::Forged)
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use ed25519_dalek::{Signer, SigningKey};

    use super::*;

    const STAMP: i64 = 1_795_521_600;
    const BODY: &[u8] = br#"{"type":1}"#;

    fn discord() -> SigningKey {
        SigningKey::from_bytes(&[7; 32])
    }

    fn key() -> PublicKey {
        PublicKey::read(&hex::encode(discord().verifying_key().as_bytes())).unwrap()
    }

    fn signed(body: &[u8]) -> String {
        hex::encode(discord().sign(&[STAMP.to_string().as_bytes(), body].concat()).to_bytes())
    }

    fn headers(stamp: &str, signature: &str) -> HeaderMap {
        let value = |text: &str| HeaderValue::from_str(text).unwrap();
        let mut headers = HeaderMap::new();
        headers.insert("x-signature-timestamp", value(stamp));
        headers.insert("x-signature-ed25519", value(signature));
        headers
    }

    fn proven(stamp: &str, signature: &str, body: &[u8]) -> Result<Signature, Unproven> {
        key().prove(&claim(&headers(stamp, signature), STAMP)?, body)
    }

    #[test]
    fn what_discord_signed_is_let_in() {
        let (stamp, signature) = (STAMP.to_string(), signed(BODY));
        assert!(proven(&stamp, &signature, BODY).is_ok());
        assert!(proven(&stamp, &signature.to_uppercase(), BODY).is_ok());
        assert_eq!(proven(&stamp, &signature, b"{}"), Err(Unproven::Forged));
        assert_eq!(proven(&(STAMP + 1).to_string(), &signature, BODY), Err(Unproven::Forged));
        let another = hex::encode(SigningKey::from_bytes(&[8; 32]).sign(BODY).to_bytes());
        assert_eq!(proven(&stamp, &another, BODY), Err(Unproven::Forged));
    }

    #[test]
    fn what_is_older_or_newer_than_five_minutes_is_not() {
        let headers = headers(&STAMP.to_string(), &signed(BODY));
        for (now, is_of_this_time) in
            [(-301, false), (-300, true), (300, true), (301, false), (i64::MAX - STAMP, false)]
        {
            assert_eq!(claim(&headers, STAMP + now).is_ok(), is_of_this_time, "{now}");
        }
    }

    #[test]
    fn what_could_be_no_signature_is_not_compared() {
        let (stamp, signature) = (STAMP.to_string(), signed(BODY));
        let refused =
            |stamp: &str, signature: &str| claim(&headers(stamp, signature), STAMP).map(drop).unwrap_err();
        for signature in
            ["", "00", &signature[1..], &signature[2..], &format!("{signature}00"), &"g".repeat(128)]
        {
            assert_eq!(refused(&stamp, signature), Unproven::Unsigned, "{signature}");
        }
        for stamp in ["", "soon", "+1795521600", "1795521600.0", "99999999999999999999"] {
            assert_eq!(refused(stamp, &signature), Unproven::Unsigned, "{stamp}");
        }
        assert_eq!(claim(&HeaderMap::new(), STAMP).map(drop), Err(Unproven::Unsigned));
    }

    #[test]
    fn only_a_key_under_which_something_can_be_proven_is_one() {
        assert!(PublicKey::read(&hex::encode(discord().verifying_key().as_bytes())).is_some());
        for digits in ["", "00", &"0".repeat(64), &format!("01{}", "0".repeat(62)), &"z".repeat(64)] {
            assert!(PublicKey::read(digits).is_none(), "{digits}");
        }
    }
}
