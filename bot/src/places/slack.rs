//! Slack, as a place where people are.

use smallwins_slack::{Door, NotOpened, Settings};

use crate::config::{self, Config};
use crate::secret_key::secret_key;
use crate::trouble::Trouble;

/// What Slack's adapter needs.
///
/// # Errors
/// The key that seals tokens cannot be had.
pub fn settings(config: &Config, slack: &config::Slack, public_url: &str) -> Result<Settings, Trouble> {
    let door = match &slack.door {
        config::Door::One(token) => Door::One(token.clone()),
        config::Door::Installed(client) => {
            Door::Installed { client: client.clone(), key: secret_key(config)? }
        }
    };
    Ok(Settings {
        api_url: slack.api_url.clone(),
        public_url: public_url.to_owned(),
        door,
        signing_secret: slack.signing_secret.clone(),
        app_token: slack.app_token.clone(),
    })
}

/// What is printed once it serves.
pub fn welcome(settings: &Settings, public_url: &str) -> String {
    match (&settings.door, &settings.app_token) {
        (Door::One(_), Some(_)) => "Smallwins is in Slack, by Socket Mode: type /mentor there".to_owned(),
        (Door::One(_), None) => {
            format!("Smallwins is in Slack: its Request URL is {public_url}/slack/events")
        }
        (Door::Installed { .. }, _) => {
            format!("Smallwins can be installed into Slack at {public_url}/slack/install")
        }
    }
}

/// Slack does not let us in.
pub fn refused(error: &NotOpened) -> Trouble {
    let fix = match error {
        NotOpened::Token(_) => {
            "copy the Bot User OAuth Token from OAuth & Permissions into SLACK_BOT_TOKEN; install the app again if it \
             is missing there"
        }
        NotOpened::AppToken(_) => {
            "generate an App-Level Token with `connections:write` under Basic Information and put it into \
             SLACK_APP_TOKEN"
        }
        NotOpened::Address(_) => "remove SLACK_API_URL, or begin it with https://",
        NotOpened::Silent(_) => "see that this machine reaches slack.com, or what SLACK_API_URL names, and start again",
        NotOpened::Certificates(_) => "install the root certificates of the system (Debian: ca-certificates)",
        NotOpened::Store(_) => "see that the database runs; `smallwins doctor` looks at it",
    };
    Trouble::failed(error.to_string(), fix)
}
