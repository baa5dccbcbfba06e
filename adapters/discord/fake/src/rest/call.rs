//! One call on its way through a route.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::Params;
use crate::refusal::Refusal;
use crate::request::File;
use crate::world::World;
use crate::world::channel::{Access, Channel};

/// What a route works with.
pub(crate) struct Call<'a> {
    pub(crate) world: &'a mut World,
    pub(crate) now: DateTime<Utc>,
    /// Where this Discord is: `http://127.0.0.1:port`.
    pub(crate) base: &'a str,
    pub(crate) params: Params,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) body: Value,
    pub(crate) files: Vec<File>,
}

impl Call<'_> {
    /// What stands in the braces of this name.
    pub(crate) fn param(&self, name: &str) -> String {
        let param = self.params.iter().find(|(known, _)| *known == name);
        param.map(|(_, value)| value.clone()).expect("a route asks for what stands in its path")
    }

    pub(crate) fn queried(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether something is switched on behind the question mark.
    pub(crate) fn flag(&self, name: &str) -> bool {
        matches!(self.queried(name), Some("true" | "1" | "True"))
    }

    /// The application in the path is the one that calls.
    pub(crate) fn own_application(&self) -> Result<(), Refusal> {
        match self.param("application") == self.world.app.id {
            true => Ok(()),
            false => Err(Refusal::wrong(
                403,
                20012,
                "You are not authorized to perform this action on this application",
                "another application's id stands in the path",
            )),
        }
    }

    /// A channel that the app may look into.
    pub(crate) fn channel(&self) -> Result<&Channel, Refusal> {
        let unknown = || Refusal::unknown(10003, "Channel");
        let channel = self.world.channels.get(&self.param("channel")).ok_or_else(unknown)?;
        if channel.deleted {
            return Err(unknown());
        }
        let is_reached = channel.guild().is_none_or(|guild| self.world.guild(guild).is_reached());
        match channel.access {
            Access::Full | Access::Reads if is_reached => Ok(channel),
            _ => Err(Refusal::told(403, 50001, "Missing Access")),
        }
    }

    /// A channel that the app may write to: its id.
    pub(crate) fn writable(&self) -> Result<String, Refusal> {
        let channel = self.channel()?;
        if channel.access != Access::Full {
            return Err(Refusal::told(403, 50013, "Missing Permissions"));
        }
        if let Some(user) = channel.with() {
            if !self.world.meets(user) {
                return Err(Refusal::told(403, 50278, "Cannot send messages to this user"));
            }
            if !self.world.user(user).takes_dms {
                return Err(Refusal::told(403, 50007, "Cannot send messages to this user"));
            }
        }
        Ok(channel.id.clone())
    }
}
