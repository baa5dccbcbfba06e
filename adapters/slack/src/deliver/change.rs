//! Changing: what stands in a channel says something else from now on.

use serde::{Deserialize, Serialize};
use smallwins_chat::pace::What;
use smallwins_core::platform::{MessageId, Outgoing};

use super::post::{Stop, tasks};
use crate::api::ApiError;
use crate::render::{Json, Post};
use crate::slack::Slack;
use crate::workspaces::Workspace;

/// What `chat.update` takes.
#[derive(Debug, Serialize)]
struct Changing<'a> {
    channel: &'a str,
    ts: &'a str,
    text: &'a str,
    blocks: &'a [Json],
}

/// Where it stands; nothing of that is needed.
#[derive(Debug, Deserialize)]
struct Changed {}

impl Slack {
    /// Changes a message of ours. What somebody has deleted invites nobody any more, and needs no change.
    ///
    /// Slack lets messages be changed as often as conversations be looked at (Tier 3), so the two take turns.
    pub(super) async fn change(
        &self,
        workspace: &Workspace,
        outgoing: &Outgoing<'_>,
        posts: &[Post],
        old: &MessageId,
    ) -> Result<MessageId, Stop> {
        let [post] = posts else {
            return Err(Stop::Never("it does not fit in the place of one message".to_owned()));
        };
        let channel = self.place(workspace, outgoing).await?;
        self.outbox.pace.turn_to_look(&workspace.team, &tasks(outgoing)).map_err(Stop::Turn)?;
        let changing = Changing { channel: &channel, ts: &old.0, text: &post.text, blocks: &post.blocks };
        let changed: Result<Changed, ApiError> =
            self.api.call(&workspace.token, "chat.update", &changing).await;
        match changed {
            Ok(Changed {}) => {}
            Err(error) if error.code() == Some("message_not_found") => {}
            Err(error) => return Err(Stop::Slack(What::Look, error)),
        }
        self.outbox.trouble.over(&workspace.team);
        Ok(old.clone())
    }
}
