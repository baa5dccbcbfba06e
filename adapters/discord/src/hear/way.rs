//! To whom an answer goes, and how: where they spoke as long as Discord takes it there, or else in a direct message.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use smallwins_chat::count;

use super::answer::{Answered, First};
use crate::api::ApiError;
use crate::discord::{Discord, PLATFORM};
use crate::inbound::{Inbound, Line, Token};
use crate::render::Post;

/// How long an interaction takes answers; a little less than Discord's quarter of an hour.
const LASTS: TimeDelta = TimeDelta::seconds(14 * 60 + 30);
/// How often an answer is tried when Discord asks to wait, is not reached, or has not heard of the first one yet.
const TRIES: u32 = 3;
/// How long is waited for that.
const A_BREATH: Duration = Duration::from_secs(1);
/// An answer that would have to wait longer is not worth it.
const TOO_LATE: Duration = Duration::from_secs(60);

/// Discord's code: it has not heard of a first answer.
const UNKNOWN_WEBHOOK: isize = 10015;

/// Discord's mark of a message that one reader alone sees.
const EPHEMERAL: u64 = 1 << 6;
/// The one mark of a message that can be changed.
const SUPPRESS_EMBEDS: u64 = 1 << 2;

/// The way to somebody who spoke.
pub(crate) struct Way {
    discord: Arc<Discord>,
    /// What they did or wrote.
    id: u64,
    user: u64,
    /// Their direct message, where it is known.
    direct: Option<String>,
    /// Whether they spoke in it: what is said there stays, and elsewhere they alone see it.
    stays: bool,
    spoken: Option<Spoken>,
    /// How many direct messages were written: they have a number each.
    written: usize,
}

/// An interaction that can be answered as long as its token lasts.
struct Spoken {
    application: u64,
    token: Token,
    since: DateTime<Utc>,
    /// Whether the next answer takes the place of the first.
    replaces: bool,
}

impl Way {
    /// To where somebody did something.
    pub(super) fn back(discord: &Arc<Discord>, inbound: &Inbound) -> Way {
        let stays = inbound.guild.is_none();
        let spoken = Spoken {
            application: inbound.application,
            token: inbound.token.clone(),
            since: discord.mentoring.now(),
            replaces: false,
        };
        Way {
            discord: Arc::clone(discord),
            id: inbound.id,
            user: inbound.from.user,
            direct: inbound.channel.filter(|_| stays).map(|channel| channel.to_string()),
            stays,
            spoken: Some(spoken),
            written: 0,
        }
    }

    /// Into the direct message in which somebody wrote.
    pub(super) fn direct(discord: &Arc<Discord>, line: &Line) -> Way {
        Way {
            discord: Arc::clone(discord),
            id: line.id,
            user: line.from.user,
            direct: Some(line.channel.to_string()),
            stays: true,
            spoken: None,
            written: 0,
        }
    }

    pub(super) fn answer(self, first: First) -> Answered {
        Answered::new(self, first)
    }

    pub(super) fn answer_with(self, posts: Vec<Post>) -> Answered {
        Answered::with(self, posts)
    }

    /// What they did or wrote, by its id.
    pub(super) fn call(&self) -> u64 {
        self.id
    }

    /// A message as it is shown where they spoke.
    pub(super) fn shown(&self, post: &Post) -> Value {
        json!(if self.stays { post.clone() } else { post.clone().ephemeral() })
    }

    /// What is said of a message that comes later: who will see it.
    pub(super) fn awaited(&self) -> Value {
        json!({ "flags": if self.stays { 0 } else { EPHEMERAL } })
    }

    /// Discord takes nothing where they spoke.
    pub(super) fn is_shut(&mut self) {
        self.spoken = None;
    }

    /// The next answer takes the place of the first.
    pub(super) fn stands_for_the_first(&mut self) {
        if let Some(spoken) = &mut self.spoken {
            spoken.replaces = true;
        }
    }

    /// Says this.
    pub(super) async fn say(&mut self, posts: &[Post]) {
        for post in posts {
            if self.respond(post).await {
                continue;
            }
            if let Err(error) = self.write(post).await {
                tracing::error!(call.id = self.id, %error, "An answer did not arrive");
                count::answer_lost(PLATFORM);
            }
        }
    }

    /// Answers where they spoke; whether Discord took it.
    async fn respond(&mut self, post: &Post) -> bool {
        let now = self.discord.mentoring.now();
        let Some(spoken) = self.spoken.as_ref().filter(|spoken| now - spoken.since < LASTS) else {
            return false;
        };
        let how = if spoken.replaces { How::Change } else { How::FollowUp };
        let body = self.shown(post);
        match self.persist(how, &if how == How::Change { as_changed(body) } else { body }).await {
            Ok(()) => {
                self.spoken.iter_mut().for_each(|spoken| spoken.replaces = false);
                true
            }
            Err(error) => {
                tracing::info!(call.id = self.id, %error, "An answer goes by a direct message instead");
                self.spoken = None;
                false
            }
        }
    }

    /// Writes a direct message, under a number by which Discord takes the same one once.
    async fn write(&mut self, post: &Post) -> Result<(), ApiError> {
        self.written += 1;
        let mut body = json!(post);
        body["nonce"] = format!("{}.{}", self.id, self.written).into();
        body["enforce_nonce"] = true.into();
        self.persist(How::Write, &body).await
    }

    /// Says something, again when that is worth it.
    async fn persist(&mut self, how: How, body: &Value) -> Result<(), ApiError> {
        let mut tries = 1;
        loop {
            let said = self.try_to(how, body).await;
            let wait = match &said {
                Err(ApiError::TooMany(after)) if *after < TOO_LATE => *after,
                Err(ApiError::NotReached) => A_BREATH,
                Err(ApiError::Unknown(_)) if how.stands_once() => A_BREATH,
                Err(error) if error.code() == Some(UNKNOWN_WEBHOOK) => A_BREATH,
                _ => return said,
            };
            if tries == TRIES {
                return said;
            }
            tokio::time::sleep(wait).await;
            tries += 1;
        }
    }

    async fn try_to(&mut self, how: How, body: &Value) -> Result<(), ApiError> {
        let (discord, api) = (&self.discord, &self.discord.api);
        match (how, &self.spoken) {
            (How::Change, Some(Spoken { application, token, .. })) => {
                api.change_answer(*application, token, body).await
            }
            (How::FollowUp, Some(Spoken { application, token, .. })) => {
                api.follow_up(*application, token, body).await
            }
            (How::Change | How::FollowUp, None) | (How::Write, _) => {
                let channel = match &self.direct {
                    Some(channel) => channel,
                    None => {
                        let room = discord.room_for_answer(&self.user.to_string(), self.id).await?;
                        self.direct.insert(room)
                    }
                };
                api.send(channel, body).await.map(drop)
            }
        }
    }
}

/// How something is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    /// In the place of the first answer.
    Change,
    /// After it.
    FollowUp,
    /// In a direct message.
    Write,
}

impl How {
    /// Whether it stands there once when it is said twice.
    fn stands_once(self) -> bool {
        match self {
            How::Change | How::Write => true,
            How::FollowUp => false,
        }
    }
}

/// A message as one is changed into it: who sees it stays as it was.
fn as_changed(mut body: Value) -> Value {
    let flags = body["flags"].as_u64().unwrap_or_default();
    body["flags"] = (flags & SUPPRESS_EMBEDS).into();
    body
}
