//! From a link to a token that is kept, and what is refused on the way.

use std::sync::Arc;

use chrono::TimeDelta;
use smallwins_core::decision::Change;
use smallwins_core::platform::{DeliveryError, Recipient};
use smallwins_core::store::{CallId, Commit, Store};
use smallwins_fake_slack::http::{Reply, send};
use smallwins_fake_slack::{Fault, Person, StandingClock, Transport};
use smallwins_slack::Slack;
use tokio::net::TcpListener;
use tracing_subscriber::filter::LevelFilter;

use crate::log::Log;
use crate::outward::{Letter, NOW, Outward, SECRET, installed, mentoring, settings};
use crate::raw::signed;
use crate::slow::Slow;
use crate::stage::soon;

/// A browser: one cookie, and where it was sent.
pub(crate) struct Browser {
    /// Where we are.
    pub(crate) us: String,
    pub(crate) cookie: Option<String>,
}

impl Browser {
    pub(crate) async fn get(&mut self, url: &str) -> Reply {
        // The public address leads to us.
        let url = url.replace("https://wins.example.org", &self.us);
        let cookie = self.cookie.clone().unwrap_or_default();
        let reply = send("GET", &url, &[("cookie", &cookie)], b"").await.unwrap();
        if let Some(set) = reply.header("set-cookie") {
            self.cookie = set.split(';').next().map(str::to_owned);
        }
        reply
    }

    /// Follows the link until Slack sends it back: where to.
    pub(crate) async fn goes_to_slack(&mut self) -> String {
        let sent = self.get("https://wins.example.org/slack/install").await;
        assert_eq!(sent.status, 302);
        let authorize = sent.header("location").unwrap().to_owned();
        let back = self.get(&authorize).await;
        back.header("location").unwrap().to_owned()
    }
}

/// A workspace that has not installed the app, and somebody who may.
pub(crate) async fn set() -> (Outward, Person, Browser) {
    let clock = StandingClock::at(NOW.parse().unwrap());
    let fake = smallwins_fake_slack::Slack::start(clock.clock()).await;
    let workspace = fake.empty_workspace("small");
    let ana = workspace.person("ana", "Europe/Lisbon").admin();
    fake.installer(Some(&ana));
    let door = installed(&fake, 1);
    let at = Outward::behind(door, fake, workspace, clock).await;
    let browser = Browser { us: serve(&at.slack).await, cookie: None };
    (at, ana, browser)
}

async fn serve(slack: &Arc<Slack>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = slack.router();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    format!("http://{address}")
}

/// Somebody installs us anew, at another process.
pub(crate) async fn anew(at: &Outward, browser: &mut Browser) {
    let door = installed(&at.fake, 1);
    let other = Slack::open(settings(&at.fake, door), mentoring(&at.store, &at.clock)).await.unwrap();
    browser.us = serve(&other).await;
    let back = browser.goes_to_slack().await;
    assert_eq!(browser.get(&back).await.status, 200);
}

pub(crate) async fn kept(at: &Outward) -> Vec<(String, String)> {
    at.store.keepsakes(at.community.scope(), "slack/").await.unwrap()
}

#[tokio::test]
async fn a_workspace_is_served_from_the_moment_that_it_installs_the_app() {
    let (at, ana, mut browser) = set().await;
    let closed = at.tell(&ana.id, Letter::default()).await;
    assert!(matches!(closed, Err(DeliveryError::Closed { .. })), "{closed:?}");
    let back = browser.goes_to_slack().await;
    let page = browser.get(&back).await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(page.text().contains("/mentor help"));
    at.tell(&ana.id, Letter::default()).await.unwrap();
    let kept = kept(&at).await;
    assert!(!format!("{kept:?}").contains(&at.workspace.token()), "{kept:?}");
    // Another process, or this one after a restart, lets it in as soon as it is needed.
    let door = installed(&at.fake, 1);
    let other = Slack::open(settings(&at.fake, door), mentoring(&at.store, &at.clock)).await.unwrap();
    let member = at.member(&ana.id);
    let letter = Letter { task: 2, ..Letter::default() };
    at.hand_over(&other, Recipient::Member(&member), letter).await.unwrap();
}

