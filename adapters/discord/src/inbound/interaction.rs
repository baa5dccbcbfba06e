//! One interaction: its shape, and what it tells.

use serde::{Deserialize, Deserializer};
use serde_json::Value;
use smallwins_core::message::Values;

use super::options::{Chosen, Given, chosen};
use super::{Garbled, Id, Inbound, Speaker, Token, Told, What};
use crate::commands;
use crate::render::{self, CustomId, Does, Guild};

const PING: u8 = 1;
const COMMAND: u8 = 2;
const COMPONENT: u8 = 3;
const AUTOCOMPLETE: u8 = 4;
const MODAL: u8 = 5;

const BUTTON: u8 = 2;
const SELECT: u8 = 3;

/// The fields of an interaction that we need, of whichever type it is.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Interaction {
    r#type: Option<u8>,
    id: Option<Id>,
    application_id: Option<Id>,
    token: Option<String>,
    guild_id: Option<Id>,
    channel_id: Option<Id>,
    member: Option<Member>,
    user: Option<User>,
    locale: Option<String>,
    message: Option<Value>,
    data: Option<Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Member {
    user: Option<User>,
    nick: Option<String>,
    permissions: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct User {
    id: Option<Id>,
    username: Option<String>,
    global_name: Option<String>,
}

/// What was typed into a command.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    #[serde(deserialize_with = "lenient")]
    options: Vec<Given>,
}

/// Which button was pressed, or what was chosen in which select.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Used {
    #[serde(deserialize_with = "lenient")]
    custom_id: String,
    #[serde(deserialize_with = "lenient")]
    component_type: u8,
    #[serde(deserialize_with = "lenient")]
    values: Vec<String>,
}

/// Reads an interaction as it comes over HTTP.
pub(crate) fn from_json(body: &[u8]) -> Result<Told, Garbled> {
    serde_json::from_slice::<Interaction>(body).map_err(|error| Garbled::json(&error))?.told()
}

/// Reads an interaction out of a value.
pub(crate) fn from_value(value: Value) -> Result<Told, Garbled> {
    serde_json::from_value::<Interaction>(value).map_err(|error| Garbled::json(&error))?.told()
}

impl Interaction {
    fn told(mut self) -> Result<Told, Garbled> {
        let kind = self.r#type.ok_or(Garbled::missing("type"))?;
        if kind == PING {
            return Ok(Told::Ping);
        }
        let from = self.speaker().ok_or(Garbled::missing("user"))?;
        let what = match kind {
            COMMAND => self.typed()?.command(),
            AUTOCOMPLETE => self.typed()?.autocomplete(),
            COMPONENT => self.press(from.user)?,
            MODAL => self.submission()?,
            kind => What::Nothing(format!("interaction {kind}")),
        };
        Ok(Told::Inbound(Inbound {
            id: self.id.ok_or(Garbled::missing("id"))?.0,
            application: self.application_id.ok_or(Garbled::missing("application_id"))?.0,
            token: Token(self.token.ok_or(Garbled::missing("token"))?),
            guild: self.guild_id.map(|Id(guild)| Guild(guild)),
            channel: self.channel_id.map(|Id(channel)| channel),
            from,
            what,
        }))
    }

    /// Who speaks: a member in a guild, a user in a direct message.
    fn speaker(&mut self) -> Option<Speaker> {
        let member = self.member.take();
        let (nick, permissions, user) = match member {
            Some(Member { user, nick, permissions }) => (nick, permissions, user),
            None => (None, None, None),
        };
        let User { id, username, global_name } = user.or(self.user.take())?;
        Some(Speaker {
            user: id?.0,
            name: nick.or(global_name).or(username),
            locale: self.locale.take(),
            permissions: permissions.and_then(|bits| bits.parse().ok()),
        })
    }

    fn typed(&mut self) -> Result<Chosen, Garbled> {
        let Typed { options } = self.data()?;
        Ok(chosen(options))
    }

    fn press(&mut self, user: u64) -> Result<What, Garbled> {
        let used: Used = self.data()?;
        let Some(carries) = used.carried() else { return Ok(What::Strange { values: Values::default() }) };
        let message = self.message.take().ok_or(Garbled::missing("message"))?;
        let (within, chosen) = (message["id"].as_str().unwrap_or_default(), used.values.concat());
        let button = format!("{user}/{within}/{}{chosen}", used.custom_id);
        Ok(What::Press { carries, message, button })
    }

    fn submission(&mut self) -> Result<What, Garbled> {
        let data = self.data.take().ok_or(Garbled::missing("data"))?;
        let Some(Ok(carries)) = data["custom_id"].as_str().map(str::parse::<CustomId>) else {
            // It was sent all the same, and what was typed in it is nowhere else.
            return Ok(What::Strange { values: render::values(&data, &Does::Say) });
        };
        let values = render::values(&data, &carries.does);
        Ok(What::Submission { carries, values })
    }

    fn data<T: for<'de> Deserialize<'de>>(&mut self) -> Result<T, Garbled> {
        let data = self.data.take().ok_or(Garbled::missing("data"))?;
        serde_json::from_value(data).map_err(|error| Garbled::json(&error))
    }
}

impl Used {
    /// What it carries, with what was chosen in it.
    fn carried(&self) -> Option<CustomId> {
        let carries: CustomId = self.custom_id.parse().ok()?;
        match (self.component_type, &self.values[..]) {
            (BUTTON, _) => Some(carries),
            (SELECT, [value]) => carries.with_chosen(value),
            _ => None,
        }
    }
}

impl Chosen {
    fn command(self) -> What {
        What::Command { line: commands::line(&self.verb, &self.filled()) }
    }

    fn autocomplete(self) -> What {
        match self.focused() {
            Some((option, typed)) => What::Autocomplete { verb: self.verb, option, typed },
            None => What::Nothing("nothing is being typed".to_owned()),
        }
    }
}

/// Reads what may be left out or `null`: Discord does both.
pub(super) fn lenient<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    value: D,
) -> Result<T, D::Error> {
    Option::<T>::deserialize(value).map(Option::unwrap_or_default)
}
