//! What people do. Each act reaches the app, waits for its acknowledgement and shows what comes of it.

use serde_json::{Value, json};

use super::{Person, Place};
use crate::elements;
use crate::inbound::{
    Ack, Delivery, Press, Surface, answered_command, answered_press, answered_submission, command, deliver,
    press, send_event, submission, view_closed,
};
use crate::screen::Seen;
use crate::world::message::Message;

impl Person {
    /// Types a command into a channel, or into the conversation with the app (see [`Person::im`]).
    ///
    /// # Panics
    /// When the app has no such command, or they are no member of the channel.
    pub async fn slash(&self, channel: &str, name: &str, text: &str) -> Ack {
        let (fields, reply) = {
            let now = self.inner.now();
            let mut world = self.inner.world();
            assert!(world.app.commands.iter().any(|known| known == name), "the app has no command {name}");
            let members = world.team(&self.team).channels.get(channel).map(|channel| &channel.members);
            assert!(
                members.is_some_and(|members| members.contains(&self.id)),
                "{} is not in {channel}",
                self.name
            );
            command(&mut world, &self.inner.base, (&self.team, &self.id, channel), (name, text), now)
        };
        let ack = deliver(&self.inner, name, &Delivery::Command(fields)).await;
        if ack.in_time {
            answered_command(&self.inner, &format!("ack of {name}"), &ack, &reply);
        }
        ack
    }

    /// Presses what goes by this label, value or id, wherever it is seen first.
    ///
    /// # Panics
    /// When it is not on the screen.
    pub async fn press(&self, button: &str) -> Ack {
        self.press_on(Place::Anywhere, button).await
    }

    /// Presses it in this place.
    ///
    /// # Panics
    /// When it is not there.
    pub async fn press_on(&self, place: Place, button: &str) -> Ack {
        let found = self.find(&self.inner.world(), &place, button);
        let (team, user) = (self.team.clone(), self.id.clone());
        self.act(Press { team, user, on: found.on, placed: found.placed, chosen: found.chosen }).await
    }

    /// Presses what they saw before the message was changed: their screen lagged behind.
    ///
    /// # Panics
    /// When it was not there, or the message is deleted.
    pub async fn press_old(&self, seen: &Seen, button: &str) -> Ack {
        let placed = elements::of(&seen.blocks).into_iter().find(|placed| placed.is_called(button));
        let placed = placed.unwrap_or_else(|| panic!("{seen} has no {button:?}"));
        let on = Surface::Message(seen.channel.clone(), seen.ts.clone());
        let (team, user) = (self.team.clone(), self.id.clone());
        self.act(Press { team, user, on, placed, chosen: Value::Null }).await
    }

    /// Chooses in, or types into, an element that tells the app at once: what stands in a message, a home, or in no
    /// input block. Options go by label or value, several on several lines.
    ///
    /// # Panics
    /// When there is no such element or option.
    pub async fn choose(&self, place: Place, field: &str, words: &str) -> Ack {
        let press = {
            let mut world = self.inner.world();
            let found = self.find(&world, &place, field);
            let chosen = elements::fill(&found.placed, words).unwrap_or_else(|why| panic!("{why}"));
            let key = (found.placed.block_id.clone(), found.placed.action_id.clone());
            match &found.on {
                Surface::View(id) => {
                    world
                        .views
                        .get_mut(id)
                        .expect("the view was just found")
                        .typed
                        .insert(key, chosen.clone());
                }
                Surface::Message(channel, ts) => {
                    let channel = world.team_mut(&self.team).channels.get_mut(channel);
                    let message = channel.and_then(|channel| channel.message_mut(ts));
                    message.expect("the message was just found").typed.insert(key, chosen.clone());
                }
            }
            Press {
                team: self.team.clone(),
                user: self.id.clone(),
                on: found.on,
                placed: found.placed,
                chosen,
            }
        };
        self.act(press).await
    }

    async fn act(&self, what: Press) -> Ack {
        let payload = press(&mut self.inner.world(), &self.inner.base, &what, self.inner.now());
        let of = format!("press of {:?}", what.placed.label());
        let ack = deliver(&self.inner, &of, &Delivery::Interactive(payload, false)).await;
        if ack.in_time {
            answered_press(&self.inner, &format!("ack of {of}"), &ack);
        }
        ack
    }

    /// Types into the modal in front, and sends nothing yet.
    ///
    /// # Panics
    /// When no modal is open, or it has no such field or option.
    pub fn fill(&self, field: &str, words: &str) {
        let mut world = self.inner.world();
        let found = self.find(&world, &Place::Modal, field);
        let state = elements::fill(&found.placed, words).unwrap_or_else(|why| panic!("{why}"));
        let Surface::View(id) = found.on else { unreachable!("a modal is a view") };
        let typed = &mut world.views.get_mut(&id).expect("the view was just found").typed;
        typed.insert((found.placed.block_id, found.placed.action_id), state);
    }

