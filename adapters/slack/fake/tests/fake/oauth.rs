//! Installing, and being removed.

use serde_json::{Value, json};
use smallwins_fake_slack::http::send;
use smallwins_fake_slack::{Slack, form};

use crate::app::App;
use crate::call::{FORM, assert_told, assert_wrong, get, only_violation, raw, slack};

const REDIRECT: &str = "https://smallwins.example/slack/oauth/callback";

async fn authorize(slack: &Slack, state: &str) -> (u16, String) {
    let client_id = slack.app(|app| app.redirect_urls = vec![REDIRECT.to_owned()]).client_id;
    let query = [
        ("client_id", client_id.as_str()),
        ("scope", "chat:write,commands"),
        ("redirect_uri", REDIRECT),
        ("state", state),
    ];
    let url = format!("{}?{}", slack.authorize_url(), form::encode(&query));
    let reply = send("GET", &url, &[], b"").await.unwrap();
    (reply.status, reply.header("location").unwrap_or_default().to_owned())
}

async fn exchange(slack: &Slack, code: &str, redirect: &str) -> Value {
    let app = slack.app(|_| {});
    let body = form::encode(&[
        ("client_id", app.client_id.as_str()),
        ("client_secret", &app.client_secret),
        ("code", code),
        ("redirect_uri", redirect),
    ]);
    raw(slack, "POST", "oauth.v2.access", &[FORM], &body).await.json()
}

#[tokio::test]
async fn somebody_allows_the_app_in() {
    let (slack, ..) = slack().await;
    let other = slack.empty_workspace("other");
    let ben = other.person("ben", "Asia/Tokyo");
    slack.installer(Some(&ben));
    let (status, location) = authorize(&slack, "s7").await;
    assert_eq!(status, 302);
    let query = form::decode(location.split_once('?').unwrap().1).unwrap();
    assert_eq!(query[1], ("state".to_owned(), "s7".to_owned()));
    let code = &query[0].1;
    let elsewhere = exchange(&slack, code, "https://evil.example").await;
    assert_wrong(&slack, &elsewhere, "bad_redirect_uri");
    let access = exchange(&slack, code, REDIRECT).await;
    assert_eq!(access["access_token"], other.token().as_str());
    assert_eq!((&access["scope"], &access["team"]["name"]), (&json!("chat:write,commands"), &json!("other")));
    assert_wrong(&slack, &exchange(&slack, code, REDIRECT).await, "code_already_used");
    assert_told(&slack, &exchange(&slack, "made-up", REDIRECT).await, "invalid_code");
}

#[tokio::test]
async fn the_page_wants_a_state() {
    let (slack, ..) = slack().await;
    assert_eq!(authorize(&slack, "").await.0, 400);
    assert_eq!(only_violation(&slack).of, "oauth/v2/authorize");
    let (_, refused) = authorize(&slack, "s7").await;
    assert_eq!(refused, format!("{REDIRECT}?error=access_denied&state=s7"));
}

#[tokio::test]
async fn an_app_that_is_removed_hears_of_it_and_can_do_nothing_more() {
    let (slack, acme, ..) = slack().await;
    let app = App::start(&slack).await;
    let token = acme.token();
    acme.uninstall().await;
    assert_eq!(app.count(), 2);
    assert_eq!(app.last().json["event"]["type"], "app_uninstalled");
    assert_told(&slack, &get(&slack, &token, "auth.test", &[]).await, "token_revoked");
}
