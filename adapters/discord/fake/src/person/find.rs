//! Finding what somebody means to press.

use serde_json::Value;

use super::Person;
use crate::screen::Seen;
use crate::world::World;
use crate::world::message::Message;

/// Where something is pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The youngest message that has it.
    Anywhere,
    /// The youngest message in the conversation with the app that has it.
    Dm,
    /// The youngest message in this channel that has it.
    Channel(String),
    /// The message of this id, also an old one.
    Message(String),
}

impl From<&Seen> for Place {
    fn from(seen: &Seen) -> Place {
        Place::Message(seen.id.clone())
    }
}

/// A component, and where it is.
pub(super) struct Found {
    pub(super) channel: String,
    pub(super) message: String,
    pub(super) component: Value,
}

/// Whether a person or a test may mean this component by that name: label, placeholder or `custom_id`.
pub(super) fn is_called(component: &Value, name: &str) -> bool {
    ["label", "placeholder", "custom_id"].iter().any(|field| component[*field] == name)
}

impl Person {
    /// What goes by this name in this place.
    ///
    /// # Panics
    /// When there is no such thing: says what there is.
    pub(super) fn find(&self, world: &World, place: &Place, name: &str) -> Found {
        let messages = self.messages_in(world, place);
        for message in &messages {
            let rows = message.components.iter();
            let mut inner = rows.flat_map(|row| row["components"].as_array().into_iter().flatten());
            if let Some(component) = inner.find(|component| is_called(component, name)) {
                return Found {
                    channel: message.channel.clone(),
                    message: message.id.clone(),
                    component: component.clone(),
                };
            }
        }
        let rows = messages.iter().flat_map(|message| &message.components);
        let known = rows.flat_map(|row| row["components"].as_array().into_iter().flatten());
        let known: Vec<&Value> = known
            .map(|one| one.get("label").or(one.get("placeholder")).unwrap_or(&one["custom_id"]))
            .collect();
        panic!("{} sees no {name:?} in {place:?}; there is {known:?}", self.name);
    }

    /// Messages on the screen, the youngest first.
    pub(super) fn messages_in<'a>(&self, world: &'a World, place: &Place) -> Vec<&'a Message> {
        let channels = world.channels.values().filter(|channel| world.can_see(&self.id, channel));
        let messages = channels.flat_map(|channel| {
            let is_dm = channel.with().is_some();
            channel.messages.iter().map(move |message| (message, is_dm))
        });
        let fits = |message: &Message, is_dm: bool| match place {
            Place::Anywhere => true,
            Place::Dm => is_dm,
            Place::Channel(id) => message.channel == *id,
            Place::Message(id) => message.id == *id,
        };
        let seen =
            messages.filter(|(message, is_dm)| message.is_visible_to(&self.id) && fits(message, *is_dm));
        let mut seen: Vec<&Message> = seen.map(|(message, _)| message).collect();
        seen.sort_by_key(|message| std::cmp::Reverse(message.id.parse::<u64>().unwrap_or_default()));
        seen
    }
}
