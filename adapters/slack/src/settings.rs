//! What this adapter needs to know before it starts.

use secrecy::SecretString;

/// Slack's Web API.
pub const API_URL: &str = "https://slack.com/api";

/// How Smallwins reaches Slack, and Slack Smallwins.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the Web API is, without a slash at its end.
    pub api_url: String,
    /// How people reach this Smallwins from outside, without a slash at its end.
    pub public_url: String,
    /// Whose workspaces it serves.
    pub door: Door,
    /// Verifies what arrives at `POST /slack/events`; without it that door stays shut.
    pub signing_secret: Option<SecretString>,
    /// Opens Socket Mode (`xapp-…`); without it Slack has to reach `POST /slack/events`.
    pub app_token: Option<SecretString>,
}

/// Whose workspaces are served.
#[derive(Debug, Clone)]
pub enum Door {
    /// The one whose bot token this is (`xoxb-…`).
    One(SecretString),
    /// Every one that installs it by OAuth.
    Installed {
        /// The app as Slack knows it.
        client: Client,
        /// Seals tokens at rest and signs the cookie of an installation.
        key: SealKey,
    },
}

/// The app as it shows itself to Slack.
#[derive(Debug, Clone)]
pub struct Client {
    /// Its client id.
    pub id: String,
    /// Its client secret.
    pub secret: SecretString,
}

/// The key under which tokens lie in the memory: 32 bytes.
#[derive(Clone)]
pub struct SealKey(pub [u8; 32]);

impl SealKey {
    /// The key that these hexadecimal digits are.
    pub fn parse(digits: &str) -> Option<SealKey> {
        hex::decode(digits).ok()?.try_into().ok().map(SealKey)
    }
}

impl std::fmt::Debug for SealKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealKey([sealed])")
    }
}
