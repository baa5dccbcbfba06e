//! Answers that go by a direct message. No task of the core's stands behind them, so what goes wrong is seen to here
//! and now: while somebody waits for it.
//!
//! An answer bears a mark as a promised message does, so that one which may have arrived is looked for before it is
//! sent again. It waits for nobody's turn, but takes one: what nobody waits for comes after it.

use std::sync::Arc;
use std::time::Duration;

use smallwins_chat::pace::What;
use tokio::time::sleep;

use super::mark::Mark;
use crate::api::ApiError;
use crate::render::Post;
use crate::slack::Slack;
use crate::workspaces::Workspace;

/// How often an answer is tried.
const TRIES: u32 = 4;
/// How long is waited for Slack to come to itself.
const A_BREATH: Duration = Duration::from_secs(1);
/// An answer that would have to wait longer is not worth it.
const TOO_LATE: Duration = Duration::from_secs(60);

/// To whom an answer goes.
pub(crate) struct Reader<'a> {
    /// Who (`U…`).
    pub(crate) user: &'a str,
    /// Where, when that is not their direct message, or known already.
    pub(crate) channel: Option<&'a str>,
}

/// Whether an answer may be there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sent {
    /// It is not.
    No,
    /// It may be.
    Perhaps,
}

impl Slack {
    /// Writes an answer, again when that is worth it, and looks before it does so whether it is there.
    pub(crate) async fn answer(
        &self,
        workspace: &Arc<Workspace>,
        to: Reader<'_>,
        post: &Post,
        mark: &Mark,
        mut sent: Sent,
    ) -> Result<(), ApiError> {
        let mut workspace = Arc::clone(workspace);
        let mut tries = 1;
        loop {
            let Err(error) = self.try_to_answer(&workspace, &to, post, mark, &mut sent).await else {
                return Ok(());
            };
            self.heed(&workspace.team, What::Post, &error);
            let wait = match &error {
                ApiError::TooMany(after) => *after,
                ApiError::NotReached => A_BREATH,
                // Nobody can look in a channel.
                ApiError::Unknown(_) if sent == Sent::No || to.is_direct() => A_BREATH,
                ApiError::Unknown(_) => return Err(error),
                ApiError::Refused(code)
                    if code == "channel_not_found"
                        && to.channel.is_none()
                        && self.outbox.rooms.forget(&workspace.team, to.user) =>
                {
                    Duration::ZERO
                }
                ApiError::Refused(code) => match self.renewed_after(code, &workspace).await {
                    Some(renewed) => {
                        workspace = renewed;
                        Duration::ZERO
                    }
                    None => return Err(error),
                },
            };
            if tries >= TRIES || wait >= TOO_LATE {
                return Err(error);
            }
            sleep(wait).await;
            tries += 1;
        }
    }

    async fn try_to_answer(
        &self,
        workspace: &Workspace,
        to: &Reader<'_>,
        post: &Post,
        mark: &Mark,
        sent: &mut Sent,
    ) -> Result<(), ApiError> {
        let channel = match to.channel {
            Some(channel) => channel.to_owned(),
            None => self.open_room(workspace, to.user).await?,
        };
        if *sent == Sent::Perhaps && self.has_arrived(workspace, &channel, mark).await? {
            return Ok(());
        }
        // Whoever waits for an answer waits for no turn. What is promised makes way for it.
        let _ = self.outbox.pace.turn(&workspace.team, &channel, 1, &[]);
        let posted = self.post_one(workspace, &channel, post, mark).await;
        *sent = if matches!(posted, Err(ApiError::Unknown(_))) { Sent::Perhaps } else { Sent::No };
        posted.map(drop)
    }
}

impl Reader<'_> {
    fn is_direct(&self) -> bool {
        self.channel.is_none_or(|channel| channel.starts_with('D'))
    }
}
