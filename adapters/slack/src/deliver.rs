//! The way out: one message to one member or to the community's channel, and what became of it.
//!
//! The core's loop delivers one message after another, so nothing here waits for a turn: whoever has none is told when
//! to come back ([`Pace`]), as is everybody while Slack does not answer ([`Trouble`]). A message that an earlier
//! attempt may have sent is looked for first ([`doubt`]). What a refusal means stands in one table ([`meaning`]). Where
//! nobody can be reached it is tried until somebody can ([`reopen`]). What somebody waits for goes another way
//! ([`answer`]): it is sent at once, or not at all.

mod answer;
mod archive;
mod change;
mod charts;
mod doubt;
mod mark;
mod meaning;
mod post;
mod quiet;
mod reopen;
mod room;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use smallwins_chat::count;
use smallwins_chat::pace::{Pace, Rate, Rates, What};
use smallwins_chat::trouble::Trouble;
use smallwins_core::community::Community;
use smallwins_core::platform::{DeliveryError, MessageId, Outgoing, Platform, PlatformName, Recipient};
use tokio::time::Instant;

use crate::api::ApiError;
use crate::render::posts;
use crate::slack::{PLATFORM, Slack};
use crate::workspaces::{NoWorkspace, Workspace};

use meaning::{To, meaning};
use post::Stop;

pub(crate) use answer::{Reader, Sent};
pub(crate) use mark::Mark;
pub(crate) use meaning::closes;

/// How long to wait for a memory that does not answer.
const MEMORY: Duration = Duration::from_secs(5);
/// How long what is for everybody waits before it is looked again whether an admin chose the channel for it.
const UNCHOSEN: Duration = Duration::from_secs(60 * 60);
/// How long to wait for an operator who has to put a key right.
const OPERATOR: Duration = Duration::from_secs(30 * 60);

/// How long to leave a message to the next process.
const RESTART: Duration = Duration::from_secs(10);

/// As fast as Slack lets us.
const RATES: Rates = Rates {
    // One message a second in a channel, short bursts tolerated.
    channel: Rate { every: Duration::from_secs(1), burst: 4 },
    // There is a limit for a whole workspace too, which is not told: three hundred in a minute.
    team: Rate { every: Duration::from_millis(200), burst: 30 },
    // Tier 3, fifty in a minute and more, with some left for others.
    opening: Rate { every: Duration::from_millis(1500), burst: 10 },
    looking: Rate { every: Duration::from_millis(1500), burst: 20 },
};

/// What delivering remembers from one message to the next.
#[derive(Debug)]
pub(crate) struct Outbox {
    pace: Pace,
    trouble: Trouble,
    rooms: room::Rooms,
    quiet: quiet::Quiet,
    minding: mark::Minding,
    retries: reopen::Retries,
}

impl Default for Outbox {
    fn default() -> Self {
        Outbox {
            pace: Pace::at(RATES),
            trouble: Trouble::default(),
            rooms: room::Rooms::default(),
            quiet: quiet::Quiet::default(),
            minding: mark::Minding::default(),
            retries: reopen::Retries::default(),
        }
    }
}

impl Outbox {
    /// Forgets what was learned of a workspace, as it removed the app or installed it anew.
    pub(crate) fn forget(&self, team: &str) {
        self.trouble.over(team);
        self.rooms.forget_all(team);
        self.quiet.forget(team);
        self.minding.forget(team);
        self.retries.over(team);
    }
}

/// To how many people we write at the same time. A call takes a fifth of a second or so, and the pace of each channel
/// and workspace is kept besides.
const AT_ONCE: usize = 16;

#[async_trait]
impl Platform for Slack {
    fn name(&self) -> &PlatformName {
        &self.name
    }

    fn at_once(&self) -> usize {
        AT_ONCE
    }

    async fn deliver(&self, outgoing: Outgoing<'_>) -> Result<MessageId, DeliveryError> {
        if self.worker.is_closing() {
            return Err(later(RESTART, "Smallwins is being stopped"));
        }
        let begun = Instant::now();
        let delivered = self.deliver_by_a_token(&outgoing).await;
        let late = self.mentoring.now() - outgoing.due;
        count::delivery(PLATFORM, &delivered, begun.elapsed(), late.to_std().unwrap_or_default());
        delivered
    }
}

impl Slack {
    /// Delivers; once more when somebody has installed us anew and the token that we knew holds no longer.
    async fn deliver_by_a_token(&self, outgoing: &Outgoing<'_>) -> Result<MessageId, DeliveryError> {
        let workspace = self.workspace_of(outgoing.community).await?;
        let delivered = self.deliver_in(&workspace, outgoing).await;
        if !matches!(delivered, Err(DeliveryError::Closed { .. })) {
            return delivered;
        }
        match self.renewed(&workspace).await {
            Some(workspace) => self.deliver_in(&workspace, outgoing).await,
            None => delivered,
        }
    }

