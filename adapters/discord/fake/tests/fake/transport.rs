//! Programs, tokens, verbs, content types.

use serde_json::{Value, json};

use crate::call::{
    AGENT, JSON, assert_ok, assert_told, assert_wrong, call, discord, get, only_violation, raw,
};

#[tokio::test]
async fn the_app_learns_who_it_is() {
    let (discord, ..) = discord().await;
    let id = json!(discord.application_id());
    assert_eq!(assert_ok(&get(&discord, "/users/@me").await)["id"], id);
    for path in ["/applications/@me", "/oauth2/applications/@me"] {
        let app = assert_ok(&get(&discord, path).await);
        assert_eq!((&app["id"], &app["verify_key"]), (&id, &json!(discord.public_key())));
    }
    let gateway = raw(&discord, "GET", "/gateway", &[AGENT], b"").await;
    assert!(assert_ok(&gateway)["url"].as_str().unwrap().starts_with("ws://127.0.0.1:"));
    assert_eq!(gateway.header("content-type"), Some("application/json"));
}

#[tokio::test]
async fn every_call_says_which_program_makes_it() {
    let (discord, ..) = discord().await;
    let token = format!("Bot {}", discord.token());
    let auth = ("authorization", token.as_str());
    for headers in [&[auth][..], &[auth, ("user-agent", "curl/8")]] {
        let reply = raw(&discord, "GET", "/users/@me", headers, b"").await;
        assert_wrong(&discord, &reply, 403, 40333);
    }
    // Where the token stands in the path, any program may be the one.
    assert_wrong(&discord, &raw(&discord, "GET", "/gateway", &[], b"").await, 403, 40333);
    assert_ok(&raw(&discord, "GET", "/gateway", &[("user-agent", "curl/8")], b"").await);
}

#[tokio::test]
async fn every_call_bears_the_token_of_the_bot() {
    let (discord, ..) = discord().await;
    let old = discord.token();
    let none = raw(&discord, "GET", "/users/@me", &[AGENT], b"").await;
    assert_wrong(&discord, &none, 401, 0);
    let bare = raw(&discord, "GET", "/users/@me", &[AGENT, ("authorization", &old)], b"").await;
    assert_wrong(&discord, &bare, 401, 0);
    assert_ne!(discord.reset_token(), old);
    let bearer = format!("Bot {old}");
    let reset = raw(&discord, "GET", "/users/@me", &[AGENT, ("authorization", &bearer)], b"").await;
    assert_told(&discord, &reset, 401, 0);
    assert_ok(&get(&discord, "/users/@me").await);
    assert_eq!(discord.bad_answers(), 3);
}

#[tokio::test]
async fn what_is_not_there_is_written_down() {
    let (discord, acme, ..) = discord().await;
    let general = acme.channel("general");
    let unknown = get(&discord, "/users/@me/connections").await;
    assert_wrong(&discord, &unknown, 404, 0);
    let verb = call(&discord, "PUT", &format!("/channels/{general}"), &json!({})).await;
    assert_wrong(&discord, &verb, 405, 0);
    let version = smallwins_fake_discord::http::send(
        "GET",
        &format!("{}/api/v9/users/@me", discord.api()),
        &[AGENT],
        b"",
    )
    .await;
    assert_wrong(&discord, &version.unwrap(), 404, 0);
}

#[tokio::test]
async fn a_body_is_json_and_says_so() {
    let (discord, acme, ..) = discord().await;
    let path = format!("/channels/{}/messages", acme.channel("general"));
    let token = format!("Bot {}", discord.token());
    let auth = ("authorization", token.as_str());
    let body = br#"{"content":"Hello"}"#;
    assert_wrong(&discord, &raw(&discord, "POST", &path, &[AGENT, auth], body).await, 400, 50035);
    let text = ("content-type", "text/plain");
    assert_wrong(&discord, &raw(&discord, "POST", &path, &[AGENT, auth, text], body).await, 400, 50035);
    assert_wrong(&discord, &raw(&discord, "POST", &path, &[AGENT, auth, JSON], b"{").await, 400, 50109);
    assert_wrong(&discord, &raw(&discord, "POST", &path, &[AGENT, auth, JSON], b"[1]").await, 400, 50035);
    assert_wrong(&discord, &raw(&discord, "GET", "/users/@me", &[AGENT, auth, JSON], body).await, 400, 50035);
    assert_ok(&raw(&discord, "POST", &path, &[AGENT, auth, JSON], body).await);
}

#[tokio::test]
async fn every_call_is_remembered() {
    let (discord, acme, ..) = discord().await;
    let general = acme.channel("general");
    let path = format!("/channels/{general}/messages");
    assert_ok(&call(&discord, "POST", &path, &json!({ "content": "Hello" })).await);
    assert_wrong(&discord, &call(&discord, "POST", &path, &json!({})).await, 400, 50006);
    assert_ok(&get(&discord, &format!("{path}?limit=1")).await);
    let sent = discord.calls_of("POST /channels/{channel}/messages");
    assert_eq!((sent[0].path.as_str(), &sent[0].body), (path.as_str(), &json!({ "content": "Hello" })));
    assert_eq!(
        sent.iter().map(|called| (called.status, called.code)).collect::<Vec<_>>(),
        [(200, None), (400, Some(50006))]
    );
    let read = discord.calls().pop().unwrap();
    assert_eq!((read.query.as_str(), &read.body), ("limit=1", &Value::Null));
}

#[tokio::test]
async fn an_error_says_where_it_is() {
    let (discord, acme, ..) = discord().await;
    let path = format!("/channels/{}/messages", acme.channel("general"));
    let reply = call(&discord, "POST", &path, &json!({ "embeds": [{ "title": "t".repeat(300) }] })).await;
    let said = &reply.json()["errors"]["embeds"]["0"]["title"]["_errors"][0];
    assert!(said["message"].as_str().unwrap().contains("256"), "{}", reply.text());
    assert!(only_violation(&discord).why.starts_with("/embeds/0/title: "));
}

#[tokio::test]
#[should_panic(expected = "50006")]
async fn what_nobody_looked_at_fails_the_test() {
    let (discord, acme, ..) = discord().await;
    call(&discord, "POST", &format!("/channels/{}/messages", acme.channel("general")), &json!({})).await;
}
