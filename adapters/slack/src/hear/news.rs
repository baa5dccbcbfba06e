//! What happens around people: who they are now, and that we were invited, shut out or removed.

use chrono_tz::UTC;
use smallwins_core::news::News;
use smallwins_core::platform::Handle;
use smallwins_core::store::CallId;

use super::Ack;
use super::turn::{Answer, Asked, Turn};
use super::way::Way;
use crate::inbound::Profile;
use crate::people;

pub(super) async fn described(turn: Turn, profile: Profile) -> Ack {
    let profile = turn.slack.people.learn(&turn.workspace.team, profile);
    if !profile.gone {
        return wait(&turn, turn.tell(News::Described(people::person(&profile)))).await;
    }
    let store = turn.slack.mentoring.store();
    let (id, handle) = (CallId(turn.id.clone()), Handle(profile.user.clone()));
    let entrance = match store.entrance(turn.workspace.scope, &id, Some(&handle)).await {
        Ok(entrance) => entrance,
        Err(error) => {
            tracing::warn!(call.id = turn.id, %error, "Nobody knows who has left");
            return Ack::Nothing;
        }
    };
    match entrance.speaker {
        Some(member) => {
            let why = "deactivated".to_owned();
            wait(&turn, turn.tell(News::Unreachable { member: member.id, why })).await
        }
        None => Ack::Nothing,
    }
}

/// Somebody entered a channel: Smallwins itself is invited, and answers there.
pub(super) async fn entered(turn: Turn, user: String, channel: String) -> Ack {
    if user != turn.workspace.bot {
        return Ack::Nothing;
    }
    let asked = turn.tell(News::Invited { channel: channel.clone() });
    let errands = turn.slack.errands.clone();
    errands.run(async move {
        if let Some(message) = asked.at_last().await.reply.message {
            Way::direct(&turn, &user, Some(channel)).say(&message, UTC).await;
        }
    });
    Ack::Nothing
}

pub(super) async fn uninstalled(turn: Turn) -> Ack {
    wait(&turn, turn.tell(News::Removed)).await
}

pub(super) async fn revoked(turn: Turn) -> Ack {
    wait(&turn, turn.tell(News::Closed { why: "token_revoked".to_owned() })).await
}

/// Waits until it is written down, as long as there is time. There is nobody to answer.
async fn wait(turn: &Turn, asked: Asked) -> Ack {
    let _: Result<Answer, Asked> = asked.by(turn.patience()).await;
    Ack::Nothing
}