#[tokio::test]
async fn what_an_earlier_version_was_not_granted_is_said_in_the_log() {
    let (at, ana, mut browser) = set().await;
    let back = browser.goes_to_slack().await;
    browser.get(&back).await;
    let log = Log::default();
    let _listening = log.listen(LevelFilter::WARN);
    let restarted = async |task| {
        let door = installed(&at.fake, 1);
        let other = Slack::open(settings(&at.fake, door), mentoring(&at.store, &at.clock)).await.unwrap();
        let member = at.member(&ana.id);
        at.hand_over(&other, Recipient::Member(&member), Letter { task, ..Letter::default() }).await.unwrap();
    };
    restarted(1).await;
    assert_eq!(log.text(), "");
    let (name, json) = kept(&at).await.pop().unwrap();
    let earlier = json.replace("\"dnd:read\",", "");
    assert_ne!(earlier, json);
    let (scope, call, reply) = (at.community.scope(), CallId("earlier".to_owned()), Default::default());
    let changes = vec![Change::Keepsake(name, Some(earlier))];
    at.store.commit(Commit { scope, call, at: at.clock.now(), reply, changes }).await.unwrap();
    restarted(2).await;
    assert!(
        log.text().contains("dnd:read") && log.text().contains("install the app again"),
        "{}",
        log.text()
    );
}

#[tokio::test]
async fn the_cookie_is_for_the_browser_alone_and_gone_in_the_end() {
    let (_at, _, mut browser) = set().await;
    let sent = browser.get("https://wins.example.org/slack/install").await;
    let cookie = sent.header("set-cookie").unwrap();
    for part in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/slack", "Max-Age=600"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let back = browser.goes_to_slack().await;
    let page = browser.get(&back).await;
    assert!(page.header("set-cookie").unwrap().contains("Max-Age=0"));
    assert_eq!(browser.cookie.as_deref(), Some("smallwins_install="));
}

#[tokio::test]
async fn nobody_ends_what_another_browser_began() {
    let (at, _, mut browser) = set().await;
    let back = browser.goes_to_slack().await;
    let cookie = browser.cookie.take();
    let without = browser.get(&back).await;
    assert_eq!(without.status, 400);
    // Whoever has begun an installation of their own is no better off.
    browser.get("https://wins.example.org/slack/install").await;
    assert_eq!(browser.get(&back).await.status, 400);
    browser.cookie = cookie.map(|cookie| cookie.replace('a', "b"));
    assert_eq!(browser.get(&back).await.status, 400);
    assert!(at.fake.calls_of("oauth.v2.access").is_empty() && kept(&at).await.is_empty());
}

#[tokio::test]
async fn it_ends_once_and_within_ten_minutes() {
    let (at, _, mut browser) = set().await;
    let back = browser.goes_to_slack().await;
    let cookie = browser.cookie.clone();
    assert_eq!(browser.get(&back).await.status, 200);
    browser.cookie = cookie;
    let again = browser.get(&back).await;
    assert_eq!(again.status, 400);
    assert!(again.text().contains("used before"));
    let late = browser.goes_to_slack().await;
    at.clock.pass(TimeDelta::minutes(11));
    let late = browser.get(&late).await;
    assert_eq!(late.status, 400);
    assert!(late.text().contains("ten minutes"));
    assert_eq!(at.fake.calls_of("oauth.v2.access").len(), 1);
}

#[tokio::test]
async fn whoever_says_no_or_meets_a_silent_slack_is_told_what_happened() {
    let (at, ana, mut browser) = set().await;
    at.fake.installer(None);
    let back = browser.goes_to_slack().await;
    let page = browser.get(&back).await;
    assert_eq!((page.status, page.text().contains("Nothing was installed")), (200, true));
    at.fake.installer(Some(&ana));
    at.fake.fail("oauth.v2.access", Fault::Status(500));
    let back = browser.goes_to_slack().await;
    assert_eq!(browser.get(&back).await.status, 502);
    at.fake.fail("oauth.v2.access", Fault::Error("invalid_code".to_owned()));
    let back = browser.goes_to_slack().await;
    let page = browser.get(&format!("{back}&more=%3Cscript%3E")).await;
    assert_eq!(page.status, 502);
    assert!(!page.text().contains("script") && !page.text().contains("invalid_code"));
    assert!(kept(&at).await.is_empty());
}

#[tokio::test]
async fn a_token_under_another_key_is_named_and_nothing_is_lost() {
    let (at, ana, mut browser) = set().await;
    let back = browser.goes_to_slack().await;
    browser.get(&back).await;
    let door = installed(&at.fake, 2);
    let other = Slack::open(settings(&at.fake, door), mentoring(&at.store, &at.clock)).await.unwrap();
    let member = at.member(&ana.id);
    let later = at.hand_over(&other, Recipient::Member(&member), Letter::default()).await.unwrap_err();
    let DeliveryError::Later { why, .. } = later else { panic!("{later:?}") };
    assert!(why.contains("SMALLWINS_SECRET_KEY") && why.contains("/slack/install"), "{why}");
}

