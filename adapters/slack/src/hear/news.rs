//! What happens around people: who they are now, and that we were invited, shut out or removed.

use std::sync::Arc;
use std::time::Duration;

use chrono_tz::UTC;
use smallwins_chat::asked::{Answer, Asked};
use smallwins_core::mentoring::{Call, Said, Who};
use smallwins_core::news::{Inviter, News};
use smallwins_core::platform::{Handle, Lost};
use smallwins_core::store::{CallId, StoreError};
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::Ack;
use super::turn::{PATIENCE, Turn};
use super::way::Way;
use crate::inbound::{Profile, What};
use crate::people;
use crate::slack::Slack;
use crate::workspaces::Parting;

/// How soon what could not be done is tried again.
const A_BREATH: Duration = Duration::from_secs(1);
/// How seldom it is tried in the end.
const SELDOM: Duration = Duration::from_secs(5 * 60);
/// When it is given up.
const GIVES_UP: Duration = Duration::from_secs(60 * 60);

/// Somebody is described anew.
pub(super) async fn described(turn: Turn, profile: Profile) -> Ack {
    let profile = turn.slack.people.learn(&turn.workspace.team, profile);
    wait(&turn, turn.tell(News::Described(people::person(&profile)))).await
}

/// Somebody left, which Slack tells once. It is told again where nobody knows in time whether it was written down; to
/// write it down twice changes nothing.
pub(super) async fn left(turn: Turn, profile: Profile) -> Ack {
    let profile = turn.slack.people.learn(&turn.workspace.team, profile);
    let (errands, patience) = (turn.slack.errands.clone(), turn.patience());
    let errand = errands.run(async move { written_off(&turn, &profile.user).await });
    match timeout_at(patience, errand).await {
        Ok(Ok(Ok(()))) => Ack::Nothing,
        Ok(Ok(Err(error))) => {
            tracing::warn!(%error, "Nobody knows who has left");
            Ack::Again
        }
        Ok(Err(_)) | Err(_) => Ack::Again,
    }
}

async fn written_off(turn: &Turn, user: &str) -> Result<(), StoreError> {
    let (id, handle) = (CallId(turn.id.clone()), Handle(user.to_owned()));
    let store = turn.slack.mentoring.store();
    if let Some(member) = store.entrance(turn.workspace.scope, &id, Some(&handle)).await?.speaker {
        let why = "deactivated".to_owned();
        turn.tell(News::Unreachable { member: member.id, lost: Lost::Gone, why }).at_last().await;
    }
    Ok(())
}

/// Somebody entered a channel: Smallwins itself is invited, and answers there. The inviter is left out where they
/// decide nothing: others share the channel.
pub(super) async fn entered(turn: Turn, user: String, channel: String, inviter: Option<String>) -> Ack {
    if user != turn.workspace.bot {
        return Ack::Nothing;
    }
    let errands = turn.slack.errands.clone();
    errands.run(async move {
        let by = match inviter {
            Some(inviter) if turn.slack.person(&turn.workspace, &inviter).await.admin == Some(true) => {
                Inviter::Admin
            }
            _ => Inviter::Somebody,
        };
        let asked = turn.tell(News::Invited { channel: channel.clone(), by });
        if let Some(message) = asked.at_last().await.reply.message {
            Way::direct(&turn, &user, Some(channel)).say(&message, UTC).await;
        }
    });
    Ack::Nothing
}

/// A workspace removed us, or took our token back. Slack tells of both in any order, and late: of a workspace that has
/// let us in again meanwhile nothing is told.
pub(super) async fn shut_out(slack: &Arc<Slack>, team: String, id: String, what: &What) -> Ack {
    let news = match what {
        What::Uninstalled => News::Removed,
        _ => News::Closed { why: "token_revoked".to_owned() },
    };
    let slack = Arc::clone(slack);
    let errand = slack.errands.clone().run(async move {
        if !parted(&slack, &team, &id, &news).await {
            // Nobody who ends us waits for it.
            tokio::spawn(part(slack, team, id, news));
        }
    });
    // It goes on by itself.
    let _ = timeout(PATIENCE, errand).await;
    Ack::Nothing
}

/// Tries to let a workspace go until it is known what is to be done, more and more seldom. Slack was told that we heard
/// of it, and tells of it no more.
async fn part(slack: Arc<Slack>, team: String, id: String, news: News) {
    let (begun, mut wait) = (Instant::now(), A_BREATH);
    while begun.elapsed() < GIVES_UP {
        sleep(wait).await;
        if parted(&slack, &team, &id, &news).await {
            return;
        }
        wait = (wait * 2).min(SELDOM);
    }
    tracing::error!(
        team,
        "A workspace that may have removed us could not be let go; its token is still kept"
    );
}

/// Whether it is known what is to be done, and done.
async fn parted(slack: &Slack, team: &str, id: &str, news: &News) -> bool {
    match forget(slack, team, id, news).await {
        Ok(parting) => parting != Parting::Unknown,
        Err(error) => {
            tracing::warn!(team, %error, "A workspace could not be let go so far");
            false
        }
    }
}

async fn forget(slack: &Slack, team: &str, id: &str, news: &News) -> Result<Parting, StoreError> {
    let parting = slack.let_go(team).await?;
    if parting != Parting::Gone {
        return Ok(parting);
    }
    if let Some(community) = slack.mentoring.store().community(&slack.name, team).await? {
        let (id, said) = (CallId(id.to_owned()), Said::News(news.clone()));
        slack.mentoring.act(Call { id, scope: community.scope(), who: Who::Platform, said }).await;
    }
    Ok(parting)
}

/// Waits until it is written down, as long as there is time. There is nobody to answer.
async fn wait(turn: &Turn, asked: Asked) -> Ack {
    let _: Result<Answer, Asked> = asked.by(turn.patience()).await;
    Ack::Nothing
}
