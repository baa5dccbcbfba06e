//! A slash command: a form over HTTP, the same fields as JSON over a socket.

use serde::Deserialize;

use super::mention::as_read;
use super::{Garbled, Inbound, Speaker, What};

const WHAT: &str = "command";
/// What is typed where nothing stands behind the command: its name alone.
const BARE: &str = "/mentor";

/// The fields of a command that we need.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Command {
    team_id: Option<String>,
    channel_id: Option<String>,
    user_id: Option<String>,
    text: Option<String>,
    response_url: Option<String>,
    trigger_id: Option<String>,
}

/// Reads a command that came as JSON.
pub(crate) fn from_json(payload: &[u8]) -> Result<Inbound, Garbled> {
    let command: Command = serde_json::from_slice(payload).map_err(|error| Garbled::json(WHAT, &error))?;
    command.inbound()
}

impl Command {
    /// The field of that name, when it is one that we need.
    pub(super) fn field(&mut self, name: &str) -> Option<&mut Option<String>> {
        Some(match name {
            "team_id" => &mut self.team_id,
            "channel_id" => &mut self.channel_id,
            "user_id" => &mut self.user_id,
            "text" => &mut self.text,
            "response_url" => &mut self.response_url,
            "trigger_id" => &mut self.trigger_id,
            _ => return None,
        })
    }

    pub(super) fn inbound(self) -> Result<Inbound, Garbled> {
        let missing = |name| Garbled::missing(WHAT, name);
        let trigger = self.trigger_id.ok_or(missing("trigger_id"))?;
        let from = Speaker {
            user: self.user_id.ok_or(missing("user_id"))?,
            channel: self.channel_id,
            trigger: Some(trigger.clone()),
            response_url: self.response_url,
        };
        let text = as_read(&self.text.unwrap_or_default());
        let text = if text.trim().is_empty() { BARE.to_owned() } else { text };
        let team = self.team_id.ok_or(missing("team_id"))?;
        Ok(Inbound { team, id: trigger, what: What::Command { from, text } })
    }
}
