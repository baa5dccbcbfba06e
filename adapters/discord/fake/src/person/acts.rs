//! What people press and choose.

use serde_json::{Value, json};

use super::find::{Found, is_called};
use super::{Person, Place};
use crate::interact::{Ack, begin, deliver};
use crate::screen::Seen;
use crate::world::interaction::COMPONENT;

impl Person {
    /// Presses what goes by this label or `custom_id`, wherever it is seen first.
    ///
    /// # Panics
    /// When it is not on the screen, cannot be pressed, or a form stands before it.
    pub async fn press(&self, button: &str) -> Ack {
        self.press_on(Place::Anywhere, button).await
    }

    /// Presses it in this place.
    ///
    /// # Panics
    /// As [`Person::press`].
    pub async fn press_on(&self, place: Place, button: &str) -> Ack {
        let found = self.find(&self.inner.world(), &place, button);
        self.act(found, None).await
    }

    /// Presses what they saw before the message was changed: their screen lagged behind.
    ///
    /// # Panics
    /// When it was not there, or the message is deleted.
    pub async fn press_old(&self, seen: &Seen, button: &str) -> Ack {
        let rows = seen.components.iter();
        let mut inner = rows.flat_map(|row| row["components"].as_array().into_iter().flatten());
        let component = inner.find(|component| is_called(component, button));
        let component = component.unwrap_or_else(|| panic!("{seen} has no {button:?}")).clone();
        assert!(self.inner.world().find(&seen.id).is_some(), "{seen} is deleted");
        self.act(Found { channel: seen.channel.clone(), message: seen.id.clone(), component }, None).await
    }

    /// Chooses in a select, by its placeholder or `custom_id`: options by label or value, people and channels by name
    /// or id; several on several lines.
    ///
    /// # Panics
    /// When there is no such select or option, or too many or too few are chosen.
    pub async fn select(&self, place: Place, select: &str, options: &str) -> Ack {
        let (found, values) = {
            let world = self.inner.world();
            let found = self.find(&world, &place, select);
            let values: Vec<String> = options
                .lines()
                .map(|line| match found.component["type"].as_u64() {
                    Some(3) => option(&found.component, line),
                    Some(5) => world
                        .users
                        .values()
                        .find(|user| user.name == line)
                        .map_or(line, |user| &user.id)
                        .to_owned(),
                    Some(8) => {
                        let mut channels = world.channels.values();
                        channels
                            .find(|channel| channel.name == line)
                            .map_or(line, |channel| &channel.id)
                            .to_owned()
                    }
                    kind => panic!("nothing can be chosen in a {kind:?}"),
                })
                .collect();
            (found, values)
        };
        let bound = |name: &str| found.component[name].as_u64().unwrap_or(1);
        let count = values.len() as u64;
        assert!(
            (bound("min_values")..=bound("max_values")).contains(&count),
            "{count} cannot be chosen in {select:?}"
        );
        self.act(found, Some(values)).await
    }

    async fn act(&self, found: Found, values: Option<Vec<String>>) -> Ack {
        let component = &found.component;
        assert!(component["disabled"] != true, "{component} cannot be pressed");
        assert!(
            component["custom_id"].is_string(),
            "{component} leads elsewhere, and the app hears nothing of it"
        );
        let begun = {
            let now = self.inner.now();
            let mut world = self.inner.world();
            assert!(world.user(&self.id).modal.is_none(), "{} has a form before it", self.name);
            let called = component.get("label").unwrap_or(&component["custom_id"]);
            let name = format!("press of {called}");
            let mut data = json!({
                "custom_id": component["custom_id"], "component_type": component["type"], "id": component["id"],
            });
            if let Some(values) = values {
                data["values"] = json!(values);
                let custom_id = component["custom_id"].as_str().unwrap_or_default().to_owned();
                resolve(&world, &mut data, &values);
                if let Some(message) = world.find_mut(&found.message) {
                    message.chosen.insert(custom_id, values);
                }
            }
            begin(&mut world, (COMPONENT, &name), (&self.id, &found.channel), Some(&found.message), data, now)
        };
        deliver(&self.inner, begun).await
    }
}

fn option(select: &Value, words: &str) -> String {
    let options = select["options"].as_array().map_or(&[][..], Vec::as_slice);
    let meant = options.iter().find(|option| option["label"] == words || option["value"] == words);
    let meant = meant.unwrap_or_else(|| panic!("{words:?} is no option of {select:#}"));
    meant["value"].as_str().unwrap_or_default().to_owned()
}

/// Who is meant where people were chosen.
fn resolve(world: &crate::world::World, data: &mut Value, values: &[String]) {
    if data["component_type"] == 5 {
        for user in values.iter().filter_map(|id| world.users.get(id)) {
            data["resolved"]["users"][&user.id] = user.json();
        }
    }
    if data["component_type"] == 8 {
        for channel in values.iter().filter_map(|id| world.channels.get(id)) {
            data["resolved"]["channels"][&channel.id] =
                crate::interact::channel_json(world, channel, &world.app.id);
        }
    }
}
