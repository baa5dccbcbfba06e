//! What an acknowledgement holds that cannot be sent any more: the person is told another way.

use std::sync::Arc;

use smallwins_chat::count;
use tokio::time::Instant;

use super::turn::Turn;
use super::way::{Shown, Way};
use crate::inbound::Speaker;
use crate::render::{Json, Post};
use crate::slack::{PLATFORM, Slack};

/// Whose acknowledgement it is.
pub(crate) struct Unsaid {
    /// In which workspace they spoke (`T…`).
    pub(crate) team: String,
    /// What makes the call the same at each retry.
    pub(crate) id: String,
    /// Who, and how they can be answered.
    pub(crate) from: Speaker,
}

impl Slack {
    /// Says to somebody what the acknowledgement of their command would have told them.
    pub(crate) async fn say_afterwards(self: &Arc<Self>, unsaid: Unsaid, said: &Json) {
        let Unsaid { team, id, from } = unsaid;
        let Ok(workspace) = self.enter(&team).await else {
            // Where we are not let in there is the one address.
            if let Some(url) = &from.response_url
                && let Err(error) = self.api.respond(url, said).await
            {
                tracing::error!(call.id = id, %error, "An answer did not arrive");
                count::answer_lost(PLATFORM);
            }
            return;
        };
        let turn = Turn::new(Arc::clone(self), workspace, id, Instant::now()).and_then("acknowledgement");
        Way::back(&turn, &from, Shown::ToThemAlone).post(&[post(said)]).await;
    }
}

/// The message in an acknowledgement.
fn post(said: &Json) -> Post {
    let said = said.value();
    let text = said["text"].as_str().unwrap_or_default().to_owned();
    Post { text, blocks: said["blocks"].as_array().into_iter().flatten().map(Json::of).collect() }
}
