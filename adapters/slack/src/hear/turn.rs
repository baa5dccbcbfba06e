//! One thing that somebody said, and what the core says to it.

use std::sync::Arc;
use std::time::Duration;

use chrono_tz::{Tz, UTC};
use smallwins_core::action::Action;
use smallwins_core::mentoring::{Call, Said, Who};
use smallwins_core::message::Reply;
use smallwins_core::news::News;
use smallwins_core::store::CallId;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};

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

/// What the core says, and the zone of the one who reads it.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) reply: Reply,
    pub(super) zone: Tz,
}

/// An answer that is being thought about. It is thought to its end also when nobody waits for it.
#[derive(Debug)]
pub(super) struct Asked {
    thinking: JoinHandle<Answer>,
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
            let zone = person.zone.unwrap_or(UTC);
            let reply = turn.call(Who::Person(person), said).await;
            Answer { reply, zone }
        });
        Asked { thinking }
    }

    /// Tells the core what happened.
    pub(super) fn tell(&self, news: News) -> Asked {
        let turn = self.clone();
        let thinking = self.slack.errands.run(async move {
            let reply = turn.call(Who::Platform, Said::News(news)).await;
            Answer { reply, zone: UTC }
        });
        Asked { thinking }
    }

    async fn call(&self, who: Who, said: Said) -> Reply {
        let (id, scope) = (CallId(self.id.clone()), self.workspace.scope);
        let reply = self.slack.mentoring.act(Call { id, scope, who, said }).await;
        // What somebody else is to be told of it may be due.
        self.slack.stir();
        reply
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

impl Asked {
    /// The answer when it is there by then, or what is to be waited for longer.
    pub(super) async fn by(mut self, then: Instant) -> Result<Answer, Asked> {
        match timeout_at(then, &mut self.thinking).await {
            Ok(answer) => Ok(Answer::of(answer)),
            Err(_) => Err(self),
        }
    }

    /// The answer, whenever it comes.
    pub(super) async fn at_last(self) -> Answer {
        Answer::of(self.thinking.await)
    }
}

impl Answer {
    /// A decision that broke off says nothing; the panic is in the log.
    fn of(thought: Result<Answer, tokio::task::JoinError>) -> Answer {
        thought.unwrap_or_else(|error| {
            tracing::error!(panicked = error.is_panic(), "A call was not decided to its end");
            Answer { reply: Reply::default(), zone: UTC }
        })
    }
}

/// Whether what somebody says is answered with a form.
pub(super) fn opens_form(text: &str) -> bool {
    text.parse::<Action>().is_ok_and(|action| action.opens_form())
}
