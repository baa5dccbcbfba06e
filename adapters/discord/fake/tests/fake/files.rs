//! Files beside a message.

use serde_json::{Value, json};
use smallwins_fake_discord::Discord;
use smallwins_fake_discord::http::Reply;

use crate::call::{AGENT, assert_ok, assert_wrong, call, discord, raw};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n....IEND\xae\x42\x60\x82";

/// A form with a message and files: name of the part, name of the file, bytes.
async fn send(discord: &Discord, channel: &str, message: &Value, files: &[(&str, &str, &[u8])]) -> Reply {
    let mut body = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"payload_json\"\r\nContent-Type: application/json\r\n\r\n{message}\r\n"
    )
    .into_bytes();
    for (part, name, bytes) in files {
        let head = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"{part}\"; filename=\"{name}\"\r\nContent-Type: image/png\r\n\r\n"
        );
        body.extend(head.bytes().chain(bytes.iter().copied()).chain(*b"\r\n"));
    }
    body.extend(b"--edge--\r\n");
    let token = format!("Bot {}", discord.token());
    let headers =
        [AGENT, ("authorization", token.as_str()), ("content-type", "multipart/form-data; boundary=edge")];
    raw(discord, "POST", &format!("/channels/{channel}/messages"), &headers, &body).await
}

#[tokio::test]
async fn a_picture_stands_in_its_embed_with_words_for_who_does_not_see_it() {
    let (discord, acme, ana, _) = discord().await;
    let general = acme.channel("general");
    let message = json!({
        "embeds": [{ "title": "The week", "image": { "url": "attachment://kpi.png" } }],
        "attachments": [{ "id": 0, "description": "Asks by week" }],
    });
    let sent = assert_ok(&send(&discord, &general, &message, &[("files[0]", "kpi.png", PNG)]).await);
    assert_eq!(sent["attachments"], json!([]));
    assert!(sent["embeds"][0]["image"]["url"].as_str().unwrap().starts_with("https://cdn.discordapp.com/"));
    assert_eq!(ana.last().to_string(), "mentor (#general)\n  # The week\n  [image] Asks by week\n");
    assert_eq!(discord.calls()[0].files, [("kpi.png".to_owned(), PNG.to_vec())]);
    let mut nameless = message.clone();
    nameless["attachments"][0]["description"] = Value::Null;
    assert_ok(&send(&discord, &general, &nameless, &[("files[0]", "kpi.png", PNG)]).await);
    assert_eq!(ana.last().to_string(), "mentor (#general)\n  # The week\n  [image] kpi.png\n");
    let bare = assert_ok(&send(&discord, &general, &json!({}), &[("files[0]", "kpi.png", PNG)]).await);
    assert_eq!(bare["attachments"][0]["size"], PNG.len());
}

#[tokio::test]
async fn each_file_has_its_name_and_each_name_its_file() {
    let (discord, acme, ..) = discord().await;
    let general = acme.channel("general");
    let named = |id: Value| json!({ "content": "Look", "attachments": [{ "id": id }] });
    for (message, files) in [
        (named(json!(1)), vec![("files[0]", "kpi.png", PNG)]),
        (named(json!("x")), vec![("files[0]", "kpi.png", PNG)]),
        (json!({ "content": "Look" }), vec![("file", "kpi.png", PNG)]),
        (json!({ "content": "Look" }), vec![("files[0]", "", PNG)]),
        (json!({ "content": "Look" }), vec![("files[0]", "kpi.png", PNG), ("files[0]", "kpi.png", PNG)]),
        (json!({ "content": "Look" }), vec![("files[0]", "kpi.png", b"no picture".as_slice())]),
        (
            json!({ "content": "Look", "attachments": [{ "id": 0, "description": "d".repeat(1025) }] }),
            vec![("files[0]", "kpi.png", PNG)],
        ),
    ] {
        let reply = send(&discord, &general, &message, &files).await;
        assert_eq!(reply.status, 400, "{message} {files:?}");
        assert_wrong(&discord, &reply, 400, 50035);
    }
    let large = vec![0; 10 * 1024 * 1024 + 1];
    let reply = send(&discord, &general, &json!({}), &[("files[0]", "large.bin", &large)]).await;
    assert_wrong(&discord, &reply, 413, 40005);
}

#[tokio::test]
async fn a_change_keeps_the_files_that_it_names_and_no_other() {
    let (discord, acme, ana, _) = discord().await;
    let general = acme.channel("general");
    let two = [("files[0]", "one.png", PNG), ("files[1]", "two.png", PNG)];
    let sent = assert_ok(&send(&discord, &general, &json!({ "content": "Look" }), &two).await);
    let path = format!("/channels/{general}/messages/{}", sent["id"].as_str().unwrap());
    assert_ok(&call(&discord, "PATCH", &path, &json!({ "content": "Look here" })).await);
    assert_eq!(ana.last().lines.len(), 3);
    let kept = json!({ "attachments": [{ "id": sent["attachments"][1]["id"] }] });
    assert_ok(&call(&discord, "PATCH", &path, &kept).await);
    assert_eq!(ana.last().to_string(), "mentor (#general, edited)\n  Look here\n  [image] two.png\n");
    assert_ok(&call(&discord, "PATCH", &path, &json!({ "attachments": [] })).await);
    assert_eq!(ana.last().lines.len(), 1);
}
