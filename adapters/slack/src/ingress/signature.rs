//! Who may speak to us over HTTP: Slack alone, and not later than five minutes after it spoke.
//!
//! A request is signed over its raw bytes: `v0=` and the hexadecimal HMAC-SHA256 of `v0:{timestamp}:{body}` under the
//! signing secret. The library has a verifier for it, which reads the machine's clock: it could not be tried with a
//! clock that is moved, nor be asked about the time before the body is read. So it is made of `hmac` here; the
//! comparison takes the same time wherever two signatures differ.

use axum::http::HeaderMap;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use smallwins_chat::signed::{Unproven, header, stamp};

/// The signature of one request; as good as random, so its first half tells it from every other.
pub(super) type Signature = [u8; 32];

/// What a request says of itself, before its body is read.
#[derive(Debug)]
pub(super) struct Claim<'a> {
    stamp: &'a str,
    signature: Signature,
}

/// What the headers claim, when it is of this time (in Unix seconds).
pub(super) fn claim(headers: &HeaderMap, now: i64) -> Result<Claim<'_>, Unproven> {
    let stamp = stamp(headers, "x-slack-request-timestamp", now)?;
    let mut signature = [0; 32];
    let digits = header(headers, "x-slack-signature")?.strip_prefix("v0=").ok_or(Unproven::Unsigned)?;
    hex::decode_to_slice(digits, &mut signature).map_err(|_| Unproven::Unsigned)?;
    Ok(Claim { stamp, signature })
}

/// Checks signatures under one secret.
#[derive(Clone)]
pub(super) struct Verifier {
    keyed: Hmac<Sha256>,
}

impl Verifier {
    /// A verifier under a secret; an empty one proves nothing, so there is none for it.
    pub(super) fn new(secret: &SecretString) -> Option<Verifier> {
        let secret = secret.expose_secret().as_bytes();
        let keyed = Hmac::new_from_slice(secret).expect("HMAC takes keys of any length");
        (!secret.is_empty()).then_some(Verifier { keyed })
    }

    /// The signature, once it is proven to be that of the body.
    pub(super) fn prove(&self, claim: &Claim<'_>, body: &[u8]) -> Result<Signature, Unproven> {
        let mut mac = self.keyed.clone();
        for part in [b"v0:", claim.stamp.as_bytes(), b":", body] {
            mac.update(part);
        }
        mac.verify_slice(&claim.signature).map(|()| claim.signature).map_err(|_| Unproven::Forged)
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    /// The example of Slack's documentation.
    const SECRET: &str = "8f742231b10e8888abcd99yyyzzz85a5";
    const STAMP: i64 = 1_531_420_618;
    const SIGNATURE: &str = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
    const BODY: &str = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&\
        channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&\
        response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&\
        trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

    fn headers(stamp: &str, signature: &str) -> HeaderMap {
        let value = |text: &str| HeaderValue::from_str(text).unwrap();
        let mut headers = HeaderMap::new();
        headers.insert("x-slack-request-timestamp", value(stamp));
        headers.insert("x-slack-signature", value(signature));
        headers
    }

    fn proven(headers: &HeaderMap, now: i64, secret: &str, body: &str) -> Result<Signature, Unproven> {
        Verifier::new(&SecretString::from(secret)).unwrap().prove(&claim(headers, now)?, body.as_bytes())
    }

    #[test]
    fn what_slack_signed_is_let_in() {
        let headers = headers(&STAMP.to_string(), SIGNATURE);
        assert!(proven(&headers, STAMP, SECRET, BODY).is_ok());
        assert_eq!(proven(&headers, STAMP, "another", BODY), Err(Unproven::Forged));
        assert_eq!(proven(&headers, STAMP, SECRET, "another"), Err(Unproven::Forged));
    }

    #[test]
    fn what_is_older_or_newer_than_five_minutes_is_not() {
        let headers = headers(&STAMP.to_string(), SIGNATURE);
        for (now, is_of_this_time) in
            [(-301, false), (-300, true), (300, true), (301, false), (i64::MAX - STAMP, false)]
        {
            assert_eq!(claim(&headers, STAMP + now).is_ok(), is_of_this_time, "{now}");
        }
    }

    #[test]
    fn what_could_be_no_signature_is_not_compared() {
        let stamp = STAMP.to_string();
        let refused =
            |stamp: &str, signature: &str| claim(&headers(stamp, signature), STAMP).map(drop).unwrap_err();
        for signature in ["", "v0=", "v1=00", &SIGNATURE[3..], &SIGNATURE[..66], &SIGNATURE.to_uppercase()] {
            assert_eq!(refused(&stamp, signature), Unproven::Unsigned, "{signature}");
        }
        for stamp in ["", "soon", "+1531420618", "1531420618.0", "99999999999999999999"] {
            assert_eq!(refused(stamp, SIGNATURE), Unproven::Unsigned, "{stamp}");
        }
        assert_eq!(claim(&HeaderMap::new(), STAMP).map(drop), Err(Unproven::Unsigned));
    }

    #[test]
    fn an_empty_secret_proves_nothing() {
        assert!(Verifier::new(&SecretString::from("")).is_none());
    }
}
