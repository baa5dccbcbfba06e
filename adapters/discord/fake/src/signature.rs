//! The signature under every interaction that comes over HTTP.

use ed25519_dalek::{Signer, SigningKey};

/// What the fake signs with: the same in every test.
const SEED: [u8; 32] = *b"a strict Discord of the loopback";

/// The app's public key in hex, as the developer portal shows it.
pub(crate) fn public_key() -> String {
    hex::encode(SigningKey::from_bytes(&SEED).verifying_key().as_bytes())
}

/// The signature over timestamp and body, in hex.
pub fn sign(timestamp: &str, body: &[u8]) -> String {
    hex::encode(SigningKey::from_bytes(&SEED).sign(&[timestamp.as_bytes(), body].concat()).to_bytes())
}

#[cfg(test)]
mod tests {
    use super::{public_key, sign};

    /// What OpenSSL makes of the same seed.
    #[test]
    fn the_signature_is_the_one_that_others_make() {
        assert_eq!(public_key(), "b14d0d975698f219d130839225b6d056d2fc9fa8aebafd971dbad038281446fd");
        assert_eq!(
            sign("1795420800", br#"{"type":1}"#),
            "7690f647efc8e69d4454999e86e05f23f5c7b638c2a257894240488f68c35b9d\
             81112d05f511cee6b7b741f20afb6471bf04890b06160ff209a253d6696dbe06"
        );
    }
}
