//! From what Slack tells to what the core is asked, and back inside Slack's three seconds or later by another way.
//!
//! Both transports come here. A call goes to the core at once and is decided to its end whatever becomes of the
//! connection; Slack's acknowledgement waits for it for two seconds. What is decided in time is said in the
//! acknowledgement where Slack reads it there; all else goes by the `response_url`, and by a direct message where
//! that takes nothing any more. A form is opened with the trigger, which Slack takes for three seconds alone: where
//! the core is slower a modal that says so is opened first, and filled afterwards.
//!
//! Files in reading order: [`turn`] (asking the core), [`way`] (to whom an answer goes), [`modal`]; then one for each
//! thing that people do: [`command`], [`press`], [`submission`], [`line`], [`home`]; and [`news`], what happens around
//! them. [`away`] is for those who are not heard, [`afterwards`] for those whose acknowledgement is lost, [`kept`] what
//! a modal remembers for us.

mod afterwards;
mod away;
mod command;
mod home;
mod kept;
mod line;
mod modal;
mod news;
mod press;
mod submission;
mod turn;
mod way;

use std::sync::Arc;

use serde_json::{Value, json};
use smallwins_core::interlude;
use smallwins_core::tongue::Tongue;
use tokio::time::Instant;

use crate::inbound::{Inbound, What};
use crate::render::Json;
use crate::slack::Slack;
pub(crate) use afterwards::Unsaid;
use away::Away;
use turn::Turn;

/// What Slack is told at once.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Ack {
    /// That it arrived.
    Nothing,
    /// That it arrived, and this.
    Json(Json),
    /// That it is to be told again: nobody could hear it now.
    Again,
}

impl Slack {
    /// Hears one thing, and answers what Slack is to be told at once.
    pub(crate) async fn hear(self: &Arc<Self>, inbound: Inbound) -> Ack {
        let Inbound { team, id, what } = inbound;
        if let What::Nothing(kind) = what {
            tracing::debug!(kind, "Slack told something that does not concern us");
            return Ack::Nothing;
        }
        if what == What::Withheld {
            tracing::warn!(team, "Slack keeps events of this workspace from us: there were too many");
            metrics::counter!("slack_events_withheld_total").increment(1);
            return Ack::Nothing;
        }
        let is_event = what.is_event();
        let hearing = match is_event.then(|| self.events.begin(&team, &id)) {
            Some(None) => {
                tracing::debug!(team, id, "Slack told again what was heard");
                return Ack::Nothing;
            }
            hearing => hearing.flatten(),
        };
        if let What::Uninstalled | What::Revoked = what {
            if let Some(hearing) = hearing {
                hearing.taken_up();
            }
            return news::shut_out(self, team, id, &what).await;
        }
        let begun = Instant::now();
        let workspace = match self.enter(&team).await {
            Ok(workspace) => workspace,
            Err(Away::NotNow) if is_event => return Ack::Again,
            Err(away) => return away::turned(self, what, &away.words(&id)),
        };
        let turn = Turn::new(Arc::clone(self), workspace, id, begun);
        if let What::Described(profile) = &what
            && profile.gone
        {
            let ack = news::left(turn, profile.clone()).await;
            if let (Some(hearing), true) = (hearing, ack != Ack::Again) {
                hearing.taken_up();
            }
            return ack;
        }
        // From here on it is an errand, and decided though the one who told it goes away.
        if let Some(hearing) = hearing {
            hearing.taken_up();
        }
        match what {
            What::Command { from, text } => command::hear(turn, from, text).await,
            What::Press { from, action, on, button } => {
                if !self.presses.is_first(&button) {
                    return Ack::Nothing;
                }
                press::hear(turn, from, action, on).await
            }
            What::Submission { from, action, values, view } => {
                submission::hear(turn, from, action, values, view).await
            }
            What::Strayed(what) => {
                tracing::warn!(team, kind = what.kind(), "Somebody used what belongs to another workspace");
                away::turned(self, *what, &interlude::of_another_community(Tongue::English))
            }
            What::Line { user, channel, text } => line::hear(turn, user, channel, text).await,
            What::HomeOpened { user } => home::hear(turn, user).await,
            What::Described(profile) => news::described(turn, profile).await,
            What::Quiet { user, stretch } => {
                self.quieted(&turn.workspace.team, &user, stretch);
                Ack::Nothing
            }
            What::Entered { user, channel, inviter, shared } => {
                news::entered(turn, user, channel, inviter.filter(|_| !shared)).await
            }
            What::Uninstalled | What::Revoked | What::Withheld | What::Nothing(_) => Ack::Nothing,
        }
    }
}

/// A form stays open, with what is wrong beside its fields.
fn errors(problems: &Value) -> Ack {
    Ack::Json(Json::of(&json!({ "response_action": "errors", "errors": problems })))
}

/// A modal becomes another one.
fn update(view: Value) -> Ack {
    Ack::Json(Json::of(&json!({ "response_action": "update", "view": view })))
}
