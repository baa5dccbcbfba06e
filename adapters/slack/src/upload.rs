//! A picture or another file in a channel, in Slack's three steps: an address is asked for, the bytes go there, and it
//! is shown.
//!
//! The bytes go without a token: the address is the permission, and it is looked at first. Until the third step nobody
//! sees anything, so whatever fails before may simply be done again.

use axum::body::Body;
use axum::http::Request;
use axum::http::header::CONTENT_TYPE;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::json;
use smallwins_chat::picture::Png;
use smallwins_core::community::Community;
use smallwins_core::platform::{DeliveryError, MessageId};

use crate::api::ApiError;
use crate::render::escaped;
use crate::slack::Slack;

/// The longest description that Slack takes, in characters.
const LONGEST_ALT: usize = 1000;

/// What `files.getUploadURLExternal` answers.
#[derive(Deserialize)]
struct Address {
    upload_url: String,
    file_id: String,
}

/// How a file is shown.
pub(crate) struct Shown<'a> {
    /// What it is called.
    pub(crate) name: &'a str,
    /// What kind of file it is, as HTTP names it.
    pub(crate) kind: &'a str,
    /// What stands above it.
    pub(crate) title: &'a str,
    /// What a picture shows, for whoever does not see it; empty for what is none.
    pub(crate) alt: &'a str,
}

impl Slack {
    /// Shows a picture in a channel, beneath words that are never read as markup, if there are any. Answers with the id
    /// of the file.
    ///
    /// # Errors
    /// As a delivery: [`DeliveryError::Unknown`] when it may be seen by now, else nobody sees anything.
    pub async fn upload(
        &self,
        community: &Community,
        channel: &str,
        png: Png,
        words: &str,
    ) -> Result<MessageId, DeliveryError> {
        let alt: String = png.alt.chars().take(LONGEST_ALT).collect();
        let shown = Shown { name: "smallwins.png", kind: "image/png", title: &png.title, alt: &alt };
        self.upload_file(community, channel, shown, png.bytes, words).await
    }

    /// As [`Slack::upload`], for any file.
    pub(crate) async fn upload_file(
        &self,
        community: &Community,
        channel: &str,
        file: Shown<'_>,
        bytes: Vec<u8>,
        words: &str,
    ) -> Result<MessageId, DeliveryError> {
        let workspace = self.workspace_of(community).await?;
        let team = &workspace.team;
        let refused = |error: ApiError| match error.code() {
            // Messages reach people all the same.
            Some("missing_scope") => DeliveryError::Never { why: "the app may not show files".to_owned() },
            _ => self.refused_in_channel(team, error),
        };
        let nobody_saw_it = |error| match refused(error) {
            DeliveryError::Unknown { why } => self.again(team, &why),
            error => error,
        };
        let length = bytes.len().to_string();
        let mut args = vec![("filename", file.name), ("length", &length)];
        args.extend(Some(("alt_txt", file.alt)).filter(|(_, alt)| !alt.is_empty()));
        let asked = self.api.read::<Address>(&workspace.token, "files.getUploadURLExternal", &args).await;
        let Address { upload_url, file_id } = asked.map_err(nobody_saw_it)?;
        self.send_bytes(&upload_url, file.kind, bytes).await.map_err(nobody_saw_it)?;
        let mut shown = json!({
            "files": [{ "id": file_id, "title": file.title }],
            "channel_id": channel,
        });
        if !words.is_empty() {
            shown["initial_comment"] = escaped(words).into();
        }
        let shown =
            self.api.call::<_, IgnoredAny>(&workspace.token, "files.completeUploadExternal", &shown).await;
        shown.map_err(refused)?;
        Ok(MessageId(file_id))
    }

    async fn send_bytes(&self, url: &str, kind: &str, bytes: Vec<u8>) -> Result<(), ApiError> {
        let request =
            Request::post(self.api.slacks(url)?.as_str()).header(CONTENT_TYPE, kind).body(Body::from(bytes));
        self.api.ask(request).await.map(drop)
    }
}
