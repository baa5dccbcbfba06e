//! Files: announced, sent, completed.

use serde_json::{Value, json};
use smallwins_fake_slack::Slack;
use smallwins_fake_slack::http::send;

use crate::call::{assert_ok, assert_wrong, get, only_violation, post, slack};

async fn announced(slack: &Slack, token: &str, length: &str) -> (String, Value) {
    let args = [("filename", "digest.png"), ("length", length), ("alt_txt", "Asks by week")];
    let answer = get(slack, token, "files.getUploadURLExternal", &args).await;
    (answer["upload_url"].as_str().unwrap().to_owned(), answer["file_id"].clone())
}

#[tokio::test]
async fn a_file_is_announced_sent_and_shared() {
    let (slack, acme, ana, _) = slack().await;
    let token = acme.token();
    let (url, id) = announced(&slack, &token, "3").await;
    let early = json!({ "files": [{ "id": id }] });
    assert_wrong(
        &slack,
        &post(&slack, &token, "files.completeUploadExternal", early).await,
        "file_not_found",
    );
    assert_eq!(send("POST", &url, &[("content-type", "image/png")], b"abc").await.unwrap().status, 200);
    let done = json!({ "files": [{ "id": id, "title": "The week" }], "channel_id": ana.im(), "initial_comment": "Here" });
    assert_ok(&post(&slack, &token, "files.completeUploadExternal", done).await);
    assert_eq!(ana.last().to_string(), "mentor (dm)\n  Here\n  The week\n  [image] Asks by week\n");
    assert_eq!(slack.files(), [("digest.png".to_owned(), Some("Asks by week".to_owned()), b"abc".to_vec())]);
}

#[tokio::test]
async fn a_form_carries_a_file_as_well() {
    let (slack, acme, ..) = slack().await;
    let (url, id) = announced(&slack, &acme.token(), "3").await;
    let form = "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nabc\r\n--x--\r\n";
    let kind = ("content-type", "multipart/form-data; boundary=x");
    assert_eq!(send("POST", &url, &[kind], form.as_bytes()).await.unwrap().status, 200);
    assert_ok(
        &post(&slack, &acme.token(), "files.completeUploadExternal", json!({ "files": [{ "id": id }] }))
            .await,
    );
}

#[tokio::test]
async fn as_many_bytes_come_as_were_announced() {
    let (slack, acme, ..) = slack().await;
    let (url, _) = announced(&slack, &acme.token(), "4").await;
    assert_eq!(send("POST", &url, &[], b"abc").await.unwrap().status, 400);
    assert_eq!(only_violation(&slack).why, "4 bytes were announced, 3 came");
    let elsewhere = url.replace("/v1/F", "/v1/X");
    assert_eq!(send("POST", &elsewhere, &[], b"abcd").await.unwrap().status, 400);
    assert_eq!(only_violation(&slack).of, "upload");
}
