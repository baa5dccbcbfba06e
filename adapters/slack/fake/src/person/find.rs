//! Finding what somebody means to press.

use serde_json::{Value, json};

use super::Person;
use crate::elements::{self, Placed};
use crate::inbound::Surface;
use crate::screen::Seen;
use crate::world::World;
use crate::world::team::Team;

/// Where something is pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The modal in front, if there is one; else the youngest message that has it; else the home.
    Anywhere,
    /// The modal in front.
    Modal,
    /// The app's home.
    Home,
    /// The youngest message in the conversation with the app that has it.
    Dm,
    /// The youngest message in this channel that has it.
    Channel(String),
    /// This message: channel and `ts`, also of an old one.
    Message(String, String),
}

impl From<&Seen> for Place {
    fn from(seen: &Seen) -> Place {
        Place::Message(seen.channel.clone(), seen.ts.clone())
    }
}

/// An element, and where it is.
pub(super) struct Found {
    pub(super) on: Surface,
    pub(super) placed: Placed,
    /// What pressing it chooses: an entry of an overflow menu.
    pub(super) chosen: Value,
}

impl Person {
    /// What goes by this label, value or id in this place.
    ///
    /// # Panics
    /// When there is no such thing: says what there is.
    pub(super) fn find(&self, world: &World, place: &Place, name: &str) -> Found {
        let surfaces = self.surfaces(world, place);
        for (on, blocks) in &surfaces {
            for placed in elements::of(blocks) {
                if placed.kind() == "overflow" {
                    let option = placed
                        .options()
                        .into_iter()
                        .find(|option| option["text"]["text"] == name || option["value"] == name);
                    if let Some(option) = option.cloned() {
                        return Found {
                            on: on.clone(),
                            placed,
                            chosen: json!({ "selected_option": option }),
                        };
                    }
                }
                if placed.is_called(name) {
                    return Found { on: on.clone(), placed, chosen: Value::Null };
                }
            }
        }
        let known: Vec<String> = surfaces
            .iter()
            .flat_map(|(_, blocks)| elements::of(blocks))
            .map(|placed| placed.label().to_owned())
            .collect();
        panic!("{} sees no {name:?} in {place:?}; there is {known:?}", self.name);
    }

    /// The blocks of a place, what is looked at first at the beginning.
    fn surfaces(&self, world: &World, place: &Place) -> Vec<(Surface, Vec<Value>)> {
        let team = world.team(&self.team);
        let member = &team.users[&self.id];
        let view = |id: &String| (Surface::View(id.clone()), world.views[id].blocks().to_vec());
        match place {
            Place::Anywhere => match member.modals.last() {
                Some(modal) => vec![view(modal)],
                None => {
                    let mut surfaces = self.messages_in(team, &|_| true);
                    surfaces.extend(member.home.iter().map(view));
                    surfaces
                }
            },
            Place::Modal => member.modals.last().map(view).into_iter().collect(),
            Place::Home => member.home.iter().map(view).collect(),
            Place::Dm => {
                let im = team.im_with(&self.id).map(|channel| channel.id.clone());
                self.messages_in(team, &|(channel, _)| im.as_deref() == Some(channel))
            }
            Place::Channel(id) => self.messages_in(team, &|(channel, _)| channel == id),
            Place::Message(id, meant) => {
                self.messages_in(team, &|(channel, ts)| channel == id && ts == meant)
            }
        }
    }

    /// Blocks of the messages on the screen, the youngest first.
    fn messages_in(&self, team: &Team, fits: &dyn Fn((&str, &str)) -> bool) -> Vec<(Surface, Vec<Value>)> {
        let mut found: Vec<(Surface, Vec<Value>)> = Vec::new();
        for channel in team.channels.values().filter(|channel| channel.members.contains(&self.id)) {
            for message in channel.messages.iter().filter(|message| message.is_visible_to(&self.id)) {
                if fits((&channel.id, &message.ts)) {
                    let surface = Surface::Message(channel.id.clone(), message.ts.clone());
                    found.push((surface, message.blocks.clone()));
                }
            }
        }
        let ts = |surface: &Surface| match surface {
            Surface::Message(_, ts) => ts.clone(),
            Surface::View(_) => String::new(),
        };
        found.sort_by_key(|(surface, _)| std::cmp::Reverse(ts(surface)));
        found
    }
}
