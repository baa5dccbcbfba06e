//! Whether Slack lets us in: the tokens, the scopes, and a clock that its signatures fit.

use smallwins_core::moment::Moments;
use smallwins_slack::{Finding as Seen, examine};

use super::{Finding, Verdict};
use crate::config::{Config, Door, Slack};
use crate::wire::SystemMoments;
use crate::{secret_key, serve};

pub(super) fn look(config: &Config, slack: &Slack) -> Vec<Finding> {
    let finding = |check, verdict| Finding { check, verdict };
    let runtime = match serve::runtime() {
        Ok(runtime) => runtime,
        Err(trouble) => return vec![finding("slack", Verdict::from(&trouble))],
    };
    let bot_token = match &slack.door {
        Door::One(token) => Some(token),
        Door::Installed(_) => None,
    };
    let now = SystemMoments.moment().now;
    let seen = runtime.block_on(examine(&slack.api_url, bot_token, slack.app_token.as_ref(), now));
    let mut findings: Vec<_> =
        seen.into_iter().map(|Seen { check, verdict }| finding(check, verdict.into())).collect();
    if bot_token.is_none() {
        findings.push(finding("secret key", key(config)));
    }
    findings
}

/// The key of the tokens at rest; doctor makes none.
fn key(config: &Config) -> Verdict {
    match secret_key::find(config) {
        Ok(Some(_)) => Verdict::well("is there"),
        Ok(None) => Verdict::well("is made at the first start"),
        Err(trouble) => Verdict::from(&trouble),
    }
}
