//! The Home tab: what is open for the one who looks at it.
//!
//! Whoever looks is known from then on, as with everything else that people say; nobody is written to for it.

use serde_json::json;
use smallwins_chat::asked::Answer;
use smallwins_core::mentoring::Said;

use super::Ack;
use super::modal::Opened;
use super::turn::Turn;
use crate::render;

pub(super) async fn hear(turn: Turn, user: String) -> Ack {
    let errands = turn.slack.errands.clone();
    errands.run(async move { publish(&turn, &user).await });
    Ack::Nothing
}

/// Shows somebody what is open for them now.
pub(super) async fn publish(turn: &Turn, user: &str) {
    let Answer { reply, zone } = turn.ask(user, Said::Line("me".to_owned())).at_last().await;
    let Some(message) = reply.message else { return };
    let home = json!({ "user_id": user, "view": render::home(&message, zone) });
    let Turn { slack, workspace, .. } = turn;
    let published: Result<Opened, _> = slack.call(workspace, "views.publish", &home).await;
    if let Err(error) = published {
        tracing::warn!(call.id = turn.id, %error, "A Home tab could not be published");
    }
}
