//! What doctor sees of Discord.

use chrono::TimeDelta;
use smallwins_discord::{Finding, Reach, Settings, examine};
use smallwins_fake_discord::{Discord, Fault, StandingClock};

use crate::outward::{NOW, settings};

fn wrong(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().filter(|finding| finding.verdict.is_err()).map(|finding| finding.check).collect()
}

fn says(findings: &[Finding], check: &str) -> String {
    let finding = findings.iter().find(|finding| finding.check == check).unwrap();
    finding.verdict.clone().unwrap_or_else(|wrong| wrong.says)
}

/// The present: the fake's `Date` is the machine's.
#[expect(clippy::disallowed_methods, reason = "the header of a real server tells the machine's time")]
fn present() -> chrono::DateTime<chrono::Utc> {
    chrono::Utc::now()
}

async fn fake() -> Discord {
    Discord::start(StandingClock::at(NOW.parse().unwrap()).clock()).await
}

fn over_http(fake: &Discord, public_key: String) -> Settings {
    Settings { reach: Reach::Http { public_key, lines: None }, ..settings(fake) }
}

#[tokio::test]
async fn a_good_token_and_a_good_clock_are_well_and_nothing_is_changed() {
    let fake = fake().await;
    let findings = examine(&settings(&fake), present()).await;
    assert_eq!(wrong(&findings), [""; 0]);
    let checks: Vec<_> =
        findings.iter().map(|finding| finding.check.trim_start_matches("discord ")).collect();
    assert_eq!(checks, ["token", "application", "transport", "intents", "clock", "commands"]);
    assert_eq!(says(&findings, "discord commands"), "are registered at the next start");
    assert!(fake.calls().iter().all(|call| call.route.starts_with("GET ")));
    let off = examine(&settings(&fake), present() + TimeDelta::minutes(4)).await;
    assert_eq!(wrong(&off), ["discord clock"]);
}

#[tokio::test]
async fn a_token_that_is_refused_is_told_from_a_discord_that_is_silent() {
    let fake = fake().await;
    let settings = settings(&fake);
    fake.fail("GET /applications/@me", Fault::Status(500));
    assert_eq!(wrong(&examine(&settings, present()).await), ["discord"]);
    fake.reset_token();
    let findings = examine(&settings, present()).await;
    assert_eq!(wrong(&findings), ["discord token"]);
    assert_eq!(says(&findings, "discord token"), "is not accepted: Discord says HTTP 401");
    assert!(!format!("{findings:?}").contains("5ecret"));
}

#[tokio::test]
async fn an_address_takes_everything_away_from_the_gateway() {
    let fake = fake().await;
    fake.app(|app| {
        app.interactions_endpoint = Some("https://wins.example.org/discord/interactions".to_owned())
    });
    let gateway = examine(&settings(&fake), present()).await;
    assert_eq!(wrong(&gateway), ["discord transport"]);
    let http = examine(&over_http(&fake, fake.public_key().to_uppercase()), present()).await;
    assert_eq!(wrong(&http), [""; 0]);
    let forged = examine(&over_http(&fake, "0".repeat(64)), present()).await;
    assert_eq!(wrong(&forged), ["discord transport"]);
    fake.app(|app| app.interactions_endpoint = None);
    let nowhere = examine(&over_http(&fake, fake.public_key()), present()).await;
    assert_eq!(wrong(&nowhere), ["discord transport"]);
}

#[tokio::test]
async fn another_application_and_more_rights_than_needed_are_told() {
    let fake = fake().await;
    fake.app(|app| app.flags = (1 << 15) | (1 << 18) | (1 << 23));
    let other = Settings { application_id: Some(7), ..settings(&fake) };
    let findings = examine(&other, present()).await;
    assert_eq!(wrong(&findings), ["discord application"]);
    let intents = says(&findings, "discord intents");
    assert!(
        intents.contains("server members, message content") && !intents.contains("presence"),
        "{intents}"
    );
}
