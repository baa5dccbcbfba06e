//! A press, a form that was sent, and whatever else people do with what we show.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use sha2::{Digest, Sha256};
use smallwins_core::message::Values;

use super::{Garbled, Inbound, On, Speaker, View, What, lenient};
use crate::render;

const WHAT: &str = "interaction";

/// The fields of an interaction that we need, of whichever type it is.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Interaction {
    r#type: Option<String>,
    team: Option<Team>,
    enterprise: Option<IgnoredAny>,
    #[serde(deserialize_with = "lenient")]
    user: User,
    channel: Option<Channel>,
    container: Option<Container>,
    message: Option<Said>,
    view: Option<Shown>,
    #[serde(deserialize_with = "lenient")]
    actions: Vec<Pressed>,
    trigger_id: Option<String>,
    response_url: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Team {
    id: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct User {
    id: Option<String>,
    team_id: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Channel {
    id: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Container {
    channel_id: Option<String>,
    message_ts: Option<String>,
    #[serde(deserialize_with = "lenient")]
    is_ephemeral: bool,
}

/// The message that a button stands in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Said {
    team: Option<String>,
}

/// The view that a button stands in, or that was sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Shown {
    #[serde(deserialize_with = "lenient")]
    id: String,
    #[serde(deserialize_with = "lenient")]
    r#type: String,
    team_id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    hash: String,
    #[serde(deserialize_with = "lenient")]
    callback_id: String,
    #[serde(deserialize_with = "lenient")]
    private_metadata: String,
    #[serde(deserialize_with = "lenient")]
    state: Value,
}

#[derive(Debug, Deserialize)]
struct Chosen {
    value: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Pressed {
    #[serde(deserialize_with = "lenient")]
    action_id: String,
    #[serde(deserialize_with = "lenient")]
    block_id: String,
    value: Option<String>,
    selected_option: Option<Chosen>,
}

/// Reads an interaction.
pub(crate) fn interaction(payload: &[u8]) -> Result<Inbound, Garbled> {
    let interaction: Interaction =
        serde_json::from_slice(payload).map_err(|error| Garbled::json(WHAT, &error))?;
    interaction.inbound()
}

impl Interaction {
    fn inbound(mut self) -> Result<Inbound, Garbled> {
        let missing = |name| Garbled::missing(WHAT, name);
        let kind = self.r#type.take().ok_or(missing("type"))?;
        let home = self.team.take().map(|team| team.id);
        let team = home.or_else(|| self.user.team_id.clone()).ok_or(missing("team"))?;
        let strays = self.strays_from(&team);
        let (id, what) = match kind.as_str() {
            "block_actions" => (self.trigger_id.clone().ok_or(missing("trigger_id"))?, self.press()?),
            "view_submission" => self.submission()?,
            _ => (String::new(), What::Nothing(kind)),
        };
        let what = match what {
            What::Nothing(_) => what,
            what if strays => What::Strayed(Box::new(what)),
            what => what,
        };
        Ok(Inbound { team, id, what })
    }

    /// Whether a part of it belongs to another workspace. Within an organization people of one workspace work in
    /// another, and are told of as those of their first.
    fn strays_from(&self, team: &str) -> bool {
        let view = self.view.as_ref().and_then(|view| view.team_id.as_deref());
        let message = self.message.as_ref().and_then(|message| message.team.as_deref());
        let other = |part: &str| part != team;
        (self.enterprise.is_none() && self.user.team_id.as_deref().is_some_and(other))
            || view.is_some_and(other)
            || message.is_some_and(other)
    }

    fn speaker(&mut self) -> Result<Speaker, Garbled> {
        let told = self.channel.take().map(|channel| channel.id);
        let contained = self.container.as_mut().and_then(|container| container.channel_id.take());
        Ok(Speaker {
            user: self.user.id.take().ok_or(Garbled::missing(WHAT, "user"))?,
            channel: told.or(contained),
            trigger: self.trigger_id.take(),
            response_url: self.response_url.take(),
        })
    }

    /// A form that was sent, and its id.
    fn submission(mut self) -> Result<(String, What), Garbled> {
        let view = self.view.take().ok_or(Garbled::missing(WHAT, "view"))?;
        let (action, values, view) = view.sent();
        let id = format!("{}:{}", view.id, hash(&action, &values));
        Ok((id, What::Submission { from: self.speaker()?, action, values, view }))
    }

    /// A press of a button that carries something; one that leads out of Slack carries nothing.
    fn press(mut self) -> Result<What, Garbled> {
        let Some(pressed) = std::mem::take(&mut self.actions).into_iter().next() else {
            return Err(Garbled::missing(WHAT, "actions"));
        };
        let Pressed { action_id, block_id, value, selected_option } = pressed;
        let Some(action) = value.or(selected_option.map(|chosen| chosen.value)) else {
            return Ok(What::Nothing("block_actions.link".to_owned()));
        };
        let from = self.speaker()?;
        let container = self.container.unwrap_or_default();
        let place = self.view.as_ref().map(|view| view.id.as_str()).or(container.message_ts.as_deref());
        let button = format!("{}/{}/{block_id}/{action_id}/{action}", from.user, place.unwrap_or_default());
        let on = match self.view {
            Some(view) if view.r#type == "home" => On::Home,
            Some(view) => {
                let (_, values, view) = view.sent();
                On::Modal(view, values)
            }
            None if container.is_ephemeral => On::Ephemeral,
            None => On::Message,
        };
        Ok(What::Press { from, action, on, button })
    }
}

impl Shown {
    /// The action that it carries, what stands in its fields, and what it is.
    fn sent(self) -> (String, Values, View) {
        let Shown { id, hash, callback_id, private_metadata, state, .. } = self;
        let values = render::values(&state);
        (callback_id, values, View { id, hash, metadata: private_metadata })
    }
}

/// Who sends the same form with the same values says the same thing; whoever corrects it says another.
fn hash(action: &str, values: &Values) -> String {
    let mut hash = Sha256::new();
    let said = values.iter().flat_map(|(name, value)| [name.as_str(), value]);
    for part in std::iter::once(action).chain(said) {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hex::encode(&hash.finalize()[..8])
}
