//! Which of Slack's credentials belong together, and what is missing.

use secrecy::SecretString;
use serde::Deserialize;
use smallwins_slack::Client;

use super::addresses::is_private;
use super::keys::HIDDEN;
use crate::trouble::Trouble;

/// How Slack is reached.
#[derive(Debug, Clone)]
pub struct Slack {
    /// Where its Web API is, without a slash at its end.
    pub api_url: String,
    /// Whose workspaces are served.
    pub door: Door,
    /// Verifies what arrives over HTTP.
    pub signing_secret: Option<SecretString>,
    /// Opens Socket Mode.
    pub app_token: Option<SecretString>,
}

/// Whose workspaces are served.
#[derive(Debug, Clone)]
pub enum Door {
    /// The one whose bot token this is.
    One(SecretString),
    /// Every one that installs it.
    Installed(Client),
}

/// The values as they are written.
#[derive(Deserialize)]
pub(super) struct Written {
    slack_api_url: String,
    slack_bot_token: Option<SecretString>,
    slack_app_token: Option<SecretString>,
    slack_signing_secret: Option<SecretString>,
    slack_client_id: Option<String>,
    slack_client_secret: Option<SecretString>,
}

impl Written {
    /// What they come to; nothing when none is there.
    ///
    /// # Errors
    /// Some are there and others that belong to them are not, or two exclude each other.
    pub(super) fn settle(self) -> Result<Option<Slack>, Trouble> {
        let Written {
            slack_api_url,
            slack_bot_token: bot_token,
            slack_app_token: app_token,
            slack_signing_secret: signing_secret,
            slack_client_id: client_id,
            slack_client_secret: client_secret,
        } = self;
        let door = match (bot_token, client_id, client_secret) {
            (Some(token), None, None) => Door::One(begins_with(token, "xoxb-", "SLACK_BOT_TOKEN")?),
            (None, Some(id), Some(secret)) => Door::Installed(Client { id, secret }),
            (None, None, None) if app_token.is_none() && signing_secret.is_none() => return Ok(None),
            (None, None, None) => {
                return Err(missing(
                    "SLACK_BOT_TOKEN",
                    "set it to the Bot User OAuth Token (xoxb-…), or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET for \
                     many workspaces",
                ));
            }
            (None, Some(_), None) => {
                return Err(missing("SLACK_CLIENT_SECRET", "copy it from the app's Basic Information"));
            }
            (None, None, Some(_)) => {
                return Err(missing("SLACK_CLIENT_ID", "copy it from the app's Basic Information"));
            }
            (Some(_), _, _) => {
                return Err(Trouble::misused(
                    "SLACK_BOT_TOKEN serves one workspace, SLACK_CLIENT_ID and SLACK_CLIENT_SECRET many: both are set",
                    "keep the bot token, or the client id and secret",
                ));
            }
        };
        let app_token = app_token.map(|token| begins_with(token, "xapp-", "SLACK_APP_TOKEN")).transpose()?;
        if app_token.is_none() && signing_secret.is_none() {
            return Err(missing(
                "SLACK_APP_TOKEN",
                "set it to an app-level token (xapp-…) for Socket Mode, or SLACK_SIGNING_SECRET for requests over HTTPS",
            ));
        }
        if matches!(door, Door::Installed(_)) && signing_secret.is_none() {
            return Err(missing("SLACK_SIGNING_SECRET", "copy it from the app's Basic Information"));
        }
        Ok(Some(Slack { api_url: api_url(slack_api_url)?, door, signing_secret, app_token }))
    }
}

impl Slack {
    /// What may be told of each setting.
    pub(super) fn told(&self) -> Vec<(&'static str, String)> {
        let hidden = |key, set: bool| set.then(|| (key, HIDDEN.to_owned()));
        let mut told: Vec<_> = match &self.door {
            Door::One(_) => hidden("slack_bot_token", true).into_iter().collect(),
            Door::Installed(client) => {
                vec![("slack_client_id", client.id.clone()), ("slack_client_secret", HIDDEN.to_owned())]
            }
        };
        told.extend(hidden("slack_app_token", self.app_token.is_some()));
        told.extend(hidden("slack_signing_secret", self.signing_secret.is_some()));
        told.push(("slack_api_url", self.api_url.clone()));
        told
    }
}

