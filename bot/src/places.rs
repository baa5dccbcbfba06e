//! Where people are: the playground, or the platforms whose credentials are there.

use smallwins_slack::{Door, NotOpened};

use crate::config::{self, Config};
use crate::secret_key::secret_key;
use crate::trouble::Trouble;
use crate::wire::Places;

/// Where people are, as far as it is set up.
///
/// # Errors
/// The key that seals tokens cannot be had.
pub fn settle(config: &Config, public_url: &str) -> Result<Places, Trouble> {
    let Some(slack) = &config.slack else { return Ok(Places::Playground) };
    Ok(Places::Slack(settings(config, slack, public_url)?))
}

/// What Slack's adapter needs.
///
/// # Errors
/// The key that seals tokens cannot be had.
pub fn settings(
    config: &Config,
    slack: &config::Slack,
    public_url: &str,
) -> Result<smallwins_slack::Settings, Trouble> {
    let door = match &slack.door {
        config::Door::One(token) => Door::One(token.clone()),
        config::Door::Installed(client) => {
            Door::Installed { client: client.clone(), key: secret_key(config)? }
        }
    };
    Ok(smallwins_slack::Settings {
        api_url: slack.api_url.clone(),
        public_url: public_url.to_owned(),
        door,
        signing_secret: slack.signing_secret.clone(),
        app_token: slack.app_token.clone(),
    })
}

/// What is printed once it serves.
pub fn welcome(places: &Places, public_url: &str) -> String {
    match places {
        Places::Playground => format!("Smallwins is at {public_url}/play"),
        Places::Slack(settings) => match (&settings.door, &settings.app_token) {
            (Door::One(_), Some(_)) => "Smallwins is in Slack, by Socket Mode: type /mentor there".to_owned(),
            (Door::One(_), None) => {
                format!("Smallwins is in Slack: its Request URL is {public_url}/slack/events")
            }
            (Door::Installed { .. }, _) => {
                format!("Smallwins can be installed into Slack at {public_url}/slack/install")
            }
        },
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
        NotOpened::Silent(_) => "see that this machine reaches slack.com over HTTPS, and start again",
        NotOpened::Certificates(_) => "install the root certificates of the system (Debian: ca-certificates)",
        NotOpened::Store(_) => "see that the database runs; `smallwins doctor` looks at it",
    };
    Trouble::failed(error.to_string(), fix)
}
