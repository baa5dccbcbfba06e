//! Changing: what stands in a channel says something else from now on.

use smallwins_chat::pace::What;
use smallwins_core::platform::{MessageId, Outgoing};

use super::BOT;
use super::meaning::UNKNOWN_MESSAGE;
use super::post::{Stop, in_turn, once_more, tasks};
use crate::discord::Discord;
use crate::render::Post;

impl Discord {
    /// Changes a message of ours. What somebody has deleted invites nobody any more, and needs no change.
    pub(super) async fn change(
        &self,
        outgoing: &Outgoing<'_>,
        posts: &[Post],
        old: &MessageId,
    ) -> Result<(), Stop> {
        let [post] = posts else {
            return Err(Stop::Never("it does not fit in the place of one message".to_owned()));
        };
        let channel = self.place(outgoing).await?;
        // Its id is that of its channel and its own.
        let message = old.0.rsplit('/').next().unwrap_or_default();
        in_turn(|| self.outbox.pace.turn(BOT, &channel, 1, &tasks(outgoing))).await?;
        match once_more(|| self.api.change(&channel, message, post)).await {
            Ok(()) => {}
            Err(error) if error.code() == Some(UNKNOWN_MESSAGE) => {}
            Err(error) => return Err(Stop::Discord(What::Post, error)),
        }
        self.outbox.trouble.over(BOT);
        Ok(())
    }
}
