//! Requests made by hand, signed or not.

use smallwins_fake_slack::http::{Reply, send};
use smallwins_fake_slack::{form, sign};

use crate::stage::{NOW, SECRET};

pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// The instant at which the clocks of the tests stand.
pub(crate) fn now() -> i64 {
    NOW.parse::<chrono::DateTime<chrono::Utc>>().unwrap().timestamp()
}

/// A command as Slack sends it.
pub(crate) fn command(team: &str, user: &str, text: &str, trigger: &str) -> String {
    form::encode(&[
        ("token", "old"),
        ("team_id", team),
        ("team_domain", "small"),
        ("channel_id", "C1"),
        ("channel_name", "general"),
        ("user_id", user),
        ("user_name", "ana"),
        ("command", "/mentor"),
        ("text", text),
        ("api_app_id", "A1"),
        ("is_enterprise_install", "false"),
        ("response_url", "https://hooks.slack.com/commands/T1/2/3"),
        ("trigger_id", trigger),
    ])
}

/// An interaction as Slack sends it.
pub(crate) fn interaction(payload: &serde_json::Value) -> String {
    form::encode(&[("payload", payload.to_string())])
}

/// Sends a body under a signature of that time.
pub(crate) async fn signed_at(url: &str, at: i64, body: &str) -> Reply {
    let (signature, stamp) = (sign(SECRET, at, body), at.to_string());
    let headers = [
        ("content-type", FORM),
        ("x-slack-request-timestamp", stamp.as_str()),
        ("x-slack-signature", signature.as_str()),
    ];
    send("POST", url, &headers, body.as_bytes()).await.unwrap()
}

/// Sends a body under a signature of now.
pub(crate) async fn signed(url: &str, body: &str) -> Reply {
    signed_at(url, now(), body).await
}
