//! An event of the Events API: what happened in a workspace.

use serde::Deserialize;

use super::mention::as_read;
use super::user::{Dnd, User};
use super::{Garbled, Inbound, What, lenient};

const WHAT: &str = "event";

/// The envelope of an event.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Outer {
    r#type: Option<String>,
    team_id: Option<String>,
    enterprise_id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    authorizations: Vec<Authorization>,
    event_id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    is_ext_shared_channel: bool,
    event: Option<Event>,
}

/// For whom an event is told: the workspace that let us in, where several share a channel.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Authorization {
    enterprise_id: Option<String>,
    team_id: Option<String>,
}

/// The fields of an event that we need, of whichever type it is.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Event {
    r#type: Option<String>,
    subtype: Option<String>,
    user: Option<Whom>,
    bot_id: Option<String>,
    channel: Option<Channel>,
    channel_type: Option<String>,
    text: Option<String>,
    team: Option<String>,
    tab: Option<String>,
    inviter: Option<String>,
    dnd_status: Option<Dnd>,
    tokens: Option<Tokens>,
}

/// A user by their id, or described.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Whom {
    Id(String),
    Described(Box<User>),
}

/// A channel by its id, or described.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Channel {
    Id(String),
    Described { id: String },
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Tokens {
    #[serde(deserialize_with = "lenient")]
    bot: Vec<String>,
}

/// Where an event happened.
#[derive(Debug, Clone, Copy)]
struct Place<'a> {
    /// The workspace that let us in.
    team: &'a str,
    /// Whether it is one of several of an organization: there a person may be told of as of another one.
    in_organization: bool,
    /// Whether the channel is shared with other workspaces.
    shared: bool,
}

/// Reads an event.
pub(crate) fn event(payload: &[u8]) -> Result<Inbound, Garbled> {
    let outer: Outer = serde_json::from_slice(payload).map_err(|error| Garbled::json(WHAT, &error))?;
    outer.inbound()
}

impl Outer {
    fn inbound(self) -> Result<Inbound, Garbled> {
        let missing = |name| Garbled::missing(WHAT, name);
        let kind = self.r#type.ok_or(missing("type"))?;
        let authorized = self.authorizations.into_iter().next().unwrap_or_default();
        let in_organization = authorized.enterprise_id.or(self.enterprise_id).is_some();
        let team = authorized.team_id.or(self.team_id);
        if kind != "event_callback" {
            let (team, id) = (team.unwrap_or_default(), self.event_id.unwrap_or_default());
            let what = if kind == "app_rate_limited" { What::Withheld } else { What::Nothing(kind) };
            return Ok(Inbound { team, id, what });
        }
        let team = team.ok_or(missing("team_id"))?;
        let place = Place { team: &team, in_organization, shared: self.is_ext_shared_channel };
        let what = self.event.ok_or(missing("event"))?.what(place)?;
        Ok(Inbound { id: self.event_id.ok_or(missing("event_id"))?, team, what })
    }
}

impl Event {
    fn what(self, place: Place<'_>) -> Result<What, Garbled> {
        let missing = |name| Garbled::missing(WHAT, name);
        let kind = self.r#type.clone().ok_or(missing("type"))?;
        let what = match kind.as_str() {
            "message" => return self.line(place),
            "app_home_opened" if self.tab.as_deref() == Some("home") => {
                What::HomeOpened { user: self.user().ok_or(missing("user"))? }
            }
            "user_change" => match self.user {
                Some(Whom::Described(user))
                    if user.team_id.as_deref().is_none_or(|home| home == place.team) =>
                {
                    What::Described(user.profile().ok_or(missing("user.id"))?)
                }
                Some(Whom::Described(_)) => What::Nothing("user_change.stranger".to_owned()),
                Some(Whom::Id(_)) | None => return Err(missing("user")),
            },
            "dnd_updated_user" => {
                let stretch = self.dnd_status.as_ref().ok_or(missing("dnd_status"))?.stretch();
                What::Quiet { user: self.user().ok_or(missing("user"))?, stretch }
            }
            "member_joined_channel" => {
                let channel = self.channel().ok_or(missing("channel"))?;
                let user = self.user().ok_or(missing("user"))?;
                What::Entered { user, channel, inviter: self.inviter, shared: place.shared }
            }
            "app_uninstalled" => What::Uninstalled,
            "tokens_revoked" if self.tokens.is_some_and(|tokens| !tokens.bot.is_empty()) => What::Revoked,
            _ => What::Nothing(kind),
        };
        Ok(what)
    }

    /// A line that somebody wrote to us. Lines in channels, of bots and of other workspaces are nothing to us, nor
    /// are changes to lines that were answered already.
    fn line(self, place: Place<'_>) -> Result<What, Garbled> {
        let nothing = |why: &str| Ok(What::Nothing(format!("message.{why}")));
        match self.subtype.as_deref() {
            None | Some("file_share") => {}
            Some(subtype) => return nothing(subtype),
        }
        if self.channel_type.as_deref() != Some("im") {
            return nothing("elsewhere");
        }
        if self.bot_id.is_some() {
            return nothing("bot");
        }
        if !place.in_organization && self.team.as_deref().is_some_and(|home| home != place.team) {
            return nothing("stranger");
        }
        let missing = |name| Garbled::missing("message", name);
        let channel = self.channel().ok_or(missing("channel"))?;
        let user = self.user().ok_or(missing("user"))?;
        Ok(What::Line { user, channel, text: as_read(self.text.as_deref().unwrap_or_default()) })
    }

    fn user(&self) -> Option<String> {
        match &self.user {
            Some(Whom::Id(id)) => Some(id.clone()),
            Some(Whom::Described(user)) => user.id(),
            None => None,
        }
    }

    fn channel(&self) -> Option<String> {
        match &self.channel {
            Some(Channel::Id(id) | Channel::Described { id }) => Some(id.clone()),
            None => None,
        }
    }
}
