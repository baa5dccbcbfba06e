//! A code becomes a token: `oauth.v2.access`.

use axum::body::Body;
use axum::http::Request;
use axum::http::header::CONTENT_TYPE;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::App;
use crate::api::ApiError;
use crate::manifest::{ESSENTIAL, missing};
use crate::slack::Slack;
use crate::workspaces::Granted;

/// Why an installation is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// Slack does not answer.
    Silent,
    /// Slack does not take the code, or not our credentials.
    Code,
    /// It is for a whole organisation.
    OrgWide,
    /// It grants less than is needed.
    TooLittle,
    /// What Slack answered is no installation of a bot.
    Strange,
}

impl Refused {
    /// Its name in logs.
    pub(super) fn name(self) -> &'static str {
        match self {
            Refused::Silent => "Slack does not answer",
            Refused::Code => "Slack refuses the code or the app's credentials",
            Refused::OrgWide => "it is for a whole organisation",
            Refused::TooLittle => "it grants less than is needed",
            Refused::Strange => "it is no installation of a bot",
        }
    }
}

/// What Slack answers.
#[derive(Deserialize)]
struct Access {
    #[serde(default)]
    token_type: String,
    access_token: Option<SecretString>,
    #[serde(default)]
    scope: String,
    bot_user_id: Option<String>,
    team: Option<Team>,
    #[serde(default)]
    is_enterprise_install: bool,
}

#[derive(Deserialize)]
struct Team {
    id: String,
}

impl Slack {
    /// What a workspace granted. A token that is of no use is handed back.
    pub(super) async fn exchange(&self, app: App<'_>, code: &SecretString) -> Result<Granted, Refused> {
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", &app.client.id)
            .append_pair("client_secret", app.client.secret.expose_secret())
            .append_pair("code", code.expose_secret())
            .append_pair("redirect_uri", &self.callback())
            .finish();
        let request = Request::post(self.api.method("oauth.v2.access"))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form));
        let answer = self.api.ask(request).await.map_err(|error| match error {
            ApiError::Refused(_) => Refused::Code,
            ApiError::TooMany(_) | ApiError::NotReached | ApiError::Unknown(_) => Refused::Silent,
        })?;
        let access: Access = serde_json::from_slice(&answer.body).map_err(|_| Refused::Strange)?;
        let token = access.access_token.clone();
        match granted(access) {
            Ok(granted) => Ok(granted),
            Err(refused) => {
                if let Some(token) = token {
                    self.hand_back(&token).await;
                }
                Err(refused)
            }
        }
    }

    async fn hand_back(&self, token: &SecretString) {
        let revoked = self.api.read::<serde::de::IgnoredAny>(token, "auth.revoke", &[]).await;
        if let Err(error) = revoked {
            tracing::warn!(%error, "A token that is of no use could not be handed back");
        }
    }
}

fn granted(access: Access) -> Result<Granted, Refused> {
    let Access { token_type, access_token, scope, bot_user_id, team, is_enterprise_install } = access;
    let team = match team {
        Some(Team { id }) if !is_enterprise_install => id,
        _ => return Err(Refused::OrgWide),
    };
    let (Some(token), Some(bot), "bot") = (access_token, bot_user_id, token_type.as_str()) else {
        return Err(Refused::Strange);
    };
    let scopes: Vec<String> = scope.split(',').map(str::to_owned).collect();
    if missing(ESSENTIAL, &scopes).is_empty() {
        Ok(Granted { team, token, bot, scopes })
    } else {
        Err(Refused::TooLittle)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::manifest::SCOPES;

    fn answer() -> Value {
        json!({
            "ok": true, "app_id": "A1", "token_type": "bot", "access_token": "xoxb-1", "bot_user_id": "U1",
            "scope": SCOPES.join(","), "team": {"id": "T1", "name": "Acme"}, "enterprise": null,
            "is_enterprise_install": false, "authed_user": {"id": "U2"},
        })
    }

    fn with(name: &str, value: Value) -> Result<Granted, Refused> {
        let mut answer = answer();
        answer[name] = value;
        granted(serde_json::from_value(answer).unwrap())
    }

    #[test]
    fn a_bot_for_one_workspace_with_what_it_needs_is_let_in() {
        let granted = with("authed_user", Value::Null).unwrap();
        assert_eq!((&*granted.team, &*granted.bot), ("T1", "U1"));
        assert_eq!(granted.token.expose_secret(), "xoxb-1");
        assert!(!format!("{granted:?}").contains("xoxb"));
    }

    #[test]
    fn anything_else_is_refused_for_its_own_reason() {
        let refused = |name, value| with(name, value).unwrap_err();
        assert_eq!(refused("is_enterprise_install", json!(true)), Refused::OrgWide);
        assert_eq!(refused("team", Value::Null), Refused::OrgWide);
        assert_eq!(refused("token_type", json!("user")), Refused::Strange);
        assert_eq!(refused("access_token", Value::Null), Refused::Strange);
        assert_eq!(refused("bot_user_id", Value::Null), Refused::Strange);
        assert_eq!(refused("scope", json!("commands,chat:write")), Refused::TooLittle);
        assert_eq!(refused("scope", json!("")), Refused::TooLittle);
    }
}
