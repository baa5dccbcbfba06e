//! The people of a workspace as Slack describes them, remembered for an hour.
//!
//! Every call needs to know who speaks, and Slack wants its answer within three seconds. So whoever is remembered is
//! answered out of the memory of this process, and whoever is not gets one second of Slack's time: a person who is
//! described later is better than one who waits.

mod cache;
mod described;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use smallwins_core::member::Person;
use smallwins_core::platform::Handle;
use smallwins_core::store::CallId;
use tokio::time::timeout;

use crate::api::ApiError;
use crate::inbound::Profile;
use crate::slack::Slack;
use crate::workspaces::Workspace;

pub(crate) use cache::People;
pub(crate) use described::person;

/// How long Slack may take to describe somebody to whom an answer is due.
const PATIENCE: Duration = Duration::from_secs(1);

impl Slack {
    /// Somebody who speaks. Without an answer of Slack's they have neither name nor zone, and run the community if
    /// they did when they were last described.
    pub(crate) async fn person(&self, workspace: &Workspace, user: &str) -> Person {
        person(&*self.profile(workspace, user).await)
    }

    /// As [`Slack::person`], with whether they are a machine or gone.
    pub(crate) async fn profile(&self, workspace: &Workspace, user: &str) -> Arc<Profile> {
        if let Some(profile) = self.people.fresh(&workspace.team, user) {
            return profile;
        }
        let args = [("user", user), ("include_locale", "true")];
        let asked = self.read::<described::Told>(workspace, "users.info", &args);
        let told = timeout(PATIENCE, asked).await.unwrap_or(Err(ApiError::Unknown("no answer in a second")));
        let profile = told.and_then(|told| {
            let nobody = ApiError::Unknown("it described somebody without an id");
            told.user.profile().ok_or(nobody)
        });
        match profile {
            Ok(profile) => self.people.learn(&workspace.team, profile),
            Err(error) => {
                tracing::warn!(team = workspace.team, %error, "Slack did not describe somebody");
                let stale = self.people.stale(&workspace.team, user);
                let profile = match stale {
                    Some(stale) => (*stale).clone(),
                    None => self.remembered(workspace, user).await,
                };
                self.people.make_do(&workspace.team, profile)
            }
        }
    }

    /// Somebody as far as our own memory knows them. Whoever ran the community yesterday is not locked out of it by
    /// an answer that did not come.
    async fn remembered(&self, workspace: &Workspace, user: &str) -> Profile {
        let handle = Handle(user.to_owned());
        let nothing_said = CallId("people".to_owned());
        let entrance = self.mentoring.store().entrance(workspace.scope, &nothing_said, Some(&handle)).await;
        let known = entrance.ok().and_then(|entrance| entrance.speaker);
        let admin = known.is_some_and(|member| member.admin);
        Profile { user: user.to_owned(), name: None, zone: None, locale: None, admin, gone: false }
    }
}
