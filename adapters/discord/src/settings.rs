//! What this adapter needs to know before it starts.

use secrecy::SecretString;

/// Where Discord is.
pub const API_URL: &str = "https://discord.com";

/// How Smallwins reaches Discord, and Discord Smallwins.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where Discord is, without a slash at its end. Anything but [`API_URL`] is a fake or a proxy that keeps to
    /// Discord's limits itself: our own keeping of them per route is off then.
    pub api_url: String,
    /// Speaks for us.
    pub token: SecretString,
    /// Our application's id; asked of Discord when it is not told.
    pub application_id: Option<u64>,
    /// How Discord tells us what people do.
    pub reach: Reach,
}

/// How Discord tells us what people do.
#[derive(Debug, Clone)]
pub enum Reach {
    /// Over a gateway that we open; no address of ours is needed.
    Gateway {
        /// The part of the servers that this process listens to.
        shards: Shards,
    },
    /// To our address, signed under this public key of the application: 64 hexadecimal digits.
    Http {
        /// The key.
        public_key: String,
        /// The part of the servers whose other news comes over a gateway all the same: lines in direct messages, and
        /// servers that come and go. Without it nothing stays connected, and those are not heard.
        lines: Option<Shards>,
    },
}

/// The part of the servers that a process listens to: the shards `first..=last` of `total`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shards {
    /// The first one.
    pub first: u32,
    /// The last one.
    pub last: u32,
    /// How many there are in all processes together.
    pub total: u32,
}

impl Shards {
    /// All servers, in one shard: enough for two thousand of them.
    pub const ALL: Shards = Shards { first: 0, last: 0, total: 1 };
}
