//! A workspace, as a test furnishes it.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use chrono_tz::Tz;
use serde_json::{Value, json};

use crate::inbound::{Ack, event_callback, send_event};
use crate::inner::Inner;
use crate::person::Person;
use crate::screen::Seen;
use crate::world::channel::{Channel, Kind};
use crate::world::team::{SCOPES, User};

/// A workspace. Cloning gives the same one.
#[derive(Clone)]
pub struct Workspace {
    inner: Arc<Inner>,
    /// Its id, `T…`.
    pub id: String,
}

/// An event in its envelope, to be sent whenever and as often as a test likes.
#[derive(Debug, Clone)]
pub struct Event(pub(crate) Value);

impl Event {
    /// By which the app recognizes it when it comes again.
    pub fn id(&self) -> &str {
        self.0["event_id"].as_str().unwrap_or_default()
    }
}

impl Workspace {
    pub(crate) fn new(inner: Arc<Inner>, id: String) -> Workspace {
        Workspace { inner, id }
    }

    /// Adds a member.
    ///
    /// # Panics
    /// When there is no such time zone.
    pub fn person(&self, name: &str, tz: &str) -> Person {
        let tz: Tz = tz.parse().expect("the name of a time zone");
        let mut world = self.inner.world();
        let id = world.id("U", name);
        world.team_mut(&self.id).users.insert(id.clone(), User::new(id.clone(), name, tz));
        Person { inner: self.inner.clone(), team: self.id.clone(), id, name: name.to_owned() }
    }

    /// Adds a public channel with these members, and gives its id. The app is no member yet.
    pub fn channel(&self, name: &str, members: &[&Person]) -> String {
        self.add_channel(name, Kind::Public, members)
    }

    /// Adds a private channel with these members, and gives its id. The app is no member yet, and cannot see it.
    pub fn private_channel(&self, name: &str, members: &[&Person]) -> String {
        self.add_channel(name, Kind::Private, members)
    }

    fn add_channel(&self, name: &str, kind: Kind, members: &[&Person]) -> String {
        let created = self.inner.now().timestamp();
        let mut world = self.inner.world();
        let id = world.id("C", name);
        let members: BTreeSet<String> = members.iter().map(|person| person.id.clone()).collect();
        let channel = Channel::new(id.clone(), name, kind, members, created);
        world.team_mut(&self.id).channels.insert(id.clone(), channel);
        id
    }

    /// Makes the app a member of a channel.
    pub fn invite_app(&self, channel: &str) {
        let bot = self.bot_user();
        self.with_channel(channel, |channel| channel.members.insert(bot));
    }

    /// Takes the app out of a channel.
    pub fn remove_app(&self, channel: &str) {
        let bot = self.bot_user();
        self.with_channel(channel, |channel| channel.members.remove(&bot));
    }

    /// Archives a channel: nobody can write there any more.
    pub fn archive(&self, channel: &str) {
        self.with_channel(channel, |channel| channel.archived = true);
    }

    fn with_channel<T>(&self, id: &str, how: impl FnOnce(&mut Channel) -> T) -> T {
        let mut world = self.inner.world();
        how(world.team_mut(&self.id).channels.get_mut(id).expect("a channel of this workspace"))
    }

    /// Installs the app with the scopes of its manifest, and gives the token.
    pub fn install(&self) -> String {
        self.install_with(SCOPES)
    }

    /// Installs the app with these scopes, and gives the token.
    pub fn install_with(&self, scopes: &[&str]) -> String {
        let scopes: Vec<String> = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        self.inner.world().install(&self.id, &scopes).token
    }

    /// The token of the installation.
    ///
    /// # Panics
    /// When the app is not installed.
    pub fn token(&self) -> String {
        let world = self.inner.world();
        world.team(&self.id).install().expect("the app is installed").token.clone()
    }

    /// The app's member in this workspace.
    ///
    /// # Panics
    /// When the app was never installed.
    pub fn bot_user(&self) -> String {
        let world = self.inner.world();
        world.team(&self.id).installs.last().expect("the app was installed").bot_user.clone()
    }

    /// Takes the token back, and says nothing: the app finds out.
    pub fn revoke(&self) {
        self.inner.world().revoke(&self.id);
    }

    /// An admin removes the app: its token is gone, and it hears `tokens_revoked` and `app_uninstalled`.
    pub async fn uninstall(&self) -> Vec<Ack> {
        let bot = self.bot_user();
        self.revoke();
        let revoked = json!({ "type": "tokens_revoked", "tokens": { "oauth": [], "bot": [bot] } });
        let mut acks = Vec::new();
        for mut event in [revoked, json!({ "type": "app_uninstalled" })] {
            let now = self.inner.now();
            event["event_ts"] = json!(self.inner.world().ts(now));
            acks.extend(send_event(&self.inner, &self.id, event).await);
        }
        acks
    }

    /// The event by which the app hears of its own message, as everybody in the conversation does. Not sent yet.
    pub fn echo(&self, seen: &Seen) -> Event {
        let event = {
            let world = self.inner.world();
            let team = world.team(&self.id);
            let channel = &team.channels[&seen.channel];
            let message = channel.message(&seen.ts).expect("what was seen is still there");
            let mut event = message.json(&self.id, team.installs.last(), &world.app.id);
            event["channel"] = json!(seen.channel);
            event["channel_type"] = json!(if channel.im_with().is_some() { "im" } else { "channel" });
            event["event_ts"] = json!(seen.ts);
            event
        };
        self.event(event)
    }

    /// An event of this workspace that is not sent yet: send it with [`Slack::send`](crate::Slack::send), twice or
    /// in another order.
    pub fn event(&self, event: Value) -> Event {
        let now = self.inner.now();
        Event(event_callback(&mut self.inner.world(), &self.id, event, now))
    }
}

impl fmt::Debug for Workspace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Workspace({})", self.id)
    }
}
