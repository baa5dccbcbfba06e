//! Direct messages: the channel of each member, opened once and remembered.
//!
//! It is remembered in this process alone. Opening it anew costs one call after a restart; a row per person that says
//! where they are reached would outlive the person's wish to be forgotten.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Deserialize;
use serde_json::json;

use super::post::Stop;
use crate::api::ApiError;
use crate::slack::Slack;
use crate::workspaces::Workspace;
use smallwins_chat::pace::What;

/// How many are remembered at most, at about 100 bytes each.
const MOST: usize = 50_000;

/// The direct messages that have been opened.
#[derive(Debug, Default)]
pub(super) struct Rooms {
    known: Mutex<HashMap<(String, String), String>>,
}

#[derive(Debug, Deserialize)]
struct Opened {
    channel: Channel,
}

#[derive(Debug, Deserialize)]
struct Channel {
    id: String,
}

impl Slack {
    /// The direct message with a user. Opening one has its own pace, as Slack allows fifty in a minute.
    pub(super) async fn room(
        &self,
        workspace: &Workspace,
        user: &str,
        tasks: &[String],
    ) -> Result<String, Stop> {
        if let Some(channel) = self.outbox.rooms.get(&workspace.team, user) {
            return Ok(channel);
        }
        self.outbox.pace.turn_to_open(&workspace.team, tasks).map_err(Stop::Turn)?;
        self.open_room(workspace, user).await.map_err(|error| Stop::Slack(What::Open, error))
    }

    /// Somebody wrote in the direct message with them: there they can be written to without opening one.
    pub(crate) fn met_in_room(&self, workspace: &Workspace, user: &str, channel: &str) {
        self.outbox.rooms.put(&workspace.team, user, channel);
    }

    /// The direct message with a user, which is opened and remembered where none is known.
    pub(super) async fn open_room(&self, workspace: &Workspace, user: &str) -> Result<String, ApiError> {
        if let Some(channel) = self.outbox.rooms.get(&workspace.team, user) {
            return Ok(channel);
        }
        // The library sends the users as a list, where Slack's documentation asks for a text.
        let users = json!({ "users": user });
        let opened: Opened = self.api.call(&workspace.token, "conversations.open", &users).await?;
        self.outbox.rooms.put(&workspace.team, user, &opened.channel.id);
        Ok(opened.channel.id)
    }
}

impl Rooms {
    fn get(&self, team: &str, user: &str) -> Option<String> {
        self.lock().get(&(team.to_owned(), user.to_owned())).cloned()
    }

    fn put(&self, team: &str, user: &str, channel: &str) {
        let mut known = self.lock();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert((team.to_owned(), user.to_owned()), channel.to_owned());
    }

    /// Forgets a direct message that is one no longer; `false` when none was remembered.
    pub(super) fn forget(&self, team: &str, user: &str) -> bool {
        self.lock().remove(&(team.to_owned(), user.to_owned())).is_some()
    }

    /// Forgets the direct messages of a workspace.
    pub(super) fn forget_all(&self, team: &str) {
        self.lock().retain(|(other, _), _| other != team);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<(String, String), String>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
