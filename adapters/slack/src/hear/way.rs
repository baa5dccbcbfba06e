//! To whom an answer goes, and how: where they spoke as long as Slack takes it there, or else in a direct message.

use chrono_tz::Tz;
use serde::Serialize;
use smallwins_chat::count;
use smallwins_core::message::Message;

use super::kept::{Kept, Spoken};
use super::turn::Turn;
use super::{Ack, home};
use crate::api::ApiError;
use crate::deliver::{Mark, Reader, Sent};
use crate::inbound::Speaker;
use crate::render::{self, Json, Post};
use crate::slack::PLATFORM;

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
        // What stays is said in their direct message with us.
        let channel = from.channel.clone().filter(|_| stays);
        Way { turn: turn.clone(), user: from.user.clone(), channel, kept }
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
        for (part, post) in (1..).zip(posts) {
            let mark = Mark::answering(&self.turn.id, part, posts.len());
            let sent = match self.respond(post, &mark).await {
                Response::Taken => continue,
                Response::Refused => Sent::No,
                Response::Unknown => Sent::Perhaps,
            };
            if let Err(error) = self.write(post, &mark, sent).await {
                tracing::error!(call.id = self.turn.id, %error, "An answer did not arrive");
                count::answer_lost(PLATFORM);
            }
        }
    }

    /// Answers where they spoke. What stays there can be looked for when nobody knows whether Slack took it. What one
    /// person sees until they reload cannot: it is rather said twice than never.
    async fn respond(&mut self, post: &Post, mark: &Mark) -> Response {
        let now = self.turn.now();
        let Some(Kept::Spoken(spoken)) = self.kept.as_mut() else { return Response::Refused };
        if !spoken.takes_more(now) {
            return Response::Refused;
        }
        spoken.used += 1;
        let stays = spoken.stays;
        let body = match stays {
            true => body(&Post { text: post.text.clone(), blocks: mark.onto(&post.blocks) }, Shown::ToStay),
            false => body(post, Shown::ToThemAlone),
        };
        match self.turn.slack.api.respond(&spoken.url, &body).await {
            Ok(()) => Response::Taken,
            Err(error) => {
                tracing::info!(%error, "An answer goes by a direct message instead");
                self.kept = None;
                let is_open = stays && matches!(error, ApiError::Unknown(_));
                if is_open { Response::Unknown } else { Response::Refused }
            }
        }
    }

    /// Writes a direct message.
    async fn write(&self, post: &Post, mark: &Mark, sent: Sent) -> Result<(), ApiError> {
        let to = Reader { user: &self.user, channel: self.channel.as_deref() };
        self.turn.slack.answer(&self.turn.workspace, to, post, mark, sent).await
    }
}

/// What became of an answer by a `response_url`.
enum Response {
    Taken,
    /// Slack did not take it, or there is none.
    Refused,
    /// It may stand there.
    Unknown,
}

/// A message as an acknowledgement and a `response_url` take it.
#[derive(Serialize)]
struct Shape<'a> {
    text: &'a str,
    blocks: &'a [Json],
    unfurl_links: bool,
    unfurl_media: bool,
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
