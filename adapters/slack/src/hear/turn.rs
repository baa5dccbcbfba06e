//! One thing that somebody said, and what the core says to it.

use std::sync::Arc;
use std::time::Duration;

use chrono_tz::{Tz, UTC};
use smallwins_chat::asked::{Answer, Asked};
use smallwins_core::mentoring::{Call, Said, Who};
use smallwins_core::message::Reply;
use smallwins_core::news::News;
use smallwins_core::store::CallId;
use smallwins_core::tongue::Tongue;
use tokio::time::Instant;

use crate::slack::Slack;
use crate::workspaces::Workspace;

/// How long Slack's acknowledgement waits for the core. A second stays for what has to be said before it.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);
/// How long a form that was asked for may be awaited before a modal is opened that says so.
const SOON: Duration = Duration::from_millis(800);
/// When the acknowledgement has to be on its way, counted from the beginning.
const OVERDUE: Duration = Duration::from_millis(2700);

/// One thing that somebody said, in a workspace, on its way to its answer.
#[derive(Clone)]
pub(super) struct Turn {
    pub(super) slack: Arc<Slack>,
    pub(super) workspace: Arc<Workspace>,
    pub(super) id: String,
    begun: Instant,
}

impl Turn {
    pub(super) fn new(slack: Arc<Slack>, workspace: Arc<Workspace>, id: String, begun: Instant) -> Turn {
        Turn { slack, workspace, id, begun }
    }

    /// What follows out of it, as a call of its own.
    pub(super) fn and_then(&self, what: &str) -> Turn {
        Turn { id: format!("{}/{what}", self.id), ..self.clone() }
    }

    /// Asks the core what somebody's words come to.
    pub(super) fn ask(&self, user: &str, said: Said) -> Asked {
        let (turn, user) = (self.clone(), user.to_owned());
        let thinking = self.slack.errands.run(async move {
            let person = turn.slack.person(&turn.workspace, &user).await;
            let described = person.zone;
            let (reply, zone) = turn.call(Who::Person(person), said).await;
            Answer { reply, zone: zone.or(described).unwrap_or(UTC) }
        });
        Asked::of(thinking)
    }

    /// The language of somebody, as Slack last described them: what cannot wait for the core is said in it.
    pub(super) fn tongue(&self, user: &str) -> Tongue {
        let described = self.slack.people.stale(&self.workspace.team, user);
        described.and_then(|profile| Tongue::of(profile.locale.as_deref()?)).unwrap_or_default()
    }

    /// Tells the core what happened.
    pub(super) fn tell(&self, news: News) -> Asked {
        let turn = self.clone();
        let thinking = self.slack.errands.run(async move {
            let (reply, _) = turn.call(Who::Platform, Said::News(news)).await;
            Answer { reply, zone: UTC }
        });
        Asked::of(thinking)
    }

    async fn call(&self, who: Who, said: Said) -> (Reply, Option<Tz>) {
        let (id, scope) = (CallId(self.id.clone()), self.workspace.scope);
        let answered = self.slack.mentoring.act_in_zone(Call { id, scope, who, said }).await;
        // What somebody else is to be told of it may be due.
        self.slack.worker.stir();
        answered
    }

    /// Until when a form is awaited before a modal is opened that says so.
    pub(super) fn soon(&self) -> Instant {
        self.begun + SOON
    }

    /// Until when the acknowledgement waits.
    pub(super) fn patience(&self) -> Instant {
        self.begun + PATIENCE
    }

    /// When the acknowledgement has to be on its way.
    pub(super) fn overdue(&self) -> Instant {
        self.begun + OVERDUE
    }

    /// The core's present, in Unix seconds.
    pub(super) fn now(&self) -> i64 {
        self.slack.mentoring.now().timestamp()
    }
}
