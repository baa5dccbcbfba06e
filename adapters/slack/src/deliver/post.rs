//! Posting: the parts of a message in their order, each marked so that it can be found again.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use smallwins_chat::pace::What;
use smallwins_core::platform::{MessageId, Outgoing, Recipient};
use tokio::time::{Instant, sleep};

use super::doubt::Seen;
use super::mark::{Mark, Metadata, is_minded};
use crate::api::ApiError;
use crate::render::{Json, Post};
use crate::slack::Slack;
use crate::workspaces::Workspace;

/// How long the parts of a message may wait for one another: well within the lease of its task.
const BETWEEN: Duration = Duration::from_secs(20);
/// The shortest wait between two parts.
const A_MOMENT: Duration = Duration::from_secs(1);

/// Why a message was not posted.
#[derive(Debug)]
pub(super) enum Stop {
    /// Its turn comes after so long. Nothing was sent.
    Turn(Duration),
    /// It is for the channel, and none was chosen. Nothing was sent.
    Unchosen,
    /// It cannot be posted. Nothing was sent by this attempt.
    Never(String),
    /// An error of Slack's, before any part arrived.
    Slack(What, ApiError),
    /// An error of Slack's after a part had arrived.
    Between(ApiError),
}

/// A message that has arrived.
#[derive(Debug)]
pub(super) struct Said {
    /// The id of its first part.
    pub(super) id: MessageId,
    /// Whether this attempt said any of it; else an earlier one had said it all.
    pub(super) is_new: bool,
}

/// What `chat.postMessage` takes.
#[derive(Debug, Serialize)]
struct Posting<'a> {
    channel: &'a str,
    text: &'a str,
    blocks: &'a [Json],
    unfurl_links: bool,
    unfurl_media: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<Metadata>,
}

#[derive(Debug, Deserialize)]
struct Posted {
    ts: String,
}

impl Slack {
    /// Posts what has not been posted yet, and answers with the `ts` of the first part, and whether anything was.
    pub(super) async fn post(
        &self,
        workspace: &Workspace,
        outgoing: &Outgoing<'_>,
        posts: &[Post],
    ) -> Result<Said, Stop> {
        let channel = self.place(workspace, outgoing).await?;
        let mut seen = match outgoing.in_doubt {
            true => self.look(workspace, &channel, outgoing, posts.len()).await?,
            false => Seen::default(),
        };
        let missing: Vec<usize> = (1..=posts.len()).filter(|part| !seen.has(*part)).collect();
        let is_new = !missing.is_empty();
        self.outbox
            .pace
            .turn(&workspace.team, &channel, missing.len(), &tasks(outgoing))
            .map_err(Stop::Turn)?;
        let until = Instant::now() + BETWEEN;
        for part in missing {
            let mark = Mark::of(outgoing, part, posts.len());
            let posted = match seen.is_empty() {
                true => self.post_one(workspace, &channel, &posts[part - 1], &mark).await,
                false => self.post_next(workspace, &channel, &posts[part - 1], &mark, until).await,
            };
            match posted {
                Ok(ts) => seen.add(part, ts),
                Err(error) if seen.is_empty() => return Err(Stop::Slack(What::Post, error)),
                Err(error) => return Err(Stop::Between(error)),
            }
        }
        self.outbox.trouble.over(&workspace.team);
        self.outbox.retries.over(&workspace.team);
        let id = seen.first().ok_or_else(|| Stop::Never("there is nothing to show".to_owned()))?;
        Ok(Said { id, is_new })
    }

    /// Posts a part after others that have arrived. The rest of a message is worth a wait that a whole one is not: in
    /// a channel it would be lost.
    async fn post_next(
        &self,
        workspace: &Workspace,
        channel: &str,
        post: &Post,
        mark: &Mark,
        until: Instant,
    ) -> Result<String, ApiError> {
        loop {
            let error = match self.post_one(workspace, channel, post, mark).await {
                Ok(ts) => return Ok(ts),
                Err(error) => error,
            };
            let nothing_sent = matches!(error, ApiError::TooMany(_) | ApiError::NotReached);
            let after = self.heed(&workspace.team, What::Post, &error).max(A_MOMENT);
            if !nothing_sent || Instant::now() + after > until {
                return Err(error);
            }
            sleep(after).await;
        }
    }

    pub(super) async fn post_one(
        &self,
        workspace: &Workspace,
        channel: &str,
        post: &Post,
        mark: &Mark,
    ) -> Result<String, ApiError> {
        let Workspace { team, token, .. } = workspace;
        let posting = |blocks, metadata| Posting {
            channel,
            text: &post.text,
            blocks,
            unfurl_links: false,
            unfurl_media: false,
            metadata,
        };
        let minding = &self.outbox.minding;
        if !minding.minds(team) {
            let posting = posting(&post.blocks, Some(mark.metadata()));
            let posted: Result<Posted, ApiError> = self.api.call(token, "chat.postMessage", &posting).await;
            match posted {
                Err(error) if is_minded(&error) => {
                    tracing::warn!(team, %error, "No metadata is sent there for a day");
                    minding.learn(team);
                }
                posted => return Ok(posted?.ts),
            }
        }
        let blocks = mark.onto(&post.blocks);
        let posted: Posted = self.api.call(token, "chat.postMessage", &posting(&blocks, None)).await?;
        Ok(posted.ts)
    }

    /// The channel in which it is said.
    pub(super) async fn place(&self, workspace: &Workspace, outgoing: &Outgoing<'_>) -> Result<String, Stop> {
        match outgoing.to {
            Recipient::Member(member) => self.room(workspace, &member.handle.0, &tasks(outgoing)).await,
            Recipient::Channel(channel) => channel.map(str::to_owned).ok_or(Stop::Unchosen),
        }
    }
}

/// The ids of every promise that a message keeps.
pub(super) fn tasks(outgoing: &Outgoing<'_>) -> Vec<String> {
    [outgoing.task].iter().chain(outgoing.also).map(ToString::to_string).collect()
}
