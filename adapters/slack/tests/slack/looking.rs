//! What doctor sees of Slack.

use chrono::TimeDelta;
use secrecy::SecretString;
use smallwins_fake_slack::{Fault, StandingClock};
use smallwins_slack::{Finding, SCOPES, examine};

use crate::outward::NOW;

fn wrong(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().filter(|finding| finding.verdict.is_err()).map(|finding| finding.check).collect()
}

/// The present: the fake's `Date` is the machine's.
#[expect(clippy::disallowed_methods, reason = "the header of a real server tells the machine's time")]
fn present() -> chrono::DateTime<chrono::Utc> {
    chrono::Utc::now()
}

async fn fake() -> smallwins_fake_slack::Slack {
    smallwins_fake_slack::Slack::start(StandingClock::at(NOW.parse().unwrap()).clock()).await
}

#[tokio::test]
async fn a_good_token_with_its_scopes_and_a_good_clock_are_well() {
    let fake = fake().await;
    let workspace = fake.workspace("small");
    let (bot, app) = (SecretString::from(workspace.token()), SecretString::from(fake.app(|_| {}).app_token));
    let url = fake.api();
    let look = async |now| examine(&url, Some(&bot), Some(&app), now).await;
    let findings = look(present()).await;
    assert_eq!(wrong(&findings), [""; 0]);
    let checks: Vec<_> = findings.iter().map(|finding| finding.check).collect();
    assert_eq!(checks, ["slack token", "slack scopes", "slack clock", "slack socket", "slack manifest"]);
    let off = look(present() + TimeDelta::minutes(4)).await;
    assert_eq!(wrong(&off), ["slack clock"]);
}

#[tokio::test]
async fn what_is_wrong_comes_with_what_to_do() {
    let fake = fake().await;
    let workspace = fake.empty_workspace("small");
    let token = workspace.install_with(&SCOPES[1..]);
    let (bot, app) = (SecretString::from(token), SecretString::from("xapp-nobody"));
    let url = fake.api();
    let look = async || examine(&url, Some(&bot), Some(&app), present()).await;
    assert_eq!(wrong(&look().await), ["slack scopes", "slack socket"]);
    workspace.revoke();
    let findings = look().await;
    assert_eq!(wrong(&findings), ["slack token", "slack socket"]);
    fake.fail("auth.test", Fault::Status(500));
    assert_eq!(wrong(&look().await), ["slack", "slack socket"]);
    fake.take_violations();
}

#[tokio::test]
async fn of_installations_it_says_what_it_cannot_know() {
    let fake = fake().await;
    let findings = examine(&fake.api(), None, None, present()).await;
    assert_eq!(wrong(&findings), [""; 0]);
    assert!(findings[0].verdict.as_ref().unwrap().contains("first installation"));
}
