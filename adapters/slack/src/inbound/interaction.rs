//! A press, a form that was sent, and whatever else people do with what we show.

use std::collections::BTreeMap;

use serde::Deserialize;
use sha2::{Digest, Sha256};
use smallwins_core::message::Values;

use super::{Garbled, Inbound, On, Speaker, View, What, lenient};

const WHAT: &str = "interaction";

/// The fields of an interaction that we need, of whichever type it is.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Interaction {
    r#type: Option<String>,
    team: Option<Team>,
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
    state: State,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct State {
    #[serde(deserialize_with = "lenient")]
    values: BTreeMap<String, BTreeMap<String, Entered>>,
}

/// What stands in one field.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Entered {
    value: Option<String>,
    selected_option: Option<Chosen>,
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
        let id = self.trigger_id.clone().unwrap_or_default();
        let strayed = self.strays_from(&team);
        let what = match kind.as_str() {
            "block_actions" | "view_submission" if strayed => What::Strayed { from: self.speaker()? },
            "block_actions" => self.press()?,
            "view_submission" => {
                let view = self.view.take().ok_or(missing("view"))?;
                let id = view.id_of_submission();
                let (action, values, view) = view.sent();
                let what = What::Submission { from: self.speaker()?, action, values, view };
                return Ok(Inbound { team, id, what });
            }
            _ => What::Nothing(kind),
        };
        match what {
            What::Nothing(_) => {}
            _ if id.is_empty() => return Err(missing("trigger_id")),
            _ => {}
        }
        Ok(Inbound { team, id, what })
    }

    /// Whether a part of it belongs to another workspace.
    fn strays_from(&self, team: &str) -> bool {
        let view = self.view.as_ref().and_then(|view| view.team_id.as_deref());
        let message = self.message.as_ref().and_then(|message| message.team.as_deref());
        let other = |part: &str| part != team;
        self.user.team_id.as_deref().is_some_and(other)
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
            Some(view) => On::Modal(view.sent().2),
            None if container.is_ephemeral => On::Ephemeral,
            None => On::Message,
        };
        Ok(What::Press { from, action, on, button })
    }
}

impl Shown {
    /// Who sends the same view with the same values says the same thing; whoever corrects it says another.
    fn id_of_submission(&self) -> String {
        let mut hash = Sha256::new();
        let mut part = |text: &str| {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text);
        };
        for (block, fields) in &self.state.values {
            for (name, entered) in fields {
                part(block);
                part(name);
                part(entered.text());
            }
        }
        let hash = hash.finalize();
        let short: String = hash[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{}:{short}", self.id)
    }

    /// The action that it carries, what stands in its fields, and what it is.
    fn sent(self) -> (String, Values, View) {
        let Shown { id, hash, callback_id, private_metadata, state, .. } = self;
        let fields = state.values.into_values().flatten();
        let values = fields.map(|(name, entered)| (name, entered.into_text())).collect();
        (callback_id, values, View { id, hash, metadata: private_metadata })
    }
}

impl Entered {
    fn text(&self) -> &str {
        let chosen = self.selected_option.as_ref().map(|chosen| chosen.value.as_str());
        self.value.as_deref().or(chosen).unwrap_or_default()
    }

    fn into_text(self) -> String {
        self.value.or(self.selected_option.map(|chosen| chosen.value)).unwrap_or_default()
    }
}