    async fn deliver_in(
        &self,
        workspace: &Workspace,
        outgoing: &Outgoing<'_>,
    ) -> Result<MessageId, DeliveryError> {
        let team = &workspace.team;
        if let Some(after) = self.outbox.trouble.wait(team) {
            return Err(later(after, "Slack did not answer a moment ago"));
        }
        self.undisturbed(workspace, outgoing).await?;
        let zone = match outgoing.to {
            Recipient::Member(member) => member.calendar.zone,
            Recipient::Channel(_) => outgoing.community.zone,
        };
        let instead = match outgoing.to {
            Recipient::Member(member) if outgoing.message.has_archive() => {
                self.hand_over(workspace, outgoing, member).await?
            }
            _ => None,
        };
        if let Some(chart) = outgoing.message.chart_alone() {
            return self.show_alone(workspace, outgoing, chart).await;
        }
        let posts = posts(instead.as_ref().unwrap_or(outgoing.message), zone);
        if let Some(old) = outgoing.instead_of {
            let changed = self.change(workspace, outgoing, &posts, old).await;
            return changed.map_err(|stop| self.stopped(team, To::of(outgoing), stop));
        }
        let mut posted = self.post(workspace, outgoing, &posts).await;
        if let (Err(Stop::Slack(_, error)), Recipient::Member(member)) = (&posted, outgoing.to)
            && error.code() == Some("channel_not_found")
            && self.outbox.rooms.forget(team, &member.handle.0)
        {
            posted = self.post(workspace, outgoing, &posts).await;
        }
        let said = posted.map_err(|stop| self.stopped(team, To::of(outgoing), stop))?;
        if said.is_new {
            self.show_charts(workspace, outgoing).await;
        }
        Ok(said.id)
    }

    /// What a stop means, and what those who come next have to know of it.
    fn stopped(&self, team: &str, to: To, stop: Stop) -> DeliveryError {
        let (what, error) = match stop {
            Stop::Turn(after) => return later(after, "its turn has not come"),
            Stop::Unchosen => return later(UNCHOSEN, "no channel was chosen"),
            Stop::Never(why) => return DeliveryError::Never { why },
            Stop::Slack(what, error) => (what, error),
            Stop::Between(error) => {
                self.heed(team, What::Post, &error);
                return DeliveryError::Unknown { why: format!("only its first part arrived: {error}") };
            }
        };
        let after = self.heed(team, what, &error);
        match error {
            ApiError::TooMany(_) | ApiError::NotReached => later(after, &error.to_string()),
            ApiError::Unknown(_) => DeliveryError::Unknown { why: error.to_string() },
            ApiError::Refused(code) => meaning(&code, to),
        }
    }

    /// The workspace of a community.
    pub(crate) async fn workspace_of(&self, community: &Community) -> Result<Arc<Workspace>, DeliveryError> {
        self.workspace(&community.external).await.map_err(shut)
    }

    /// What an error means for something that went to a channel.
    pub(crate) fn refused_in_channel(&self, team: &str, error: ApiError) -> DeliveryError {
        self.stopped(team, To::Channel, Stop::Slack(What::File, error))
    }

    /// Something that nobody has seen may be done again, as soon as the workspace is not at rest any more.
    pub(crate) fn again(&self, team: &str, why: &str) -> DeliveryError {
        later(self.outbox.trouble.wait(team).unwrap_or_default(), why)
    }

    /// Lets rest in a workspace what an error concerns, as long as it asks for.
    fn heed(&self, team: &str, what: What, error: &ApiError) -> Duration {
        match error {
            ApiError::TooMany(after) => {
                self.outbox.pace.rest(team, what, *after);
                *after
            }
            ApiError::NotReached | ApiError::Unknown(_) => self.outbox.trouble.stumbled(team),
            ApiError::Refused(_) => {
                self.outbox.trouble.over(team);
                Duration::ZERO
            }
        }
    }
}

fn later(after: Duration, why: &str) -> DeliveryError {
    DeliveryError::Later { after, why: why.to_owned() }
}

/// What it means for a message that there is no token to send it with.
fn shut(none: NoWorkspace) -> DeliveryError {
    match none {
        NoWorkspace::NotInstalled => DeliveryError::Closed { why: none.to_string() },
        NoWorkspace::Sealed(_) => later(OPERATOR, &none.to_string()),
        NoWorkspace::Store(_) => later(MEMORY, "the memory does not answer"),
    }
}
