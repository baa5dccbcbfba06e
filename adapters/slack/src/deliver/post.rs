//! Posting: the parts of a message in their order, each marked so that it can be found again.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use smallwins_chat::pace::What;
use smallwins_core::platform::{MessageId, Outgoing, Recipient};
use tokio::time::{Instant, sleep};

use super::doubt::Seen;
use crate::api::ApiError;
use crate::render::Post;
use crate::slack::Slack;
use crate::workspaces::Workspace;

/// The type of the metadata by which our messages are found again.
pub(super) const EVENT_TYPE: &str = "smallwins_task";

/// How long the parts of a message may wait for one another: well within the lease of its task.
const BETWEEN: Duration = Duration::from_secs(20);
/// The shortest wait between two parts.
const A_MOMENT: Duration = Duration::from_secs(1);

/// Why a message was not posted.
#[derive(Debug)]
pub(super) enum Stop {
    /// Its turn comes after so long. Nothing was sent.
    Turn(Duration),
    /// It cannot be posted. Nothing was sent by this attempt.
    Never(String),
    /// An error of Slack's, before any part arrived.
    Slack(What, ApiError),
    /// An error of Slack's after a part had arrived.
    Between(ApiError),
}

/// What `chat.postMessage` takes.
#[derive(Debug, Serialize)]
struct Posting<'a> {
    channel: &'a str,
    text: &'a str,
    blocks: &'a [Value],
    unfurl_links: bool,
    unfurl_media: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<Metadata>,
}

/// What a message carries that nobody sees.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Metadata {
    pub(super) event_type: String,
    pub(super) event_payload: Mark,
}

/// Which promise a message keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    /// The task.
    pub(super) task: String,
    /// The tasks that were bundled into it, with spaces between them: Slack takes no list of texts.
    #[serde(default)]
    pub(super) also: String,
    /// Which part of the message it is, from 1.
    pub(super) part: usize,
    /// How many parts there are.
    pub(super) of: usize,
}

#[derive(Debug, Deserialize)]
struct Posted {
    ts: String,
}

impl Slack {
    /// Posts what has not been posted yet, and answers with the `ts` of the first part.
    pub(super) async fn post(
        &self,
        workspace: &Workspace,
        outgoing: &Outgoing<'_>,
        posts: &[Post],
    ) -> Result<MessageId, Stop> {
        let channel = self.place(workspace, outgoing).await?;
        let mut seen = match outgoing.in_doubt {
            true => self.look(workspace, &channel, outgoing, posts.len()).await?,
            false => Seen::default(),
        };
        let missing: Vec<usize> = (1..=posts.len()).filter(|part| !seen.has(*part)).collect();
        self.outbox
            .pace
            .turn(&workspace.team, &channel, missing.len(), &tasks(outgoing))
            .map_err(Stop::Turn)?;
        let until = Instant::now() + BETWEEN;
        for part in missing {
            let mark = mark(outgoing, part, posts.len());
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
        seen.first().ok_or_else(|| Stop::Never("there is nothing to show".to_owned()))
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

    async fn post_one(
        &self,
        workspace: &Workspace,
        channel: &str,
        post: &Post,
        mark: &Mark,
    ) -> Result<String, ApiError> {
        let metadata = Metadata { event_type: EVENT_TYPE.to_owned(), event_payload: mark.clone() };
        let mut posting = Posting {
            channel,
            text: &post.text,
            blocks: &post.blocks,
            unfurl_links: false,
            unfurl_media: false,
            metadata: Some(metadata),
        };
        let mut posted: Result<Posted, ApiError> =
            self.api.call(&workspace.token, "chat.postMessage", &posting).await;
        if posted.as_ref().is_err_and(minds_the_mark) {
            tracing::warn!(
                team = workspace.team,
                "Slack takes no metadata of ours: a doubt cannot be cleared up"
            );
            posting.metadata = None;
            posted = self.api.call(&workspace.token, "chat.postMessage", &posting).await;
        }
        Ok(posted?.ts)
    }

    /// The channel in which it is said.
    async fn place(&self, workspace: &Workspace, outgoing: &Outgoing<'_>) -> Result<String, Stop> {
        match outgoing.to {
            Recipient::Member(member) => self.room(workspace, &member.handle.0, &tasks(outgoing)).await,
            Recipient::Channel => {
                let channel = outgoing.community.channel.clone();
                channel.ok_or_else(|| Stop::Never("no channel was chosen".to_owned()))
            }
        }
    }
}

/// Whether Slack refuses what a message carries for ourselves, and not the message.
fn minds_the_mark(error: &ApiError) -> bool {
    matches!(error, ApiError::Refused(code) if code.contains("metadata"))
}

/// The ids of every promise that a message keeps.
pub(super) fn tasks(outgoing: &Outgoing<'_>) -> Vec<String> {
    [outgoing.task].iter().chain(outgoing.also).map(ToString::to_string).collect()
}

fn mark(outgoing: &Outgoing<'_>, part: usize, of: usize) -> Mark {
    let also = outgoing.also.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    Mark { task: outgoing.task.to_string(), also, part, of }
}