#[tokio::test]
async fn a_token_that_another_process_renewed_is_taken_up_in_the_middle_of_a_delivery() {
    let (at, ana, mut browser) = set().await;
    let back = browser.goes_to_slack().await;
    browser.get(&back).await;
    at.tell(&ana.id, Letter::default()).await.unwrap();
    at.workspace.revoke();
    anew(&at, &mut browser).await;
    at.tell(&ana.id, Letter { task: 2, ..Letter::default() }).await.unwrap();
    assert_eq!(ana.dms().len(), 2);
}

#[tokio::test]
async fn where_one_workspace_is_served_there_is_nothing_to_install() {
    let at = Outward::set().await;
    let mut browser = Browser { us: serve(&at.slack).await, cookie: None };
    for path in ["/slack/install", "/slack/oauth/callback?code=1&state=2"] {
        let page = browser.get(&format!("https://wins.example.org{path}")).await;
        assert_eq!((page.status, page.text().contains("one workspace")), (404, true));
    }
}

#[tokio::test]
async fn a_token_is_forgotten_when_the_app_is_removed_and_not_when_the_news_is_old() {
    let (at, ana, mut browser) = set().await;
    let back = browser.goes_to_slack().await;
    browser.get(&back).await;
    let url = format!("{}/slack/events", browser.us);
    at.fake.listen(Transport::Http { url, signing_secret: SECRET.to_owned() });
    // What is told of an installation before this one comes late.
    let old = at.workspace.event(serde_json::json!({ "type": "app_uninstalled" }));
    at.fake.send(&old).await;
    at.tell(&ana.id, Letter::default()).await.unwrap();
    assert_eq!(kept(&at).await.len(), 1);
    at.workspace.uninstall().await;
    assert!(kept(&at).await.is_empty());
    let closed = at.tell(&ana.id, Letter { task: 2, ..Letter::default() }).await;
    assert!(matches!(closed, Err(DeliveryError::Closed { .. })), "{closed:?}");
}

#[tokio::test]
async fn a_token_is_forgotten_though_slack_is_slow_to_say_that_it_is_gone() {
    for fault in [Fault::Status(500), Fault::Status(503)] {
        let (at, _, mut browser) = set().await;
        let back = browser.goes_to_slack().await;
        browser.get(&back).await;
        let url = format!("{}/slack/events", browser.us);
        at.fake.listen(Transport::Http { url, signing_secret: SECRET.to_owned() });
        // Each of the two events asks once.
        at.fake.fail("auth.test", fault.clone());
        at.fake.fail("auth.test", fault);
        for ack in at.workspace.uninstall().await {
            assert!(ack.in_time);
        }
        assert_eq!(kept(&at).await.len(), 1, "nobody knows yet");
        for _ in 0..50 {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            if kept(&at).await.is_empty() {
                break;
            }
        }
        assert!(kept(&at).await.is_empty());
    }
}

#[tokio::test]
async fn what_is_said_while_the_memory_is_away_is_heard_when_it_is_back() {
    let (at, ana, mut browser) = set().await;
    let back = browser.goes_to_slack().await;
    browser.get(&back).await;
    let slow = Arc::new(Slow::over(Arc::clone(&at.store)));
    let store: Arc<dyn Store> = slow.clone();
    let door = installed(&at.fake, 1);
    let other = Slack::open(settings(&at.fake, door), mentoring(&store, &at.clock)).await.unwrap();
    let url = format!("{}/slack/events", serve(&other).await);
    let line = serde_json::json!({ "type": "event_callback", "team_id": at.workspace.id, "event_id": "Ev1",
        "event": { "type": "message", "channel_type": "im", "channel": ana.im(), "user": ana.id,
            "team": at.workspace.id, "text": "help", "ts": "1.1" } });
    slow.nap_at("community", std::time::Duration::from_secs(2));
    assert_eq!(signed(&url, &line.to_string()).await.status, 503);
    for _ in 0..2 {
        assert!(matches!(signed(&url, &line.to_string()).await.status, 200 | 401));
    }
    soon(|| ana.dms().pop()).await;
    assert_eq!(ana.dms().len(), 1);
}
