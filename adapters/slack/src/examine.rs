//! What `smallwins doctor` can see of Slack, and what it cannot: a look, which changes nothing and says nothing.

use chrono::{DateTime, Utc};
use secrecy::SecretString;
use serde::Deserialize;
use smallwins_chat::examine::{Finding, Wrong, clock, found, wrong};

use crate::api::{Answer, Api, ApiError};
use crate::manifest::{SCOPES, missing};

/// What `auth.test` tells.
#[derive(Deserialize)]
struct Identity {
    team: String,
    user: String,
}

/// Looks at everything that can be looked at with these credentials at the Web API of that address. Many workspaces
/// have no token here before the first of them installs the app.
pub async fn examine(
    api_url: &str,
    bot_token: Option<&SecretString>,
    app_token: Option<&SecretString>,
    now: DateTime<Utc>,
) -> Vec<Finding> {
    let api = match Api::at(api_url) {
        Ok(api) => api,
        Err(error) => {
            return vec![found(
                "slack",
                wrong(error.to_string(), "mend SLACK_API_URL or install ca-certificates"),
            )];
        }
    };
    let mut findings = match bot_token {
        Some(token) => with_token(&api, token, now).await,
        None => without_token(&api, now).await,
    };
    if let Some(token) = app_token {
        findings.push(found("slack socket", socket(&api, token).await));
    }
    let unseen = "what the app hears cannot be seen from here: compare it with `smallwins manifest slack`";
    findings.push(found("slack manifest", Ok(unseen.to_owned())));
    findings
}

async fn with_token(api: &Api, token: &SecretString, now: DateTime<Utc>) -> Vec<Finding> {
    match api.look("auth.test", Some(token)).await {
        Ok(answer) => vec![
            found("slack token", identity(&answer)),
            found("slack scopes", scopes(answer.scopes())),
            found("slack clock", clock("Slack", &answer.headers, now)),
        ],
        Err(ApiError::Refused(code)) => {
            let fix =
                "copy the Bot User OAuth Token (xoxb-…) from Install App into SLACK_BOT_TOKEN once more";
            vec![found("slack token", wrong(format!("Slack says {code}"), fix))]
        }
        Err(error) => vec![found("slack", unreached(&error))],
    }
}

/// Client credentials cannot be tried without an installation.
async fn without_token(api: &Api, now: DateTime<Utc>) -> Vec<Finding> {
    match api.look("api.test", None).await {
        Ok(answer) => vec![
            found(
                "slack oauth",
                Ok("client id and secret are tried by the first installation alone".to_owned()),
            ),
            found("slack clock", clock("Slack", &answer.headers, now)),
        ],
        Err(error) => vec![found("slack", unreached(&error))],
    }
}

fn identity(answer: &Answer) -> Result<String, Wrong> {
    match serde_json::from_slice::<Identity>(&answer.body) {
        Ok(Identity { team, user }) => Ok(format!("works, as @{user} in {team}")),
        Err(_) => Err(Wrong {
            says: "Slack's answer cannot be read".to_owned(),
            fix: "see that SLACK_API_URL is Slack's, and no proxy answers in its place",
        }),
    }
}

fn scopes(granted: Option<Vec<&str>>) -> Result<String, Wrong> {
    let Some(granted) = granted else { return Ok("Slack did not tell them".to_owned()) };
    let missing = missing(SCOPES, &granted);
    if missing.is_empty() {
        return Ok("all that it needs".to_owned());
    }
    let fix = "paste `smallwins manifest slack` into App Manifest, then install the app again";
    wrong(format!("missing: {}", missing.join(", ")), fix)
}

async fn socket(api: &Api, token: &SecretString) -> Result<String, Wrong> {
    let opened =
        api.call::<_, serde::de::IgnoredAny>(token, "apps.connections.open", &serde_json::json!({})).await;
    match opened {
        Ok(_) => Ok("the app token opens connections".to_owned()),
        Err(ApiError::Refused(code)) => wrong(
            format!("Slack says {code}"),
            "generate an App-Level Token (xapp-…) with connections:write and put it into SLACK_APP_TOKEN",
        ),
        Err(error) => unreached(&error),
    }
}

fn unreached(error: &ApiError) -> Result<String, Wrong> {
    wrong(error.to_string(), "see that this machine reaches slack.com, or what SLACK_API_URL names, and try again")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named() {
        assert!(scopes(Some(SCOPES.to_vec())).is_ok());
        let wrong = scopes(Some(SCOPES[1..].to_vec())).unwrap_err();
        assert_eq!(wrong.says, format!("missing: {}", SCOPES[0]));
        assert!(scopes(None).is_ok());
    }
}
