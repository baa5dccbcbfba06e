//! To whom an answer goes, and how: where they spoke as long as Slack takes it there, or else in a direct message.

use std::time::Duration;

use chrono_tz::Tz;
use serde::Serialize;
use serde::de::IgnoredAny;
use smallwins_chat::count;
use smallwins_core::message::Message;

use super::kept::{Kept, Spoken};
use super::turn::Turn;
use super::{Ack, home};
use crate::api::ApiError;
use crate::inbound::Speaker;
use crate::render::{self, Json, Post};
use crate::slack::PLATFORM;

/// How often an answer is tried when Slack asks to wait, or is not reached.
const TRIES: u32 = 3;
/// How long is waited for Slack to be reached again.
const A_BREATH: Duration = Duration::from_secs(1);
/// An answer that would have to wait longer is not worth it.
const TOO_LATE: Duration = Duration::from_secs(60);

/// Who sees what is said by a `response_url`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// The one who spoke, until they reload.
    ToThemAlone,
    /// Whoever is in that conversation, for good.
    ToStay,
}

impl Shown {
    fn name(self) -> &'static str {
        match self {
            Shown::ToThemAlone => "ephemeral",
            Shown::ToStay => "in_channel",
        }
    }
}

/// The way to somebody.
#[derive(Clone)]
pub(super) struct Way {
    turn: Turn,
    user: String,
    channel: Option<String>,
    kept: Option<Kept>,
}

impl Way {
    /// To where somebody spoke.
    pub(super) fn back(turn: &Turn, from: &Speaker, shown: Shown) -> Way {
        let stays = shown == Shown::ToStay;
        let spoken = |url| Kept::Spoken(Spoken { url, since: turn.now(), used: 0, stays });
        let kept = from.response_url.clone().map(spoken);
        Way { turn: turn.clone(), user: from.user.clone(), channel: None, kept }
    }

    /// To where somebody spoke before a modal was opened for it.
    pub(super) fn kept(turn: &Turn, user: &str, metadata: &str) -> Way {
        Way { turn: turn.clone(), user: user.to_owned(), channel: None, kept: Kept::read(metadata) }
    }

    /// Into a direct message that is known.
    pub(super) fn direct(turn: &Turn, user: &str, channel: Option<String>) -> Way {
        Way { turn: turn.clone(), user: user.to_owned(), channel, kept: None }
    }

    /// To somebody who looks at their Home tab.
    pub(super) fn home(turn: &Turn, user: &str) -> Way {
        Way { turn: turn.clone(), user: user.to_owned(), channel: None, kept: Some(Kept::Home) }
    }

    /// Shows what came of it where that is shown for good: on the Home tab, when they spoke there.
    pub(super) async fn show(&self) {
        if self.kept == Some(Kept::Home) {
            home::publish(&self.turn.and_then("home"), &self.user).await;
        }
    }

    /// For a modal to keep.
    pub(super) fn metadata(&self) -> String {
        self.kept.as_ref().map(Kept::written).unwrap_or_default()
    }

    /// Says a message.
    pub(super) async fn say(&mut self, message: &Message, zone: Tz) {
        self.post(&render::posts(message, zone)).await;
    }

    /// Says what is rendered already.
    pub(super) async fn post(&mut self, posts: &[Post]) {
        for post in posts {
            if self.respond(post).await {
                continue;
            }
            if let Err(error) = self.write(post).await {
                tracing::error!(call.id = self.turn.id, %error, "An answer did not arrive");
                count::answer_lost(PLATFORM);
            }
        }
    }

    /// Answers where they spoke; whether Slack took it.
    async fn respond(&mut self, post: &Post) -> bool {
        let now = self.turn.now();
        let Some(Kept::Spoken(spoken)) = self.kept.as_mut() else { return false };
        if !spoken.takes_more(now) {
            return false;
        }
        spoken.used += 1;
        let shown = if spoken.stays { Shown::ToStay } else { Shown::ToThemAlone };
        match self.turn.slack.api.respond(&spoken.url, &body(post, shown)).await {
            Ok(()) => true,
            Err(error) => {
                tracing::info!(%error, "An answer goes by a direct message instead");
                self.kept = None;
                false
            }
        }
    }

    /// Writes a direct message, again when that is worth it.
    async fn write(&mut self, post: &Post) -> Result<(), ApiError> {
        let mut tries = 1;
        loop {
            match self.try_to_write(post).await {
                Err(ApiError::TooMany(after)) if tries < TRIES && after < TOO_LATE => {
                    tokio::time::sleep(after).await;
                }
                Err(ApiError::NotReached) if tries < TRIES => tokio::time::sleep(A_BREATH).await,
                ended => return ended,
            }
            tries += 1;
        }
    }

    async fn try_to_write(&mut self, post: &Post) -> Result<(), ApiError> {
        let Turn { slack, workspace, .. } = &self.turn;
        let channel = match &self.channel {
            Some(channel) => channel,
            None => self.channel.insert(slack.open_room(workspace, &self.user).await?),
        };
        let body = Shape { channel: Some(channel), ..Shape::of(post) };
        slack.api.call(&workspace.token, "chat.postMessage", &body).await.map(|_: IgnoredAny| ())
    }
}

/// A message as Slack takes it by any of these ways.
#[derive(Serialize)]
struct Shape<'a> {
    text: &'a str,
    blocks: &'a [Json],
    unfurl_links: bool,
    unfurl_media: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    replace_original: Option<bool>,
}

impl<'a> Shape<'a> {
    fn of(post: &'a Post) -> Shape<'a> {
        Shape {
            text: &post.text,
            blocks: &post.blocks,
            unfurl_links: false,
            unfurl_media: false,
            channel: None,
            response_type: None,
            replace_original: None,
        }
    }
}

/// A message as an acknowledgement that the one who spoke sees alone.
pub(super) fn ephemeral(post: &Post) -> Ack {
    Ack::Json(Json::of(&Shape { response_type: Some(Shown::ToThemAlone.name()), ..Shape::of(post) }))
}

/// A message as a `response_url` takes it: beside what is there.
pub(super) fn body(post: &Post, shown: Shown) -> Json {
    let (response_type, replace_original) = (Some(shown.name()), Some(false));
    Json::of(&Shape { response_type, replace_original, ..Shape::of(post) })
}
