//! An interaction as Discord sends it over HTTP: `POST /discord/interactions`, signed with Ed25519.

use ed25519_dalek::{Signer as _, SigningKey};
use smallwins::wire::SystemMoments;
use smallwins_core::moment::Moments;

use crate::interaction;
use crate::place::Typed;

/// Signs interactions. No two have the same id, and so none the same signature.
pub(crate) struct Signer {
    key: SigningKey,
    signed: u64,
}

impl Signer {
    pub(crate) fn new() -> Signer {
        Signer { key: SigningKey::from_bytes(&[7; 32]), signed: 0 }
    }

    /// The key under which they hold, as hexadecimal digits.
    pub(crate) fn public_key(&self) -> String {
        hex::encode(self.key.verifying_key().as_bytes())
    }

    /// An interaction for a server at an address, signed now.
    pub(crate) fn sign(&mut self, typed: &Typed, address: &str) -> Vec<u8> {
        self.signed += 1;
        let id = 1_400_000_000_000_000_000 + self.signed;
        let body = format!(r#"{{"id":"{id}","token":"{id:0>180}",{}"#, interaction::of(typed));
        let at = SystemMoments.moment().now.timestamp();
        let signature = hex::encode(self.key.sign(format!("{at}{body}").as_bytes()).to_bytes());
        let length = body.len();
        let head = format!(
            "POST /discord/interactions HTTP/1.1\r\nHost: {address}\r\n\
             User-Agent: Discord-Interactions/1.0 (+https://discord.com)\r\nContent-Type: application/json\r\n\
             X-Signature-Ed25519: {signature}\r\nX-Signature-Timestamp: {at}\r\nContent-Length: {length}\r\n\r\n"
        );
        (head + &body).into_bytes()
    }
}
