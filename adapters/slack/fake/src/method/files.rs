//! Files, in three steps: announce, send, complete.

use serde_json::{Value, json};

use crate::method::args::{Arg, Kind};
use crate::method::post::{broadcast, destination};
use crate::method::{Body, Call, Method, Token};
use crate::refusal::Refusal;
use crate::world::message::{File, Message};
use crate::world::upload::Upload;

pub(super) const METHODS: &[Method] = &[
    Method {
        name: "files.getUploadURLExternal",
        token: Token::Bot,
        scopes: &["files:write"],
        body: Body::Form,
        a_minute: 100,
        args: &[
            Arg::needed("filename", Kind::Text),
            Arg::needed("length", Kind::Number),
            Arg::may("alt_txt", Kind::Text),
            Arg::may("snippet_type", Kind::Text),
        ],
        run: announce,
    },
    Method {
        name: "files.completeUploadExternal",
        token: Token::Bot,
        scopes: &["files:write"],
        body: Body::Json,
        a_minute: 100,
        args: &[
            Arg::needed("files", Kind::List),
            Arg::may("channel_id", Kind::Text),
            Arg::may("initial_comment", Kind::Text),
            Arg::may("thread_ts", Kind::Ts),
        ],
        run: complete,
    },
];

fn announce(call: &mut Call<'_>) -> Result<Value, Refusal> {
    let length =
        call.number("length").and_then(|length| usize::try_from(length).ok()).filter(|length| *length > 0);
    let length =
        length.ok_or_else(|| Refusal::wrong("invalid_arguments", "length is the number of bytes"))?;
    let id = call.world.id("F", "");
    let upload = Upload {
        id: id.clone(),
        team: call.team_id(),
        name: call.text("filename").to_owned(),
        alt_text: Some(call.text("alt_txt").to_owned()).filter(|text| !text.is_empty()),
        length,
        bytes: None,
        completed: false,
    };
    let url = format!("{}/upload/v1/{id}", call.base);
    call.world.uploads.insert(id.clone(), upload);
    Ok(json!({ "upload_url": url, "file_id": id }))
}

fn complete(call: &mut Call<'_>) -> Result<Value, Refusal> {
    let team = call.team_id();
    let mut files = Vec::new();
    for file in call.args["files"].as_array().into_iter().flatten() {
        let keys: Vec<&String> = file.as_object().into_iter().flat_map(|file| file.keys()).collect();
        if keys.iter().any(|key| *key != "id" && *key != "title") {
            return Err(Refusal::wrong("invalid_arguments", "a file is id and title"));
        }
        let id = file["id"].as_str().unwrap_or_default();
        let upload = call.world.uploads.get(id).filter(|upload| upload.team == team && !upload.completed);
        let upload = upload.ok_or_else(|| Refusal::wrong("file_not_found", "no such upload is open"))?;
        if upload.bytes.is_none() {
            return Err(Refusal::wrong("file_not_found", "its bytes never came"));
        }
        let title = file["title"].as_str().unwrap_or(&upload.name).to_owned();
        files.push((upload.id.clone(), File { title, alt_text: upload.alt_text.clone() }));
    }
    if files.is_empty() {
        return Err(Refusal::wrong("invalid_arguments", "files is empty"));
    }
    share(call, &files)?;
    for (id, _) in &files {
        call.world.uploads.get_mut(id).expect("the upload was just looked up").completed = true;
    }
    let shown: Vec<Value> = files.iter().map(|(id, file)| json!({ "id": id, "title": file.title })).collect();
    Ok(json!({ "files": shown }))
}

/// Puts the files into a conversation, where one was named.
fn share(call: &mut Call<'_>, files: &[(String, File)]) -> Result<(), Refusal> {
    let channel = call.text("channel_id").to_owned();
    if channel.is_empty() {
        return Ok(());
    }
    call.args.insert("channel".to_owned(), json!(channel));
    let channel = destination(call)?;
    let comment = call.text("initial_comment").to_owned();
    if !comment.is_empty() {
        crate::judge::message(&json!({ "text": comment }), &call.world.intended)?;
    }
    let files = files.iter().map(|(_, file)| file.clone()).collect();
    let message = Message { user: call.install().bot_user, text: comment, files, ..Message::default() };
    let ts = call.world.ts(call.now);
    let place = call.team_mut().channels.get_mut(&channel).expect("the channel was just looked up");
    broadcast(place, message, ts);
    Ok(())
}
