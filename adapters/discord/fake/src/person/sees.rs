//! What people see.

use std::time::Duration;

use super::{Person, Place};
use crate::screen::{self, Form, Seen};
use crate::world::World;

/// How long a test waits for something to be seen.
const PATIENCE: Duration = Duration::from_secs(10);

impl Person {
    /// Every message on their screen, of all places, in the order they came.
    pub fn messages(&self) -> Vec<Seen> {
        self.seen(&self.inner.world(), &Place::Anywhere)
    }

    /// The conversation with the app.
    pub fn dms(&self) -> Vec<Seen> {
        self.seen(&self.inner.world(), &Place::Dm)
    }

    /// A channel, with what is only for them.
    pub fn channel(&self, id: &str) -> Vec<Seen> {
        self.seen(&self.inner.world(), &Place::Channel(id.to_owned()))
    }

    /// What the app said to them alone, wherever.
    pub fn ephemerals(&self) -> Vec<Seen> {
        self.messages().into_iter().filter(|seen| seen.is_ephemeral).collect()
    }

    /// The youngest message on their screen.
    ///
    /// # Panics
    /// When there is none.
    pub fn last(&self) -> Seen {
        self.messages().pop().unwrap_or_else(|| panic!("{} sees no message", self.name))
    }

    /// The form in front of them.
    pub fn modal(&self) -> Option<Form> {
        self.inner.world().user(&self.id).modal.as_ref().map(screen::form)
    }

    /// Waits until they see so many messages, and gives the youngest.
    ///
    /// # Panics
    /// When that takes more than ten seconds.
    pub async fn until_messages(&self, count: usize) -> Seen {
        let seen = self.until(|world| {
            let messages = self.seen(world, &Place::Anywhere);
            if messages.len() >= count { messages.into_iter().next_back() } else { None }
        });
        seen.await.unwrap_or_else(|| panic!("{} does not see {count} messages", self.name))
    }

    /// Waits until a message on their screen has these words in it, and gives the youngest that does.
    ///
    /// # Panics
    /// When that takes more than ten seconds.
    pub async fn until_sees(&self, words: &str) -> Seen {
        let seen = self.until(|world| {
            let messages = self.seen(world, &Place::Anywhere).into_iter();
            messages.rev().find(|seen| seen.to_string().contains(words))
        });
        seen.await.unwrap_or_else(|| panic!("{} does not see {words:?}", self.name))
    }

    async fn until<T>(&self, look: impl Fn(&World) -> Option<T>) -> Option<T> {
        self.inner.until(PATIENCE, |world| look(world)).await.ok()
    }

    fn seen(&self, world: &World, place: &Place) -> Vec<Seen> {
        let mut messages = self.messages_in(world, place);
        messages.reverse();
        let now = self.inner.now();
        messages
            .into_iter()
            .map(|message| screen::message(world, world.user(&self.id), message, now))
            .collect()
    }
}