    /// Fills in the modal in front, by label, and sends it.
    ///
    /// # Panics
    /// When no modal is open, or Slack's client would not send it: a field is missing, empty, too long or too short.
    pub async fn submit(&self, values: &[(&str, &str)]) -> Ack {
        for (field, words) in values {
            self.fill(field, words);
        }
        let (view, payload) = {
            let now = self.inner.now();
            let mut world = self.inner.world();
            let top = world.team(&self.team).users[&self.id].modals.last().cloned();
            let id = top.unwrap_or_else(|| panic!("{} has no modal open", self.name));
            let view = &world.views[&id];
            assert!(view.content.get("submit").is_some(), "the modal has no button to send it");
            let values = view.values();
            for placed in elements::of(view.blocks()) {
                let state = &values[&placed.block_id][&placed.action_id];
                if let Some(trouble) = elements::trouble(&placed, state) {
                    panic!("Slack's client does not send this: {trouble}");
                }
            }
            let payload = submission(&mut world, &id, now);
            (id, payload)
        };
        let ack = deliver(&self.inner, "view_submission", &Delivery::Interactive(payload, true)).await;
        if ack.in_time {
            answered_submission(&self.inner, "ack of view_submission", &ack, &view);
        }
        ack
    }

    /// Closes the modal in front, and all others where it says so. The app hears of it if it asked to.
    ///
    /// # Panics
    /// When no modal is open.
    pub async fn close_modal(&self) -> Option<Ack> {
        let payload = {
            let mut world = self.inner.world();
            let top = world.team(&self.team).users[&self.id].modals.last().cloned();
            let id = top.unwrap_or_else(|| panic!("{} has no modal open", self.name));
            let content = &world.views[&id].content;
            let (is_cleared, asked) = (content["clear_on_close"] == true, content["notify_on_close"] == true);
            let payload = asked.then(|| view_closed(&world, &id, is_cleared));
            match is_cleared {
                true => world.clear_views(&id),
                false => world.close_view(&id),
            }
            payload?
        };
        Some(deliver(&self.inner, "view_closed", &Delivery::Interactive(payload, false)).await)
    }

    /// Writes to the app.
    pub async fn dm(&self, text: &str) -> Option<Ack> {
        let im = self.im();
        let event = {
            let now = self.inner.now();
            let mut world = self.inner.world();
            let ts = world.ts(now);
            let message = Message {
                ts: ts.clone(),
                user: self.id.clone(),
                text: text.to_owned(),
                ..Message::default()
            };
            let place =
                world.team_mut(&self.team).channels.get_mut(&im).expect("the conversation was just opened");
            place.messages.push(message);
            json!({
                "type": "message", "user": self.id, "ts": ts, "client_msg_id": format!("00000000-0000-4000-8000-{ts}"),
                "text": text, "team": self.team, "channel": im, "event_ts": ts, "channel_type": "im",
                "blocks": [{ "type": "rich_text", "block_id": "typed", "elements": [{
                    "type": "rich_text_section", "elements": [{ "type": "text", "text": text }],
                }] }],
            })
        };
        send_event(&self.inner, &self.team, event).await
    }

    /// Looks at the app's home.
    pub async fn opens_home(&self) -> Option<Ack> {
        self.opens("home").await
    }

    /// Looks at the conversation with the app.
    pub async fn opens_messages(&self) -> Option<Ack> {
        self.opens("messages").await
    }

    async fn opens(&self, tab: &str) -> Option<Ack> {
        let im = self.im();
        let mut event = json!({ "type": "app_home_opened", "user": self.id, "channel": im, "tab": tab });
        {
            let now = self.inner.now();
            let mut world = self.inner.world();
            event["event_ts"] = json!(world.ts(now));
            let team = world.team(&self.team);
            let bot = team.installs.last().map_or("", |install| &install.bot_id);
            if let Some(home) = team.users[&self.id].home.as_ref().filter(|_| tab == "home") {
                event["view"] = world.views[home].json(&world.app.id, bot);
            }
        }
        send_event(&self.inner, &self.team, event).await
    }

    /// Anything else that the app may subscribe to, from this workspace; `None` when it did not.
    pub async fn event(&self, event: Value) -> Option<Ack> {
        send_event(&self.inner, &self.team, event).await
    }

    /// The conversation with the app: its id.
    pub fn im(&self) -> String {
        let now = self.inner.now().timestamp();
        self.inner.world().im(&self.team, &self.id, now)
    }
}
