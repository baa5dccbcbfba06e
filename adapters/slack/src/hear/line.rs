//! A line in a direct message: answered there.

use smallwins_chat::asked::Answer;
use smallwins_core::interlude;
use smallwins_core::mentoring::Said;
use tokio::sync::oneshot;
use tokio::time::timeout_at;

use super::Ack;
use super::turn::Turn;
use super::way::Way;

pub(super) async fn hear(turn: Turn, user: String, channel: String, text: String) -> Ack {
    if user == turn.workspace.bot {
        return Ack::Nothing;
    }
    turn.slack.met_in_room(&turn.workspace, &user, &channel);
    let asked = turn.ask(&user, Said::Line(text));
    let patience = turn.patience();
    let (decided, decision) = oneshot::channel::<()>();
    let errands = turn.slack.errands.clone();
    errands.run(async move {
        let Answer { reply, zone } = asked.at_last().await;
        drop(decided);
        if let Some(message) = interlude::in_words(reply) {
            Way::direct(&turn, &user, Some(channel)).say(&message, zone).await;
        }
    });
    let _ = timeout_at(patience, decision).await;
    Ack::Nothing
}