fn begins_with(token: SecretString, prefix: &str, variable: &str) -> Result<SecretString, Trouble> {
    use secrecy::ExposeSecret;

    if token.expose_secret().starts_with(prefix) {
        return Ok(token);
    }
    Err(Trouble::misused(
        format!("{variable} does not begin with {prefix}: it is another kind of token"),
        match prefix {
            "xapp-" => "make an app-level token with `connections:write` under Basic Information",
            _ => "copy the Bot User OAuth Token from OAuth & Permissions",
        },
    ))
}

/// Tokens travel in plain text over `http`, so that is for a Slack on this machine alone.
fn api_url(text: String) -> Result<String, Trouble> {
    if is_private(&text) {
        return Ok(text.trim_end_matches('/').to_owned());
    }
    Err(Trouble::misused(
        "SLACK_API_URL would send tokens in plain text",
        "remove it, or begin it with https://",
    ))
}

fn missing(variable: &str, fix: &str) -> Trouble {
    Trouble::misused(format!("Slack is set up in part: {variable} is missing"), fix)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trouble::Kind;

    fn written(values: &[(&str, &str)]) -> Written {
        let value = |name: &str| {
            let found = values.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let secret = |name| value(name).map(SecretString::from);
        Written {
            slack_api_url: value("api").unwrap_or_else(|| smallwins_slack::API_URL.to_owned()),
            slack_bot_token: secret("bot"),
            slack_app_token: secret("app"),
            slack_signing_secret: secret("signing"),
            slack_client_id: value("id"),
            slack_client_secret: secret("secret"),
        }
    }

    fn refusal(values: &[(&str, &str)]) -> String {
        let trouble = written(values).settle().unwrap_err();
        assert_eq!(trouble.kind, Kind::Misused);
        trouble.says
    }

    #[test]
    fn each_way_in_needs_its_own_credentials_and_no_others() {
        let door = |values: &[(&str, &str)]| written(values).settle().unwrap().map(|slack| slack.door);
        assert!(door(&[]).is_none());
        assert!(matches!(door(&[("bot", "xoxb-1"), ("app", "xapp-1")]), Some(Door::One(_))));
        assert!(matches!(door(&[("bot", "xoxb-1"), ("signing", "s")]), Some(Door::One(_))));
        let installed = [("id", "1.2"), ("secret", "s"), ("signing", "s")];
        assert!(matches!(door(&installed), Some(Door::Installed(_))));
    }

    #[test]
    fn what_is_missing_is_named() {
        for (values, variable) in [
            (&[("app", "xapp-1")][..], "SLACK_BOT_TOKEN"),
            (&[("signing", "s")], "SLACK_BOT_TOKEN"),
            (&[("bot", "xoxb-1")], "SLACK_APP_TOKEN"),
            (&[("id", "1.2"), ("signing", "s")], "SLACK_CLIENT_SECRET"),
            (&[("secret", "s"), ("signing", "s")], "SLACK_CLIENT_ID"),
            (&[("id", "1.2"), ("secret", "s"), ("app", "xapp-1")], "SLACK_SIGNING_SECRET"),
        ] {
            assert_eq!(refusal(values), format!("Slack is set up in part: {variable} is missing"));
        }
    }

    #[test]
    fn a_token_in_the_place_of_another_is_found_out_and_not_repeated() {
        let swapped = refusal(&[("bot", "xapp-hunter2"), ("app", "xoxb-hunter2")]);
        assert!(swapped.starts_with("SLACK_BOT_TOKEN") && !swapped.contains("hunter2"), "{swapped}");
        let both = refusal(&[("bot", "xoxb-1"), ("id", "1.2"), ("secret", "s"), ("signing", "s")]);
        assert!(both.contains("both are set"), "{both}");
    }

    #[test]
    fn tokens_travel_in_plain_text_on_this_machine_alone() {
        let with = |url: &str| written(&[("bot", "xoxb-1"), ("app", "xapp-1"), ("api", url)]).settle();
        for url in ["http://127.0.0.1:4000/api", "http://localhost/api/", "http://[::1]:1/api"] {
            assert!(with(url).is_ok(), "{url}");
        }
        assert_eq!(with("https://slack.com/api/").unwrap().unwrap().api_url, "https://slack.com/api");
        for url in
            ["http://slack.com/api", "http://127.0.0.1.example.org/api", "ftp://127.0.0.1", "slack.com"]
        {
            assert!(with(url).is_err(), "{url}");
        }
    }
}
